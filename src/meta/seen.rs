//! Text of a page as a reader sees it: elements and lines.

use super::head::{squash, squash_within};
use super::infobox::is_infobox;
use crate::html::{Document, NodeId, Tag};

/// Bytes of the longest part of a line that says who wrote the article or when.
const PART: usize = 150;

/// Whether an element that a text stands in ends before another text in a way that keeps the two
/// apart: a heading, an item or the like ends, or a link does and another element begins.
fn parts(page: Document<'_>, left: Option<NodeId>, right: NodeId) -> bool {
    let ended = std::iter::successors(left, |at| page.parent(*at))
        .take_while(|at| page.end(*at).0 <= right.0)
        .take(16);
    let (mut link, mut block) = (false, false);
    for id in ended {
        let tag = page.tag(id);
        link |= tag == Tag::A;
        block |= is_line(tag);
    }
    let begun =
        || page.parent(right).is_some_and(|parent| left.is_none_or(|left| parent.0 > left.0));
    block || link && begun()
}

/// Elements that stand on lines of their own.
fn is_line(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::DIV
            | Tag::P
            | Tag::LI
            | Tag::UL
            | Tag::OL
            | Tag::TD
            | Tag::TR
            | Tag::DT
            | Tag::DD
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::HEADER
            | Tag::SECTION
            | Tag::FIGCAPTION
    )
}

/// The text of an element as it is seen: the text nodes joined, with a space where another element
/// than one that sets words apart only by its looks begins or ends. Reads no further than to the end of the text node in which `most` bytes are passed.
pub(super) fn seen_text(page: Document<'_>, id: NodeId, most: usize) -> String {
    let mut out = String::new();
    let mut last = None;
    for at in (id.0 + 1..page.end(id).0).map(NodeId) {
        if page.is_text(at) {
            if out.len() > most {
                break;
            }
            let parent = page.parent(at);
            if last.is_some()
                && last != parent
                && (!within_word(page, last, parent) || parts(page, last, at))
            {
                out.push(' ');
            }
            out.push_str(&page.text(at));
            last = parent;
        } else if page.tag(at) == Tag::BR || is_line(page.tag(at)) {
            out.push(' ');
        }
    }
    squash(&out)
}

/// The lines of text that stand behind `from`, or before it where `before` is set, nearest first:
/// what a reader sees there, menus, forms, side boxes and captions left out. Lines of more than `most` bytes are
/// left out, too. No more of the page is read than what is asked for.
pub(super) fn lines(
    page: Document<'_>,
    from: NodeId,
    before: bool,
    most: usize,
) -> impl Iterator<Item = String> {
    lines_at(page, from, before, most).map(|(_, line)| line)
}

/// The same, each with its first text.
pub(super) fn lines_at(
    page: Document<'_>,
    from: NodeId,
    before: bool,
    most: usize,
) -> impl Iterator<Item = (NodeId, String)> {
    let shown = move |texts: Vec<NodeId>| {
        let line = joined(page, &texts, most).filter(|line| !line.is_empty())?;
        Some((*texts.first()?, line))
    };
    nodes(page, from, before).filter_map(shown)
}

/// The lines next behind a heading, and those next before it, each in the parts that elements of their own
/// make of it, where there are several: `Published 3 May 2024`, `Author: Anna Muster`, `12 comments`. Lines that begin with
/// a text that is `left_out` have none.
pub(super) fn parts_of_lines(
    page: Document<'_>,
    heading: NodeId,
    left_out: impl Fn(NodeId) -> bool,
) -> impl Iterator<Item = Vec<String>> {
    let shown = move |texts: Vec<NodeId>| {
        let part = |id: &NodeId| squash_within(&page.text(*id), PART).unwrap_or_default();
        let several = texts.len() > 1 && !left_out(texts[0]);
        if several { texts.iter().map(part).collect() } else { Vec::new() }
    };
    let behind = nodes(page, heading, false).take(12);
    behind.chain(nodes(page, heading, true).take(6)).map(shown)
}

/// The texts of each of those lines, in the page's order.
fn nodes(page: Document<'_>, from: NodeId, before: bool) -> impl Iterator<Item = Vec<NodeId>> {
    /// How far to look, in nodes.
    const REACH: u32 = 600;
    let mut ids = if before {
        from.0.saturating_sub(REACH)..from.0
    } else {
        page.end(from).0..page.end(from).0.saturating_add(REACH).min(page.len())
    };
    // The texts of the line that is being read, and the block that they stand in.
    let mut line: Vec<NodeId> = Vec::new();
    let mut last = None;
    // Neighbours stand in the same element more often than not.
    let mut known = (None, None);
    let mut ended = move || {
        loop {
            let id = if before { ids.next_back() } else { ids.next() };
            let Some(id) = id.map(NodeId) else {
                return (!line.is_empty()).then(|| std::mem::take(&mut line));
            };
            if page.tag(id) == Tag::BR && !line.is_empty() {
                return Some(std::mem::take(&mut line));
            }
            if !page.is_text(id) || page.raw_text(id).bytes().all(|b| b.is_ascii_whitespace()) {
                continue;
            }
            let parent = page.parent(id);
            if known.0 != parent {
                known = (parent, block_of(page, id));
            }
            let Some(block) = known.1 else { continue };
            let ended = if last == Some(block) { Vec::new() } else { std::mem::take(&mut line) };
            last = Some(block);
            line.push(id);
            if !ended.is_empty() {
                return Some(ended);
            }
        }
    };
    std::iter::from_fn(move || {
        let mut texts = ended()?;
        if before {
            texts.reverse();
        }
        Some(texts)
    })
}

/// The texts of a line, where it has no more than `most` bytes.
fn joined(page: Document<'_>, texts: &[NodeId], most: usize) -> Option<String> {
    if let [only] = texts {
        return squash_within(&page.text(*only), most);
    }
    let mut line = String::new();
    for id in texts {
        if line.len() > most.saturating_mul(2).min(4096) {
            break;
        }
        line.push_str(page.text(*id).trim());
        line.push(' ');
    }
    squash_within(&line, most)
}

/// The element that sets the line that a text stands in; none where the text is not for readers or
/// not about the article.
fn block_of(page: Document<'_>, id: NodeId) -> Option<NodeId> {
    let mut block = None;
    let mut at = id;
    while let Some(parent) = page.parent(at) {
        match page.tag(parent) {
            Tag::SCRIPT | Tag::STYLE | Tag::NOSCRIPT | Tag::TEMPLATE | Tag::SVG => return None,
            Tag::NAV | Tag::ASIDE | Tag::FOOTER | Tag::BUTTON | Tag::SELECT | Tag::HEAD => {
                return None;
            }
            Tag::FIGCAPTION => return None,
            Tag::TABLE if is_infobox(page, parent) => return None,
            _ if block.is_none() && !is_within_line(page.tag(parent)) => block = Some(parent),
            _ => {}
        }
        at = parent;
    }
    block
}

/// The nearest element around another one that sets a line.
pub(super) fn block_around(page: Document<'_>, id: NodeId) -> Option<NodeId> {
    let mut above = std::iter::successors(page.parent(id), |at| page.parent(*at));
    above.find(|at| !is_within_line(page.tag(*at)))
}

/// Elements that stand within a line.
fn is_within_line(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::ABBR
            | Tag::ADDRESS
            | Tag::B
            | Tag::BDI
            | Tag::BDO
            | Tag::CITE
            | Tag::EM
            | Tag::FONT
            | Tag::I
            | Tag::INS
            | Tag::LABEL
            | Tag::MARK
            | Tag::Q
            | Tag::S
            | Tag::SMALL
            | Tag::SPAN
            | Tag::STRONG
            | Tag::SUB
            | Tag::SUP
            | Tag::TIME
            | Tag::U
    )
}

fn within_word(page: Document<'_>, left: Option<NodeId>, right: Option<NodeId>) -> bool {
    let looks = |id: Option<NodeId>| {
        id.is_some_and(|id| {
            matches!(
                page.tag(id),
                Tag::A
                    | Tag::ABBR
                    | Tag::B
                    | Tag::CITE
                    | Tag::EM
                    | Tag::FONT
                    | Tag::I
                    | Tag::MARK
                    | Tag::Q
                    | Tag::STRONG
                    | Tag::SUB
                    | Tag::SUP
                    | Tag::U
            )
        })
    };
    looks(left) || looks(right)
}
