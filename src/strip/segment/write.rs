//! The buffer that blocks are written into, normalising on the way.

use wide::u8x16;

use crate::html::{NodeId, Tag};
use crate::lexicon;
use crate::lexicon::measure::unchanged;

/// A run of text that an inline element holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Held {
    /// Where it starts in the text of all blocks, in bytes; its blocks may be several.
    pub start: u32,
    /// One past where it ends.
    pub end: u32,
    pub tag: Tag,
    pub node: NodeId,
}

/// One buffer for the text of all blocks of a page.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// The text of the blocks ended so far, and of the one being written.
    pub text: String,
    /// Where in it a blank stands for a line break.
    pub breaks: Vec<u32>,
    /// What inline elements hold of it, in the order in which they end.
    pub held: Vec<Held>,
    /// The pictures, with where they stand in that text.
    pub pictures: Vec<(u32, NodeId)>,
    /// Which of these end a line in bold that begins its block.
    pub bold: Vec<u32>,
    /// From where to where it holds what is seen in a line and is no part of what that says.
    pub unread: Vec<(u32, u32)>,
    start: usize,
    space: bool,
    apart: bool,
}

/// Signs that stand right behind a word.
fn is_closing(sign: char) -> bool {
    matches!(
        sign,
        ',' | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | ')'
            | ']'
            | '}'
            | '»'
            | '”'
            | '’'
            | '\''
            | '%'
            | '。'
            | '、'
            | '，'
    )
}

enum Kind {
    Keep,
    Blank,
    Drop,
}

impl Writer {
    /// The buffer's length in bytes.
    pub(super) fn len(&self) -> u32 {
        self.text.len() as u32
    }

    /// Where the block that is being written starts.
    pub(super) fn block_start(&self) -> u32 {
        self.start as u32
    }

    /// Whether the last character written in this block is a letter or a digit.
    pub(super) fn ends_in_word(&self) -> bool {
        !self.space
            && self.text[self.start..].chars().next_back().is_some_and(char::is_alphanumeric)
    }

    /// Asks for one space before whatever follows in this block.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Asks for one space before whatever follows in this block, in the place of a line break. `bold`: whether all
    /// of the block so far is set in bold.
    pub(super) fn line_break(&mut self, bold: bool) {
        self.space = true;
        let here = self.text.len() as u32;
        if self.text.len() > self.start && self.breaks.last() != Some(&here) {
            self.breaks.push(here);
            if bold {
                self.bold.push(here);
            }
        }
    }

    /// Takes back what was written from a place on.
    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        while self.breaks.pop_if(|at| *at as usize > length).is_some() {}
        while self.bold.pop_if(|at| *at as usize > length).is_some() {}
        while self.unread.pop_if(|(from, _)| *from as usize >= length).is_some() {}
        let length = length as u32;
        for (at, _) in self.pictures.iter_mut().rev().take_while(|(at, _)| *at > length) {
            *at = length;
        }
        while self.held.pop_if(|held| held.start >= length).is_some() {}
        for held in self.held.iter_mut().rev().take_while(|held| held.end > length) {
            held.end = length;
        }
    }

    /// Remembers that an inline element holds what was written from a place on.
    pub(super) fn hold(&mut self, start: u32, tag: Tag, node: NodeId) {
        let end = self.len();
        if end > start {
            self.held.push(Held { start, end, tag, node });
        }
    }

    /// Remembers that a picture stands here, where that is what begins.
    pub(super) fn picture(&mut self, tag: Tag, node: NodeId) {
        if tag == Tag::IMG {
            self.pictures.push((self.len(), node));
        }
    }

    /// Marks what was written from a place on as no part of what its line says.
    pub(super) fn cut_later(&mut self, from: u32) {
        let from = from.max(self.block_start());
        if self.len() > from {
            self.unread.push((from, self.len()));
        }
    }

    /// Takes back what was written from a place on, and gives it.
    pub(super) fn cut(&mut self, from: usize) -> String {
        let text = self.text.get(from..).unwrap_or("").to_owned();
        self.truncate(from);
        text
    }

    /// Asks for one space before what follows in this block, where that is no sign that belongs to the word
    /// before it.
    pub(super) fn set_apart(&mut self) {
        self.apart = true;
    }

    /// Starts the next cell of a table row.
    pub(super) fn tab(&mut self) {
        self.space = false;
        if self.text.len() > self.start {
            self.text.push('\t');
        }
    }

    /// Appends text: runs of blanks become one space, controls and invisible characters go.
    pub(super) fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut at = 0;
        while at < bytes.len() {
            // one space between two words stands as it is, but none at the start
            if at > from || bytes[at] != b' ' {
                at = unchanged(bytes, at);
                if at == bytes.len() {
                    break;
                }
            }
            let (kind, width) = look(&bytes[at..]);
            match kind {
                Kind::Keep => at += width,
                Kind::Blank | Kind::Drop => {
                    self.copy(&text[from..at]);
                    self.space |= matches!(kind, Kind::Blank);
                    at += width;
                    // behind one blank more of them change nothing: markup is indented
                    if self.space {
                        let blank = |byte: &&u8| byte.is_ascii_whitespace();
                        at += bytes[at..].iter().take_while(blank).count();
                    }
                    from = at;
                }
            }
        }
        self.copy(&text[from..]);
    }

    fn copy(&mut self, piece: &str) {
        if piece.is_empty() {
            return;
        }
        let apart = std::mem::take(&mut self.apart) && !piece.starts_with(is_closing);
        if self.space || apart {
            self.space = false;
            if self.text.len() > self.start && !self.text.ends_with('\t') {
                self.text.push(' ');
            }
        }
        self.text.push_str(piece);
    }

    /// Takes back what was written from a place on in the middle of a block, where that is a link's
    /// hint for screen readers (", opens new tab"), and takes its bytes off `counted`.
    pub(super) fn drop_hint(&mut self, from: u32, counted: &mut u32) {
        let from = from as usize;
        let Some(said) = self.text.get(from..).filter(|_| from > self.start) else { return };
        let words = said.trim_start_matches([' ', ',', '-', '–']);
        if (8..=60).contains(&said.len()) && lexicon::is_screen_reader_hint(words) {
            *counted = counted.saturating_sub(said.len() as u32);
            self.truncate(from);
        }
    }

    /// Takes back the sign that a heading of documentation has for a link to itself (`¶`; `in_heading` also `#`
    /// and its like), if that is all the link that was written from `from` on says.
    pub(super) fn drop_anchor(&mut self, from: u32, in_heading: bool, counted: &mut u32) {
        let from = from as usize;
        let Some(said) = self.text.get(from..).filter(|_| from >= self.start) else { return };
        let said = said.trim_start();
        if matches!(said, "¶" | "↩" | "↩\u{fe0e}") && from > self.start
            || in_heading && matches!(said, "#" | "§" | "🔗")
        {
            *counted = counted.saturating_sub(said.len() as u32);
            self.truncate(from);
        }
    }

    /// Appends preformatted text: line breaks stay, tabs become spaces, other controls go.
    pub(super) fn push_lines(&mut self, text: &str) {
        self.space = false;
        let mut first = true;
        for line in text.split('\n') {
            if !first {
                let kept = self.text[self.start..].trim_end_matches(' ').len();
                self.text.truncate(self.start + kept);
                if self.text.len() > self.start {
                    self.text.push('\n');
                }
            }
            first = false;
            for char in line.chars() {
                match char {
                    '\t' => self.text.push_str("    "),
                    '\u{a0}' | '\u{3000}' => self.text.push(' '),
                    '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                    c if c.is_control() => {}
                    c => self.text.push(c),
                }
            }
        }
    }

    /// Takes back the block that ended last, which begins at `start`, so that it can be written otherwise.
    pub(super) fn take_back(&mut self, start: u32) {
        self.start = start as usize;
        self.truncate(self.start);
    }

    /// Writes and ends a block as it stands, and gives its range.
    pub(super) fn put_block(&mut self, text: &str) -> (u32, u32) {
        let start = self.text.len();
        self.text.push_str(text);
        self.start = self.text.len();
        (start as u32, self.start as u32)
    }

    /// Ends the block and gives its range; `None` when nothing visible was written.
    pub(super) fn end_block(&mut self) -> Option<(u32, u32)> {
        (self.space, self.apart) = (false, false);
        if self.text.len() == self.start {
            return None;
        }
        let kept = self.text[self.start..].trim_end_matches([' ', '\t', '\n']).len();
        let end = self.start + kept;
        self.truncate(end);
        if kept == 0 {
            return None;
        }
        let start = self.start;
        self.start = end;
        Some((start as u32, end as u32))
    }
}

/// Whether a text is nothing but blanks, as most texts of a page are: the line break and the indentation
/// between two tags.
pub(super) fn is_blank(text: &str) -> bool {
    let (windows, rest) = text.as_bytes().as_chunks();
    let blank = |window: &[u8; 16]| {
        let window = u8x16::new(*window);
        let is = |byte| window.simd_eq(u8x16::splat(byte));
        (is(b' ') | is(b'\t') | is(b'\n') | is(b'\r') | is(0x0C)).all()
    };
    windows.iter().all(blank) && rest.iter().all(u8::is_ascii_whitespace)
}

fn look(bytes: &[u8]) -> (Kind, usize) {
    match *bytes {
        [b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | b' ', ..] => (Kind::Blank, 1),
        [0..=0x1F | 0x7F, ..] => (Kind::Drop, 1),
        [0xC2, 0x85 | 0xA0, ..] => (Kind::Blank, 2),
        [0xC2, 0x80..=0x9F | 0xAD, ..] => (Kind::Drop, 2),
        [0xC2, ..] => (Kind::Keep, 2),
        [0xE1, 0x9A, 0x80, ..] => (Kind::Blank, 3),
        [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..] => (Kind::Blank, 3),
        [0xE2, 0x80, 0x8B, ..] => (Kind::Drop, 3),
        [0xE2, 0x81, 0x9F, ..] => (Kind::Blank, 3),
        [0xE2, 0x81, 0xA0, ..] => (Kind::Drop, 3),
        [0xE3, 0x80, 0x80, ..] => (Kind::Blank, 3),
        [0xEF, 0xBB, 0xBF, ..] => (Kind::Drop, 3),
        _ => (Kind::Keep, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(pieces: &[&str]) -> String {
        let mut writer = Writer::default();
        for piece in pieces {
            writer.push(piece);
        }
        writer.end_block();
        writer.text
    }

    #[test]
    fn blanks_become_one_space_and_invisible_characters_go() {
        assert_eq!(pushed(&["  a\n\u{a0}b ", "\t c\u{200b}d\u{ad}e  "]), "a b cde");
        assert_eq!(pushed(&["“x”\u{3000}y\u{feff}"]), "“x” y");
        assert_eq!(pushed(&["a\0b\u{7f}"]), "ab");
    }

    #[test]
    fn what_is_changed_is_found_at_every_place() {
        let blanks = [" ", "  ", "\n", "\r\n", "\u{a0}", "\u{2003}", "\u{1680}", " \u{3000}\t"];
        let unseen = ["\0", "\u{7f}", "\u{ad}", "\u{200b}", "\u{2060}", "\u{feff}"];
        let seen = ["a", "é", "’", "ね", "ˮ", "𝄞", "\u{ffff}", "\u{e000}", "±", "\u{1681}"];
        for at in 0..40 {
            let (before, behind) = ("x".repeat(at), "y".repeat(40 - at));
            for (middles, written) in [(&blanks[..], Some(" ")), (&unseen, Some("")), (&seen, None)]
            {
                for middle in middles {
                    let found = pushed(&[&format!("{before}{middle}{behind}")]);
                    let written = written.unwrap_or(middle);
                    let expected = format!("{before}{written}{behind}");
                    assert_eq!(found, expected.trim(), "{at}: {middle:?}");
                }
            }
        }
    }

    #[test]
    fn blank_texts_are_told_from_others() {
        for length in 0..40 {
            assert!(is_blank(&" \t\n\r\x0c".chars().cycle().take(length).collect::<String>()));
            for at in 0..length {
                let mut text = "\n".repeat(length);
                text.replace_range(at..=at, "-");
                assert!(!is_blank(&text));
            }
        }
        assert!(!is_blank("\x0b") && !is_blank("\u{a0}"));
    }

    #[test]
    fn lines_keep_their_breaks_and_indentation() {
        let mut writer = Writer::default();
        writer.push_lines("\nfn a() {  \n\tb\n}\n\n");
        writer.end_block();
        assert_eq!(writer.text, "fn a() {\n    b\n}");
    }
}
