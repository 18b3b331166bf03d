//! How the whole text was flattened: its line width, whether it is Markdown, whether links are
//! numbered.

use super::address::{Brackets, HABIT};
use super::markdown;
use super::marker::{Marker, marker};
use super::physical::RawLine;
use super::signs::Signs;
use super::skip::is_address;
use super::wrap::{self, Wrap};

/// What holds for all lines of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::strip::lines) struct Style {
    /// How running text was wrapped, where it was.
    pub(in crate::strip::lines) wrap: Option<Wrap>,
    /// Whether Markdown is used: its links, headings or escapes.
    pub(in crate::strip::lines) markdown: bool,
    /// Whether links carry numbers in brackets, as lynx prints them.
    pub(in crate::strip::lines) numbered_links: bool,
    /// Whether hardly a blank line separates anything.
    pub(in crate::strip::lines) dense: bool,
    /// The brackets in which the addresses of links stand behind their text, where they do.
    pub(super) addresses: Option<Brackets>,
    /// Whether list markers are used for what they are: lines begin with them and stand together.
    pub(super) lists: bool,
}

/// Reads the style off the lines.
pub(in crate::strip::lines) fn of(lines: &[RawLine<'_>]) -> Style {
    let shown = lines.iter().filter(|l| !l.is_blank()).count();
    let blank = lines.len() - shown;
    let markdown = is_markdown(lines);
    let items = lines.iter().filter(|l| marker(l).0.is_item()).count();
    Style {
        wrap: wrap::of(lines),
        markdown,
        numbered_links: has_numbered_links(lines),
        dense: blank * 20 < shown,
        // in Markdown they stand for themselves
        addresses: if markdown { None } else { addresses(lines) },
        lists: items >= 3,
    }
}

/// The signs by which Markdown is told.
const MARKS: Signs = Signs::CLOSES.and(Signs::BACKSLASH).and(Signs::STAR);

fn is_markdown(lines: &[RawLine<'_>]) -> bool {
    let mut score = 0;
    for line in lines {
        let body = line.body();
        let heads = ["# ", "## ", "### "];
        if body.starts_with('#') && heads.iter().any(|head| body.starts_with(head)) {
            score += 2;
        }
        if !line.signs.any(MARKS) && score < 4 {
            continue;
        }
        let (mut bracket, mut marked) = (false, body.starts_with("**"));
        let bytes = body.as_bytes();
        for at in memchr::memchr3_iter(b']', b'\\', b'*', bytes) {
            let next = bytes.get(at + 1).copied().unwrap_or(0);
            match bytes[at] {
                b']' => bracket |= next == b'(',
                b'\\' => marked |= matches!(next, b'-' | b'.'),
                _ => marked |= next == b'*' && at > 0 && bytes[at - 1] == b' ',
            }
        }
        if bracket && markdown::has_link(body) {
            score += 2;
        }
        if marked {
            score += 1;
        }
        if score >= 4 {
            return true;
        }
    }
    false
}

/// The brackets in which addresses stand behind the text of links again and again.
fn addresses(lines: &[RawLine<'_>]) -> Option<Brackets> {
    let habit = |brackets: &Brackets, signs: Signs| {
        let likely = lines.iter().filter(|line| line.signs.any(signs));
        let mut counts = likely.map(|line| brackets.count(line.body()));
        counts.try_fold(0, |sum, count| (sum + count < HABIT).then_some(sum + count)).is_none()
    };
    [(Brackets::Angle, Signs::COLON), (Brackets::Square, Signs::OPENS)]
        .into_iter()
        .find_map(|(brackets, signs)| habit(&brackets, signs).then_some(brackets))
}

/// Whether `[1]`, `[2]`, `[3]`, … follow each other through the text; few of them need the list of
/// addresses that goes with them.
fn has_numbered_links(lines: &[RawLine<'_>]) -> bool {
    let mut expected = 1;
    for line in lines {
        let mut rest = if line.signs.any(Signs::OPENS) { line.text } else { "" };
        while let Some(at) = memchr::memchr(b'[', rest.as_bytes()) {
            rest = &rest[at + 1..];
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0
                && rest.as_bytes().get(digits) == Some(&b']')
                && rest[..digits].parse() == Ok(expected)
            {
                expected += 1;
                if expected > 5 {
                    return true;
                }
            }
        }
    }
    // a few links, and the list of where they lead
    expected > 1
        && lines
            .iter()
            .any(|line| matches!(marker(line), (Marker::Number(1), rest) if is_address(rest)))
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    const WRAPPED: &str = "The river rose by a hand in the night, and the ferry stayed where it was\n\
        until the afternoon. Nobody minded much: the market had been moved to the\n\
        upper square, and the fishermen had their nets to mend in any case, which\n\
        they did in the shade of the old customs house.\n\nShort one.\n";

    #[test]
    fn the_width_of_wrapped_text_is_found() {
        let style = of(&lines(WRAPPED));
        assert!(style.wrap.is_some_and(|w| w.from >= 73 && w.to <= 80), "{style:?}");
    }

    #[test]
    fn text_that_is_not_wrapped_has_no_width() {
        let menu = "Home\nNews\nSport and more\nThe weather today\nA longer entry in the menu\n";
        assert_eq!(of(&lines(&menu.repeat(5))).wrap, None);
        let prose = "A sentence that runs on for a good while and is one paragraph on one line, as many tools write it, whatever its length may be.\n";
        assert_eq!(of(&lines(&prose.repeat(9))).wrap, None);
    }

    #[test]
    fn numbered_links_are_seen() {
        assert!(of(&lines("[1]a [2]b\n[3]c\n[4]d\n[5]e")).numbered_links);
        assert!(!of(&lines("as shown in [3] and [1], then [2]")).numbered_links);
    }
}
