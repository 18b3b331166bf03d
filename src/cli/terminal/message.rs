//! What is said to the person at the terminal.

use std::io::{self, Write as _};

/// Prints one line to standard error, control characters made visible, since messages may quote
/// what a page or a file name holds.
pub(in crate::cli) fn complain(message: &str) {
    let line = format!("spoglio: {}\n", visible(message));
    // Nothing is left to be done when standard error is closed.
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// A text in which nothing can move the cursor, colour the terminal or turn the writing direction of
/// what follows: such characters are written out.
pub(in crate::cli) fn visible(text: &str) -> String {
    written_out(text, |c| c.is_control())
}

/// The same for a text of several lines, which keeps its line ends and tabs.
pub(in crate::cli) fn visible_lines(text: &str) -> String {
    written_out(text, |c| c.is_control() && !matches!(c, '\n' | '\t'))
}

fn written_out(text: &str, hidden: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_is_printed() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\n\u{9b}c"), "a\\u{1b}[31mb\\u{7}\\n\\u{9b}c");
        assert_eq!(visible("fdp.\u{202e}exe"), "fdp.\\u{202e}exe");
        assert_eq!(visible_lines("a\tb\n\u{1b}]0;x\u{7}"), "a\tb\n\\u{1b}]0;x\\u{7}");
    }
}
