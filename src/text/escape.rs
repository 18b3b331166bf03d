//! Text inside of other formats.

/// A text that is safe as content and as a quoted attribute of HTML. Control characters and such as
/// turn the writing direction are left out: they show nothing and could hide something.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Appends text with what Markdown would read as its own escaped.
pub(super) fn escape_markdown(out: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '&' if is_reference(&text[at + 1..]) => out.push_str("\\&"),
            '\n' | '\r' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
}

/// Whether what stands behind a `&` makes it one character's name: `copy;`, `#39;`.
fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// Backticks between which Markdown shows a text as it is: more than any run inside it has, `least` at least.
pub(super) fn ticks_around(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(least))
}

/// Appends a line; where its first characters would start another construct, they are escaped too.
pub(super) fn escape_line(out: &mut String, text: &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits == 0 && text.starts_with(['#', '+', '-', '=']) {
        out.push('\\');
        escape_markdown(out, text);
    } else if digits > 0 && rest.starts_with(['.', ')']) {
        out.push_str(&text[..digits]);
        out.push('\\');
        escape_markdown(out, rest);
    } else {
        escape_markdown(out, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_and_does_nothing_else() {
        assert_eq!(escape_html("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
        assert_eq!(escape_html("one\u{202e}two\u{7}\nthree"), "onetwo\nthree");
    }
}
