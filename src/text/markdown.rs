//! The clean text as Markdown (CommonMark, with tables as GitHub writes them).

use super::Include;
use super::escape::{escape_markdown, ticks_around};
use super::inline::{self, Piece};
use crate::page::{Block, Blocks, Inline, InlineKind, Label, Picture, Shape};

/// A page's kept blocks, and what `include` adds, as Markdown that ends in one newline; empty when
/// there are none.
///
/// Characters that would be read as markup are escaped, so that the text shows as it was written. What is emphasised
/// within the text of a page of HTML is so here; links and images are, where `include` asks for them. A picture within
/// a list, a table or a quotation stands behind it.
#[must_use]
pub fn markdown(blocks: &Blocks, include: Include) -> String {
    let shown = shown(blocks, include);
    let mut out = String::new();
    let mut last: Option<Shape> = None;
    let mut level = 0;
    let mut pictures = Pictures::of(blocks, include);
    for (place, &(at, block, text)) in shown.iter().enumerate() {
        let mut set = Set::of(blocks.inlines_of(at), include);
        if block.label == Label::Title {
            out.push_str("# ");
            heading(&mut out, text, Set::of(&[], include));
            last = Some(Shape::Heading(1));
            continue;
        }
        if !last.is_some_and(|last| together(last, block.shape)) && pictures.put(&mut out, at) {
            last = Some(Shape::Paragraph);
        }
        separate(&mut out, last, block.shape);
        let listed = matches!(last, Some(Shape::ListItem { .. }));
        match block.shape {
            // The page's own first level is the title's; a stray h1 below it is a subhead.
            Shape::Heading(level) => {
                out.extend(std::iter::repeat_n('#', level.clamp(2, 6).into()));
                out.push(' ');
                heading(&mut out, text, set);
            }
            Shape::ListItem { depth, ordered } => {
                // An item stands one level below the one before it at most, and below a number three signs in.
                level = depth.clamp(1, if listed { level + 1 } else { 1 }).min(12);
                out.extend(std::iter::repeat_n("   ", usize::from(level) - 1));
                out.push_str(if ordered { "1. " } else { "- " });
                set.push(&mut out, text, 0, Piece::Line);
            }
            Shape::Quotation => {
                out.push_str("> ");
                lines(&mut out, text, "> ", set);
            }
            Shape::TableRow { .. } => {
                let wide = (!last.is_some_and(is_row)).then(|| width(&shown[place..]));
                row(&mut out, text, wide, set);
            }
            Shape::Preformatted => fence(&mut out, text),
            Shape::Paragraph => lines(&mut out, text, "", set),
        }
        last = Some(block.shape);
    }
    if !out.is_empty() {
        pictures.put(&mut out, blocks.rows.len());
        out.push('\n');
    }
    out
}

/// The pictures that are still to be printed.
struct Pictures<'a>(std::iter::Peekable<std::slice::Iter<'a, Picture>>);

impl Pictures<'_> {
    fn of(blocks: &Blocks, include: Include) -> Pictures<'_> {
        let pictures = if include.images { &*blocks.pictures } else { &[] };
        Pictures(pictures.iter().peekable())
    }

    /// Appends those that stand before the block at a place, each a paragraph, and says whether there were any.
    fn put(&mut self, out: &mut String, place: usize) -> bool {
        let mut any = false;
        while let Some(picture) = self.0.next_if(|picture| picture.before as usize <= place) {
            out.push_str(if out.is_empty() { "![" } else { "\n\n![" });
            escape_markdown(out, &picture.alt);
            out.push_str("](");
            inline::destination(out, &picture.url);
            out.push(')');
            any = true;
        }
        any
    }
}

/// The blocks that are printed, with their places among all: the title first, wherever it stands, and once.
fn shown(blocks: &Blocks, include: Include) -> Vec<(usize, &Block, &str)> {
    let held =
        |(_, (block, text)): &(usize, (&Block, &str))| include.holds(block) && !text.is_empty();
    let all = blocks.iter().enumerate().filter(held).map(|(at, (block, text))| (at, block, text));
    let (titles, mut rest): (Vec<_>, Vec<_>) = all.partition(|(_, b, _)| b.label == Label::Title);
    rest.splice(..0, titles.into_iter().take(1));
    rest
}

/// How many cells the longest row of a table has: what stands beyond its first row's is not shown.
fn width(rows: &[(usize, &Block, &str)]) -> usize {
    let table = rows.iter().take_while(|(_, block, _)| is_row(block.shape));
    table.map(|(.., text)| text.split('\t').count()).max().unwrap_or(0)
}

/// How the runs within a block are set, one piece of it after the other.
struct Set<'a> {
    /// Those that begin behind the pieces so far.
    inlines: &'a [Inline],
    /// Those that begin before, and may end behind them.
    open: Vec<&'a Inline>,
    include: Include,
}

impl<'a> Set<'a> {
    fn of(inlines: &'a [Inline], include: Include) -> Set<'a> {
        Set { inlines, open: Vec::new(), include }
    }

    /// Appends the next piece of the block's text, which begins at `at` in it.
    fn push(&mut self, out: &mut String, text: &str, at: usize, piece: Piece) {
        self.open.retain(|inline| inline.end as usize > at);
        let begun =
            self.inlines.partition_point(|inline| (inline.start as usize) < at + text.len());
        let (begun, behind) = self.inlines.split_at(begun);
        self.open.extend(begun);
        self.inlines = behind;
        inline::push(out, text, at, &self.open, self.include, piece);
    }
}

fn is_row(shape: Shape) -> bool {
    matches!(shape, Shape::TableRow { .. })
}

/// Whether two blocks are parts of one list, table or quotation.
fn together(last: Shape, next: Shape) -> bool {
    let is_item = |shape| matches!(shape, Shape::ListItem { .. });
    (is_row(last) && is_row(next))
        || (is_item(last) && is_item(next))
        || (last, next) == (Shape::Quotation, Shape::Quotation)
}

fn separate(out: &mut String, last: Option<Shape>, next: Shape) {
    match last {
        None => {}
        Some(Shape::Quotation) if next == Shape::Quotation => out.push_str("\n>\n"),
        Some(last) if together(last, next) => out.push('\n'),
        Some(_) => out.push_str("\n\n"),
    }
}

/// A heading's text: number signs at its end would be taken for its end.
fn heading(out: &mut String, text: &str, set: Set<'_>) {
    let said = text.trim_end_matches('#');
    if said.len() == text.len() && !set.inlines.is_empty() {
        // What holds all of it emphasises nothing: a heading stands out as it is.
        let whole = |inline: &&Inline| (inline.start, inline.end as usize) == (0, text.len());
        let is_link = |inline: &&Inline| matches!(inline.kind, InlineKind::Link(_));
        let inlines = set.inlines.iter().filter(|inline| !whole(inline) || is_link(inline));
        let inlines: Vec<Inline> = inlines.cloned().collect();
        return Set::of(&inlines, set.include).push(out, text, 0, Piece::Heading);
    }
    escape_markdown(out, said);
    if said.len() < text.len() && said.ends_with([' ', '\t', '\n']) {
        out.push('\\');
    }
    out.push_str(&text[said.len()..]);
}

/// The paragraphs of a text and the lines of each, of which only verses and the like have several, with hard breaks
/// between them. All but the first begin with a mark.
fn lines(out: &mut String, text: &str, mark: &str, mut set: Set<'_>) {
    let mut begins = 0;
    for (at, paragraph) in text.split("\n\n").enumerate() {
        if at > 0 {
            out.extend(["\n", mark.trim_end(), "\n", mark]);
            begins += 1;
        }
        for (at, text) in paragraph.split('\n').enumerate() {
            if at > 0 {
                out.extend(["\\\n", mark]);
            }
            set.push(out, text, begins, Piece::Line);
            begins += text.len() + 1;
        }
    }
}

/// A row of a table; of its first row is told how many cells the longest has.
fn row(out: &mut String, text: &str, wide: Option<usize>, mut set: Set<'_>) {
    let (mut cells, mut begins) = (0usize, 0);
    out.push('|');
    for cell in text.split('\t') {
        out.push(' ');
        let blank = cell.len() - cell.trim_start().len();
        set.push(out, cell.trim(), begins + blank, Piece::Cell);
        begins += cell.len() + 1;
        out.push_str(" |");
        cells += 1;
    }
    if let Some(wide) = wide {
        out.extend(std::iter::repeat_n("  |", wide.saturating_sub(cells)));
        out.push_str("\n|");
        out.extend(std::iter::repeat_n(" --- |", wide));
    }
}

/// Code between fences longer than any run of backticks inside it.
fn fence(out: &mut String, text: &str) {
    let fence = ticks_around(text, 3);
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

    #[test]
    fn pictures_stand_where_they_stood_and_part_no_list() {
        let mut blocks = Blocks::default();
        let item = Shape::ListItem { depth: 1, ordered: false };
        for (text, shape, label) in [
            ("left out", Shape::Paragraph, Label::Other),
            ("The ferry", Shape::Heading(1), Label::Title),
            ("It sails.", Shape::Paragraph, Label::Body),
            ("one", item, Label::ListItem),
            ("two", item, Label::ListItem),
        ] {
            blocks.push(text, shape, 0);
            if let Some(block) = blocks.rows.last_mut() {
                (block.label, block.kept) = (label, label != Label::Other);
            }
        }
        for (before, url, alt) in
            [(1, "a.jpg", "[a]"), (3, "b (2).jpg", ""), (4, "c.jpg", "c"), (5, "d.jpg", "")]
        {
            let (url, alt) = (url.to_owned(), alt.to_owned());
            blocks.pictures.push(Picture { before, url, alt });
        }
        let include = Include { images: true, ..Include::default() };
        assert_eq!(
            markdown(&blocks, include),
            "# The ferry\n\n![\\[a\\]](a.jpg)\n\nIt sails.\n\n![](<b (2).jpg>)\n\n- one\n- two\n\n![c](c.jpg)\n\n\
             ![](d.jpg)\n"
        );
        assert!(!markdown(&blocks, Include::default()).contains("!["));
    }

    #[test]
    fn the_title_stands_first_and_a_table_is_as_wide_as_its_longest_row() {
        let mut blocks = Blocks::default();
        let cells = Shape::TableRow { header: false };
        for (text, shape, label) in [
            ("What it costs", Shape::Paragraph, Label::Body),
            ("The ferry", Shape::Heading(1), Label::Title),
            ("The ferry", Shape::Heading(1), Label::Title),
            ("Year", cells, Label::Table),
            ("2030\t12\t13", cells, Label::Table),
        ] {
            blocks.push(text, shape, 0);
            if let Some(block) = blocks.rows.last_mut() {
                (block.label, block.kept) = (label, true);
            }
        }
        assert_eq!(
            markdown(&blocks, Include::default()),
            "# The ferry\n\nWhat it costs\n\n| Year |  |  |\n| --- | --- | --- |\n| 2030 | 12 | 13 |\n"
        );
    }
}
