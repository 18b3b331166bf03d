//! Runs within a block as Markdown sets them: emphasis, code, links.
//!
//! What CommonMark would not read as it is meant is left out: the text shows either way. A run of stars opens or
//! closes emphasis only beside certain signs (CommonMark 0.31, "Emphasis and strong emphasis"), so that emphasis of
//! half a word that begins with a quotation mark, say, is none.

use std::cmp::Reverse;

use super::Include;
use super::escape::{escape_line, escape_markdown, ticks_around};
use crate::page::{Inline, InlineKind};

/// A run within a piece of text, in bytes of the piece.
#[derive(Clone, Copy)]
struct Run<'a> {
    start: usize,
    end: usize,
    kind: &'a InlineKind,
    /// The run around it, by its place.
    within: Option<usize>,
}

/// What a piece of text is on its page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line of its own, whose first signs could begin a construct that it has not.
    Line,
    /// What stands behind the mark of a heading.
    Heading,
    /// A cell of a table, which a bar would end.
    Cell,
}

/// Appends a piece of a block's text, which begins at `at` in the block.
pub(super) fn push(
    out: &mut String,
    text: &str,
    at: usize,
    inlines: &[&Inline],
    include: Include,
    piece: Piece,
) {
    let runs = runs(text, at, inlines, include);
    let mut done = 0;
    let mut open: Vec<Run<'_>> = Vec::new();
    let plain = |out: &mut String, from: usize, to: usize| match text.get(from..to) {
        Some(text) if from == 0 && piece == Piece::Line => escape_line(out, text),
        Some(text) => escape_markdown(out, text),
        None => {}
    };
    for run in &runs {
        while let Some(last) = open.pop_if(|last| last.end <= run.start) {
            plain(out, done, last.end);
            done = last.end;
            close(out, last.kind);
        }
        plain(out, done, run.start);
        done = run.start;
        match run.kind {
            InlineKind::Code => {
                code(out, &text[run.start..run.end], piece);
                done = run.end;
                continue;
            }
            InlineKind::Emphasis => out.push('*'),
            InlineKind::Strong => out.push_str("**"),
            InlineKind::Link(_) => {
                // Behind it this would be a picture.
                if out.ends_with('!') {
                    out.truncate(out.len() - 1);
                    out.push_str("\\!");
                }
                out.push('[');
            }
        }
        open.push(*run);
    }
    while let Some(last) = open.pop() {
        plain(out, done, last.end);
        done = last.end;
        close(out, last.kind);
    }
    plain(out, done, text.len());
}

fn close(out: &mut String, kind: &InlineKind) {
    match kind {
        InlineKind::Emphasis => out.push('*'),
        InlineKind::Strong => out.push_str("**"),
        InlineKind::Link(to) => {
            out.push_str("](");
            destination(out, to);
            out.push(')');
        }
        InlineKind::Code => {}
    }
}

/// Where a link leads or a picture is, between angle brackets where it would end too early.
pub(super) fn destination(out: &mut String, to: &str) {
    let bracketed = to.is_empty() || to.contains(['(', ')', ' ']);
    if bracketed {
        out.push('<');
    }
    for c in to.chars() {
        match c {
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() || c.is_whitespace() && c != ' ' => {}
            c => out.push(c),
        }
    }
    if bracketed {
        out.push('>');
    }
}

/// Code between backticks, more of them than any run inside it has.
fn code(out: &mut String, text: &str, piece: Piece) {
    let ticks = ticks_around(text, 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([&*ticks, blank]);
    match piece {
        Piece::Cell => out.push_str(&text.replace('|', "\\|")),
        Piece::Line | Piece::Heading => out.push_str(text),
    }
    out.extend([blank, &*ticks]);
}

/// The runs of a piece that can be set, outer ones before those within them.
fn runs<'a>(text: &str, at: usize, inlines: &[&'a Inline], include: Include) -> Vec<Run<'a>> {
    let mut all: Vec<Run<'a>> = inlines
        .iter()
        .filter(|inline| include.links || !matches!(inline.kind, InlineKind::Link(_)))
        .filter_map(|inline| within(text, at, inline))
        .collect();
    all.sort_by_key(|run| (run.start, Reverse(run.end)));
    let mut taken: Vec<Run<'a>> = Vec::with_capacity(all.len());
    let mut open: Vec<usize> = Vec::new();
    for run in all {
        while open.pop_if(|place| taken[*place].end <= run.start).is_some() {}
        let around = open.last().copied();
        if around.is_some_and(|place| taken[place].end < run.end) {
            continue;
        }
        let alike = |place: &usize| match (taken[*place].kind, run.kind) {
            (InlineKind::Code, _) | (InlineKind::Link(_), InlineKind::Link(_)) => true,
            (a, b) => a == b,
        };
        if open.iter().any(alike) {
            continue;
        }
        // "<b>one</b> <b>two</b>" is one run, and the ticks of two codes would be taken for others.
        if let Some(last) = taken.last_mut()
            && last.kind == run.kind
            && last.within == around
            && !matches!(run.kind, InlineKind::Link(_))
            && text.get(last.end..run.start).is_some_and(|gap| match run.kind {
                InlineKind::Code => gap.is_empty(),
                _ => gap.trim().is_empty(),
            })
        {
            last.end = run.end;
            open.push(taken.len() - 1);
            continue;
        }
        open.push(taken.len());
        taken.push(Run { within: around, ..run });
    }
    can_be_set(text, &taken)
}

/// The part of a run that stands in a piece, without the blanks at its ends.
fn within<'a>(text: &str, at: usize, inline: &'a Inline) -> Option<Run<'a>> {
    let start = (inline.start as usize).max(at) - at;
    let end = (inline.end as usize).checked_sub(at)?.min(text.len());
    let held = text.get(start..end)?;
    let end = start + held.trim_end().len();
    let start = end - text.get(start..end)?.trim_start().len();
    let said = text.get(start..end)?;
    let says =
        said.contains(char::is_alphanumeric) || inline.kind == InlineKind::Code && !said.is_empty();
    says.then_some(Run { start, end, kind: &inline.kind, within: None })
}

fn is_emphasis(kind: &InlineKind) -> bool {
    matches!(kind, InlineKind::Emphasis | InlineKind::Strong)
}

/// Those of them that would be read as what they are.
fn can_be_set<'a>(text: &str, runs: &[Run<'a>]) -> Vec<Run<'a>> {
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    // Where signs of Markdown stand before or behind a place.
    let others = || runs.iter().filter(|run| !is_emphasis(run.kind));
    let starts: Vec<usize> = others().map(|run| run.start).collect();
    let mut ends: Vec<usize> = others().map(|run| run.end).collect();
    ends.sort_unstable();
    let mut stars: Vec<usize> =
        runs.iter().filter(|run| is_emphasis(run.kind)).map(|run| run.end).collect();
    stars.sort_unstable();
    let can = |run: &&Run<'a>| {
        if !is_emphasis(run.kind) {
            return true;
        }
        let (Some(before), Some(held), Some(behind)) =
            (text.get(..run.start), text.get(run.start..run.end), text.get(run.end..))
        else {
            return false;
        };
        let (before, behind) = (before.chars().next_back(), behind.chars().next());
        let opens = starts.binary_search(&run.start).is_ok() || held.starts_with(is_sign);
        let closes = ends.binary_search(&run.end).is_ok() || held.ends_with(is_sign);
        // Stars of two runs would be taken for one.
        let touches = stars.binary_search(&run.start).is_ok();
        // Of three stars that opened two runs one is still open: stars that may close as well as open would close it.
        let may_close = |c: char| c.is_alphanumeric() || opens && !c.is_whitespace();
        let closes_another = before.is_some_and(may_close)
            && run.within.is_some_and(|outer| {
                let ends_before = |inner: &Run<'_>| {
                    inner.start == runs[outer].start
                        && inner.end <= run.start
                        && is_emphasis(inner.kind)
                };
                is_emphasis(runs[outer].kind) && runs.get(outer + 1).is_some_and(ends_before)
            });
        !touches
            && !closes_another
            && (!opens || before.is_none_or(|c| !c.is_alphanumeric()))
            && (!closes || behind.is_none_or(|c| !c.is_alphanumeric()))
    };
    // Nor are the ticks of two codes told apart, where what parted them was left out.
    let mut ticks = usize::MAX;
    let apart = |run: &Run<'a>| {
        let touches = *run.kind == InlineKind::Code && ticks == run.start;
        if *run.kind == InlineKind::Code {
            ticks = run.end;
        }
        !touches
    };
    runs.iter().filter(can).copied().filter(apart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Blocks, Label, Shape};
    use crate::text::markdown;

    /// A block of a shape with runs in it, as Markdown.
    fn set(text: &str, shape: Shape, runs: &[(&str, InlineKind)]) -> String {
        let mut blocks = Blocks::default();
        blocks.push(text, shape, 0);
        blocks.rows[0].kept = true;
        blocks.rows[0].label = Label::Body;
        for (said, kind) in runs {
            let start = text.find(said).unwrap() as u32;
            let end = start + said.len() as u32;
            blocks.inlines.push(Inline { block: 0, start, end, kind: kind.clone() });
        }
        blocks.inlines.sort_by_key(|inline| (inline.start, Reverse(inline.end)));
        markdown(&blocks, Include { links: true, ..Include::default() }).trim_end().to_owned()
    }

    fn link(to: &str) -> InlineKind {
        InlineKind::Link(to.to_owned())
    }

    #[test]
    fn runs_are_set_as_markdown_has_them() {
        use InlineKind::{Code, Emphasis, Strong};
        let set = |text, runs: &[_]| set(text, Shape::Paragraph, runs);
        assert_eq!(set("an old ferry*", &[(" old ", Emphasis)]), "an *old* ferry\\*");
        assert_eq!(
            set("an old ferry", &[("old", Strong), ("old ferry", Emphasis)]),
            "an ***old** ferry*"
        );
        assert_eq!(set("one two", &[("one", Strong), ("two", Strong)]), "**one two**");
        assert_eq!(set("run `a` now", &[("`a`", Code)]), "run `` `a` `` now");
        assert_eq!(
            set("See Lenta!", &[("Lenta", link("https://a.example/b_c"))]),
            "See [Lenta](https://a.example/b_c)!"
        );
        assert_eq!(
            set("Now!See [1]", &[("See [1]", link("/a (b)"))]),
            "Now\\![See \\[1\\]](</a (b)>)"
        );
        assert_eq!(set("2026. It", &[("It", Strong)]), "2026\\. **It**");
        assert_eq!(set("# It", &[("# It", Strong)]), "**\\# It**");
    }

    #[test]
    fn what_would_not_be_read_as_emphasis_is_none() {
        use InlineKind::{Code, Emphasis, Strong};
        let set = |text, runs: &[_]| set(text, Shape::Paragraph, runs);
        assert_eq!(set("the„ferry“s", &[("„ferry“", Strong)]), "the„ferry“s");
        assert_eq!(set("强调。后面", &[("强调。", Strong)]), "强调。后面");
        assert_eq!(set("ab", &[("a", Strong), ("b", Emphasis)]), "**a**b");
        assert_eq!(set("a b c", &[("b", Strong), ("a b c", Strong)]), "**a b c**");
        assert_eq!(set("a … c", &[("…", Strong)]), "a … c");
        let three = |text: &'static str| {
            let runs = [("a", Emphasis), ("d", Emphasis), (text, Strong)];
            set(text, &runs)
        };
        assert_eq!(three("a bd e"), "***a* bd e**", "the star before d would close");
        assert_eq!(three("a b d e"), "***a* b *d* e**");
        assert_eq!(three("a b.d e"), "***a* b.*d* e**");
        assert_eq!(set("a b c", &[("b", Strong), ("a b c", Code)]), "`a b c`");
    }

    #[test]
    fn headings_items_and_cells_have_runs_too() {
        use InlineKind::{Code, Strong};
        let head = Shape::Heading(2);
        assert_eq!(set("Why not", head, &[("Why not", Strong)]), "## Why not");
        assert_eq!(set("Why not", head, &[("not", Strong)]), "## Why **not**");
        assert_eq!(set("Why #", head, &[("Why", Strong)]), "## Why \\#");
        let item = Shape::ListItem { depth: 1, ordered: false };
        assert_eq!(set("See it", item, &[("See", link("/a"))]), "- [See](/a) it");
        let row = Shape::TableRow { header: false };
        let cells = set("a\tb|c\td e", row, &[("b|c", Code), ("e", Strong)]);
        assert_eq!(cells, "| a | `b\\|c` | d **e** |\n| --- | --- | --- |");
        let verse = set("one\ntwo\n\nthree", Shape::Quotation, &[("two\n\nthree", Strong)]);
        assert_eq!(verse, "> one\\\n> **two**\n>\n> **three**");
        assert_eq!(set("a b", Shape::Preformatted, &[("a", Strong)]), "```\na b\n```");
    }
}
