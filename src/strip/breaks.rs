//! Lines and paragraphs that nothing but a line break (`<br>`) parts, in what is kept of a page; and what is seen in a
//! line and is no part of what it says.
//!
//! A block is judged as a whole, with a blank where a line breaks. Afterwards verses, addresses and the like get their
//! lines back, and what was set as one paragraph and is several (a question and its answer, pages that know no other
//! way to end a paragraph) is parted. Prose that was wrapped by hand stays joined. What is noted of runs within a block
//! moves with them.

use super::segment::layout::Layout;
use crate::lexicon;
use crate::page::{Block, Blocks, Label, Shape};

/// Fewest lines of a verse, and characters of its longest line.
const VERSE: usize = 3;
const LINE: usize = 64;
/// Characters of the narrowest wrapped paragraph, and what no line of one has.
const NARROW: usize = 45;
const LONG: usize = 100;
/// Of the widest line, at least so many characters have all others of a wrapped paragraph but the last.
const WRAPPED: f32 = 0.7;

/// A stretch of the text, and what stands for it.
type Edit = (u32, u32, &'static str);

/// Gives kept blocks their lines and paragraphs back: `\n` between lines, `\n\n` between paragraphs; and takes out of
/// all blocks what is no part of what their lines say (`unread`).
pub(super) fn restore(blocks: &mut Blocks, layout: &Layout) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut rest = &*layout.breaks;
    let mut unread = &*layout.unread;
    for block in &blocks.rows {
        let (_, behind) = rest.split_at(rest.partition_point(|at| *at <= block.start));
        let (within, behind) = behind.split_at(behind.partition_point(|at| *at < block.end));
        rest = behind;
        let prose = matches!(block.shape, Shape::Paragraph | Shape::Quotation)
            && block.label != Label::Title
            && (block.kept || block.label == Label::Comment);
        if prose && !within.is_empty() {
            part(&blocks.text, block, (within, &layout.bold), &mut edits);
        }
        let (_, behind) = unread.split_at(unread.partition_point(|(_, to)| *to <= block.start));
        let (cuts, behind) = behind.split_at(behind.partition_point(|(from, _)| *from < block.end));
        unread = behind;
        let clipped =
            |(from, to): &(u32, u32)| ((*from).max(block.start), (*to).min(block.end), "");
        edits.extend(cuts.iter().map(clipped));
    }
    if edits.is_empty() {
        return;
    }
    edits.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    let old = std::mem::take(&mut blocks.text);
    let piece = |from: u32, to: u32| old.get(from as usize..to as usize).unwrap_or("");
    let mut text = String::with_capacity(old.len() + edits.len());
    let mut edits = edits.into_iter().peekable();
    let mut moved = Moved::default();
    for (row, block) in (0..).zip(&mut blocks.rows) {
        let start = block.start;
        let mut from = start;
        block.start = text.len() as u32;
        while let Some((at, to, mark)) = edits.next_if(|(at, ..)| *at < block.end) {
            // a line that breaks within what is cut out
            if at < from {
                continue;
            }
            text.push_str(piece(from, at));
            text.push_str(mark);
            moved.add(row, (at - start, to - start), mark.len() as u32);
            from = to;
        }
        text.push_str(piece(from, block.end.max(from)));
        block.end = text.len() as u32;
    }
    blocks.text = text;
    for inline in &mut blocks.inlines {
        inline.start = moved.place(inline.block, inline.start);
        inline.end = moved.place(inline.block, inline.end);
    }
    blocks.inlines.retain(|inline| inline.start < inline.end);
}

/// Where places of the blocks' texts went.
#[derive(Default)]
struct Moved {
    edits: Vec<Moving>,
}

/// What an edit did to the places of its block.
struct Moving {
    row: u32,
    from: u32,
    to: u32,
    /// One past where it ends in the new text.
    end: u32,
}

impl Moved {
    /// Takes note of an edit, behind all others of its block: from where to where, and the bytes put there.
    fn add(&mut self, row: u32, (from, to): (u32, u32), put: u32) {
        let end = self.place(row, from) + put;
        self.edits.push(Moving { row, from, to, end });
    }

    /// Where a place of a block's text is in the new one; of what is no more there, the place behind it.
    fn place(&self, row: u32, at: u32) -> u32 {
        let before = self.edits.partition_point(|edit| (edit.row, edit.from) < (row, at));
        match before.checked_sub(1).and_then(|last| self.edits.get(last)) {
            Some(edit) if edit.row == row => edit.end + at.saturating_sub(edit.to),
            _ => at,
        }
    }
}

/// What stands in a block's text for the blanks that stand for line breaks, where that is something else.
fn part(text: &str, block: &Block, (breaks, bold): (&[u32], &[u32]), edits: &mut Vec<Edit>) {
    let is_blank = |at: &u32| text.as_bytes().get(*at as usize) == Some(&b' ');
    let breaks: Vec<u32> = breaks.iter().copied().filter(is_blank).collect();
    let starts = std::iter::once(block.start).chain(breaks.iter().map(|at| at + 1));
    let ends = breaks.iter().copied().chain([block.end]);
    let lines: Vec<&str> = starts
        .zip(ends)
        .map(|(start, end)| text.get(start as usize..end as usize).unwrap_or(""))
        .collect();
    let widths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let is_verse = |from: usize, to: usize| is_verse(&lines[from..=to], &widths[from..=to]);
    let put_lines = |from: usize, to: usize, edits: &mut Vec<Edit>| {
        if is_verse(from, to) {
            edits.extend(breaks[from..to].iter().map(|at| (*at, at + 1, "\n")));
        }
    };
    let heads = |at: usize| {
        at == 0 && widths[0] <= LONG && widths[1] > LONG && bold.binary_search(&breaks[0]).is_ok()
    };
    let apart = |at: &usize| are_apart(lines[*at], lines[*at + 1]) || heads(*at);
    let running = widths.iter().any(|width| *width > LONG);
    let mut first = 0;
    if !is_verse(0, breaks.len()) && (running || (0..breaks.len()).all(|at| apart(&at))) {
        for at in (0..breaks.len()).filter(apart) {
            put_lines(first, at, edits);
            edits.push((breaks[at], breaks[at] + 1, "\n\n"));
            first = at + 1;
        }
    }
    put_lines(first, breaks.len(), edits);
}

/// Whether lines were meant as such: several, none of them long, and not wrapped at a width.
fn is_verse(lines: &[&str], widths: &[usize]) -> bool {
    let Some((_, all)) = widths.split_last() else { return false };
    let widest = widths.iter().copied().max().unwrap_or(0);
    let full = |width: &usize| *width as f32 >= WRAPPED * widest as f32;
    let goes_on = lines.iter().skip(1).filter(|line| line.starts_with(char::is_lowercase)).count();
    let wrapped = widest >= NARROW && all.iter().all(full) && goes_on * 2 >= all.len();
    lines.len() >= VERSE && widest <= LINE && !wrapped
}

/// Whether one line ends as a sentence does and the next does not go on with it.
fn are_apart(line: &str, next: &str) -> bool {
    (lexicon::ends_sentence(line) || line.ends_with(':')) && !next.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::strip::segment::segment;

    /// What becomes of a page of which all is kept.
    fn restored(html: &str) -> Vec<String> {
        let mut arena = Arena::new();
        let layout = segment(parse(html, &mut arena, &Limits::default()), None);
        let mut blocks = layout.blocks.clone();
        blocks.rows.iter_mut().for_each(|block| block.kept = true);
        super::restore(&mut blocks, &layout);
        blocks.iter().map(|(_, text)| text.to_owned()).collect()
    }

    const LONG: &str = "The new weir at Sellby was opened on Monday, eleven years after the first plans were \
        laid before the council, and nobody believes that it will hold.";

    #[test]
    fn verses_and_addresses_keep_their_lines() {
        let verse = "The water came at night, my dear,<br> and took the mill <i>away</i>.<br/>\n It left the \
            wheel,<br>it left the weir.";
        let lines = "The water came at night, my dear,\nand took the mill away.\nIt left the wheel,\nit left the weir.";
        let even = "I light the lamp at half past three,<br>that is my task, and none can see<br>the wind take it or me.";
        assert_eq!(restored(&format!("<p>{even}")), [even.replace("<br>", "\n")]);
        let address = "Weir Lane 4<br>Sellby<br>Tuesdays";
        let found =
            restored(&format!("<p>Seen<p>{verse}</p><h1>Where<br>it<br>was</h1><p>{address}"));
        assert_eq!(found, ["Seen", lines, "Where it was", "Weir Lane 4\nSellby\nTuesdays"]);
    }

    #[test]
    fn paragraphs_that_a_line_break_parts_are_parted() {
        let page = format!("<div><b>Why now?</b><br>{LONG}<br>{LONG}<br>and so on</div>");
        assert_eq!(restored(&page), [format!("Why now?\n\n{LONG}\n\n{LONG} and so on")]);
        let list = "What is to be seen:<br>– the weir<br>– the mill<br>– the wheel";
        let parted = "What is to be seen:\n\n– the weir\n– the mill\n– the wheel";
        let page = format!("<p>Seen</p><div>{LONG}<br>{list}</div><p>Last");
        assert_eq!(restored(&page), ["Seen", &format!("{LONG}\n\n{parted}"), "Last"]);
        assert_eq!(
            restored("<p>Does it hold?<br>Nobody knows."),
            ["Does it hold?\n\nNobody knows."]
        );
    }

    /// A text with something behind a word.
    fn behind(said: &str) -> String {
        restored(&format!("<p>The weir{said} holds.")).join("|")
    }

    #[test]
    fn marks_of_notes_are_no_text() {
        for mark in [
            "<sup><a href=#fn1>1</a></sup>",
            "<sup id=r class=reference><a href=#cite_note-1><span>[</span>1<span>]</span></a></sup>",
            "<a href=#n3 class=footnote><sup>3</sup></a>",
            "<a href=#_ftn5>[5]</a>",
            " <a class=footnote-anchor href=#footnote-1>1</a>",
            "<a role=doc-noteref href=#note1>1</a>",
            "<a href='/page.html#fn2'><sup>2</sup></a>",
            "<sup><a href=#a>*</a></sup><sup><a href=#b>†</a></sup>",
            "<sup><a href=#cite_note-2>[note 2]</a></sup>",
        ] {
            assert_eq!(behind(mark), "The weir holds.", "{mark}");
        }
        for (raised, said) in [
            ("<sup>2</sup>", "2"),
            ("<sup><a href=/two>2</a></sup>", "2"),
            ("<sup><a href=#top>th</a></sup>", "th"),
            ("<a href=#top>3</a>", "3"),
        ] {
            assert_eq!(behind(raised), format!("The weir{said} holds."), "{raised}");
        }
        let note = "<p><a href=#r1><sup>1</sup></a> Town records.";
        assert_eq!(restored(note), ["1 Town records."], "the number of the note itself");
        let nested = format!("<p>The weir{}<a href=#fn1>[1]</a>", "<sup>".repeat(20_000));
        assert!(restored(&nested)[0].starts_with("The weir"));
    }

    #[test]
    fn a_formula_is_said_once_and_hidden_words_are_not() {
        let math = "<math><mi>F</mi><mo>=</mo><mi>m</mi></math>";
        for formula in [
            format!(
                "<span class=katex><span class=katex-mathml>{math}</span><span class=katex-html \
                 aria-hidden=true><span>F</span><span>=</span><span>m</span></span></span>"
            ),
            format!(
                "<span class=MathJax><nobr>F=m</nobr><span class=MJX_Assistive_MathML>{math}</span></span>"
            ),
            format!(
                "<mjx-container><mjx-math>F=m</mjx-math><mjx-assistive-mml>{math}</mjx-assistive-mml>\
                 </mjx-container>"
            ),
            format!("<mjx-container><mjx-assistive-mml>{math}</mjx-assistive-mml></mjx-container>"),
            format!("<span><span style='display: none;'>{math}</span><img alt=F></span>"),
            "<span class=katex><span class=katex-html>F=m</span></span>".to_owned(),
        ] {
            assert_eq!(behind(&format!(" of {formula}")), "The weir of F=m holds.", "{formula}");
        }
        for hidden in ["hidden", "style='display: none'", "style=VISIBILITY:hidden"] {
            assert_eq!(behind(&format!(" <span {hidden}>(new)</span>")), "The weir holds.");
        }
        let unfolded = format!(" <span style='display:none'>{LONG}</span>");
        assert_eq!(behind(&unfolded), format!("The weir {LONG} holds."), "a click shows it");
        assert_eq!(behind(" <span class=hidden>still</span>"), "The weir still holds.");
    }

    #[test]
    fn a_line_in_bold_heads_the_paragraph_below_it() {
        let page = format!(
            "<div><b>What comes next</b><br>{LONG}<br><br><b>The cost</b><br/>{LONG}</div>"
        );
        let headed = |head: &str| format!("{head}\n\n{LONG}");
        assert_eq!(restored(&page), [headed("What comes next"), headed("The cost")]);
        let plain = page.replace("<b>", "<i>").replace("</b>", "</i>");
        assert_eq!(restored(&plain)[0], format!("What comes next {LONG}"));
        let name = "<p><b>Anna Holt</b><br>Weir Lane 4</p>";
        assert_eq!(restored(name), ["Anna Holt Weir Lane 4"]);
    }

    #[test]
    fn what_was_wrapped_by_hand_stays_joined() {
        let wrapped = "<p>The new weir at Sellby was opened on Monday, eleven<br>years after the first plans were \
            laid before the<br>council. Nobody who lives below it believes that it<br>will hold.</p>";
        let found = restored(wrapped);
        assert!(found.len() == 1 && !found[0].contains('\n'), "{found:?}");
        assert_eq!(restored("<p>The weir<br>of Sellby<br></p>"), ["The weir of Sellby"]);
    }
}
