//! The children of the elements that are open, to count which of them are marked up alike.

use super::element::Element;
use crate::html::{NodeId, Tag};

/// A child that was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    pub node: NodeId,
    pub tag: Tag,
    /// Its number in the layout, if anything stands in it.
    pub element: Option<u32>,
}

/// The children met so far of each open element, those of the outermost first: an element's own are
/// the last ones when it closes.
#[derive(Debug, Default)]
pub(super) struct Siblings {
    met: Vec<Child>,
    /// Signature and number in the layout, to be sorted.
    marks: Vec<(u32, Option<u32>)>,
}

impl Siblings {
    /// Adds a child of the innermost open element, and gives the place where its own will begin.
    pub(super) fn add(&mut self, node: NodeId, tag: Tag) -> u32 {
        self.met.push(Child { node, tag, element: None });
        self.met.len() as u32
    }

    /// The element whose own children begin at `children` has a number.
    pub(super) fn number(&mut self, children: u32, element: u32) {
        self.met[children as usize - 1].element = Some(element);
    }

    /// Forgets the children of an element that nothing stands in.
    pub(super) fn forget(&mut self, children: u32) {
        self.met.truncate(children as usize);
    }

    /// Counts the children of the element `parent`, and notes for each that has a number how many have
    /// its signature. That of the others is asked for only where it may be the same: it begins with the
    /// tag.
    pub(super) fn count(
        &mut self,
        children: u32,
        parent: u32,
        elements: &mut [Element],
        mut signature: impl FnMut(NodeId, Tag) -> u32,
    ) {
        let children = children as usize;
        let met = &self.met[children..];
        elements[parent as usize].children = u16::try_from(met.len()).unwrap_or(u16::MAX);
        let bit = |tag: Tag| 1u64 << (tag.index() % 64);
        let tags = met.iter().filter(|child| child.element.is_some());
        let tags = tags.fold(0, |tags, child| tags | bit(child.tag));
        if met.len() > 1 && tags != 0 {
            self.marks.clear();
            for child in met.iter().filter(|child| tags & bit(child.tag) != 0) {
                let signature = match child.element {
                    Some(element) => elements[element as usize].signature,
                    None => signature(child.node, child.tag),
                };
                self.marks.push((signature, child.element));
            }
            self.marks.sort_unstable();
            for alike in self.marks.chunk_by(|a, b| a.0 == b.0) {
                let count = u16::try_from(alike.len()).unwrap_or(u16::MAX);
                for element in alike.iter().filter_map(|(_, element)| *element) {
                    elements[element as usize].alike = count;
                }
            }
        }
        self.met.truncate(children);
    }
}
