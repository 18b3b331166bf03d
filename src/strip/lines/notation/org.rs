//! Documents of Emacs' Org mode.

use super::set::{Plain, head, without_links, without_marks};
use crate::strip::lines::read::told::Field;

/// Its text as plain lines, its headings with the marks of Markdown.
pub(super) fn plain(text: &str) -> Option<Plain> {
    if !head(text).any(|line| keyword(line).is_some_and(|(name, _)| is(name, "title"))) {
        return None;
    }
    let mut out = Plain::default();
    let (mut drawer, mut linked, mut unmarked) = (false, String::new(), String::new());
    for line in text.lines() {
        let body = line.trim();
        if drawer || body == ":PROPERTIES:" || body == ":LOGBOOK:" {
            drawer = body != ":END:";
            out.blank();
            continue;
        }
        if let Some((name, value)) = keyword(body) {
            match name {
                name if is(name, "title") => out.tell(value, Field::Title),
                name if is(name, "author") => out.tell(value, Field::Author),
                name if is(name, "date") => {
                    out.tell(value.trim_matches(['<', '>', '[', ']']), Field::Date)
                }
                _ => out.blank(),
            }
            continue;
        }
        if body.starts_with("#+") || body.starts_with("# ") {
            out.blank();
            continue;
        }
        linked.clear();
        without_links(line, ("[[", "]]"), &mut linked, |inside| {
            inside.split_once("][").map_or("", |(_, label)| label)
        });
        unmarked.clear();
        let stars = linked.bytes().take_while(|byte| *byte == b'*').count();
        match linked.get(stars..).filter(|rest| stars > 0 && rest.starts_with(' ')) {
            Some(rest) => {
                unmarked.extend(std::iter::repeat_n('#', (stars + 1).min(6)));
                unmarked.push_str(rest);
            }
            None => without_marks(&linked, &['*', '/', '=', '~'], &mut unmarked),
        }
        out.go_on(&unmarked);
    }
    Some(out.ended())
}

/// `#+TITLE: The ferry`
fn keyword(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("#+")?.split_once(':')?;
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .then_some((name, value.trim()))
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_document_is_read() {
        let text = "#+TITLE: The ferry\n#+DATE: <2031-03-03 Mon>\n#+OPTIONS: toc:nil\n\nIt *stays* in [[https://brodd.example][Brodd]].\n\n* Why\n:PROPERTIES:\n:ID: a\n:END:\nNobody knows.\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected =
            ["The ferry", "2031-03-03 Mon", "It stays in Brodd.", "## Why", "Nobody knows."];
        assert_eq!(lines, expected);
        assert_eq!(found.text.split('\n').count(), text.lines().count());
    }
}
