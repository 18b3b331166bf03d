//! The pictures of the article, where they stand among its blocks.
//!
//! A picture has no text, so that no block and no label speaks of it. It belongs to what stands around it: to the
//! blocks of the nearest element above it that holds any.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use super::base::Base;
use super::segment::cues;
use super::segment::layout::Layout;
use crate::html::{Document, NodeId, Tag};
use crate::page::{Block, Blocks, Label, Picture};

/// Elements above a picture that are looked at for the one that holds text.
const ABOVE: usize = 24;
/// What is no higher or no wider than this, in pixels, is an icon.
const ICON: u32 = 48;
/// What elements above a picture, and it itself, are called where it is none of the article's.
const FURNITURE: u32 = 1 << cues::bit("nav")
    | 1 << cues::bit("foot")
    | 1 << cues::bit("related")
    | 1 << cues::bit("ranked")
    | 1 << cues::bit("share")
    | 1 << cues::bit("comment")
    | 1 << cues::bit("advert")
    | 1 << cues::bit("popup")
    | 1 << cues::bit("newsletter")
    | 1 << cues::bit("byline");
/// Words in a picture's class and id, and names of its file, that say the same of it alone.
const SIGNS: &[&str] = &[
    "1x1", "avatar", "avatars", "blank", "emoji", "gravatar", "icon", "icons", "logo", "logos",
    "pixel", "smiley", "spacer", "sprite", "sprites", "tracking",
];
/// Where scripts that load a picture late find its address.
const LATE: &[&str] = &["data-src", "data-lazy-src", "data-original", "data-hi-res-src"];
/// The same for a set of addresses with widths.
const SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "srcset"];

/// Notes the pictures of the article. `base` is where its addresses start from.
pub(super) fn note(
    page: Document<'_>,
    layout: &Layout,
    base: &dyn Deref<Target = Base>,
    blocks: &mut Blocks,
) {
    if layout.pictures.is_empty() {
        return;
    }
    let around = Around::of(blocks);
    let mut names = Names { page, read: HashMap::new() };
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (at, node) in &layout.pictures {
        let before = blocks.rows.partition_point(|block| block.start < *at);
        if !around.holds(&mut names, blocks, *node, before) || is_small(page, *node) {
            continue;
        }
        let Some(url) = address(page, *node, base) else { continue };
        if is_sign(&url) || !seen.insert(url.clone()) {
            continue;
        }
        let alt = page.attribute(*node, "alt").unwrap_or_default();
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        found.push(Picture { before: before as u32, url, alt });
    }
    blocks.pictures = found;
}

/// What stands nearest to each place among a page's blocks.
struct Around {
    /// For each place the last block before it that is kept.
    above: Vec<Option<usize>>,
    /// For each place the first kept block from there on.
    below: Vec<Option<usize>>,
}

impl Around {
    fn of(blocks: &Blocks) -> Around {
        let kept = |(at, block): (usize, &Block)| block.kept.then_some(at);
        let nearest = |last: &mut Option<usize>, own: Option<usize>| {
            *last = own.or(*last);
            Some(*last)
        };
        let rows = || blocks.rows.iter().enumerate();
        let above = std::iter::once(None).chain(rows().map(kept).scan(None, nearest)).collect();
        let mut below: Vec<Option<usize>> =
            std::iter::once(None).chain(rows().rev().map(kept).scan(None, nearest)).collect();
        below.reverse();
        Around { above, below }
    }

    /// Whether the picture that stands before a place is the article's.
    fn holds(
        &self,
        names: &mut Names<'_>,
        blocks: &Blocks,
        picture: NodeId,
        before: usize,
    ) -> bool {
        let page = names.page;
        let (Some(above), Some(below)) = (self.above.get(before), self.below.get(before)) else {
            return false;
        };
        if names.are_furniture(picture) {
            return false;
        }
        let last = before.checked_sub(1).and_then(|at| blocks.rows.get(at));
        let next = blocks.rows.get(before);
        let mut element = picture;
        for _ in 0..ABOVE {
            let Some(parent) = page.parent(element) else { return false };
            element = parent;
            let end = page.end(element).0;
            let within = |block: &&Block| (element.0..end).contains(&block.origin);
            let (last, next) = (last.filter(within), next.filter(within));
            if last.is_none() && next.is_none() {
                if names.are_furniture(element) {
                    return false;
                }
                continue;
            }
            let kept =
                |at: &Option<usize>| at.and_then(|at| blocks.rows.get(at)).filter(within).is_some();
            let captioned = [last, next]
                .into_iter()
                .flatten()
                .any(|block| matches!(block.label, Label::Caption | Label::Credit));
            return match (above, below) {
                (None, None) => false,
                (Some(_), Some(_)) => captioned || kept(above) || kept(below),
                // Behind the text, or above its headline, stands what is not the article's, too.
                (Some(_), None) => captioned || kept(above) && next.is_none(),
                (None, Some(at)) => {
                    let right_above = *at == before && page.tag(element) != Tag::BODY;
                    captioned || kept(below) && (last.is_none() || right_above)
                }
            };
        }
        false
    }
}

/// What elements are called. Each is read once: many pictures may stand in one.
struct Names<'a> {
    page: Document<'a>,
    read: HashMap<NodeId, bool>,
}

impl Names<'_> {
    /// Whether an element is called as furniture is.
    fn are_furniture(&mut self, node: NodeId) -> bool {
        let Names { page, read } = self;
        *read.entry(node).or_insert_with(|| {
            let tag = page.tag(node);
            let signs = |value: &str| {
                let mut words = value.split(|c: char| !c.is_ascii_alphanumeric());
                words.any(|word| SIGNS.contains(&word))
            };
            let mut names = ["class", "id"].iter().filter_map(|name| page.attribute(node, name));
            matches!(tag, Tag::NAV | Tag::FOOTER | Tag::BUTTON)
                || names.any(|name| {
                    tag == Tag::IMG && signs(&name) || cues::find(&name) & FURNITURE != 0
                })
        })
    }
}

/// Whether an address is that of a sign: by the name of its file, or of a folder above it.
fn is_sign(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let mut names = path.split('/').map(|name| name.split('.').next().unwrap_or(name));
    names.any(|name| SIGNS.contains(&name)) || url.contains("gravatar.com/")
}

/// Whether a picture says of itself that it is as small as an icon.
fn is_small(page: Document<'_>, node: NodeId) -> bool {
    let pixels = |name: &str| {
        let value = page.attribute(node, name)?;
        let value = value.trim().trim_end_matches("px");
        value.parse::<f32>().ok().map(|pixels| pixels as u32)
    };
    [pixels("width"), pixels("height")].into_iter().flatten().any(|pixels| pixels <= ICON)
}

/// Where a picture is: the widest of a set, its address for scripts that load it late, or its own; what stands in its
/// place until a script runs is none.
fn address(page: Document<'_>, node: NodeId, base: &Base) -> Option<String> {
    let set = |node: NodeId| {
        let sets = SETS.iter().filter_map(|name| page.attribute(node, name));
        sets.filter_map(|set| widest(&set, base)).next()
    };
    let plain = || {
        let late = LATE.iter().filter_map(|name| page.attribute(node, name));
        let own = page.attribute(node, "src").filter(|src| !src.contains("placeholder"));
        late.chain(own).find_map(|src| base.picture(&src))
    };
    let source = || {
        let parent = page.parent(node).filter(|parent| page.tag(*parent) == Tag::PICTURE)?;
        page.children(parent).find(|child| page.tag(*child) == Tag::SOURCE)
    };
    set(node).or_else(plain).or_else(|| source().and_then(set))
}

/// The widest picture of a set (`a.jpg 320w, b.jpg 640w`); of the same width the first. Read as HTML says: an address
/// ends at a blank and may hold commas, but not end in one; what is said of it ends at a comma.
fn widest(set: &str, base: &Base) -> Option<String> {
    let is_between = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut best: Option<(f32, String)> = None;
    let mut rest = set.trim_start_matches(is_between);
    while !rest.is_empty() {
        let (address, behind) =
            rest.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((rest, ""));
        let bare = address.trim_end_matches(',');
        let (said, behind) = match bare.len() == address.len() {
            true => behind.split_once(',').unwrap_or((behind, "")),
            false => ("", behind),
        };
        rest = behind.trim_start_matches(is_between);
        let width = said.trim().trim_end_matches(['w', 'x']).parse().unwrap_or(1.0);
        if best.as_ref().is_none_or(|(widest, _)| width > *widest)
            && let Some(url) = base.picture(bare)
        {
            best = Some((width, url));
        }
    }
    best.map(|(_, url)| url)
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::page::{Label, Picture};
    use crate::strip::base::Base;
    use crate::strip::segment::segment;

    const LONG: &str =
        "The new weir at Sellby was opened on Monday, eleven years after the first plans.";

    /// The pictures of a page of which the headings and paragraphs are kept, but for those that begin with a minus.
    fn pictures(html: &str) -> Vec<Picture> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let layout = segment(page, None);
        let mut blocks = layout.blocks.clone();
        let texts: Vec<String> = blocks.iter().map(|(_, text)| text.to_owned()).collect();
        for (block, text) in blocks.rows.iter_mut().zip(texts) {
            block.kept = !text.starts_with(['-', '+']);
            block.label = if text.starts_with('+') { Label::Caption } else { Label::Body };
        }
        let base = Base::of(page, Some("https://a.example/news/a.html"));
        super::note(page, &layout, &&base, &mut blocks);
        blocks.pictures
    }

    /// The names of their files.
    fn names(html: &str) -> Vec<String> {
        let name = |picture: Picture| picture.url.rsplit('/').next().unwrap_or("").to_owned();
        pictures(html).into_iter().map(name).collect()
    }

    #[test]
    fn pictures_are_noted_where_they_stand_with_their_words() {
        let page = format!(
            "<h1>The weir</h1><p>{LONG}</p><figure><img src=b.jpg alt=' The  weir '></figure><p>{LONG}</p>"
        );
        let url = "https://a.example/news/b.jpg".to_owned();
        assert_eq!(pictures(&page), [Picture { before: 2, url, alt: "The weir".to_owned() }]);
        let text = format!(
            "<p>{LONG} <img src=a.jpg></p><p><img src=/b.jpg>{LONG}</p><p>{LONG}<br><img src=c.jpg>"
        );
        let places: Vec<u32> = pictures(&text).iter().map(|picture| picture.before).collect();
        assert_eq!(places, [1, 1, 3]);
    }

    #[test]
    fn what_stands_around_a_picture_says_whose_it_is() {
        let page = |picture: &str| {
            format!(
                "<body><div>-menu</div><main><div>-trail</div>{picture}<h1>The weir</h1><p>{LONG}</p>{picture}\
             <p>{LONG}</p></main>{picture}<footer>-imprint</footer>"
            )
        };
        assert_eq!(names(&page("<img src=a.jpg>")), ["a.jpg"]);
        assert_eq!(pictures(&page("<img src=a.jpg>"))[0].before, 2, "above the headline");
        for none in [
            "<div><img src=a.jpg> -Also read</div>",
            "<div class=share-bar><a><img src=a.jpg></a></div>",
            "<ul><li><a href=b><img src=a.jpg></a><li>-More</ul>",
            "<img class='author avatar' src=a.jpg>",
            "<img src=a.jpg width=24>",
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
            "<img src=/i/spacer.gif?x=1><img src=/icons/mail.svg><img src=https://secure.gravatar.com/avatar/1a>",
            "<noscript><img src=a.jpg></noscript>",
            "<img>",
        ] {
            assert!(names(&page(none)).is_empty(), "{none}");
        }
        let behind = |behind: &str| names(&format!("<main><p>{LONG}</p>{behind}"));
        assert_eq!(behind("<img src=a.jpg></main>-imprint"), ["a.jpg"]);
        assert!(behind("</main><div><img src=a.jpg></div>-imprint").is_empty());
        assert_eq!(behind("</main><div><img src=a.jpg><p>+The weir</div>-imprint"), ["a.jpg"]);
    }

    #[test]
    fn a_picture_that_is_loaded_late_is_found() {
        let name = |img: &str| names(&format!("<p>{LONG}</p>{img}<p>{LONG}"));
        for (img, expected) in [
            ("<img src=a.gif data-src=b.jpg>", "b.jpg"),
            ("<img src=a.jpg srcset='a.jpg 1x, b.jpg 2x'>", "b.jpg"),
            (
                "<img src='data:image/gif;base64,R0' data-src='' srcset='a.jpg 320w, b.jpg 640w'>",
                "b.jpg",
            ),
            ("<img srcset='a.jpg,w_3 1x,b.jpg 2x'>", "b.jpg"),
            ("<img srcset='b.jpg, a.jpg'>", "b.jpg"),
            ("<img src=placeholder.png data-srcset='b.jpg 2.5x'>", "b.jpg"),
            ("<picture><source srcset='b.jpg 1200w'><img alt=x></picture>", "b.jpg"),
        ] {
            assert_eq!(name(img), [expected], "{img}");
        }
        assert_eq!(name("<img src=a.jpg><img src='../news/a.jpg'>"), ["a.jpg"], "once");
    }

    #[test]
    fn a_long_name_above_many_pictures_is_read_once() {
        let name = "x".repeat(1 << 20);
        let page = format!(
            "<p>{LONG}<div class='{name}'>{}</div><p>{LONG}",
            "<img src=a.jpg>".repeat(20_000)
        );
        assert_eq!(names(&page), ["a.jpg"]);
    }
}
