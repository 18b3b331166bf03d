//! A record of somebody's WARC file ─▶ what it is: a page, what stands for one that was captured earlier, or what
//! a server sent in the place of one.

use std::path::PathBuf;

use super::captured::{Visit, captured};
use super::lost::lost;
use super::revisit::{AHEAD, Referring};
use super::{Cleaned, Cleaner, Options, RawPage};
use crate::decode::content::Caps;
use crate::store::{Capture, CaptureKind, Told, address_fault};

/// Where a capture is from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) file: PathBuf,
    /// What is to be told of it when it is stored.
    pub(super) note: Option<String>,
}

/// A page, or what was sent in its place.
pub(super) struct Answer {
    pub(super) origin: Origin,
    pub(super) capture: Capture,
    /// The body with its content encoding undone.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// About how many bytes it holds while it waits.
    pub(super) fn held(&self) -> usize {
        self.capture.body.len() + self.body.len()
    }
}

/// What a record is.
pub(super) enum Held {
    /// A page, or a clean text.
    Page(Answer),
    /// It stands for a page captured earlier.
    Refers(Box<Referring>),
    /// What a server sent in the place of a page.
    InItsPlace(Answer),
    /// A page that cannot be read, and why.
    Failed(PathBuf, String),
    /// No page: a request, a picture, …
    Nothing,
}

/// What a record in a file is.
pub(super) fn held(path: PathBuf, told: Told) -> Held {
    let visit = Visit::of(&told, &path);
    match told.page(&Caps::default()) {
        Ok(None) => {}
        Ok(Some(page)) => {
            let mut capture = captured(&told.record, &page, &visit);
            if told.is_text {
                capture.kind = CaptureKind::Text;
            }
            let odd = (!page.notes.is_empty())
                .then(|| format!("{}: {}", page.url, page.notes.join("; ")));
            let notes: Vec<String> = visit.note.into_iter().chain(odd).collect();
            let note = (!notes.is_empty()).then(|| notes.join("; "));
            return Held::Page(Answer {
                origin: Origin { file: path, note },
                capture,
                body: page.body,
            });
        }
        Err(fault) => {
            let about = told.record.target().unwrap_or("a page");
            return Held::Failed(path, format!("{about}: its body cannot be decoded: {fault}"));
        }
    }
    if let Some(reference) = told.refers() {
        let record = Box::new(told.record);
        return Held::Refers(Box::new(Referring { path, record, reference, visit, holder: None }));
    }
    let Some(page) = told.record.in_its_place(&Caps::default()) else { return Held::Nothing };
    let capture = captured(&told.record, &page, &visit);
    let origin = Origin { file: path, note: visit.note };
    Held::InItsPlace(Answer { origin, capture, body: page.body })
}

/// Why a capture cannot be stored.
pub(super) fn unfit(capture: &Capture) -> Option<String> {
    address_fault(&capture.url).or_else(|| address_fault(&capture.final_url))
}

/// Cleans a page, whose body is given with its content encoding undone. Of one that is lost nothing else is found.
pub(super) fn cleaned(
    cleaner: &mut Cleaner,
    capture: &Capture,
    body: &[u8],
    options: &Options,
) -> Result<Cleaned, String> {
    let raw = RawPage {
        bytes: body,
        url: Some(&capture.url),
        content_type: capture.content_type.as_deref(),
        kind: None,
    };
    let cleaned = cleaner.guarded(|cleaner| cleaner.clean(&raw, options));
    let mut cleaned = cleaned.map_err(|defect| format!("{}: {defect}", capture.url))?;
    if let Some(lost) = lost(capture) {
        cleaned.verdict = lost;
    }
    Ok(cleaned)
}

/// Bytes of answers that may wait for the page they say is lost.
const LOST_BYTES: usize = 64 << 20;

/// Answers that say that a page is lost which has not come yet.
#[derive(Default)]
pub(super) struct Waiting {
    answers: Vec<Answer>,
    bytes: usize,
}

impl Waiting {
    /// Keeps an answer; gives it back where as many wait as may.
    pub(super) fn keep(&mut self, answer: Answer) -> Option<Answer> {
        let bytes = self.bytes + answer.held();
        if self.answers.len() >= AHEAD || bytes > LOST_BYTES {
            return Some(answer);
        }
        self.bytes = bytes;
        self.answers.push(answer);
        None
    }

    /// Gives all that wait.
    pub(super) fn take(&mut self) -> Vec<Answer> {
        self.bytes = 0;
        std::mem::take(&mut self.answers)
    }
}
