//! Where two lines that are one meet, in flattened pages and in preformatted text.

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
