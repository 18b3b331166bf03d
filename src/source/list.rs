//! A file of addresses, one a line.

use super::candidate::{Candidate, Page, gather};

/// Reads one address a line. Empty lines and lines that begin with `#` are passed over; what else
/// is no http or https address gives a note with its line number.
#[must_use]
pub fn read(text: &str) -> Page {
    let mut notes = Vec::new();
    let mut candidates = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match Candidate::at(line, None) {
            Some(candidate) => candidates.push(candidate),
            None => notes.push(format!("line {}: no http or https address: {line}", number + 1)),
        }
    }
    let mut page = gather(candidates.into_iter(), usize::MAX);
    page.notes.extend(notes);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_address_a_line_and_says_which_lines_are_wrong() {
        let page = read(
            "\u{feff}# pages\r\nhttps://example.org/1\r\n\nexample.org/2\n https://example.org/1 \nhttps://example.org/3",
        );
        let urls: Vec<&str> = page.candidates.iter().map(|c| c.url.as_str()).collect();
        assert_eq!(urls, ["https://example.org/1", "https://example.org/3"]);
        assert_eq!(page.notes, ["line 4: no http or https address: example.org/2"]);
    }
}
