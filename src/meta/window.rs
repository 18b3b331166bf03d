//! The title of a flattened document, which some tools print as its first line, where the text has no such headline.

use super::title::segments;
use crate::lexicon::key;
use crate::page::{Block, Blocks, Label, Shape};

/// Bytes of the longest first line, and words of the headline in it.
const LONG: usize = 300;
const HEADLINE: std::ops::RangeInclusive<usize> = 3..=25;
/// Letters of the shortest word that tells what a line is about, and of the shortest name of a site.
const TELLING: usize = 4;
/// Words of the shortest headline without the name of a site, how many of them tell what it is about at least, and
/// bytes of the article in which these are looked for.
const ALONE: usize = 4;
const WORDS: usize = 3;
const SAMPLE: usize = 6000;
/// Bytes of the longest line that is the name of a site.
const SITE: usize = 80;

/// The headline in the first line of a text, where that line reads like the title of the document: behind it stands
/// what another line is (the name of the site), or all of its words are in the article. Nothing where the
/// text prints a headline that is set as one or has half of its words.
pub(super) fn headline(blocks: &Blocks) -> Option<&str> {
    let first = blocks.rows.first()?;
    let line = blocks.text_of(first);
    let plain = matches!(first.label, Label::Other | Label::Body | Label::Subhead | Label::Repeat);
    if first.shape != Shape::Paragraph || !plain || line.len() > LONG {
        return None;
    }
    let parts = segments(line);
    let starts = |part: &&&str| line.starts_with(**part);
    // What stands before a colon is no whole headline.
    let whole = |part: &&&str| !line[part.len()..].starts_with(':');
    let said = *parts.iter().filter(starts).filter(whole).min_by_key(|part| part.len())?;
    let count = said.split_whitespace().count();
    let words = telling(said);
    // lynx prints the feeds of a site first.
    let feed = words.iter().any(|word| word.starts_with("feed"));
    if !HEADLINE.contains(&count) || words.is_empty() || feed {
        return None;
    }
    let printed = blocks.rows.iter().find(|block| block.label == Label::Title);
    let alike = |block: &Block| {
        let printed = telling(blocks.text_of(block));
        let shared = printed.iter().filter(|word| words.contains(word)).count();
        matches!(block.shape, Shape::Heading(_)) || shared * 2 >= printed.len().min(words.len())
    };
    if printed.is_some_and(alike) {
        return None;
    }
    let sites = parts.iter().filter(|part| !starts(part)).map(|part| key(part));
    let sites: Vec<String> = sites.filter(|name| name.len() >= TELLING).collect();
    let names = |text: &str| text.len() <= SITE && sites.contains(&key(text));
    let named = || !sites.is_empty() && blocks.iter().skip(1).any(|(_, text)| names(text));
    let told = || count >= ALONE && is_about(blocks, &words);
    (told() || named()).then_some(said)
}

/// Whether all of these words are in the article, and are enough to tell.
fn is_about(blocks: &Blocks, words: &[String]) -> bool {
    if words.len() < WORDS {
        return false;
    }
    let mut text = String::new();
    for (_, part) in blocks.iter().skip(1).filter(|(block, _)| block.is_of_body()) {
        text.push_str(&part[..part.floor_char_boundary(SAMPLE)].to_lowercase());
        text.push(' ');
        if text.len() > SAMPLE {
            break;
        }
    }
    words.iter().all(|word| text.contains(&**word))
}

/// The longer words of a text, in lower case.
fn telling(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() >= TELLING).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of paragraphs, the first of them a line above the menu.
    fn blocks(first: &str, title: &str, site: &str) -> Blocks {
        let mut blocks = Blocks::default();
        let body =
            "The weir of Sellby leaks again, and the council will have it mended in the spring.";
        for (label, text) in [
            (Label::Other, first),
            (Label::Navigation, "Sport"),
            (Label::Footer, site),
            (Label::Title, title),
            (Label::Body, body),
        ] {
            blocks.push(text, Shape::Paragraph, 0);
            if let Some(block) = blocks.rows.last_mut() {
                (block.label, block.kept) = (label, matches!(label, Label::Title | Label::Body));
            }
        }
        blocks
    }

    #[test]
    fn the_first_line_may_be_the_title_of_the_document() {
        let title = "What the council says of the weir";
        let of = |first: &str, printed: &str, site: &str| {
            headline(&blocks(first, printed, site)).unwrap_or_default().to_owned()
        };
        let wrong = "Follow us and get the news";
        assert_eq!(of("The weir leaks again", wrong, "Courier"), "The weir leaks again");
        assert_eq!(of(&format!("{title} - The Courier"), wrong, "The Courier"), title);
        assert_eq!(of(&format!("{title} - The Courier"), wrong, "The Bote"), "");
        assert_eq!(of("Twelve boats for the market", wrong, "Courier"), "", "about other things");
        assert_eq!(of("The weir leaks again", "Weir leaks", "Courier"), "", "printed as well");
        let parted = "The weir: why it leaks again";
        assert_eq!(of(parted, wrong, "Courier"), parted);
        assert_eq!(of("Home", wrong, "Home"), "");
    }
}
