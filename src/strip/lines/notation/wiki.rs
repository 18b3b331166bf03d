//! The source of pages of a wiki, as MediaWiki writes it.

use super::set::Plain;

/// What is between braces or in a link, at most this deep; deeper it is left as it stands.
const DEEPEST: usize = 40;

/// Its text as plain lines: templates, notes, tables, files and categories left out, links undone.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let bytes = text.as_bytes();
    memchr::memmem::find(bytes, b"[[")?;
    let heading = |line: &str| line.starts_with("==") && line.trim_end().ends_with("==");
    let bold = memchr::memmem::find(bytes, b"'''").is_some();
    let braces = memchr::memmem::find(bytes, b"{{").is_some();
    let headed = text.lines().any(heading);
    let labelled = linked(text);
    if [bold, braces, headed, labelled].into_iter().filter(|sign| *sign).count() < 2 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    read(text, &mut out);
    let mut lines: Vec<&str> = out.lines().collect();
    // a section of nothing but notes, templates or categories
    let said = lines.iter().rposition(|line| !line.trim().is_empty() && !heading(line));
    lines.iter_mut().skip(said.map_or(0, |said| said + 1)).for_each(|line| *line = "");
    let mut plain = Plain::default();
    for line in lines {
        let table = line.starts_with("{|") || line.starts_with("|") || line.starts_with('!');
        let text = line.trim_start_matches([':', ';']);
        let text =
            if text.starts_with('*') { text.trim_start_matches('*').trim_start() } else { text };
        if heading(line) {
            let level = line.bytes().take_while(|byte| *byte == b'=').count();
            // the title of a page does not stand on it
            plain.push(&format!(
                "{} {}",
                "#".repeat((level + 1).min(6)),
                line.trim_matches(['=', ' '])
            ));
            continue;
        }
        match line.starts_with('*') && !text.is_empty() {
            true => plain.push(&format!("* {text}")),
            false if table => plain.blank(),
            false => plain.push(text),
        }
    }
    Some(plain)
}

/// Whether links with labels of their own stand in a text again and again: `[[pier|the pier]]`.
fn linked(text: &str) -> bool {
    const LINKS: usize = 3;
    let label = |link: &str| {
        let near = link.split(['\n', ']']).next().unwrap_or("");
        near.contains('|')
    };
    text.split("[[").skip(1).filter(|link| label(link)).take(LINKS).count() == LINKS
}

/// Something that has been opened: where its text begins in what was written, and whether it is shown.
struct Opened {
    link: bool,
    from: usize,
}

fn read(text: &str, out: &mut String) {
    let mut open: Vec<Opened> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let two = |mark: &str| rest.starts_with(mark);
        if two("{{") || two("[[") {
            if open.len() < DEEPEST {
                open.push(Opened { link: two("[["), from: out.len() });
            } else {
                out.push_str(&rest[..2]);
            }
            rest = &rest[2..];
            continue;
        }
        if (two("}}") && open.last().is_some_and(|open| !open.link))
            || (two("]]") && open.last().is_some_and(|open| open.link))
        {
            rest = &rest[2..];
            if let Some(opened) = open.pop() {
                close(&opened, out);
            }
            continue;
        }
        if c == '<'
            && let Some(length) = tag(rest)
        {
            // lines stay, so that those below keep their numbers
            out.extend(rest[..length].chars().filter(|c| *c == '\n'));
            rest = &rest[length..];
            continue;
        }
        if two("''") {
            rest = rest.trim_start_matches('\'');
            continue;
        }
        if two("[http")
            && let near = &rest[1..rest.floor_char_boundary(LINK)]
            && let Some((inside, _)) = near.split_once(']')
            && inside.contains("://")
            && !inside.contains('\n')
        {
            out.push_str(inside.split_once(' ').map_or("", |(_, label)| label));
            rest = &rest[inside.len() + 2..];
            continue;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
}

/// Leaves of what was opened what a reader sees: the label of a link, nothing of a template or a file.
fn close(opened: &Opened, out: &mut String) {
    let inside = out.split_off(opened.from);
    if opened.link {
        let target = inside.split('|').next().unwrap_or("");
        let named = target.split_once(':').is_some_and(|(space, rest)| {
            !space.is_empty() && !space.contains(' ') && !rest.starts_with(' ')
        });
        if !named {
            out.push_str(inside.rsplit('|').next().unwrap_or(""));
            return;
        }
    }
    out.extend(inside.chars().filter(|c| *c == '\n'));
}

/// Bytes of the longest note, and of the longest link to another site.
const NOTE: usize = 4000;
const LINK: usize = 1000;

/// How long a tag is, with what stands in it where that is a note; none where there is no tag.
fn tag(rest: &str) -> Option<usize> {
    let near = &rest[..rest.floor_char_boundary(NOTE)];
    if near.starts_with("<!--") {
        return Some(near.find("-->")? + 3);
    }
    let end = near.find('>')? + 1;
    let name = near[1..end].trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    if name.starts_with("ref") && !near[..end].ends_with("/>") && near.starts_with("<r") {
        let close = near[end..].find("</ref>")?;
        return Some(end + close + "</ref>".len());
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_wiki_is_read() {
        let text = "{{Infobox\n| name = [[Ferry]]\n}}\n[[File:Ferry.jpg|thumb|The [[ferry]]]]\n'''The ferry''' stays in [[Brodd (town)|Brodd]].<ref>[https://a.example A], p. 3.</ref>\n\n== Why ==\n* It ''waits''.<ref name=\"a\" />\n\n== References ==\n{{reflist}}\n[[Category:Ferries]]\n";
        let found = plain(text).unwrap().text;
        let lines: Vec<_> = found.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["The ferry stays in Brodd.", "### Why", "* It waits."]);
        assert_eq!(found.split('\n').count(), text.lines().count());
        assert!(plain("See [[the pier]] and\n\n# Ferry\n").is_none());
        let links =
            "[[a|A]]\n<div class=\"b\">\n\n[[b|B]] and [[c|C]]\n\n</div>\n== Why ==\nIt waits.\n";
        assert!(plain(links).unwrap().text.starts_with("A\n\n\nB and C\n\n\n### Why\n"));
    }

    #[test]
    fn what_never_closes_is_left() {
        let text = "'''a''' [[b {{c ]] <ref> d\n== e ==\n";
        assert!(plain(text).unwrap().text.contains('d'));
        let deep = format!("'''a''' {{{{ {}", "[[".repeat(5000));
        assert!(plain(&deep).is_some());
    }
}
