//! For tests: pages all of whose blocks are kept, until a rule leaves some out.

use crate::html::{Arena, Document, Limits, parse};
use crate::page::Blocks;
use crate::strip::features::Facts;
use crate::strip::features::head::Head;
use crate::strip::segment::segment;

/// How many blocks a rule leaves of a page all of whose blocks are kept.
pub(super) fn left_by(html: &str, rule: impl FnOnce(&Facts<'_>, &mut Blocks)) -> usize {
    left_by_page(html, |facts, _, blocks| rule(facts, blocks))
}

/// The same of a rule that looks at the page as well.
pub(super) fn left_by_page(
    html: &str,
    rule: impl FnOnce(&Facts<'_>, Document<'_>, &mut Blocks),
) -> usize {
    let mut arena = Arena::new();
    let page = parse(html, &mut arena, &Limits::default());
    let (layout, head) = (segment(page, None), Head::read(page, None));
    let facts = Facts::gather(&layout, &head, false);
    let mut blocks = layout.blocks.clone();
    blocks.rows.iter_mut().for_each(|block| block.kept = true);
    rule(&facts, page, &mut blocks);
    blocks.rows.iter().filter(|block| block.kept).count()
}
