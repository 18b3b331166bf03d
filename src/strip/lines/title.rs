//! Which line is the headline.

use super::facts::dates::Dated;
use super::facts::page::Page;
use super::facts::repeats::Repeat;
use super::facts::stats::Stats;
use super::facts::vocabulary::Vocabulary;
use super::features::link_share;
use super::lead;
use super::likely;
use super::read::marker::Marker;
use super::read::told::Field;
use super::rules;
use super::window;
use crate::lexicon::{self, Cue};
use crate::page::{Label, Shape};
use crate::strip::features::logarithm::ln1p as log;
use crate::strip::label::notices;

/// Blocks before the article's running text, and inside it, among which the headline is looked for.
const BEFORE: usize = 1000;
const INSIDE: usize = 60;
/// The fact that says whether a line stands behind the beginning of the running text.
const INSIDE_FACT: usize = 23;
/// Blocks to both sides whose running text counts as near.
const NEAR: usize = 20;

/// Blocks behind a headline in which its date and its author are looked for.
const SOON: usize = 4;

/// What is known of a line that may be the headline, and how much each speaks for it.
pub(super) const FACTS: [(&str, f32); 40] = [
    ("level-1", 5.73),
    ("level-2", 2.3),
    ("level-3", 0.55),
    ("words-few", -2.12),
    ("words-usual", 1.48),
    ("words-many", -0.69),
    ("stop", -3.55),
    ("question", -0.28),
    ("prose", -0.2),
    ("first-of-copies", 0.7),
    ("again", 1.22),
    ("begins-longer", 1.68),
    ("date", 1.75),
    ("date-words", 0.62),
    ("byline", 1.82),
    ("echo", 4.62),
    ("echo-all", -0.47),
    ("at-core", -1.76),
    ("before-1", -0.78),
    ("before-2", -0.82),
    ("before-5", -0.93),
    ("before-12", -0.12),
    ("before-40", 0.14),
    ("inside", -2.4),
    ("prose-behind", 0.41),
    ("prose-before", -0.53),
    ("linked", -3.11),
    ("emphasised", -1.94),
    ("gap", 1.16),
    ("gap-behind", 1.51),
    ("capitals", 1.34),
    ("upper", -1.53),
    ("digits", 0.62),
    ("separators", -1.79),
    ("opens", -0.49),
    ("from-start", -0.27),
    ("then-prose", 0.44),
    ("then-short", 0.47),
    ("images", -0.71),
    ("head", -1.84),
];
/// The least that speaks for a headline before it is taken for one.
const ENOUGH: f32 = 4.92;

/// How much more must speak for a line inside the running text: most are subheads of a text that has lost
/// its headline. Chosen out of fold, where articles are judged whole and cut off below their headline.
const MORE_INSIDE: f32 = 4.7;

/// The facts of one line, in the order of [`FACTS`].
pub(super) type Facts = [f32; FACTS.len()];

/// The block that is the page's headline, if one is. A page may have none: the first paragraph then
/// simply comes first.
pub(super) fn find(page: &Page<'_>, vocabulary: &Vocabulary) -> Option<usize> {
    let mut best: Option<(usize, f32, f32)> = None;
    let mut scores = Vec::new();
    each(page, vocabulary, |at, facts| {
        let score = FACTS.iter().zip(facts).map(|((_, weight), fact)| weight * fact).sum();
        scores.push((at, score));
        if best.is_none_or(|(_, top, _)| score > top) {
            let inside = facts[INSIDE_FACT];
            best = Some((at, score, ENOUGH + MORE_INSIDE * inside));
        }
    });
    let top = best.map_or(0.0, |(_, top, _)| top);
    if let Some(said) = window::says(page, &scores, top) {
        return Some(said);
    }
    match best.filter(|(_, score, enough)| score >= enough) {
        Some((at, _, _)) => {
            let at = lead::above_standfirst(page, &scores, at);
            Some(without_site(page, at, at + 1).unwrap_or(at))
        }
        None => lead::bare(page, &scores),
    }
}

/// The line from `from` on that says the same as the title at `at` without the name of the site behind it.
fn without_site(page: &Page<'_>, at: usize, from: usize) -> Option<usize> {
    let title = page.text(at);
    let again = |other: &usize| {
        *other != at
            && page.stats[*other].words >= 3.0
            && rules::names_site(title, page.text(*other))
            && may_be(page, *other)
    };
    (from..page.len()).find(again)
}

/// The title that the text tells in a field, or the headline that it is, where the field adds the name of
/// the site to it.
pub(super) fn told(page: &Page<'_>) -> Option<usize> {
    let field = page.units.iter().position(|unit| unit.told == Some(Field::Title))?;
    Some(without_site(page, field, 0).unwrap_or(field))
}

/// Gives each line that may be the headline, with what is known of it.
pub(super) fn each(page: &Page<'_>, vocabulary: &Vocabulary, mut take: impl FnMut(usize, &Facts)) {
    let Some((from, to)) = likely::longest(page) else { return };
    let mut sums = vec![0.0; page.len() + 1];
    for at in 0..page.len() {
        sums[at + 1] = sums[at] + if page.prose[at] { page.stats[at].words } else { 0.0 };
    }
    let around = Around {
        page,
        vocabulary,
        core: from,
        words: words_of(page, vocabulary, from, to),
        prose: sums,
        heads: heads(page),
    };
    let (first, last) = (from.saturating_sub(BEFORE), to.min(from + INSIDE).min(page.len()));
    for at in (first..last).filter(|at| may_be(page, *at)) {
        take(at, &around.facts(at));
    }
}

/// The longer words of the first paragraphs of the article's running text, sorted.
fn words_of(page: &Page<'_>, vocabulary: &Vocabulary, from: usize, to: usize) -> Vec<u32> {
    let prose = (from..to).filter(|at| page.prose[*at]).take(8);
    let mut words: Vec<u32> = prose.flat_map(|at| vocabulary.of(at)).copied().collect();
    words.sort_unstable();
    words
}

/// How short blocks begin, sorted.
fn heads(page: &Page<'_>) -> Vec<(u64, u64, u32)> {
    let short = page.stats.iter().filter(|s| s.head != 0 && s.words <= 40.0);
    let mut heads: Vec<_> = short.map(|s| (s.head, s.key, s.words as u32)).collect();
    heads.sort_unstable();
    heads.dedup();
    heads
}

/// Whether a line may be a headline at all.
fn may_be(page: &Page<'_>, at: usize) -> bool {
    let (s, unit) = (&page.stats[at], &page.units[at]);
    let sentence = s.ends_sentence() && !matches!(s.closing, '?' | '!');
    matches!(page.blocks.rows[at].shape, Shape::Heading(_) | Shape::Paragraph)
        && (2.0..=32.0).contains(&s.words)
        && s.letters * 2 >= s.chars
        && !(sentence && s.sentences > 1)
        && !(s.first == '(' && s.last == ')')
        && !tells_a_day(page, at)
        && !matches!(unit.marker, Marker::Bullet | Marker::Number(_) | Marker::Quote(_))
        && !page.repeats[at].is_double()
        && rules::furniture(page, at).is_none()
        && !page.readings[at].cues.has(Cue::Consent)
        && !counts_comments(page, at)
        && !page.agency[at]
        && !signs(page.text(at))
}

/// Whether a line of a paper of East Asia says who made the article or where it is from, or is an address for mail.
fn signs(text: &str) -> bool {
    let address = || !text.contains(' ') && text.contains('@');
    notices::in_words(text).is_some() || lexicon::reporters::signed(text).is_some() || address()
}

/// Whether a line says how many comments there are: `All your comments (11)`.
fn counts_comments(page: &Page<'_>, at: usize) -> bool {
    let (s, reading) = (&page.stats[at], page.readings[at]);
    let speaks = reading.cues.has(Cue::Comment) || reading.head == Some(Label::Comment);
    s.digits > 0 && s.words <= 6.0 && speaks
}

/// Whether a line tells a day and hardly more: which, what of, or where.
fn tells_a_day(page: &Page<'_>, at: usize) -> bool {
    let heading = matches!(page.blocks.rows[at].shape, Shape::Heading(_));
    match page.dated[at] {
        Dated::Whole | Dated::Brief => true,
        Dated::Mostly => !heading,
        Dated::Part => page.readings[at].cues.has(Cue::Dateline) && page.stats[at].words <= 12.0,
        Dated::No => false,
    }
}

/// What the facts of all lines are read from.
struct Around<'a> {
    page: &'a Page<'a>,
    vocabulary: &'a Vocabulary,
    /// The first block of the article's running text, and the longer words of its paragraphs.
    core: usize,
    words: Vec<u32>,
    /// Words of running text before each block.
    prose: Vec<f32>,
    heads: Vec<(u64, u64, u32)>,
}

impl Around<'_> {
    fn facts(&self, at: usize) -> Facts {
        let page = self.page;
        let (s, unit, n) = (&page.stats[at], &page.units[at], page.len());
        let level = match page.blocks.rows[at].shape {
            Shape::Heading(level) => level,
            _ => 0,
        };
        let soon = |is: &dyn Fn(usize) -> bool| (at + 1..(at + 1 + SOON).min(n)).any(is);
        let prose = |from: usize, to: usize| log(self.prose[to.min(n)] - self.prose[from.min(n)]);
        let before = self.core.checked_sub(at);
        let within = |from: usize, to: usize| before.is_some_and(|by| (from..=to).contains(&by));
        let is_prose = |at: usize| page.prose.get(at).copied().unwrap_or(false);
        let inside = page.prose[at] && before.is_none_or(|by| by == 0);
        let echo = echo(self.vocabulary.of(at), &self.words, inside);
        let flag = |is: bool| f32::from(u8::from(is));
        [
            flag(level == 1),
            flag(level == 2),
            flag(level >= 3),
            flag(s.words < 4.0),
            flag((6.0..=16.0).contains(&s.words)),
            flag(s.words > 20.0),
            flag(s.ends_sentence() && !matches!(s.closing, '?' | '!')),
            flag(matches!(s.closing, '?' | '!')),
            flag(page.prose[at]),
            flag(page.repeats[at] == Repeat::First),
            flag(page.repeats[at] == Repeat::Again),
            flag(self.begins_longer(s)),
            flag(soon(&|at| page.dated[at] == Dated::Whole)),
            flag(soon(&|at| matches!(page.dated[at], Dated::Part | Dated::Mostly))),
            flag(soon(&|at| page.readings[at].cues.has(Cue::Byline))),
            echo,
            flag(echo >= 0.75),
            flag(before == Some(0)),
            flag(within(1, 1)),
            flag(within(2, 2)),
            flag(within(3, 5)),
            flag(within(6, 12)),
            flag(within(13, 40)),
            flag(before.is_none()),
            prose(at + 1, at + 1 + NEAR),
            prose(at.saturating_sub(NEAR), at),
            flag(link_share(page, at) > 0.5),
            flag(unit.emphasised),
            f32::from(unit.gap.min(3)),
            page.units.get(at + 1).map_or(0.0, |u| f32::from(u.gap.min(3))),
            s.capitals as f32 / s.words.max(1.0),
            s.upper as f32 / s.letters.max(1) as f32,
            flag(s.digits > 0),
            flag(s.separators > 0),
            flag(at == 0),
            log(at as f32),
            flag(is_prose(at + 1)),
            flag(!is_prose(at + 1) && is_prose(at + 2)),
            flag(unit.images > 0),
            flag(page.readings[at].head.is_some()),
        ]
    }

    /// Whether a line elsewhere begins with this one and is a little longer, as the title of a document
    /// is: `Ferry stays in port - The Valley Post`.
    fn begins_longer(&self, s: &Stats) -> bool {
        let from = self.heads.partition_point(|(head, _, _)| *head < s.head);
        let same = self.heads[from..].iter().take_while(|(head, _, _)| *head == s.head);
        let words = s.words as u32;
        s.head != 0
            && same.take(16).any(|(_, key, w)| *key != s.key && (words + 1..=words + 8).contains(w))
    }
}

/// The share of a line's longer words that come again in the running text.
fn echo(words: &[u32], running: &[u32], inside: bool) -> f32 {
    if words.is_empty() {
        return 0.0;
    }
    // a line that is running text itself has each of its words there once
    let least = if inside { 2 } else { 1 };
    let found = words.iter().take(24).filter(|word| {
        let from = running.partition_point(|w| w < word);
        running[from..].iter().take_while(|w| w == word).count() >= least
    });
    found.count() as f32 / words.len().min(24) as f32
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept, strip};
    use crate::page::Label;

    const HEADLINE: &str = "Lenta ferry stays in port for a week";
    const COOKIES: &str = "We and our partners use cookies to keep this site free and to show you what \
        other readers have read before. You can change what you allow at any time, and nothing is \
        stored before you have agreed.\n\nBy going on you agree to our terms, which tell you at length \
        who may see what you read and for how long it is kept.\n\n";

    /// The lines that are taken for the headline.
    fn headlines(text: &str) -> Vec<String> {
        let found = strip(text);
        let lines = found.blocks.iter().filter(|(b, _)| b.label == Label::Title);
        lines.map(|(_, text)| text.to_owned()).collect()
    }

    #[test]
    fn the_title_that_a_field_tells_is_the_headline_without_the_site() {
        let head = format!(
            "Title: {HEADLINE} - The Valley Post\nLink: https://valley.example/\nAuthor: Mira Tolo\n\n"
        );
        assert_eq!(
            headlines(&format!("{head}{PARAGRAPHS}")),
            [format!("{HEADLINE} - The Valley Post")]
        );
        assert_eq!(headlines(&format!("{head}{HEADLINE}\n\n{PARAGRAPHS}")), [HEADLINE]);
    }

    #[test]
    fn running_text_about_cookies_hides_no_headline() {
        let menu: String = (1..=16).map(|n| format!("* Valley {n}\n")).collect();
        let page =
            format!("{COOKIES}{menu}\n{HEADLINE}\n\nMira Tolo\n\n3 April 2031\n\n{PARAGRAPHS}");
        assert_eq!(headlines(&page), [HEADLINE]);
    }

    #[test]
    fn other_articles_above_and_below_do_not_give_their_headlines() {
        let others = "Town hall gets a new roof after all\n\nChoir looks for tenors\n\n";
        let page =
            format!("{others}{HEADLINE}\n\n3 April 2031\n\n{PARAGRAPHS}\nMore news\n\n{others}");
        assert_eq!(headlines(&page), [HEADLINE]);
    }

    #[test]
    fn a_text_that_begins_with_its_first_paragraph_has_no_headline() {
        assert_eq!(headlines(PARAGRAPHS), Vec::<String>::new());
        assert_eq!(kept(PARAGRAPHS), THREE);
    }

    #[test]
    fn the_documents_title_with_the_name_of_its_site_is_left_out() {
        for (before, behind) in
            [("", " - The Valley Post"), ("", " | Valley"), ("Home > News > ", "")]
        {
            let page = format!("{before}{HEADLINE}{behind}\n\n{HEADLINE}\n\n{PARAGRAPHS}");
            let mut expected = vec![HEADLINE];
            expected.extend(THREE);
            assert_eq!(kept(&page), expected, "{before}{behind}");
        }
    }

    #[test]
    fn the_headline_is_taken_and_not_the_title_of_the_document() {
        let text = "云屏县城东的古桥将于下周一恢复通行。这座石桥去年四月被洪水冲坏，修理用了十一个月，花了九百万元。";
        for (mark, signed) in
            [("_", "云屏日报记者 林小满"), ("-", "来源：云屏日报 作者：林小满"), (" - ", "")]
        {
            let page = format!(
                "云屏古桥下周恢复通行{mark}云屏网\n首页\n新闻\n云屏古桥下周恢复通行\n{signed}\n2031-03-03 15:10\n{text}\n"
            );
            assert_eq!(headlines(&page), ["云屏古桥下周恢复通行"], "{mark}");
            assert_eq!(kept(&page).len(), 2, "{:?}", kept(&page));
        }
    }

    #[test]
    fn a_line_that_tells_a_day_is_no_headline() {
        let menu = "Strona główna\nSport\nKultura\n";
        for day in [
            "Dodano: 3.04.2031, 12:40",
            "wtorek, 3 kwietnia 2031 r.",
            "٣ أبريل ٢٠٣١",
            "Lenta, 3 April 2031",
        ] {
            let page = format!("{menu}{day}\n{HEADLINE}\n\n{PARAGRAPHS}");
            assert_eq!(headlines(&page), [HEADLINE], "{day}");
            let page = format!("{HEADLINE}\n\n{day}\n\n{PARAGRAPHS}");
            assert_eq!(headlines(&page), [HEADLINE], "{day}");
        }
    }
}
