//! Documents of reStructuredText.

use std::borrow::Cow;

use super::set::{Plain, head, without_links};
use crate::strip::lines::read::told::Field;

/// Directives whose text is the document's.
const TEXTS: &[&str] = &[
    "attention",
    "caution",
    "compound",
    "container",
    "danger",
    "epigraph",
    "error",
    "highlights",
    "hint",
    "important",
    "note",
    "pull-quote",
    "tip",
    "warning",
];

/// Its text as plain lines, its headings with the marks of Markdown. It is told by its directives and by the
/// fields below its title.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let fields = || head(text).take(12).filter(|line| field(line).is_some()).count();
    // Most texts are none, and end here.
    let directives =
        text.starts_with(".. ") || memchr::memmem::find(text.as_bytes(), b"\n.. ").is_some();
    if !directives && fields() < 2 {
        return None;
    }
    let text = without_targets(text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let heads = lines.windows(2).any(|pair| is_stroke(pair[1]) && underlines(pair[0], pair[1]));
    let rubrics = memchr::memmem::find(text.as_bytes(), b".. rubric:: ").is_some();
    let marked = lines.iter().any(|line| directive(line).is_some() || line.starts_with(".. _"))
        || fields() >= 2;
    if !(heads || rubrics) || !marked {
        return None;
    }
    let mut out = Plain::default();
    // what is set in below a directive: left out, or moved back to the margin
    let mut below: Option<bool> = None;
    let mut titled = false;
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        let next = lines.get(at + 1).copied().unwrap_or("");
        at += 1;
        if let Some(title) = rubric(line) {
            let (length, title) = heading(title, &lines[at..]);
            out.push(&format!("## {title}"));
            (0..length).for_each(|_| out.blank());
            at += length;
            below = below.filter(|_| line.starts_with(' '));
            continue;
        }
        if let Some(text) = below {
            if line.is_empty() || line.starts_with(' ') {
                // what stands in what is set in: only what holds text is followed
                if let Some(name) = directive(line.trim_start()).filter(|_| text) {
                    let holds = TEXTS.contains(&name);
                    out.blank();
                    if !holds {
                        let deep = indent(line);
                        let length = set_in(&lines[at..], deep);
                        (0..length).for_each(|_| out.blank());
                        at += length;
                    }
                    continue;
                }
                let option = line.trim_start().starts_with(':');
                let shown = if text && !option { line.trim_start() } else { "" };
                out.flow(&inline(shown));
                continue;
            }
            below = None;
        }
        if line.starts_with("..") && (line.len() == 2 || line.starts_with(".. ")) {
            below = Some(directive(line).is_some_and(|name| TEXTS.contains(&name)));
            out.blank();
            continue;
        }
        if let Some((name, value)) = field(line).filter(|_| out.told.len() < 8) {
            match &*name.to_lowercase() {
                "author" | "authors" => out.tell(value, Field::Author),
                "date" | "published" => out.tell(value, Field::Date),
                _ => out.blank(),
            }
            continue;
        }
        // the line above a heading says no more than the one below it
        if is_stroke(line) && lines.get(at + 1).is_some_and(|below| *below == line) {
            out.blank();
            continue;
        }
        if is_stroke(next) && underlines(line, next) {
            if titled {
                out.push(&format!("## {}", line.trim()));
            } else {
                out.tell(line, Field::Title);
            }
            titled = true;
            out.blank();
            at += 1;
            continue;
        }
        out.go_on(&inline(line));
    }
    Some(out.ended())
}

/// The text of a heading that is in no outline: `.. rubric:: Why`.
fn rubric(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(".. rubric::").map(str::trim).filter(|text| !text.is_empty())
}

/// Such a heading with the lines on which it goes on, and how many lines it takes below its first.
fn heading(first: &str, below: &[&str]) -> (usize, String) {
    let mut title = first.to_owned();
    let mut length = 0;
    for line in below.iter().take_while(|line| line.starts_with(' ')) {
        if !line.trim_start().starts_with(':') {
            title.push(' ');
            title.push_str(line.trim());
        }
        length += 1;
    }
    (length, inline(&title))
}

/// A text of whose links only the labels are left: `` `the pier <https://valley.example>`__ ``; one may go over
/// lines.
fn without_targets(text: &str) -> Cow<'_, str> {
    /// Bytes of the longest link.
    const LINK: usize = 2000;
    if memchr::memmem::find(text.as_bytes(), b">`_").is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('`') {
        out.push_str(before);
        let near = &behind[..behind.floor_char_boundary(LINK)];
        let link = near.split_once('`').and_then(|(inside, after)| {
            let (label, target) = inside.strip_suffix('>')?.rsplit_once('<')?;
            let ends = after.starts_with('_') && !inside.contains("\n\n");
            (ends && !label.trim().is_empty()).then_some((inside, label, target))
        });
        let Some((inside, label, target)) = link else {
            out.push('`');
            rest = behind;
            continue;
        };
        out.push_str(label.trim_end());
        rest = &behind[inside.len() + 1..];
        rest = rest.strip_prefix("__").or_else(|| rest.strip_prefix('_')).unwrap_or(rest);
        let ended = label.trim_end().len();
        out.extend(label[ended..].chars().chain(target.chars()).filter(|c| *c == '\n'));
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// How many of these lines are set in deeper.
fn set_in(lines: &[&str], deep: usize) -> usize {
    let inside = |line: &&&str| line.is_empty() || indent(line) > deep;
    lines.iter().take_while(inside).count()
}

/// The name of a directive: `.. image:: ferry.jpg`.
fn directive(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix(".. ")?.split_once("::")?;
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    (!name.is_empty() && name.bytes().all(spelled)).then_some(name)
}

/// `:Author: Mira Tolo`
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let spelled = name.len() <= 30 && name.starts_with(char::is_alphabetic) && !name.contains('`');
    (spelled && (value.is_empty() || value.starts_with(' '))).then_some((name, value.trim()))
}

/// Whether a line is one sign over and over.
fn is_stroke(line: &str) -> bool {
    let sign = line.bytes().next().unwrap_or(b' ');
    line.len() >= 3 && b"=-~^\"'*+#`:.".contains(&sign) && line.bytes().all(|byte| byte == sign)
}

fn underlines(line: &str, stroke: &str) -> bool {
    let width = line.trim().chars().count();
    line.starts_with(char::is_alphanumeric) && width > 0 && stroke.len() >= width
        || line.starts_with([' ', '«', '„', '“', '"'])
            && width > 0
            && stroke.len() >= width
            && !is_stroke(line.trim())
}

/// A line with its links and roles undone: `` `the pier <https://valley.example>`_ ``, `` :doc:`pier` ``,
/// ``` ``pier`` ```.
fn inline(line: &str) -> String {
    if !line.contains('`') {
        return line.to_owned();
    }
    let mut plain = String::with_capacity(line.len());
    without_links(line, ("``", "``"), &mut plain, |inside| inside);
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((inside, after)) = behind.split_once('`') else { break };
        out.push_str(without_role(before));
        let label = inside.split_once(" <").map_or(inside, |(label, _)| label);
        out.push_str(label.trim_start_matches('~'));
        rest = after.strip_prefix("__").or_else(|| after.strip_prefix('_')).unwrap_or(after);
    }
    out.push_str(rest);
    out
}

/// What stands before a role: `see :doc:`.
fn without_role(before: &str) -> &str {
    let Some(rest) = before.strip_suffix(':') else { return before };
    let Some(at) = rest.rfind(':') else { return before };
    let role = &rest[at + 1..];
    let spelled =
        !role.is_empty() && role.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if spelled { &before[..at] } else { before }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restructuredtext_document_is_read() {
        let text = "=========\nThe ferry\n=========\n\n:Author: Mira Tolo\n:Date: 2031-03-03\n\n.. image:: a.jpg\n   :alt: The ferry\n\nIt stays in `Brodd <https://brodd.example>`_, see :doc:`pier`.\n\nWhy?\n----\n\n.. note::\n\n   Nobody knows.\n\n.. _pier: https://pier.example\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected = [
            "The ferry",
            "Mira Tolo",
            "2031-03-03",
            "It stays in Brodd, see pier.",
            "## Why?",
            "Nobody knows.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.text.split('\n').count(), text.lines().count());
        assert!(plain("The ferry\n=========\n\nIt stays.\n").is_none());
    }

    #[test]
    fn headings_without_an_outline_and_text_that_is_set_in_are_read() {
        let text = "`Skip <#main>`__\n\n.. container:: main\n   :name: main\n\n   .. rubric:: The ferry of Lenta stays\n      in port\n      :name: ferry\n\n   .. figure:: a.jpg\n      :alt: The ferry\n\n      The ferry.\n\n   It stays in the `port of\n   Lenta </lenta>`__ and\n   waits.\n\n   -  a wheel of a `van\n      <#>`__ and\n      more\n\n.. rubric:: Why\n\nNobody knows.\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected = [
            "Skip",
            "## The ferry of Lenta stays in port",
            "It stays in the port of Lenta and waits.",
            "-  a wheel of a van and more",
            "## Why",
            "Nobody knows.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.text.split('\n').count(), text.lines().count());
    }
}
