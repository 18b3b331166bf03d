//! Lines that are no text of the page: lists of link targets, running heads and page numbers of
//! paper ([`paper`]), what surrounds a mail ([`mail`]).

use super::marker::{Marker, marker};
use super::physical::RawLine;
use super::signs::Signs;
use super::told::{self, Field, Told};
use super::{mail, paper, posts};

/// What the reader of a text passes over.
#[derive(Debug)]
pub(in crate::strip::lines) struct Skip {
    /// Whether to leave out each line.
    pub(super) lines: Vec<bool>,
    /// The subject of the mail that the text is.
    pub(super) subject: Option<mail::Subject>,
    /// What the text says of itself in fields, in the order of their lines.
    pub(super) told: Vec<Told>,
}

/// Which lines to leave out. `noted` has the numbers of lines that are known to tell something.
pub(in crate::strip::lines) fn lines_to_skip(
    lines: &[RawLine<'_>],
    noted: &[(u32, Field)],
) -> Skip {
    let mut skip = vec![false; lines.len()];
    link_list(lines, &mut skip);
    lynx_marks(lines, &mut skip);
    shortcodes(lines, &mut skip);
    paper::leave_out(lines, &mut skip);
    let mut told = known(lines, noted);
    if told.is_empty() {
        told = posts::find(lines);
    }
    if told.is_empty() {
        told = told::find(lines, &mut skip);
    }
    let subject = if told.is_empty() { mail::leave_out(lines, &mut skip, &mut told) } else { None };
    told.retain(|told| !skip[told.line]);
    told.sort_unstable_by_key(|told| told.line);
    Skip { lines: skip, subject, told }
}

/// The lines with these numbers, which are fields and nothing else.
fn known(lines: &[RawLine<'_>], noted: &[(u32, Field)]) -> Vec<Told> {
    let first = lines.first().map_or(0, |line| line.number);
    let told = |(number, field): &(u32, Field)| {
        let line = number.checked_sub(first)? as usize;
        let to = lines.get(line)?.text.len();
        Some(Told { line, from: 0, to, field: *field })
    };
    noted.iter().filter_map(told).collect()
}

/// The numbered list of addresses at the end of a lynx dump, with its head, and reference
/// definitions of Markdown (`[1]: https://…`) anywhere.
fn link_list(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let mut first = lines.len();
    let mut found = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        if line.is_blank() {
            continue;
        }
        match marker(line) {
            (Marker::Number(_), rest) if is_address(rest) => {
                first = at;
                found += 1;
            }
            // [3] https://valley.example/, below a mail
            (Marker::None, rest) if is_noted_address(rest) => {
                first = at;
                found += 1;
            }
            // Heads of the list and of its parts ("References", "Visible links:").
            (Marker::None, rest)
                if found > 0
                    && rest.len() < 40
                    && (rest.ends_with(':') || !rest.contains(' '))
                    && !rest.contains("://") =>
            {
                if !is_list_head(lines, at) {
                    break;
                }
                first = at;
            }
            (Marker::None, rest) if is_address(rest) => {
                // four digits and more are no list number
                first = at;
            }
            _ => break,
        }
    }
    if found >= 2 {
        skip.iter_mut().skip(first).for_each(|s| *s = true);
    }
    for (line, skip) in lines.iter().zip(skip.iter_mut()) {
        if !line.signs.any(Signs::OPENS) {
            continue;
        }
        let body = line.body();
        if let Some((label, target)) = body.strip_prefix('[').and_then(|b| b.split_once("]:"))
            && label.len() < 12
            && is_address(target.trim_start())
        {
            *skip = true;
        }
    }
}

/// What lynx prints of a document's head and of its frames: `#Ferry Feed alternate` above everything,
/// indented as all of its text is, and `IFRAME: https://…` where a frame stands.
fn lynx_marks(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(lines.len());
    let names = |line: &RawLine<'_>| {
        let rest = line.body().strip_prefix('#');
        line.indent > 0 && rest.is_some_and(|r| !r.starts_with([' ', '#']) && !r.is_empty())
    };
    if lines.get(first).is_some_and(names) {
        let links = lines[first..].iter().take_while(|line| !line.is_blank()).count();
        skip[first..first + links].fill(true);
    }
    for (line, skip) in lines.iter().zip(skip) {
        if !line.signs.any(Signs::COLON) {
            continue;
        }
        let frame = line.body().strip_prefix("IFRAME:").map(str::trim_start);
        *skip |= frame.is_some_and(|target| !target.contains(' '));
    }
}

/// Whether a text is a number in brackets and an address.
fn is_noted_address(text: &str) -> bool {
    text.strip_prefix('[').and_then(|text| text.split_once(']')).is_some_and(|(number, rest)| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && rest.starts_with(' ')
            && is_address(rest.trim_start())
    })
}

/// What a site generator puts something else for, on a line of its own: `{{< figure src="a.jpg" >}}`,
/// `{% include a.html %}`.
fn shortcodes(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let ends = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];
    for (line, skip) in lines.iter().zip(skip) {
        let body = line.body();
        *skip |= body.starts_with('{')
            && ends.iter().any(|(begin, end)| body.starts_with(begin) && body.ends_with(end));
    }
}

fn is_list_head(lines: &[RawLine<'_>], at: usize) -> bool {
    let next = lines[at + 1..].iter().find(|l| !l.is_blank());
    next.is_some_and(|l| match marker(l) {
        (Marker::Number(_), rest) => is_address(rest),
        (_, rest) => rest.len() < 40 || is_noted_address(rest),
    })
}

/// Whether a text is one address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_end();
    let text = text.split_once(". ").map_or(text, |(number, rest)| {
        if number.bytes().all(|b| b.is_ascii_digit()) { rest } else { text }
    });
    !text.contains(' ')
        && text.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.len() >= 3
                && scheme.len() < 12
                && scheme.bytes().all(|b| b.is_ascii_lowercase() || b == b'+')
        })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::strip::lines::read::physical::lines;

    /// The lines that are left of a text, but for its fields.
    pub(in crate::strip::lines) fn left(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let mut skip = lines_to_skip(&lines, &[]);
        skip.told.iter().for_each(|told| skip.lines[told.line] = true);
        lines
            .iter()
            .zip(skip.lines)
            .filter(|(l, skip)| !skip && !l.is_blank())
            .map(|(l, _)| l.text)
            .collect()
    }

    #[test]
    fn the_link_list_of_a_dump_goes_with_its_heads() {
        let list = "References\n\n   Visible links:\n   1. https://valley.example/\n   2. https://valley.example/a\n\n   Hidden links:\n   4. https://valley.example/b\n";
        assert_eq!(left(&format!("The [1]ferry\n\n{list}")), ["The [1]ferry"]);
        assert_eq!(
            left("Sources:\n1. The ferry\n2. The river"),
            ["Sources:", "1. The ferry", "2. The river"]
        );
    }

    #[test]
    fn reference_definitions_of_markdown_go() {
        let text =
            "See [the pier][1].\n\n[1]: https://valley.example/pier\n[note]: the author's own";
        assert_eq!(left(text), ["See [the pier][1].", "[note]: the author's own"]);
    }

    #[test]
    fn shortcodes_go() {
        let text = "{{< figure src=\"a.jpg\" >}}\n\nIt stays.\n{% include a.html %}\n{a} and {b}";
        assert_eq!(left(text), ["It stays.", "{a} and {b}"]);
    }

    #[test]
    fn what_lynx_prints_of_a_head_and_of_frames_goes() {
        let text = "   #[1]The Valley Post » Feed [2]The Valley Post » Comments\n   Feed\n\n   The ferry\n   IFRAME: [3]https://valley.example/frame\n   It stays.\n";
        assert_eq!(left(text), ["   The ferry", "   It stays."]);
        for kept in ["#ferry stays\n\nIt stays.", "   # The ferry", "IFRAME: what it is"] {
            assert_eq!(left(kept).len(), kept.lines().filter(|l| !l.is_empty()).count(), "{kept}");
        }
    }
}
