//! Where two lines meet: whether they are one.

use super::physical::RawLine;

/// Whether a line goes on in the middle of the sentence before it: a mail that is quoted was wrapped before its
/// marks were set.
pub(super) fn goes_on(before: &str, rest: &str) -> bool {
    rest.starts_with(char::is_lowercase)
        && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';'))
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
