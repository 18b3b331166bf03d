//! What a flattened page is by the lines between its paragraphs: nothing else tells it.

use std::sync::LazyLock;

use super::page::{Page, verdict};
use crate::lexicon::clock;
use crate::page::{Outcome, Verdict};

/// What boards say beside each post of who wrote it, by language: how often they wrote, and since when.
const WRITERS: &str = include_str!("data/writers.tsv");

static WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| WRITERS.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect());

/// Bytes of the longest such line.
const SHORT: usize = 60;
/// Posts from which a page is a ticker, or a board's.
const POSTS: usize = 4;
const ANSWERED: usize = 2;

/// A live ticker, by the hours above its posts, or a thread, by what stands beside each post.
pub(super) fn kind(page: &Page<'_>) -> Option<Verdict> {
    let hours = hours(page);
    if hours >= POSTS {
        let evidence = format!("{hours} posts, each below its hour");
        return Some(verdict(Outcome::LiveBlog, 0.6, vec![evidence]));
    }
    let mut counts = vec![0usize; WORDS.len() + 1];
    for (_, text) in page.blocks.iter().filter(|(block, text)| !block.kept && text.len() <= SHORT) {
        if let Some(kind) = beside_a_post(text) {
            counts[kind] += 1;
        }
    }
    let posts = counts.into_iter().max().unwrap_or(0);
    (posts >= ANSWERED)
        .then(|| verdict(Outcome::Forum, 0.6, vec![format!("{posts} posts, each with its writer")]))
}

/// How many hours head what was kept, where all of them together go one way.
fn hours(page: &Page<'_>) -> usize {
    let rows = &page.blocks.rows;
    let heads = |at: usize| rows[at + 1..rows.len().min(at + 3)].iter().any(|row| row.kept);
    let hours: Vec<u32> = page
        .blocks
        .iter()
        .enumerate()
        .filter(|(at, _)| heads(*at))
        .filter_map(|(_, (_, text))| clock::only(text))
        .collect();
    let goes = |way: fn(&u32, &u32) -> bool| hours.windows(2).all(|pair| way(&pair[0], &pair[1]));
    if goes(u32::le) || goes(u32::ge) { hours.len() } else { 0 }
}

/// Which of the lines that stand beside posts a line is: `Posts: 42`, `by mira » 3 May 2024 19:22`.
fn beside_a_post(text: &str) -> Option<usize> {
    let digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if !digit(text) {
        return None;
    }
    if text
        .split_once(" » ")
        .is_some_and(|(name, day)| !digit(name) && day.contains(':') && digit(day))
    {
        return Some(WORDS.len());
    }
    let (label, value) = text.split_once(':')?;
    let label = label.trim().to_lowercase();
    digit(value).then(|| WORDS.iter().position(|word| *word == label))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Blocks, Metadata, Shape};

    #[test]
    fn a_page_of_posts_below_their_hours_is_a_ticker() {
        let posts = |hours: &[&str]| {
            let mut blocks = Blocks::default();
            for hour in hours {
                blocks.push(hour, Shape::Paragraph, 0);
                blocks.push("The ferry stays in port.", Shape::Paragraph, 0);
                blocks.rows.last_mut().unwrap().kept = true;
            }
            blocks
        };
        let outcome = |blocks: &Blocks| {
            let metadata = Metadata::default();
            let page =
                Page { blocks, spans: &[], metadata: &metadata, url: None, markup: None, cards: 0 };
            kind(&page).map(|verdict| verdict.outcome)
        };
        let ticker = ["15:40", "15:12", "14:55", "14:20"];
        assert_eq!(outcome(&posts(&ticker)), Some(Outcome::LiveBlog));
        assert_eq!(outcome(&posts(&ticker[..3])), None);
        assert_eq!(outcome(&posts(&["15:40", "12:12", "14:55", "14:20"])), None);
    }

    #[test]
    fn lines_beside_posts_are_told() {
        for line in ["Posts: 42", "Registriert seit: 3. Mai 2019", "da mira » 3 mag 2024, 19:22"] {
            assert!(beside_a_post(line).is_some(), "{line}");
        }
        for line in ["Posts", "Price: 42", "The ferry » 3 boats", ""] {
            assert!(beside_a_post(line).is_none(), "{line}");
        }
        assert!(WRITERS.lines().is_sorted());
    }
}
