//! What stands before a line's text: bullets, numbers, heading marks, quotation marks of mail, rules.

use super::physical::{RawLine, unquote};

/// How a line is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::strip::lines) enum Marker {
    /// Not at all.
    None,
    /// An item of a list that does not count.
    Bullet,
    /// An item of a list that counts.
    Number(u32),
    /// A Markdown heading of this level.
    Heading(u8),
    /// Quoted, this many levels deep.
    Quote(u8),
    /// A line of strokes: a rule, or the underline of the heading above.
    Rule(u8),
    /// The line below the head of a Markdown table.
    TableRule,
    /// The start or end of a fenced block of code.
    Fence,
}

impl Marker {
    /// Whether the line is an item of a list.
    pub(in crate::strip::lines) fn is_item(self) -> bool {
        matches!(self, Marker::Bullet | Marker::Number(_))
    }
}

/// A line's marker, and the rest of the line behind it.
pub(super) fn marker<'a>(line: &RawLine<'a>) -> (Marker, &'a str) {
    let body = line.body();
    let bytes = body.as_bytes();
    let Some(&first) = bytes.first() else { return (Marker::None, body) };
    match first {
        b'#' => {
            let level = bytes.iter().take_while(|b| **b == b'#').count();
            if level <= 6 && bytes.get(level) == Some(&b' ') {
                return (Marker::Heading(level as u8), body[level..].trim_matches([' ', '#']));
            }
        }
        b'>' => return quote(body),
        b'0'..=b'9' => return number(body),
        b'-' | b'*' | b'_' | b'=' | b'+' | b'~' | b'|' | b':' | b'`' => {
            if let Some(rule) = stroke(bytes) {
                return (rule, "");
            }
            // Pandoc's marks of divisions
            if body.starts_with(":::") {
                return (Marker::Rule(b':'), "");
            }
            // headings of AsciiDoc and of wikis
            if first == b'='
                && let Some(heading) = equals(body)
            {
                return heading;
            }
            if is_fence(body) {
                return (Marker::Fence, "");
            }
            if matches!(first, b'-' | b'*' | b'+') && bytes.get(1) == Some(&b' ') {
                return (Marker::Bullet, body[2..].trim_start());
            }
        }
        // lynx and inscriptis mark the third level of a list with it
        b'o' if line.indent >= 12 && bytes.get(1) == Some(&b' ') => {
            return (Marker::Bullet, body[2..].trim_start());
        }
        0x80.. => {
            let rest = body.trim_start_matches(['•', '·', '‣', '▪', '●', '◦', '■', '►', '▸', '∙']);
            if rest.len() < body.len() && rest.starts_with(char::is_whitespace) {
                return (Marker::Bullet, rest.trim_start());
            }
            if body.chars().all(|c| matches!(c, '─' | '━' | '═' | '—' | '–' | '⸻'))
                && body.chars().nth(2).is_some()
            {
                return (Marker::Rule(b'-'), "");
            }
        }
        _ => {}
    }
    (Marker::None, body)
}

/// Whether a line without its indent opens or closes a program in Markdown.
pub(in crate::strip::lines) fn is_fence(body: &str) -> bool {
    body.starts_with("```") || body.starts_with("~~~")
}

/// A heading between signs of equality, or behind them: `== The ferry ==`, `= The ferry`.
fn equals(body: &str) -> Option<(Marker, &str)> {
    let level = body.bytes().take_while(|byte| *byte == b'=').count();
    let rest = body.get(level..)?.trim_end_matches('=');
    let text = rest.trim();
    (level <= 6 && rest.starts_with(' ') && text.starts_with(char::is_alphanumeric))
        .then_some((Marker::Heading(level as u8), text))
}

fn quote(body: &str) -> (Marker, &str) {
    let (depth, rest) = unquote(body);
    (Marker::Quote(depth), rest.trim_start())
}

fn number(body: &str) -> (Marker, &str) {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let after = body.as_bytes().get(digits);
    if digits <= 3
        && matches!(after, Some(b'.' | b')'))
        && body.as_bytes().get(digits + 1) == Some(&b' ')
        && let Ok(value) = body[..digits].parse()
    {
        return (Marker::Number(value), body[digits + 2..].trim_start());
    }
    (Marker::None, body)
}

/// A line of nothing but strokes.
fn stroke(bytes: &[u8]) -> Option<Marker> {
    let (mut strokes, mut pipes, mut dashes) = (0, 0, 0);
    for byte in bytes {
        match byte {
            b'|' => pipes += 1,
            b'-' => dashes += 1,
            b'*' | b'_' | b'=' | b'~' | b'+' => strokes += 1,
            b':' | b' ' => {}
            _ => return None,
        }
    }
    if pipes > 0 && dashes > 0 && strokes == 0 {
        return Some(Marker::TableRule);
    }
    let first = bytes.first().copied().unwrap_or(b'-');
    (strokes + dashes >= 3 || (strokes + dashes == 1 && bytes.len() == 1 && first != b'+'))
        .then_some(Marker::Rule(first))
}

/// Where the text of a line begins, in columns, given how it is marked.
pub(super) fn text_column(line: &RawLine<'_>, rest: &str) -> u16 {
    let marked = line.body().len() - rest.len().min(line.body().len());
    line.indent.saturating_add(marked as u16)
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    fn of(text: &str) -> (Marker, String) {
        let lines = lines(text);
        let (marker, rest) = marker(&lines[0]);
        (marker, rest.to_owned())
    }

    #[test]
    fn marks_are_told_from_text() {
        assert_eq!(of("  12. Sport"), (Marker::Number(12), "Sport".into()));
        assert_eq!(of("2025. It was a year"), (Marker::None, "2025. It was a year".into()));
        assert_eq!(of("3.5 per cent"), (Marker::None, "3.5 per cent".into()));
        assert_eq!(of("   * one"), (Marker::Bullet, "one".into()));
        assert_eq!(of("• one"), (Marker::Bullet, "one".into()));
        assert_eq!(of("-5 degrees"), (Marker::None, "-5 degrees".into()));
        assert_eq!(of("## Head ##"), (Marker::Heading(2), "Head".into()));
        assert_eq!(of("#hashtag"), (Marker::None, "#hashtag".into()));
        assert_eq!(of("> > said"), (Marker::Quote(2), "said".into()));
        assert_eq!(of("---|:--"), (Marker::TableRule, String::new()));
        assert_eq!(of("== Head =="), (Marker::Heading(2), "Head".into()));
        assert_eq!(of("= Head"), (Marker::Heading(1), "Head".into()));
        assert_eq!(of("==== 3"), (Marker::Heading(4), "3".into()));
        assert_eq!(of("::: {.related}"), (Marker::Rule(b':'), String::new()));
        assert_eq!(of("* * *"), (Marker::Rule(b'*'), String::new()));
        assert_eq!(of("**Bold** word"), (Marker::None, "**Bold** word".into()));
    }
}
