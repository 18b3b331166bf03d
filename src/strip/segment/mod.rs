//! Arena ─▶ blocks, with what a page prints for readers without scripts where that is its text.

pub(super) mod cues;
pub(super) mod element;
mod head_lines;
mod kinds;
pub(super) mod layout;
mod markup;
pub(super) mod near;
mod open;
mod pass;
mod prose;
mod rich_text;
pub(super) mod run;
mod scripted;
mod siblings;
pub(super) mod write;

use crate::html::{self, Arena, Document, NodeId};
use crate::page::Block;
use element::Element;
use layout::Layout;
use pass::{Pass, Taken};
use run::Run;
use write::Writer;

/// Takes a page apart into blocks. A title that is known heads an article that is read out of the page's data,
/// where it is printed nowhere.
pub(super) fn segment(page: Document<'_>, title: Option<&str>) -> Layout {
    let pass = Pass::new(page, Layout::with_room_for(page.len()), Writer::default(), title);
    let Taken { mut layout, mut writer, behind } = pass.walk();
    if let Some(node) = behind {
        let text = page.subtree_text(node);
        if text.len() > 2 * writer.text.len() {
            (layout, writer) = unscripted(&text, node, layout, writer);
        }
    }
    if writer.text.len() <= scripted::PRINTED
        && let Some((node, mut text)) = scripted::article(page, title, prose(&layout))
    {
        if let Some(title) =
            title.filter(|title| !writer.text.contains(title) && !text.contains(title))
        {
            text.insert_str(0, &format!("<h1>{}</h1>", markup::escaped(title)));
        }
        (layout, writer) = unscripted(&text, node, layout, writer);
    }
    (layout.blocks.text, layout.breaks, layout.held) = (writer.text, writer.breaks, writer.held);
    (layout.bold, layout.unread) = (writer.bold, writer.unread);
    layout.pictures = writer.pictures;
    layout
}

/// Bytes of text that a page prints outside of links and of short lines: a menu is none, however long.
fn prose(layout: &Layout) -> usize {
    /// Bytes of the shortest block that reads like a text.
    const LINE: u32 = 60;
    let own = |(block, run): (&Block, &Run)| (block.end - block.start).saturating_sub(run.linked);
    let lines = layout.blocks.rows.iter().zip(&layout.runs).map(own);
    lines.filter(|own| *own >= LINE).map(|own| own as usize).sum()
}

/// Adds what a page prints for readers without scripts. To a parser with scripting it is text that
/// looks like markup; on pages that build everything by script it is all there is.
fn unscripted(text: &str, node: NodeId, layout: Layout, writer: Writer) -> (Layout, Writer) {
    let (blocks, elements) = (layout.blocks.rows.len(), layout.elements.len());
    let mut arena = Arena::new();
    let page = html::parse(text, &mut arena, &html::Limits::default());
    let (held, pictures) = (writer.held.len(), writer.pictures.len());
    let Taken { mut layout, mut writer, .. } = Pass::new(page, layout, writer, None).walk();
    // Where a link of it leads, and a picture is, stands in an arena that goes.
    for held in writer.held.iter_mut().skip(held) {
        held.node = node;
    }
    writer.pictures.truncate(pictures);
    for block in &mut layout.blocks.rows[blocks..] {
        block.origin = node.0;
    }
    for element in &mut layout.elements[elements..] {
        element.node = node.0;
    }
    count_roots(&mut layout.elements);
    (layout, writer)
}

/// The root of what is printed counts as a sibling of the page's own.
fn count_roots(elements: &mut [Element]) {
    let roots = elements.iter().filter(|element| element.depth == 0);
    let signatures: Vec<u32> = roots.map(|root| root.signature).collect();
    for root in elements.iter_mut().filter(|element| element.depth == 0) {
        root.alike = signatures.iter().filter(|other| **other == root.signature).count() as u16;
    }
}

#[cfg(test)]
mod tests;
