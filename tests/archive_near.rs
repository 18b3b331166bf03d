//! Near texts in an archive: what was planted is found, and nothing else; in any order.

use std::collections::BTreeSet;

use spoglio::store::{Access, Archive};

use crate::archive::{article, capture, minute};
use crate::numbers::Numbers;

impl Numbers {
    /// A word: some are far more frequent than others, as in any language.
    fn word(&mut self) -> String {
        let range = [30, 300, 3000, 30_000][self.below(4)];
        format!("w{}", self.below(range))
    }

    fn paragraph(&mut self) -> String {
        let words: Vec<String> = (0..40 + self.below(50)).map(|_| self.word()).collect();
        format!("{}.", words.join(" "))
    }

    fn article(&mut self, paragraphs: usize) -> Vec<String> {
        (0..paragraphs).map(|_| self.paragraph()).collect()
    }
}

/// A text, the story it tells, and what was done to it.
struct Planted {
    story: usize,
    what: &'static str,
    body: String,
}

/// Stories, each told six times: as it was first, with another lead, two paragraphs cut, in another
/// order, with its quotes in another language, and with three words in ten edited. All carry the
/// same closing paragraph.
fn planted(stories: usize) -> Vec<Planted> {
    let mut numbers = Numbers(11);
    let closing = numbers.paragraph();
    let mut texts = Vec::new();
    for story in 0..stories {
        let first = numbers.article(4 + story % 7);
        let mut lead = first.clone();
        lead[0] = numbers.paragraph();
        let mut cut = first.clone();
        cut.drain(2..4);
        let mut order = first.clone();
        order.reverse();
        let mut quotes = first.clone();
        for at in (0..quotes.len()).step_by(3) {
            quotes[at] = numbers.paragraph();
        }
        let edits: Vec<String> = first
            .iter()
            .map(|paragraph| {
                let words = paragraph
                    .split(' ')
                    .map(|old| if numbers.below(10) < 3 { numbers.word() } else { old.to_owned() });
                words.collect::<Vec<_>>().join(" ")
            })
            .collect();
        for (what, told) in [
            ("first", first),
            ("lead", lead),
            ("cut", cut),
            ("order", order),
            ("quotes", quotes),
            ("edits", edits),
        ] {
            let body = format!("{}\n\n{closing}", told.join("\n\n"));
            texts.push(Planted { story, what, body });
        }
    }
    texts
}

/// The pairs that an archive links, by the texts' places in `texts`, when they come in this order.
fn linked(texts: &[Planted], order: &[usize], batch: usize) -> BTreeSet<(usize, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for some in order.chunks(batch) {
        let pages: Vec<_> = some
            .iter()
            .map(|at| {
                let url = format!("https://site{}.test/{at}", at % 7);
                (
                    capture(&url, minute(*at as i64), &texts[*at].body),
                    article(&format!("Title {at}"), &texts[*at].body),
                )
            })
            .collect();
        archive.record_all(&pages).unwrap();
    }
    let mut pairs = BTreeSet::new();
    for (ordinal, at) in order.iter().enumerate() {
        for near in archive.near(ordinal as u64).unwrap() {
            let other = order[near.ordinal as usize];
            pairs.insert((*at.min(&other), *at.max(&other)));
        }
    }
    pairs
}

#[test]
fn planted_pairs_are_found_and_others_are_not_in_any_order() {
    let texts = planted(40);
    let there: Vec<usize> = (0..texts.len()).collect();
    let back: Vec<usize> = there.iter().rev().copied().collect();
    let mixed: Vec<usize> = (0..texts.len()).map(|n| (n * 101) % texts.len()).collect();
    let found = linked(&texts, &there, 64);
    for (what, order, batch) in [("from the last to the first", &back, 1000), ("mixed", &mixed, 7)]
    {
        let other = linked(&texts, order, batch);
        let differs: Vec<_> = found.symmetric_difference(&other).collect();
        assert!(differs.is_empty(), "{what}: {differs:?}");
    }
    let mut missed = Vec::new();
    let (mut pairs, mut right) = (0, 0);
    for (at, text) in texts.iter().enumerate().filter(|(at, _)| at % 6 != 0) {
        pairs += 1;
        if !found.contains(&(at - at % 6, at)) {
            missed.push((text.what, text.story));
        }
    }
    for (a, b) in &found {
        right += usize::from(texts[*a].story == texts[*b].story);
    }
    let recall = 1.0 - missed.len() as f64 / f64::from(pairs);
    let precision = right as f64 / found.len() as f64;
    println!("{pairs} planted pairs: recall {recall:.3}, precision {precision:.3}");
    assert!(recall > 0.95, "recall {recall}: missed {missed:?}");
    assert!(precision > 0.99, "precision {precision}");
}

#[test]
fn a_text_that_everybody_printed_is_found_by_everybody() {
    let mut numbers = Numbers(5);
    let body = numbers.article(6).join("\n\n");
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let pages: Vec<_> = (0..150)
        .map(|n| {
            let body = format!("{}\n\n{body}", numbers.paragraph());
            (capture(&format!("https://site{n}.test/1"), minute(n), &body), article("T", &body))
        })
        .collect();
    archive.record_all(&pages).unwrap();
    for ordinal in 1..150 {
        let near = archive.near(ordinal).unwrap();
        assert!(!near.is_empty(), "text {ordinal}");
        assert!(near.iter().all(|near| near.class == "copy"), "text {ordinal}: {near:?}");
    }
}

#[test]
fn the_classes_are_told_apart() {
    let mut numbers = Numbers(8);
    let story = numbers.article(8);
    let closing = numbers.paragraph();
    let whole = format!("{}\n\n{closing}", story.join("\n\n"));
    let copy = format!("{}\n\n{}\n\n{closing}", numbers.paragraph(), story[1..].join("\n\n"));
    let excerpt = story[..3].join("\n\n");
    let update = format!("{whole}\n\n{}", numbers.paragraph());
    let other = format!("{}\n\n{closing}", numbers.article(8).join("\n\n"));
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for (n, (url, title, body)) in [
        ("https://a.test/1", "Story", &whole),
        ("https://b.test/1", "Another headline", &whole),
        ("https://c.test/1", "Story", &copy),
        ("https://d.test/1", "Story", &excerpt),
        ("https://a.test/1", "Story", &update),
        ("https://e.test/1", "Other", &other),
    ]
    .into_iter()
    .enumerate()
    {
        archive.record(&capture(url, minute(n as i64), body), &article(title, body)).unwrap();
    }
    let class = |ordinal: u64| {
        let near = archive.near(ordinal).unwrap();
        near.into_iter().find(|near| near.ordinal == 0).map(|near| near.class)
    };
    let classes: Vec<_> = (1..6).map(class).collect();
    let classes: Vec<_> = classes.iter().map(Option::as_deref).collect();
    assert_eq!(
        classes,
        [Some("same-body"), Some("copy"), Some("excerpt"), Some("update"), None],
        "the last shares only what stands under every text"
    );
}

#[test]
fn only_what_says_the_same_is_left_out_where_copies_are_not_wanted() {
    use spoglio::page::Near;
    use spoglio::store::Recorded;
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.treat_near(Near::Skip).unwrap();
    let mut numbers = Numbers(5);
    let agency = numbers.article(8);
    let body = agency.join("\n\n");
    archive.record(&capture("https://a.test/1", minute(0), "1"), &article("Flood", &body)).unwrap();
    // A report in words of its own that quotes the agency all over.
    let own: Vec<String> = agency
        .iter()
        .map(|quoted| {
            let half: Vec<&str> = quoted.split(' ').take(20).collect();
            format!("{} {}", numbers.paragraph(), half.join(" "))
        })
        .collect();
    let report = article("Our flood", &own.join("\n\n"));
    let own = archive.record(&capture("https://b.test/1", minute(1), "2"), &report).unwrap();
    assert!(matches!(own, Recorded::New { ordinal: 1, .. }), "{own:?}");
    assert_eq!(archive.near(1).unwrap()[0].class, "copy", "linked all the same");
    let edited = article("High water", &body.replacen(' ', " again ", 1));
    let copy = archive.record(&capture("https://c.test/1", minute(2), "3"), &edited).unwrap();
    assert!(matches!(copy, Recorded::Near { ordinal: 0, .. }), "{copy:?}");
}
