//! Captions that no markup tells: they say what their picture's alternative text says.

use crate::html::{Document, Tag};
use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;
use crate::strip::hashed::set::HashedSet;
use crate::strip::measure::measure;

/// Texts of pictures shorter than this, in characters, are not taken for captions.
const CAPTION: usize = 15;
/// Words of the shortest item of a list that is one.
const ITEM: f32 = 12.0;

/// Leaves out of a page of news what says the same as the alternative text of a picture.
pub(super) fn leave_out(facts: &Facts<'_>, page: Document<'_>, blocks: &mut Blocks) {
    // in a shop's grid the picture's text is the name of the goods, and the page's text
    if !facts.is_news() {
        return;
    }
    let mut pictured = HashedSet::default();
    let mut words = Vec::new();
    for id in page.ids().filter(|id| page.tag(*id) == Tag::IMG) {
        if let Some(alt) = page.attribute(id, "alt").filter(|alt| alt.chars().count() >= CAPTION) {
            words.clear();
            pictured.insert(measure(&alt, &mut words).hash);
        }
    }
    if pictured.is_empty() {
        return;
    }
    for (at, block) in blocks.rows.iter_mut().enumerate() {
        let m = &facts.measures[at];
        let plain = block.shape == Shape::Paragraph && block.label != Label::Title;
        // The short items of a list may be what their pictures show.
        let item = matches!(block.shape, Shape::ListItem { .. }) && m.words >= ITEM;
        if block.kept && (plain || item) && m.chars >= CAPTION as f32 && pictured.has(m.hash) {
            block.label = Label::Caption;
            block.kept = false;
            block.reason = "says what a picture's alternative text says".into();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::strip::label::whole_pages::left_by_page;

    fn left(html: &str) -> usize {
        left_by_page(html, super::leave_out)
    }

    #[test]
    fn a_text_that_a_picture_has_for_its_own_is_its_caption() {
        let page = "<p><img alt='The weir at dawn, seen from the bridge'></p>\
            <p>The weir at dawn, seen from the bridge</p><p>The weir was opened at last.</p>";
        let news = format!("<meta property=og:type content=article>{page}");
        assert_eq!(left(&news), 1);
        assert_eq!(left(page), 2, "the name of the goods in a shop's grid");
        let item = news.replace("<p>The weir at", "<ul><li>The weir at");
        assert_eq!(left(&item), 2, "what a picture in a list shows");
        let long = item.replace("from the bridge", "from the bridge that the council has built");
        assert_eq!(left(&long), 1);
    }
}
