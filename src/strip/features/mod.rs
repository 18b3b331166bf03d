//! The numbers that the model looks at, one row a block.
//!
//! Everything is computed once a page: measures of the text, sums below each element, and then the
//! row of each block from these. The list of names comes out of the same code that fills the rows,
//! so that trainer and runtime cannot mean different things by a column.

mod beside;
mod chain;
mod own;
mod page;

use super::columns::{Columns, LANES, Lanes};
use super::head::Head;
use super::layout::Layout;
use super::measure::{Measure, measure};
use super::sums::{Sum, subtree_sums};
use super::words::{Counts, Overlap};
use crate::lexicon::{self, Reading};

pub(super) use chain::Chains;

/// A page with everything that its rows are made from.
pub(super) struct Facts<'a> {
    pub layout: &'a Layout,
    pub head: &'a Head,
    pub measures: Vec<Measure>,
    /// The hashes of all words, block after block, and where each block's end.
    words: Vec<u32>,
    ends: Vec<u32>,
    pub readings: Vec<Reading>,
    pub overlaps: Vec<Overlap>,
    pub counts: Counts,
    pub sums: Vec<Sum>,
    pub chains: Chains,
    /// Class names and the like are taken as unknown: a page whose names are hashed.
    pub nameless: bool,
    /// The gold texts of general web pages count captions as the page's text, those of news do not:
    /// whether the first is wanted.
    pub convention: bool,
}

impl<'a> Facts<'a> {
    /// Looks at every block once.
    pub(super) fn gather(layout: &'a Layout, head: &'a Head, nameless: bool) -> Facts<'a> {
        let blocks = layout.blocks.rows.len();
        let mut words = Vec::with_capacity(layout.blocks.text.len() / 6);
        let mut ends = Vec::with_capacity(blocks);
        let mut measures = Vec::with_capacity(blocks);
        let mut readings = Vec::with_capacity(blocks);
        let mut overlaps = Vec::with_capacity(blocks);
        let mut counts = Counts::new(blocks);
        for (_, text) in layout.blocks.iter() {
            let from = words.len();
            let m = measure(text, &mut words);
            let own = &words[from..];
            overlaps.push(head.overlap(own));
            counts.add(m.hash, own);
            ends.push(words.len() as u32);
            readings.push(lexicon::read(text));
            measures.push(m);
        }
        let sums = subtree_sums(layout, &measures);
        let chains = Chains::new(layout, &sums);
        Facts {
            layout,
            head,
            measures,
            words,
            ends,
            readings,
            overlaps,
            counts,
            sums,
            chains,
            nameless,
            convention: !head.is_news(),
        }
    }

    /// How many blocks there are.
    pub(super) fn len(&self) -> usize {
        self.measures.len()
    }

    /// The hashes of a block's words, as [`measure`] gives them.
    pub(super) fn words_of(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[from as usize..self.ends[at] as usize]
    }

    /// The share of a block's bytes that are inside links.
    pub(super) fn link_share(&self, at: usize) -> f32 {
        let block = &self.layout.blocks.rows[at];
        self.layout.runs[at].linked as f32 / (block.end - block.start).max(1) as f32
    }
}

/// Where a row's numbers go.
pub(super) trait Sink {
    /// The next number of the row.
    fn put(&mut self, name: &str, value: f32);

    /// The next number, of a family of numbers named alike.
    fn put_in(&mut self, family: &str, name: &str, value: f32);

    /// The next numbers in one go; `name` gives each one's family and name.
    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        name: impl Fn(usize) -> (&'n str, &'n str),
    );
}

/// One row among the sixteen of its group, filled column by column.
pub(super) struct Row<'a> {
    columns: std::slice::IterMut<'a, Lanes>,
    lane: usize,
}

impl<'a> Row<'a> {
    /// A row, from its first column on.
    pub(super) fn of(columns: &'a mut Columns, row: usize) -> Row<'a> {
        Row::from(columns, row, 0)
    }

    /// A row, from some column on.
    pub(super) fn from(columns: &'a mut Columns, row: usize, first: usize) -> Row<'a> {
        let (group, lane) = columns.group_of(row);
        let first = first.min(group.len());
        Row { columns: group[first..].iter_mut(), lane }
    }

    /// Whether all of its columns have been put.
    pub(super) fn is_full(&self) -> bool {
        self.columns.len() == 0
    }
}

impl Sink for Row<'_> {
    #[inline]
    fn put(&mut self, _: &str, value: f32) {
        if let Some(lanes) = self.columns.next() {
            lanes[self.lane % LANES] = value;
        }
    }

    #[inline]
    fn put_in(&mut self, _: &str, _: &str, value: f32) {
        self.put("", value);
    }

    #[inline]
    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        _: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        let columns = std::mem::take(&mut self.columns).into_slice();
        // how many is known to the compiler, which leaves no loop of it
        let Some((next, rest)) = columns.split_first_chunk_mut::<N>() else { return };
        let lane = self.lane % LANES;
        for (lanes, value) in next.iter_mut().zip(values) {
            lanes[lane] = *value;
        }
        self.columns = rest.iter_mut();
    }
}

/// Keeps the numbers.
#[derive(Debug, Default)]
pub(super) struct NumberList(pub(super) Vec<f32>);

impl Sink for NumberList {
    fn put(&mut self, _: &str, value: f32) {
        self.0.push(value);
    }

    fn put_in(&mut self, _: &str, _: &str, value: f32) {
        self.0.push(value);
    }

    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        _: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        self.0.extend_from_slice(values);
    }
}

/// Keeps the names and forgets the numbers.
#[derive(Debug, Default)]
pub(super) struct NameList(pub(super) Vec<String>);

impl Sink for NameList {
    fn put(&mut self, name: &str, _: f32) {
        self.0.push(name.to_owned());
    }

    fn put_in(&mut self, family: &str, name: &str, _: f32) {
        self.0.push(format!("{family}.{name}"));
    }

    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        name: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        self.0.extend((0..values.len()).map(name).map(|(family, name)| format!("{family}.{name}")));
    }
}

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

/// The names of the columns of [`rows`].
pub(super) fn names() -> Vec<String> {
    let mut layout = Layout::default();
    layout.elements.push(super::element::Element::root());
    layout.runs.push(super::run::Run::default());
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

/// `ln(1 + x)`.
#[inline]
fn log(value: f32) -> f32 {
    super::fast::ln1p(value)
}

/// A signed distance on a logarithmic scale.
#[inline]
fn signed(distance: f32) -> f32 {
    log(distance.abs()).copysign(distance)
}
