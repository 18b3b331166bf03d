//! Documents of AsciiDoc.

use super::set::{Plain, head, without_marks};
use crate::strip::lines::read::told::Field;

/// Its text as plain lines. Without anything of its header it may as well be a page of a wiki.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let title = head(text).next()?.strip_prefix("= ")?.trim();
    let told = |line: &str| attribute(line).is_some() || macro_of(line).is_some();
    if title.ends_with('=') || !head(text).any(told) {
        return None;
    }
    let mut out = Plain::default();
    // lines of the header that were read
    let mut header = Some(0);
    let (mut linked, mut unmarked) = (String::new(), String::new());
    for line in text.trim_start_matches('\u{feff}').lines() {
        let body = line.trim();
        if let Some((name, value)) = attribute(body) {
            match name {
                "author" | "authors" => out.tell(value, Field::Author),
                "revdate" | "date" => out.tell(value, Field::Date),
                _ => out.blank(),
            }
            continue;
        }
        if let Some(read) = &mut header {
            if body.is_empty() && *read == 0 {
                out.blank();
                continue;
            }
            *read += 1;
            match *read {
                _ if body.is_empty() => {
                    header = None;
                    out.blank();
                }
                1 => out.tell(title, Field::Title),
                // Mira Tolo <mira@valley.example>; v1.0, 2031-03-03: it stays
                2 => out.tell(body.split('<').next().unwrap_or(body), Field::Author),
                3 => out.tell(revised(body), Field::Date),
                _ => out.blank(),
            }
            continue;
        }
        if is_mark(body) || macro_of(body).is_some() {
            out.blank();
            continue;
        }
        linked.clear();
        without_addresses(line, &mut linked);
        unmarked.clear();
        if body.starts_with("* ") || body.starts_with("=") {
            unmarked.push_str(&linked);
        } else {
            without_marks(&linked, &['*', '_', '`'], &mut unmarked);
        }
        out.go_on(&unmarked);
    }
    Some(out.ended())
}

/// The day in the line of a version.
fn revised(line: &str) -> &str {
    let day = line.split_once(", ").map_or(line, |(_, day)| day);
    day.split_once(": ").map_or(day, |(day, _)| day)
}

/// `:lang: en`
fn attribute(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let spelled = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '!');
    let fits = !name.is_empty() && name.chars().all(spelled);
    (fits && (value.is_empty() || value.starts_with(' '))).then_some((name, value.trim()))
}

/// The name of what something else is put for: `image::ferry.jpg[The ferry]`.
fn macro_of(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once("::")?;
    let spelled = name.bytes().all(|byte| byte.is_ascii_lowercase());
    (!name.is_empty() && spelled && rest.ends_with(']')).then_some(name)
}

/// Lines that say how what stands below them is set: `[quote, Mira Tolo]`, `____`, `// later`.
fn is_mark(line: &str) -> bool {
    let block = |sign: char| line.len() >= 4 && line.chars().all(|c| c == sign);
    let style = line.starts_with('[')
        && line.ends_with(']')
        && !line.starts_with("[[")
        && line[1..].starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '#' | '%'));
    style
        || line.starts_with("//")
        || line.starts_with("[[") && line.ends_with("]]")
        || ['_', '=', '-', '*', '+', '.'].into_iter().any(block)
}

/// Bytes of the longest label of a link.
const LABEL: usize = 500;

/// Appends a line with its links undone: `https://valley.example/pier[the pier]`, `link:pier[the pier]`.
fn without_addresses(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let (before, behind) = rest.split_at(open);
        let from = before.rfind([' ', '(', '"']).map_or(0, |at| at + 1);
        let target = &before[from..];
        let links = target.contains("://")
            || ["link:", "xref:", "mailto:"].iter().any(|m| target.starts_with(m));
        let image = target.starts_with("image:") || target.starts_with("footnote:");
        let near = &behind[1..behind.floor_char_boundary(LABEL)];
        match near.split_once(']').filter(|_| links || image) {
            Some((label, _)) => {
                out.push_str(&before[..from]);
                out.push_str(if links { label.trim_end_matches('^') } else { "" });
                rest = &behind[label.len() + 2..];
            }
            None => {
                out.push_str(before);
                out.push('[');
                rest = &behind[1..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asciidoc_document_is_read() {
        let text = "= The ferry\nMira Tolo <mira@valley.example>\nv1.0, 2031-03-03\n:lang: en\n\nimage::ferry.jpg[The ferry]\n\nIt *stays* in https://brodd.example[Brodd] [sic].\n\n== Why\n\n// later\nNobody knows.\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected = [
            "The ferry",
            "Mira Tolo",
            "2031-03-03",
            "It stays in Brodd [sic].",
            "== Why",
            "Nobody knows.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.told, [(1, Field::Title), (2, Field::Author), (3, Field::Date)]);
        assert!(plain("= The ferry =\n\nIt stays.\n").is_none());
    }
}
