//! The foot of an article, where blogs say who wrote it.

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
}
