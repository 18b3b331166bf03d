//! Whether an HTML document is there to its end.

use memchr::memmem;

/// How many bytes before the end its end tags are looked for in: caches and counters write below them.
const TAIL: usize = 16 * 1024;

/// Whether the bytes of an HTML document hold the end tag of its body or of the whole. Both may be left out, so that
/// a document without them need not be cut; one with them is not.
#[must_use]
pub fn ends_html(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    memmem::find_iter(tail, b"</").any(|at| {
        let name = tail.get(at + 2..at + 6).unwrap_or_default();
        let after = tail.get(at + 6..).unwrap_or_default().trim_ascii_start();
        ([&b"html"[..], b"body"].iter().any(|end| name.eq_ignore_ascii_case(end)))
            && after.first() == Some(&b'>')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_ends_with_its_end_tags_whatever_is_written_below_them() {
        let long = format!("<p>a</body><!-- {} -->", "a cache ".repeat(400));
        for whole in ["<p>a</body></html>", "<p>a</HTML >\n<!-- cached -->", "</html\n>", &long] {
            assert!(ends_html(whole.as_bytes()), "{whole}");
        }
        for cut in
            ["", "<p>a", "<p>a</p></bod", "<p>a</body", "</html", "<p></htmlx>", "</bodyguard>"]
        {
            assert!(!ends_html(cut.as_bytes()), "{cut}");
        }
    }
}
