//! Articles as Factiva gives them: fields behind codes of two or three letters, each on a line of its own or
//! before its value.

use super::set::{Plain, head};
use crate::strip::lines::read::told::Field;

/// The codes, sorted.
const CODES: &[&str] = &[
    "AN", "ART", "AU", "BY", "CL", "CO", "CR", "CT", "CX", "CY", "DJIC", "ED", "ET", "GC", "HD",
    "HL", "IN", "IPC", "IPD", "LA", "LP", "NS", "PD", "PG", "PUB", "RE", "RF", "SC", "SE", "SN",
    "TD", "VOL", "WC",
];

/// The headline, the first paragraphs and the rest; the other fields tell of the article or nothing.
pub(super) fn plain(text: &str) -> Option<Plain> {
    if !head(text).any(|line| coded(line).is_some_and(|(code, _)| code == "HD")) {
        return None;
    }
    let texts = text.lines().filter_map(coded).filter(|(code, _)| matches!(*code, "LP" | "TD"));
    if texts.count() == 0 {
        return None;
    }
    let mut out = Plain::default();
    let mut field = "";
    // the lines of a value that tells something go on its last one
    let mut value = String::new();
    for line in text.lines() {
        let (is_code, body) = match coded(line) {
            Some((code, rest)) => {
                value.clear();
                field = code;
                (true, rest)
            }
            None => (false, line),
        };
        let told = match field {
            "HD" => Field::Title,
            "BY" | "AU" => Field::Author,
            "PD" => Field::Date,
            "LP" | "TD" | "ART" if is_code && body.trim().is_empty() => {
                out.blank();
                continue;
            }
            "LP" | "TD" | "ART" => {
                out.push(body);
                continue;
            }
            _ => {
                out.blank();
                continue;
            }
        };
        match body.trim() {
            "" => out.blank(),
            body if value.is_empty() => {
                value.push_str(body);
                out.tell(body, told);
            }
            // a headline of two lines is rare, and its first is told
            _ => out.blank(),
        }
    }
    Some(out)
}

/// A code and what stands behind it.
fn coded(line: &str) -> Option<(&str, &str)> {
    let (code, rest) =
        line.split_at(line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len()));
    let parted = rest.trim().is_empty() || rest.starts_with("  ") || rest.starts_with('\t');
    (parted && CODES.contains(&code)).then_some((code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_by_their_codes() {
        let text = "HD\nThe ferry stays\nBY\nBy Mira Tolo\nWC\n118 words\nPD\n3 March 2031\nLP\n\nIt stays in port.\n\nTD\n\nNobody knows why.\n\nAN\nDocument VP01\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected = [
            "The ferry stays",
            "By Mira Tolo",
            "3 March 2031",
            "It stays in port.",
            "Nobody knows why.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.told, [(2, Field::Title), (4, Field::Author), (8, Field::Date)]);
        assert!(plain("HD\nThe ferry stays.\n").is_none());
        assert!(CODES.is_sorted());
    }
}
