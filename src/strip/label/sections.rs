//! Sections of a page: what a heading divides, and what stands below the head of one that is not the article's.

use crate::page::{Block, Blocks, Label, Shape};
use crate::strip::features::Facts;

/// How many blocks below a head are looked at.
const REACH: usize = 120;
/// Fewest headlines that are links, and what is linked of each at least.
const HEADLINES: usize = 2;
/// Fewest lines that stand for headlines, and what is linked of each at least.
const LINES: usize = 3;
const PARTLY: f32 = 0.25;
const LINKED: f32 = 0.8;
/// Words of the shortest headline, where nothing but its link tells it.
const HEADLINE: f32 = 4.0;
/// What paragraphs of the article reach in the mean.
const SURE: f32 = 0.7;
/// Bytes of the longest line that heads links.
const HEAD: u32 = 90;
/// Words of the longest lead below such a headline.
const LEAD: f32 = 60.0;

/// Leaves out of an article the teasers below a head that says of its section that it leads elsewhere (`More
/// stories`): where all headings of the section are links, or lines that a link takes a good part of stand for them, and
/// what is kept beside them is short and not more than what is kept of the rest of the page.
pub(super) fn leave_out_teasers(facts: &Facts<'_>, blocks: &mut Blocks) {
    let kept = |at: &usize, blocks: &Blocks| blocks.rows[*at].kept;
    let words = |at: usize| facts.measures[at].words;
    let whole: f32 = (0..blocks.rows.len()).filter(|at| kept(at, blocks)).map(words).sum();
    let mut from = 0;
    while from < blocks.rows.len() {
        let at = from;
        from += 1;
        let heading = matches!(blocks.rows[at].shape, Shape::Heading(_));
        let line = blocks.rows[at].shape == Shape::Paragraph
            && blocks.rows[at].end - blocks.rows[at].start <= HEAD
            && facts.layout.runs[at].links == 0;
        if facts.readings[at].head != Some(Label::Related) || !heading && !line {
            continue;
        }
        let section = section_of(facts, at);
        let last = blocks.rows.len().min(at + 1 + REACH);
        let end = (at + 1..last).find(|b| !stands_in(facts, *b, section)).unwrap_or(last);
        let part: f32 = (at..end).filter(|at| kept(at, blocks)).map(words).sum();
        if part * 2.0 > whole
            || !(are_teasers(facts, &blocks.rows, at + 1..end)
                || are_leads(facts, &blocks.rows, at + 1..end))
        {
            continue;
        }
        for block in blocks.rows[at..end].iter_mut().filter(|b| b.kept && b.label != Label::Title) {
            block.leave_out(
                Label::Related,
                "stands below the head of a section that leads elsewhere",
            );
        }
        from = end;
    }
}

/// Leaves out of a page of news a line that heads pointers elsewhere (`Read also`) together with the links of the list
/// below it.
pub(super) fn leave_out_pointers(facts: &Facts<'_>, blocks: &mut Blocks) {
    for at in 0..blocks.rows.len() {
        let block = &blocks.rows[at];
        let is_head = block.shape == Shape::Paragraph
            && facts.readings[at].head == Some(Label::Related)
            && block.end - block.start <= HEAD
            && facts.layout.runs[at].links == 0;
        if !is_head {
            continue;
        }
        let item = |b: &usize| {
            matches!(blocks.rows[*b].shape, Shape::ListItem { .. })
                && facts.link_share(*b) >= LINKED
        };
        let below = (at + 1..blocks.rows.len()).take_while(item).count();
        if below == 0 {
            continue;
        }
        for block in blocks.rows[at..=at + below].iter_mut().filter(|block| block.kept) {
            block.leave_out(Label::Related, "pointers to other articles below their head");
        }
    }
}

/// The element whose content a heading divides: its parent, or, where that holds nothing but the
/// heading, its parent's parent.
pub(super) fn section_of(facts: &Facts<'_>, heading: usize) -> u32 {
    let parent = parent_of(facts, heading);
    let wrapper = facts.layout.elements[parent as usize];
    if wrapper.children <= 1 { wrapper.parent } else { parent }
}

/// The element whose child a block's own is.
pub(super) fn parent_of(facts: &Facts<'_>, at: usize) -> u32 {
    facts.layout.elements[facts.layout.runs[at].element as usize].parent
}

/// Whether a block stands in an element, however deep below it.
pub(super) fn stands_in(facts: &Facts<'_>, block: usize, element: u32) -> bool {
    ancestors(facts, facts.layout.runs[block].element).any(|above| above == element)
}

/// The elements above one, nearest first.
pub(super) fn ancestors<'a>(facts: &'a Facts<'_>, element: u32) -> impl Iterator<Item = u32> + 'a {
    let parent = |at: &u32| Some(facts.layout.elements[*at as usize].parent).filter(|p| p != at);
    std::iter::successors(parent(&element), parent)
}

/// Whether these blocks are headlines that are links, with nothing long kept beside them.
fn are_teasers(facts: &Facts<'_>, rows: &[Block], section: std::ops::Range<usize>) -> bool {
    let head = section.start;
    let (mut headlines, mut lines, mut others) = (0, 0, 0);
    for at in section {
        let heading = matches!(rows[at].shape, Shape::Heading(_));
        let linked = facts.link_share(at);
        if rows[at].kept
            && (rows[at].label == Label::Title
                || facts.measures[at].words > LEAD
                || heading && linked < LINKED)
        {
            return false;
        }
        headlines += usize::from(heading && linked >= LINKED);
        lines += usize::from(linked >= PARTLY);
        others += usize::from(at != head && rows[at].kept && linked < PARTLY);
    }
    headlines >= HEADLINES || lines >= LINES && others == 0
}

/// Whether what stands in these blocks is links to other pages, each with one short text below it that is kept.
fn are_leads(facts: &Facts<'_>, rows: &[Block], section: std::ops::Range<usize>) -> bool {
    let (mut led, mut leads, mut sum) = (false, 0, 0.0);
    for at in section {
        if facts.link_share(at) >= LINKED && facts.measures[at].words >= HEADLINE {
            led = true;
            continue;
        }
        if facts.readings[at].head == Some(Label::Related) {
            return false;
        }
        if !rows[at].kept {
            continue;
        }
        let own = matches!(rows[at].shape, Shape::Heading(_)) || facts.measures[at].words > LEAD;
        if own || !led {
            return false;
        }
        led = false;
        leads += 1;
        sum += rows[at].score;
    }
    leads >= HEADLINES && sum < SURE * leads as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::left_by;

    fn left(html: &str) -> usize {
        left_by(html, leave_out_teasers)
    }

    #[test]
    fn headlines_that_are_links_go_with_the_head_above_them() {
        let text =
            format!("<p>{}</p>", "The weir was opened at last, after eleven years. ".repeat(5));
        let card =
            "<div><h3><a href=/x>A lock without a keeper</a></h3><p>It is for sale.</p></div>";
        let section = |body: &str| format!("{text}<div><h2>Related stories</h2>{body}</div>{text}");
        assert_eq!(left(&section(&card.repeat(3))), 2);
        assert_eq!(left(&section(card)), 5, "one link");
        let mixed = format!("{card}{card}<h3>What came next</h3>{text}");
        assert_eq!(left(&section(&mixed)), 9, "a heading of its own");
        let named = section(&card.repeat(3)).replace("Related stories", "Three locks");
        assert_eq!(left(&named), 9);
    }

    #[test]
    fn lines_that_begin_with_a_link_are_teasers_as_well() {
        let text =
            format!("<p>{}</p>", "The weir was opened at last, after eleven years. ".repeat(5));
        let line = "<p>3.5.2026 <a href=/x>A lock without a keeper</a><br>It is for sale.</p>";
        let section = |body: &str| format!("{text}<div><h4>Related stories</h4>{body}</div>{text}");
        assert_eq!(left(&section(&line.repeat(3))), 2);
        assert_eq!(left(&section(&line.repeat(2))), 5);
        assert_eq!(left(&section(&format!("{}<p>Nobody came.</p>", line.repeat(3)))), 7);
    }

    #[test]
    fn a_list_of_links_goes_with_the_line_above_it() {
        let pointed = |html: &str| left_by(html, leave_out_pointers);
        let list = "<ul><li><a href=/x>A lock</a><li><a href=/y>A mill</a></ul>";
        assert_eq!(pointed(&format!("<p>The weir.<p><b>Related stories</b></p>{list}")), 1);
        assert_eq!(pointed(&format!("<p>The weir.<p><b>Three locks</b></p>{list}")), 4);
    }
}
