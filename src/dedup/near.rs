//! Nearly the same text: found by a few of its shingles, decided by all of them.
//!
//! A shingle is a run of five words (Broder, "On the resemblance and containment of documents",
//! 1997). The sketch of a text is the lowest part of its shingles' hashes (a bottom-k sketch, as
//! there): two texts that share a fair part of their shingles share some of these, whatever their
//! lengths. That only finds candidates. Whether two texts are near is decided on all of their
//! shingles, always between the two: nearness is never passed on from one pair to the next.

use serde::Serialize;

/// Words in a shingle.
const WORDS: usize = 5;

/// A text's shingles, and what of them finds it again.
#[derive(Clone, Debug)]
pub struct Shingles {
    /// Each shingle's hash once, in order.
    hashes: Vec<u64>,
    /// The tenths of the text where each of them stands, a bit each.
    tenths: Vec<u16>,
    /// Where the upper half of all hashes there can be begins.
    middle: usize,
    /// How many shingles there are, those that come again counted again.
    count: usize,
}

impl Shingles {
    /// The shingles of a text's body. Letter case and punctuation do not count; a character of a
    /// script without spaces counts as a word.
    #[must_use]
    pub fn new(body: &str) -> Shingles {
        let words = word_hashes(body);
        let mut hashes = Vec::with_capacity(words.len());
        if words.len() < WORDS {
            hashes.extend((!words.is_empty()).then(|| shingle(&words)));
        } else {
            // A length that is known is no loop.
            let whole = |words: &[u64]| words.first_chunk::<WORDS>().map(|words| shingle(words));
            hashes.extend(words.windows(WORDS).filter_map(whole));
        }
        let count = hashes.len();
        let parts = count.min(10);
        let tenth = |at: usize| 1_u16 << (at * parts / count.max(1));
        let all = in_order(hashes.iter().enumerate().map(|(at, hash)| (*hash, tenth(at))));
        let mut hashes: Vec<u64> = Vec::with_capacity(all.len());
        let mut tenths: Vec<u16> = Vec::with_capacity(all.len());
        for (hash, at) in all {
            match (hashes.last(), tenths.last_mut()) {
                (Some(last), Some(tenths)) if *last == hash => *tenths |= at,
                _ => {
                    hashes.push(hash);
                    tenths.push(at);
                }
            }
        }
        let middle = hashes.partition_point(|hash| hash >> 63 == 0);
        Shingles { hashes, tenths, middle, count }
    }

    /// The lowest hashes, in order: one in sixteen, at least 24 and at most 96, or all there are.
    #[must_use]
    pub fn sketch(&self) -> Vec<u64> {
        let most = (self.hashes.len() / 16).clamp(24, 96);
        self.hashes.iter().take(most).copied().collect()
    }

    /// Bytes that it takes in memory.
    #[must_use]
    pub fn size(&self) -> usize {
        let rows = size_of_val(self.hashes.as_slice()) + size_of_val(self.tenths.as_slice());
        size_of::<Shingles>() + rows
    }

    /// Whether there is too little text to tell a copy from a common phrase.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.count < 16
    }

    /// How much two texts have in common.
    #[must_use]
    pub fn likeness(&self, other: &Shingles) -> Likeness {
        // Each half of the hashes is a road of its own, and a processor goes both at once.
        let mut lower = Merge::default();
        let mut upper = Merge::default();
        let ((mine, my_upper), (theirs, their_upper)) = (self.halves(), other.halves());
        while let (Some(low), Some(up)) =
            (lower.step(mine, theirs), upper.step(my_upper, their_upper))
        {
            if low {
                lower.go_on(mine, theirs);
            }
            if up {
                upper.go_on(my_upper, their_upper);
            }
        }
        while lower.step(mine, theirs).is_some() {}
        while upper.step(my_upper, their_upper).is_some() {}
        let shared = lower.shared + upper.shared;
        let (here, there) = (lower.mine_at | upper.mine_at, lower.theirs_at | upper.theirs_at);
        let (mine, theirs) = (self.hashes.len(), other.hashes.len());
        let (shorter, longer) = (mine.min(theirs), mine.max(theirs));
        let part = |some: usize, of: usize| if of == 0 { 0.0 } else { some as f64 / of as f64 };
        Likeness {
            jaccard: part(shared, mine + theirs - shared),
            contained: part(shared, shorter),
            spread: self.spread(here).min(other.spread(there)),
            lengths: if shorter == 0 { 0.0 } else { part(shorter, longer) },
            shared,
        }
    }

    /// The lower and the upper half of all hashes there can be.
    fn halves(&self) -> (Rows<'_>, Rows<'_>) {
        let (hashes, upper_hashes) = self.hashes.split_at(self.middle);
        let (tenths, upper_tenths) = self.tenths.split_at(self.middle);
        (Rows { hashes, tenths }, Rows { hashes: upper_hashes, tenths: upper_tenths })
    }

    /// How many of the text's tenths these are, from 0 to 1.
    fn spread(&self, tenths: u16) -> f64 {
        match self.count.min(10) {
            0 => 0.0,
            parts => f64::from(tenths.count_ones()) / parts as f64,
        }
    }
}

/// A part of a text's shingles.
#[derive(Clone, Copy)]
struct Rows<'a> {
    hashes: &'a [u64],
    tenths: &'a [u16],
}

/// How far two ordered rows of shingles were gone through, and what they share up to there.
#[derive(Default)]
struct Merge {
    mine: usize,
    theirs: usize,
    shared: usize,
    /// The tenths of either text where shared shingles stand.
    mine_at: u16,
    theirs_at: u16,
}

impl Merge {
    /// Goes one step and tells whether it was a shared shingle; `None` at the end of either row. Hashes come
    /// in no order that a processor could foresee: sums, and no branches.
    #[inline(always)]
    fn step(&mut self, mine: Rows<'_>, theirs: Rows<'_>) -> Option<bool> {
        let (hash, other) = (mine.hashes.get(self.mine)?, theirs.hashes.get(self.theirs)?);
        let (at, other_at) = (mine.tenths.get(self.mine)?, theirs.tenths.get(self.theirs)?);
        let both = hash == other;
        let kept = 0_u16.wrapping_sub(u16::from(both));
        self.shared += usize::from(both);
        self.mine_at |= at & kept;
        self.theirs_at |= other_at & kept;
        self.mine += usize::from(hash <= other);
        self.theirs += usize::from(other <= hash);
        Some(both)
    }

    /// Passes over all that is the same in both from here on. Copies go on alike for long, and other texts
    /// hardly ever.
    #[inline(always)]
    fn go_on(&mut self, mine: Rows<'_>, theirs: Rows<'_>) {
        let (left, others) = (&mine.hashes[self.mine..], &theirs.hashes[self.theirs..]);
        let same = left.iter().zip(others).take_while(|(hash, other)| hash == other).count();
        let all = |tenths: &[u16]| tenths.iter().fold(0, |all, at| all | at);
        self.mine_at |= all(&mine.tenths[self.mine..self.mine + same]);
        self.theirs_at |= all(&theirs.tenths[self.theirs..self.theirs + same]);
        self.shared += same;
        self.mine += same;
        self.theirs += same;
    }
}

/// What two texts have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Likeness {
    /// Shingles in both, of those in either.
    pub jaccard: f64,
    /// Shingles in both, of those in the shorter.
    pub contained: f64,
    /// In how many tenths of either text some shared shingle stands, from 0 to 1; that of the text
    /// where it is in fewer.
    pub spread: f64,
    /// The shorter text's number of shingles, of the longer's.
    pub lengths: f64,
    /// Shingles in both.
    pub shared: usize,
}

/// Shingles in both texts, of those in either, from which on the two say the same: some two words in a hundred
/// read otherwise, and whoever has one misses nothing. Less is near enough for a link: a report in words of its own
/// that quotes an agency all over is near to the agency's.
pub const NEARLY_THE_SAME: f64 = 0.8;

/// How two near texts are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NearClass {
    /// The same body under another headline.
    SameBody,
    /// A copy with changes: agency text with another lead, paragraphs cut, words edited.
    Copy,
    /// The shorter is a part of the longer.
    Excerpt,
    /// A later version of the same page.
    Update,
    /// Only a passage that stands under many texts is shared; the texts are not near.
    BoilerplateOnly,
}

impl NearClass {
    /// The name that reports print and the archive keeps.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            NearClass::SameBody => "same-body",
            NearClass::Copy => "copy",
            NearClass::Excerpt => "excerpt",
            NearClass::Update => "update",
            NearClass::BoilerplateOnly => "boilerplate-only",
        }
    }

    /// Whether two texts of this class are near.
    #[must_use]
    pub const fn is_near(self) -> bool {
        !matches!(self, NearClass::BoilerplateOnly)
    }
}

/// How two texts are to each other; `None` when they have nothing to do with each other.
///
/// They are near when the shorter stands in the longer by half, or when a tenth of it does and what
/// is shared is spread over both texts: a text whose every third word was edited keeps a sixth of
/// its shingles all over, while a standing passage at the end of two articles is one run.
#[must_use]
pub fn near_class(likeness: &Likeness, same_page: bool) -> Option<NearClass> {
    let Likeness { jaccard, contained, spread, lengths, shared } = *likeness;
    if shared == 0 {
        return None;
    }
    let near = (contained >= 0.5 && (spread >= 0.3 || jaccard >= 0.3 || contained >= 0.8))
        || (contained >= 0.1 && spread >= 0.6 && shared >= 6);
    Some(match () {
        () if !near => NearClass::BoilerplateOnly,
        () if same_page => NearClass::Update,
        () if jaccard >= 1.0 => NearClass::SameBody,
        () if lengths < 0.6 && contained >= 0.7 => NearClass::Excerpt,
        () => NearClass::Copy,
    })
}

/// Hashes in order, each with its tenths. They are spread evenly, so that one pass by their first eight
/// bits leaves little to sort.
fn in_order(hashes: impl Iterator<Item = (u64, u16)> + Clone) -> Vec<(u64, u16)> {
    let first = |hash: u64| (hash >> 56) as usize;
    let mut starts = [0; 256];
    hashes.clone().for_each(|(hash, _)| starts[first(hash)] += 1);
    let mut count = 0;
    for start in &mut starts {
        count += std::mem::replace(start, count);
    }
    let mut all = vec![(0, 0); count];
    for (hash, tenths) in hashes {
        let place = &mut starts[first(hash)];
        all[*place] = (hash, tenths);
        *place += 1;
    }
    // Each start is now where its part ends.
    let mut from = 0;
    for end in starts {
        all[from..end].sort_unstable_by_key(|(hash, _)| *hash);
        from = end;
    }
    all
}

#[inline]
fn shingle(words: &[u64]) -> u64 {
    let sum = words.iter().fold(0_u64, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    mix(sum)
}

/// The finaliser of splitmix64.
const fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The hash (FNV-1a) of each word.
fn word_hashes(text: &str) -> Vec<u64> {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let step = |hash: u64, c: char| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, add);
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut word: Option<u64> = None;
    for c in text.chars() {
        // Most characters of most texts are ASCII, and need no tables.
        if c.is_ascii_alphanumeric() {
            word = Some(add(word.unwrap_or(BASIS), c.to_ascii_lowercase() as u8));
        } else if c.is_ascii() {
            words.extend(word.take());
        } else if is_unspaced(c) {
            words.extend(word.take());
            words.push(step(BASIS, c));
        } else if c.is_alphanumeric() {
            let hash = word.unwrap_or(BASIS);
            word = Some(c.to_lowercase().fold(hash, step));
        } else {
            words.extend(word.take());
        }
    }
    words.extend(word);
    words
}

/// Whether a character belongs to a script that is written without spaces between words: Han, kana,
/// Thai, Lao, Khmer, Burmese.
#[must_use]
pub(crate) const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
#[path = "near_tests.rs"]
mod tests;
