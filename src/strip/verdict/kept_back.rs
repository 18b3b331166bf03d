//! Whether a page keeps the rest of its text from readers who do not pay or log in. Alone that says nothing of the
//! text that is there: offers stand on whole articles, too.

use super::page::Page;
use super::signs::Signs;
use crate::lexicon::Cue;
use crate::page::Access;

/// Words of a line that asks to log in, at least: less is a button of the site's.
const ASKS: f32 = 5.0;

pub(super) fn kept_back(page: &Page<'_>, signs: &Signs) -> bool {
    let said = page.metadata.access.as_ref().is_some_and(|access| access.value != Access::Free);
    let boxed = page.markup.is_some_and(|markup| markup.walled);
    let after = |at: usize| at + 2 >= signs.last_kept && at <= signs.last_kept + 12;
    let asked = signs.hints.iter().any(|hint| {
        let pays = hint.cues.has(Cue::Paywall);
        let logs_in = hint.cues.has(Cue::Login) && hint.words >= ASKS;
        (pays || logs_in) && !hint.link && after(hint.at)
    });
    said || boxed || asked || signs.breaks_off
}
