//! Lines that are dates, in the languages whose months are listed.

use std::sync::OnceLock;

use crate::lexicon::measure::table_of;
use crate::lexicon::{is_month_name, is_weekday, may_name_a_day};

/// Words of dates beside the names of months: of publication, change, time zones.
const DATE_WORDS: &[&str] = &[
    "pubblicato",
    "aggiornato",
    "il",
    "alle",
    "ore",
    "del",
    "dal",
    "data",
    "ultimo",
    "aggiornamento",
    "published",
    "updated",
    "last",
    "modified",
    "posted",
    "on",
    "at",
    "date",
    "of",
    "am",
    "pm",
    "gmt",
    "utc",
    "cet",
    "cest",
    "est",
    "edt",
    "et",
    "bst",
    "ist",
    "pst",
    "pdt",
    "stand",
    "veröffentlicht",
    "aktualisiert",
    "am",
    "um",
    "uhr",
    "der",
    "den",
    "vom",
    "publié",
    "mis",
    "à",
    "jour",
    "le",
    "de",
    "la",
    "publicado",
    "actualizado",
    "atualizado",
    "el",
    "a",
    "las",
    "em",
    "às",
    "hora",
    "horas",
    "h",
    "gepubliceerd",
    "bijgewerkt",
    "op",
    "om",
    "uur",
    "publicerad",
    "uppdaterad",
    "publisert",
    "oppdatert",
    "publiceret",
    "opdateret",
    "kl",
    "kello",
    "klo",
    "julkaistu",
    "päivitetty",
    "opublikowano",
    "aktualizacja",
    "dnia",
    "godz",
    "r",
    "publikováno",
    "aktualizováno",
    "publicat",
    "actualizat",
    "la",
    "közzétéve",
    "frissítve",
    "yayınlanma",
    "güncelleme",
    "tarihi",
    "saat",
    "опубликовано",
    "обновлено",
    "в",
    "г",
    "года",
    "опубліковано",
    "оновлено",
    "о",
    "року",
    "δημοσίευση",
    "ενημέρωση",
    "στις",
    "公開",
    "更新",
    "发布时间",
    "发布于",
    "입력",
    "수정",
    "오전",
    "오후",
    "نشر",
    "تحديث",
    "first",
    "the",
    "min",
    "lesezeit",
    "read",
    "minute",
    "minutes",
    "mins",
    "th",
    "st",
    "nd",
    "rd",
    "local",
    "time",
];

static DATES_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();

fn date_words() -> &'static [&'static str] {
    DATES_SORTED.get_or_init(|| {
        let mut words = DATE_WORDS.to_vec();
        words.sort_unstable();
        words
    })
}

/// How much of a line is a date: none, some of it, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::strip::lines) enum Dated {
    /// No date.
    No,
    /// A date among other words.
    Part,
    /// Nothing but a date or a time and the words that go with it.
    Whole,
}

/// Looks for a date in a line.
pub(super) fn dated(text: &str) -> Dated {
    if text.len() > 160 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return Dated::No;
    }
    if !text.is_ascii() {
        return in_lower_case(&text.to_lowercase());
    }
    let mut low = [0; 160];
    let low = &mut low[..text.len()];
    low.copy_from_slice(text.as_bytes());
    low.make_ascii_lowercase();
    in_lower_case(std::str::from_utf8(low).unwrap_or(""))
}

/// Looks for a date in a line in lower case.
fn in_lower_case(low: &str) -> Dated {
    let words = date_words();
    let (mut numbers, mut named, mut year, mut clock, mut other) = (0, false, false, false, false);
    let mut digits_only = true;
    for token in tokens(low) {
        let token = token.trim_matches(|c: char| matches!(c, '.' | '-' | '–' | ':' | '—' | '/'));
        if token.is_empty() {
            continue;
        }
        let has_digit = token.bytes().any(|b| b.is_ascii_digit());
        if has_digit {
            if token.bytes().all(|b| b.is_ascii_digit()) {
                numbers += 1;
                year |= token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
                continue;
            }
            let suffixed = token.trim_end_matches(char::is_alphabetic);
            let suffixed = suffixed.bytes().all(|b| b.is_ascii_digit() || b == b':');
            // hardly another word with a digit in it begins and ends like a date
            if !suffixed && token.bytes().any(|b| b.is_ascii() && !FIGURES[usize::from(b)]) {
                other = true;
                continue;
            }
            let shape: Vec<&str> = token
                .split([
                    '.', '/', '-', ':', 'h', 't', 'z', '年', '月', '日', '時', '时', '分', '년',
                    '월', '일', '시', '분', '+',
                ])
                .filter(|p| !p.is_empty())
                .collect();
            let plain = shape.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
            if plain || suffixed {
                numbers += shape.len();
                year |= shape
                    .iter()
                    .any(|p| p.len() == 4 && (p.starts_with("19") || p.starts_with("20")));
                clock |= token.contains(':') && shape.len() >= 2 && shape[0].len() <= 2;
                year |=
                    shape.len() == 3 && !token.contains(':') && shape.iter().all(|p| p.len() <= 4);
            } else {
                other = true;
            }
            continue;
        }
        digits_only = false;
        let weekday = || token.chars().nth(2).is_some() && is_weekday(token);
        if may_name_a_day(token) && (weekday() || is_month_name(token)) {
            named = true;
        } else if !other && words.binary_search(&token).is_err() {
            other = true;
        }
    }
    let date = (named && numbers >= 1) || (year && numbers >= 3);
    let whole = date || (clock && numbers <= 4 && !digits_only) || (clock && numbers == 2);
    if whole && !other {
        Dated::Whole
    } else if date && (year || named) {
        Dated::Part
    } else {
        Dated::No
    }
}

/// The pieces of a line between white space, commas, brackets and the strokes of datelines.
fn tokens(low: &str) -> impl Iterator<Item = &str> {
    let mut rest = low;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = rest.bytes().position(|b| PARTS[usize::from(b)]).unwrap_or(rest.len());
            // what begins with such a byte outside ASCII may be a letter
            let (token, parted) = match rest.as_bytes().get(end) {
                None => (rest, ""),
                Some(byte) if byte.is_ascii() => (&rest[..end], &rest[end + 1..]),
                Some(_) => rest.split_once(parts).unwrap_or((rest, "")),
            };
            rest = parted;
            if !token.is_empty() {
                return Some(token);
            }
        }
        None
    })
}

/// Whether a character parts tokens.
const fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, '•' | '·' | ',' | '(' | ')' | '|')
}

/// The bytes of ASCII that part tokens, and those with which other characters may begin that do.
const PARTS: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = parts(byte as u8 as char);
        byte += 1;
    }
    table
};

/// The bytes of ASCII that dates and times in figures are made of.
const FIGURES: [bool; 256] = table_of(b"0123456789./-:htz+");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_dates() {
        for line in [
            "7.10.2025 - 10:16",
            "Published 3 March 2024",
            "March 3, 2024",
            "2025-08-13",
            "12:40 Uhr",
            "Aktualisiert am 3. März 2024, 12:40 Uhr",
        ] {
            assert_eq!(dated(line), Dated::Whole, "{line}");
        }
        assert_eq!(dated("2025-08-13 The paper of the valley"), Dated::Part);
        assert_eq!(dated("In 2024 the ferry sank"), Dated::No);
        assert_eq!(dated("No digits in May"), Dated::No);
    }
}
