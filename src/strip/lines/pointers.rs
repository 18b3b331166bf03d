//! A pointer to one other article in the middle of the text: `Read more:`, its link on the next line, and the text
//! goes on. It announces a link and no section.

use super::facts::page::Page;
use super::ruling::{Ruling, is_head};
use crate::page::Label;

/// Words of what announces the link, of the link, and of a heading below it.
const ANNOUNCES: f32 = 3.0;
const LINK: f32 = 32.0;
const HEADING: f32 = 8.0;

/// Whether a block announces the link below it and nothing more.
pub(super) fn is_pointer(page: &Page<'_>, at: usize) -> bool {
    let related = page.readings[at].head == Some(Label::Related);
    let s = &page.stats[at];
    if !related || s.closing != ':' || s.words > ANNOUNCES {
        return false;
    }
    let prose = |at: usize| page.prose.get(at).copied().unwrap_or(false);
    let short = |at: usize, most: f32| {
        page.stats.get(at).is_some_and(|s| s.words <= most)
            && !prose(at)
            && !page.units[at].marker.is_item()
            && page.readings[at].head.is_none()
    };
    let link = short(at + 1, LINK) && !is_head(page, at + 1);
    let heading = |at: usize| {
        let set = at < page.len() && is_head(page, at);
        let plain = short(at, HEADING)
            && page.units[at].links == 0
            && !page.stats[at].ends_sentence()
            && page.stats[at].words < page.stats[at - 1].words + 1.0;
        (set || plain) && (prose(at + 1) || set && prose(at + 2))
    };
    // where it is set as a heading, only another one ends what it heads
    let set = is_head(page, at);
    link && (prose(at + 2) && !set || heading(at + 2) && (!set || is_head(page, at + 2)))
}

/// Whether a block is the heading of the text that goes on below a list of links, which has this head.
pub(super) fn ends_list(page: &Page<'_>, head: usize, at: usize) -> bool {
    let item = |at: usize| page.units[at].marker.is_item();
    at > head + 1
        && (head + 1..at).all(item)
        && !item(at)
        && page.stats[at].words <= HEADING
        && !page.stats[at].ends_sentence()
        && page.units[at].links == 0
        && page.prose.get(at + 1).copied().unwrap_or(false)
}

/// Takes the heading below a pointer's link, where the text that it heads is taken.
pub(super) fn take_headings(
    page: &Page<'_>,
    rulings: &[Option<Ruling>],
    p: &[f32],
    taken: &mut [bool],
) {
    /// The least probability that the model must leave it.
    const LEAST: f32 = 0.2;
    for at in 2..page.len().saturating_sub(1) {
        let related = |at: usize| rulings[at].is_some_and(|r| r.label == Label::Related);
        let pointer = related(at - 2)
            && page.readings[at - 2].head.is_none()
            && page.stats[at - 2].closing == ':';
        // or a list of links
        let item = |at: usize| page.units[at].marker.is_item();
        let pointer = pointer || related(at - 2) && item(at - 1) && !item(at);
        let s = &page.stats[at];
        if pointer
            && related(at - 1)
            && rulings[at].is_none()
            && s.words <= HEADING
            && !s.ends_sentence()
            && taken[at + 1]
            && p[at] >= LEAST
        {
            taken[at] = true;
        }
    }
}

/// Takes from pointers what makes heads of sections of them, once they have been ruled on: what stands below
/// their links is no section.
pub(super) fn forget(page: &mut Page<'_>) {
    for at in 0..page.len() {
        if is_pointer(page, at) {
            page.readings[at].head = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept};

    #[test]
    fn what_follows_the_link_of_a_pointer_is_kept() {
        let more = "Read more:\n\n[The council wants a second ferry](/second)\n\n";
        let page = format!("# The ferry stays in port\n\n{PARAGRAPHS}\n{more}## Why\n\n");
        let found = kept(&format!("{page}{}", PARAGRAPHS.replace("The", "Their")));
        assert_eq!(found.len(), 2 + 2 * THREE.len(), "{found:#?}");
        assert!(found.contains(&"Why".to_owned()));
        assert!(!found.iter().any(|text| text.contains("second ferry")));
    }

    #[test]
    fn links_in_a_row_are_a_section() {
        let more = "Read more:\n\nThe council wants a second ferry\n\nA winter of floods on the way to Lenta\n\nThe last baker of Brodd\n";
        assert_eq!(kept(&format!("{PARAGRAPHS}\n{more}\n")), THREE);
    }

    #[test]
    fn a_heading_below_a_list_of_links_heads_the_text_that_goes_on() {
        let more = "Read more:\n\n* The council wants a second ferry\n* The last baker of Brodd\n\nThe bridge must wait\n\n";
        let found = kept(&format!(
            "The ferry stays in port\n\n{PARAGRAPHS}\n{more}{}",
            PARAGRAPHS.replace("The", "Their")
        ));
        assert!(found.contains(&"The bridge must wait".to_owned()), "{found:#?}");
        assert!(!found.iter().any(|text| text.contains("second ferry")), "{found:#?}");
    }
}
