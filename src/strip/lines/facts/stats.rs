//! What the characters of a block tell, in one pass over them.

use super::vocabulary::Vocabulary;
use crate::lexicon::measure::{alphanumeric, eight_at};
use crate::strip::hashed::hash::mixed;

/// Counts over one block's text.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip::lines) struct Stats {
    /// Characters.
    pub(in crate::strip::lines) chars: u32,
    /// Letters of any script.
    pub(in crate::strip::lines) letters: u32,
    /// Upper-case letters.
    pub(in crate::strip::lines) upper: u32,
    /// Digits.
    pub(in crate::strip::lines) digits: u32,
    /// Words; a script written without spaces counts six tenths of a word a character.
    pub(in crate::strip::lines) words: f32,
    /// Words that begin with a capital.
    pub(in crate::strip::lines) capitals: u32,
    /// Commas of any script.
    pub(in crate::strip::lines) commas: u32,
    /// Ends of sentences: full stops, question and exclamation marks before a space or the end.
    pub(in crate::strip::lines) sentences: u32,
    /// Quotation marks and dashes of dialogue.
    pub(in crate::strip::lines) quotes: u32,
    /// Marks that stand between the entries of a menu.
    pub(in crate::strip::lines) separators: u32,
    /// The first character.
    pub(in crate::strip::lines) first: char,
    /// The last character.
    pub(in crate::strip::lines) last: char,
    /// The last character before closing quotes and brackets.
    pub(in crate::strip::lines) closing: char,
    /// A digest of its letters and digits alone, case folded: equal for texts that differ only in
    /// spaces, punctuation and marks.
    pub(in crate::strip::lines) key: u64,
    /// The same of the first 24 letters and digits; 0 for shorter texts.
    pub(in crate::strip::lines) head: u64,
}

impl Stats {
    /// Whether the text ends as a sentence does.
    pub(in crate::strip::lines) fn ends_sentence(&self) -> bool {
        matches!(self.closing, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟' | '۔' | '։' | '…')
    }

    /// Whether this reads as running text: a sentence of some length.
    pub(super) fn is_prose(&self) -> bool {
        (self.words >= 10.0 && self.sentences > 0 && self.ends_sentence())
            || (self.words >= 25.0 && (self.sentences > 0 || self.commas > 0))
    }
}

/// Reads the characters of all blocks.
pub(in crate::strip::lines) fn read<'a>(
    texts: impl Iterator<Item = &'a str>,
) -> (Vec<Stats>, Vocabulary) {
    let mut vocabulary = Vocabulary::default();
    let stats = texts.map(|text| of(text, &mut vocabulary)).collect();
    (stats, vocabulary)
}

/// Counts over `text`; its words go to `vocabulary`.
pub(super) fn of(text: &str, vocabulary: &mut Vocabulary) -> Stats {
    vocabulary.begin();
    let mut s = Stats { first: text.chars().next().unwrap_or(' '), ..Stats::default() };
    let mut key = Key::default();
    let mut in_word = false;
    // the word that is being read: its digest and its letters
    let (mut word, mut length) = (0, 0u32);
    let mut pair = '\0';
    let mut stopped = false;
    let (mut words, mut wide) = (0u32, 0u32);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let run = alphanumeric(eight_at(bytes, at));
            if !in_word {
                words += 1;
                in_word = true;
                s.capitals += u32::from(byte.is_ascii_uppercase());
            }
            word = mixed(word, run.folded);
            key.add(run.folded, run.length as u32, run.length as u32);
            let letters = run.length as u32;
            at += run.length;
            length += letters;
            s.chars += letters;
            s.upper += run.capitals;
            s.digits += run.digits;
            s.letters += letters - run.digits;
            stopped = false;
            continue;
        }
        s.chars += 1;
        if byte == b' ' {
            // what parts most words
            s.sentences += u32::from(stopped);
            (stopped, in_word) = (false, false);
            end_word(&mut word, &mut length, vocabulary);
            at += 1;
            continue;
        }
        let c = if byte < 0x80 {
            at += 1;
            char::from(byte)
        } else {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += c.len_utf8();
            c
        };
        let alphabetic = !c.is_ascii() && c.is_alphabetic();
        if alphabetic || (!c.is_ascii() && c.is_numeric()) {
            if alphabetic {
                s.letters += 1;
                let upper = c.is_uppercase();
                if upper {
                    s.upper += 1;
                }
                if is_wide(c) {
                    wide += 1;
                    in_word = false;
                    // two characters are a word there
                    if pair != '\0' {
                        vocabulary.add(u32::from(pair).wrapping_mul(0x0100_0193) ^ u32::from(c), 9);
                    }
                    pair = c;
                } else if !in_word {
                    words += 1;
                    in_word = true;
                    if upper {
                        s.capitals += 1;
                    }
                }
            } else {
                s.digits += 1;
                if !in_word {
                    words += 1;
                    in_word = true;
                }
            }
            let folded = c.to_lowercase().next().unwrap_or(c);
            let mut spelled = [0; 8];
            let size = folded.encode_utf8(&mut spelled).len() as u32;
            let spelled = u64::from_le_bytes(spelled);
            word = mixed(word, spelled);
            length += 1;
            key.add(spelled, size, 1);
            stopped = false;
            continue;
        }
        match c {
            '\t' | '\n' => {
                if stopped {
                    s.sentences += 1;
                    stopped = false;
                }
                in_word = false;
                end_word(&mut word, &mut length, vocabulary);
                continue;
            }
            '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '։' => stopped = true,
            '。' | '！' | '？' => {
                s.sentences += 1;
                stopped = false;
            }
            ',' | '、' | '，' | '،' => s.commas += 1,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '』' => s.quotes += 1,
            '|' | '›' | '•' | '·' | '→' | '/' | '>' | '×' => s.separators += 1,
            _ => {}
        }
        if !matches!(c, '\'' | '’' | '-') {
            in_word = false;
        }
        end_word(&mut word, &mut length, vocabulary);
        pair = '\0';
    }
    end_word(&mut word, &mut length, vocabulary);
    if stopped {
        s.sentences += 1;
    }
    s.words = words as f32 + 0.6 * wide as f32;
    (s.key, s.head) = (key.whole(), key.head);
    s.last = text.chars().next_back().unwrap_or(' ');
    s.closing = text
        .chars()
        .rev()
        .find(|c| {
            !matches!(c, '"' | '”' | '“' | '»' | '’' | '\'' | ')' | ']' | '」' | '』' | '*' | '）')
        })
        .unwrap_or(' ');
    s
}

/// Letters and digits of a text's beginning.
const HEAD: u32 = 24;

/// The digest of a text's letters and digits, whatever stands between them: eight bytes at a time, not
/// those that stand together.
#[derive(Default)]
struct Key {
    digest: u64,
    /// Bytes that wait for others, the first lowest, and how many there are, from 0 to 7.
    waiting: u64,
    bytes: u32,
    /// Letters and digits so far.
    count: u32,
    /// The digest of the first [`HEAD`]; 0 where there are fewer.
    head: u64,
}

impl Key {
    /// Adds up to eight bytes of so many letters: as many, or one that takes all of them.
    #[inline]
    fn add(&mut self, letters: u64, bytes: u32, count: u32) {
        if self.count < HEAD && self.count + count >= HEAD {
            // the beginning ends among these
            let missing = HEAD - self.count;
            let (first, kept) = if count > missing { (missing, missing * 8) } else { (bytes, 64) };
            self.append(letters & (u64::MAX >> (64 - kept)), first);
            self.head = self.whole().max(1);
            if count > missing {
                self.append(letters >> kept, bytes - missing);
            }
        } else {
            self.append(letters, bytes);
        }
        self.count += count;
    }

    #[inline]
    fn append(&mut self, letters: u64, bytes: u32) {
        self.waiting |= letters << (8 * self.bytes);
        let together = self.bytes + bytes;
        if together >= 8 {
            self.digest = mixed(self.digest, self.waiting);
            // those that found no room
            self.waiting = letters.checked_shr(8 * (8 - self.bytes)).unwrap_or(0);
        }
        self.bytes = together % 8;
    }

    /// The digest of all.
    fn whole(&self) -> u64 {
        mixed(self.digest, self.waiting)
    }
}

fn end_word(word: &mut u64, length: &mut u32, vocabulary: &mut Vocabulary) {
    if *length > 0 {
        vocabulary.add((*word ^ (*word >> 32)) as u32, *length);
        (*word, *length) = (0, 0);
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
