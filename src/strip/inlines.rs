//! What is emphasised within a page's blocks, and where its links lead.

use std::cmp::Reverse;
use std::ops::Deref;

use super::base::Base;
use super::segment::layout::Layout;
use crate::html::{Document, Tag};
use crate::page::{Block, Blocks, Inline, InlineKind, Label};

/// Blocks that an element may hold and still be said to set text in them: what holds more stands around them.
const HELD: usize = 4;

/// Notes what is set otherwise within the blocks that may be printed. `base` is where its addresses start from.
pub(super) fn note(
    page: Document<'_>,
    layout: &Layout,
    base: &dyn Deref<Target = Base>,
    blocks: &mut Blocks,
) {
    let mut found = Vec::new();
    for held in &layout.held {
        let first = blocks.rows.partition_point(|block| block.end <= held.start);
        let rest = &blocks.rows[first..];
        let own = rest[..rest.len().min(HELD + 1)].partition_point(|block| block.start < held.end);
        if own > HELD {
            continue;
        }
        let printed = |(_, block): &(usize, &Block)| is_printed(block);
        let mut within = (first..).zip(&rest[..own]).filter(printed).peekable();
        if within.peek().is_none() {
            continue;
        }
        let kind = match held.tag {
            Tag::EM | Tag::I => InlineKind::Emphasis,
            Tag::STRONG | Tag::B => InlineKind::Strong,
            Tag::A => {
                let href = page.attribute(held.node, "href");
                let Some(target) = href.and_then(|href| base.target(&href)) else { continue };
                InlineKind::Link(target)
            }
            _ => InlineKind::Code,
        };
        for (at, block) in within {
            let start = held.start.max(block.start) - block.start;
            let end = held.end.min(block.end).saturating_sub(block.start);
            if start < end {
                found.push(Inline { block: at as u32, start, end, kind: kind.clone() });
            }
        }
    }
    // What holds another ends after it, and stands first.
    found.reverse();
    found.sort_by_key(|inline| (inline.block, inline.start, Reverse(inline.end)));
    blocks.inlines = found;
}

/// Whether a block is printed, or is when more is asked for.
fn is_printed(block: &Block) -> bool {
    block.kept || matches!(block.label, Label::Caption | Label::Credit | Label::Comment)
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::page::{Blocks, InlineKind};
    use crate::strip::base::Base;
    use crate::strip::segment::segment;

    fn noted(html: &str, url: Option<&str>) -> Blocks {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let layout = segment(page, None);
        let mut blocks = layout.blocks.clone();
        blocks.rows.iter_mut().for_each(|block| block.kept = true);
        super::note(page, &layout, &&Base::of(page, url), &mut blocks);
        crate::strip::breaks::restore(&mut blocks, &layout);
        blocks
    }

    /// Block, text and kind of each run.
    fn runs(html: &str, url: Option<&str>) -> Vec<(u32, String, InlineKind)> {
        let blocks = noted(html, url);
        let run = |inline: &crate::page::Inline| {
            let text = blocks.text_of(&blocks.rows[inline.block as usize]);
            let run = &text[inline.start as usize..inline.end as usize];
            (inline.block, run.trim().to_owned(), inline.kind.clone())
        };
        blocks.inlines.iter().map(run).collect()
    }

    fn link(to: &str) -> InlineKind {
        InlineKind::Link(to.to_owned())
    }

    #[test]
    fn emphasis_and_links_are_noted_where_they_stand() {
        use InlineKind::{Code, Emphasis, Strong};
        let page = "<p>The <em>old <b>ferry</b></em> of <a href='/lenta?a=1'>Lenta</a> stays.</p>\
            <p><i>It</i> runs <kbd>ferry</kbd>.</p><ul><li><a href=b.html>two</a></ul>";
        let expected = [
            (0, "old ferry", Emphasis),
            (0, "ferry", Strong),
            (0, "Lenta", link("https://a.example/lenta?a=1")),
            (1, "It", Emphasis),
            (1, "ferry", Code),
            (2, "two", link("https://a.example/news/b.html")),
        ];
        let expected = expected.map(|(block, text, kind)| (block, text.to_owned(), kind));
        assert_eq!(runs(page, Some("https://a.example/news/a.html")), expected);
    }

    #[test]
    fn links_start_where_the_page_says_and_lead_somewhere() {
        let page = |base: &str, href: &str| {
            let html = format!("{base}<p>See <a href='{href}'>this</a>.");
            runs(&html, Some("https://a.example/b/c"))
                .into_iter()
                .map(|(.., kind)| kind)
                .collect::<Vec<_>>()
        };
        let none: Vec<InlineKind> = Vec::new();
        assert_eq!(page("<base href=/d/>", "e"), [link("https://a.example/d/e")]);
        assert_eq!(page("<base href=//b.example>", "e"), [link("https://b.example/e")]);
        assert_eq!(page("", "mailto:a@b.example"), [link("mailto:a@b.example")]);
        for href in
            ["", "#note", "c#note", "javascript:open()", "data:text/html,x", "http://[", " "]
        {
            assert_eq!(page("", href), none, "{href}");
        }
        assert_eq!(runs("<p>See <a href=' e/f '>this</a>.", None)[0].2, link("e/f"));
        let absolute = runs("<base href=https://b.example/g/><p>See <a href=h>this</a>.", None);
        assert_eq!(absolute[0].2, link("https://b.example/g/h"));
    }

    #[test]
    fn what_stands_around_blocks_sets_nothing_in_them() {
        let paragraphs = "<p>One.</p>".repeat(5);
        assert!(runs(&format!("<div><b>{paragraphs}</b></div>"), None).is_empty());
        let two = runs("<div><b>One <br><br> Two</b> and three</div>", None);
        let two: Vec<_> = two.iter().map(|(block, text, _)| (*block, text.as_str())).collect();
        assert_eq!(two, [(0, "One"), (1, "Two")]);
    }

    #[test]
    fn what_is_taken_back_is_not_held() {
        let hint = "<p>See <a href=b>the <b>pier</b><span>, opens in a new tab</span></a> of <i>Lenta</i>.";
        let texts: Vec<_> = runs(hint, None).into_iter().map(|(_, text, _)| text).collect();
        assert_eq!(texts, ["the pier", "pier", "Lenta"]);
    }

    #[test]
    fn runs_move_with_what_is_cut_out() {
        let page = "<p>The <b>ferry</b><sup><a href='#fn1'>1</a></sup> of <i>Lenta<sup><a href='#fn2'>2</a></sup></i> \
            and <a href=b>Brodd</a>.";
        let texts: Vec<_> = runs(page, None).into_iter().map(|(_, text, _)| text).collect();
        assert_eq!(texts, ["ferry", "Lenta", "Brodd"]);
    }

    #[test]
    fn runs_move_with_the_paragraphs_that_are_parted() {
        let long = "The new weir at Sellby was opened on Monday, eleven years after the first plans were laid \
            before the council, and nobody believes that it will hold.";
        let page = format!(
            "<div><b>Why now?</b><br>{long}<br>{long} <i>Not</i> one.<br>Nobody <i>knows</i>.</div>"
        );
        let texts: Vec<_> = runs(&page, None).into_iter().map(|(_, text, _)| text).collect();
        assert_eq!(texts, ["Why now?", "Not", "knows"]);
    }
}
