//! Rows of tables that were set in columns.

/// Whether a line is set in columns: wide gaps inside it, or tabs.
pub(super) fn is_row(body: &str) -> bool {
    let body = body.trim_end();
    memchr::memchr(b'\t', body.as_bytes()).is_some() || has_gap(body.as_bytes())
}

/// Whether three spaces stand side by side: every third byte is looked at.
fn has_gap(bytes: &[u8]) -> bool {
    let gap = |at: usize| bytes.get(at..at + 3).is_some_and(|three| three == b"   ");
    (2..bytes.len())
        .step_by(3)
        .any(|at| bytes[at] == b' ' && (gap(at - 2) || gap(at - 1) || gap(at)))
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

    #[test]
    fn a_wide_gap_is_found_wherever_it_stands() {
        for before in 1..9 {
            let body = format!("{}   b", "a".repeat(before));
            assert!(is_row(&body), "{body:?}");
        }
        assert!(is_row("a\tb") && !is_row("a  b  c") && !is_row("a   ") && !is_row(""));
    }
}
