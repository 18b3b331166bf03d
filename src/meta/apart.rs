//! What stands on a page apart from its article: what readers wrote below it, and the teasers of other articles. Both
//! say who wrote them and when.

use super::people::person::is_person;
use super::seen::seen_text;
use crate::html::{Document, NodeId, Tag};

/// How far above a text the element is looked for that calls itself the comments, and the one that is a teaser.
const COMMENTS: usize = 8;
const CARD: usize = 4;
/// Nodes of the largest teaser.
const NODES: u32 = 80;
/// Bytes of a heading that are read for a name.
const NAME: usize = 80;

/// Whether an element or a text stands in the comments, or in the teaser of another article than the one that
/// `title` heads.
pub(super) fn is_apart(page: Document<'_>, id: NodeId, title: Option<NodeId>) -> bool {
    is_in_comments(page, id, title) || is_in_teaser(page, id, title)
}

/// The elements above one that do not hold the title as well, nearest first.
fn above(
    page: Document<'_>,
    id: NodeId,
    title: Option<NodeId>,
) -> impl Iterator<Item = NodeId> + '_ {
    let holds = move |at: &NodeId| {
        title.is_some_and(|title| (at.0..page.end(*at).0).contains(&title.0))
            || matches!(page.tag(*at), Tag::BODY | Tag::HTML)
    };
    std::iter::successors(page.parent(id), move |at| page.parent(*at))
        .take_while(move |at| !holds(at))
}

/// Whether an element stands in one that calls itself a comment or the comments.
fn is_in_comments(page: Document<'_>, id: NodeId, title: Option<NodeId>) -> bool {
    let called = |at: NodeId, name: &str| {
        page.attribute(at, name).is_some_and(|value| {
            value.split_ascii_whitespace().any(|name| {
                let start = name.get(..7);
                start.is_some_and(|start| start.eq_ignore_ascii_case("comment"))
            })
        })
    };
    above(page, id, title).take(COMMENTS).any(|at| {
        let part = matches!(
            page.tag(at),
            Tag::DIV
                | Tag::LI
                | Tag::OL
                | Tag::UL
                | Tag::SECTION
                | Tag::ARTICLE
                | Tag::DL
                | Tag::DD
        );
        part && (called(at, "class") || called(at, "id"))
    })
}

/// Whether an element stands in a small one that has a heading of its own which is a link: the teaser of another
/// article.
fn is_in_teaser(page: Document<'_>, id: NodeId, title: Option<NodeId>) -> bool {
    let Some(title) = title else { return false };
    // A kicker above the headline may be a heading that is a link.
    if id.0 < title.0 {
        return false;
    }
    let small = |at: &NodeId| page.end(*at).0 - at.0 <= NODES;
    let mut cards = above(page, id, Some(title)).take(CARD).take_while(small);
    cards.any(|card| {
        let within = |from: NodeId| (from.0 + 1..page.end(from).0).map(NodeId);
        let is_heading = |at: &NodeId| {
            !page.is_text(*at)
                && matches!(page.tag(*at), Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
        };
        let is_link = |at: NodeId| !page.is_text(at) && page.tag(at) == Tag::A;
        let linked = |heading: NodeId| {
            within(heading).any(is_link) || above(page, heading, Some(title)).take(2).any(is_link)
        };
        let headline = |at: NodeId| !page.is_text(at) && page.tag(at) == Tag::H1;
        // A heading that the text stands in, or that stands in it, is no other article's, nor is a name.
        let other = |at: NodeId| {
            let holds =
                |outer: NodeId, inner: NodeId| (outer.0..page.end(outer).0).contains(&inner.0);
            !holds(at, id) && !holds(id, at) && linked(at) && !is_person(&seen_text(page, at, NAME))
        };
        !within(card).any(headline) && within(card).filter(is_heading).any(other)
    })
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{authors, read, value};

    fn told(behind: &str) -> (Vec<String>, Option<String>) {
        let text = "<p>The weir leaks again, the council said.</p>";
        let page =
            read(&format!("<main><article><h1>The weir leaks</h1>{text}</article>{behind}</main>"));
        (authors(&page).into_iter().map(str::to_owned).collect(), value(&page.published))
    }

    #[test]
    fn what_readers_wrote_tells_neither_author_nor_day() {
        let said = "<p>It does.</p><p>Posted by Lena Marsh on April 11, 2012</p>";
        for (from, to) in [
            ("<div class=comments><div class=comment>", "</div></div>"),
            ("<section id=comments><h3>2 Responses</h3><div>", "</div></section>"),
            ("<section class=Comment-list>", "</section>"),
            ("<dl id=comments-block><dd>", "</dd></dl>"),
        ] {
            assert_eq!(told(&format!("{from}{said}{to}")), (vec![], None), "{from}");
        }
        assert_eq!(told(said), (vec!["Lena Marsh".to_owned()], Some("2012-04-11".to_owned())));
    }

    #[test]
    fn the_teaser_of_another_article_tells_neither() {
        let said = "<p>By Lena Marsh | October 12, 2005</p>";
        let card = |head: &str| format!("<div class=more><div>{head}{said}</div></div>");
        assert_eq!(told(&card("<h4><a href=/1>Ring found in potato</a></h4>")), (vec![], None));
        assert_eq!(told(&card("<a href=/1><h4>Ring found in potato</h4></a>")), (vec![], None));
        let own = told(&card("<h4>About this article</h4>"));
        assert_eq!(own, (vec!["Lena Marsh".to_owned()], Some("2005-10-12".to_owned())));
    }

    #[test]
    fn the_linked_name_of_who_wrote_it_is_no_other_headline() {
        let card =
            "<div><h3><a href=/lena>Lena Marsh</a></h3><p class=byline>By Lena Marsh</p></div>";
        assert_eq!(told(card).0, ["Lena Marsh"]);
    }
}
