//! Verses: short lines of a text whose paragraphs stand apart. They are one block of several lines.

use super::facts::page::Page;
use super::weigh::Weighed;
use crate::page::{Blocks, Label, Shape};
use std::ops::Range;

/// Lines of a stanza.
const LINES: Range<usize> = 3..41;
/// Characters of the longest verse.
const WIDEST: u32 = 70;

/// The runs of blocks that are the verses of a stanza.
pub(super) fn find(page: &Page<'_>, weighed: &[Weighed]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let verse = |at: usize| {
        let (s, unit, w) = (&page.stats[at], &page.units[at], &weighed[at]);
        w.kept
            && matches!(w.label, Label::Body | Label::Subhead)
            && page.blocks.rows[at].shape == Shape::Paragraph
            && unit.lines == 1
            && unit.links == 0
            && s.chars <= WIDEST
            && s.words >= 2.0
            && s.digits == 0
    };
    let mut at = 0;
    while at < page.len() {
        let more = |next: &usize| *next == at || page.units[*next].gap == 0;
        let to = at + (at..page.len()).take_while(|next| more(next) && verse(*next)).count();
        let apart = page.units[at].gap > 0 && page.units.get(to).is_none_or(|unit| unit.gap > 0);
        // sentences that each end are paragraphs
        let sentences = (at..to).filter(|at| page.stats[*at].ends_sentence()).count();
        if apart && LINES.contains(&(to - at)) && sentences * 2 <= to - at {
            runs.push(at..to);
        }
        at = to.max(at + 1);
    }
    runs
}

/// Makes one block of each run.
pub(super) fn join(blocks: &mut Blocks, runs: &[Range<usize>]) {
    let mut joined = Blocks {
        text: String::with_capacity(blocks.text.len() + blocks.rows.len()),
        rows: Vec::with_capacity(blocks.rows.len()),
        ..Blocks::default()
    };
    let mut runs = runs.iter().peekable();
    let mut inside = 0..0;
    for (at, (row, text)) in blocks.iter().enumerate() {
        if let Some(run) = runs.next_if(|run| run.start == at) {
            inside = run.clone();
        } else if inside.contains(&at)
            && let Some(last) = joined.rows.last_mut()
        {
            joined.text.push('\n');
            joined.text.push_str(text);
            last.end = joined.text.len() as u32;
            continue;
        }
        joined.push(text, row.shape, row.origin);
        if let Some(last) = joined.rows.last_mut() {
            let (start, end) = (last.start, last.end);
            *last = row.clone();
            (last.start, last.end) = (start, end);
            if inside.contains(&at) {
                last.label = Label::Body;
                last.reason = "verses".into();
            }
        }
    }
    *blocks = joined;
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, kept};

    #[test]
    fn a_stanza_is_one_block_of_several_lines() {
        let stanza = "The river rises in the night\nAnd takes the ferry with it,\nThe ferryman has no more light\nThan what the moon will give it.";
        let page = PARAGRAPHS.replacen("\n\n", &format!("\n\n{stanza}\n\n"), 1);
        let found = kept(&format!("# The ferry stays\n\n{page}"));
        assert!(found.iter().any(|text| text == stanza), "{found:#?}");
    }
}
