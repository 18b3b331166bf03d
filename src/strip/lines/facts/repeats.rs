//! Lines that say again what another line says: captions printed twice, teasers with their fields run
//! together, lines cut with an ellipsis, headlines that come back.

use super::super::read::unit::Unit;
use super::stats::Stats;
use crate::page::Blocks;
use crate::strip::hashed::table::Table;

/// How a line repeats another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::strip::lines) enum Repeat {
    /// The text stands alone.
    No,
    /// The next or the last line in the same group says the same: an alternative text and its
    /// caption.
    Doubled,
    /// The same letters with other spaces and punctuation between them: a teaser whose fields were
    /// printed apart and run together.
    Fields,
    /// The beginning of another line, cut with an ellipsis.
    Cut,
    /// The whole of a line that stands cut just before or behind it.
    Uncut,
    /// It stood before, in the same words.
    Again,
    /// It comes again further down.
    First,
    /// The text says everything twice: an alternative text and its caption on one line.
    Twice,
}

impl Repeat {
    /// Whether the line says what another one, or itself, says in another way: no text of its own.
    pub(in crate::strip::lines) fn is_double(self) -> bool {
        matches!(
            self,
            Repeat::Doubled | Repeat::Fields | Repeat::Cut | Repeat::Uncut | Repeat::Twice
        )
    }
}

/// Looks for repetitions among all blocks of a page.
pub(in crate::strip::lines) fn find(
    blocks: &Blocks,
    units: &[Unit],
    stats: &[Stats],
) -> Vec<Repeat> {
    let mut out = vec![Repeat::No; stats.len()];
    exact(blocks, units, stats, &mut out);
    cut(blocks, units, stats, &mut out);
    for ((repeat, s), (_, text)) in out.iter_mut().zip(stats).zip(blocks.iter()) {
        if *repeat == Repeat::No && s.words >= 8.0 && says_twice(text) {
            *repeat = Repeat::Twice;
        }
    }
    out
}

/// Bytes at the beginning of a text whose return is looked for, and bytes that may stand behind a text
/// that was said twice: who took the picture.
const BEGINNING: usize = 16;
pub(in crate::strip::lines) const BEHIND: usize = 60;

/// Whether a text is another one said twice, with a little behind it.
fn says_twice(text: &str) -> bool {
    let from = text.ceil_char_boundary(BEGINNING);
    if from == 0 {
        return false;
    }
    if !may_begin_again(text.as_bytes(), from) {
        return false;
    }
    let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], &text.as_bytes()[..from]) else {
        return false;
    };
    let (first, second) = text.split_at(from + at);
    let rest = second.strip_prefix(first.trim_end());
    rest.is_some_and(|rest| rest.len() <= BEHIND)
}

/// Whether the first bytes of a text stand again near its middle, where they must if it is said twice with a
/// little behind it. Where more than one blank may part the halves, this is not told.
fn may_begin_again(bytes: &[u8], first: usize) -> bool {
    let middle = bytes.len() / 2;
    let from = middle.saturating_sub(BEHIND / 2 + 1);
    let near = bytes.get(from..(middle + 8).min(bytes.len())).unwrap_or(&[]);
    let again = |at: usize| bytes[from + at..].starts_with(&bytes[..first]);
    memchr::memchr_iter(bytes[0], near).any(again) || memchr::memchr2(b'\n', b'\t', bytes).is_some()
}

/// Words of the longest heading that a list of contents names.
const HEADING: f32 = 14.0;

fn exact(blocks: &Blocks, units: &[Unit], stats: &[Stats], out: &mut [Repeat]) {
    // the last block of each text so far, counted from one: zero where there is none
    let mut last: Table<u64, u32> = Table::with_room_for(stats.len());
    // Whether paragraphs stand apart on this page, so that two lines without a gap belong together.
    let long = || units.iter().zip(stats).filter(|(_, s)| s.words >= 12.0);
    let apart = long().filter(|(u, _)| u.gap > 0).count() * 2 > long().count();
    // lines that stand again, where running text stands below them
    let mut headed: Vec<(usize, usize)> = Vec::new();
    for (at, s) in stats.iter().enumerate() {
        if s.letters < 2 {
            continue;
        }
        let before = std::mem::replace(last.entry(s.key), at as u32 + 1);
        let Some(before) = (before as usize).checked_sub(1) else { continue };
        let next_to = before + 1 == at;
        let (a, b) = (blocks.text_of(&blocks.rows[before]), blocks.text_of(&blocks.rows[at]));
        if next_to && s.words >= 3.0 && a != b && is_run_together(a, b) {
            out[before] = Repeat::Fields;
            out[at] = Repeat::Fields;
        } else if next_to && apart && units[at].gap == 0 && s.words >= 6.0 {
            out[before] = Repeat::Doubled;
            out[at] = Repeat::Doubled;
        } else {
            out[at] = Repeat::Again;
            if out[before] == Repeat::No {
                out[before] = Repeat::First;
            }
            let below = stats.get(at + 1).is_some_and(Stats::is_prose);
            let heading = s.words <= HEADING && !s.ends_sentence() && s.closing != ':';
            if below && !next_to && heading && !units[at].marker.is_item() {
                headed.push((before, at));
            }
        }
    }
    contents(&headed, stats, out);
}

/// The entries of a list of contents are what repeats, not the headings that it names: lines that stand together
/// and come again in the same order, each above running text.
fn contents(headed: &[(usize, usize)], stats: &[Stats], out: &mut [Repeat]) {
    /// Blocks from one entry to the next, at most: a line may stand below each.
    const APART: usize = 2;
    let follow = |a: &(usize, usize), b: &(usize, usize)| {
        a.0 < b.0
            && b.0 - a.0 <= APART
            && b.0 < a.1
            && !stats[a.0 + 1..b.0].iter().any(Stats::is_prose)
    };
    for (n, pair) in headed.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| headed.get(n));
        let listed = before.is_some_and(|before| follow(before, pair))
            || headed.get(n + 1).is_some_and(|next| follow(pair, next));
        if listed {
            out[pair.0] = Repeat::Again;
            out[pair.1] = Repeat::No;
        }
    }
}

/// Whether one of two texts with the same letters lacks spaces or punctuation between words that the
/// other has: `Politics. Minister resigns` and `PoliticsMinister resigns`.
fn is_run_together(a: &str, b: &str) -> bool {
    let spaces = |text: &str| text.bytes().filter(|c| *c == b' ').count();
    let joined = if spaces(a) < spaces(b) { a } else { b };
    spaces(a) != spaces(b) && joined.contains(char::is_alphabetic)
}

/// The stem of a line that was cut: what stands before its ellipsis.
fn stem(text: &str) -> Option<&str> {
    if !text.ends_with(['…', '.', ']']) {
        return None;
    }
    let stem = text
        .strip_suffix('…')
        .or_else(|| text.strip_suffix("..."))
        .or_else(|| text.strip_suffix("[…]"))
        .or_else(|| text.strip_suffix("[...]"))?
        .trim_end();
    (stem.chars().count() >= 24).then_some(stem)
}

fn cut(blocks: &Blocks, units: &[Unit], stats: &[Stats], out: &mut [Repeat]) {
    let cut: Vec<usize> =
        (0..stats.len()).filter(|at| stem(blocks.text_of(&blocks.rows[*at])).is_some()).collect();
    if cut.is_empty() {
        return;
    }
    // the blocks that begin as each cut one does; which list is whose is counted from one
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut heads: Table<u64, u32> = Table::default();
    for at in cut.iter().filter(|at| stats[**at].head != 0) {
        let list = heads.entry(stats[*at].head);
        if *list == 0 {
            lists.push(Vec::new());
            *list = lists.len() as u32;
        }
    }
    let list_of = |head: u64| (heads.get(head)? as usize).checked_sub(1);
    for (at, s) in stats.iter().enumerate().filter(|(_, s)| s.head != 0) {
        if let Some(list) = list_of(s.head)
            && lists[list].len() < 16
        {
            lists[list].push(at);
        }
    }
    for at in cut {
        let Some(stem) = stem(blocks.text_of(&blocks.rows[at])) else { continue };
        let Some(same) = list_of(stats[at].head) else { continue };
        for &whole in &lists[same] {
            let text = blocks.text_of(&blocks.rows[whole]);
            if whole == at || text.len() <= stem.len() || !text.starts_with(stem) {
                continue;
            }
            out[at] = Repeat::Cut;
            let together = (whole == at + 1 && units[whole].gap == 0)
                || (at == whole + 1 && units[at].gap == 0);
            if together && text.len() < 600 && out[whole] == Repeat::No {
                out[whole] = Repeat::Uncut;
            }
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::says_twice;

    #[test]
    fn a_caption_behind_its_alternative_text_is_seen() {
        let once = "The ferry at the pier of Brodd on Monday.";
        assert!(says_twice(&format!("{once} {once}")));
        assert!(says_twice(&format!("{once}{once} Photo: M. Lindh")));
        assert!(!says_twice(once));
        assert!(!says_twice(&format!(
            "{once} {once} It was late, and the last of the vans had to wait for an hour."
        )));
        assert!(!says_twice(""));
    }
}
