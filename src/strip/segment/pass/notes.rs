//! The marks in a text that lead to its notes.

use super::Pass;
use crate::html::{NodeId, Tag};

/// Rows of the largest mark, and bytes of the longest.
const ROWS: u32 = 12;
const MARK: usize = 12;

/// What the addresses of notes begin with, behind `#`.
const NOTES: [&str; 11] = [
    "_edn",
    "_ftn",
    "cite_note",
    "easy-footnote",
    "endnote",
    "fn",
    "footnote",
    "note",
    "ref",
    "sdendnote",
    "sdfootnote",
];

impl Pass<'_> {
    /// Whether an element behind a word is the raised number, letter or sign that leads to a note of the page. It would
    /// be glued to the word, and is no word of the text.
    pub(super) fn is_note_mark(&self, node: NodeId, tag: Tag) -> bool {
        let page = self.page;
        let end = page.end(node).0;
        if self.writer.len() == self.writer.block_start() || end - node.0 > ROWS {
            return false;
        }
        let inner = |tag| {
            (node.0 + 1..end).map(NodeId).find(|id| !page.is_text(*id) && page.tag(*id) == tag)
        };
        let (link, raised) = match tag {
            Tag::SUP => (inner(Tag::A), true),
            _ => (Some(node), inner(Tag::SUP).is_some() || self.is_called_note(node)),
        };
        let Some(link) = link else { return false };
        let Some(address) = page.attribute(link, "href") else { return false };
        let Some(at) = address.find('#') else { return false };
        let named = NOTES.iter().any(|name| starts_with(&address[at + 1..], name));
        if !(named || at == 0 && raised) {
            return false;
        }
        let text = page.subtree_text(node);
        let text = text.trim();
        let inside = text.strip_prefix(['[', '(']).and_then(|text| text.strip_suffix([']', ')']));
        text.len() <= MARK && (raised || inside.is_some()) && is_mark(inside.unwrap_or(text))
    }

    /// Whether a link's role or class calls it the mark of a note, which style sheets raise.
    fn is_called_note(&self, link: NodeId) -> bool {
        let named = |name, words: &[&str]| {
            let value = self.page.attribute(link, name);
            value.is_some_and(|value| words.iter().any(|word| value.contains(word)))
        };
        named("role", &["doc-noteref"]) || named("class", &["footnote", "fnref", "noteref"])
    }
}

/// Whether a text begins with a word of lower-case ASCII, case aside.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether a text is what notes are counted by: a number, a letter, a sign, or `note 3`.
fn is_mark(text: &str) -> bool {
    let text = text.trim();
    let counted = text.rsplit_once([' ', '\u{a0}']).map_or(text, |(_, last)| last);
    let number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut letters = text.chars();
    let one = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let signs = !text.is_empty() && text.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶'));
    number(counted) || one || signs
}
