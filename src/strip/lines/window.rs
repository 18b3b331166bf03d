//! The title of the document, which some tools print as the first line of its text, and the headline that says the
//! same.

use super::facts::page::Page;
use super::rules::PARTING;
use crate::lexicon::key;

/// Words of the shortest headline that is all of the first line, and of the shortest with the name of the site behind
/// it there.
const WHOLE: f32 = 4.0;
const PART: f32 = 3.0;

/// How much less may speak for it than for the line for which most speaks: some pages begin with the name of their
/// site, and print it again.
const LESS: f32 = 4.5;

/// Of the lines that may be the headline, each with what speaks for it, the best that the first line says, where it is
/// not far below the `top` of all.
pub(super) fn says(page: &Page<'_>, scores: &[(usize, f32)], top: f32) -> Option<usize> {
    let first = page.stats.first().filter(|first| !page.prose[0] && first.words >= PART)?;
    let titles: Vec<String> = parts(page.text(0)).map(key).collect();
    let is_said = |at: usize| {
        let s = &page.stats[at];
        let (words, like) = (s.words, s.first == first.first && s.letters <= first.letters);
        like && words >= PART && {
            let said = key(page.text(at));
            let place = titles.iter().position(|title| *title == said);
            place.is_some_and(|place| place > 0 || words >= WHOLE)
        }
    };
    let near = scores.iter().copied().filter(|(at, score)| *at > 0 && *score >= top - LESS);
    near.filter(|(at, _)| is_said(*at)).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
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
