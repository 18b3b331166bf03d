//! Documents of Emacs' Org mode.

use super::set::{Plain, head, without_marks};
use crate::strip::lines::read::told::Field;

/// Its text as plain lines, its headings with the marks of Markdown. Without a title above it, it is told by its
/// drawers and its links, and its first heading may be one.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let titled = head(text).any(|line| keyword(line).is_some_and(|(name, _)| is(name, "title")));
    if !titled && !is_org(text) {
        return None;
    }
    let above = usize::from(titled);
    let mut out = Plain::default();
    let (mut drawer, mut unmarked) = (false, String::new());
    let text = without_targets(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while let Some(line) = lines.get(at).copied() {
        at += 1;
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
        let target = body.starts_with("<<") && body.ends_with(">>");
        if body.starts_with("#+") || body.starts_with("# ") || target {
            out.blank();
            continue;
        }
        unmarked.clear();
        let stars = line.bytes().take_while(|byte| *byte == b'*').count();
        let Some(rest) = line.get(stars..).filter(|rest| stars > 0 && rest.starts_with(' ')) else {
            without_marks(line, &['*', '/', '=', '~'], &mut unmarked);
            out.go_on(&unmarked);
            continue;
        };
        unmarked.extend(std::iter::repeat_n('#', (stars + above).min(6)));
        unmarked.push_str(rest);
        let more = wrapped(&lines[at..]);
        for line in &lines[at..at + more] {
            unmarked.push(' ');
            unmarked.push_str(line.trim());
        }
        out.push(&unmarked);
        (0..more).for_each(|_| out.blank());
        at += more;
    }
    Some(out.ended())
}

/// Whether a text without a title has the drawers and the links of such a document.
fn is_org(text: &str) -> bool {
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    has(":PROPERTIES:")
        && has("][")
        && text.lines().any(|line| line.starts_with("* ") || line.starts_with("** "))
}

/// How many lines below a heading belong to it: a converter wrapped it, and its drawer stands behind them.
fn wrapped(below: &[&str]) -> usize {
    const LINES: usize = 4;
    let drawer = below.iter().take(LINES).position(|line| line.trim() == ":PROPERTIES:");
    drawer.filter(|at| below[..*at].iter().all(|line| !line.trim().is_empty())).unwrap_or(0)
}

/// A text of whose links only the labels are left; one may go over lines.
fn without_targets(text: &str) -> String {
    /// Bytes of the longest link.
    const LINK: usize = 2000;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("[[") {
        out.push_str(before);
        let near = &behind[..behind.floor_char_boundary(LINK)];
        match near.split_once("]]").filter(|(inside, _)| !inside.contains("\n\n")) {
            Some((inside, _)) => {
                let (target, label) = inside.split_once("][").unwrap_or((inside, ""));
                out.extend(target.chars().filter(|c| *c == '\n'));
                out.push_str(label);
                rest = &behind[inside.len() + 2..];
            }
            None => {
                out.push_str("[[");
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
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

    #[test]
    fn a_document_without_a_title_is_told_by_its_drawers_and_links() {
        let text = "[[/][The Paper]]\n\n<<main>>\n* The ferry of Lenta stays\nin port\n  :PROPERTIES:\n  :CUSTOM_ID: ferry\n  :END:\n\nBy [[/t][Mira\nTolo]] of\n[[file:b.jpg]]\n\n** Why\n   :PROPERTIES:\n   :END:\nNobody [[knows.\n";
        let found = plain(text).unwrap();
        let lines: Vec<_> = found.text.lines().filter(|line| !line.is_empty()).collect();
        let expected = [
            "The Paper",
            "# The ferry of Lenta stays in port",
            "By Mira Tolo of",
            "## Why",
            "Nobody [[knows.",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.text.split('\n').count(), text.lines().count());
        assert!(plain("* One\n* [[a][b]] two\n").is_none());
    }
}
