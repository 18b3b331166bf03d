//! Prose in preformatted text: letters of a mailing list, old pages, dispatches of agencies. Its lines were wrapped
//! by hand or by an editor, and blank lines part its paragraphs.

use crate::strip::glue::glue;

/// Fewer words, or fewer ends of sentences, than these make no prose.
const WORDS: usize = 40;
const SENTENCES: usize = 2;
/// Characters of the shortest line that is wrapped, and of the longest.
const WRAPPED: std::ops::RangeInclusive<usize> = 50..=100;
/// A line longer than this is a paragraph.
const WHOLE: usize = 160;
/// Share of the visible characters that must be letters, and of those that may be signs of programs.
const LETTERS: f32 = 0.88;
const SIGNS: f32 = 0.01;

/// The paragraphs of a preformatted text, where it is prose: each with its lines joined, or, where they are no
/// prose themselves (verses, an address, a list), as they stand. `None` where the text is a program, a table, a poem
/// or too short to tell.
pub(super) fn paragraphs(text: &str) -> Option<Vec<Paragraph>> {
    let (mut words, mut sentences, mut letters, mut signs, mut visible) = (0, 0, 0u32, 0u32, 0u32);
    for word in text.split_ascii_whitespace() {
        words += 1;
        sentences += usize::from(word.len() > 2 && word.ends_with(['.', '!', '?', '”', '"']));
        for char in word.chars() {
            visible += 1;
            letters += u32::from(char.is_alphabetic());
            signs += u32::from(is_sign(char));
        }
    }
    let share = |some: u32| some as f32 / visible.max(1) as f32;
    if words < WORDS || sentences < SENTENCES || share(letters) < LETTERS || share(signs) > SIGNS {
        return None;
    }
    let groups: Vec<Vec<&str>> = groups(text).collect();
    if are_verses(&groups) {
        return None;
    }
    let paragraphs: Vec<Paragraph> = groups.iter().map(|lines| Paragraph::of(lines)).collect();
    let bytes = |prose: bool| -> usize {
        paragraphs.iter().filter(|part| part.prose == prose).map(|part| part.text.len()).sum()
    };
    (bytes(true) > 4 * bytes(false)).then_some(paragraphs)
}

/// Bytes of the shortest text that blank lines part into paragraphs.
const PARTED: usize = 400;

/// The paragraphs of a text outside of any element that keeps its lines, where blank lines stand between sentences and
/// nowhere else: style sheets show such texts as they were typed (`white-space: pre-line`).
pub(super) fn parted(text: &str) -> Option<Vec<&str>> {
    if text.len() < PARTED {
        return None;
    }
    let mut parts = Vec::new();
    let (mut rest, mut from) = (text.trim_ascii(), 0);
    while let Some(at) = memchr::memchr(b'\n', &rest.as_bytes()[from..]) {
        let end = from + at;
        let behind = rest[end..].trim_ascii_start();
        from = rest.len() - behind.len();
        if rest[end..from].matches('\n').count() > 1 {
            parts.push(rest[..end].trim_ascii_end());
            (rest, from) = (behind, 0);
        }
    }
    parts.push(rest);
    let (_, before) = parts.split_last()?;
    (before.len() >= 2 && before.iter().all(|part| ends_sentence(part))).then_some(parts)
}

/// Whether a text ends as a sentence does, with or without quotation marks and brackets behind it.
fn ends_sentence(text: &str) -> bool {
    let marks: &[char] = &['"', '\'', '”', '’', '»', ')', ']', '」', '』', ' ', '\u{a0}'];
    text.trim_end_matches(marks)
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '।', '۔', '؟'])
}

/// Whether nearly all lines begin with a capital, not only those that begin a paragraph.
fn are_verses(groups: &[Vec<&str>]) -> bool {
    let others = || groups.iter().flat_map(|lines| &lines[1..]);
    let capitals = others().filter(|line| line.trim_start().starts_with(char::is_uppercase));
    others().next().is_some() && capitals.count() * 5 > others().count() * 4
}

/// A paragraph of a preformatted text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub text: String,
    /// Its lines were joined; else they stand as they did.
    pub prose: bool,
}

impl Paragraph {
    fn of(lines: &[&str]) -> Paragraph {
        if !is_wrapped(lines) {
            return Paragraph { text: lines.join("\n"), prose: false };
        }
        let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
        for line in lines.iter().map(|line| line.trim()) {
            if !text.is_empty() {
                text.push_str(glue(&text, line));
            }
            text.push_str(line);
        }
        Paragraph { text, prose: true }
    }
}

/// Whether lines are one paragraph: whole in one line, or wrapped at a width, the last as long as it may be.
fn is_wrapped(lines: &[&str]) -> bool {
    let long = |line: &str| line.trim().chars().count();
    let column = |line: &str| line.len() - line.trim_start().len();
    let Some((last, wrapped)) = lines.split_last() else { return false };
    if lines.iter().any(|line| line.trim_start().starts_with(['>', '|']) || has_columns(line)) {
        return false;
    }
    if wrapped.is_empty() {
        return last.split_ascii_whitespace().count() >= 4;
    }
    let widest = wrapped.iter().map(|line| long(line)).max().unwrap_or(0);
    // the first line of a paragraph may be indented
    let even = lines[1..].iter().all(|line| column(line) == column(last));
    even && long(last) <= widest + 12
        && WRAPPED.contains(&widest)
        && wrapped.iter().all(|line| long(line) + 22 >= widest)
}

/// Whether blanks within a line set something in columns.
fn has_columns(line: &str) -> bool {
    line.trim_start().contains("    ")
}

/// Characters that programs are full of.
fn is_sign(char: char) -> bool {
    matches!(
        char,
        '{' | '}'
            | '<'
            | '>'
            | '='
            | ';'
            | '|'
            | '_'
            | '\\'
            | '#'
            | '$'
            | '@'
            | '&'
            | '*'
            | '~'
            | '^'
    )
}

/// The lines between blank ones; a line that is longer than any that is wrapped stands alone.
fn groups(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        while lines.next_if(|line| line.trim().is_empty()).is_some() {}
        let mut group = vec![lines.next()?];
        while group[group.len() - 1].len() <= WHOLE
            && let Some(line) = lines.next_if(|line| !line.trim().is_empty() && line.len() <= WHOLE)
        {
            group.push(line);
        }
        Some(group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "The new weir at Sellby was opened on Monday, eleven years after the\n\
        first plans were laid before the council, and nobody who lives below\n\
        it believes that it will hold. We have seen three of them go.\n";

    fn texts(text: &str) -> Option<Vec<String>> {
        Some(paragraphs(text)?.into_iter().map(|paragraph| paragraph.text).collect())
    }

    #[test]
    fn blank_lines_between_sentences_part_a_text() {
        let sentence =
            "The new weir at Sellby was opened on Monday, eleven years after the first plans. ";
        let long = sentence.repeat(3);
        let text = format!("\n  {long}\n \n{long}\n\n\nNobody came");
        let parts = parted(&text).unwrap();
        assert_eq!(parts, [long.trim_end(), long.trim_end(), "Nobody came"]);
        let torn = format!("{long} at\n\nnoon\n\n{long}");
        assert_eq!(parted(&torn), None, "a template's blank lines");
        assert_eq!(parted(&format!("{long}\n\n{long}")), None, "too few to tell");
        assert_eq!(parted("One.\n\nTwo.\n\nThree."), None, "too short to tell");
    }

    #[test]
    fn the_lines_of_a_letter_are_joined_and_those_of_its_signature_stay() {
        let letter = format!(
            "{LETTER}\n{}\nJoan Tackley\nWeir Lane 4\n",
            LETTER.replace("Sellby", "Harwick")
        );
        let found = texts(&letter).unwrap();
        assert_eq!(found.len(), 3);
        assert!(found[0].starts_with(
            "The new weir at Sellby was opened on Monday, eleven years after the first plans"
        ));
        assert!(!found[1].contains('\n'));
        assert_eq!(found[2], "Joan Tackley\nWeir Lane 4");
    }

    #[test]
    fn a_long_line_is_a_paragraph() {
        let line = LETTER.replace('\n', " ");
        assert_eq!(texts(&format!("{line}\n{line}")).unwrap().len(), 2);
    }

    #[test]
    fn programs_tables_verses_and_short_texts_stay_as_they_are() {
        let code =
            "for (let at = 0; at < rows.length; at++) {\n    print(rows[at]);\n}\n".repeat(12);
        let table = "Sellby        4 m      open.       Monday\nHarwick       3 m      shut.       Friday\n".repeat(10);
        let verses = "The water came at night, my dear,\nand took the mill away.\nIt left the wheel, it left the\nweir, it did not want to stay.\n\n".repeat(6);
        let quoted: String =
            LETTER.lines().map(|line| format!("> {line}\n")).collect::<String>().repeat(3);
        let long = "The water came at night, my dear, and nobody had heard it come,\n\
                    And took the mill, and took the wheel, and left the miller deaf and dumb.\n"
            .repeat(9);
        for text in [&code, &table, &verses, &long, &quoted, &LETTER[..60].to_owned()] {
            assert_eq!(texts(text), None, "{text}");
        }
    }
}
