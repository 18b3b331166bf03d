//! The foot of an article, where blogs say who wrote it and when.

use super::seen::seen_text;
use crate::html::{Document, NodeId, Tag};

/// Whether an element stands in the foot of the very article that the title heads: blogs often say there who
/// wrote it.
pub(super) fn is_own(page: Document<'_>, id: NodeId, title: Option<NodeId>) -> bool {
    let within = |tag: Tag| {
        std::iter::successors(page.parent(id), |at| page.parent(*at))
            .take_while(|at| !matches!(page.tag(*at), Tag::ASIDE | Tag::NAV))
            .find(|at| page.tag(*at) == tag)
    };
    let (Some(foot), Some(article), Some(title)) =
        (within(Tag::FOOTER), within(Tag::ARTICLE), title)
    else {
        return false;
    };
    (article.0..foot.0).contains(&title.0)
}

/// Whether an element stands in a foot that says when the article that the title heads was published: in its own,
/// short one, or in what Drupal writes as the foot of an article and sets above its text.
pub(super) fn tells_when(page: Document<'_>, id: NodeId, title: Option<NodeId>) -> bool {
    /// Bytes of the longest such foot. A longer one shows other articles.
    const LONG: usize = 400;
    let parts = || {
        std::iter::successors(page.parent(id), |at| page.parent(*at))
            .take_while(|at| !matches!(page.tag(*at), Tag::ASIDE | Tag::NAV))
    };
    let Some(foot) = parts().find(|at| page.tag(*at) == Tag::FOOTER) else { return false };
    if seen_text(page, foot, 2 * LONG).len() > LONG {
        return false;
    }
    is_own(page, id, title)
        || title.is_some_and(|title| {
            let article = parts().find(|at| page.tag(*at) == Tag::ARTICLE);
            article.is_some_and(|article| is_above_the_text(page, title, article, foot))
        })
}

/// Whether a foot stands at the beginning of the first article behind the title, which is no comment.
fn is_above_the_text(page: Document<'_>, title: NodeId, article: NodeId, foot: NodeId) -> bool {
    /// How far the article is from its title and the foot from where the article begins, in nodes.
    const NEAR: u32 = 100;
    /// Bytes of text that an article has behind such a foot, a teaser has not, and in how many nodes.
    const LEAST: usize = 500;
    const NODES: usize = 1000;
    let is_comment = |id: NodeId| {
        page.attribute(id, "class").is_some_and(|class| class.to_lowercase().contains("comment"))
    };
    let between = (page.end(title).0..article.0).map(NodeId);
    let behind = (page.end(foot).0..page.end(article).0).map(NodeId);
    let texts = behind.filter(|at| page.is_text(*at)).map(|at| page.raw_text(at).trim().len());
    let mut length = 0;
    let has_text = || {
        texts.take(NODES).any(|text| {
            length += text;
            length >= LEAST
        })
    };
    (title.0..title.0.saturating_add(NEAR)).contains(&article.0)
        && foot.0 - article.0 <= NEAR
        && !between.into_iter().any(|at| page.tag(at) == Tag::ARTICLE)
        && !is_comment(article)
        && !is_comment(foot)
        && has_text()
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::meta::from_html;

    fn authors(html: &str) -> Vec<String> {
        let mut arena = Arena::new();
        let found = from_html(parse(html, &mut arena, &Limits::default()), None);
        found.authors.into_iter().map(|author| author.value).collect()
    }

    #[test]
    fn the_foot_of_the_article_itself_says_who_wrote_it() {
        let foot = "<footer class=entry-meta>by <span class='author vcard'><a class='url fn n' rel=author \
                    href=/a>Hilda Benning</a></span></footer>";
        let page = |article: &str, behind: &str| {
            authors(&format!("<article><h1>Eleven brooms</h1><p>x</p>{article}</article>{behind}"))
        };
        assert_eq!(page(foot, ""), ["Hilda Benning"]);
        assert!(page("", foot).is_empty(), "the foot of the page");
        let comment = format!("<article><p>y</p>{foot}</article>");
        assert!(page(&comment, "").is_empty(), "the foot of a comment");
    }

    #[test]
    fn the_foot_of_the_article_itself_says_when() {
        const INSTANT: &str = "2026-02-03T17:12:00+01:00";
        let published = |html: &str| {
            let mut arena = Arena::new();
            let found = from_html(parse(html, &mut arena, &Limits::default()), None);
            found.published.map(|found| found.value).unwrap_or_default()
        };
        let foot = |class: &str, more: &str| {
            format!(
                "<footer class={class}>By Hilda <time datetime={INSTANT}>3 February 2026</time>{more}</footer>"
            )
        };
        let text = "<p>The broom is old.</p>";
        let page = |foot: &str| format!("<article><h1>Eleven brooms</h1>{text}{foot}</article>");
        assert_eq!(published(&page(&foot("entry-meta", ""))), INSTANT);
        assert_eq!(published(&page(&foot("more", &text.repeat(30)))), "");
        // Drupal
        let node = |class: &str, foot: &str, text: &str| {
            published(&format!(
                "<h1>Eleven brooms</h1><article class={class}>{foot}{text}</article>"
            ))
        };
        let (meta, long) = (foot("node__meta", ""), text.repeat(30));
        assert_eq!(node("node", &meta, &long), INSTANT);
        assert_eq!(node("comment", &foot("comment__meta", ""), &long), "");
        let card = foot("card", "");
        assert_eq!(node("node", &card, &long), INSTANT);
        assert_eq!(node("node", &card, text), "", "a teaser");
        assert_eq!(node("node", &format!("{}{card}", "<br>".repeat(101)), &long), "");
        let page = format!("<article><h1>Eleven brooms</h1>{text}</article>{}", foot("site", ""));
        assert_eq!(published(&page), "", "the foot of the page");
    }
}
