//! Where two lines meet: whether they are one, and what goes between them.

use super::physical::RawLine;

/// What goes between two halves of a wrapped line: nothing after a hyphen inside a word or where the
/// script knows no spaces, else a space.
pub(super) fn glue(before: &str, after: &str) -> &'static str {
    let wide = |c: char| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let mut last = before.chars().rev();
    let (end, inside) = (last.next(), last.next().is_some_and(char::is_alphanumeric));
    match (end, after.chars().next()) {
        (Some('-' | '\u{2010}'), Some(next)) if inside && next.is_alphabetic() => "",
        (Some('\u{ad}'), _) => "",
        (Some(a), Some(b)) if wide(a) && wide(b) => "",
        _ => " ",
    }
}

/// Whether a line is a piece of a sentence that a flattener broke at an element inside it.
pub(super) fn is_fragment(before: &str, rest: &str, next: Option<&RawLine<'_>>) -> bool {
    let ended = before.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '”', '"', '»']);
    let starts = |text: &str| {
        let mut chars = text.chars();
        match chars.next() {
            Some(c) if c.is_lowercase() => true,
            Some(',' | '.' | ';' | ')' | '”' | '»' | '’' | '%') => {
                chars.next().is_none_or(|c| c.is_whitespace() || c == ',')
            }
            _ => false,
        }
    };
    let words = |text: &str| text.split_whitespace().take(6).count();
    if starts(rest) {
        return !ended && (words(before) >= 6 || words(rest) >= 6);
    }
    // a linked or emphasised piece between two halves of a sentence
    !ended
        && before.ends_with(|c: char| c.is_lowercase() || c == ',' || c == '(')
        && words(before) >= 6
        && words(rest) < 6
        && next.is_some_and(|l| starts(l.body()))
}
