//! Which curly brackets of a text belong together, strings and comments between them passed over.

use std::ops::Range;

/// Bytes of the longest string and of the longest regular expression that are passed over.
const STRING: usize = 1 << 16;
const EXPRESSION: usize = 200;

/// The outermost pairs of curly brackets, in order: from the one that opens to behind the one that closes.
/// One without its fellow is no bracket.
pub(super) fn outermost(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut endless = Endless::default();
    while at < bytes.len() {
        if open.is_empty() {
            // running text has quotation marks and strokes of its own
            let Some(step) = memchr::memchr(b'{', &bytes[at..]) else { break };
            at += step;
        }
        match bytes[at] {
            b'{' => open.push(at),
            b'}' => {
                if let Some(from) = open.pop() {
                    while found.last().is_some_and(|pair| pair.start > from) {
                        found.pop();
                    }
                    found.push(from..at + 1);
                }
            }
            b'"' | b'\'' | b'`' => at = string_end(bytes, at, &mut endless),
            b'/' => at = stroke_end(bytes, at, &mut endless),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Up to where each mark of a string does not stand again, and whether no comment ends any more: what was
/// looked for in vain is not looked for twice.
#[derive(Default)]
struct Endless {
    strings: [usize; 3],
    comments: bool,
}

/// The last byte of a string that begins here; the first where none does.
fn string_end(bytes: &[u8], from: usize, endless: &mut Endless) -> usize {
    let mark = bytes[from];
    let known = &mut endless.strings[usize::from(mark == b'"') + 2 * usize::from(mark == b'`')];
    if from < *known {
        return from;
    }
    let mut escaped = false;
    for (step, byte) in bytes[from + 1..].iter().take(STRING).enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' if mark != b'`' => break,
            byte if *byte == mark => return from + 1 + step,
            _ => {}
        }
        *known = from + 1 + step;
    }
    from
}

/// The last byte of a comment or a regular expression that begins here; the first where none does.
fn stroke_end(bytes: &[u8], from: usize, endless: &mut Endless) -> usize {
    let before = bytes[..from].iter().rev().find(|byte| **byte != b' ').copied().unwrap_or(b'\n');
    let rest = &bytes[from..];
    if rest.starts_with(b"/*") {
        if endless.comments {
            return from;
        }
        let end = memchr::memmem::find(&rest[2..], b"*/");
        endless.comments = end.is_none();
        return end.map_or(from, |end| from + end + 3);
    }
    if rest.starts_with(b"//") {
        // the address in a style sheet, url(//valley.example), is none
        let comment = before.is_ascii_whitespace() || b";{},)".contains(&before);
        if !comment {
            return from;
        }
        return from + memchr::memchr(b'\n', rest).unwrap_or(rest.len() - 1);
    }
    if !b"(=,:[!&|?{};".contains(&before) {
        return from;
    }
    let (mut escaped, mut class) = (false, false);
    for (step, byte) in rest[1..].iter().take(EXPRESSION).enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' => break,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return from + 1 + step,
            _ => {}
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        outermost(text).into_iter().map(|pair| &text[pair]).collect()
    }

    #[test]
    fn brackets_are_paired_outside_of_strings_and_comments() {
        assert_eq!(found("a {b {c} d} e {f}"), ["{b {c} d}", "{f}"]);
        assert_eq!(found("{a:'}',b:\"\\\"}\"}x"), ["{a:'}',b:\"\\\"}\"}"]);
        assert_eq!(found("{ // a }\n /* } */ c(/[}\"/]/) }"), ["{ // a }\n /* } */ c(/[}\"/]/) }"]);
        assert_eq!(found("{a: url(//valley.example)}"), ["{a: url(//valley.example)}"]);
    }

    #[test]
    fn what_has_no_fellow_is_no_bracket() {
        assert_eq!(found("it's { so, and {a} isn't } it, } {"), ["{ so, and {a} isn't }"]);
        assert_eq!(found("{ so and {a} {b}"), ["{a}", "{b}"]);
        assert!(found("}{").is_empty() && found("").is_empty());
    }
}
