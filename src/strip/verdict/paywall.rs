//! Pages that show the first lines of an article, the rest of which is for subscribers.

use std::sync::LazyLock;

use super::page::{Page, quoted, verdict};
use super::signs::{Hint, Signs};
use super::vouched::is_dated_article;
use super::walls::title;
use crate::lexicon::{self, Cue};
use crate::page::{Access, Label, Outcome, Verdict};

/// Words that say that there is more to read for those who pay, by language, in lower case. A line with none of them
/// only offers a subscription, as papers do below whole articles.
const WITHHELD: &str = include_str!("data/withheld.tsv");

static PHRASES: LazyLock<Vec<&str>> =
    LazyLock::new(|| WITHHELD.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect());

/// Words of running text beyond which a page that says that it is not free, and asks for money below it, is no stub;
/// and beyond which none is, whatever it says.
const STUB: f32 = 160.0;
const LEAD: f32 = 400.0;
/// Words of a whole report that is dated or signed, at least.
const WHOLE: f32 = 25.0;
/// Words of the shortest sentence of an article that speaks of subscriptions itself, and of one that uses the words of a
/// wall to do so.
const SENTENCE: f32 = 12.0;
const TOLD: f32 = 18.0;
/// What part of a title is the words of a wall, at least.
const TITLED: f32 = 0.5;
/// How many blocks below the last words of the text a line stands that cuts it off.
const BELOW: usize = 12;
const RIGHT_BELOW: usize = 3;

/// What asks for money on a page.
struct Asking<'a> {
    /// The lines that do, those of the article's own sentences left out.
    lines: Vec<&'a Hint>,
    /// How many of them stand right after the last words, and whether one of those, or the title, says that there is
    /// more to read.
    near: usize,
    withheld: bool,
    /// Whether such a line stands right below the last words, or is the title.
    cuts_off: bool,
    titled: bool,
}

impl<'a> Asking<'a> {
    fn on(page: &Page<'_>, signs: &'a Signs, paid: bool) -> Asking<'a> {
        let text =
            |hint: &Hint| page.blocks.rows.get(hint.at).map_or("", |b| page.blocks.text_of(b));
        let own = |hint: &Hint| {
            let row = page.blocks.rows.get(hint.at);
            let least = if is_withheld(text(hint)) { TOLD } else { SENTENCE };
            row.is_some_and(|row| row.kept && row.label == Label::Body) && hint.words >= least
        };
        let after =
            |hint: &Hint| hint.at + 2 >= signs.last_kept && hint.at <= signs.last_kept + BELOW;
        // Menus link to subscriptions; below a text that is not free, such a link is the wall's button.
        let lines: Vec<&Hint> = signs
            .hints
            .iter()
            .filter(|hint| hint.cues.has(Cue::Paywall) && !own(hint))
            .filter(|hint| !hint.link || paid && after(hint) && is_withheld(text(hint)))
            .collect();
        let near = lines.iter().filter(|hint| after(hint)).count();
        let title = page.metadata.title.as_ref().map_or("", |title| title.value.as_str());
        let titled = lexicon::taken_up_by(title, Cue::Paywall.set()) >= TITLED;
        let withholds = |reach: usize| {
            lines.iter().any(|hint| {
                // "Accept cookies to continue reading" asks for no money.
                after(hint)
                    && hint.at <= signs.last_kept + reach
                    && !hint.cues.has(Cue::Consent)
                    && is_withheld(text(hint))
            })
        };
        Asking {
            near,
            withheld: titled || withholds(BELOW),
            cuts_off: titled || withholds(RIGHT_BELOW),
            titled,
            lines,
        }
    }
}

/// Whether a line says that there is more to read for those who pay.
fn is_withheld(text: &str) -> bool {
    let text = text.to_lowercase();
    PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Only the first lines of an article, the rest is for subscribers.
pub(super) fn paywall(page: &Page<'_>, signs: &Signs) -> Option<Verdict> {
    let access = page.metadata.access.as_ref();
    let paid = access.is_some_and(|a| a.value != Access::Free);
    if access.is_some_and(|a| a.value == Access::Free) {
        return None;
    }
    let read = signs.kept_prose.min(signs.prose);
    let asking = Asking::on(page, signs, paid);
    let breaks_off = signs.breaks_off || !signs.ends;
    let found = match (paid, asking.lines.len(), asking.near) {
        // Agencies mark whole short reports as paid; without a line that asks for money only a
        // text that breaks off, or hardly one at all, is a stub.
        (true, 0, _) => read < STUB / 5.0 || signs.breaks_off && read < STUB / 2.0,
        (true, ..) if asking.withheld => read < LEAD,
        (true, _, near) => read < STUB && (near >= 2 || breaks_off) || read < STUB / 2.0,
        // A report that is whole stands above an offer to subscribe.
        _ if !asking.withheld && !breaks_off && read >= WHOLE && is_dated_article(page) => false,
        (false, n, near) => {
            let most = match (asking.titled, asking.cuts_off && n >= 2) {
                (true, _) => LEAD,
                (_, true) => STUB,
                _ => STUB / 2.0,
            };
            (asking.cuts_off || near >= 2 || n >= 3 && near >= 1) && read < most
        }
    };
    if !found {
        return None;
    }
    let mut evidence = Vec::new();
    if paid {
        evidence.push("the page says that it is not free to read".to_owned());
    }
    for hint in asking.lines.iter().take(2) {
        let text = page.blocks.rows.get(hint.at).map_or("", |b| page.blocks.text_of(b));
        evidence.push(format!("a line sends readers to subscribe: {}", quoted(text)));
    }
    if asking.lines.is_empty() && asking.withheld {
        evidence.push(format!("its title sends readers to subscribe: {}", title(page)));
    }
    if signs.breaks_off {
        evidence.push("its last paragraph breaks off".to_owned());
    }
    evidence.push(format!("only {read:.0} words of running text"));
    let confidence = 0.5 + if paid { 0.2 } else { 0.0 } + 0.1 * asking.lines.len().min(2) as f32;
    Some(verdict(Outcome::PaywallStub, confidence, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrases_are_sorted_and_in_lower_case() {
        assert!(WITHHELD.lines().is_sorted());
        for line in WITHHELD.lines() {
            let (language, phrase) = line.split_once('\t').unwrap();
            assert!(language.len() == 2 && phrase == phrase.to_lowercase(), "{line}");
        }
    }
}
