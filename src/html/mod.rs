//! HTML: decoded text in, an arena of elements and text out. Knows HTML, nothing of articles.
//!
//! # The fast path, the hard reasons, the fallback
//!
//! [`parse`] gives the tree that html5ever gives, by one of two roads.
//!
//! **The fast path** (`build/`) goes over the page once. Its tokenizer (`lex.rs`, `raw.rs`) does
//! not step through states: it searches for the sign that ends what it is in (`<` in text, the
//! quote in a value, `</script` in a script), sixteen bytes at a time for what is mostly short
//! (`search.rs`) and with memchr beyond. What it finds it keeps as a span (`arena.rs`) of the
//! input: a start tag is its name's number ([`Tag`], found in a table without collisions) and the
//! span of its attributes, which nobody has looked at but for where they end. Attributes are taken
//! apart when somebody asks (`attributes.rs`), character references and line ends when text is read
//! (`entities.rs`). The side buffer holds the little that is not a span: names that are not in the
//! table of tags, attribute names that had capitals, and everything that comes by the fallback.
//!
//! The tree builder (`head.rs`, `body.rs`, `body_end.rs`, `table.rs`, `foreign.rs`, `text.rs`,
//! `eof.rs`) is the standard's, insertion mode by insertion mode. A new node is a row at the end of
//! the arena, its parent the current element: so rows stand in document order, and a reverse loop
//! sums what is below each node. Four rules put a node elsewhere: foster parenting, the adoption
//! agency with a block in it, head elements after the head, and a template that is fostered into.
//! The first of them links the rows into sibling lists (`links.rs`); from then on nodes are placed
//! by links, and at the end of the page the rows are put in order again. A page that needs it pays
//! for it, and no other.
//!
//! **Hard reasons** ([`Hard`]) are raised on the spot, by `Builder::hard`, wherever the fast path
//! does not implement the standard's rule or html5ever departs from it in a way not worth copying.
//! The page is then parsed anew by the fallback, and [`Document::hard`] says why.
//!
//! **The fallback** (`fallback.rs`) is html5ever, told to write rows of the same arena (`sink.rs`).
//! Its time grows with the square of depth, of attributes and of open formatting, so three things
//! bound it. Before it sees a page, the fast path's builder goes over it once more as a scout,
//! passing over hard reasons, and names the tags and attributes beyond the caps: they are cut out.
//! A guard between tokenizer and tree builder counts the elements that are looked at and the rows
//! that are written, and lets nothing more through when there are too many for a page of its size.
//! At the end, rows still deeper than the limit dissolve into their parents. Each leaves a note.
//!
//! **The judge** is html5ever too, by way of `scraper`, which shares nothing with the fallback but
//! html5ever itself: `tests/html_oracle.rs` compares both roads with it over html5lib's tests
//! and over any folder of pages, `tests/html_mutations.rs` over a page spoiled in many ways and cut
//! at every byte, `fuzz/` over what a fuzzer thinks of. What is compared is every element's place,
//! name and attributes, and every run of text, neighbouring runs as one: where a comment or a
//! meaningless tag splits a run is not part of the promise, nor is the order of the attributes. A
//! page either gives the same tree or is hard; there is no third way.
//!
//! Scripting counts as enabled, as it does in `scraper`: the content of `noscript` is its raw text.
//! `frameset` pages are hard. Where html5ever and the standard differ, html5ever is followed and a
//! comment says so.
//!
//! # Adding a tree rule
//!
//! 1. Find the rule's insertion mode in the standard and the function of that name here; read what
//!    html5ever's `tree_builder/rules.rs` does, for that is what the result is compared with.
//! 2. Sets of elements are bits in `class.rs`. A rule about HTML elements needs no look at the
//!    namespace: foreign elements are on the stack as `Tag::FOREIGN`.
//! 3. Add nodes only by `add`, `insert`, `insert_open` (which keeps the stack within the depth
//!    limit and may decline), `insert_part` and `insert_implied`; take elements out of the middle of
//!    the stack only by `remove_from_stack`. If a node does not go below the current element, call
//!    `link` first and place it with `attach`.
//! 4. No step may take time that grows with more than the stack's limit: count what is open
//!    (`open`) before searching for it. What searches two lists at once spends `patience`.
//! 5. If the rule was behind a hard reason, take out the reason; if the rule cannot be had, add one.
//!    Then run the oracle and the fuzzer.
//!
//! # Limits
//!
//! [`Limits`] hold while the tree is built, not after. A start tag that would go too deep is
//! ignored, and so is the end tag that belongs to it; its text goes to the current element.
//! Elements without children of their own (`img`, `script`) are still added there, so that a
//! script's text never becomes the page's.

mod arena;
mod attributes;
mod build;
mod document;
mod entities;
mod fallback;
mod foreign;
mod hard;
mod lately;
mod limits;
mod links;
mod row;
mod scratch;
mod search;
mod select;
mod sink;
mod tag;

pub use arena::Arena;
pub use attributes::{Attribute, Attributes};
pub use document::{Document, Namespace};
pub use hard::Hard;
pub use lately::{Lately, hash_of_ends};
pub use limits::Limits;
pub use row::NodeId;
pub use select::{BadSelectors, SelectorTree, Selectors};
pub use tag::Tag;

/// Offsets are of 32 bits, and the side buffer shares them.
const MOST_INPUT: usize = 1 << 30;

/// Parses a page into `arena`, which is emptied first and keeps its memory from page to page.
pub fn parse<'a>(input: &'a str, arena: &'a mut Arena, limits: &Limits) -> Document<'a> {
    let input = begin(input, arena, limits);
    if let Err(reason) = build::build(input, arena, limits) {
        fallback::build(input, arena, limits);
        arena.hard = Some(reason);
    }
    Document { input, arena }
}

/// Parses a page with html5ever whatever it holds: what [`parse`] is measured and tested against.
#[doc(hidden)]
pub fn parse_with_html5ever<'a>(
    input: &'a str,
    arena: &'a mut Arena,
    limits: &Limits,
) -> Document<'a> {
    let input = begin(input, arena, limits);
    fallback::build(input, arena, limits);
    Document { input, arena }
}

fn begin<'a>(input: &'a str, arena: &mut Arena, limits: &Limits) -> &'a str {
    arena.clear();
    arena.most_attributes = limits.attributes;
    let most = MOST_INPUT.min(limits.input as usize);
    if input.len() <= most {
        return input;
    }
    let end = input.floor_char_boundary(most);
    arena.notes.push(format!("cut after {end} of {} bytes", input.len()));
    &input[..end]
}
