//! What is no article's text wherever it stands: told by the words and signs of a block alone, and without
//! asking how likely the block is.

use super::appeals::calls_to_follow;
use super::colophon::colophon;
use super::readers::to_readers;
use super::sources::is_part_of_the_text;
use crate::lexicon::{self, Cue};
use crate::page::{Label, Shape};
use crate::strip::features::Facts;
use crate::strip::segment::run::Covers;

/// What a block is, and why.
type Said = Option<(Label, &'static str)>;

/// The keys with which readers of many papers report a misprint that they have selected.
const MISPRINT: [&str; 3] = ["Ctrl+Enter", "Ctrl + Enter", "CTRL+ENTER"];

/// What Chinese papers end a caption with: who took the picture.
const TOOK: [&str; 6] = ["摄", "摄）", "摄影", "攝", "攝）", "攝影"];

/// What Persian agencies end their reports with.
const END: &str = "انتهای پیام";

/// Words of the longest credit that is a paragraph, and bytes of the longest label before its colon.
const CREDIT: f32 = 8.0;
const LABEL: usize = 24;

/// Words of the longest link that leads back to a list of articles.
const BACK: f32 = 6.0;

/// Words of the longest line of a forum that says who wrote a post and when.
const POSTED: f32 = 16.0;

/// What readers leave behind, in lower case.
const COUNTED: &str = include_str!("data/counted.txt");

/// Letters of the longest sign in brackets.
const SIGN: usize = 8;
/// The same of each where several sign.
const SIGNED: usize = 4;
/// Letters of the longest line in brackets that says who reported.
const REPORTERS: usize = 24;
/// Words of the longest caption that is told by its credit, and what parts the two.
const PICTURED: f32 = 40.0;
const PARTED: [&str; 4] = [" - ", " – ", " — ", " | "];

/// What a short text is by its words alone, in markup and in flattened text alike: a notice to readers, the end
/// of a report, a caption that ends with who took the picture.
pub(in crate::strip) fn in_words(text: &str) -> Said {
    in_few(text).or_else(|| filed(text))
}

/// The same of all but the sentence below a blog's entry, which may be longer.
fn in_few(text: &str) -> Said {
    if text.len() > SHORT {
        return None;
    }
    let ends = text.len() <= LAST && text.starts_with(END);
    // Most texts have no such sign, which is looked for in many bytes at once.
    let keys = text.as_bytes().contains(&b'+') && MISPRINT.iter().any(|keys| text.contains(keys));
    if ends || keys {
        return Some((Label::Notice, "a notice of the site"));
    }
    if let Some(said) = colophon(text) {
        return Some(said);
    }
    let took = text.len() <= CAPTION && TOOK.iter().any(|end| text.ends_with(end));
    took.then_some((Label::Caption, "ends with who took the picture"))
}

/// What blogs say below an entry.
fn filed(text: &str) -> Said {
    let label = (Label::Tags, "says when the entry was posted and under what it is filed");
    lexicon::says_filed(text).then_some(label)
}

/// Bytes of the longest notice, of the longest last line, and of the longest caption that are told so.
const SHORT: usize = 500;
const LAST: usize = 40;
const CAPTION: usize = 240;

/// What archives of mailing lists link above and below each letter, in lower case.
const LETTERS: [&str; 6] = [
    "messages sorted by",
    "next in thread",
    "next message",
    "previous in thread",
    "previous message",
    "prev in thread",
];

/// Words of the longest line of such links, and of the longest line that is links to print and share a page.
const LINKS: f32 = 30.0;
const TOOLS: f32 = 12.0;

/// Whether a block is links that lead from letter to letter, or that print the page, send it and the like.
fn is_tools(facts: &Facts<'_>, at: usize, text: &str) -> bool {
    let (words, linked) = (facts.measures[at].words, facts.link_share(at));
    let paragraph = facts.layout.blocks.rows[at].shape == Shape::Paragraph;
    if paragraph && linked > 0.8 && words <= TOOLS && facts.readings[at].cues.has(Cue::Share) {
        return true;
    }
    words <= LINKS && text.contains(':') && {
        let start = text[..text.floor_char_boundary(24)].to_lowercase();
        LETTERS.iter().any(|words| start.starts_with(words))
    }
}

/// What a block is on a page of any kind: a pointer to another article, the word above an
/// advertisement, a notice to readers, the number of a picture, an agency's name.
pub(super) fn anywhere(facts: &Facts<'_>, at: usize) -> Said {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let block = &facts.layout.blocks.rows[at];
    let text = facts.layout.blocks.text_of(block);
    let paragraph = block.shape == Shape::Paragraph;
    let linked = facts.link_share(at);
    let code =
        block.shape == Shape::Preformatted || facts.layout.runs[at].covers & Covers::CODE != 0;
    if !code && lexicon::is_template(text) {
        return Some((Label::Other, "a place that a script was to fill"));
    }
    if m.words > 40.0 {
        return filed(text);
    }
    if cues.has(Cue::Related) && linked > 0.5 {
        return Some((Label::Related, "points to another article"));
    }
    if facts.readings[at].head == Some(Label::Advert)
        && paragraph
        && linked == 0.0
        && m.words <= 3.0
    {
        return Some((Label::Advert, "advertising"));
    }
    if let Some(said) = in_words(text) {
        return Some(said);
    }
    if linked > 0.0 && is_tools(facts, at, text) {
        return Some((Label::Share, "links that print or share the page, or lead to the next"));
    }
    let channel = cues.has(Cue::Newsletter) && linked > 0.0 && m.words <= 30.0;
    if channel && calls_to_follow(text, m.words, linked) {
        return Some((Label::Newsletter, "asks to subscribe"));
    }
    let rights = cues.has(Cue::Copyright) && says_copyright(text);
    if rights || m.words <= 25.0 && text.contains(['©', 'ⓒ']) {
        return Some((Label::Footer, "says who holds the rights"));
    }
    if cues.has(Cue::Navigation) && m.words <= 4.0 && facts.layout.runs[at].buttons > 0 {
        return Some((Label::Navigation, "buttons of the page"));
    }
    if cues.has(Cue::Navigation) && paragraph && linked > 0.9 && m.words <= BACK {
        return Some((Label::Navigation, "leads back to a list"));
    }
    let heading = matches!(block.shape, Shape::Heading(_));
    if (paragraph || heading) && m.letters == 0.0 && !text.chars().any(char::is_alphanumeric) {
        return Some((Label::Navigation, "signs without a word"));
    }
    if !paragraph {
        return None;
    }
    if m.words <= 5.0 && lexicon::agency(text).is_some() && !is_part_of_the_text(facts, at) {
        return Some((Label::Byline, "names a news agency and nothing else"));
    }
    if text.contains('/') && brackets(text).is_some_and(is_sign) {
        return Some((Label::Byline, "says who wrote it"));
    }
    if m.numbers.date && m.words <= POSTED && text.contains(" » ") {
        return Some((Label::Byline, "says who wrote it and when"));
    }
    if m.words <= 5.0 && is_count(text) {
        return Some((Label::Share, "counts votes"));
    }
    if m.letters == 0.0 && is_picture_number(text) {
        return Some((Label::Navigation, "the number of a picture"));
    }
    None
}

/// Whether a text begins with the word for rights and a year or a sign.
fn says_copyright(text: &str) -> bool {
    let rest = ["Copyright ", "COPYRIGHT "].iter().find_map(|word| text.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c == '©' || c.is_ascii_digit()) || rest.starts_with("(c)")
    })
}

/// Whether a text is numbers of votes or likes and little more: `3 Likes`, `4.8 from 21 votes`.
fn is_count(text: &str) -> bool {
    let number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic)
    };
    let first = text.split(' ').next().unwrap_or("");
    let Some((counted, last)) = text.trim_end_matches('.').rsplit_once(' ') else { return false };
    let last = last.to_lowercase();
    number(first)
        && counted.rsplit(' ').next().is_some_and(number)
        && COUNTED.lines().any(|word| word == last)
}

/// Whether a text is one picture's number of all (`1 / 4`).
fn is_picture_number(text: &str) -> bool {
    let number = |part: &str| {
        let part = part.trim();
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split_once('/').is_some_and(|(one, all)| number(one) && number(all))
}

/// Whether a paragraph is a label with a colon and something behind it.
fn is_label(facts: &Facts<'_>, at: usize) -> bool {
    let block = &facts.layout.blocks.rows[at];
    let parts = facts.layout.blocks.text_of(block).split_once([':', '：']);
    block.shape == Shape::Paragraph
        && parts.is_some_and(|(label, rest)| label.len() <= LABEL && !rest.trim().is_empty())
}

/// What stands in the brackets that are all of a text.
fn brackets(text: &str) -> Option<&str> {
    text.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])
}

/// Whether what stands in brackets is the signs of those who wrote: `dpa`, `dwi/nkn`.
fn is_sign(inner: &str) -> bool {
    let mut parts = inner.split('/');
    let short = |part: &str, most: usize| {
        (1..=most).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    };
    short(inner, SIGN)
        || inner.contains('/') && inner.len() <= 4 * SIGN && parts.all(|part| short(part, SIGNED))
}

/// Whether a text is the signs of those who wrote and edited, as agencies end their reports: `ap/kam/bfi/an/eg`.
fn is_desk(text: &str) -> bool {
    let sign = |part: &str| {
        (2..=SIGNED).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    text.len() <= 8 * SIGNED && text.contains('/') && text.split(['/', '-']).all(sign)
}

/// Whether what stands in brackets is who reported, as Chinese papers end their articles: `记者 周小禾`.
fn is_reporter(inner: &str) -> bool {
    let titles = ["记者", "記者", "通讯员", "作者", "本报记者", "见习记者"];
    inner.chars().count() <= REPORTERS && titles.iter().any(|title| inner.starts_with(title))
}

/// Whether a paragraph ends with a label and whose picture it is, set apart from what it shows: `… – Foto: …`.
fn paragraph_ends_in_credit(facts: &Facts<'_>, at: usize, text: &str) -> bool {
    let cues = facts.readings[at].cues;
    if !cues.has(Cue::Credit) || facts.layout.blocks.rows[at].shape != Shape::Paragraph {
        return false;
    }
    // "The calf after its bath. (Photo: fire brigade)"
    let bracketed = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    let last = PARTED.iter().filter_map(|mark| text.rsplit_once(mark)).chain(bracketed);
    let last = last.map(|(_, last)| last);
    last.min_by_key(|last| last.len()).is_some_and(|last| {
        let label = last
            .split_once([':', '：'])
            .is_some_and(|(label, rest)| label.len() <= LABEL && !rest.trim().is_empty());
        label && last.split(' ').count() <= 7 && lexicon::cues(last).has(Cue::Credit)
    })
}

/// What a block of a page of news is: who signs, with an address or in brackets, or whose a picture is.
pub(super) fn on_news(facts: &Facts<'_>, at: usize, sure: bool) -> Said {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let text = facts.layout.blocks.text_of(&facts.layout.blocks.rows[at]);
    let signs = brackets(text).is_some_and(|inner| is_sign(inner) || is_reporter(inner));
    let address = !text.contains(' ')
        && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let credit = cues.has(Cue::Credit) && m.words <= CREDIT && m.sentences == 0.0;
    if credit && is_label(facts, at) && !is_part_of_the_text(facts, at) {
        return Some((Label::Credit, "says whose picture it is"));
    }
    if m.words <= PICTURED && paragraph_ends_in_credit(facts, at, text) {
        return Some((Label::Caption, "ends with whose picture it is"));
    }
    if text.split(' ').all(|word| word.len() > 1 && word.starts_with('#')) {
        return Some((Label::Tags, "tags and topics"));
    }
    if signs || address || is_desk(text) {
        return Some((Label::Byline, "says who wrote it"));
    }
    // "(Photo by Anna Holt/Getty Images)"
    if cues.has(Cue::Credit) && m.words <= CREDIT && brackets(text).is_some() {
        return Some((Label::Credit, "says whose picture it is"));
    }
    to_readers(facts, at, sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_says_by_its_words_what_it_is() {
        for (text, label) in [
            ("Нашли ошибку? Выделите её и нажмите Ctrl + Enter", Some(Label::Notice)),
            ("انتهای پیام/", Some(Label::Notice)),
            ("انتهای پیام او روشن بود و مردم روستا آن را شنیدند", None),
            ("修复后的水磨坊。陈小满 摄", Some(Label::Caption)),
            ("记者在村里采访拍摄了三天。", None),
            ("Press Enter", None),
        ] {
            assert_eq!(in_words(text).map(|(label, _)| label), label, "{text}");
        }
    }

    #[test]
    fn what_counts_votes_and_what_signs_is_told_by_its_form() {
        for counts in ["3 Likes", "4.8 from 21 votes", "4,8 de 21 votos", "1 голос 2 голоса"]
        {
            assert!(is_count(counts), "{counts}");
        }
        for text in ["Votes", "The mayor won 21 votes", "12 eggs", "in 2019 votes"] {
            assert!(!is_count(text), "{text}");
        }
        for signs in ["dpa", "dwi/nkn", "ČTK/red", "а/б"] {
            assert!(is_sign(signs), "{signs}");
        }
        for text in ["and so on", "dwi/nkn/", "kilometres/hour", "1/2"] {
            assert!(!is_sign(text), "{text}");
        }
        for signs in ["ap/kam/bfi/an/eg", "burs-kjm/abc"] {
            assert!(is_desk(signs), "{signs}");
        }
        for text in ["1/2", "burs", "on and/or off", "the council/the mayor", "A/B"] {
            assert!(!is_desk(text), "{text}");
        }
    }
}
