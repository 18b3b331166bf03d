//! What a block says of the same things as the text that the first look is sure of.
//!
//! The lead of another article below a short report reads and stands like one of its paragraphs,
//! but it has other names and nouns. Stop words are left out; in scripts without spaces, pairs of
//! characters are compared instead of words.

use crate::strip::features::logarithm::ln1p;
use crate::strip::features::{Facts, Sink};
use crate::strip::hashed::table::Table;
use crate::strip::measure::stop;
use crate::strip::measure::words::pair;

/// Blocks at least so likely to be the article's are its core.
const CORE: f32 = 0.8;
/// Words of a block that are compared.
const COMPARED: usize = 96;

/// The words of a page's core.
pub(super) struct Cohesion {
    /// How many blocks of the core hold each word, and one past the last of them.
    core: Table<u32, (u32, u32)>,
    /// The words of the whole core.
    size: u32,
}

impl Cohesion {
    /// Gathers the core from what the first look said of each block.
    pub(super) fn of(facts: &Facts<'_>, p: &[f32]) -> Cohesion {
        let sure = || (0..p.len()).filter(|at| p[*at] >= CORE);
        let most: usize = sure().map(|at| facts.words_of(at).len()).sum();
        let mut core: Table<u32, (u32, u32)> = Table::with_room_for(most);
        let mut size = 0;
        for at in sure() {
            for key in keys(facts, at) {
                let word = core.entry(key);
                if word.1 != at as u32 + 1 {
                    *word = (word.0 + 1, at as u32 + 1);
                    size += 1;
                }
            }
        }
        Cohesion { core, size }
    }

    /// How much of a block's words its page's core has in other blocks, and how much there is to
    /// compare.
    pub(super) fn put(&self, facts: &Facts<'_>, p: &[f32], at: usize, sink: &mut impl Sink) {
        // a block of the core has itself in it
        let least = if p[at] >= CORE { 2 } else { 1 };
        let (mut shared, mut often, mut all) = (0u32, 0u32, 0u32);
        for key in keys(facts, at).take(COMPARED) {
            let (times, _) = self.core.get(key).unwrap_or_default();
            all += 1;
            shared += u32::from(times >= least);
            often += u32::from(times > least);
        }
        let share = |part: u32| if all == 0 { -1.0 } else { part as f32 / all as f32 };
        sink.put("core-shared", share(shared));
        sink.put("core-often", share(often));
        sink.put("core-compared", all as f32);
        sink.put("core-size", ln1p(self.size as f32));
    }
}

/// The hashes of a block's words but for stop words, or of its pairs of characters.
fn keys<'a>(facts: &'a Facts<'_>, at: usize) -> impl Iterator<Item = u32> + 'a {
    let words = facts.words_of(at);
    let m = &facts.measures[at];
    let unspaced = m.unspaced * 3.0 > m.chars;
    let pairs = if unspaced { words } else { &[] };
    let single = if unspaced { &[] } else { words };
    let pairs = pairs.windows(2).map(|two| pair(two[0], two[1]));
    let stop_words = stop::words();
    single.iter().copied().filter(|word| !stop_words.has(*word)).chain(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::strip::features::NumberList;
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// How much of each paragraph's words the paragraphs of the given probabilities share.
    fn shared(paragraphs: &[(&str, f32)]) -> Vec<f32> {
        let html: String = paragraphs.iter().map(|(text, _)| format!("<p>{text}</p>")).collect();
        let mut arena = Arena::new();
        let page = parse(&html, &mut arena, &Limits::default());
        let layout = segment(page, None);
        let head = Head::read(page, None);
        let facts = Facts::gather(&layout, &head, false);
        let p: Vec<f32> = paragraphs.iter().map(|(_, p)| *p).collect();
        let cohesion = Cohesion::of(&facts, &p);
        let put = |at| {
            let mut numbers = NumberList::default();
            cohesion.put(&facts, &p, at, &mut numbers);
            numbers.0[0]
        };
        (0..p.len()).map(put).collect()
    }

    #[test]
    fn another_story_has_other_words_and_a_block_is_not_its_own_company() {
        let found = shared(&[
            ("The ferry Corvo left Lisbon harbour before the storm reached the coast.", 0.95),
            ("Storm warnings had kept every other ferry in Lisbon since the morning.", 0.9),
            ("The harbour of Lisbon opens again when the storm has left the coast.", 0.4),
            ("Parliament votes tomorrow on the budget that nobody has read entirely.", 0.4),
        ]);
        assert!(found[2] > 0.7 && found[3] < 0.1, "{found:?}");
        assert!(found[0] > 0.2 && found[0] < 0.7, "{found:?}");
        let found = shared(&[
            ("台風のため、リスボン港のフェリーは火曜日の朝から欠航している。", 0.95),
            ("フェリーは台風が去るまでリスボン港を出ない。", 0.4),
            ("国会は明日、予算案を採決する見通しだ。", 0.4),
        ]);
        assert!(found[1] > found[2] + 0.3, "{found:?}");
        assert_eq!(found[0], 0.0, "one paragraph shares nothing with itself");
    }

    #[test]
    fn nothing_to_share_and_nothing_to_compare_are_told_apart() {
        assert_eq!(
            shared(&[("The ferry Corvo left Lisbon.", 0.2), ("and of the", 0.2)]),
            [0.0, -1.0]
        );
    }
}
