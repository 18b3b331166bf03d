//! What Debian's html2text prints: headings between stars, and the words of links joined by underscores.

use super::set::Plain;

/// Lines of the longest heading.
const HEADING: usize = 4;

/// Its text as plain lines, its headings with the marks of Markdown.
pub(super) fn plain(text: &str) -> Option<Plain> {
    memchr::memmem::find(text.as_bytes(), b"****")?;
    let lines: Vec<&str> = text.lines().collect();
    let headings = (0..lines.len()).filter(|at| heading(&lines[*at..]).is_some()).take(2).count();
    let joined = || {
        let links = lines.iter().flat_map(|line| line.split(' ')).filter(|word| is_link(word));
        links.take(3).count() == 3
    };
    if headings < 2 && !(headings > 0 && joined()) {
        return None;
    }
    let mut out = Plain::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some((length, rest)) = picture(&lines[at..]) {
            out.push(&words(rest));
            (1..length).for_each(|_| out.blank());
            at += length;
            continue;
        }
        let Some((level, length)) = heading(&lines[at..]) else {
            out.push(&words(line));
            at += 1;
            continue;
        };
        let title: Vec<String> = lines[at..at + length]
            .iter()
            .map(|line| words(line.trim().trim_matches('*')).trim().to_owned())
            .collect();
        out.push(&format!("{} {}", &"######"[..level], title.join(" ").trim()));
        (1..length).for_each(|_| out.blank());
        at += length;
    }
    Some(out)
}

/// How many lines what is said of a picture takes where its caption behind it begins alike
/// (`[The ferry at the pier]The ferry at the pier on Monday`), and what stands behind it.
fn picture<'a>(lines: &[&'a str]) -> Option<(usize, &'a str)> {
    const ALIKE: usize = 10;
    let inside = lines.first()?.trim_start().strip_prefix('[')?;
    let below = lines.iter().take(HEADING).take_while(|line| !line.trim().is_empty());
    let (n, (_, rest)) =
        below.enumerate().find_map(|(n, line)| Some((n, line.split_once(']')?)))?;
    let alike = inside.chars().zip(rest.chars()).take_while(|(a, b)| a == b).count();
    (alike >= ALIKE).then_some((n + 1, rest))
}

/// The level of a heading that begins with the first of these lines, and how many of them it takes.
fn heading(lines: &[&str]) -> Option<(usize, usize)> {
    let first = lines.first()?;
    let stars = first.bytes().take_while(|byte| *byte == b'*').count();
    let behind = first.as_bytes().get(stars);
    if !(4..=6).contains(&stars) || !matches!(behind, None | Some(b' ' | b'_')) {
        return None;
    }
    let marks = &first[..stars];
    let ends = |line: &&str| {
        let rest = line.trim_end().strip_suffix(marks);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '_']))
    };
    let alone = first.trim_end().len() > stars && ends(first);
    let below = lines.iter().take(HEADING).skip(1).take_while(|line| !line.trim().is_empty());
    let length = if alone { Some(1) } else { below.clone().position(ends).map(|n| n + 2) }?;
    let says = lines[..length].iter().any(|line| line.contains(char::is_alphanumeric));
    says.then_some((7 - stars, length))
}

/// Whether words of a link are joined in a word.
fn is_link(word: &str) -> bool {
    let mut parts = word.split('_').filter(|part| part.starts_with(char::is_alphanumeric));
    parts.next().is_some() && parts.next().is_some() && !is_name(word)
}

/// Whether a word is the name of something in a computer.
fn is_name(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.contains("=")
}

/// A line without underscores between its words, and without what was struck twice to stand out.
fn words(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\u{8}' => drop(out.pop()),
            c => out.push(c),
        }
    }
    if out.contains('_') {
        let parts = out
            .split(' ')
            .map(|word| if is_name(word) { word.to_owned() } else { word.replace('_', " ") });
        out = parts.collect::<Vec<_>>().join(" ");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_links_are_read() {
        let text = "Skip_to_content\n    * The_Paper\n****** The ferry of Lenta stays\nin port ******\nBy Mira_Tolo (mira_tolo@valley.example)\nIt s\u{8}st\u{8}ta\u{8}ay\u{8}ys.\n[The ferry at\nthe pier]The ferry at it.\n****_Why,_they_ask_****\nSee https://valley.example/a_b.\n";
        let found = plain(text).unwrap().text;
        let expected = "Skip to content\n    * The Paper\n# The ferry of Lenta stays in port\n\nBy Mira Tolo (mira_tolo@valley.example)\nIt stays.\nThe ferry at it.\n\n### Why, they ask\nSee https://valley.example/a_b.";
        assert_eq!(found, expected);
    }

    #[test]
    fn strokes_and_headings_of_other_notations_are_none() {
        for text in
            ["****\nThe ferry\n****\na_b", "**** Why\n**** So", "****bold****\n****b****", "****"]
        {
            assert!(plain(text).is_none(), "{text}");
        }
    }
}
