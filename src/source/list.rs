//! A file of addresses, one a line.

use std::path::Path;

use super::candidate::{Candidate, Page, gather};

/// How much of a line is shown that is no address, in characters.
const SHOWN: usize = 100;

/// Reads one address a line; what follows it behind white space is what it is called. Of a table, a file whose
/// name ends in `.csv`, the first column is read, and its first line may name the columns. Empty lines and lines
/// that begin with `#` are passed over; what else is no http or https address gives a note with `file`, as it
/// is called, and the line's number.
#[must_use]
pub fn read(text: &str, file: &Path) -> Page {
    let is_table = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let mut notes = Vec::new();
    let mut candidates = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (address, title) = match line.split_once(char::is_whitespace) {
            _ if is_table => (first_column(line), ""),
            Some((address, title)) => (address, title.trim()),
            None => (line, ""),
        };
        match Candidate::at(address, None) {
            Some(candidate) => {
                let title =
                    Some(title).filter(|title| !title.is_empty() && !title.starts_with('#'));
                candidates.push(Candidate { title: title.map(str::to_owned), ..candidate });
            }
            None if is_table && number == 1 => {}
            None => {
                let shown: String = line.chars().take(SHOWN).collect();
                let file = file.display();
                notes.push(format!("{file}, line {number}: no http or https address: {shown}"));
            }
        }
    }
    let mut page = gather(candidates.into_iter(), usize::MAX);
    page.notes.extend(notes);
    page
}

/// The first column of a line of a table, in quotes or not. No address has a quote in it.
fn first_column(line: &str) -> &str {
    match line.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
        None => line.split([',', ';', '\t']).next().unwrap_or(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(page: &Page) -> Vec<&str> {
        page.candidates.iter().map(|candidate| candidate.url.as_str()).collect()
    }

    #[test]
    fn a_list_has_one_address_a_line_and_says_which_lines_are_wrong() {
        let page = read(
            "\u{feff}# pages\r\nhttps://example.org/1\r\n\nexample.org/2\n https://example.org/1 \nhttps://example.org/3\nftp://example.org/",
            Path::new("lists/pages.txt"),
        );
        assert_eq!(urls(&page), ["https://example.org/1", "https://example.org/3"]);
        let notes = [
            "lists/pages.txt, line 4: no http or https address: example.org/2",
            "lists/pages.txt, line 7: no http or https address: ftp://example.org/",
        ];
        assert_eq!(page.notes, notes);
    }

    #[test]
    fn what_follows_an_address_is_what_it_is_called() {
        let page = read(
            "https://example.org/1\tThe first of all\nhttps://example.org/2   Second\r\nhttps://example.org/3 # a remark\nThe fourth https://example.org/4",
            Path::new("a"),
        );
        let titles: Vec<_> = page.candidates.iter().map(|c| c.title.as_deref()).collect();
        assert_eq!(titles, [Some("The first of all"), Some("Second"), None]);
        assert_eq!(page.notes.len(), 1);
    }

    #[test]
    fn of_a_table_the_first_column_is_read() {
        let table = "url,title,date\nhttps://example.org/1,One,2026\n\"https://example.org/2,b\",\"Two, too\"\r\nhttps://example.org/3;Three\nFour,https://example.org/4\n";
        let page = read(table, Path::new("export.CSV"));
        let expected =
            ["https://example.org/1", "https://example.org/2,b", "https://example.org/3"];
        assert_eq!(urls(&page), expected);
        assert_eq!(
            page.notes,
            ["export.CSV, line 5: no http or https address: Four,https://example.org/4"]
        );
        let plain = read("https://example.org/a,1.html", Path::new("export.txt"));
        assert_eq!(urls(&plain), ["https://example.org/a,1.html"]);
    }
}
