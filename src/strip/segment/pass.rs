//! One pass over the rows of the arena in document order, with a stack of the open elements: each
//! block-level element's own inline run of text is a block. No recursion, and every text node is
//! looked at once.

mod apart;
mod machines;
mod notes;
mod shape;
mod text;

use super::element::{self, Element};
use super::head_lines::HeadLines;
use super::kinds::{is_block, is_data_row, is_replay_banner, is_set_otherwise, is_skipped};
use super::layout::Layout;
use super::open::{Around, Open};
use super::prose::{self, Paragraph};
use super::run::{Cells, Cover, Covers, Run};
use super::siblings::Siblings;
use super::write::Writer;
use crate::html::{Document, NodeId, Tag};
use crate::page::Shape;

/// What a pass took from a page.
pub(super) struct Taken {
    pub layout: Layout,
    pub writer: Writer,
    /// The first `noscript` element that holds more than an image or a notice.
    pub behind: Option<NodeId>,
}

/// The banners of replay tools stand among a page's first divisions.
const FIRST: u32 = 12;

/// A pass over a page, adding to what was taken before.
pub(super) struct Pass<'a> {
    page: Document<'a>,
    layout: Layout,
    writer: Writer,
    stack: Vec<Open>,
    /// Of the outermost open elements, as far as it was needed so far.
    around: Vec<Around>,
    /// How many of the outermost open elements have a number in the layout.
    numbered: usize,
    siblings: Siblings,
    run: Run,
    cover: Cover,
    /// Line breaks met since the last visible text.
    breaks: u8,
    names: element::Names<'a>,
    cells: Cells,
    /// The first `noscript` element that holds more than an image or a notice.
    behind: Option<NodeId>,
    head: HeadLines,
    /// Whether the page holds charts as ai2html writes them, each label an element.
    charts: bool,
    /// Whether it may hold records of microdata.
    records: bool,
    /// Whether it may hold formulas that are printed twice, as KaTeX and MathJax do.
    formulas: bool,
}

impl<'a> Pass<'a> {
    pub(super) fn new(
        page: Document<'a>,
        layout: Layout,
        writer: Writer,
        title: Option<&str>,
    ) -> Pass<'a> {
        Pass {
            page,
            layout,
            writer,
            stack: Vec::with_capacity(64),
            around: Vec::with_capacity(64),
            numbered: 0,
            siblings: Siblings::default(),
            run: Run::default(),
            cover: Cover::default(),
            breaks: 0,
            names: element::Names::new(),
            cells: Cells::default(),
            behind: None,
            head: HeadLines::below(title),
            charts: page.source_has("g-artboard"),
            records: page.source_has("itemscope"),
            formulas: page.tags().any(|(_, tag)| tag == Tag::MATH),
        }
    }

    /// Takes the whole page.
    pub(super) fn walk(mut self) -> Taken {
        let len = self.page.len();
        let (mut id, mut divisions) = (0, 0);
        while id < len {
            let mut last = None;
            while self.stack.last().is_some_and(|top| top.end <= id) {
                last = self.close();
            }
            let node = NodeId(id);
            if self.page.is_text(node) {
                self.text(node);
                id += 1;
                continue;
            }
            let tag = self.page.tag(node);
            if tag == Tag::DIV && divisions < FIRST {
                divisions += 1;
                if is_replay_banner(self.page.attribute(node, "id").as_deref()) {
                    id = self.page.end(node).0.max(id + 1);
                    continue;
                }
            }
            if is_skipped(tag) || self.is_for_machines(node, tag) {
                self.note_skipped(tag, node);
                id = self.page.end(node).0.max(id + 1);
                continue;
            }
            if tag == Tag::BR {
                self.line_break();
                id += 1;
                continue;
            }
            self.open(node, tag, last);
            id += 1;
        }
        while !self.stack.is_empty() {
            self.close();
        }
        Taken { layout: self.layout, writer: self.writer, behind: self.behind }
    }

    fn note_skipped(&mut self, tag: Tag, node: NodeId) {
        match tag {
            Tag::NOSCRIPT if self.behind.is_none() && !self.stack.is_empty() => {
                let text = self.page.subtree_text(node);
                if self.page.end(node).0 == node.0 + 2 && text.len() > 800 && text.contains("<p") {
                    self.behind = Some(node);
                }
            }
            Tag::SVG => self.run.icons = self.run.icons.saturating_add(1),
            Tag::IFRAME | Tag::VIDEO | Tag::AUDIO | Tag::OBJECT | Tag::EMBED => {
                self.run.images = self.run.images.saturating_add(1);
            }
            Tag::SELECT | Tag::TEXTAREA => self.run.inputs = self.run.inputs.saturating_add(1),
            _ => {}
        }
    }

    fn open(&mut self, node: NodeId, tag: Tag, last: Option<Open>) {
        self.layout.tags[tag.index()] += 1;
        let depth = self.stack.len() as u16;
        let children = self.siblings.add(node, tag);
        let end = self.page.end(node).0;
        let parent = self.stack.last().copied().unwrap_or(Open::ROOT);
        let block = is_block(tag);
        let inline = !block || parent.preformatted || (parent.row && tag != Tag::TR);
        let mut frame = Open {
            node,
            end,
            children,
            tag,
            inline,
            block: if inline { parent.block } else { depth },
            linked: parent.linked || tag == Tag::A,
            preformatted: parent.preformatted || matches!(tag, Tag::PRE | Tag::LISTING | Tag::XMP),
            begun: false,
            ..parent
        };
        if inline {
            if parent.preformatted && block {
                self.writer.push_lines("\n");
            } else if parent.row {
                self.open_in_row(tag);
            } else {
                self.part_from(tag, node, last);
            }
            self.run.count(tag);
            self.writer.picture(tag, node);
            frame.start = self.writer.len();
            frame.unread |= !frame.preformatted && !parent.unread && self.is_unread(node, tag);
        } else {
            if depth > 0 {
                self.flush();
            }
            self.breaks = 0;
            match tag {
                Tag::UL | Tag::OL | Tag::MENU | Tag::DIR => {
                    frame.lists = frame.lists.saturating_add(1);
                    frame.ordered = tag == Tag::OL;
                }
                Tag::LI => frame.item = depth + 1,
                Tag::TR => {
                    frame.row = is_data_row(self.page, node);
                    self.cells = Cells::default();
                }
                _ => {}
            }
        }
        self.stack.push(frame);
        if depth == 0 {
            self.number(0);
        }
    }

    /// Opens a cell, or anything inside one, in a row that is one block.
    fn open_in_row(&mut self, tag: Tag) {
        match tag {
            Tag::TD | Tag::TH => {
                if tag == Tag::TH {
                    self.cells.headings += 1;
                } else {
                    self.cells.data = self.cells.data.saturating_add(1);
                }
                if self.cells.headings.saturating_add(self.cells.data) > 1 {
                    self.writer.tab();
                }
            }
            _ if is_block(tag) => self.writer.space(),
            _ => {}
        }
    }

    /// Closes the innermost open element, and gives what it was.
    fn close(&mut self) -> Option<Open> {
        let top = *self.stack.last()?;
        if top.inline {
            if top.tag == Tag::SPAN && top.linked {
                self.writer.drop_hint(top.start, &mut self.run.linked);
            }
            if top.tag == Tag::A {
                let in_heading = self.in_heading();
                self.writer.drop_anchor(top.start, in_heading, &mut self.run.linked);
            }
            if !top.preformatted && is_set_otherwise(top.tag) {
                self.writer.hold(top.start, top.tag, top.node);
            }
            let len = self.writer.len();
            if top.start == self.writer.block_start() && len > top.start {
                self.cover.close(len, top.tag, top.node);
            }
            let above = self.stack.len().checked_sub(2).and_then(|above| self.stack.get(above));
            if top.unread && !above.is_some_and(|above| above.unread) {
                self.writer.cut_later(top.start);
            }
            if top.preformatted && is_block(top.tag) {
                self.writer.push_lines("\n");
            } else if self.is_caption(&top) {
                self.flush();
            }
        } else {
            self.flush();
            self.breaks = 0;
        }
        self.stack.pop();
        let depth = self.stack.len();
        if self.numbered > depth {
            let Pass { page, names, siblings, layout, .. } = self;
            let own = self.around[depth].element;
            siblings.count(top.children, own, &mut layout.elements, |node, tag| {
                names.read(*page, node, tag).signature
            });
            self.numbered = depth;
        } else {
            self.siblings.forget(top.children);
        }
        self.around.truncate(depth);
        Some(top)
    }

    /// Learns what stands around a block in the innermost open element.
    fn look_around(&mut self) {
        for open in &self.stack[self.around.len()..] {
            let traits = self.names.read(self.page, open.node, open.tag);
            self.around.push(Around::within(self.around.last(), open.tag, traits));
        }
    }

    /// Gives the open elements up to a position their numbers in the layout, and says the last one's.
    fn number(&mut self, position: usize) -> u32 {
        self.look_around();
        while self.numbered <= position {
            let depth = self.numbered;
            let open = &self.stack[depth];
            let element = self.layout.elements.len() as u32;
            self.layout.elements.push(Element {
                parent: depth.checked_sub(1).map_or(0, |above| self.around[above].element),
                node: open.node.0,
                signature: self.around[depth].signature,
                tag: open.tag,
                depth: depth as u16,
                children: 0,
                alike: 1,
            });
            self.siblings.number(open.children, element);
            self.around[depth].element = element;
            self.numbered += 1;
        }
        self.around[position].element
    }

    /// Ends the block that is being written, as one that stands in the innermost open element.
    fn flush(&mut self) {
        let Some((start, end)) = self.writer.end_block() else {
            self.run = Run::default();
            return self.cover.clear();
        };
        let run = std::mem::take(&mut self.run);
        let at = self.stack.len() - 1;
        let frame = self.stack[at];
        let element = self.number(frame.block as usize);
        let shape = self.shape(frame, at);
        let Around { mut near, role, property, .. } = self.around[at];
        let mut covers = 0;
        for (tag, node) in self.cover.finish(end) {
            covers |= Covers::of(*tag);
            near.mark_cues(self.names.read(self.page, *node, *tag).cues);
        }
        self.cover.clear();
        let run = Run {
            element,
            near,
            role,
            property,
            covers,
            linked: run.linked.min(end - start),
            ..run
        };
        let origin = self.stack[frame.block as usize].node.0;
        if shape == Shape::Preformatted
            && let Some(paragraphs) = prose::paragraphs(&self.writer.text[start as usize..])
        {
            self.put_prose(&paragraphs, (start, end), run, origin);
        } else {
            self.layout.put(run, (start, end), shape, origin);
        }
    }

    /// Puts the paragraphs of a preformatted block in its place. Links count as spread over all of them.
    fn put_prose(
        &mut self,
        paragraphs: &[Paragraph],
        (start, end): (u32, u32),
        run: Run,
        origin: u32,
    ) {
        let whole = u64::from(end - start).max(1);
        self.writer.take_back(start);
        for Paragraph { text, prose } in paragraphs {
            let (start, end) = self.writer.put_block(text);
            let linked = u64::from(run.linked) * u64::from(end - start) / whole;
            let shape = if *prose { Shape::Paragraph } else { Shape::Preformatted };
            self.layout.put(Run { linked: linked as u32, ..run }, (start, end), shape, origin);
        }
    }
}
