//! Lines and paragraphs that nothing but a line break (`<br>`) parts, in what is kept of a page.
//!
//! A block is judged as a whole, with a blank where a line breaks. Afterwards verses, addresses and the like get their
//! lines back, and what was set as one paragraph and is several (a question and its answer, pages that know no other
//! way to end a paragraph) is parted. Prose that was wrapped by hand stays joined. What is noted of runs within a block
//! moves with them.

use crate::page::{Block, Blocks, Label, Shape};

/// Fewest lines of a verse, and characters of its longest line.
const VERSE: usize = 3;
const LINE: usize = 64;
/// Characters of the narrowest wrapped paragraph, and what no line of one has.
const NARROW: usize = 45;
const LONG: usize = 100;
/// Of the widest line, at least so many characters have all others of a wrapped paragraph but the last.
const WRAPPED: f32 = 0.7;

/// Gives kept blocks their lines and paragraphs back: `\n` between lines, `\n\n` between paragraphs. `breaks`: where in
/// the text a blank stands for a line break, in order; of places that are no blank nothing is made.
pub(super) fn restore(blocks: &mut Blocks, breaks: &[u32]) {
    let mut marks = Vec::new();
    let mut rest = breaks;
    for block in &blocks.rows {
        let (_, behind) = rest.split_at(rest.partition_point(|at| *at <= block.start));
        let (within, behind) = behind.split_at(behind.partition_point(|at| *at < block.end));
        rest = behind;
        let prose = matches!(block.shape, Shape::Paragraph | Shape::Quotation)
            && block.label != Label::Title
            && (block.kept || block.label == Label::Comment);
        if prose && !within.is_empty() {
            part(&blocks.text, block, within, &mut marks);
        }
    }
    if marks.is_empty() {
        return;
    }
    let old = std::mem::take(&mut blocks.text);
    let piece = |from: u32, to: u32| old.get(from as usize..to as usize).unwrap_or("");
    let mut text = String::with_capacity(old.len() + marks.len());
    let mut marks = marks.into_iter().peekable();
    // where blocks grew by one byte, in the text that they had
    let mut grown: Vec<(u32, u32)> = Vec::new();
    for (row, block) in (0..).zip(&mut blocks.rows) {
        let start = block.start;
        let mut from = start;
        block.start = text.len() as u32;
        while let Some((at, mark)) = marks.next_if(|(at, _)| *at < block.end) {
            text.push_str(piece(from, at));
            text.push_str(mark);
            if mark.len() > 1 {
                grown.push((row, at - start));
            }
            from = at + 1;
        }
        text.push_str(piece(from, block.end));
        block.end = text.len() as u32;
    }
    blocks.text = text;
    let before = |row: u32, at: u32| grown.partition_point(|place| *place < (row, at)) as u32;
    for inline in &mut blocks.inlines {
        let begin = before(inline.block, 0);
        inline.start += before(inline.block, inline.start) - begin;
        inline.end += before(inline.block, inline.end) - begin;
    }
}

/// What stands in a block's text for the blanks that stand for line breaks, where that is something else.
fn part(text: &str, block: &Block, breaks: &[u32], marks: &mut Vec<(u32, &'static str)>) {
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
    let put_lines = |from: usize, to: usize, marks: &mut Vec<_>| {
        if is_verse(from, to) {
            marks.extend(breaks[from..to].iter().map(|at| (*at, "\n")));
        }
    };
    let apart = |at: &usize| are_apart(lines[*at], lines[*at + 1]);
    let running = widths.iter().any(|width| *width > LONG);
    let mut first = 0;
    if !is_verse(0, breaks.len()) && (running || (0..breaks.len()).all(|at| apart(&at))) {
        for at in (0..breaks.len()).filter(apart) {
            put_lines(first, at, marks);
            marks.push((breaks[at], "\n\n"));
            first = at + 1;
        }
    }
    put_lines(first, breaks.len(), marks);
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
    let closing = ['"', '\'', '”', '’', '»', '“', ')', ']', '」', '』'];
    let ends = ['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।'];
    line.trim_end_matches(closing).ends_with(ends) && !next.starts_with(char::is_lowercase)
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
        super::restore(&mut blocks, &layout.breaks);
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

    #[test]
    fn what_was_wrapped_by_hand_stays_joined() {
        let wrapped = "<p>The new weir at Sellby was opened on Monday, eleven<br>years after the first plans were \
            laid before the<br>council. Nobody who lives below it believes that it<br>will hold.</p>";
        let found = restored(wrapped);
        assert!(found.len() == 1 && !found[0].contains('\n'), "{found:?}");
        assert_eq!(restored("<p>The weir<br>of Sellby<br></p>"), ["The weir of Sellby"]);
    }
}
