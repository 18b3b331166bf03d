//! The hours above the entries of a ticker.

use crate::lexicon::clock;
use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;

/// Fewest hours that head entries.
const ENTRIES: usize = 4;
/// Bytes of the longest line that is an hour and no more.
const LINE: usize = 24;
/// How many blocks below an hour its entry begins at most: a headline, a picture's caption may stand between.
const REACH: usize = 3;

/// Takes the hours out of the text that stand alone above what is kept, where several follow each other in order: they
/// say when an entry was posted, and a live blog keeps them with its entries.
pub(super) fn leave_out(facts: &Facts<'_>, blocks: &mut Blocks) {
    let rows = &blocks.rows;
    let is_line = |at: usize| {
        matches!(rows[at].shape, Shape::Paragraph | Shape::Heading(2..))
            && rows[at].label != Label::Title
            && rows[at].end - rows[at].start <= LINE as u32
            && facts.measures[at].numbers.time
    };
    let hours: Vec<(usize, u32)> = (0..rows.len())
        .filter(|at| is_line(*at))
        .filter(|at| rows[at + 1..].iter().take(REACH).any(|row| row.kept))
        .filter_map(|at| match clock::opening(blocks.text_of(&rows[at])) {
            Some((minute, "")) => Some((at, minute)),
            _ => None,
        })
        .collect();
    if hours.len() < ENTRIES || !clock::in_order(hours.iter().map(|(_, minute)| *minute)) {
        return;
    }
    for (at, _) in hours {
        let block = &mut blocks.rows[at];
        block.leave_out(Label::Date, "the hour of an entry");
    }
}

#[cfg(test)]
mod tests {
    use super::leave_out;
    use crate::strip::label::whole_pages::left_by;

    fn left(hours: &[&str]) -> usize {
        let entry =
            |hour: &&str| format!("<div><span>{hour}</span><p>The ferry stays in port.</p></div>");
        left_by(&hours.iter().map(entry).collect::<String>(), leave_out)
    }

    #[test]
    fn hours_in_order_above_entries_are_no_text() {
        assert_eq!(left(&["15:40", "15:12", "14:55", "14:20 Uhr"]), 4);
        assert_eq!(left(&["15:40", "15:12", "14:55"]), 6, "too few");
        assert_eq!(left(&["15:40", "12:12", "14:55", "14:20", "15:10"]), 10, "in no order");
        assert_eq!(left(&["Quay 1", "Quay 2", "Quay 3", "Quay 4"]), 8);
    }
}
