//! What a block is that is not the article's: from its surroundings and its words.

use super::{notices, sections};
use crate::lexicon::{self, Cue, CueSet};
use crate::page::{Label, Shape};
use crate::strip::features::Facts;
use crate::strip::segment::cues;
use crate::strip::segment::near::{self, CUES};
use crate::strip::segment::run::Covers;

/// Share of capitals among the letters of a line that is set in capitals.
const CAPITALS: f32 = 0.85;

/// Most words of a line that is a date.
const DATELINE: f32 = 10.0;

/// What a sentence reaches that is the article's although its few words are also those of buttons.
const SURE: f32 = 0.9;

/// A label with its reason in words.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Finding {
    pub label: Label,
    pub reason: &'static str,
}

/// One block's evidence.
pub(super) struct Evidence<'a> {
    facts: &'a Facts<'a>,
    at: usize,
    cues: CueSet,
}

impl Evidence<'_> {
    /// An ancestor of the kind at most `reach` steps up.
    fn within(&self, kind: usize, reach: u8) -> bool {
        self.facts.layout.runs[self.at].near.get(kind) <= reach
    }

    /// A class name or id of the kind at most `reach` steps up.
    pub(super) fn class(&self, kind: u32, reach: u8) -> bool {
        self.within(CUES + kind as usize, reach)
    }

    pub(super) fn words(&self) -> f32 {
        self.facts.measures[self.at].words
    }

    fn says(&self, cue: Cue) -> bool {
        self.cues.has(cue)
    }
}

const CAPTION: u32 = cues::bit("caption");
const CREDIT: u32 = cues::bit("credit");
pub(super) const BYLINE: u32 = cues::bit("byline");
pub(super) const DATE: u32 = cues::bit("date");
const COMMENT: u32 = cues::bit("comment");
const RELATED: u32 = cues::bit("related");
const RANKED: u32 = cues::bit("ranked");
const CARD: u32 = cues::bit("card");
const SHARE: u32 = cues::bit("share");
const NEWSLETTER: u32 = cues::bit("newsletter");
const PAYWALL: u32 = cues::bit("paywall");
const POPUP: u32 = cues::bit("popup");
const ADVERT: u32 = cues::bit("advert");
pub(super) const TAGS: u32 = cues::bit("tags");
const NAV: u32 = cues::bit("nav");
const FOOT: u32 = cues::bit("foot");
const HIDDEN: u32 = cues::bit("hidden");

pub(super) fn evidence<'a>(facts: &'a Facts<'a>, at: usize) -> Evidence<'a> {
    Evidence { facts, at, cues: facts.readings[at].cues }
}

/// What a block that was taken for the article's is all the same, when its markup or its words
/// say so plainly: a caption, a credit, a byline, a date, a pointer to another article; where the article is
/// `commented`, a comment.
pub(super) fn beside_the_text(
    facts: &Facts<'_>,
    at: usize,
    p: f32,
    commented: bool,
) -> Option<Finding> {
    let e = evidence(facts, at);
    let said = |(label, reason)| Finding { label, reason };
    if let Some(found) = notices::anywhere(facts, at) {
        return Some(said(found));
    }
    if !facts.is_news() {
        return None;
    }
    let m = &facts.measures[at];
    if let Some(found) = picture(&e) {
        return Some(found);
    }
    if commented && e.class(COMMENT, 4) && !facts.chains.inside(facts.layout.runs[at].element) {
        return Some(Finding {
            label: Label::Comment,
            reason: "stands among the readers' comments",
        });
    }
    let short = e.words() <= 14.0;
    let heading = matches!(facts.layout.blocks.rows[at].shape, Shape::Heading(_));
    if short
        && !heading
        && m.sentences == 0.0
        && let Some(found) = origin(&e)
    {
        return Some(found);
    }
    if shouts(&e) || announces(&e) {
        return Some(Finding { label: Label::Related, reason: "points to another article" });
    }
    // "Back to the top of the hill they went."
    let sure = p >= SURE && m.sentences >= 1.0 && facts.link_share(at) == 0.0;
    if !sure && (e.says(Cue::Skip) || (e.says(Cue::ScreenReader) && short)) {
        return Some(Finding { label: Label::Hidden, reason: "a hint for screen readers" });
    }
    let asks = e.says(Cue::Paywall) || e.says(Cue::Login);
    if asks && e.class(PAYWALL, 3) && e.words() <= 30.0 {
        return Some(Finding { label: Label::Notice, reason: "a notice of the site" });
    }
    notices::on_news(facts, at, sure).map(said)
}

/// Whether what is marked up as comments stands beside an article, and is not the posts that a page consists of: a
/// thread of them may be dated as an article is.
pub(super) fn is_commented(facts: &Facts<'_>, p: &[f32], cut: f32) -> bool {
    // Comments are told on pages of news alone.
    if facts.says_news() || !facts.is_news() {
        return true;
    }
    let (mut own, mut comments) = (0.0, 0.0);
    for at in (0..facts.len()).filter(|at| p[*at] >= cut) {
        let words = facts.measures[at].words;
        if evidence(facts, at).class(COMMENT, 4) { comments += words } else { own += words }
    }
    own > comments
}

/// A paragraph between paragraphs that is one link in capitals: the headline of another article.
fn shouts(e: &Evidence<'_>) -> bool {
    let m = &e.facts.measures[e.at];
    let run = &e.facts.layout.runs[e.at];
    let paragraph = e.facts.layout.blocks.rows[e.at].shape == Shape::Paragraph;
    paragraph
        && run.covers & Covers::LINK != 0
        && m.words >= 4.0
        && m.letters > 0.0
        && m.upper / m.letters > CAPITALS
}

/// A paragraph that is one link behind a label in capitals: `PHOTOS: The bridge of Corvo`, `(MORE: A new bridge)`.
fn announces(e: &Evidence<'_>) -> bool {
    /// Bytes of the longest label, and how much of the paragraph is linked.
    const LABEL: usize = 24;
    const MOST: f32 = 0.6;
    let facts = e.facts;
    let block = &facts.layout.blocks.rows[e.at];
    let linked = facts.link_share(e.at) > MOST && facts.layout.runs[e.at].links <= 2;
    linked && block.shape == Shape::Paragraph && e.words() <= 25.0 && {
        let text = facts.layout.blocks.text_of(block);
        let label =
            text.trim_start_matches(['(', '[', ' ']).split_once(':').map(|(label, _)| label);
        label.is_some_and(|label| {
            label.len() <= LABEL
                && label.chars().filter(|c| c.is_uppercase()).count() > 3
                && label.chars().all(|c| c.is_uppercase() || c == ' ')
        })
    }
}

/// Captions and credits.
fn picture(e: &Evidence<'_>) -> Option<Finding> {
    let captioned = e.within(near::FIGCAPTION, 3)
        || (e.class(CAPTION, 2) && e.words() <= 80.0 && !is_around_the_text(e));
    let credited = e.class(CREDIT, 1) && e.words() <= 14.0;
    if !captioned && !credited {
        return None;
    }
    if (e.says(Cue::Credit) || e.class(CREDIT, 1)) && e.words() <= 12.0 {
        return Some(Finding { label: Label::Credit, reason: "says whose picture it is" });
    }
    Some(Finding { label: Label::Caption, reason: "the caption of a picture" })
}

/// Whether the element whose class speaks of captions holds more than one has: the text, with its pictures
/// (`article-body has-caption`).
fn is_around_the_text(e: &Evidence<'_>) -> bool {
    /// Words, and blocks, of more than a caption.
    const WORDS: f32 = 120.0;
    const BLOCKS: f32 = 4.0;
    let facts = e.facts;
    let run = &facts.layout.runs[e.at];
    let steps = usize::from(run.near.get(CUES + CAPTION as usize));
    let mut above = std::iter::once(run.element).chain(sections::ancestors(facts, run.element));
    above.nth(steps).is_some_and(|element| {
        let sum = &facts.sums[element as usize];
        sum.words > WORDS && sum.blocks >= BLOCKS
    })
}

/// Bylines, dates and agency lines.
pub(super) fn origin(e: &Evidence<'_>) -> Option<Finding> {
    let m = &e.facts.measures[e.at];
    let run = &e.facts.layout.runs[e.at];
    if e.class(BYLINE, 1) || e.says(Cue::Byline) {
        return Some(Finding { label: Label::Byline, reason: "says who wrote it" });
    }
    let dated = m.numbers.date || m.numbers.time;
    if run.covers & Covers::TIME != 0 || (dated && (e.class(DATE, 1) || e.says(Cue::Dateline))) {
        return Some(Finding { label: Label::Date, reason: "says when it was published" });
    }
    if e.says(Cue::ReadingTime) {
        return Some(Finding { label: Label::Other, reason: "says how long it takes to read" });
    }
    None
}

/// Whether a block above the article's text is a date and no more: `Tue 14 May 2024 10.32 BST`; or with where it is
/// from behind it: `2031. március 3., 15:10 forrás: MTI`.
pub(super) fn is_dateline(facts: &Facts<'_>, at: usize) -> bool {
    let m = &facts.measures[at];
    let blocks = &facts.layout.blocks;
    let paragraph = blocks.rows[at].shape == Shape::Paragraph;
    if !paragraph || !facts.is_news() || m.words > DATELINE {
        return false;
    }
    let text = before_source(blocks.text_of(&blocks.rows[at])).to_lowercase();
    let (mut month, mut year) = (false, false);
    let plain = text.split(|c: char| !c.is_alphanumeric()).all(|word| {
        let named = lexicon::month(word).is_some();
        let number = word.starts_with(|c: char| c.is_numeric());
        month |= named;
        year |= number && word.len() >= 4;
        // "de", "kl", "Uhr" and "BST" are as short as this
        named || number || word.chars().count() <= 3 || lexicon::is_weekday(word)
    });
    plain && (m.numbers.date || month && year)
}

/// What stands before the word for a source and the name behind it.
fn before_source(text: &str) -> &str {
    /// Words of the longest name of a source.
    const NAME: usize = 3;
    let Some((head, name)) = text.rsplit_once(": ") else { return text };
    let word = head.rfind(' ').map_or(0, |at| at + 1);
    let named = name.split(' ').count() <= NAME && lexicon::announces_source(&head[word..]);
    if named { &head[..word] } else { text }
}

/// Words that say who helped with an article, in lower case.
const CONTRIBUTED: &str = include_str!("data/contributed.txt");

/// Whether a short block says who else worked on the article: its last line, where it follows on it.
pub(super) fn names_contributors(facts: &Facts<'_>, at: usize) -> bool {
    let blocks = &facts.layout.blocks;
    if facts.measures[at].words > 30.0 {
        return false;
    }
    let text = blocks.text_of(&blocks.rows[at]).to_lowercase();
    CONTRIBUTED.lines().any(|words| text.contains(words))
}

/// What a line says that is known to head a section of a page, or to stand alone, as menus and bylines do.
fn head_of(label: Label) -> &'static str {
    match label {
        Label::Byline => "says who wrote it",
        Label::Date => "says when it was published",
        Label::Navigation => "an entry of a menu",
        Label::Advert => "advertising",
        Label::Share => "share and follow buttons",
        Label::Newsletter => "asks to subscribe",
        Label::Tags => "tags and topics",
        _ => "the head of a section that is not the article's",
    }
}

/// The name of a block that is furniture.
pub(super) fn name(facts: &Facts<'_>, at: usize) -> Finding {
    let e = evidence(facts, at);
    let found = |label, reason| Finding { label, reason };
    let m = &facts.measures[at];
    if e.says(Cue::Skip) || e.says(Cue::ScreenReader) {
        return found(Label::Hidden, "a hint for screen readers");
    }
    if facts.counts.before(at) && e.words() >= 4.0 {
        return found(Label::Repeat, "printed before on this page");
    }
    if let Some(found) = picture(&e) {
        return found;
    }
    if e.class(COMMENT, 6) && e.within(near::FORM, 4) {
        return found(Label::Notice, "a form for comments");
    }
    if e.class(COMMENT, 6) || facts.readings[at].head == Some(Label::Comment) {
        return found(Label::Comment, "stands among the readers' comments");
    }
    if let Some(label) = facts.readings[at].head.filter(|label| !label.is_body()) {
        return found(label, head_of(label));
    }
    if e.class(NEWSLETTER, 4) || e.says(Cue::Newsletter) {
        return found(Label::Newsletter, "asks to subscribe");
    }
    if e.says(Cue::Consent) || e.says(Cue::Paywall) || e.says(Cue::Login) || e.class(PAYWALL, 3) {
        return found(Label::Notice, "a notice of the site");
    }
    if e.says(Cue::Advert) || e.class(ADVERT, 3) {
        return found(Label::Advert, "advertising");
    }
    if e.class(SHARE, 4) || (e.says(Cue::Share) && e.words() <= 8.0) {
        return found(Label::Share, "share and follow buttons");
    }
    if e.words() <= 20.0
        && m.sentences <= 1.0
        && let Some(found) = origin(&e)
    {
        return found;
    }
    if e.says(Cue::Credit) && e.words() <= 12.0 {
        return found(Label::Credit, "says whose picture it is");
    }
    if e.class(TAGS, 3) || e.says(Cue::Tags) {
        return found(Label::Tags, "tags and topics");
    }
    if e.within(near::NAV, 20) || e.class(NAV, 4) || e.says(Cue::Navigation) {
        return found(Label::Navigation, "stands in a menu");
    }
    if e.within(near::FOOTER, 20) || e.class(FOOT, 6) || e.says(Cue::Copyright) {
        return found(Label::Footer, "stands in the page's foot");
    }
    if e.class(POPUP, 5) || e.within(near::DIALOG, 20) {
        return found(Label::Notice, "a box laid over the page");
    }
    if e.says(Cue::Related) || [RELATED, RANKED, CARD].iter().any(|kind| e.class(*kind, 5)) {
        return found(Label::Related, "a teaser of another page");
    }
    if facts.link_share(at) > 0.6 {
        return found(Label::Related, "a link to another page");
    }
    if e.within(near::HIDDEN, 10) || e.class(HIDDEN, 2) {
        return found(Label::Hidden, "hidden from readers");
    }
    if e.within(near::ASIDE, 20) {
        return found(Label::Other, "stands beside the article");
    }
    found(Label::Other, "reads or stands unlike the article")
}
