//! A record that stands for a page captured earlier ─▶ a capture of its own.

use std::path::PathBuf;

use super::captured::Visit;
use crate::store::warc::{Reference, WarcRecord};
use crate::store::{Archive, Capture, CaptureKind, CaptureRow, StoreError, url_key};

/// Records that may wait for the page they stand for.
pub(super) const AHEAD: usize = 4096;

/// What is told of one whose page never came.
const ALONE: &str = "refers to a page that is neither in these files nor in the archive: take in the file that holds it, then this one again";

/// What is told of one that says that nothing changed where something has.
const OUTDATED: &str = "says that nothing changed, and the archive has another text of the address by now: this sighting is not taken over";

/// A record that stands for a page, and the file it is in.
pub(super) struct Referring {
    pub(super) path: PathBuf,
    pub(super) record: Box<WarcRecord>,
    pub(super) reference: Reference,
    pub(super) visit: Visit,
    /// The capture of the page, where it was found by what the page is.
    pub(super) holder: Option<CaptureRow>,
}

impl Referring {
    /// Whether a page that waits to be stored may be the one that it stands for.
    pub(super) fn may_mean(&self, page: &Capture) -> bool {
        let Reference { record, page_url, url, .. } = &self.reference;
        page.url == *page_url
            || page.url == *url
            || (record.is_some() && page.foreign_id == *record)
    }

    /// What is told where its page is nowhere; nothing where it does not say itself that it stands for one.
    pub(super) fn alone(&self) -> Option<String> {
        self.record.status().is_some().then(|| format!("{}: {ALONE}", self.reference.url))
    }

    /// What is told where it says that nothing changed and something has.
    pub(super) fn outdated(&self) -> String {
        format!("{}: {OUTDATED}", self.reference.url)
    }
}

/// Looks for the pages of records that were not found by the id or the address they give, among all there are.
pub(super) fn find_by_digest(archive: &Archive, left: &mut [Referring]) -> Result<(), StoreError> {
    let holders = archive.referred_by_digest(left.iter().map(|left| &left.reference))?;
    for (left, holder) in left.iter_mut().zip(holders) {
        left.holder = holder;
    }
    Ok(())
}

/// What a `revisit` turned out to be, once its page was found.
pub(super) enum Revisit {
    /// The same page again.
    Page {
        capture: Capture,
        /// The body with its content encoding undone.
        body: Vec<u8>,
    },
    /// The server said that the page is as it was; the body is the page's.
    Unchanged(Capture),
    /// The same, which the archive has been told before.
    There(Capture),
    /// The same, but the address has another text in the archive by now.
    Outdated,
    /// The same of a page that gave no text.
    Nothing,
}

/// Finds the page that a record stands for in the archive; nothing when it is not there.
pub(super) fn revisit(
    archive: &Archive,
    Referring { record, reference, visit, holder, .. }: &Referring,
) -> Result<Option<Revisit>, StoreError> {
    let found = match holder {
        Some(holder) => Some(holder.clone()),
        None => archive.referred(reference)?,
    };
    let Some(holder) = found else { return Ok(None) };
    let page = archive.page(&holder)?;
    let mut capture = Capture {
        url: visit.asked.as_ref().unwrap_or(&reference.url).clone(),
        final_url: reference.url.clone(),
        at: visit.at,
        kind: CaptureKind::Http,
        response: record.head().to_vec(),
        body: archive.raw(&holder)?,
        content_type: page.content_type,
        foreign_id: record.field("WARC-Record-ID").map(str::to_owned),
        ..Capture::default()
    };
    if reference.unchanged {
        // Asked first: what has come since then makes nothing of it outdated.
        if has_answer(archive, &capture)? {
            return Ok(Some(Revisit::There(capture)));
        }
        let text = archive.text_today(&holder)?.map(|text| text.ordinal);
        let now = archive.known(&reference.url)?.and_then(|known| known.text);
        return Ok(Some(match text {
            None => Revisit::Nothing,
            Some(_) if text == now => Revisit::Unchanged(capture),
            Some(_) => Revisit::Outdated,
        }));
    }
    if record.status().is_none() {
        // No head says how the bytes are encoded.
        let is_text = holder.kind == CaptureKind::Text.name();
        capture.kind = if is_text { CaptureKind::Text } else { CaptureKind::File };
        capture.response = Vec::new();
        capture.body.clone_from(&page.body);
    }
    Ok(Some(Revisit::Page { capture, body: page.body }))
}

/// Whether an answer of status 304 is in the archive. Under which body it is there, the archive alone says: of two
/// with the same text it is the one that came last.
fn has_answer(archive: &Archive, answer: &Capture) -> Result<bool, StoreError> {
    let (key, at) = (url_key(&answer.url), answer.at.timestamp_millis());
    let rows = archive.captures_of_url(&answer.url)?;
    Ok(rows.iter().any(|row| {
        row.at.timestamp_millis() == at
            && row.status == answer.status()
            && row.kind == answer.kind.name()
            && url_key(&row.asked) == key
    }))
}
