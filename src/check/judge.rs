//! One page cleaned and held to what is expected of it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Fixture, Wanted, WantedMetadata, readable_diff, word_f1};
use crate::page::{Metadata, Outcome, Sourced};
use crate::pipeline::{Options, RawPage, clean};

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The clean text is further from the expected text than the floor allows.
    Text {
        /// The word F1 of the clean text.
        score: f64,
        /// What is asked for; 1 asks for equality byte for byte.
        floor: f64,
    },
    /// The page should give a text, and there is none to compare with.
    NoExpectedText,
    /// A string that the text must hold and does not.
    Missing(String),
    /// A string that the text holds and must not.
    Unwanted(String),
    /// The page was taken for something else.
    Outcome {
        /// What it is.
        wanted: Outcome,
        /// What it was taken for.
        found: Outcome,
    },
    /// A field of the metadata differs.
    Metadata {
        /// Its name.
        field: &'static str,
        /// What was expected.
        wanted: String,
        /// What was found; empty when nothing was.
        found: String,
    },
    /// Cleaning panicked.
    Panic(String),
}

impl Failure {
    /// What `known_failures` calls it, if it can stand there.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        match self {
            Failure::Missing(text) | Failure::Unwanted(text) => Some(text.clone()),
            Failure::Outcome { .. } => Some("outcome".to_owned()),
            Failure::Metadata { field, .. } => Some(format!("metadata.{field}")),
            Failure::Text { .. } | Failure::NoExpectedText | Failure::Panic(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Text { score, floor } if *floor >= 1.0 => {
                write!(f, "the text is not the expected one (word F1 {score:.4})")
            }
            Failure::Text { score, floor } => {
                write!(f, "the text fell below its floor: word F1 {score:.4}, floor {floor}")
            }
            Failure::NoExpectedText => {
                f.write_str("no expected.txt: write one, or let --accept write it")
            }
            Failure::Missing(text) => write!(f, "must contain, and does not: {text:?}"),
            Failure::Unwanted(text) => write!(f, "must not contain, and does: {text:?}"),
            Failure::Outcome { wanted, found } => {
                write!(f, "outcome: expected {wanted}, found {found}")
            }
            Failure::Metadata { field, wanted, found } => {
                write!(f, "metadata.{field}: expected {wanted:?}, found {found:?}")
            }
            Failure::Panic(message) => write!(f, "cleaning panicked: {message}"),
        }
    }
}

/// How a page was cleaned, beside what is expected of it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The clean text, as a file would hold it.
    pub text: String,
    /// What the page was taken for.
    pub outcome: Outcome,
    /// The text's word F1 against the expected text, where there is one.
    pub score: Option<f64>,
    /// Whether the text is the expected one byte for byte.
    pub exact: bool,
    /// The floor that held.
    pub floor: f64,
    /// What differs from the expected text, for people; empty when nothing does.
    pub diff: String,
    /// What is not as expected.
    pub failures: Vec<Failure>,
    /// What is not as expected and known to be so.
    pub known: Vec<Failure>,
    /// Entries of `known_failures` that no longer fail.
    pub mended: Vec<String>,
}

impl Judgement {
    /// Whether nothing failed that was not known to fail.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// Whether the text is better than its floor asks for.
    #[must_use]
    pub fn floor_can_rise(&self) -> bool {
        self.floor < 1.0 && (self.exact || self.score.is_some_and(|s| s > self.floor + 0.0005))
    }
}

/// Cleans a fixture's page and compares.
#[must_use]
pub fn judge(fixture: &Fixture, options: &Options) -> Judgement {
    let wanted = &fixture.wanted;
    let page = RawPage {
        bytes: &fixture.bytes,
        url: wanted.url.as_deref(),
        content_type: wanted.content_type.as_deref(),
        ..RawPage::default()
    };
    let cleaned = match catch_unwind(AssertUnwindSafe(|| clean(&page, options))) {
        Ok(cleaned) => cleaned,
        Err(payload) => return panicked(payload.as_ref(), wanted.floor),
    };
    let text = cleaned.text.canonical();
    let found = cleaned.verdict.outcome;

    let mut failures = Vec::new();
    if found != wanted.outcome {
        failures.push(Failure::Outcome { wanted: wanted.outcome, found });
    }
    let expected = fixture.expected.as_deref();
    let score = expected.map(|expected| word_f1(&text, expected));
    let exact = expected == Some(text.as_str());
    match score {
        Some(score) if !exact && (wanted.floor >= 1.0 || score < wanted.floor) => {
            failures.push(Failure::Text { score, floor: wanted.floor });
        }
        None if wanted.outcome.is_storable() => failures.push(Failure::NoExpectedText),
        _ => {}
    }
    lines(wanted, &text, &mut failures);
    metadata(&wanted.metadata, &cleaned.metadata, &mut failures);

    let (known, failures): (Vec<_>, Vec<_>) = failures
        .into_iter()
        .partition(|failure| failure.key().is_some_and(|key| wanted.known_failures.contains(&key)));
    let still: Vec<_> = known.iter().filter_map(Failure::key).collect();
    let mended = wanted.known_failures.iter().filter(|k| !still.contains(k)).cloned().collect();
    let diff = expected.map(|expected| readable_diff(expected, &text)).unwrap_or_default();
    let floor = wanted.floor;
    Judgement { text, outcome: found, score, exact, floor, diff, failures, known, mended }
}

fn panicked(payload: &(dyn std::any::Any + Send), floor: f64) -> Judgement {
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Judgement {
        text: String::new(),
        outcome: Outcome::Empty,
        score: None,
        exact: false,
        floor,
        diff: String::new(),
        failures: vec![Failure::Panic(message.to_owned())],
        known: Vec::new(),
        mended: Vec::new(),
    }
}

fn lines(wanted: &Wanted, text: &str, failures: &mut Vec<Failure>) {
    for line in wanted.must_contain.iter().filter(|line| !text.contains(line.as_str())) {
        failures.push(Failure::Missing(line.clone()));
    }
    for line in wanted.must_not_contain.iter().filter(|line| text.contains(line.as_str())) {
        failures.push(Failure::Unwanted(line.clone()));
    }
}

fn metadata(wanted: &WantedMetadata, found: &Metadata, failures: &mut Vec<Failure>) {
    let mut compare = |field, wanted: Option<&str>, found: &Option<Sourced<String>>| {
        let found = found.as_ref().map_or("", |sourced| sourced.value.as_str());
        if let Some(wanted) = wanted.filter(|wanted| *wanted != found) {
            let (wanted, found) = (wanted.to_owned(), found.to_owned());
            failures.push(Failure::Metadata { field, wanted, found });
        }
    };
    compare("title", wanted.title.as_deref(), &found.title);
    compare("published", wanted.published.as_deref(), &found.published);
    compare("modified", wanted.modified.as_deref(), &found.modified);
    compare("lang", wanted.lang.as_deref(), &found.lang);
    compare("site_name", wanted.site_name.as_deref(), &found.site_name);
    compare("canonical", wanted.canonical.as_deref(), &found.canonical);
    compare("agency", wanted.agency.as_deref(), &found.agency);
    compare("section", wanted.section.as_deref(), &found.section);
    if let Some(wanted) = &wanted.authors {
        let found: Vec<_> = found.authors.iter().map(|author| author.value.as_str()).collect();
        if wanted.iter().ne(found.iter().copied()) {
            let (wanted, found) = (wanted.join(", "), found.join(", "));
            failures.push(Failure::Metadata { field: "authors", wanted, found });
        }
    }
}
