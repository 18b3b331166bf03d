//! Pages that may stand in the place of what the archive has: held against that before they are stored.

use super::keeper::Keeper;
use super::kept::{Kept, Recording};
use crate::decode::ends_html;
use crate::page::Outcome;
use crate::pipeline::broken_off::broken_off;
use crate::pipeline::lost::elsewhere;
use crate::pipeline::{Cleaned, Kind};
use crate::store::{Capture, StoreError, Truncated, url_key};

/// A page that was cleaned and that only the archive can judge.
pub(super) struct Doubtful {
    pub(super) host: String,
    pub(super) capture: Capture,
    pub(super) cleaned: Cleaned,
    pub(super) is_called_unchanged: bool,
    /// Whether its document does not end.
    pub(super) does_not_end: bool,
}

impl Doubtful {
    /// Whether a page is to be held against what the archive has, and how its document ends; `body` is that of the
    /// answer with content encodings undone.
    pub(super) fn ending(capture: &Capture, cleaned: &Cleaned, body: &[u8]) -> Option<bool> {
        let outcome = cleaned.verdict.outcome;
        if outcome == Outcome::Gone {
            return None;
        }
        let does_not_end = outcome.is_storable() && cleaned.kind == Kind::Html && !ends_html(body);
        let is_elsewhere = url_key(&capture.final_url) != url_key(&capture.url);
        (does_not_end || is_elsewhere).then_some(does_not_end)
    }

    pub(super) fn new(
        host: String,
        capture: Capture,
        cleaned: Cleaned,
        does_not_end: bool,
    ) -> Doubtful {
        Doubtful { host, capture, cleaned, is_called_unchanged: false, does_not_end }
    }

    /// The page as it is to be stored.
    fn judged(self, recording: &Recording) -> Kept {
        let kept = recording.of(self.host, self.capture, self.cleaned);
        Kept { is_called_unchanged: self.is_called_unchanged, ..kept }
    }
}

impl Keeper<'_> {
    /// Takes a page; where it stands in the place of a lost one, or broke off, that is what is found of it, and the
    /// text of its address stays.
    pub(super) fn keep_doubtful(
        &mut self,
        mut page: Doubtful,
        recording: &Recording,
    ) -> Result<(), StoreError> {
        // What waits may be what it is held against.
        self.flush_with(|capture| capture.url == page.capture.url)?;
        self.judge(&mut page)?;
        self.keep(page.judged(recording))
    }

    fn judge(&self, page: &mut Doubtful) -> Result<(), StoreError> {
        let rows = self.archive.captures_of_url(&page.capture.url)?;
        let last = rows.into_iter().rev().find_map(|row| Some((row.text?, row)));
        let Some((ordinal, last)) = last else { return Ok(()) };
        // With a text that is damaged nothing can be compared; `verify` says so.
        let text = self.archive.text(ordinal)?;
        let Ok(stored) = self.archive.content(&text) else { return Ok(()) };
        let new = page.cleaned.text.canonical();
        let outcome = page.cleaned.verdict.outcome;
        if let Some(found) = elsewhere(&page.capture, outcome, &new, &last, &stored) {
            page.cleaned.verdict = found;
        } else if page.does_not_end
            && let Some(found) = broken_off(&new, &stored)
            && self.archive.page(&last).is_ok_and(|before| ends_html(&before.body))
        {
            page.cleaned.verdict = found;
            page.capture.truncated = Some(Truncated::Unspecified);
        }
        Ok(())
    }
}
