//! Sections with a label for screen readers, which is not what they say.

use super::head::squash;
use super::people::person::is_person;
use crate::html::{Document, NodeId};

/// The section that an element is the label of, where screen readers are told so.
pub(super) fn labelled_section(page: Document<'_>, id: NodeId) -> Option<NodeId> {
    let own = page.attribute(id, "id")?;
    let mut above = std::iter::successors(page.parent(id), |at| page.parent(*at)).take(3);
    above.find(|at| page.attribute(*at, "aria-labelledby").is_some_and(|label| label == own))
}

/// The first that readers see in a section besides its label, where it is a name: what is said to screen readers alone
/// names what each line is (`Author, `).
pub(super) fn first_of_section(
    page: Document<'_>,
    section: NodeId,
    label: NodeId,
) -> Option<String> {
    let hidden = |id: NodeId| {
        page.attribute(id, "class")
            .is_some_and(|class| class.contains("hidden") || class.contains("sr-only"))
    };
    let mut texts =
        (page.end(label).0..page.end(section).0).map(NodeId).filter(|at| page.is_text(*at));
    let shown = texts.find(|at| {
        !page.parent(*at).is_some_and(hidden) && page.text(*at).contains(char::is_alphabetic)
    })?;
    let name = squash(&page.text(shown));
    is_person(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::read;

    #[test]
    fn a_byline_is_what_its_section_says_and_not_the_label() {
        let page = |lines: &str| {
            let html = format!(
                "<h1>قرية تستعيد بئرها</h1><section aria-labelledby=article-byline>\
                 <strong class=visually-hidden id=article-byline>معلومات المقال</strong>\
                 <ul>{lines}</ul></section><p>x"
            );
            let authors = read(&html).authors;
            authors.into_iter().map(|name| name.value).collect::<Vec<_>>()
        };
        let author = "<li><span class=visually-hidden>Author, </span><span>ليلى الرشيدي</span>";
        let role = "<li><span class=visually-hidden>Role, </span><span>مراسلة</span>";
        assert_eq!(page(&format!("{author}{role}")), ["ليلى الرشيدي"]);
    }
}
