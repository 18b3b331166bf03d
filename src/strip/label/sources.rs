//! Lines that say where news is from and are part of the text: the article is paragraphs with a label each.

use crate::lexicon;
use crate::page::Shape;
use crate::strip::features::Facts;

/// How far away, in blocks, another paragraph has a label of its own.
const NEAR: usize = 3;
/// Bytes of the longest label, and words of the shortest paragraph behind one.
const LABEL: usize = 120;
const TEXT: f32 = 6.0;

/// Whether a paragraph names the source of the news as one of the parts that an article is made of, each of which has
/// a label in bold letters: `<b>Джерело:</b> …`, `<b>Пряма мова:</b> …`, `<b>Деталі:</b> …`. What stands behind it
/// builds on it; where nothing around it has a label, it is a line of its own.
pub(super) fn is_part_of_the_text(facts: &Facts<'_>, at: usize) -> bool {
    let source = label_of(facts, at).is_some_and(lexicon::announces_source);
    let part = |at: usize| facts.measures[at].words >= TEXT && label_of(facts, at).is_some();
    source && {
        let mut near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(facts.len());
        near.any(|other| other != at && part(other))
    }
}

/// The label that a paragraph with something in bold letters begins with.
fn label_of<'a>(facts: &Facts<'a>, at: usize) -> Option<&'a str> {
    let blocks = &facts.layout.blocks;
    let block = &blocks.rows[at];
    if block.shape != Shape::Paragraph || facts.layout.runs[at].strong == 0 {
        return None;
    }
    let (label, rest) = blocks.text_of(block).split_once(':')?;
    let plain = label.len() <= LABEL && label.starts_with(char::is_uppercase);
    (plain && rest.contains(char::is_alphanumeric)).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::is_part_of_the_text;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::Facts;
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    #[test]
    fn a_source_is_part_of_the_text_among_paragraphs_that_have_labels() {
        let is_part = |html: &str| {
            let mut arena = Arena::new();
            let page = parse(html, &mut arena, &Limits::default());
            let (layout, head) = (segment(page, None), Head::read(page, None));
            is_part_of_the_text(&Facts::gather(&layout, &head, false), 1)
        };
        let lead = "<p>Учні ліцею зібрали сонячну станцію для лікарні.</p>";
        let source = "<p><b>Джерело: </b><a href=/t>Волинська ОВА</a></p>";
        let details = "<p><b>Деталі:</b> Над проєктом працювали 16 учнів протягом року.</p>";
        assert!(is_part(&format!("{lead}{source}{details}")));
        assert!(is_part(&format!("{lead}{}{lead}{details}", source.replace("ОВА", "Reuters"))));
        assert!(!is_part(&format!("{lead}{source}{lead}")), "nothing else has a label");
        let plain = source.replace("<b>", "").replace("</b>", "");
        assert!(!is_part(&format!("{lead}{plain}{details}")), "no label in bold letters");
        let photo = source.replace("Джерело", "Фото");
        assert!(!is_part(&format!("{lead}{photo}{details}")), "no source of news");
    }
}
