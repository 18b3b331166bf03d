//! Rows of tables that were set in columns.

use super::signs::Signs;
use crate::lexicon::measure::{between, eight_at};

/// Whether a line is set in columns: wide gaps inside it, or tabs.
pub(super) fn is_row(body: &str, signs: Signs) -> bool {
    if !signs.any(Signs::TAB.and(Signs::BLANK)) {
        return false;
    }
    let body = body.trim_end().as_bytes();
    signs.any(Signs::TAB) && memchr::memchr(b'\t', body).is_some() || has_gap(body)
}

/// Whether three spaces stand side by side, looked for in eight bytes at a time.
fn has_gap(bytes: &[u8]) -> bool {
    let (mut before, mut at) = (0, 0);
    while at < bytes.len() {
        let blanks = between(eight_at(bytes, at), b' ', b' ');
        let second = blanks << 8 | before >> 56;
        let third = blanks << 16 | before >> 48;
        if blanks & second & third != 0 {
            return true;
        }
        before = blanks;
        at += 8;
    }
    false
}

/// The cells of such a line, or of one that is parted by bars; empty ones are left out.
pub(super) fn cells(text: &str) -> impl Iterator<Item = &str> {
    let piped = text.contains('|');
    let tabbed = text.contains('\t');
    let parts: Vec<&str> = if piped {
        text.split('|').collect()
    } else if tabbed {
        text.split('\t').collect()
    } else {
        text.split("   ").collect()
    };
    parts.into_iter().map(str::trim).filter(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_row(body: &str) -> bool {
        super::is_row(body, Signs::of(body))
    }

    #[test]
    fn a_wide_gap_is_found_wherever_it_stands() {
        for before in 1..9 {
            let body = format!("{}   b", "a".repeat(before));
            assert!(is_row(&body), "{body:?}");
        }
        assert!(is_row("a\tb") && !is_row("a  b  c") && !is_row("a   ") && !is_row(""));
    }
}
