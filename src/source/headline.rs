//! What a link on a page is called, and what its place there says: a headline stands in the link, around it, or in
//! the same card.

use crate::html::{Document, NodeId, Tag};

/// How many elements up the card of a link is looked for, and how many nodes it may have.
const HIGHEST: usize = 8;
const LARGEST: u32 = 200;
/// The longest headline that is read, in bytes.
const LONGEST: usize = 400;
/// How many words beside a headline make a teaser.
const TEASER: usize = 6;

/// What of the attributes `class` and `id` says that an element is a menu or the foot of a page.
const FURNITURE: [&str; 27] = [
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "footer-links",
    "footer-menu",
    "footer-nav",
    "global-footer",
    "main-footer",
    "main-menu",
    "main-nav",
    "mainmenu",
    "mega-menu",
    "megamenu",
    "menu",
    "menu-item",
    "nav",
    "nav-menu",
    "navbar",
    "navigation",
    "page-footer",
    "pagefooter",
    "site-footer",
    "site-nav",
    "sitefooter",
    "sitenav",
    "sub-menu",
    "submenu",
];

/// A link, as readers see it.
pub(super) struct Headline {
    /// Its words, or those that stand for it; at most a headline's worth.
    pub(super) words: String,
    /// What its words and its place say for an article.
    pub(super) points: i32,
    /// Whether it is a headline with something of the article below it.
    pub(super) has_teaser: bool,
}

/// The headline of a link; none of one in a menu or in the foot of a page.
pub(super) fn of(document: Document<'_>, link: NodeId) -> Option<Headline> {
    let place = Place::of(document, link)?;
    let card = Card::of(document, link);
    let own = words_of(document, link);
    let has_words = own.chars().any(char::is_alphanumeric);
    let beside = card.heading.filter(|&heading| !has_words && !has_link(document, heading));
    let words = match beside {
        Some(heading) => words_of(document, heading),
        None if has_words => own,
        None => described(document, link),
    };
    let is_headline = place.is_headline || beside.is_some();
    let points = match is_headline {
        true => 2,
        false => i32::from(place.is_article),
    };
    let points = points + word_points(&words) - if place.is_aside { 2 } else { 0 };
    let has_teaser = is_headline && card.has_teaser(document);
    Some(Headline { words, points, has_teaser })
}

/// Where a link stands.
struct Place {
    /// In a heading, or with one in it.
    is_headline: bool,
    is_article: bool,
    is_aside: bool,
}

impl Place {
    /// None in a menu or in the foot of a page.
    fn of(document: Document<'_>, link: NodeId) -> Option<Place> {
        let inside = (link.0..document.end(link).0).map(NodeId).take(50);
        let mut place = Place {
            is_headline: inside.into_iter().any(|node| is_heading(document.tag(node))),
            is_article: false,
            is_aside: false,
        };
        let mut next = document.parent(link);
        for _ in 0..64 {
            let Some(node) = next else { break };
            let tag = document.tag(node);
            match tag.name() {
                "nav" | "footer" | "menu" => return None,
                "aside" => place.is_aside = true,
                "article" => place.is_article = true,
                "main" | "body" | "html" => break,
                _ => place.is_headline |= is_heading(tag),
            }
            if is_furniture(document, node) {
                return None;
            }
            next = document.parent(node);
        }
        Some(place)
    }
}

/// Whether its attributes make an element a menu or the foot of a page. What holds most of the page is neither,
/// whatever it is called.
fn is_furniture(document: Document<'_>, node: NodeId) -> bool {
    let is_most = || (document.end(node).0 - node.0) * 2 > document.len();
    let role = document.attribute(node, "role");
    if role.is_some_and(|role| matches!(&*role, "navigation" | "contentinfo")) {
        return true;
    }
    let names = |name: &str| {
        document.attribute(node, name).is_some_and(|value| {
            value
                .split_ascii_whitespace()
                .any(|word| FURNITURE.contains(&word.to_ascii_lowercase().as_str()))
        })
    };
    (names("class") || names("id")) && !is_most()
}

/// The part of a page that speaks of one thing: the largest around a link with one heading at most.
struct Card {
    node: NodeId,
    heading: Option<NodeId>,
}

impl Card {
    fn of(document: Document<'_>, link: NodeId) -> Card {
        let mut card = Card { node: link, heading: None };
        let mut next = document.parent(link);
        for _ in 0..HIGHEST {
            let Some(node) = next else { break };
            let tag = document.tag(node);
            let nodes = node.0..document.end(node).0;
            if nodes.len() as u64 > u64::from(LARGEST) || matches!(tag.name(), "main" | "body") {
                break;
            }
            let mut headings = nodes.map(NodeId).filter(|&node| is_heading(document.tag(node)));
            let heading = headings.next();
            if headings.next().is_some() {
                break;
            }
            card = Card { node, heading };
            if tag.name() == "article" {
                break;
            }
            next = document.parent(node);
        }
        card
    }

    /// Whether there are words beside its heading that lead nowhere, or a time.
    fn has_teaser(&self, document: Document<'_>) -> bool {
        let mut words = 0;
        let mut at = self.node.0;
        let end = document.end(self.node).0.min(self.node.0 + LARGEST);
        while at < end {
            let node = NodeId(at);
            let tag = document.tag(node);
            if tag.name() == "time" {
                return true;
            }
            if document.is_text(node) {
                words += document.raw_text(node).split_whitespace().count();
            }
            let is_apart = is_heading(tag) || matches!(tag.name(), "a" | "script" | "style");
            at = if is_apart { document.end(node).0 } else { at + 1 };
        }
        words >= TEASER
    }
}

fn has_link(document: Document<'_>, node: NodeId) -> bool {
    (node.0..document.end(node).0).map(NodeId).any(|node| document.tag(node).name() == "a")
}

/// What is said of a link without words: its label, or the text that stands for its picture.
fn described(document: Document<'_>, link: NodeId) -> String {
    let said = |node: NodeId, name: &str| {
        let words = document.attribute(node, name)?;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty() && words.len() <= LONGEST).then_some(words)
    };
    let picture = || {
        let mut inside = (link.0..document.end(link).0).map(NodeId).take(50);
        inside.find(|&node| document.tag(node).name() == "img")
    };
    said(link, "aria-label")
        .or_else(|| said(link, "title"))
        .or_else(|| said(picture()?, "alt"))
        .unwrap_or_default()
}

/// The words below a node, at most a headline's worth.
fn words_of(document: Document<'_>, id: NodeId) -> String {
    let mut words = String::new();
    for node in (id.0..document.end(id).0).map(NodeId).filter(|&node| document.is_text(node)) {
        for word in document.text(node).split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        if words.len() > LONGEST {
            break;
        }
    }
    words
}

/// A headline has more words than a menu entry.
pub(super) fn word_points(words: &str) -> i32 {
    match count(words) {
        0 => 0,
        1 | 2 => -1,
        3 => 0,
        4 | 5 => 1,
        _ => 2,
    }
}

/// How many words there are. In languages written without spaces two letters count as one where each is a syllable
/// or more, as in Chinese, and five where it is a sound, as in Thai; a Korean word has what other languages say in two.
fn count(words: &str) -> usize {
    let (mut characters, mut syllables, mut sounds) = (0usize, 0usize, 0usize);
    for c in words.chars() {
        match c {
            '\u{3040}'..'\u{a000}' => characters += 1,
            '\u{ac00}'..'\u{d7b0}' => syllables += 1,
            // Thai, Lao, Burmese, Khmer.
            '\u{e00}'..'\u{f00}' | '\u{1000}'..'\u{10a0}' | '\u{1780}'..'\u{1800}' => sounds += 1,
            _ => {}
        }
    }
    let spaced = words.split(' ').filter(|word| !word.is_empty()).count();
    let (dense, korean) = (characters / 2 + sounds / 5, syllables.div_ceil(2));
    spaced.max(dense).max(korean)
}

fn is_heading(tag: Tag) -> bool {
    matches!(tag.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
