//! Who provides an article to a portal, as the portal says it in the titles of its pages.

/// What stands before the brackets that a longer title ends with: `大坝今晨开始放水（河边日报）`. In other brackets than those
/// of East Asia stand months and places, too, which are a title's own.
pub(super) fn before_provider(title: &str) -> Option<&str> {
    let brackets = [('）', '（'), ('】', '【')];
    let (_, open) = brackets.into_iter().find(|(close, _)| title.ends_with(*close))?;
    let head = title[..title.rfind(open)?].trim_end();
    (head.len() >= 8 && head.len() * 3 >= title.len() * 2).then_some(head)
}

#[cfg(test)]
mod tests {
    use crate::meta::title::{Candidates, choose};

    #[test]
    fn who_provides_an_article_to_a_portal_is_no_part_of_its_headline() {
        let of = |heading: &str| {
            let title = "「もう一度走らせたい」廃線の町（山谷日報）";
            let candidates = Candidates {
                json_ld: Some(title.to_owned()),
                open_graph: Some(format!("{title} - 港ニュース")),
                element: Some(format!("{title} - 港ニュース")),
                headings: vec![heading.to_owned()],
                ..Candidates::default()
            };
            choose(&candidates, &["港ニュース".to_owned()]).unwrap().value
        };
        assert_eq!(of("「もう一度走らせたい」廃線の町"), "「もう一度走らせたい」廃線の町");
        let whole = "「もう一度走らせたい」廃線の町（山谷日報）";
        assert_eq!(of(whole), whole, "printed so");
        assert_eq!(of("港ニュース"), whole, "the heading is the site's");
    }
}
