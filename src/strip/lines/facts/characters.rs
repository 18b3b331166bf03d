//! One pass over the characters of a block.

use super::key::Key;
use super::listed::{Listed, READ};
use super::stats::Stats;
use super::vocabulary::Vocabulary;
use crate::lexicon::is_mark;
use crate::lexicon::measure::{Run, alphanumeric, eight_at, is_unspaced};
use crate::page::Blocks;
use crate::strip::hashed::hash::{hash, mixed};
use crate::strip::hashed::table::Table;

/// What was read of all blocks.
#[derive(Debug, Default)]
pub(in crate::strip::lines) struct Characters {
    pub(in crate::strip::lines) stats: Vec<Stats>,
    pub(in crate::strip::lines) vocabulary: Vocabulary,
    /// The first block with just the same text; itself where there is none before it.
    pub(in crate::strip::lines) same: Vec<u32>,
}

/// A block's text.
pub(super) fn text_of(blocks: &Blocks, at: usize) -> &str {
    blocks.rows.get(at).map_or("", |row| blocks.text_of(row))
}

/// Reads the characters of all blocks, of blocks with the same text once. Menus, and pages that print
/// everything for two widths of the window, say a quarter of their lines again.
pub(in crate::strip::lines) fn read(blocks: &Blocks) -> Characters {
    let count = blocks.rows.len();
    let mut read = Characters {
        stats: Vec::with_capacity(count),
        same: Vec::with_capacity(count),
        ..Characters::default()
    };
    // counted from one: zero where there was none
    let mut first: Table<u32, u32> = Table::with_room_for(count);
    for (at, (_, text)) in blocks.iter().enumerate() {
        let slot = first.entry(hash(text.as_bytes()));
        let before = (*slot as usize).checked_sub(1);
        let same = before.filter(|before| text_of(blocks, *before) == text);
        if before.is_none() {
            *slot = at as u32 + 1;
        }
        let stats = match same.and_then(|same| read.stats.get(same)) {
            Some(stats) => *stats,
            None => of(text, &mut read.vocabulary),
        };
        if let Some(same) = same {
            read.vocabulary.repeat(same);
        }
        read.stats.push(stats);
        read.same.push(same.unwrap_or(at) as u32);
    }
    read
}

/// Counts over `text`; its words go to `vocabulary`.
fn of(text: &str, vocabulary: &mut Vocabulary) -> Stats {
    vocabulary.begin();
    let mut reader = Reader::of(text, vocabulary);
    let bytes = text.as_bytes();
    let mut at = reader.short_words(0);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let run = alphanumeric(eight_at(bytes, at));
            reader.run(at, byte, run);
            at += run.length;
            continue;
        }
        // most words end with a blank
        if byte == b' ' {
            reader.blank(at);
            at = reader.short_words(at + 1);
            continue;
        }
        if byte < 0x80 {
            reader.part(at, char::from(byte));
            reader.length.goes_on &= byte > b' ';
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        reader.other(at, c);
        at += c.len_utf8();
    }
    reader.end()
}

/// What is known of a text up to a place in it.
struct Reader<'t, 'v> {
    text: &'t str,
    vocabulary: &'v mut Vocabulary,
    s: Stats,
    key: Key,
    /// Letters and digits.
    alphanumeric: u32,
    /// Bytes of characters behind the first of each.
    behind: u32,
    words: u32,
    wide: u32,
    in_word: bool,
    /// The word that is being read: its digest and its letters.
    word: u64,
    letters: u32,
    /// The wide character before.
    pair: char,
    /// Whether a mark that ends sentences stands right before.
    stopped: bool,
    length: Length,
    listed: Listed,
}

/// The length of a text as the verdict counts it: words between blanks, and characters of scripts without.
#[derive(Default)]
struct Length {
    words: u32,
    unspaced: u32,
    goes_on: bool,
}

impl<'t, 'v> Reader<'t, 'v> {
    fn of(text: &'t str, vocabulary: &'v mut Vocabulary) -> Reader<'t, 'v> {
        Reader {
            text,
            vocabulary,
            s: Stats::default(),
            key: Key::default(),
            alphanumeric: 0,
            behind: 0,
            words: 0,
            wide: 0,
            in_word: false,
            word: 0,
            letters: 0,
            pair: '\0',
            stopped: false,
            length: Length::default(),
            listed: Listed::default(),
        }
    }

    /// Reads on where a word may begin, at the start or behind a blank, as long as words of ASCII with less
    /// than eight letters and a blank behind follow each other: of most nothing else need be known.
    #[inline]
    fn short_words(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let eight = u64::from_le_bytes(*eight);
            let run = alphanumeric(eight);
            let (length, letters) = (run.length, run.length as u32);
            let blank = eight.checked_shr(8 * letters).is_some_and(|rest| rest as u8 == b' ');
            // stop words are counted up to a place in the text
            if length == 0 || !blank || (at < READ && at + length > READ) {
                break;
            }
            if at < READ {
                self.listed.share.add_ascii(run.folded, length, || "");
            }
            let word = mixed(0, run.folded);
            self.vocabulary.add((word ^ (word >> 32)) as u32, letters);
            self.key.add(run.folded, letters, letters);
            self.words += 1;
            self.length.words += 1;
            // of letters and digits, capitals alone are without that bit
            self.s.capitals += u32::from(eight & 0x20 == 0);
            self.s.upper += run.capitals;
            self.s.digits += run.digits;
            self.alphanumeric += letters;
            at += length + 1;
        }
        at
    }

    /// Letters and digits of ASCII, of which this is the first.
    #[inline]
    fn run(&mut self, at: usize, byte: u8, run: Run) {
        if !self.in_word {
            self.words += 1;
            self.in_word = true;
            self.s.capitals += u32::from(byte.is_ascii_uppercase());
        }
        self.length.words += u32::from(!self.length.goes_on);
        self.length.goes_on = true;
        if self.listed.from == 0 {
            (self.listed.from, self.listed.first, self.listed.mixed) = (at + 1, run.folded, false);
        }
        let letters = run.length as u32;
        self.word = mixed(self.word, run.folded);
        self.key.add(run.folded, letters, letters);
        self.letters += letters;
        self.alphanumeric += letters;
        self.s.upper += run.capitals;
        self.s.digits += run.digits;
        self.stopped = false;
    }

    #[inline]
    fn blank(&mut self, at: usize) {
        self.s.sentences += u32::from(self.stopped);
        (self.stopped, self.in_word, self.length.goes_on) = (false, false, false);
        self.end_word();
        self.listed.end(self.text, at);
    }

    /// A character outside ASCII.
    fn other(&mut self, at: usize, c: char) {
        let size = c.len_utf8() as u32;
        self.behind += size - 1;
        let alphabetic = c.is_alphabetic();
        let alphanumeric = alphabetic || c.is_numeric();
        if size == 2 {
            self.length.words += u32::from(alphanumeric && !self.length.goes_on);
            self.length.goes_on = (self.length.goes_on || alphanumeric) && c != '\u{A0}';
        } else if is_unspaced(c) {
            self.length.unspaced += 1;
            self.length.goes_on = false;
        } else if alphanumeric {
            self.length.words += u32::from(!self.length.goes_on);
            self.length.goes_on = true;
        } else if c.is_whitespace() {
            self.length.goes_on = false;
        }
        if alphanumeric || is_mark(c) {
            if self.listed.from == 0 {
                self.listed.from = at + 1;
            }
            self.listed.mixed = true;
        }
        if alphanumeric {
            self.letter(c, alphabetic);
        } else {
            if !is_mark(c) {
                self.listed.end(self.text, at);
            }
            self.s.money |= at + c.len_utf8() <= READ && matches!(c, '€' | '£' | '¥');
            self.sign(c);
        }
    }

    /// A letter or digit outside ASCII.
    fn letter(&mut self, c: char, alphabetic: bool) {
        self.alphanumeric += 1;
        let mut begins = !self.in_word;
        if alphabetic {
            let upper = c.is_uppercase();
            self.s.upper += u32::from(upper);
            if is_wide(c) {
                self.wide += 1;
                begins = false;
                self.in_word = false;
                // two characters are a word there
                if self.pair != '\0' {
                    let pair = u32::from(self.pair).wrapping_mul(0x0100_0193) ^ u32::from(c);
                    self.vocabulary.add(pair, 9);
                }
                self.pair = c;
            } else {
                self.in_word = true;
                self.s.capitals += u32::from(begins && upper);
            }
        } else {
            self.s.digits += 1;
            self.in_word = true;
        }
        self.words += u32::from(begins);
        let folded = c.to_lowercase().next().unwrap_or(c);
        let mut spelled = [0; 8];
        let size = folded.encode_utf8(&mut spelled).len() as u32;
        let spelled = u64::from_le_bytes(spelled);
        self.word = mixed(self.word, spelled);
        self.letters += 1;
        self.key.add(spelled, size, 1);
        self.stopped = false;
    }

    /// A character of ASCII that is no letter, digit or blank.
    fn part(&mut self, at: usize, c: char) {
        self.listed.end(self.text, at);
        if at < READ && matches!(c, '@' | ':' | '.' | '$') {
            let (before, behind) = self.text.as_bytes().split_at(at);
            let behind = behind.get(1..READ.min(behind.len() + at) - at).unwrap_or(&[]);
            let address = match c {
                ':' => behind.starts_with(b"//"),
                '.' => before.ends_with(b"www"),
                c => c == '@',
            };
            self.s.address = (self.s.address + u8::from(address)).min(9);
            self.s.money |= c == '$';
        }
        self.sign(c);
    }

    /// A character that is no letter, digit or blank.
    fn sign(&mut self, c: char) {
        let s = &mut self.s;
        match c {
            '\t' | '\n' => {
                s.sentences += u32::from(self.stopped);
                (self.stopped, self.in_word) = (false, false);
                self.end_word();
                return;
            }
            '.' | '!' | '?' | '…' | '؟' | '۔' | '।' => {
                s.stops += 1;
                self.stopped = true;
            }
            '։' => self.stopped = true,
            '。' | '！' | '？' => {
                s.stops += 1;
                s.sentences += 1;
                self.stopped = false;
            }
            ',' | '、' | '，' | '،' => s.commas += 1,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '』' => s.quotes += 1,
            '|' | '›' | '•' | '·' | '→' | '/' | '>' | '×' => s.separators += 1,
            _ => {}
        }
        self.in_word &= matches!(c, '\'' | '’' | '-');
        self.end_word();
        self.pair = '\0';
    }

    #[inline]
    fn end_word(&mut self) {
        if self.letters > 0 {
            self.vocabulary.add((self.word ^ (self.word >> 32)) as u32, self.letters);
            (self.word, self.letters) = (0, 0);
        }
    }

    fn end(mut self) -> Stats {
        self.end_word();
        self.listed.end(self.text, self.text.len());
        let text = self.text;
        let mut s = self.s;
        s.first = text.chars().next().unwrap_or(' ');
        s.chars = text.len() as u32 - self.behind;
        s.letters = self.alphanumeric - s.digits;
        s.sentences += u32::from(self.stopped);
        s.words = self.words as f32 + 0.6 * self.wide as f32;
        s.length = self.length.words as f32 + self.length.unspaced as f32 * 0.6;
        s.stop = self.listed.share.share();
        (s.key, s.head) = (self.key.whole(), self.key.head);
        s.last = text.chars().next_back().unwrap_or(' ');
        let closes = |c: &char| {
            matches!(c, '"' | '”' | '“' | '»' | '’' | '\'' | ')' | ']' | '」' | '』' | '*' | '）')
        };
        s.closing = text.chars().rev().find(|c| !closes(c)).unwrap_or(' ');
        s
    }
}

/// Whether a script writes its words without spaces between them.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Stats {
        super::of(text, &mut Vocabulary::default())
    }

    #[test]
    fn punctuation_and_spaces_do_not_change_the_key() {
        assert_eq!(of("Harbour. Ferry stays").key, of("HarbourFerry stays!").key);
        assert_ne!(of("Harbour").key, of("Harbours").key);
    }

    #[test]
    fn beginnings_are_told_by_their_first_letters_and_digits() {
        let whole = "The ferry stays in port: nobody knows for how long";
        let keyed = |text: &str| of(text).head;
        for cut in 0..whole.len() {
            let letters = whole[..cut].bytes().filter(u8::is_ascii_alphanumeric).count();
            let expected = if letters < 24 { 0 } else { keyed(whole) };
            assert_eq!(keyed(&whole[..cut]), expected, "{cut}");
        }
        assert_eq!(keyed(whole), keyed(&whole.replace(' ', "-")));
        assert_ne!(keyed(whole), keyed(&whole.replace("stays", "stayx")));
        let greek = "Το πλοίο μένει στο λιμάνι: κανείς δεν ξέρει";
        assert_eq!(keyed(greek), keyed(&greek.replace(' ', ". ")));
        assert_eq!(keyed(greek), keyed(&format!("{greek} για πόσο")));
        assert_ne!(keyed(greek), 0);
    }

    #[test]
    fn sentences_and_words_are_counted() {
        let s = of("The ferry, he said, stays. “It does.”");
        assert_eq!((s.words as u32, s.sentences, s.commas), (7, 2, 2));
        assert!(s.ends_sentence());
        assert!(of("渡船明天再开，市长说。居民们并不着急，因为市场已经搬走了。").is_prose());
    }
}
