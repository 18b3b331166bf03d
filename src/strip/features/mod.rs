//! The numbers that the model looks at, one row a block.
//!
//! Everything is computed once a page: measures of the text, sums below each element, and then the
//! row of each block from these. The list of names comes out of the same code that fills the rows,
//! so that trainer and runtime cannot mean different things by a column.

mod beside;
mod chain;
mod own;
mod page;

use super::head::Head;
use super::measure::{Measure, measure};
use super::segment::Layout;
use super::sums::{Sum, subtree_sums};
use super::words::{Counts, Overlap};
use crate::lexicon::{self, Reading};

pub(super) use chain::Chains;

/// A page with everything that its rows are made from.
pub(super) struct Facts<'a> {
    pub layout: &'a Layout,
    pub head: &'a Head,
    pub measures: Vec<Measure>,
    pub readings: Vec<Reading>,
    pub overlaps: Vec<Overlap>,
    pub counts: Counts,
    pub sums: Vec<Sum>,
    pub chains: Chains,
    /// Class names and the like are taken as unknown: a page whose names are hashed.
    pub nameless: bool,
    /// The gold texts of general web pages count captions, bylines and title lines as the page's
    /// text, those of news do not: whether the first is wanted.
    pub convention: bool,
}

impl<'a> Facts<'a> {
    /// Looks at every block once.
    pub(super) fn gather(layout: &'a Layout, head: &'a Head, nameless: bool) -> Facts<'a> {
        let blocks = layout.blocks.rows.len();
        let mut words = Vec::new();
        let mut measures = Vec::with_capacity(blocks);
        let mut readings = Vec::with_capacity(blocks);
        let mut overlaps = Vec::with_capacity(blocks);
        let mut counts = Counts::new(blocks);
        for (_, text) in layout.blocks.iter() {
            words.clear();
            let m = measure(text, &mut words);
            overlaps.push(head.overlap(&words));
            counts.add(m.hash, &words);
            readings.push(lexicon::read(text));
            measures.push(m);
        }
        let sums = subtree_sums(layout, &measures);
        let chains = Chains::new(layout, &sums);
        Facts {
            layout,
            head,
            measures,
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
}

impl Sink for Vec<f32> {
    #[inline]
    fn put(&mut self, _: &str, value: f32) {
        self.push(value);
    }

    #[inline]
    fn put_in(&mut self, _: &str, _: &str, value: f32) {
        self.push(value);
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
}

/// A page's rows, one after the other.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub values: Vec<f32>,
    /// Columns of both looks.
    width: usize,
    /// Columns of the first look.
    first: usize,
}

impl Rows {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// One block's row, both looks' columns.
    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    /// The columns of the second look.
    pub(super) fn tail(&mut self, at: usize) -> &mut [f32] {
        &mut self.values[at * self.width + self.first..(at + 1) * self.width]
    }
}

/// The rows of the first look, with room for the second's columns.
pub(super) fn rows(facts: &Facts<'_>) -> Rows {
    let mut of_page = Vec::new();
    page::put(facts, &mut of_page);
    let positions = own::Positions::new(facts);
    let heads = beside::Heads::new(facts);
    let behind = super::second::width();
    let mut rows = Rows::default();
    for at in 0..facts.len() {
        let values = &mut rows.values;
        let start = values.len();
        own::put(facts, &positions, at, values);
        chain::put(facts, at, values);
        beside::put(facts, &heads, at, values);
        values.extend_from_slice(&of_page);
        if at == 0 {
            rows.first = values.len() - start;
            rows.width = rows.first + behind;
            values.reserve(rows.width * facts.len());
        }
        values.resize(start + rows.width, 0.0);
    }
    rows
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
    chain::put(&facts, 0, &mut names);
    beside::put(&facts, &beside::Heads::new(&facts), 0, &mut names);
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
