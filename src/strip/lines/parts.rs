//! Texts that are longer than a page ever is, cut into parts.

use crate::html::Limits;
use crate::page::{Blocks, Label};

/// The longest text that is read as one page, in bytes: whole books are shorter.
const PART: usize = 4 << 20;
/// How far before that length an empty line is looked for, to cut there.
const SEARCHED: usize = 64 << 10;

/// The text as far as the limits let it be read.
pub(super) fn within<'a>(text: &'a str, limits: &Limits, notes: &mut Vec<String>) -> &'a str {
    let most = limits.input as usize;
    if text.len() <= most {
        return text;
    }
    let end = text.floor_char_boundary(most);
    notes.push(format!("cut after {end} of {} bytes", text.len()));
    &text[..end]
}

/// The parts of a text: cut at an empty line where one is near, else at the end of a line. A line is
/// never cut, however long it is.
pub(super) fn of(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > PART {
        let near = rest.as_bytes();
        let from = PART - SEARCHED;
        let end = memchr::memmem::rfind(&near[from..PART], b"\n\n")
            .map(|at| from + at + 2)
            .or_else(|| memchr::memrchr2(b'\n', b'\r', &near[..PART]).map(|at| at + 1))
            .or_else(|| memchr::memchr2(b'\n', b'\r', &near[PART..]).map(|at| PART + at + 1));
        let Some(end) = end.filter(|end| *end < rest.len()) else { break };
        let (part, tail) = rest.split_at(end);
        parts.push(part);
        rest = tail;
    }
    parts.push(rest);
    parts
}

/// Appends the blocks of a part that begins `lines` lines below the start. A page has one headline:
/// those of later parts are subheads.
pub(super) fn append(blocks: &mut Blocks, part: Blocks, lines: u32) {
    if blocks.rows.is_empty() {
        *blocks = part;
        return;
    }
    let start = blocks.text.len() as u32;
    blocks.text.push_str(&part.text);
    blocks.rows.extend(part.rows.into_iter().map(|mut row| {
        row.start += start;
        row.end += start;
        row.origin = row.origin.saturating_add(lines);
        if row.label == Label::Title {
            row.label = Label::Subhead;
        }
        row
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole_text_cut_at_line_ends() {
        let text = format!("{}\n", "word ".repeat(20)).repeat(130_000);
        let parts = of(&text);
        assert!(parts.len() > 2);
        assert_eq!(parts.concat(), text);
        assert!(parts.iter().all(|part| part.ends_with('\n') && part.len() <= PART));
        let line = "x".repeat(PART * 2);
        assert_eq!(of(&line), [line.as_str()]);
        assert_eq!(of(""), [""]);
    }

    #[test]
    fn lines_are_counted_on_and_there_is_one_headline() {
        let mut blocks = Blocks::default();
        for _ in 0..2 {
            let mut part = Blocks::default();
            part.push("Headline", crate::page::Shape::Paragraph, 3);
            part.rows[0].label = Label::Title;
            let lines = blocks.rows.len() as u32 * 10;
            append(&mut blocks, part, lines);
        }
        let origins: Vec<_> = blocks.rows.iter().map(|row| (row.origin, row.label)).collect();
        assert_eq!(origins, [(3, Label::Title), (13, Label::Subhead)]);
        assert_eq!(blocks.text_of(&blocks.rows[1]), "Headline");
    }
}
