//! The clean text as Markdown (CommonMark, with tables as GitHub writes them).

use super::Include;
use crate::page::{Blocks, Label, Shape};

/// A page's kept blocks, and what `include` adds, as Markdown that ends in one newline; empty when
/// there are none.
///
/// Characters that would be read as markup are escaped, so that the text shows as it was written.
#[must_use]
pub fn markdown(blocks: &Blocks, include: Include) -> String {
    let mut out = String::new();
    let mut last: Option<Shape> = None;
    let mut titled = false;
    let mut level = 0;
    for (block, text) in
        blocks.iter().filter(|(block, text)| include.holds(block) && !text.is_empty())
    {
        if block.label == Label::Title && titled {
            continue;
        }
        separate(&mut out, last, block.shape);
        let listed = matches!(last, Some(Shape::ListItem { .. }));
        match block.shape {
            _ if block.label == Label::Title => {
                titled = true;
                out.push_str("# ");
                heading(&mut out, text);
            }
            // The page's own first level is the title's; a stray h1 below it is a subhead.
            Shape::Heading(level) => {
                out.extend(std::iter::repeat_n('#', level.clamp(2, 6).into()));
                out.push(' ');
                heading(&mut out, text);
            }
            Shape::ListItem { depth, ordered } => {
                // An item stands one level below the one before it at most, and below a number three signs in.
                level = depth.clamp(1, if listed { level + 1 } else { 1 }).min(12);
                out.extend(std::iter::repeat_n("   ", usize::from(level) - 1));
                out.push_str(if ordered { "1. " } else { "- " });
                line(&mut out, text);
            }
            Shape::Quotation => {
                out.push_str("> ");
                lines(&mut out, text, "> ");
            }
            Shape::TableRow { .. } => row(&mut out, text, !last.is_some_and(is_row)),
            Shape::Preformatted => fence(&mut out, text),
            Shape::Paragraph => lines(&mut out, text, ""),
        }
        last = Some(block.shape);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn is_row(shape: Shape) -> bool {
    matches!(shape, Shape::TableRow { .. })
}

fn separate(out: &mut String, last: Option<Shape>, next: Shape) {
    let together = |last: Shape| {
        (is_row(last) && is_row(next))
            || matches!((last, next), (Shape::ListItem { .. }, Shape::ListItem { .. }))
    };
    match last {
        None => {}
        Some(last) if together(last) => out.push('\n'),
        Some(Shape::Quotation) if next == Shape::Quotation => out.push_str("\n>\n"),
        Some(_) => out.push_str("\n\n"),
    }
}

fn escape(out: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' => {
                out.push('\\');
                out.push(c);
            }
            '&' if is_reference(&text[at + 1..]) => out.push_str("\\&"),
            '\n' | '\r' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
}

/// Whether what stands behind a `&` makes it one character's name: `copy;`, `#39;`.
fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// A heading's text: number signs at its end would be taken for its end.
fn heading(out: &mut String, text: &str) {
    let said = text.trim_end_matches('#');
    escape(out, said);
    if said.len() < text.len() && said.ends_with([' ', '\t', '\n']) {
        out.push('\\');
    }
    out.push_str(&text[said.len()..]);
}

/// The paragraphs of a text and the lines of each, of which only verses and the like have several, with hard breaks
/// between them. All but the first begin with a mark.
fn lines(out: &mut String, text: &str, mark: &str) {
    for (at, paragraph) in text.split("\n\n").enumerate() {
        if at > 0 {
            out.extend(["\n", mark.trim_end(), "\n", mark]);
        }
        for (at, text) in paragraph.split('\n').enumerate() {
            if at > 0 {
                out.extend(["\\\n", mark]);
            }
            line(out, text);
        }
    }
}

/// A line whose first characters would start another construct gets them escaped.
fn line(out: &mut String, text: &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if digits == 0 && text.starts_with(['#', '+', '-', '=', '~']) {
        out.push('\\');
        escape(out, text);
    } else if digits > 0 && rest.starts_with(['.', ')']) {
        out.push_str(&text[..digits]);
        out.push('\\');
        escape(out, rest);
    } else {
        escape(out, text);
    }
}

fn row(out: &mut String, text: &str, first: bool) {
    let mut cells = 0usize;
    out.push('|');
    for cell in text.split('\t') {
        out.push(' ');
        escape(out, cell.trim());
        out.push_str(" |");
        cells += 1;
    }
    if first {
        out.push_str("\n|");
        out.extend(std::iter::repeat_n(" --- |", cells));
    }
}

/// Code between fences longer than any run of backticks inside it.
fn fence(out: &mut String, text: &str) {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat((longest + 1).max(3));
    out.push_str(&fence);
    out.push('\n');
    out.push_str(text.trim_matches('\n'));
    out.push('\n');
    out.push_str(&fence);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_mark_and_text_cannot_forge_one() {
        let mut blocks = Blocks::default();
        for (text, shape, label) in [
            ("A *title*", Shape::Heading(1), Label::Title),
            ("1. not a list", Shape::Paragraph, Label::Body),
            ("# not a head", Shape::Paragraph, Label::Body),
            ("one", Shape::ListItem { depth: 1, ordered: false }, Label::ListItem),
            ("two", Shape::ListItem { depth: 2, ordered: true }, Label::ListItem),
            ("x\ty|z", Shape::TableRow { header: true }, Label::Table),
            ("1\t2", Shape::TableRow { header: false }, Label::Table),
            ("a ``` b", Shape::Preformatted, Label::Code),
            ("said\n*twice*\n\nand again", Shape::Quotation, Label::Quotation),
            ("one line,\n- another", Shape::Paragraph, Label::Body),
            ("printed &copy; and &#39;, R&D; AT&T", Shape::Paragraph, Label::Body),
            ("In C #", Shape::Heading(2), Label::Subhead),
            ("1. is no list, nor is\n# a head", Shape::Quotation, Label::Quotation),
            (
                "+ is no list in a list",
                Shape::ListItem { depth: 1, ordered: false },
                Label::ListItem,
            ),
        ] {
            blocks.push(text, shape, 0);
            if let Some(block) = blocks.rows.last_mut() {
                block.label = label;
                block.kept = true;
            }
        }
        assert_eq!(
            markdown(&blocks, Include::default()),
            "# A \\*title\\*\n\n1\\. not a list\n\n\\# not a head\n\n- one\n   1. two\n\n\
             | x | y\\|z |\n| --- | --- |\n| 1 | 2 |\n\n````\na ``` b\n````\n\n\
             > said\\\n> \\*twice\\*\n>\n> and again\n\none line,\\\n\\- another\n\n\
             printed \\&copy; and \\&#39;, R\\&D; AT&T\n\n## In C \\#\n\n\
             > 1\\. is no list, nor is\\\n> \\# a head\n\n- \\+ is no list in a list\n"
        );
    }
}
