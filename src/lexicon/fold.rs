//! One folded form in which words of every list and every page meet.

use std::sync::OnceLock;

/// Bytes of a block that are read. Hints stand at the start of a block or in short ones.
const READ: usize = 480;

use unicode_normalization::char::decompose_canonical;

use super::line::{Line, Pen};
use super::measure::{Sixteen, alphanumeric, eight_at};

/// Code points below this one, and from [`VIETNAMESE`], have their diacritics folded by table.
const LATIN_GREEK_END: u32 = 0x0400;
const VIETNAMESE: u32 = 0x1E00;
const VIETNAMESE_END: u32 = 0x1F00;

/// Writes the folded form of `text` to `line`, which is emptied first.
///
/// Folding lower-cases; takes diacritics off Latin and Greek letters (headings in capitals often
/// lack them) and vowel points off Arabic and Hebrew; unifies alef, dotless i, io and full-width
/// forms; turns every run of punctuation and space into one space, except `: ( ) ' © @ #`, which
/// mark credits, agencies and elisions. Nothing but the text decides: no locale.
pub(super) fn fold_into(text: &str, line: &mut Line) {
    let table = latin_table();
    let bytes = text.as_bytes();
    // no character becomes more than twice as long
    let mut pen = line.write(bytes.len() * 2);
    let mut at = 0;
    while at < bytes.len() {
        while let Some(sixteen) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            let written = pen.put_plain(&Sixteen::of(sixteen));
            at += written;
            if written < 16 {
                break;
            }
        }
        let Some(first) = bytes.get(at) else { break };
        if first.is_ascii_alphanumeric() {
            let run = alphanumeric(eight_at(bytes, at));
            pen.put_word(run.folded, run.length);
            at += run.length;
            // most words end so
            if bytes.get(at) == Some(&b' ') {
                pen.put_blank();
                at += 1;
            }
            continue;
        }
        if let Some(&byte) = ASCII.get(usize::from(*first)) {
            if byte == b':' {
                pen.unspace();
            }
            pen.put(byte);
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        put_other(fold_other(c, table), &mut pen);
    }
    pen.unspace();
    pen.lift();
}

/// Whether a text is its own folded form; of a text with letters that are seldom met, no.
pub(super) fn is_folded(text: &str) -> bool {
    let mut blank = true;
    let kept = text.chars().all(|c| {
        if c.is_ascii_lowercase() {
            blank = false;
            return true;
        }
        let after_blank = std::mem::replace(&mut blank, c == ' ');
        match ASCII.get(c as usize) {
            Some(folded) => *folded == c as u8 && !(after_blank && matches!(c, ' ' | ':')),
            None => stays(c),
        }
    });
    kept && !blank
}

/// Whether a character is one of the most frequent of those outside ASCII that folding leaves alone.
fn stays(c: char) -> bool {
    matches!(c, 'а'..='я' | '\u{05D0}'..='\u{05EA}' | '\u{0626}'..='\u{063F}'
        | '\u{0641}'..='\u{0648}' | '\u{064A}' | '\u{0904}'..='\u{0963}' | '\u{0E01}'..='\u{0E4E}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// Writes what a character outside ASCII has become.
fn put_other(c: char, pen: &mut Pen<'_>) {
    match c {
        '\0' => {}
        ' ' => pen.put(b' '),
        ':' => {
            pen.unspace();
            pen.put(b':');
        }
        '©' => {
            pen.put(b' ');
            pen.put_char('©');
            pen.put(b' ');
        }
        c => pen.put_char(c),
    }
}

/// The folded form of `text`: lower case, without diacritics, punctuation and spaces as one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut line = Line::default();
    fold_into(text, &mut line);
    line.text().to_owned()
}

/// Letters and digits in lower case, nothing else: what two spellings of one headline share.
#[must_use]
pub fn key(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    letters(text).collect()
}

/// The characters of a text's [`key`].
pub fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Cuts what stands around the words of a folded line: numbers, brackets, colons. `(12) kommentare:`
/// becomes `kommentare`.
#[must_use]
pub(super) fn trim_to_words(folded: &[u8]) -> &[u8] {
    let word = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let (Some(first), Some(last)) = (folded.iter().position(word), folded.iter().rposition(word))
    else {
        return &[];
    };
    let words = &folded[first..=last];
    if folded[first].is_ascii() && folded[last].is_ascii() {
        return words;
    }
    let words = std::str::from_utf8(words).unwrap_or("");
    words.trim_matches(|c: char| !(c.is_alphabetic() || is_mark(c))).as_bytes()
}

/// What each character of ASCII becomes.
const ASCII: [u8; 128] = {
    let mut table = [b' '; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'(' | b')' | b'\'' | b'@' | b'#')
        {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

fn fold_ascii(c: char) -> char {
    ASCII.get(c as usize).map_or(c, |folded| char::from(*folded))
}

fn fold_other(c: char, table: &[char]) -> char {
    let code = c as u32;
    if code < LATIN_GREEK_END {
        return table.get(code as usize - 0x80).copied().unwrap_or(c);
    }
    if code < 0x0530 {
        return match c {
            _ if stays(c) => c,
            'ё' | 'Ё' => 'е',
            _ => lower(c),
        };
    }
    match c {
        _ if stays(c) => c,
        // Vowel points, cantillation, tatweel and invisible joiners carry no meaning here.
        '\u{0591}'..='\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{0640}' => '\0',
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{200B}'..='\u{200F}' => '\0',
        '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => '\0',
        '\u{FE00}'..='\u{FE0F}' => '\0',
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{FF07}' => '\'',
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30FB}' => ' ',
        // What the arms below would make of them, without their tables.
        '\u{2000}'..='\u{206F}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => fold_ascii(char::from_u32(code - 0xFEE0).unwrap_or(' ')),
        _ if (VIETNAMESE..VIETNAMESE_END).contains(&code) => base_letter(c),
        _ if is_mark(c) => c,
        _ if c.is_alphanumeric() => lower(c),
        _ => ' ',
    }
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Marks that belong to a word: the vowel signs and viramas of Indic and South-East Asian scripts.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}' | '\u{0EB1}'..='\u{0ECE}'
        | '\u{1000}'..='\u{109F}' | '\u{3099}' | '\u{309A}' | '\u{30FC}')
        && !matches!(c, '\u{0964}' | '\u{0965}')
}

fn base_letter(c: char) -> char {
    let mut base = c;
    decompose_canonical(c, |part| {
        if base == c {
            base = part;
        }
    });
    lower(base)
}

/// Latin-1, Latin Extended, the combining marks and Greek, folded, from U+0080 on.
fn latin_table() -> &'static [char] {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        (0x80..LATIN_GREEK_END)
            .map(|code| {
                let Some(c) = char::from_u32(code) else { return ' ' };
                match c {
                    '\u{AD}' | '\u{0300}'..='\u{036F}' => '\0',
                    '©' | '®' => '©',
                    '´' | 'ʼ' | 'ʹ' => '\'',
                    'ø' | 'Ø' => 'o',
                    'ł' | 'Ł' => 'l',
                    'đ' | 'Đ' => 'd',
                    'ı' | 'İ' => 'i',
                    'ς' => 'σ',
                    _ if c.is_alphanumeric() => base_letter(c),
                    _ => ' ',
                }
            })
            .collect()
    })
}

/// Folds the start of `text`, and has it read.
pub(super) fn folded<T>(text: &str, then: impl FnOnce(&Line) -> T) -> T {
    let text = text.get(..text.floor_char_boundary(READ)).unwrap_or("");
    Line::of(|line| fold_into(text, line), then)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_punctuation_are_folded_away() {
        assert_eq!(fold("  LE PIÙ  LETTE… "), "le piu lette");
        assert_eq!(fold("À lire aussi :"), "a lire aussi:");
        assert_eq!(fold("L’article – l'été"), "l'article l'ete");
        assert_eq!(fold("İLGİLİ HABERLER / ilgılı"), "ilgili haberler ilgili");
        assert_eq!(fold("Σχόλια ΣΧΟΛΙΑΣ"), "σχολια σχολιασ");
        assert_eq!(fold("Ещё по теме"), "еще по теме");
        assert_eq!(fold("ＲＥＡＤ：「関連記事」"), "read: 関連記事");
        assert_eq!(fold("إقرأ أيضاً"), "اقرا ايضا");
        assert_eq!(fold("(©2024) Foto: Getty"), "( © 2024) foto: getty");
    }

    #[test]
    fn composed_and_decomposed_letters_fold_alike() {
        assert_eq!(fold("pi\u{0075}\u{0300}"), fold("più"));
        assert_eq!(fold("Đọc thêm"), "doc them");
    }

    #[test]
    fn words_are_cut_out_of_numbers_and_brackets() {
        let cut = |line: &str| String::from_utf8_lossy(trim_to_words(line.as_bytes())).into_owned();
        assert_eq!(cut("(12) kommentare:"), "kommentare");
        assert_eq!(cut("3"), "");
        assert_eq!(cut("© 3 kommentare ©"), "kommentare");
        assert_eq!(cut("12 टिप्पणी:"), "टिप्पणी");
    }
}
