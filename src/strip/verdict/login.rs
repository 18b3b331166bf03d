//! Pages to log in at, to register, or to ask for a new password.

use super::kinds;
use super::page::{Page, verdict};
use super::signs::Signs;
use super::walls::{quote, title};
use crate::lexicon::{self, Cue};
use crate::page::{Outcome, Verdict};

/// Words of running text beyond which a page with a field for a password is none of them, where only a line of it asks
/// to log in; where its title does; and of what was kept, where its address says it.
const SAID: f32 = 60.0;
const TITLED: f32 = 120.0;
const ADDRESSED: f32 = 400.0;
/// What part of a title asks to log in, at least.
const ASKS: f32 = 0.5;
/// Words of a page from which a line that asks to log in is one of its menus.
const MENUS: f32 = 400.0;

/// A page that asks readers to log in, in place of what they came for.
pub(super) fn login(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let markup = page.markup?;
    if !markup.password && !markup.account {
        return None;
    }
    // Portals have the field on every page, and short reports have a day.
    let stated = page.metadata.published.is_some() || kinds::says_article(page.metadata);
    let addressed = page.address().is_login();
    let title_of = page.metadata.title.as_ref().map_or("", |title| title.value.as_str());
    let titled = lexicon::taken_up_by(title_of, Cue::Login.set()) >= ASKS;
    let said = markup.password && signs.headed_or_said(Cue::Login) && signs.words < MENUS;
    let most_addressed = match (markup.password, stated) {
        (true, true) => SAID,
        (true, false) => ADDRESSED,
        (false, true) => 0.0,
        (false, false) => TITLED,
    };
    let most_titled = if markup.password { TITLED } else { SAID };
    let found = addressed && signs.kept_prose < most_addressed
        || !stated && (titled && signs.prose < most_titled || said && signs.prose < SAID);
    if !found {
        return None;
    }
    let mut evidence = Vec::new();
    evidence.push(if markup.password {
        "it asks for a password".to_owned()
    } else {
        "it asks for a user's name or address".to_owned()
    });
    if addressed {
        evidence.push("its address is that of a page to log in at".to_owned());
    }
    if titled {
        evidence.push(format!("its title asks to log in: {}", title(page)));
    } else if let Some(hint) = signs.hinting(Cue::Login).next() {
        evidence.push(format!("a line asks to log in: {}", quote(page, hint)));
    }
    evidence.push(format!("only {:.0} words of running text", signs.prose));
    let confidence = 0.65 + if addressed { 0.15 } else { 0.0 } + if titled { 0.1 } else { 0.0 };
    Some(verdict(Outcome::PaywallStub, confidence, evidence))
}
