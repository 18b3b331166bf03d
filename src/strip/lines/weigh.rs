//! Keeps or drops each block by its ruling or its probability, and gives it its label and reason.

use super::ends;
use super::facts::dates::Dated;
use super::facts::page::Page;
use super::pointers;
use super::ruling::Ruling;
use super::subheads;
use super::window;
use crate::lexicon::Cue;
use crate::page::{Label, Shape};
use crate::strip::model::cut::cut;

/// What became of a block.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub(super) label: Label,
    pub(super) score: f32,
    pub(super) kept: bool,
    pub(super) reason: &'static str,
}

impl Weighed {
    /// Leaves the block out of the text, for a reason.
    pub(super) fn leave_out(&mut self, label: Label, reason: &'static str) {
        (self.kept, self.label, self.reason) = (false, label, reason);
    }
}

/// Where the headline stands of a text that says right behind it who wrote it or when, as articles do and lists do not.
pub(super) fn signed_title(weighed: &[Weighed]) -> Option<usize> {
    /// Blocks behind the headline in which that line stands.
    const BEHIND: usize = 3;
    let title = weighed.iter().position(|block| block.label == Label::Title)?;
    let signs = |block: &Weighed| matches!(block.label, Label::Byline | Label::Date);
    weighed[title + 1..].iter().take(BEHIND).any(signs).then_some(title)
}

/// The same, and of a text whose first line, the title of its document, says the headline.
pub(super) fn told_title(page: &Page<'_>, weighed: &[Weighed]) -> Option<usize> {
    signed_title(weighed).or_else(|| {
        let title = weighed.iter().position(|block| block.label == Label::Title)?;
        window::is_said(page, title).then_some(title)
    })
}

/// Labels every block: by its ruling where there is one, else by its probability against the page's
/// own cut.
pub(super) fn weigh(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    probabilities: &[f32],
) -> Vec<Weighed> {
    let cut = cut(probabilities, |at| page.stats[at].words);
    let standfirst = standfirst(page, rulings);
    let mut taken: Vec<bool> = (0..page.len())
        .map(|at| rulings[at].is_none() && probabilities[at] >= cut || standfirst == Some(at))
        .collect();
    ends::take(page, rulings, probabilities, &mut taken);
    pointers::take_headings(page, rulings, probabilities, &mut taken);
    subheads::take(page, rulings, probabilities, &mut taken);
    let first = taken.iter().position(|taken| *taken).unwrap_or(page.len());
    let mut section = None;
    (0..page.len())
        .map(|at| {
            let score = probabilities[at];
            if let Some(r) = rulings[at] {
                let kept = r.label == Label::Title;
                let score = if kept { 0.95 } else { 0.05 };
                return Weighed { label: r.label, score, kept, reason: r.reason };
            }
            if let Some(head) = page.readings[at].head.filter(|label| !label.is_body()) {
                section = Some(head);
            }
            if standfirst == Some(at) {
                section = None;
                let reason = "the standfirst, between the headline and who wrote it";
                return Weighed { label: Label::Body, score: score.max(0.5), kept: true, reason };
            }
            if taken[at] {
                section = None;
                let (label, reason) = inside(page, at);
                return Weighed { label, score, kept: true, reason };
            }
            let (label, reason) = outside(page, at, section, at < first);
            Weighed { label, score, kept: false, reason }
        })
        .collect()
}

/// The sentence between the headline and the line that says who wrote the article or when.
fn standfirst(page: &Page<'_>, rulings: &[Option<Ruling>]) -> Option<usize> {
    /// Words of it.
    const WORDS: std::ops::RangeInclusive<f32> = 8.0..=60.0;
    /// Blocks behind it in which its author or its date is looked for, and the running text behind them.
    const SIGNED: usize = 3;
    const NEAR: usize = 8;
    let title = rulings.iter().position(|r| r.is_some_and(|r| r.label == Label::Title))?;
    let at = title + 1;
    let s = page.stats.get(at)?;
    let paragraph = matches!(page.blocks.rows[at].shape, Shape::Paragraph | Shape::Heading(2..));
    let plain = rulings[at].is_none() && page.units[at].links == 0 && page.units[at].images == 0;
    if !(paragraph && plain && WORDS.contains(&s.words) && s.upper * 2 < s.letters)
        || page.dated[at] != Dated::No
        || CUES.iter().any(|(cue, ..)| page.readings[at].cues.has(*cue))
    {
        return None;
    }
    let behind = |most: usize| at + 1..page.len().min(at + 1 + most);
    let signs = |at: usize| {
        rulings[at].is_some_and(|r| matches!(r.label, Label::Byline | Label::Date))
            || page.stats[at].words <= 10.0 && page.readings[at].cues.has(Cue::Dateline)
    };
    let signed = behind(SIGNED).find(|at| signs(*at))?;
    let next = behind(NEAR).find(|at| page.prose[*at])?;
    (signed < next).then_some(at)
}

/// The label of a block that is the article's.
fn inside(page: &Page<'_>, at: usize) -> (Label, &'static str) {
    match page.blocks.rows[at].shape {
        Shape::Heading(_) => (Label::Subhead, "a heading inside the article"),
        Shape::ListItem { .. } => (Label::ListItem, "an item of a list of the article"),
        Shape::Quotation => (Label::Quotation, "a quotation in the article"),
        Shape::TableRow { .. } => (Label::Table, "a row of a table of the article"),
        Shape::Preformatted => (Label::Code, "set as code"),
        Shape::Paragraph if page.prose[at] => (Label::Body, "running text"),
        Shape::Paragraph if page.stats[at].words < 16.0 && !page.stats[at].ends_sentence() => {
            (Label::Subhead, "a short line that heads running text")
        }
        Shape::Paragraph => (Label::Body, "goes with the running text around it"),
    }
}

/// The label of a block that is not: by its words, by the section it stands in, by its setting.
fn outside(
    page: &Page<'_>,
    at: usize,
    section: Option<Label>,
    before: bool,
) -> (Label, &'static str) {
    let reading = page.readings[at];
    if let Some(head) = reading.head.filter(|label| !label.is_body()) {
        return (head, "the head of a section that is not the article's");
    }
    if page.stats[at].words <= 40.0 {
        for (cue, label, reason) in CUES {
            if reading.cues.has(cue) {
                return (label, reason);
            }
        }
    }
    if let Some(section) = section {
        return (section, "stands in a section that is not the article's");
    }
    if page.units[at].marker.is_item() && page.stats[at].words <= 8.0 {
        return (Label::Navigation, "a short entry of a list outside the running text");
    }
    if before {
        return (Label::Other, "stands before the article and does not read like it");
    }
    (Label::Other, "does not read like the running text of this page")
}

/// What words hint at, the surest first.
const CUES: [(Cue, Label, &str); 14] = [
    (Cue::Consent, Label::Notice, "speaks of cookies and consent"),
    (Cue::Paywall, Label::Notice, "speaks of a subscription"),
    (Cue::Login, Label::Notice, "asks to log in"),
    (Cue::Newsletter, Label::Newsletter, "asks to subscribe to a newsletter"),
    (Cue::Copyright, Label::Footer, "speaks of rights and imprint"),
    (Cue::Credit, Label::Credit, "says who took or owns a picture"),
    (Cue::Byline, Label::Byline, "says who wrote the article"),
    (Cue::Dateline, Label::Date, "says when it was published"),
    (Cue::Share, Label::Share, "asks to share or follow"),
    (Cue::Comment, Label::Comment, "speaks of comments"),
    (Cue::Tags, Label::Tags, "names tags or topics"),
    (Cue::Related, Label::Related, "points to another article"),
    (Cue::Advert, Label::Advert, "marks advertising"),
    (Cue::Navigation, Label::Navigation, "words of menus"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept};

    #[test]
    fn the_sentence_between_headline_and_byline_is_kept() {
        let first =
            "The skipper waits for the river to fall, and the bakery sells his bread on the bank";
        let page =
            |signed: &str| format!("# The ferry stays in port\n\n{first}\n\n{signed}{PARAGRAPHS}");
        let found = kept(&page("By Mira Tolo\n\n3 March 2031\n\n"));
        assert_eq!(found[1], first);
        assert_eq!(found.len(), THREE.len() + 2);
    }
}
