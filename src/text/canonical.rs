//! The canonical clean text: the bytes that are stored and that name the file.

use super::Include;
use super::compose::composed;
use crate::lexicon::measure::unchanged;
use crate::page::{Block, Blocks, CleanText, Label, Shape};

/// The clean text of a page: the first kept title, then every other block that `include` holds.
///
/// Blocks are separated by one blank line; rows of one table, by a line break. Every list item
/// starts with `- `. The result is in Unicode NFC, its lines end in LF.
#[must_use]
pub fn clean_text(blocks: &Blocks, include: Include) -> CleanText {
    let mut title = String::new();
    let mut body = String::new();
    let mut last: Option<Shape> = None;
    for (block, text) in blocks.iter().filter(|(block, _)| include.holds(block)) {
        if block.label == Label::Title {
            if title.is_empty() {
                push_line(&mut title, text);
            }
            continue;
        }
        let end = body.len();
        if !body.is_empty() {
            let same_table = is_row(block.shape) && last.is_some_and(is_row);
            body.push_str(if same_table { "\n" } else { "\n\n" });
        }
        if push_block(&mut body, block, text) {
            last = Some(block.shape);
        } else {
            body.truncate(end);
        }
    }
    CleanText::new(composed(title), composed(body))
}

/// A text that is clean already, in the form of ours: LF, NFC, no control characters, one blank line
/// at most. Its lines stay. A text of ours comes out as it is.
#[must_use]
pub fn taken_over(text: &str) -> CleanText {
    let mut lines = String::with_capacity(text.len());
    push_preformatted(&mut lines, text);
    let lines = composed(lines);
    let (title, body) = split_title(&lines);
    CleanText::new(title.to_owned(), body.to_owned())
}

/// Title and body of a clean text of which nothing else is known: a single line before the first
/// blank one is the title, unless it is long or ends in a full stop as a paragraph does.
#[must_use]
pub fn split_title(text: &str) -> (&str, &str) {
    let body = text.trim_matches('\n');
    match body.split_once("\n\n") {
        Some((title, rest))
            if !title.contains('\n') && title.len() <= 400 && !title.ends_with('.') =>
        {
            (title, rest.trim_matches('\n'))
        }
        _ => ("", body),
    }
}

fn is_row(shape: Shape) -> bool {
    matches!(shape, Shape::TableRow { .. })
}

/// Appends a block. `false` when nothing of it can be seen.
fn push_block(out: &mut String, block: &Block, text: &str) -> bool {
    if matches!(block.shape, Shape::ListItem { .. }) {
        out.push_str("- ");
    }
    let start = out.len();
    match block.shape {
        Shape::Preformatted => push_preformatted(out, text),
        Shape::TableRow { .. } => push_row(out, text),
        Shape::Paragraph | Shape::Quotation => push_paragraph(out, text),
        Shape::ListItem { .. } | Shape::Heading(_) => push_line(out, text),
    }
    out.len() > start
}

/// Whether the character would break the form of a text: control characters, byte-order marks,
/// line and paragraph separators.
fn is_stray(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{ad}' | '\u{200b}')
}

/// Appends text as one line with single spaces.
fn push_line(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let start = out.len();
    let mut gap = false;
    let mut from = 0;
    let mut at = 0;
    let mut copy = |piece: &str, gap: &mut bool| {
        if !piece.is_empty() {
            if *gap && out.len() > start {
                out.push(' ');
            }
            *gap = false;
            out.push_str(piece);
        }
    };
    while let Some(&byte) = bytes.get(at) {
        if at > from || byte != b' ' {
            at = unchanged(bytes, at);
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let blank = c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
        if blank || is_stray(c) {
            copy(&text[from..at], &mut gap);
            gap |= blank;
            from = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    copy(&text[from..], &mut gap);
}

/// Appends a paragraph, of which only verses and the like have lines of their own, or several that are one block.
fn push_paragraph(out: &mut String, text: &str) {
    let start = out.len();
    let mut parted = false;
    for line in text.split('\n') {
        let end = out.len();
        if end > start {
            out.push_str(if parted { "\n\n" } else { "\n" });
        }
        let from = out.len();
        push_line(out, line);
        parted = out.len() == from;
        if parted {
            out.truncate(end);
        }
    }
}

/// Appends the cells of a row, those behind the last that holds anything left out: no line of a clean text ends
/// in blanks.
fn push_row(out: &mut String, text: &str) {
    let start = out.len();
    for (index, cell) in text.split('\t').enumerate() {
        if index > 0 {
            out.push('\t');
        }
        push_line(out, cell);
    }
    out.truncate(start + out[start..].trim_end_matches('\t').len());
}

/// Appends text whose line breaks count; blank lines inside it shrink to one, and trailing spaces go.
fn push_preformatted(out: &mut String, text: &str) {
    let mut blank = 0;
    let mut first = true;
    for line in text.lines() {
        let line: String = line
            .chars()
            .filter(|c| *c == '\t' || !is_stray(*c))
            .map(|c| if c == '\u{a0}' { ' ' } else { c })
            .collect();
        let line = line.trim_end();
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !first {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        first = false;
        blank = 0;
        out.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[(&str, Shape, Label)]) -> Blocks {
        let mut blocks = Blocks::default();
        for (text, shape, label) in rows {
            blocks.push(text, *shape, 0);
            if let Some(block) = blocks.rows.last_mut() {
                block.label = *label;
                block.kept = label.is_body() || *label == Label::Title;
            }
        }
        blocks
    }

    fn shown(rows: &[(&str, Shape, Label)]) -> CleanText {
        clean_text(&page(rows), Include::default())
    }

    #[test]
    fn captions_and_comments_are_a_matter_of_asking() {
        let blocks = page(&[
            ("body", Shape::Paragraph, Label::Body),
            ("caption", Shape::Paragraph, Label::Caption),
            ("photo: x", Shape::Paragraph, Label::Credit),
            ("comment", Shape::Paragraph, Label::Comment),
        ]);
        assert_eq!(clean_text(&blocks, Include::default()).body(), "body");
        let captions = Include { captions: true, ..Include::default() };
        assert_eq!(clean_text(&blocks, captions).body(), "body\n\ncaption\n\nphoto: x");
        let all = Include { captions: true, comments: true, ..Include::default() };
        assert_eq!(clean_text(&blocks, all).body(), "body\n\ncaption\n\nphoto: x\n\ncomment");
    }

    #[test]
    fn title_body_lists_and_tables_take_their_form() {
        let row = Shape::TableRow { header: false };
        let item = Shape::ListItem { depth: 1, ordered: false };
        let text = shown(&[
            ("Headline", Shape::Heading(1), Label::Title),
            ("Menu", Shape::Paragraph, Label::Navigation),
            ("One  two\u{a0}three", Shape::Paragraph, Label::Body),
            ("first", item, Label::ListItem),
            ("a\t b ", row, Label::Table),
            ("c\td", row, Label::Table),
            ("let x;\n\n\n  y \n", Shape::Preformatted, Label::Code),
            (
                "It left the wheel, \n\u{200b}\nit left  the weir.\nGone.",
                Shape::Paragraph,
                Label::Body,
            ),
        ]);
        assert_eq!(
            text.canonical(),
            "Headline\n\nOne two three\n\n- first\n\na\tb\nc\td\n\nlet x;\n\n  y\n\n\
             It left the wheel,\n\nit left the weir.\nGone.\n"
        );
    }

    #[test]
    fn a_text_of_ours_comes_out_as_it_is() {
        let row = Shape::TableRow { header: false };
        let item = Shape::ListItem { depth: 1, ordered: false };
        let unseen = "\u{200b} \u{ad}";
        let text = shown(&[
            ("Headline", Shape::Heading(1), Label::Title),
            ("a\tb\t\t", row, Label::Table),
            ("\t \t", row, Label::Table),
            ("\tc\t\u{200b}\t", row, Label::Table),
            (unseen, item, Label::ListItem),
            (unseen, Shape::Preformatted, Label::Code),
            (unseen, Shape::Paragraph, Label::Body),
            ("The end.", Shape::Paragraph, Label::Body),
        ]);
        assert_eq!(text.body(), "a\tb\n\tc\n\nThe end.");
        assert_eq!(taken_over(&text.canonical()), text);
    }

    #[test]
    fn text_is_composed_and_free_of_control_characters() {
        let text =
            shown(&[("Cafe\u{301} \u{7}ring\u{ad}s\u{2028}twice", Shape::Paragraph, Label::Body)]);
        assert_eq!(text.body(), "Café rings twice");
    }

    #[test]
    fn a_page_without_kept_blocks_has_an_empty_file() {
        assert_eq!(shown(&[("x", Shape::Paragraph, Label::Other)]).canonical(), "");
    }
}
