//! The form of a text in which the search compares it. Spellings that readers take for the same word become one:
//! letter case, accents, points and vowel signs that may be left out, the forms of one letter, wide and narrow
//! characters, ligatures. What tells words apart in a language stays: й is not и, ガ is not カ.
//!
//! A change here asks for a step of the index's schema that makes its search anew.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_compatible, is_combining_mark,
};

use crate::dedup::is_unspaced;
use crate::lexicon::digit;

/// A text's folded form: in it, words are what stands between characters of ASCII that are neither letters nor
/// digits, and letters of ASCII are left as they are. Each character of Han, kana, Hangul and of the scripts without
/// spaces is a word, so that any run of them is found, whatever particles follow it. Between words of Hangul,
/// which are written apart, stands a word of its own, so that none is found that reaches from one into the next.
pub(in crate::store) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut folder = Folder::with_capacity(text.len() + text.len() / 2);
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (ascii, behind) = rest.split_at(plain);
        folder.push_ascii(ascii);
        let mut chars = behind.chars();
        let Some(c) = chars.next() else { return folder.out.into() };
        folder.push(c);
        rest = chars.as_str();
    }
}

/// What stands between two words of Hangul. No text has it, since it is no letter.
pub(super) const PARTED: char = '\u{e000}';

/// Folds a text character by character.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) out: String,
    /// Whether the last character is a word by itself.
    alone: bool,
}

impl Folder {
    pub(super) fn with_capacity(bytes: usize) -> Folder {
        Folder { out: String::with_capacity(bytes), alone: false }
    }

    fn push_ascii(&mut self, text: &str) {
        if self.alone && !text.is_empty() {
            self.out.push(' ');
            self.alone = false;
        }
        self.out.push_str(text);
    }

    /// Writes what a character outside ASCII becomes.
    pub(super) fn push(&mut self, c: char) {
        match c {
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' => self.letter(c),
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
                self.letter(c);
            }
            '\u{1161}'..='\u{11ff}' => self.part_of_syllable(c),
            _ => match tabled(c) {
                Some(Folded::Letters(one, two)) => {
                    self.letter(one);
                    if let Some(two) = two {
                        self.letter(two);
                    }
                }
                Some(Folded::Blank) => self.blank(),
                Some(Folded::Nothing) => {}
                Some(Folded::Otherwise) | None => self.push_rare(c),
            },
        }
    }

    fn push_rare(&mut self, c: char) {
        match c {
            // It parts a Persian word from its ending, and joins or parts letters of others.
            '\u{200c}' if self.out.chars().next_back().is_some_and(is_arabic) => self.blank(),
            // Where a word may be broken, how it is joined, in which direction it is read.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{180e}' | '\u{200c}'..='\u{200f}' => {
            }
            '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
            _ if is_combining_mark(c) => self.mark(c),
            _ if !c.is_alphanumeric() => self.blank(),
            _ if is_cyrillic(c) => c.to_lowercase().for_each(|c| self.letter(same(c))),
            _ => decompose_compatible(c, |part| self.push_part(part)),
        }
    }

    /// Writes a part of what a character is another form of.
    fn push_part(&mut self, part: char) {
        match part {
            _ if is_combining_mark(part) => self.mark(part),
            '\u{640}' => {}
            // Marks that stand for an apostrophe are letters to Unicode.
            '\u{2b9}'..='\u{2bf}' => self.blank(),
            _ if !part.is_alphanumeric() => self.blank(),
            _ => part.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(|c| match c {
                'ß' => self.letters("ss"),
                'æ' => self.letters("ae"),
                'œ' => self.letters("oe"),
                'þ' => self.letters("th"),
                c => self.letter(same(c)),
            }),
        }
    }

    fn letters(&mut self, letters: &str) {
        letters.chars().for_each(|c| self.letter(c));
    }

    pub(super) fn letter(&mut self, c: char) {
        let alone = is_alone(c);
        let is_parted = !self.alone && is_hangul(c) && self.is_behind_hangul();
        if (alone || self.alone) && !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        if is_parted {
            self.out.extend([PARTED, ' ']);
        }
        self.alone = alone;
        self.out.push(c);
    }

    /// Whether the last letter, which something parts from what comes, is Hangul.
    fn is_behind_hangul(&self) -> bool {
        let parting = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
        self.out.trim_end_matches(parting).chars().next_back().is_some_and(is_hangul)
    }

    pub(super) fn blank(&mut self) {
        self.out.push(' ');
        self.alone = false;
    }

    /// A mark of the letter before it: of some letters it makes another, of others it is part of the word.
    fn mark(&mut self, c: char) {
        let whole = self.out.chars().next_back().and_then(|last| compose(last, c));
        match whole.filter(|c| is_kana(*c) || is_cyrillic(*c)) {
            Some(whole) => {
                self.out.pop();
                self.out.push(same(whole));
            }
            None if is_of_word(c) => self.out.push(same(c)),
            None => {}
        }
    }

    /// A vowel or a last consonant of Hangul that is written apart.
    fn part_of_syllable(&mut self, c: char) {
        match self.out.chars().next_back().and_then(|last| compose(last, c)) {
            Some(whole) => {
                self.out.pop();
                self.out.push(whole);
            }
            None => self.letter(c),
        }
    }
}

/// Whether a character is a word by itself.
pub(super) fn is_alone(c: char) -> bool {
    is_unspaced(c) || is_hangul(c)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

/// Whether a mark is written by everyone who writes the word: a vowel sign, a tone, what takes the vowel away. Accents
/// and points are not.
fn is_of_word(c: char) -> bool {
    match canonical_combining_class(c) {
        0 => c.is_alphanumeric(),
        // The point that Hindi puts below letters or leaves out; in other scripts it makes another letter.
        7 => c != '\u{93c}',
        9 | 84..=132 => true,
        _ => false,
    }
}

/// The letter for which another, of lower case, stands.
fn same(c: char) -> char {
    match c {
        'ё' | 'ѐ' => 'е',
        'ѝ' => 'и',
        'ı' => 'i',
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ŧ' => 't',
        'ς' => 'σ',
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ے' => 'ي',
        'ة' | 'ہ' => 'ه',
        'ک' => 'ك',
        'ँ' => 'ं',
        _ => digit(c).unwrap_or(c),
    }
}

/// What a character becomes.
#[derive(Clone, Copy, Debug)]
enum Folded {
    Letters(char, Option<char>),
    /// It parts words.
    Blank,
    Nothing,
    /// It depends on what is before it, or is more than two letters.
    Otherwise,
}

/// The characters of Latin, Greek, Cyrillic, Hebrew and Arabic, and more letters of the first two.
const TABLED: [std::ops::Range<u32>; 2] = [0x80..0x700, 0x1e00..0x2000];

/// What a character becomes, where that is kept in a table.
fn tabled(c: char) -> Option<Folded> {
    static TABLES: OnceLock<[Vec<Folded>; 2]> = OnceLock::new();
    let code = u32::from(c);
    let at = TABLED.iter().position(|range| range.contains(&code))?;
    let tables = TABLES
        .get_or_init(|| TABLED.map(|range| range.filter_map(char::from_u32).map(found).collect()));
    tables[at].get((code - TABLED[at].start) as usize).copied()
}

fn found(c: char) -> Folded {
    if is_combining_mark(c) && (is_of_word(c) || matches!(c, '\u{300}'..='\u{36f}')) {
        return Folded::Otherwise;
    }
    let mut folder = Folder::default();
    folder.push_rare(c);
    let mut chars = folder.out.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (None, ..) => Folded::Nothing,
        (Some(' '), None, _) => Folded::Blank,
        (Some(one), None, _) if one != ' ' => Folded::Letters(one, None),
        (Some(one), Some(two), None) if one != ' ' && two != ' ' => Folded::Letters(one, Some(two)),
        _ => Folded::Otherwise,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    /// The words of a folded text, as the index parts them.
    fn words(text: &str) -> Vec<String> {
        let lower = folded(text).to_ascii_lowercase();
        let words = lower.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    #[track_caller]
    fn same_word(spellings: &[&str]) {
        let first = words(spellings[0]);
        for spelling in spellings {
            for form in [spelling.nfc().collect::<String>(), spelling.nfd().collect()] {
                assert_eq!(words(&form), first, "{spelling:?} {form:?}");
            }
        }
    }

    #[track_caller]
    fn other_words(one: &str, other: &str) {
        for form in [one.nfc().collect::<String>(), one.nfd().collect()] {
            assert_ne!(words(&form), words(other), "{one} {other}");
        }
    }

    #[test]
    fn spellings_of_one_word_are_one() {
        same_word(&["Überfluß", "UBERFLUSS", "ÜBERFLUẞ"]);
        same_word(&["perché", "PERCHÉ", "perche", "perché"]);
        same_word(&["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"]);
        same_word(&["Việt Nam Đồng", "viet nam dong"]);
        same_word(&["Łódź", "lodz"]);
        same_word(&["Ærø", "aero"]);
        same_word(&["Αθήνα", "ΑΘΗΝΑ", "αθηνα", "ἀθῆνα"]);
        same_word(&["λόγος", "ΛΟΓΟΣ", "λογοσ"]);
        same_word(&["ещё", "еще", "ЕЩЁ", "еще\u{301}"]);
        same_word(&["שָׁלוֹם", "שלום"]);
        same_word(&["مُحَمَّد", "محمد", "محـــمد"]);
        same_word(&["أحمد", "احمد", "إحمد", "ٱحمد"]);
        same_word(&["قرآن", "قران"]);
        same_word(&["مدرسة", "مدرسه"]);
        same_word(&["على", "علي", "علی"]);
        same_word(&["كتاب", "کتاب"]);
        same_word(&["می\u{200c}خواهم", "می خواهم"]);
        same_word(&["٢٠٢٤", "2024", "۲۰۲۴", "२०२४", "２０२４", "༢༠༢༤"]);
        same_word(&["फ़िल्म", "फिल्म"]);
        same_word(&["पाँच", "पांच"]);
        same_word(&["ＮＥＷＳ", "news"]);
        same_word(&["ｶﾞｽ", "ガス"]);
        same_word(&["ﬁnanza oﬃce", "finanza office"]);
        same_word(&["Hoch\u{ad}was\u{ad}ser", "Hochwasser"]);
        same_word(&["km² CO₂", "km2 co2"]);
        same_word(&["сім’я", "сім'я", "сімʼя"]);
        same_word(&["l’été", "l'ete"]);
    }

    #[test]
    fn other_words_are_others() {
        other_words("мой", "мои");
        other_words("їжа", "іжа");
        other_words("ガス", "カス");
        other_words("বড়", "বড");
        other_words("กา", "กี");
        other_words("किताब", "कताब");
        other_words("Apple™ one", "Appletm one");
    }

    #[test]
    fn characters_without_spaces_are_words() {
        assert_eq!(words("東京2020の夏").join("|"), "東|京|2020|の|夏");
        assert_eq!(words("정부가 a").join("|"), "정|부|가|a");
        assert_eq!(words(&"정부가".nfd().collect::<String>()).join("|"), "정|부|가");
        for parted in ["회사 기자", "회사. \u{201c}기자", "회사\u{b7}기자"] {
            for form in [parted.to_owned(), parted.nfd().collect()] {
                assert_eq!(words(&form).join("|"), "회|사|\u{e000}|기|자", "{form}");
            }
        }
        assert_eq!(words("회사 a 기자 東京 대").join("|"), "회|사|a|기|자|東|京|대");
        assert_eq!(
            words("회\u{e000}사").join("|"),
            "회|\u{e000}|사",
            "what a text has of it is a blank"
        );
        assert_eq!(words("ที่นี่ ok").join("|"), "ที่|นี่|ok");
        assert_eq!(words("東京・大阪、神戸").join("|"), "東|京|大|阪|神|戸");
    }

    #[test]
    fn every_character_is_folded_at_once() {
        for c in (0x80..0x11_0000).filter_map(char::from_u32) {
            let once = words(c.encode_utf8(&mut [0; 4]));
            let mut again = words(&once.join(" "));
            again.retain(|word| *word != PARTED.to_string());
            assert_eq!(again, once, "{c:?} {:x}", u32::from(c));
        }
    }
}
