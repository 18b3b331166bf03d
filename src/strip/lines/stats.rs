//! What the characters of a block tell, in one pass over them.

use super::vocabulary::Vocabulary;
use crate::lexicon::measure::ALPHANUMERIC;

/// Counts over one block's text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stats {
    /// Characters.
    pub(super) chars: u32,
    /// Letters of any script.
    pub(super) letters: u32,
    /// Upper-case letters.
    pub(super) upper: u32,
    /// Digits.
    pub(super) digits: u32,
    /// Words; a script written without spaces counts six tenths of a word a character.
    pub(super) words: f32,
    /// Words that begin with a capital.
    pub(super) capitals: u32,
    /// Commas of any script.
    pub(super) commas: u32,
    /// Ends of sentences: full stops, question and exclamation marks before a space or the end.
    pub(super) sentences: u32,
    /// Quotation marks and dashes of dialogue.
    pub(super) quotes: u32,
    /// Marks that stand between the entries of a menu.
    pub(super) separators: u32,
    /// The first character.
    pub(super) first: char,
    /// The last character.
    pub(super) last: char,
    /// The last character before closing quotes and brackets.
    pub(super) closing: char,
    /// A digest of its letters and digits alone, case folded: equal for texts that differ only in
    /// spaces, punctuation and marks.
    pub(super) key: u64,
    /// The same of the first 24 letters and digits; 0 for shorter texts.
    pub(super) head: u64,
}

impl Stats {
    /// Whether the text ends as a sentence does.
    pub(super) fn ends_sentence(&self) -> bool {
        matches!(self.closing, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟' | '۔' | '։' | '…')
    }

    /// Whether this reads as running text: a sentence of some length.
    pub(super) fn is_prose(&self) -> bool {
        (self.words >= 10.0 && self.sentences > 0 && self.ends_sentence())
            || (self.words >= 25.0 && (self.sentences > 0 || self.commas > 0))
    }
}

/// Counts over `text`; its words go to `vocabulary`.
pub(super) fn of(text: &str, vocabulary: &mut Vocabulary) -> Stats {
    vocabulary.begin();
    let mut s = Stats { first: text.chars().next().unwrap_or(' '), ..Stats::default() };
    let mut key = 0xcbf2_9ce4_8422_2325u64;
    let mut keyed = 0u32;
    let mut in_word = false;
    // the word that is being read: its digest and its letters
    let (mut word, mut length) = (WORD, 0u32);
    let mut pair = '\0';
    let mut stopped = false;
    let (mut words, mut wide) = (0u32, 0u32);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let folded = ALPHANUMERIC[usize::from(byte)];
        if folded != 0 {
            // a run of letters and digits of ASCII
            let start = at;
            if !in_word {
                words += 1;
                in_word = true;
                s.capitals += u32::from(byte.is_ascii_uppercase());
            }
            let run = bytes[start..].iter().take_while(|b| ALPHANUMERIC[usize::from(**b)] != 0);
            let (mut digits, mut upper) = (0, 0);
            for byte in run {
                let folded = ALPHANUMERIC[usize::from(*byte)];
                word = (word ^ u32::from(folded)).wrapping_mul(0x0100_0193);
                key = (key ^ u64::from(folded)).wrapping_mul(0x0100_0000_01b3);
                keyed += 1;
                if keyed == HEAD {
                    s.head = key;
                }
                upper += u32::from(folded != *byte);
                digits += u32::from(*byte <= b'9');
                at += 1;
            }
            s.upper += upper;
            let run = (at - start) as u32;
            length += run;
            s.chars += run;
            s.digits += digits;
            s.letters += run - digits;
            stopped = false;
            continue;
        }
        s.chars += 1;
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
            word = (word ^ u32::from(folded)).wrapping_mul(0x0100_0193);
            length += 1;
            key = (key ^ u64::from(u32::from(folded))).wrapping_mul(0x0100_0000_01b3);
            keyed += 1;
            if keyed == HEAD {
                s.head = key;
            }
            stopped = false;
            continue;
        }
        match c {
            ' ' | '\t' | '\n' => {
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
    s.key = key;
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

/// What a word's digest begins with.
const WORD: u32 = 0x811c_9dc5;

fn end_word(word: &mut u32, length: &mut u32, vocabulary: &mut Vocabulary) {
    if *length > 0 {
        vocabulary.add(*word, *length);
        *word = WORD;
        *length = 0;
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
    fn sentences_and_words_are_counted() {
        let s = of("The ferry, he said, stays. “It does.”");
        assert_eq!((s.words as u32, s.sentences, s.commas), (7, 2, 2));
        assert!(s.ends_sentence());
        assert!(of("渡船明天再开，市长说。居民们并不着急，因为市场已经搬走了。").is_prose());
    }
}
