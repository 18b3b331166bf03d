//! Lines that are dates, in the languages whose months are listed.

use std::sync::OnceLock;

use crate::lexicon::measure::table_of;
use crate::lexicon::{self, is_month_name, is_other_month, is_weekday, may_name_a_day};

/// Words of dates beside the names of months, of publication, change, time zones: `language ⇥ words`.
const DATE_WORDS: &str = include_str!("../data/dates.tsv");

static DATES_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();

fn date_words() -> &'static [&'static str] {
    DATES_SORTED.get_or_init(|| {
        let rows = DATE_WORDS.lines().filter_map(|line| line.split_once('\t'));
        let mut words: Vec<&str> = rows.flat_map(|(_, words)| words.split(' ')).collect();
        words.sort_unstable();
        words.dedup();
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
    /// A date with its year, and a word or two: the place, or what the day is of.
    Mostly,
    /// A date whose month is cut short, and nothing else: `Mar 7, 2031`. Lists and forums have one at each entry.
    Brief,
    /// Nothing but a date or a time and the words that go with it.
    Whole,
}

impl Dated {
    /// What the model is shown of it.
    pub(in crate::strip::lines) fn value(self) -> f32 {
        match self {
            Dated::No | Dated::Brief => 0.0,
            Dated::Part | Dated::Mostly => 1.0,
            Dated::Whole => 2.0,
        }
    }
}

/// Looks for a date in a line.
pub(super) fn dated(text: &str) -> Dated {
    if text.len() > 160 {
        return Dated::No;
    }
    if !text.is_ascii() {
        if !text.contains(char::is_numeric) {
            return Dated::No;
        }
        let digits = |c: char| lexicon::digit(c).unwrap_or(c);
        let low: String = text.chars().map(digits).flat_map(char::to_lowercase).collect();
        return in_lower_case(&low);
    }
    let mut low = [0; 160];
    let low = &mut low[..text.len()];
    low.copy_from_slice(text.as_bytes());
    low.make_ascii_lowercase();
    in_lower_case(std::str::from_utf8(low).unwrap_or(""))
}

/// Looks for a date in a line in lower case.
fn in_lower_case(low: &str) -> Dated {
    if !low.bytes().any(|b| b.is_ascii_digit()) {
        return Dated::No;
    }
    let words = date_words();
    let (mut numbers, mut named, mut year, mut clock) = (0, false, false, false);
    // names of months cut short, which may be other words, and words that no date has
    let (mut short, mut others, mut of_date) = (0, 0, 0);
    let mut digits_only = true;
    for token in tokens(low) {
        let token = token.trim_matches(|c: char| matches!(c, '.' | '-' | '–' | ':' | '—' | '/'));
        if token.is_empty() {
            continue;
        }
        let has_digit = token.bytes().any(|b| b.is_ascii_digit());
        if has_digit {
            let token = token.trim_start_matches(HALF_DAYS);
            if token.bytes().all(|b| b.is_ascii_digit()) {
                numbers += 1;
                of_date += 1;
                year |= is_year(token);
                continue;
            }
            let suffixed = token.trim_end_matches(char::is_alphabetic);
            let suffixed = suffixed.bytes().all(|b| b.is_ascii_digit() || b == b':');
            // hardly another word with a digit in it begins and ends like a date
            if !suffixed && token.bytes().any(|b| b.is_ascii() && !FIGURES[usize::from(b)]) {
                others += 1;
                continue;
            }
            let shape: Vec<&str> = token.split(BETWEEN).filter(|p| !p.is_empty()).collect();
            let plain = shape.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
            if plain || suffixed {
                numbers += shape.len();
                of_date += shape.len();
                year |= shape.iter().any(|p| is_year(p));
                clock |= token.contains(':') && shape.len() >= 2 && shape[0].len() <= 2;
                year |=
                    shape.len() == 3 && !token.contains(':') && shape.iter().all(|p| p.len() <= 4);
            } else {
                others += 1;
            }
            continue;
        }
        digits_only = false;
        if names_a_day(token) {
            named = true;
            of_date += 1;
        } else if words.binary_search(&token).is_ok() {
            of_date += 1;
        } else if may_name_a_day(token) && lexicon::month(token).is_some() {
            short += 1;
        } else {
            others += 1;
        }
    }
    // beside a day and a year a short name is a month's
    let brief = short == 1 && !named && year && numbers >= 2;
    if brief {
        named = true;
        of_date += 1;
    } else {
        others += short;
    }
    let date = (named && numbers >= 1) || (year && numbers >= 3);
    let whole = date || (clock && numbers <= 4 && !digits_only) || (clock && numbers == 2);
    if whole && others == 0 && !brief {
        Dated::Whole
    } else if brief && others == 0 && numbers == 2 {
        Dated::Brief
    } else if date && year && others <= 2 && of_date >= 2 * others {
        Dated::Mostly
    } else if date && (year || named) {
        Dated::Part
    } else {
        Dated::No
    }
}

/// Whether a number is written as a year of our time, in the calendars of Iran and Thailand too.
fn is_year(token: &str) -> bool {
    token.len() == 4
        && ["19", "20", "13", "14", "25"].iter().any(|century| token.starts_with(century))
}

/// Whether a word in lower case is the name of a day or a month.
fn names_a_day(token: &str) -> bool {
    let named = |token: &str| {
        let weekday = || token.chars().nth(2).is_some() && is_weekday(token);
        may_name_a_day(token) && (weekday() || is_month_name(token))
    };
    // "in" is a letter of the word in Hebrew
    named(token)
        || !token.is_ascii()
            && (is_other_month(token) || token.strip_prefix('ב').is_some_and(named))
}

/// What stands before the hour in China, Japan and Korea.
const HALF_DAYS: [char; 8] = ['午', '前', '後', '上', '下', '오', '전', '후'];

/// What parts the numbers of a date or a time.
const BETWEEN: [char; 19] = [
    '.', '/', '-', ':', '+', 'h', 't', 'z', '年', '月', '日', '時', '时', '分', '년', '월', '일',
    '시', '분',
];

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
    c.is_whitespace() || matches!(c, '•' | '·' | ',' | '(' | ')' | '|' | '،' | '：' | '、' | '｜')
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
            "Dodano: 12.03.2031, 12:40",
            "١٢ مارس ٢٠٣١ - ١٢:٤٠",
            "سه‌شنبه ۲۱ اسفند ۱۴۰۹",
            "יום שלישי, 12 במרץ 2031, 12:40",
            "2031年3月12日 水曜 午後0:40",
            "公開日：2031年03月12日(水) 12:40",
            "Ngày 12 tháng 3 năm 2031",
            "12 ตุลาคม 2568",
        ] {
            assert_eq!(dated(line), Dated::Whole, "{line}");
        }
        assert_eq!(dated("2025-08-13 The paper of the valley"), Dated::Mostly);
        assert_eq!(dated("Lenta, 12 marzo 2031"), Dated::Mostly);
        assert_eq!(dated("Last modified on Tue 12 Mar 2031 14.02 GMT"), Dated::Mostly);
        assert_eq!(dated("Mar 12, 2031"), Dated::Brief);
        assert_eq!(dated("What the council said of the bridge on 12 March 2031"), Dated::Part);
        assert_eq!(dated("Mar 12, set and match"), Dated::No);
        assert_eq!(dated("In 2024 the ferry sank"), Dated::No);
        assert_eq!(dated("No digits in May"), Dated::No);
    }
}
