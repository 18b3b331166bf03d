//! Pages that stand in place of an article.

use super::page::{Page, quoted, verdict};
use super::signs::{Hint, Signs};
use super::vouched::{is_dated_article, is_nobodys};
use crate::lexicon::{self, Cue, CueSet};
use crate::page::{Label, Outcome, Verdict};

/// Words of a page beyond which it is no challenge.
const CHALLENGE: f32 = 300.0;
/// Words of running text beyond which a page is no error page, and no shell.
const ERROR: f32 = 120.0;
const SHELL: f32 = 40.0;
/// Words of running text from which a dated article is no challenge's page nor a shell, whatever else stands on it.
const REPORT: f32 = 12.0;
/// A page of fewer words than this does not hold what a description of so many words speaks of.
const BARE: f32 = 10.0;

pub(super) fn quote(page: &Page<'_>, hint: &Hint) -> String {
    page.blocks.rows.get(hint.at).map(|b| quoted(page.blocks.text_of(b))).unwrap_or_default()
}

pub(super) fn title(page: &Page<'_>) -> String {
    page.metadata.title.as_ref().map(|t| quoted(&t.value)).unwrap_or_default()
}

/// What part of a title or a heading the words of a wall take up, at least: articles are about walls, too.
const MOSTLY_SAYS: f32 = 0.5;
const LARGELY_SAYS: f32 = 0.34;
/// Words of the longest such line.
const LABEL: f32 = 4.0;
/// Words of running text of a page up to which a title that says more may be a wall's.
const BRIEF: f32 = 60.0;

/// Whether a title or a heading is that of a wall: it says little else. Where nobody signs or dates the page it may say
/// more, and what it likes where the page has few words.
fn is_of(page: &Page<'_>, signs: &Signs, text: &str, cue: Cue) -> bool {
    let said = || lexicon::taken_up_by(text, cue.set());
    if is_nobodys(page) {
        signs.prose < BRIEF || said() >= LARGELY_SAYS
    } else {
        said() >= MOSTLY_SAYS
    }
}

/// Whether the page's title is that of a wall.
fn is_titled(page: &Page<'_>, signs: &Signs, cue: Cue) -> bool {
    let title = page.metadata.title.as_ref().map_or("", |title| title.value.as_str());
    signs.title.has(cue) && is_of(page, signs, title, cue)
}

/// Whether a hint is a heading that is that of a wall.
fn heads(page: &Page<'_>, signs: &Signs, hint: &Hint, cue: Cue) -> bool {
    let text = || page.blocks.rows.get(hint.at).map_or("", |block| page.blocks.text_of(block));
    hint.heading && hint.cues.has(cue) && is_of(page, signs, text(), cue)
}

/// Whether a hint is a line of a few words above all text that says little else than a wall does: `Error 404`. Below,
/// it is a player's.
fn is_label(page: &Page<'_>, hint: &Hint, cue: Cue) -> bool {
    let rows = &page.blocks.rows;
    let text = || rows.get(hint.at).map_or("", |block| page.blocks.text_of(block));
    hint.words <= LABEL
        && lexicon::taken_up_by(text(), cue.set()) >= MOSTLY_SAYS
        && !rows.iter().take(hint.at).any(|row| row.kept && row.label != Label::Title)
}

/// Words of a page up to which the script of a challenge is all there is of it, and up to which a
/// line of one makes up most of it.
const SCRIPTED: f32 = 15.0;
const SAID: f32 = 40.0;

/// A bot challenge or a block page.
pub(super) fn challenge(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    if signs.words > CHALLENGE {
        return None;
    }
    let mut evidence = Vec::new();
    if let Some(name) = page.markup.and_then(|m| m.challenger) {
        evidence.push(format!("the page's markup belongs to a challenge service ({name})"));
    }
    let titled = is_titled(page, signs, Cue::Challenge);
    if titled {
        evidence.push(format!("the title is a challenge's: {}", title(page)));
    }
    let mut said = 0;
    for hint in signs.hinting(Cue::Challenge) {
        said += 1 + u32::from(heads(page, signs, hint, Cue::Challenge));
        if evidence.len() < 4 {
            evidence
                .push(format!("a line asks for proof or refuses access: {}", quote(page, hint)));
        }
    }
    let scripted = page.markup.is_some_and(|m| m.challenger.is_some());
    // A challenge's script alone also guards forms of ordinary pages.
    let asks = scripted && signs.words < 60.0 && signs.headed_or_said(Cue::Script);
    let alone = page.markup.is_some_and(|m| m.interstitial && !m.mount) && signs.words < SCRIPTED;
    let unscripted = scripted
        && signs.words < SCRIPTED
        && page.markup.is_some_and(|m| lexicon::cues(&m.noscript).has(Cue::Challenge));
    if unscripted {
        evidence.push("its noscript element asks for proof".to_owned());
    }
    let only =
        signs.words < SAID && signs.words_hinting(Cue::Challenge) * 2.0 >= signs.words && said > 0;
    let points = u32::from(scripted)
        + u32::from(only)
        + u32::from(asks)
        + u32::from(alone)
        + u32::from(unscripted)
        + u32::from(titled) * 2
        + said;
    let interstitial = page.markup.is_some_and(|m| m.interstitial);
    let little = signs.prose < if interstitial { CHALLENGE } else { ERROR };
    let reports = is_dated_article(page) && signs.kept_prose >= REPORT;
    if points < 2 || !little || reports {
        return None;
    }
    evidence.push(format!("the page has only {:.0} words", signs.words));
    Some(verdict(Outcome::Challenge, 0.6 + 0.1 * points.min(4) as f32, evidence))
}

/// An error page, whatever its status said.
pub(super) fn error(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let titled = is_titled(page, signs, Cue::Error);
    let headed = titled
        || signs.hints.iter().any(|hint| heads(page, signs, hint, Cue::Error))
        || is_nobodys(page)
            && signs.hinting(Cue::Error).any(|hint| is_label(page, hint, Cue::Error));
    let said = signs.hinting(Cue::Error).count();
    let article = is_dated_article(page);
    let found = if titled {
        signs.prose < if article { REPORT } else { ERROR * 2.0 }
    } else if headed {
        signs.prose < if article { REPORT } else { ERROR }
    } else {
        said > 0 && signs.prose < SHELL && signs.words < CHALLENGE && !article
    };
    if !found {
        return None;
    }
    let mut evidence = Vec::new();
    if titled {
        evidence.push(format!("the title is an error page's: {}", title(page)));
    }
    for hint in signs.hints.iter().filter(|h| h.cues.has(Cue::Error)).take(2) {
        evidence.push(format!("a line says that the page is missing: {}", quote(page, hint)));
    }
    evidence.push(format!("only {:.0} words of running text", signs.prose));
    let points = 2 * usize::from(titled) + usize::from(headed) + said.min(2);
    Some(verdict(Outcome::ErrorPage, 0.55 + 0.1 * points as f32, evidence))
}

/// What the hints at consent and payment take of a page's words at least, where readers are to choose between the two.
const CHOICE: f32 = 0.6;
/// Words of such a wall that speak of consent, at least, and of running text that may stand beside it.
const CONSENTING: f32 = 8.0;
const BESIDE: f32 = 40.0;
/// The same on a page that says itself, dated, that it is an article: its lead.
const DATED: f32 = 25.0;
/// Words of the longest line that is nothing but buttons.
const BUTTONS: f32 = 12.0;
/// Words of the longest button, and of the longest row of buttons, where the phrases that ask for a decision take
/// more than this of its letters.
const DECISION: f32 = 6.0;
const ROW: f32 = 24.0;
const MOSTLY: f32 = 0.6;

/// Words of running text that have none of these hints.
fn beside(signs: &Signs, cues: CueSet) -> f32 {
    let about = signs.hints.iter().filter(|h| h.cues.any(cues) && h.words >= 12.0);
    signs.prose - about.map(|h| h.words).sum::<f32>()
}

/// A consent or cookie wall in place of the article.
pub(super) fn consent(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    if signs.paragraphs > 40 || signs.words < 8.0 {
        return None;
    }
    consent_or_pay(page, signs).or_else(|| consent_alone(page, signs))
}

/// A wall that asks readers to accept that they are followed, or to pay.
fn consent_or_pay(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let offers = Cue::Paywall.set() | Cue::Login.set();
    let both = Cue::Consent.set() | offers;
    let about: f32 = signs.hints.iter().filter(|h| h.cues.any(both)).map(|h| h.words).sum();
    let consenting = signs.words_hinting(Cue::Consent);
    let pays = signs.hints.iter().find(|h| h.cues.has(Cue::Paywall))?;
    let asked = signs
        .hints
        .iter()
        .filter(|h| h.cues.has(Cue::Consent) && h.words <= BUTTONS && !h.heading)
        .count();
    // Offers to subscribe stand above the foot of a page, which speaks of privacy, too.
    let explains = signs.hints.iter().any(|h| {
        h.cues.has(Cue::Consent) && h.words >= CONSENTING && (!h.link || h.cues.has(Cue::Paywall))
    });
    let share = about / signs.words.max(1.0);
    let most = if is_dated_article(page) { DATED } else { BESIDE };
    let found = explains
        && asked >= 1
        && share > CHOICE
        && consenting > 0.3 * about
        && beside(signs, both) < most;
    found.then(|| {
        let mut evidence =
            vec![format!("{about:.0} of {:.0} words ask to consent or to pay", signs.words)];
        if let Some(hint) = signs.hinting(Cue::Consent).next() {
            evidence.push(format!("a line speaks of consent: {}", quote(page, hint)));
        }
        evidence.push(format!("another offers to pay instead: {}", quote(page, pays)));
        verdict(Outcome::ConsentWall, 0.5 + share * 0.4, evidence)
    })
}

/// A wall that asks for consent and nothing else.
fn consent_alone(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let rest = beside(signs, Cue::Consent.set());
    if is_dated_article(page) && (signs.prose > SHELL || rest >= DATED) {
        return None;
    }
    let about: f32 = signs.words_hinting(Cue::Consent);
    let share = about / signs.words.max(1.0);
    // A policy page speaks of cookies as much as a wall does, but asks for no decision.
    let buttons = |h: &Hint| {
        let text = || page.blocks.rows.get(h.at).map_or("", |b| page.blocks.text_of(b));
        h.words <= DECISION
            || h.words <= ROW && lexicon::taken_up_by(text(), Cue::Consent.set()) > MOSTLY
    };
    let consents = |h: &&Hint| h.cues.has(Cue::Consent) && !h.heading;
    let asked = signs.hints.iter().filter(consents).filter(|h| buttons(h)).count();
    let titled = signs.headed(Cue::Consent);
    let found = share > 0.45 && (asked >= 2 || asked == 1 && titled) && rest < 60.0
        || share > 0.7 && asked >= 1 && rest < 40.0;
    if !found {
        return None;
    }
    let mut evidence = vec![
        format!("{:.0} of {:.0} words speak of cookies and consent", about, signs.words),
        format!("{asked} short lines ask for a decision"),
    ];
    if let Some(hint) = signs.hinting(Cue::Consent).next() {
        evidence.push(format!("for example {}", quote(page, hint)));
    }
    Some(verdict(Outcome::ConsentWall, 0.5 + share * 0.4, evidence))
}

/// A page that holds nothing until its scripts have run.
pub(super) fn shell(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let asking: f32 = signs.words_hinting(Cue::Script);
    if signs.prose - asking > SHELL || signs.words - asking > 200.0 {
        return None;
    }
    // Players and programs for comments ask for scripts beside a short report, too.
    if is_dated_article(page) && signs.kept_prose - asking >= REPORT {
        return None;
    }
    let mut evidence = Vec::new();
    let mut points = 0;
    for hint in signs.hinting(Cue::Script).take(2) {
        points += 2;
        evidence.push(format!("a line asks for JavaScript: {}", quote(page, hint)));
    }
    if signs.templates > 0 {
        points += 2;
        evidence.push(format!("{} texts are places that a script was to fill", signs.templates));
    }
    if let Some(markup) = page.markup {
        if lexicon::cues(&markup.noscript).has(Cue::Script) {
            points += 2;
            evidence.push("its noscript element asks for JavaScript".to_owned());
        }
        if markup.mount {
            points += 1;
            evidence.push("an empty element waits for a framework to fill it".to_owned());
        }
        if markup.scripts > 0 && signs.words < 30.0 {
            points += 1;
            evidence
                .push(format!("{} scripts and {:.0} words of text", markup.scripts, signs.words));
        }
        let described = page
            .metadata
            .description
            .as_ref()
            .is_some_and(|described| described.value.split_whitespace().count() as f32 >= BARE);
        if markup.scripts > 0 && signs.words < BARE && described {
            points += 1;
            evidence.push("its head describes what its body does not hold".to_owned());
        }
    }
    if points < 2 || signs.words - asking > 60.0 && points < 3 {
        return None;
    }
    evidence.push(format!("only {:.0} words beside", (signs.words - asking).max(0.0)));
    Some(verdict(Outcome::JavascriptShell, 0.5 + 0.1 * points.min(4) as f32, evidence))
}

/// No text at all.
pub(super) fn empty(signs: &Signs) -> Option<Verdict> {
    if signs.words < 3.0 {
        let evidence = format!("the page has {:.0} words", signs.words);
        return Some(verdict(Outcome::Empty, 0.95, vec![evidence]));
    }
    // Numbers, rules and bullets, however many, tell nobody anything.
    (signs.kept >= 1.0 && !signs.lettered).then(|| {
        let evidence = "there is no letter in what could be its text".to_owned();
        verdict(Outcome::Empty, 0.9, vec![evidence])
    })
}
