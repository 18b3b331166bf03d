//! `spoglio run --report`: every page of a run, for programs and build servers.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use quick_xml::escape::escape;
use serde_json::{Value, json};

use crate::pipeline::run::{Event, Summary, What};

/// Gathers what happens in a run and writes it into a file: JUnit when the name ends in `.xml`,
/// JSON otherwise.
pub(super) struct RunReport {
    path: PathBuf,
    events: Vec<Value>,
    cases: Vec<Case>,
}

struct Case {
    source: String,
    name: String,
    /// What went wrong: kind, reason, detail.
    fault: Option<(&'static str, String, String)>,
}

impl RunReport {
    pub(super) fn new(path: &Path) -> RunReport {
        RunReport { path: path.to_owned(), events: Vec::new(), cases: Vec::new() }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) {
        if !matches!(event, Event::Waiting { .. }) {
            self.events.extend(serde_json::to_value(event));
        }
        match event {
            Event::Page(page) => {
                let said = |text: Option<&str>| text.unwrap_or("").to_owned();
                let fault = match page.outcome {
                    What::Failed => Some(("failure", said(page.reason), said(page.detail))),
                    What::Refused | What::Postponed => {
                        Some(("skipped", said(page.reason), said(page.detail)))
                    }
                    What::Stored | What::SeenBefore | What::NewVersion => None,
                };
                let (source, name) = (page.source.to_owned(), page.url.to_owned());
                self.cases.push(Case { source, name, fault });
            }
            Event::SourceFailed { source, address, reason, detail } => self.cases.push(Case {
                source: (*source).to_owned(),
                name: (*address).to_owned(),
                fault: Some(("error", (*reason).to_owned(), (*detail).to_owned())),
            }),
            Event::Source { .. } | Event::Note { .. } | Event::Waiting { .. } => {}
        }
    }

    /// Writes the file.
    pub(super) fn write(&self, summary: &Summary) -> Result<(), String> {
        let is_xml = self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml"));
        let text = if is_xml {
            self.junit()
        } else {
            format!("{:#}\n", json!({ "summary": summary, "events": self.events }))
        };
        fs::write(&self.path, text).map_err(|error| {
            format!("{}: {error}: name a file that can be written", self.path.display())
        })
    }

    fn junit(&self) -> String {
        let count = |kind: &str| {
            let of_kind = |case: &&Case| case.fault.as_ref().is_some_and(|(is, ..)| *is == kind);
            self.cases.iter().filter(of_kind).count()
        };
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            out,
            "<testsuite name=\"spoglio run\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            self.cases.len(),
            count("failure"),
            count("error"),
            count("skipped")
        );
        for case in &self.cases {
            let (source, name) = (plain(&case.source), plain(&case.name));
            let _ = write!(out, "  <testcase classname=\"{source}\" name=\"{name}\"");
            match &case.fault {
                None => out.push_str("/>\n"),
                Some((kind, reason, detail)) => {
                    let (reason, detail) = (plain(reason), plain(detail));
                    let _ = writeln!(
                        out,
                        ">\n    <{kind} message=\"{reason}\">{detail}</{kind}>\n  </testcase>"
                    );
                }
            }
        }
        out.push_str("</testsuite>\n");
        out
    }
}

/// Text as XML 1.0 may hold it, escaped.
fn plain(text: &str) -> String {
    let allowed: String =
        text.chars().map(|c| if c.is_control() || c > '\u{fffd}' { ' ' } else { c }).collect();
    escape(&allowed).into_owned()
}
