//! The title of the document, which some tools print as the first line of its text, and the headline that says the
//! same.

use super::facts::page::Page;
use super::rules::PARTING;
use crate::lexicon::key;

/// Words of the shortest headline that is all of the first line, and of the shortest with the name of the site behind
/// it there.
const WHOLE: f32 = 4.0;
const PART: f32 = 3.0;

/// Bytes of the longest title of a document.
const LONG: usize = 500;

/// How much less may speak for it than for the line for which most speaks, and where it is all of the first line: some
/// pages begin with the name of their site or with a banner, and print it again.
const LESS: f32 = 4.5;
const LITTLE: f32 = 2.0;

/// Of the lines that may be the headline, each with what speaks for it, the best that the first line says, where it is
/// not far below the `top` of all.
pub(super) fn says(page: &Page<'_>, scores: &[(usize, f32)], top: f32) -> Option<usize> {
    let titles = titles(page);
    let near = |(at, score): &&(usize, f32)| {
        *score >= top - LESS
            && said(page, &titles, *at).is_some_and(|part| part || *score >= top - LITTLE)
    };
    scores.iter().filter(near).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| *at)
}

/// Whether the first line says a line further down.
pub(super) fn is_said(page: &Page<'_>, at: usize) -> bool {
    said(page, &titles(page), at).is_some()
}

/// The letters of the first line and of its parts; of none where it is no title of a document.
fn titles(page: &Page<'_>) -> Vec<String> {
    match page.prose.first() {
        Some(false) if page.text(0).len() <= LONG => parts(page.text(0)).map(key).collect(),
        _ => Vec::new(),
    }
}

/// Whether what the first line says of a line further down is a part of it; nothing where it says other words.
fn said(page: &Page<'_>, titles: &[String], at: usize) -> Option<bool> {
    let (first, s) = (&page.stats[0], &page.stats[at]);
    let like = s.first == first.first && s.letters <= first.letters && s.words >= PART;
    if at == 0 || !like {
        return None;
    }
    let said = key(page.text(at));
    let place = titles.iter().position(|title| *title == said)?;
    (place > 0 || s.words >= WHOLE).then_some(place > 0)
}

/// A line, and what stands in it before each sign that may part it from the name of a site, longest first.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let ends = line.char_indices().rev().filter(|(_, c)| PARTING.contains(c));
    std::iter::once(line).chain(ends.map(|(at, _)| &line[..at]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept};

    const HEADLINE: &str = "What is a weir?";
    const MENU: &str = "Home\nSport\nThings to do this week in Brodd\nLog in\n\n";

    #[test]
    fn the_line_that_the_documents_title_says_is_the_headline() {
        for site in ["", " - The Valley Post", " | Lenta | The Valley Post"] {
            let page = format!("{HEADLINE}{site}\n\n{MENU}{HEADLINE}\n\n{PARAGRAPHS}");
            let found = kept(&page);
            assert_eq!(found[0], HEADLINE, "{site}");
            assert_eq!(found[1..], THREE, "{site}");
        }
    }

    #[test]
    fn the_name_of_a_site_is_none() {
        let name = "Lenta Valley";
        let page = format!(
            "{name} - All news\n\n{MENU}{name}\n\n# The ferry stays in port\n\n3 April 2031\n\n{PARAGRAPHS}"
        );
        assert_eq!(kept(&page)[0], "The ferry stays in port");
    }
}
