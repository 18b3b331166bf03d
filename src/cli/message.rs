//! What is said to the person at the terminal.

use std::io::{self, Write as _};

/// Prints one line to standard error, control characters made visible, since messages may quote
/// what a page or a file name holds.
pub(super) fn complain(message: &str) {
    let line = format!("spoglio: {}\n", visible(message));
    // Nothing is left to be done when standard error is closed.
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// A text in which control characters cannot reach the terminal.
pub(super) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
