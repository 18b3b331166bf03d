//! A page with everything that its rows are made from.

use super::above::Chains;
use super::head::Head;
use super::sums::{Sum, subtree_sums};
use crate::lexicon::{self, Reading};
use crate::page::{Evidence, Metadata, Shape};
use crate::strip::measure::words::{Counts, Overlap};
use crate::strip::measure::{Measure, measure};
use crate::strip::segment::layout::Layout;

/// A page with everything that its rows are made from.
pub(in crate::strip) struct Facts<'a> {
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
    /// Whether something else than the head tells when the page's article was published: microdata, what readers
    /// see. The model is not told.
    dated: bool,
}

/// Words of the longest line that tells a day and little more, and how many such lines the page of an article has at
/// most: a list of articles has more, a thread of posts mostly.
const DATELINE: f32 = 12.0;
const DATELINES: usize = 8;

impl<'a> Facts<'a> {
    /// Looks at every block once.
    pub(in crate::strip) fn gather(
        layout: &'a Layout,
        head: &'a Head,
        nameless: bool,
    ) -> Facts<'a> {
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
            dated: false,
        }
    }

    /// The same, with what else is known of the page: where a day of publication is found that the head does not state, and
    /// nothing calls the page something else, it is an article.
    pub(in crate::strip) fn noting(mut self, metadata: &Metadata) -> Facts<'a> {
        let head = [Evidence::JsonLd, Evidence::OpenGraph];
        let found = metadata.published.as_ref().is_some_and(|day| !head.contains(&day.from));
        let lines = || self.measures.iter().filter(|m| m.numbers.date && m.words <= DATELINE);
        self.dated = found && !self.head.names_another() && lines().count() <= DATELINES;
        self
    }

    /// Whether the page is an article of news or a blog, by all that is known of it.
    pub(in crate::strip) fn is_news(&self) -> bool {
        self.dated || self.head.is_news()
    }

    /// Whether its head says so.
    pub(in crate::strip) fn says_news(&self) -> bool {
        self.head.is_news()
    }

    /// Whether the page is an article, or names its day of publication, which lists of articles do not.
    pub(in crate::strip) fn names_article(&self) -> bool {
        self.dated || self.head.names_article()
    }

    /// How many blocks there are.
    pub(in crate::strip) fn len(&self) -> usize {
        self.measures.len()
    }

    /// The hashes of a block's words, as [`measure`] gives them.
    pub(in crate::strip) fn words_of(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[from as usize..self.ends[at] as usize]
    }

    /// A block's shape as a number: a heading's level, and others beyond the levels.
    #[inline]
    pub(super) fn shape(&self, at: usize) -> f32 {
        match self.layout.blocks.rows[at].shape {
            Shape::Paragraph => 0.0,
            Shape::Heading(level) => f32::from(level),
            Shape::ListItem { .. } => 7.0,
            Shape::Quotation => 8.0,
            Shape::TableRow { .. } => 9.0,
            Shape::Preformatted => 10.0,
        }
    }

    /// The share of a block's bytes that are inside links.
    pub(in crate::strip) fn link_share(&self, at: usize) -> f32 {
        let block = &self.layout.blocks.rows[at];
        self.layout.runs[at].linked as f32 / (block.end - block.start).max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::page::Sourced;
    use crate::strip::segment::segment;

    #[test]
    fn a_page_that_shows_its_day_is_an_article_where_nothing_calls_it_something_else() {
        let is_article = |html: &str, from: Evidence| {
            let mut arena = Arena::new();
            let page = parse(html, &mut arena, &Limits::default());
            let (layout, head) = (segment(page, None), Head::read(page, None));
            let published = Some(Sourced::new("2026-11-27".to_owned(), from));
            let metadata = Metadata { published, ..Metadata::default() };
            let facts = Facts::gather(&layout, &head, false).noting(&metadata);
            assert!(facts.convention || facts.says_news());
            facts.names_article() && facts.is_news()
        };
        let page = "<h1>The weir</h1><p>27.11.2026<p>It was opened.";
        assert!(is_article(page, Evidence::Byline));
        assert!(!is_article(
            &format!("<meta property=og:type content=product>{page}"),
            Evidence::Byline
        ));
        assert!(!is_article(
            &format!("{page}{}", "<p>Read on 3 May 2024".repeat(9)),
            Evidence::Time
        ));
        // What JSON-LD says of a page it says of more than articles.
        assert!(!is_article(page, Evidence::JsonLd));
    }
}
