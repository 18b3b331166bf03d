//! Dates as people write them, in the languages of the month table.
//!
//! The order of day and month in a date of numbers alone is the language's. A date that does not
//! exist is no date, and no part of one is ever filled in: a date without its year is none.

use super::calendar::{Calendar, Month};
use super::numerals;
use super::stamp::{Stamp, machine, with_time};
use super::time_of_day::{time_after, time_before};
use super::token::{Token, What, tokens};
use super::zone::is_other_zone;
use crate::lexicon;

/// Longer texts than this are no dates, but may hold one in their beginning.
const LONG: usize = 300;

/// Reads the first date in a short text. `lang` is the page's language tag where known, `region`
/// the country of its domain.
pub(in crate::meta) fn read(text: &str, lang: Option<&str>, region: Option<&str>) -> Option<Stamp> {
    let stamp = first(text, lang, region)?;
    let other = stamp.zone.is_some() && is_other_zone(text, lang, region);
    Some(if other { Stamp { zone: None, ..stamp } } else { stamp })
}

fn first(text: &str, lang: Option<&str>, region: Option<&str>) -> Option<Stamp> {
    if let Some(stamp) = machine(text) {
        return Some(stamp);
    }
    let text = &text[..text.floor_char_boundary(LONG)];
    if !text.contains(|c: char| c.is_numeric() || c == '年') {
        return None;
    }
    let text = plain(text);
    let mut tokens = tokens(&text);
    if lang.is_some_and(|lang| matches!(lang.get(..2), Some("hr" | "bs"))) {
        tokens.iter_mut().for_each(|token| token.in_croatian(&text));
    }
    let page = Page {
        month_first: month_first(lang, region),
        year_first: year_first_of_two(lang, &text),
        calendar: Calendar::of(lang, region),
    };
    (0..tokens.len()).find_map(|at| {
        let (stamp, used) = at_token(&text, &tokens[at..], page)?;
        let after = tokens[at + used - 1].to;
        let time = time_after(&text[after..]).or_else(|| time_before(&text[..tokens[at].from]));
        Some(time.map_or(stamp, |time| with_time(stamp, &time)))
    })
}

/// How a page writes its dates.
#[derive(Clone, Copy, Debug)]
struct Page {
    month_first: bool,
    year_first: bool,
    calendar: Calendar,
}

/// Whether 25-04-05 is the fifth of April: where a date begins with its year however it is written.
fn year_first_of_two(lang: Option<&str>, text: &str) -> bool {
    lang.is_some_and(|lang| matches!(lang.get(..2), Some("hu" | "ja" | "ko" | "zh")))
        || text.contains(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Whether 4/5/2025 is a day in April: in the United States and where nothing speaks against it in
/// English, and in the Philippines.
fn month_first(lang: Option<&str>, region: Option<&str>) -> bool {
    let lang = lang.unwrap_or("");
    if let Some(region) = region
        && region.len() == 2
    {
        return matches!(region, "us" | "ph");
    }
    matches!(lang, "en" | "en-us" | "en-ph")
}

/// Lower case, digits of every script as ASCII, marks that only set type left out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut years = false;
    for c in text.chars() {
        match c {
            c if c.is_ascii() => {
                out.push(if c.is_whitespace() { ' ' } else { c.to_ascii_lowercase() })
            }
            '：' => out.push(':'),
            '／' => out.push('/'),
            // A dotted capital I would become two characters.
            'İ' => out.push('i'),
            '\u{200e}' | '\u{200f}' | '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            // A joiner between a Persian word and its ending.
            '\u{200c}' => out.push(' '),
            '年' => {
                years = true;
                out.push(c);
            }
            c if c.is_whitespace() => out.push(' '),
            c => match lexicon::digit(c) {
                Some(digit) => out.push(digit),
                None => out.extend(c.to_lowercase()),
            },
        }
    }
    if years { numerals::with_digits(&out) } else { out }
}

/// The date that begins at the first of these tokens, and how many tokens it takes.
fn at_token(text: &str, tokens: &[Token], page: Page) -> Option<(Stamp, usize)> {
    let glued = tokens[0].from > 0
        && text[..tokens[0].from].ends_with([':', '.', '/', '-'])
        && text[..tokens[0].from - 1].ends_with(|c: char| c.is_ascii_digit());
    if glued {
        return None;
    }
    match tokens[0].what {
        What::Number(year, 4) => year_first(text, tokens, year, page),
        What::Number(number, digits @ 1..=3) => match era(&text[..tokens[0].from]) {
            Some(before) => year_first(text, tokens, before + number, page),
            None if digits == 3 => None,
            None => day_and_name(text, tokens, number, page)
                .or_else(|| numbers(text, tokens, number, page)),
        },
        What::Month(month) => name_and_day(tokens, month, page),
        _ => None,
    }
}

/// The year before the first of the Japanese era, or of the republic, that a text ends with: 令和7年, 民國114年.
fn era(text: &str) -> Option<u32> {
    let eras = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];
    eras.iter().find(|(name, _)| text.ends_with(name)).map(|(_, before)| *before)
}

/// A day with its month's name. Thai pages count their years from another one under any names.
fn named(page: Page, month: Month, day: u32, year: u32, digits: usize) -> Option<Stamp> {
    let calendar = match (month.calendar, page.calendar) {
        (Calendar::Gregorian, Calendar::Buddhist) => Calendar::Buddhist,
        (calendar, _) => calendar,
    };
    calendar.day(year, digits, month.number, day)
}

/// 2025年10月7日, 2025년 10월 7일, 2025. 10. 7., 2025-10-07, 2025 October 7, 2025. október 7., 2025. okt. 7., and with a
/// word for the year, 2025 m. spalio 7 d., 2025. gada 7. oktobrī, 2025ko urriaren 7a,
/// 2025 жылғы 7 қазан, 2025-yil 7-oktyabr, 2025 оны 10 сарын 7.
fn year_first(text: &str, tokens: &[Token], year: u32, page: Page) -> Option<(Stamp, usize)> {
    let kinds: Vec<What> = tokens.iter().take(6).map(|t| t.what).collect();
    let mut at = 1;
    let dot = |at: &mut usize| *at += usize::from(kinds.get(*at) == Some(&What::Mark('.')));
    dot(&mut at);
    if tokens.get(at).is_some_and(|t| matches!(&text[t.from..t.to], "m" | "gada" | "ko" | "жылғы"))
    {
        at += 1;
        dot(&mut at);
        if let [What::Month(month), What::Number(day, 1 | 2), ..] = kinds[at..] {
            return Some((named(page, month, day, year, 4)?, at + 2));
        }
        if let [What::Number(day, 1 | 2), What::Mark('.'), What::Month(month), ..] = kinds[at..] {
            return Some((named(page, month, day, year, 4)?, at + 3));
        }
        if let [What::Number(day, 1 | 2), What::Month(month), ..] = kinds[at..] {
            return Some((named(page, month, day, year, 4)?, at + 2));
        }
    }
    let words: [&str; 4] =
        [1, 2, 3, 4].map(|at| tokens.get(at).map_or("", |t| &text[t.from..t.to]));
    match (words, &kinds[1..]) {
        (
            ["-", "yil", ..],
            [_, _, What::Number(day, 1 | 2), What::Mark('-'), What::Month(month), ..],
        ) => {
            return Some((named(page, *month, *day, year, 4)?, 6));
        }
        (
            ["оны", _, "сарын", _],
            [_, What::Number(month, 1 | 2), _, What::Number(day, 1 | 2), ..],
        ) => {
            return Some((Calendar::Gregorian.day(year, 4, *month, *day)?, 5));
        }
        _ => {}
    }
    match kinds[1..] {
        [
            What::Mark(a),
            What::Number(month, 1 | 2),
            What::Mark(b),
            What::Number(day, 1 | 2),
            ..,
        ] if matches!((a, b), ('年' | '년', '月' | '월'))
            || a == b && matches!(a, '-' | '/' | '.' | '‑') =>
        {
            Some((page.calendar.day_in_numbers(year, 4, month, day)?, 5))
        }
        [What::Month(month), What::Number(day, 1 | 2), ..] => {
            Some((named(page, month, day, year, 4)?, 3))
        }
        [What::Mark('.'), What::Month(month), What::Number(day, 1 | 2), ..] => {
            Some((named(page, month, day, year, 4)?, 4))
        }
        [What::Mark('.'), What::Month(month), What::Mark('.'), What::Number(day, 1 | 2), ..] => {
            Some((named(page, month, day, year, 4)?, 5))
        }
        _ => None,
    }
}

/// A day before a month's name, or names: 7. Oktober 2025, 7 de octubre de 2025, 7th of October,
/// 2025, 1er mars 2025, 7-oct-2025, 7 تشرين الأول/أكتوبر 2025, 7 tháng 10 năm 2025, 7 ต.ค. 2568.
fn day_and_name(text: &str, tokens: &[Token], day: u32, page: Page) -> Option<(Stamp, usize)> {
    let mut at = 1;
    // What may stand between the parts: ordinal endings, prepositions, marks.
    let skip = |at: &mut usize, most: usize| {
        for _ in 0..most {
            match tokens.get(*at).map(|t| (t.what, &text[t.from..t.to])) {
                Some((What::Mark('.' | ',' | '،' | '-' | '/' | 'º' | '°' | '’' | '\''), _)) => {
                    *at += 1
                }
                Some((What::Between, _)) => *at += 1,
                Some((What::Word, word)) if word.chars().count() <= 3 => *at += 1,
                _ => break,
            }
        }
    };
    let numbered = tokens.get(1).is_some_and(|t| &text[t.from..t.to] == "tháng");
    skip(&mut at, 3);
    at += usize::from(numbered && at == 1);
    let month = match tokens.get(at)?.what {
        What::Month(month) => month,
        What::Number(number, 1 | 2) if numbered => Month { calendar: Calendar::Gregorian, number },
        _ => return None,
    };
    at += 1;
    // The month under both of its names.
    if let [What::Mark('/'), What::Month(other)] =
        [at, at + 1].map(|at| tokens.get(at).map_or(What::Word, |token| token.what))
        && other == month
    {
        at += 2;
    }
    skip(&mut at, 3);
    let What::Number(year, digits) = tokens.get(at)?.what else { return None };
    if digits < 4 && is_hour(&text[tokens[at].to..]) {
        return None;
    }
    Some((named(page, month, day, year, digits)?, at + 1))
}

/// Whether a number with this behind it is an hour and no year: `7 Oct 10:16`, `7 Oct 10h16`, `7 Oct
/// 10.16`, `7 octobre 10 h 16`.
fn is_hour(behind: &str) -> bool {
    let two = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_digit).count() == 2;
    // "7 ottobre 19 h 10:16": a year, and a word before the hour
    let apart = |rest: &str| two(rest) && !rest[2..].starts_with([':', '.', 'h']);
    behind.strip_prefix([':', 'h', '.']).is_some_and(two)
        || behind.strip_prefix(" h ").is_some_and(apart)
}

/// October 7, 2025; Oct. 7th 2025.
fn name_and_day(tokens: &[Token], month: Month, page: Page) -> Option<(Stamp, usize)> {
    let mut at = 1;
    let dots = |at: &mut usize, words: bool| {
        while let Some(token) = tokens.get(*at) {
            match token.what {
                What::Mark('.' | ',' | '،' | '-' | '/') => *at += 1,
                What::Word if words && token.to - token.from == 2 => *at += 1,
                _ => break,
            }
        }
    };
    dots(&mut at, false);
    let What::Number(day, 1 | 2) = tokens.get(at)?.what else { return None };
    at += 1;
    // "mar, 10 nov 2026": a Tuesday
    if tokens.get(at).is_some_and(|token| matches!(token.what, What::Month(_))) {
        return None;
    }
    dots(&mut at, true);
    let What::Number(year, 4) = tokens.get(at)?.what else { return None };
    Some((named(page, month, day, year, 4)?, at + 1))
}

/// 07.10.2025, 7/10/2025, 07.10.25.
fn numbers(text: &str, tokens: &[Token], first: u32, page: Page) -> Option<(Stamp, usize)> {
    let kinds: Vec<What> = tokens.iter().take(6).map(|t| t.what).collect();
    let [What::Mark(a), What::Number(second, 1 | 2), What::Mark(b), last, ..] = kinds[1..] else {
        return None;
    };
    if a != b || !matches!(a, '.' | '/' | '-') {
        return None;
    }
    // A run of numbers with spaces between is a date only when its dots are an ordinal's.
    if a != '.' && tokens[0].to != tokens[1].from {
        return None;
    }
    if text[tokens[4].to..].starts_with(['.', '/', '-'])
        && text[tokens[4].to + 1..].starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let What::Number(year, digits @ (2 | 4)) = last else { return None };
    // "17.11. 06:30"
    if digits == 2 && is_hour(&text[tokens[4].to..]) {
        return None;
    }
    if page.year_first && digits == 2 && kinds[0] == What::Number(first, 2) {
        return Some((page.calendar.day_in_numbers(first, 2, second, year)?, 5));
    }
    // Dots are never American.
    let (day, month) = if page.month_first && a != '.' { (second, first) } else { (first, second) };
    // A month that cannot be one says that the order is the other.
    let (day, month) = if month > 12 && day <= 12 { (month, day) } else { (day, month) };
    Some((page.calendar.day_in_numbers(year, digits, month, day)?, 5))
}

#[cfg(test)]
#[path = "date_words_tests.rs"]
mod tests;
