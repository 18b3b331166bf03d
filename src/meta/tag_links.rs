//! The links by which an article names its tags and its category: the microformat `rel="tag"`.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::section;
use super::seen::seen_text;
use crate::html::{Document, NodeId, Tag};

/// At most this many tags are read, and no longer ones, in bytes.
const MOST: usize = 30;
const LONG: usize = 80;
/// How many nodes of an article are looked at, and how many behind its end: tags stand there, too.
const REACH: u32 = 20_000;
const BEHIND: u32 = 60;

/// How far above a link its list stands, and bytes of the longest attributes that are read there.
const LISTED: usize = 4;
const WRITTEN: usize = 1000;

/// How the addresses of categories name them, for themes that mark their links as tags only.
const OF_CATEGORIES: [&str; 4] = ["categor", "kategor", "catégor", "cat%C3%A9gor"];

/// How the addresses of tags name them, in the languages of papers.
const OF_TAGS: [&str; 15] = [
    "/argomenti/",
    "/cimke/",
    "/eticheta/",
    "/etiket/",
    "/etiqueta/",
    "/haberleri/",
    "/stitek/",
    "/tag/",
    "/tagi/",
    "/tags/",
    "/tema/",
    "/temas/",
    "/thema/",
    "/topic/",
    "?tag=",
];

/// What the attributes of a link to a tag have in them: in few and short ones.
static TAGGED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = ["tag"].into_iter().chain(OF_TAGS);
    AhoCorasick::builder().kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(words).ok()
});

/// What the links of an article name.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// Its tags, as spelled.
    pub tags: Vec<String>,
    /// Its first category, which WordPress marks as a tag as well.
    pub category: Option<String>,
}

/// Reads the links of the article that the title heads, and where it has none those right behind it. Without an
/// `article` element it is what follows the title, up to where such links end.
pub(super) fn read(page: Document<'_>, title: Option<NodeId>) -> Linked {
    let mut linked = Linked::default();
    let Some(title) = title else { return linked };
    let mut above = std::iter::successors(page.parent(title), |at| page.parent(*at));
    let article = above.find(|at| page.tag(*at) == Tag::ARTICLE);
    let begin = article.unwrap_or(title);
    let end = article.map_or(page.len(), |article| page.end(article).0);
    let mut last = None;
    for id in (begin.0..end.min(begin.0.saturating_add(REACH))).map(NodeId) {
        let apart = last.is_some_and(|last| id.0 - last > BEHIND);
        if apart && article.is_none() {
            break;
        }
        if linked.add(page, id, article) {
            last = Some(id.0);
        }
    }
    if article.is_some() && linked.tags.is_empty() {
        for id in (end..end.saturating_add(BEHIND).min(page.len())).map(NodeId) {
            linked.add(page, id, None);
        }
    }
    linked
}

impl Linked {
    /// Adds what a link names, if it is one and belongs to the article; whether it does.
    fn add(&mut self, page: Document<'_>, id: NodeId, article: Option<NodeId>) -> bool {
        if page.is_text(id) || page.tag(id) != Tag::A || self.tags.len() >= MOST {
            return false;
        }
        // Most links have no such word, and reading their attributes costs more than seeing that.
        let written = page.attributes_as_written(id);
        let says = |written: &str| TAGGED.as_ref().is_some_and(|words| words.is_match(written));
        if written.is_some_and(|written| !says(written)) {
            return false;
        }
        let rel = page.attribute(id, "rel").unwrap_or_default();
        let says = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
        if !(says("tag") || is_listed(page, id)) || !is_of(page, id, article) {
            return false;
        }
        let name = seen_text(page, id, LONG);
        let name = name.trim_start_matches(['#', ' ']);
        if name.len() > LONG || section::name(name).is_none() {
            return false;
        }
        let href = page.attribute(id, "href").unwrap_or_default();
        let mut steps = href.split('/');
        if says("category") || steps.any(|step| OF_CATEGORIES.iter().any(|c| step.starts_with(c))) {
            self.category.get_or_insert_with(|| name.to_owned());
        } else {
            self.tags.push(name.to_owned());
        }
        true
    }
}

/// Whether a link stands in the article itself: in no other one, and in no part of the page that is about others.
fn is_of(page: Document<'_>, id: NodeId, article: Option<NodeId>) -> bool {
    let above = std::iter::successors(page.parent(id), |at| page.parent(*at));
    let mut above = above.take_while(|at| Some(*at) != article);
    !above.any(|at| matches!(page.tag(at), Tag::ARTICLE | Tag::ASIDE))
}

/// Whether a link leads to the page of a tag and stands in a list that is named after tags.
fn is_listed(page: Document<'_>, id: NodeId) -> bool {
    let tagged = page
        .attribute(id, "href")
        .is_some_and(|href| OF_TAGS.iter().any(|part| href.contains(part)));
    let named = |at: NodeId| {
        // One list holds many links, and its attributes are read for each.
        if page.attributes_as_written(at).is_none_or(|written| written.len() > WRITTEN) {
            return false;
        }
        let class = page.attribute(at, "class").unwrap_or_default();
        let mut words = class.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("tags") || word.eq_ignore_ascii_case("taglist"))
    };
    tagged && std::iter::successors(page.parent(id), |at| page.parent(*at)).take(LISTED).any(named)
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, value};

    fn tags(html: &str) -> String {
        read(html).tags.into_iter().map(|tag| tag.value).collect::<Vec<_>>().join("|")
    }

    fn link(name: &str) -> String {
        format!("<a href=/t rel=tag>{name}</a> ")
    }

    #[test]
    fn a_list_that_is_named_after_tags_holds_them() {
        let page = |class: &str, address: &str| {
            tags(&format!(
                "<article><h1>The weir leaks</h1><p>It does.</p><ul class='{class}'><li><a href={address}>Weirs\
                 </a></ul></article>"
            ))
        };
        assert_eq!(page("tags inline", "/tag/weirs"), "Weirs");
        assert_eq!(page("tags inline", "/weirs"), "");
        assert_eq!(page("story__tags", "/argomenti/weirs"), "Weirs");
        assert_eq!(page("taglist", "/thema/weirs"), "Weirs");
        assert_eq!(page("links", "/tag/weirs"), "");
    }

    #[test]
    fn an_article_names_its_tags_in_links() {
        let page = |inside: &str, behind: &str| {
            tags(&format!(
                "<article><h1>The weir leaks</h1><p>It does.</p>{inside}</article>{behind}<article><h2>The \
                 mill</h2><a rel=tag href=/m>Mills</a></article>"
            ))
        };
        let both = link("Water") + &link("#Weirs") + &link("water") + &link("Uncategorized");
        assert_eq!(page(&both, ""), "Water|Weirs");
        assert_eq!(page("", &format!("<div>{both}</div>")), "Water|Weirs");
        assert_eq!(page(&format!("<aside>{both}</aside>"), ""), "");
        assert_eq!(page(&format!("<article>{both}</article>"), ""), "");
        assert_eq!(page(&both, &link("Elsewhere")), "Water|Weirs");
        let many: String = (0..50).map(|n| link(&format!("Tag {n}"))).collect();
        assert_eq!(page(&many, "").split('|').count(), super::MOST);
    }

    #[test]
    fn without_an_article_the_first_links_below_the_title_are_its_tags() {
        let page = |apart: usize| {
            tags(&format!(
                "<a rel=tag href=/m>Menu</a><h1>The weir leaks</h1><p>It does.</p>{}{}{}",
                link("Water"),
                "<p>x</p>".repeat(apart),
                link("Weirs")
            ))
        };
        assert_eq!(page(3), "Water|Weirs");
        assert_eq!(page(60), "Water");
    }

    #[test]
    fn what_the_head_says_comes_first_and_a_category_is_the_section() {
        let page = |head: &str| {
            read(&format!(
                "{head}<article><h1>The weir leaks</h1><p>It does.</p>{}<a rel='category tag' href=/c>Rivers</a>\
                 </article>",
                link("ÉTÉ") + &link("Water")
            ))
        };
        let found = page("<meta name=keywords content='weirs, été'>");
        let names: Vec<_> = found.tags.iter().map(|tag| &*tag.value).collect();
        assert_eq!(names, ["weirs", "été", "Water"]);
        assert_eq!(value(&found.section).as_deref(), Some("Rivers"));
        let block = link("Water") + "<a rel=tag href=https://e.example/category/rivers/>Rivers</a>";
        let found = read(&format!("<article><h1>The weir leaks</h1>{block}</article>"));
        assert_eq!((found.tags.len(), value(&found.section).as_deref()), (1, Some("Rivers")));
        let known = page("<meta property=article:section content=water>");
        assert!(known.tags.iter().all(|tag| tag.value != "Water"), "{:?}", known.tags);
        let found = page("<meta property=article:section content=Town>");
        assert_eq!(value(&found.section).as_deref(), Some("Town"));
    }
}
