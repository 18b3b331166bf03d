//! What lynx prints beside the text: marks of buttons, numbers of links.

/// How lynx marks a button.
pub(super) const BUTTON: &str = "(BUTTON)";

/// Whether a text marks a button.
pub(super) fn has_button(text: &str) -> bool {
    memchr::memchr_iter(b'(', text.as_bytes())
        .any(|at| text.as_bytes()[at..].starts_with(BUTTON.as_bytes()))
}

/// Copies a text without the marks of buttons; says how many there were.
pub(super) fn without_buttons(text: &str, out: &mut String) -> u16 {
    let mut buttons = 0u16;
    let mut parts = text.split(BUTTON);
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        buttons = buttons.saturating_add(1);
        out.push_str(if out.is_empty() { part.trim_start() } else { part });
    }
    buttons
}

/// Copies a text without the numbers that lynx sets before links; says how many there were.
pub(super) fn without_link_numbers(text: &str, out: &mut String) -> u16 {
    let mut links = 0u16;
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && digits < 6 && tail.as_bytes().get(digits) == Some(&b']') {
            links = links.saturating_add(1);
            unbracket(out);
            rest = &tail[digits + 1..];
        } else {
            out.push('[');
            rest = tail;
        }
    }
    out.push_str(rest);
    links
}

/// Takes the brackets off the text with which a text ends: `[the pier]`, before the number of a link that
/// html2text set behind it.
fn unbracket(out: &mut String) {
    /// Bytes of the longest link text.
    const LONGEST: usize = 400;
    if !out.ends_with(']') {
        return;
    }
    let near = out.ceil_char_boundary(out.len().saturating_sub(LONGEST));
    if let Some(at) = out[near..].rfind('[') {
        out.pop();
        out.remove(near + at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_and_the_brackets_before_them() {
        let mut out = String::new();
        let links = without_link_numbers("See [3]the pier and [the ferry][4] [sic]", &mut out);
        assert_eq!((links, &*out), (2, "See the pier and the ferry [sic]"));
    }
}
