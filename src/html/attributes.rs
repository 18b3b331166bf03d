//! Attributes: read out of a tag's span when somebody asks.

use std::borrow::Cow;

use super::Document;
use super::entities;
use super::foreign::adjusted;
use super::row::{Kind, Merged, NodeId};
use super::search;

/// One attribute, as it stands in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The name, in lower case.
    pub name: &'a str,
    /// The value without its quotes, character references not decoded.
    pub raw: &'a str,
}

impl<'a> Attribute<'a> {
    /// The value with character references decoded.
    #[must_use]
    pub fn value(self) -> Cow<'a, str> {
        entities::decode(self.raw, entities::Place::Attribute)
    }
}

/// Names that are remembered as they are given out; an element seldom has more.
const REMEMBERED: usize = 12;

/// An element's attributes in source order. Of two with one name the first counts.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    pieces: Pieces<'a>,
    /// The first names that were met.
    names: [&'a str; REMEMBERED],
    /// To look back for the names behind those.
    seen: Pieces<'a>,
    given: usize,
    most: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(pieces: Pieces<'a>, most: usize) -> Self {
        Attributes { seen: pieces.clone(), pieces, names: [""; REMEMBERED], given: 0, most }
    }

    fn is_met(&self, name: &str, before: usize) -> bool {
        self.names.iter().take(before).any(|earlier| *earlier == name)
            || before > REMEMBERED
                && self
                    .seen
                    .clone()
                    .take(before)
                    .skip(REMEMBERED)
                    .any(|earlier| earlier.name == name)
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        while self.given < self.most {
            let next = self.pieces.next()?;
            let before = self.given;
            self.given += 1;
            let met = self.is_met(next.name, before);
            if let Some(name) = self.names.get_mut(before) {
                *name = next.name;
            }
            if !met {
                return Some(next);
            }
        }
        None
    }
}

/// The attributes of elements.
impl<'a> Document<'a> {
    /// The value of an element's attribute, character references decoded. `name` is in lower case.
    #[must_use]
    pub fn attribute(self, id: NodeId, name: &str) -> Option<Cow<'a, str>> {
        self.pieces(id)
            .take(self.arena.most_attributes.into())
            .find(|found| found.name == name)
            .map(Attribute::value)
    }

    /// An element's attributes in source order, character references decoded, names in lower case.
    pub fn attributes(self, id: NodeId) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.raw_attributes(id).map(|attribute| (attribute.name, attribute.value()))
    }

    /// An element's attributes in source order, to be decoded when asked for.
    pub fn raw_attributes(self, id: NodeId) -> Attributes<'a> {
        Attributes::new(self.pieces(id), self.arena.most_attributes.into())
    }

    /// Shows the attributes of an element that have one of these names, by the number of the name: of
    /// what [`Document::raw_attributes`] gives, these at a lower price. No more than 64 names.
    #[inline]
    pub fn attributes_among(
        self,
        id: NodeId,
        names: &[&str],
        mut show: impl FnMut(usize, Attribute<'a>),
    ) {
        // most names are none of these, and differ in their length
        let bit = |name: &str| 1u64 << (name.len() % 64);
        let lengths = names.iter().fold(0, |lengths, name| lengths | bit(name));
        let mut met = 0u64;
        for found in self.pieces(id).take(self.arena.most_attributes.into()) {
            if lengths & bit(found.name) != 0
                && let Some(at) = names.iter().position(|name| *name == found.name)
                && met & (1 << at) == 0
            {
                met |= 1 << at;
                show(at, found);
            }
        }
    }

    /// All that an element's attributes are written as, where nothing but these bytes decides what they
    /// are: two elements of the same bytes have the same attributes. None for a text node, for names
    /// that SVG and MathML change, and where a later tag added to them.
    #[must_use]
    pub fn attributes_as_written(self, id: NodeId) -> Option<&'a str> {
        let row = self.row(id);
        if row.kind.has(Kind::TEXT) || row.kind.has(Kind::FOREIGN) {
            return None;
        }
        let merged = &self.arena.merged;
        let merged = !merged.is_empty() && merged.binary_search_by_key(&id.0, |m| m.row).is_ok();
        (!merged).then(|| self.slice(row.kind, row.span))
    }

    #[inline]
    fn pieces(self, id: NodeId) -> Pieces<'a> {
        let row = self.row(id);
        if row.kind.has(Kind::TEXT) {
            return Pieces::new(self, row.kind, "", &[]);
        }
        let merged = &self.arena.merged;
        let merged = if merged.is_empty() {
            &[]
        } else {
            let from = merged.partition_point(|m| m.row < id.0);
            let to = merged.partition_point(|m| m.row <= id.0);
            &merged[from..to]
        };
        Pieces::new(self, row.kind, self.slice(row.kind, row.span), merged)
    }
}

/// The attributes of a tag and of the later tags merged into it, repetitions included.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    document: Document<'a>,
    kind: Kind,
    tag: &'a str,
    lexer: Lexer<'a>,
    merged: &'a [Merged],
}

impl<'a> Pieces<'a> {
    pub(super) fn new(
        document: Document<'a>,
        kind: Kind,
        tag: &'a str,
        merged: &'a [Merged],
    ) -> Self {
        Pieces { document, kind, tag, lexer: Lexer::new(tag), merged }
    }

    /// An attribute of an element of SVG or MathML. Where a prefix goes and an attribute without
    /// one has the name already, that one counts: of `href` and `xlink:href` the first
    /// (<https://www.w3.org/TR/SVG2/linking.html#XLinkRefAttrs>).
    #[cold]
    fn adjust(&self, found: Attribute<'a>) -> Option<Attribute<'a>> {
        let Some(name) = adjusted(found.name, self.kind.has(Kind::SVG)) else {
            return Some(found);
        };
        let most = self.document.arena.most_attributes.into();
        let shadowed = Lexer::new(self.tag).take(most).any(|other| other.name == name);
        (!shadowed || name == found.name).then_some(Attribute { name, ..found })
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Attribute<'a>;

    #[inline]
    fn next(&mut self) -> Option<Attribute<'a>> {
        loop {
            if let Some(found) = self.lexer.next() {
                if !self.kind.has(Kind::FOREIGN) {
                    return Some(found);
                }
                match self.adjust(found) {
                    Some(found) => return Some(found),
                    None => continue,
                }
            }
            let (first, rest) = self.merged.split_first()?;
            self.merged = rest;
            self.lexer = Lexer::new(self.document.side_or_input(first.side, first.span));
        }
    }
}

/// Splits what stands between a tag's name and its `>` as the standard does
/// (<https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state> and on).
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    tag: &'a str,
    at: usize,
}

/// Where an attribute lies in its tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub name: (usize, usize),
    pub value: (usize, usize),
}

impl<'a> Lexer<'a> {
    pub(super) fn new(tag: &'a str) -> Self {
        Lexer { tag, at: 0 }
    }

    /// How far it has read.
    pub(super) fn at(&self) -> usize {
        self.at.min(self.tag.len())
    }

    #[inline]
    pub(super) fn position(&mut self) -> Option<Position> {
        let tag = self.tag.as_bytes();
        let start = past(tag, self.at, SPACE | SLASH);
        self.at = start;
        if start >= tag.len() {
            return None;
        }
        // A first `=` belongs to the name.
        let end = name_end(tag, start + 1);
        let name = (start, end);
        let mut at = end;
        if tag.get(at) != Some(&b'=') {
            at = past(tag, at, SPACE);
            if tag.get(at) != Some(&b'=') {
                self.at = at;
                return Some(Position { name, value: (at, at) });
            }
        }
        at = past(tag, at + 1, SPACE);
        let value = match tag.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = at + 1;
                let to = search::find(tag, from, *quote).unwrap_or(tag.len());
                self.at = to + 1;
                (from, to)
            }
            _ => {
                let from = at;
                self.at = past(tag, from, OTHER | SLASH | EQUALS);
                (from, self.at)
            }
        };
        Some(Position { name, value })
    }
}

/// Where a name ends of which `at` is the second byte.
#[inline]
fn name_end(tag: &[u8], mut at: usize) -> usize {
    loop {
        if let Some((ends, _)) = search::name_ends(tag, at) {
            if ends == 0 {
                at += 16;
                continue;
            }
            at += ends.trailing_zeros() as usize;
        }
        // a control character may look like an end
        match tag.get(at) {
            Some(byte) if CLASS[usize::from(*byte)] == OTHER => at += 1,
            _ => return at.min(tag.len()),
        }
    }
}

/// Where, from `at` on, the bytes of some classes end.
#[inline(always)]
fn past(bytes: &[u8], mut at: usize, classes: u8) -> usize {
    while bytes.get(at).is_some_and(|byte| CLASS[usize::from(*byte)] & classes != 0) {
        at += 1;
    }
    at
}

const SPACE: u8 = 1;
const SLASH: u8 = 2;
const EQUALS: u8 = 4;
const OTHER: u8 = 8;

/// Bytes by what they mean to attributes: all but the others end a name.
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'/' => SLASH,
            b'=' => EQUALS,
            byte if is_space(byte) => SPACE,
            _ => OTHER,
        };
        byte += 1;
    }
    table
};

impl<'a> Iterator for Lexer<'a> {
    type Item = Attribute<'a>;

    #[inline]
    fn next(&mut self) -> Option<Attribute<'a>> {
        let Position { name, value } = self.position()?;
        let piece = |(from, to)| self.tag.get(from..to).unwrap_or("");
        Some(Attribute { name: piece(name), raw: piece(value) })
    }
}

/// White space between attributes.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};

    #[test]
    fn attributes_among_others_are_those_that_are_given_of_all() {
        const NAMES: [&str; 3] = ["class", "id", "xlink:href"];
        for html in [
            "<p class=a id='b' class=c title=\"d\">",
            "<p ID=\"long enough to fill more than one window\" / CLASS = x data-id=1 id=2>",
            "<p =class=a classy=b class>",
            "<svg><a class=b href=x xlink:href=y id=z></svg>",
            "<body class=a><body class=b id=c>",
        ] {
            let mut arena = Arena::new();
            let page = parse(html, &mut arena, &Limits { attributes: 4, ..Limits::default() });
            for node in page.ids() {
                let mut found = Vec::new();
                page.attributes_among(node, &NAMES, |name, attribute| {
                    assert_eq!(attribute.name, NAMES[name]);
                    found.push(attribute);
                });
                let all = page.raw_attributes(node);
                let expected: Vec<_> = all.filter(|one| NAMES.contains(&one.name)).collect();
                assert_eq!(found, expected, "{html}");
            }
        }
    }
}
