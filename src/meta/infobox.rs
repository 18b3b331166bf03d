//! Boxes of facts in encyclopaedias, which name people and days of what the article is about.

use crate::html::{Document, NodeId, Tag};

/// Whether a table calls itself such a box.
pub(super) fn is_infobox(page: Document<'_>, id: NodeId) -> bool {
    page.tag(id) == Tag::TABLE
        && page.attribute(id, "class").is_some_and(|class| {
            class.split_ascii_whitespace().any(|name| name.starts_with("infobox"))
        })
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, Limits, parse};
    use crate::meta::from_html;

    #[test]
    fn what_the_article_is_about_did_not_write_it() {
        let page = |class: &str| {
            let html = format!(
                "<h1>The weir</h1><table class='{class}'><tr><th>Born<td><time>3 May 2024</time>\
                 <tr><th>Author<td class=author>Hilda Benning</table><p>The weir is old.</p>"
            );
            let mut arena = Arena::new();
            let found = from_html(parse(&html, &mut arena, &Limits::default()), None);
            (
                found.published.is_some(),
                found.authors.into_iter().map(|a| a.value).collect::<Vec<_>>().join("|"),
            )
        };
        assert_eq!(page("infobox vcard"), (false, String::new()));
        assert_eq!(page("about"), (true, "Hilda Benning".to_owned()));
    }
}
