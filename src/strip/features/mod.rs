//! The numbers that the model looks at, one row a block.
//!
//! Everything is computed once a page: measures of the text, sums below each element, and then the
//! row of each block from these. The list of names comes out of the same code that fills the rows,
//! so that trainer and runtime cannot mean different things by a column.

mod above;
mod beside;
pub(super) mod cards;
mod chain;
pub(super) mod columns;
mod facts;
pub(super) mod head;
pub(super) mod logarithm;
mod own;
mod page;
mod row;
mod sums;

use super::segment::element::Element;
use super::segment::layout::Layout;
use super::segment::run::Run;
use columns::Columns;
use head::Head;

pub(super) use facts::Facts;
pub(super) use row::{NameList, NumberList, Row, Sink};

/// Fills rows of a page with the columns of the first look.
pub(super) struct Filler<'a> {
    facts: &'a Facts<'a>,
    positions: own::Positions,
    elements: chain::Elements,
    around: beside::Around,
    of_page: NumberList,
}

impl<'a> Filler<'a> {
    pub(super) fn new(facts: &'a Facts<'a>) -> Filler<'a> {
        let mut of_page = NumberList::default();
        page::put(facts, &mut of_page);
        Filler {
            facts,
            positions: own::Positions::new(facts),
            elements: chain::Elements::new(facts),
            around: beside::Around::new(facts),
            of_page,
        }
    }

    /// The rows of some blocks, in their order, with `behind` columns of zeros behind.
    pub(super) fn rows(
        &self,
        blocks: impl ExactSizeIterator<Item = u32>,
        behind: usize,
    ) -> Columns {
        let mut rows = match behind {
            0 => Columns::to_fill(blocks.len(), width()),
            _ => Columns::new(blocks.len(), width() + behind),
        };
        for (row, at) in blocks.enumerate() {
            self.fill(&mut rows, row, at as usize);
        }
        self.fill_page(&mut rows);
        rows
    }

    /// Fills a row with the columns of a block, but for those that are the page's.
    pub(super) fn fill(&self, rows: &mut Columns, row: usize, at: usize) {
        let mut row = Row::of(rows, row);
        own::put(self.facts, &self.positions, at, &mut row);
        chain::put(self.facts, &self.elements, at, &mut row);
        beside::put(self.facts, &self.around, at, &mut row);
        let left = row.columns.len();
        let first = width() - self.of_page.0.len();
        debug_assert_eq!(left, rows.width() - first, "each column is put once");
    }

    /// Fills the columns that are the page's, the same in all rows.
    pub(super) fn fill_page(&self, rows: &mut Columns) {
        rows.fill(width() - self.of_page.0.len(), &self.of_page.0);
    }
}

/// How many columns the first look has.
pub(super) fn width() -> usize {
    static WIDTH: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| names().len());
    *WIDTH
}

/// The names of the columns of [`Filler::rows`].
pub(super) fn names() -> Vec<String> {
    let mut layout = Layout::default();
    layout.elements.push(Element::root());
    layout.runs.push(Run::default());
    layout.blocks.push("a", crate::page::Shape::Paragraph, 0);
    let head = Head::default();
    let facts = Facts::gather(&layout, &head, false);
    let mut names = NameList::default();
    own::put(&facts, &own::Positions::new(&facts), 0, &mut names);
    chain::put(&facts, &chain::Elements::new(&facts), 0, &mut names);
    beside::put(&facts, &beside::Around::new(&facts), 0, &mut names);
    page::put(&facts, &mut names);
    names.0
}
