//! The time of day beside a date, as people write it.

use crate::lexicon::clock::Half;

/// The time of day that follows a date within a few words, as [`with_time`](super::stamp::with_time) reads it.
pub(super) fn time_after(rest: &str) -> Option<String> {
    let rest = &rest[..rest.floor_char_boundary(40)];
    let from = rest.find(|c: char| c.is_ascii_digit())?;
    // Another date comes first: its time is not ours.
    let time = time_at(&rest[from..])?;
    // Korean, Chinese, Japanese, Hindi and Bengali name the half of the day before the hour.
    let before = rest[..from].trim_end();
    let half = HALVES.iter().find(|(name, _)| before.ends_with(name));
    let Some((_, half)) = half else { return Some(time) };
    let (hour, minutes) = time.split_once(':')?;
    Some(format!("{}:{minutes}", half.hour(hour.parse().ok()?)))
}

const HALVES: [(&str, Half); 15] = [
    ("上午", Half::First),
    ("午前", Half::First),
    ("오전", Half::First),
    ("下午", Half::Second),
    ("午後", Half::Second),
    ("晚上", Half::Second),
    ("오후", Half::Second),
    ("सुबह", Half::First),
    ("दोपहर", Half::Second),
    ("शाम", Half::Second),
    ("সকাল", Half::First),
    ("দুপুর", Half::Second),
    ("বিকাল", Half::Second),
    ("বিকেল", Half::Second),
    ("সন্ধ্যা", Half::Second),
];

pub(super) fn time_before(text: &str) -> Option<String> {
    let text = text.trim_end_matches([' ', ',', '|', '-', '–', '·']);
    let apart = |c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | 'h');
    let from =
        text.rfind(apart).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    time_at(&text[from..])
}

fn time_at(text: &str) -> Option<String> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    if digits > 2 {
        return None;
    }
    let (hour, rest) = text.split_at(digits);
    // 10:16, 10.16 Uhr, 10h16, 10시 16분, 10時16分
    let separator = rest.chars().next()?;
    if !matches!(separator, ':' | '.' | 'h' | '시' | '時') {
        return None;
    }
    let rest = rest[separator.len_utf8()..].trim_start();
    let minutes = rest.get(..2).filter(|m| m.bytes().all(|b| b.is_ascii_digit()))?;
    let after = &rest[2..];
    // 10.16.2025 is no time.
    if separator == '.' && after.starts_with(|c: char| c == '.' || c.is_ascii_digit()) {
        return None;
    }
    let words = after.trim_start();
    let words = ["uhr", "h ", "klo"].iter().find_map(|w| words.strip_prefix(w)).unwrap_or(after);
    Some(format!("{hour}:{minutes}{words}"))
}
