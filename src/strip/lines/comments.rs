//! What readers wrote below an article: posts that are signed, dated or answered, one below the other.

use super::facts::dates::Dated;
use super::facts::page::Page;
use super::weigh::{self, Weighed};
use crate::lexicon::{Cue, fold};
use crate::page::Label;

/// Fewest paragraphs that are surely the article's above what readers wrote, and from which score they are.
const PARAGRAPHS: usize = 3;
const SURE: f32 = 0.6;
/// Fewest marks of posts, and blocks from one to the next at most.
const MARKS: usize = 3;
const POST: usize = 14;
/// How often a line that answers or reports a post comes at least, and words of the longest day that may come as often.
const AGAIN: usize = 3;
const AGO: f32 = 4.0;
/// Words of an article beside those of the posts, at least, where it says who wrote it or when, and where not: a list
/// may have what readers say between its entries, and in a forum they say nearly all.
const SIGNED: f32 = 0.15;
const UNSIGNED: f32 = 0.4;
/// Blocks behind the headline that say who wrote the article, when, and how many have commented.
const BESIDE: usize = 5;
/// Blocks above the first post among which a line speaks of comments.
const HEAD: usize = 8;
/// Words of the longest mark of a post.
const MARK: f32 = 14.0;
/// The same of what forums call themselves, and of what they say of a discussion, and how often they do at least.
const FORUM: f32 = 6.0;
const DISCUSSION: f32 = 10.0;
const DISCUSSED: usize = 3;
/// What forums are called, and what they set beside a question or the first post: `language ⇥ words`, folded.
const FORUMS: &str = include_str!("data/forums.tsv");
/// Kept blocks of the first post above its mark, at most, and all blocks there.
const FIRST: usize = 8;
const ABOVE: usize = 30;

/// Leaves out the posts below an article.
pub(super) fn leave_out(page: &Page<'_>, weighed: &mut [Weighed]) {
    let Some(start) = posts(page, weighed) else { return };
    // Who wrote a post, and when, says nothing of the article.
    let signs = |block: &Weighed| matches!(block.label, Label::Byline | Label::Date);
    for block in weighed[start..].iter_mut().filter(|block| block.kept || signs(block)) {
        block.leave_out(Label::Comment, "one of the readers' posts below the article");
    }
}

/// Where they begin.
fn posts(page: &Page<'_>, weighed: &[Weighed]) -> Option<usize> {
    let title = weighed.iter().position(|block| block.label == Label::Title)?;
    let sure = |at: usize| weighed[at].kept && page.prose[at] && weighed[at].score >= SURE;
    let enough = (title..page.len()).filter(|at| sure(*at)).nth(PARAGRAPHS - 1)?;
    let marks = marks(page, title + BESIDE);
    let counts = |at: usize| page.stats[at].digits > 0 || marks.binary_search(&at).is_ok();
    let heads = |at: usize| {
        page.readings[at].head == Some(Label::Comment) || speaks(page, at) && counts(at)
    };
    let begins = |pair: &[usize]| {
        let [mark, .., last] = pair else { return None };
        let start = above(weighed, title, *mark).filter(|_| last - mark <= POST * MARKS)?;
        let said = (start.saturating_sub(HEAD)..=*mark).any(heads);
        (said && enough < start).then_some(start)
    };
    let start = marks.windows(MARKS).find_map(begins).filter(|_| !is_forum(page))?;
    let words = |blocks: std::ops::Range<usize>| -> f32 {
        blocks.filter(|at| weighed[*at].kept).map(|at| page.stats[at].words).sum()
    };
    let least = if weigh::signed_title(weighed).is_some() { SIGNED } else { UNSIGNED };
    (words(title..start) >= least * words(start..page.len())).then_some(start)
}

/// Whether a page is a forum's, whose posts are its text: its menu says so, or what stands beside the posts.
fn is_forum(page: &Page<'_>) -> bool {
    let names: Vec<&str> =
        FORUMS.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    let mut discussed = 0;
    (0..page.len()).any(|at| {
        let words = page.stats[at].words;
        if words > DISCUSSION {
            return false;
        }
        let said = fold(page.text(at));
        discussed += usize::from(said.contains("discussion"));
        let named = words <= FORUM && names.iter().any(|name| said.contains(name));
        discussed >= DISCUSSED || named
    })
}

/// Whether a line speaks of comments.
fn speaks(page: &Page<'_>, at: usize) -> bool {
    page.stats[at].words <= MARK && page.readings[at].cues.has(Cue::Comment)
}

/// The lines behind the headline that mark a post: when it was written, or what answers or reports it.
fn marks(page: &Page<'_>, from: usize) -> Vec<usize> {
    let short = |at: &usize| page.stats[*at].words <= MARK;
    let mut keys: Vec<u64> =
        (from..page.len()).filter(short).map(|at| page.stats[at].key).collect();
    keys.sort_unstable();
    let again = |key: u64| {
        let from = keys.partition_point(|other| *other < key);
        keys.get(from + AGAIN - 1) == Some(&key)
    };
    let is_mark = |at: &usize| {
        let s = &page.stats[*at];
        let moment = s.digits > 0
            && (page.dated[*at] != Dated::No || page.readings[*at].cues.has(Cue::Dateline));
        // The head of each page of a document may name its day.
        moment && (s.words <= AGO || !again(s.key)) || speaks(page, *at) && again(s.key)
    };
    (from..page.len()).filter(short).filter(is_mark).collect()
}

/// Where the first post begins above its mark: behind what is left out for another reason than a post's own.
fn above(weighed: &[Weighed], title: usize, mark: usize) -> Option<usize> {
    let mut kept = 0;
    for at in (title + 1..mark).rev().take(ABOVE) {
        let block = &weighed[at];
        kept += usize::from(block.kept);
        if kept > FIRST {
            return None;
        }
        if !block.kept && !matches!(block.label, Label::Byline | Label::Date | Label::Other) {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept};

    const ARTICLE: &str =
        "# The ferry across the Lenta stays in port\n\nBy Mira Tolo\n\n3 March 2031\n\n";
    const POSTS: [&str; 4] = [
        "I have taken this ferry for thirty years, and it never once stayed in port for so long.",
        "The town should have bought a new engine when it was told to, as every child here knows.",
        "You are both wrong, for the river is what has changed, and the ferry is as good as it was.",
        "My aunt sells bread on the other bank, and she has not sold a single loaf since Monday.",
    ];

    #[test]
    fn the_names_of_forums_are_sorted_and_folded() {
        assert!(super::FORUMS.lines().is_sorted_by(|a, b| a < b));
        for line in super::FORUMS.lines() {
            let (language, words) = line.split_once('\t').unwrap();
            let folded = super::fold(words);
            assert!(language.len() == 2 && folded.trim() == words.trim(), "{line}");
        }
    }

    /// Posts, each with who wrote it and when above it, and what answers it below it.
    fn posts(signed: impl Fn(usize) -> String, answer: &str) -> String {
        let post = |(n, text): (usize, &&str)| format!("{}\n\n{text}\n\n{answer}\n\n", signed(n));
        POSTS.iter().enumerate().map(post).collect()
    }

    #[test]
    fn what_readers_write_below_an_article_is_none_of_it() {
        let dated = |n: usize| format!("Jonas {n} on Mar {}, 2031 at 3:56 PM said:", n + 4);
        let named = |n: usize| format!("Reader {n}");
        for (head, posts) in [
            ("4 comments", posts(dated, "Reply")),
            ("4 comments", posts(named, "Report abuse")),
            ("Readers' comments (4)", posts(dated, "")),
        ] {
            let found = kept(&format!("{ARTICLE}{PARAGRAPHS}\n\n{head}\n\n{posts}"));
            assert_eq!(found[1..], THREE, "{head}");
        }
    }

    #[test]
    fn posts_of_a_forum_and_the_days_of_a_chronicle_stay() {
        let dated = |n: usize| format!("Jonas {n}, Mar {}, 2031 at 3:56 PM", n + 4);
        let thread = format!("Lenta Forum\n\n{ARTICLE}{PARAGRAPHS}\n\n{}", posts(dated, "Reply"));
        let stays = |text: &str| kept(text).iter().any(|line| line.starts_with("My aunt"));
        assert!(stays(&thread));
        let days = posts(|n| format!("{} March 2031", n + 4), "");
        assert!(stays(&format!("{ARTICLE}{PARAGRAPHS}\n\n{days}")));
    }
}
