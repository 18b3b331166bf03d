//! What is no article's text wherever it stands: told by the words and signs of a block alone, and without
//! asking how likely the block is.

use crate::lexicon::{self, Cue};
use crate::page::{Label, Shape};
use crate::strip::features::Facts;

/// What a block is, and why.
type Said = Option<(Label, &'static str)>;

/// The keys with which readers of many papers report a misprint that they have selected.
const MISPRINT: [&str; 3] = ["Ctrl+Enter", "Ctrl + Enter", "CTRL+ENTER"];

/// Where readers are asked to follow a paper, as far as the word is no other's, in lower case.
const MESSENGERS: [&str; 15] = [
    "google news",
    "telegram",
    "viber",
    "whatsapp",
    "вайбер",
    "вотсап",
    "телеграм",
    "تلگرام",
    "تيليغرام",
    "واٹس ایپ",
    "واتساب",
    "واتساپ",
    "टेलीग्राम",
    "व्हाट्सएप",
    "व्हाट्सऐप",
];

/// What Chinese papers end a caption with: who took the picture.
const TOOK: [&str; 6] = ["摄", "摄）", "摄影", "攝", "攝）", "攝影"];

/// What Persian agencies end their reports with.
const END: &str = "انتهای پیام";

/// Words of the longest credit that is a paragraph, and bytes of the longest label before its colon.
const CREDIT: f32 = 8.0;
const LABEL: usize = 24;

/// Letters of the longest sign in brackets.
const SIGN: usize = 8;

/// What a short text is by its words alone, in markup and in flattened text alike: a notice to readers, the end
/// of a report, a caption that ends with who took the picture.
pub(in crate::strip) fn in_words(text: &str) -> Said {
    if text.len() > SHORT {
        return None;
    }
    let ends = text.len() <= LAST && text.starts_with(END);
    // Most texts have no such sign, which is looked for in many bytes at once.
    let keys = text.as_bytes().contains(&b'+') && MISPRINT.iter().any(|keys| text.contains(keys));
    if ends || keys {
        return Some((Label::Notice, "a notice of the site"));
    }
    let took = text.len() <= CAPTION && TOOK.iter().any(|end| text.ends_with(end));
    took.then_some((Label::Caption, "ends with who took the picture"))
}

/// Bytes of the longest notice, of the longest last line, and of the longest caption that are told so.
const SHORT: usize = 500;
const LAST: usize = 40;
const CAPTION: usize = 240;

/// What a block is on a page of any kind: a pointer to another article, the word above an
/// advertisement, a notice to readers, the number of a picture, an agency's name.
pub(super) fn anywhere(facts: &Facts<'_>, at: usize) -> Said {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let block = &facts.layout.blocks.rows[at];
    let text = facts.layout.blocks.text_of(block);
    let paragraph = block.shape == Shape::Paragraph;
    let linked = facts.link_share(at);
    if m.words > 40.0 {
        return None;
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
    if cues.has(Cue::Newsletter) && linked > 0.0 && m.words <= 30.0 {
        let lower = text.to_lowercase();
        if MESSENGERS.iter().any(|name| lower.contains(name)) {
            return Some((Label::Newsletter, "asks to subscribe"));
        }
    }
    let rights = cues.has(Cue::Copyright) && says_copyright(text);
    if rights || m.words <= 25.0 && text.contains(['©', 'ⓒ']) {
        return Some((Label::Footer, "says who holds the rights"));
    }
    if cues.has(Cue::Navigation) && m.words <= 4.0 && facts.layout.runs[at].buttons > 0 {
        return Some((Label::Navigation, "buttons of the page"));
    }
    let heading = matches!(block.shape, Shape::Heading(_));
    if (paragraph || heading) && m.letters == 0.0 && !text.chars().any(char::is_alphanumeric) {
        return Some((Label::Navigation, "signs without a word"));
    }
    if !paragraph {
        return None;
    }
    if m.words <= 5.0 && lexicon::agency(text).is_some() {
        return Some((Label::Byline, "names a news agency and nothing else"));
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

/// What a block of a page of news is: who signs, with an address or in brackets, or whose a picture is.
pub(super) fn on_news(facts: &Facts<'_>, at: usize) -> Said {
    let (m, cues) = (&facts.measures[at], facts.readings[at].cues);
    let text = facts.layout.blocks.text_of(&facts.layout.blocks.rows[at]);
    let inner = text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）']));
    let signs = inner.is_some_and(|inner| {
        inner.chars().count() <= SIGN && inner.chars().all(char::is_alphabetic)
    });
    let address = !text.contains(' ')
        && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if cues.has(Cue::Credit) && m.words <= CREDIT && m.sentences == 0.0 && is_label(facts, at) {
        return Some((Label::Credit, "says whose picture it is"));
    }
    (signs || address).then_some((Label::Byline, "says who wrote it"))
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
}
