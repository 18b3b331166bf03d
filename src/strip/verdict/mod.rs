//! What a page is, before anyone asks for its text.
//!
//! The order of questions follows what a mistake costs. A page is a wall, an error or a challenge
//! only when its words say so and there is next to nothing else on it: refusing an article that was
//! there loses it, while storing a wall puts a wrong text under an article's address. Every answer
//! names what was seen.

mod address;
mod flat;
mod kept_back;
mod kinds;
mod live;
mod login;
mod markup;
mod page;
mod paywall;
mod signs;
mod span;
mod vouched;
mod walls;

pub(super) use markup::Markup;
pub(super) use page::Page;
pub(super) use span::Span;

use crate::page::Verdict;
use signs::Signs;

/// Says what a page is, with a confidence and what led there.
pub(super) fn judge(page: &Page<'_>) -> Verdict {
    let signs = Signs::of(page);
    let verdict = of_signs(page, &signs);
    Verdict { kept_back: kept_back::kept_back(page, &signs), ..verdict }
}

fn of_signs(page: &Page<'_>, signs: &Signs) -> Verdict {
    walls::challenge(page, signs)
        .or_else(|| walls::error(page, signs))
        .or_else(|| walls::consent(page, signs))
        .or_else(|| walls::shell(page, signs))
        .or_else(|| walls::empty(signs))
        .or_else(|| paywall::paywall(page, signs))
        .or_else(|| login::login(page, signs))
        .unwrap_or_else(|| kinds::kind(page, signs))
}

#[cfg(test)]
mod languages_tests;
#[cfg(test)]
mod likeness_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walls_tests;
