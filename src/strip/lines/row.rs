//! Rows of tables that were set in columns.

/// Whether a line is set in columns: wide gaps inside it, or tabs.
pub(super) fn is_row(body: &str) -> bool {
    let body = body.trim_end();
    body.contains('\t') || body.contains("   ")
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
