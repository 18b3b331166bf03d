//! CSS selectors over a parsed page, for the rules that users write for one site.
//!
//! The arena's elements are handed to `scraper` as they are, so that a selector and a cleaner speak
//! of one tree. It costs a copy of the page: it is meant for the few pages that have such rules.

use scraper::error::SelectorErrorKind;
use scraper::node::{Element, Node, Text};

use super::document::Document;
use super::row::NodeId;

/// A list of CSS selectors, such as `article.main, #story > p`.
#[derive(Clone, Debug)]
pub struct Selectors {
    text: String,
    list: scraper::Selector,
}

impl PartialEq for Selectors {
    fn eq(&self, other: &Selectors) -> bool {
        self.text == other.text
    }
}

impl Eq for Selectors {}

/// A text that is no list of CSS selectors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{selectors:?} is no CSS selector ({reason}): write one as in a style sheet, such as \"article.main p\""
)]
pub struct BadSelectors {
    /// What was to be read.
    pub selectors: String,
    /// What was wrong with it.
    pub reason: String,
}

impl Selectors {
    /// Reads a list of selectors, separated by commas.
    ///
    /// # Errors
    ///
    /// [`BadSelectors`] if it is none, or uses what a static page cannot answer.
    pub fn parse(selectors: &str) -> Result<Self, BadSelectors> {
        let text = selectors.to_owned();
        match scraper::Selector::parse(selectors) {
            Ok(list) => Ok(Selectors { text, list }),
            Err(error) => Err(BadSelectors { selectors: text, reason: reason(&error) }),
        }
    }

    /// The selectors as they were written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// What is wrong with a selector, in words.
fn reason(error: &SelectorErrorKind) -> String {
    let SelectorErrorKind::UnexpectedSelectorParseError(kind) = error else {
        return error.to_string();
    };
    // Named in one word of capitals: `DanglingCombinator`.
    let name = format!("{kind:?}");
    let mut words = String::new();
    for c in name.chars().take_while(|c| c.is_ascii_alphanumeric()) {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// A page made ready for selectors: build it once, ask it often.
#[derive(Debug)]
pub struct SelectorTree {
    html: scraper::Html,
    /// The two trees' numbers of each element, in document order.
    elements: Vec<(ego_tree::NodeId, NodeId)>,
}

impl SelectorTree {
    /// Copies a page's elements and texts.
    #[must_use]
    pub fn new(page: Document<'_>) -> Self {
        let mut html = scraper::Html::new_document();
        let mut elements: Vec<(ego_tree::NodeId, NodeId)> = Vec::new();
        // The chain of ancestors of the node at hand.
        let mut open = vec![(html.tree.root().id(), page.len())];
        for id in page.ids() {
            while open.len() > 1 && open.last().is_some_and(|(_, end)| *end <= id.0) {
                open.pop();
            }
            let Some((mut parent, _)) =
                open.last().and_then(|(parent, end)| Some((html.tree.get_mut(*parent)?, *end)))
            else {
                continue;
            };
            if page.is_text(id) {
                parent.append(Node::Text(Text { text: page.text(id).as_ref().into() }));
            } else {
                let copy = parent.append(Node::Element(element(page, id))).id();
                elements.push((copy, id));
                open.push((copy, page.end(id).0));
            }
        }
        SelectorTree { html, elements }
    }

    /// The elements that match, in document order.
    #[must_use]
    pub fn select(&self, selectors: &Selectors) -> Vec<NodeId> {
        let mut rest = self.elements.iter();
        self.html
            .select(&selectors.list)
            .filter_map(|found| {
                let found = found.id();
                rest.find(|(copy, _)| *copy == found).map(|(_, id)| *id)
            })
            .collect()
    }
}

fn element(page: Document<'_>, id: NodeId) -> Element {
    use html5ever::{Attribute, LocalName, Namespace, QualName};
    let namespace = match page.namespace(id) {
        super::Namespace::Html => "http://www.w3.org/1999/xhtml",
        super::Namespace::Svg => "http://www.w3.org/2000/svg",
        super::Namespace::MathMl => "http://www.w3.org/1998/Math/MathML",
    };
    let name = |namespace: &str, local: &str| {
        QualName::new(None, Namespace::from(namespace), LocalName::from(local))
    };
    let attributes = page
        .attributes(id)
        .map(|(local, value)| Attribute { name: name("", local), value: value.as_ref().into() })
        .collect();
    Element::new(name(namespace, page.tag_name(id)), attributes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};

    const PAGE: &str = "<body class=home><nav><p>menu</p></nav><article id=story><h1>Title</h1>\
        <p>one <b>two</b></p><table><td>cell<p>three</p></table><svg><title>icon</title></svg>\
        <x-teaser><p>four</p></x-teaser></article>";

    fn texts(selectors: &str) -> Vec<String> {
        let mut arena = Arena::new();
        let page = parse(PAGE, &mut arena, &Limits::default());
        let selectors = Selectors::parse(selectors).unwrap();
        let found = SelectorTree::new(page).select(&selectors);
        assert!(found.is_sorted());
        found.into_iter().map(|id| page.subtree_text(id)).collect()
    }

    #[test]
    fn selectors_find_the_nodes_of_the_arena() {
        assert_eq!(texts("article > p"), ["one two"]);
        assert_eq!(texts("#story p:not(x-teaser p)"), ["one two", "three"]);
        assert_eq!(texts("tbody td"), ["cellthree"]);
        assert_eq!(texts("h1, nav, x-teaser"), ["menu", "Title", "four"]);
        assert_eq!(texts("body.home svg > title"), ["icon"]);
        assert_eq!(texts("p:has(b)"), ["one two"]);
        assert!(texts(".nothing").is_empty());
    }

    #[test]
    fn what_is_no_selector_is_told() {
        let error = Selectors::parse("p >> ").unwrap_err().to_string();
        assert!(error.contains("\"p >> \" is no CSS selector (dangling combinator)"), "{error}");
    }
}
