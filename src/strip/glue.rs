//! Where two lines that are one meet, in flattened pages and in preformatted text.

/// Bytes before a line's end that tell whether a text sets spaces between Chinese or Japanese and Latin letters.
const NEAR: usize = 240;

/// What goes between two halves of a wrapped line: nothing after a hyphen inside a word or where the
/// script knows no spaces, else a space.
pub(super) fn glue(before: &str, after: &str) -> &'static str {
    let mut last = before.chars().rev();
    let (end, inside) = (last.next(), last.next().is_some_and(char::is_alphanumeric));
    match (end, after.chars().next()) {
        (Some('-' | '\u{2010}'), Some(next)) if inside && next.is_alphabetic() => {
            if is_suspended(after) { " " } else { "" }
        }
        (Some('\u{ad}'), _) => "",
        (Some(a), Some(b)) if !(a.is_ascii() && b.is_ascii()) => unspaced(before, after),
        (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => number(before, after),
        _ => " ",
    }
}

/// Whether a character is of a script that sets no spaces between words, or of its punctuation.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a text is in such a script, by its first letter or digit.
pub(super) fn is_in_unspaced(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(is_unspaced)
}

/// Whether the hyphen before a text stands for a word's second half, which comes later: `Ein-` `und Ausfahrt`,
/// `pre-` `and post-war`.
fn is_suspended(after: &str) -> bool {
    /// Words for `and`, `or` and the like.
    const JOINING: &[&str] = &[
        "and",
        "or",
        "nor",
        "to",
        "und",
        "oder",
        "bzw.",
        "beziehungsweise",
        "sowie",
        "bis",
        "wie",
        "en",
        "of",
        "och",
        "eller",
        "samt",
        "og",
        "ja",
        "tai",
        "sekä",
        "és",
        "vagy",
        "või",
    ];
    let word = after.split(char::is_whitespace).next().unwrap_or("");
    word.len() < after.len() && JOINING.contains(&word)
}

/// What goes between two halves where one ends or begins with a character outside ASCII.
fn unspaced(before: &str, after: &str) -> &'static str {
    let (left, right) = (begins_unspaced(before.chars().rev()), begins_unspaced(after.chars()));
    let lone = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    let one = left && lone(after.chars().next()) || right && lone(before.chars().next_back());
    if left && right || one && !sets_spaces(before) { "" } else { " " }
}

/// Whether characters begin with one of a script without spaces, a quotation mark or a dash before it left aside.
fn begins_unspaced(mut chars: impl Iterator<Item = char>) -> bool {
    match chars.next() {
        Some('“' | '”' | '‘' | '’' | '…' | '—' | '·') => {
            chars.next().is_some_and(is_unspaced)
        }
        c => c.is_some_and(is_unspaced),
    }
}

/// Whether a text sets a space between Chinese or Japanese and Latin letters or digits near its end.
fn sets_spaces(text: &str) -> bool {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(NEAR))..];
    let bytes = near.as_bytes();
    memchr::memchr_iter(b' ', bytes).any(|at| {
        let (left, right) = (near[..at].chars().next_back(), near[at + 1..].chars().next());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        let other = |c: Option<char>| c.is_some_and(is_unspaced);
        latin(left) && other(right) || other(left) && latin(right)
    })
}

/// What goes between two digits: nothing where they are one number amid a script without spaces.
fn number(before: &str, after: &str) -> &'static str {
    let digit = |c: &char| c.is_ascii_digit();
    let left = before.chars().rev().find(|c| !digit(c)).is_some_and(is_unspaced);
    let right = after.chars().find(|c| !digit(c)).is_some_and(is_unspaced);
    if left && right { "" } else { " " }
}

#[cfg(test)]
mod tests {
    use super::glue;

    #[test]
    fn a_hyphen_that_stands_for_a_second_half_keeps_its_space() {
        assert_eq!(glue("der Sozial- und der Bildungs-", "und der Integrationsdirektion"), " ");
        assert_eq!(glue("in pre-", "and post-war years"), " ");
        assert_eq!(glue("a drag-", "and-drop list"), "");
        assert_eq!(glue("die CDU-", "Politikerin"), "");
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        assert_eq!(glue("修復は第2", "段階に入った"), "");
        assert_eq!(glue("児童(5", "6)が"), " ");
        assert_eq!(glue("児童（5", "6）が"), "");
        assert_eq!(glue("他说。”", "昨天"), "");
        assert_eq!(glue("使用 Linux 的人都知道", "Windows 不一样"), " ");
        assert_eq!(glue("in 1990", "12 men"), " ");
        assert_eq!(glue("die Möwe", "änderte"), " ");
        assert_eq!(glue("he said “yes”", "and left"), " ");
    }
}
