//! Pages that give no more than the beginning of the text that their address had, and keep the rest back. The verdict
//! on a page cannot know: it may be all that there is. The archive does, and a wall never takes a text's place.

use std::borrow::Cow;

use super::prepared::Work;
use crate::dedup::is_beginning;
use crate::page::Outcome;
use crate::store::versions::{self, Place};
use crate::store::{CaptureRow, Finding, StoreError};

/// Makes of such a page what it is, a stub: its capture is recorded, and the text stays as it was.
pub(super) fn refuse(
    place: &Place<'_>,
    recleans: Option<&CaptureRow>,
    finding: &mut Cow<'_, Finding>,
    work: &mut Work,
) -> Result<(), StoreError> {
    let Some(text) = work.text.as_ref().filter(|_| finding.verdict.kept_back) else {
        return Ok(());
    };
    let moment = match recleans {
        // What it gave before is no other answer of its address.
        Some(row) if place.index.text_today(row.id)?.is_some() => return Ok(()),
        Some(row) => (row.at.timestamp_millis(), row.id),
        None => (work.entry.at.timestamp_millis(), i64::MAX),
    };
    let Some(held) = place.index.held_before(&work.keys, moment)? else { return Ok(()) };
    // Of most pages it is the text that it was.
    if place.index.find_text(&text.digest)?.is_some_and(|known| known.ordinal == held.text) {
        return Ok(());
    }
    let Some(whole) = versions::whole(place, held.text)? else { return Ok(()) };
    if !is_beginning(&whole, &finding.text.canonical()) {
        return Ok(());
    }
    let verdict = &mut finding.to_mut().verdict;
    verdict.outcome = Outcome::PaywallStub;
    verdict.evidence.push(format!(
        "it gives only the beginning of text {:03}, which stood here before, and keeps the rest back",
        held.text
    ));
    work.entry.outcome = verdict.outcome.name().to_owned();
    work.entry.evidence.clone_from(&verdict.evidence);
    work.text = None;
    Ok(())
}
