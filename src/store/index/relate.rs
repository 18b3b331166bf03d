//! What finds a text again: full-text search, and the sketch by which near texts are found.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rusqlite::params;

use super::Index;
use super::familiar::{COMMON, Having};
use crate::store::StoreError;
use crate::store::stored::NearText;
use crate::store::words::folded;

/// Candidates that are compared as a whole.
const COMPARED: usize = 24;

/// Spreads ordinals over a table. They are counted by the archive, so that nobody can choose them to
/// collide.
#[derive(Default)]
struct Spreader(u64);

type Spread = BuildHasherDefault<Spreader>;

impl Hasher for Spreader {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0 ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number as u64);
    }
}

impl Index {
    /// Makes a text findable by its words.
    pub(in crate::store) fn insert_words(
        &self,
        ordinal: u64,
        title: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        self.insert_folded(ordinal, &folded(title), &folded(body))
    }

    /// The same for what is folded already.
    pub(in crate::store) fn insert_folded(
        &self,
        ordinal: u64,
        title: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO search (rowid, title, body) VALUES (?1, ?2, ?3)")
            .and_then(|mut s| s.execute(params![ordinal as i64, title, body]))
            .map(drop)
            .map_err(self.failed("writing the search index"))
    }

    /// Makes a text findable by what others have in common with it.
    pub(in crate::store) fn insert_sketch(
        &self,
        ordinal: u64,
        sketch: &[u64],
    ) -> Result<(), StoreError> {
        self.familiar.add(ordinal, sketch);
        let mut values = String::with_capacity(9 * sketch.len());
        for value in sketch {
            values.extend(letters(*value));
            values.push(' ');
        }
        self.connection
            .prepare_cached("INSERT INTO sketch (rowid, value) VALUES (?1, ?2)")
            .and_then(|mut s| s.execute(params![ordinal as i64, values.trim_end()]))
            .map(drop)
            .map_err(self.failed("writing the index of near texts"))
    }

    /// The first ordinal that is not yet findable.
    pub(in crate::store) fn first_without_words(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT coalesce(max(id) + 1, 0) FROM search_docsize", [], |row| {
                row.get::<_, i64>(0)
            })
            .map(|n| n as u64)
            .map_err(self.failed("reading the search index"))
    }

    /// The texts that share values of a sketch, those with most in common first. A value counts by
    /// how rare it is, so that a passage that stands under many texts does not crowd out the few
    /// that tell the same story.
    pub(in crate::store) fn candidates(&self, sketch: &[u64]) -> Result<Vec<u64>, StoreError> {
        let failed = || self.failed("looking for near texts");
        let mut weights: HashMap<i64, f64, Spread> =
            HashMap::with_capacity_and_hasher(2 * COMMON, Spread::default());
        // Each ordinal's weights are added in the order of the values, so that their sum depends on nothing
        // else.
        let mut add = |found: Vec<i64>| {
            let weight = 1.0 / found.len() as f64;
            for ordinal in found {
                *weights.entry(ordinal).or_default() += weight;
            }
        };
        let mut common: Vec<Vec<i64>> = Vec::new();
        let mut statement = self
            .connection
            // The limit stands in the statement: a bound one has it compiled anew each time.
            .prepare_cached(&format!(
                "SELECT rowid FROM sketch WHERE sketch MATCH ?1 LIMIT {COMMON}"
            ))
            .map_err(failed())?;
        for value in sketch {
            let found = match self.familiar.having(*value) {
                Having::These(found) => found,
                Having::AskIndex => statement
                    .query_map([token(*value)], |row| row.get::<_, i64>(0))
                    .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                    .map_err(failed())?,
            };
            if found.is_empty() {
                continue;
            }
            if found.len() < COMMON { add(found) } else { common.push(found) }
        }
        if common.len() * 2 > sketch.len() {
            common.into_iter().for_each(add);
        }
        let mut candidates: Vec<(f64, u64)> =
            weights.into_iter().map(|(ordinal, weight)| (weight, ordinal as u64)).collect();
        let order = |a: &(f64, u64), b: &(f64, u64)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if candidates.len() > COMPARED {
            candidates.select_nth_unstable_by(COMPARED, order);
            candidates.truncate(COMPARED);
        }
        candidates.sort_unstable_by(order);
        Ok(candidates.into_iter().map(|(_, ordinal)| ordinal).collect())
    }

    /// Links a text to those it is near to.
    pub(in crate::store) fn insert_near(
        &self,
        ordinal: u64,
        found: &[NearText],
    ) -> Result<(), StoreError> {
        if found.is_empty() {
            return Ok(());
        }
        self.connection
            .prepare_cached(
                // A pair is found when its later text comes, and then only. What would replace a row has the
                // full-text tables write out what they hold in memory.
                "INSERT OR IGNORE INTO near (text, other, class, jaccard, contained)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut s| {
                for near in found {
                    s.execute(params![
                        ordinal.max(near.ordinal) as i64,
                        ordinal.min(near.ordinal) as i64,
                        near.class,
                        near.jaccard,
                        near.contained
                    ])?;
                }
                Ok(())
            })
            .map_err(self.failed("linking near texts"))
    }

    /// The texts that are nearly this one, the nearest first.
    pub(in crate::store) fn near(&self, ordinal: u64) -> Result<Vec<NearText>, StoreError> {
        self.connection
            .prepare_cached(
                "SELECT other, class, jaccard, contained FROM near WHERE text = ?1
                 UNION ALL SELECT text, class, jaccard, contained FROM near WHERE other = ?1
                 ORDER BY 3 DESC, 1",
            )
            .and_then(|mut s| {
                s.query_map([ordinal as i64], |row| {
                    Ok(NearText {
                        ordinal: row.get::<_, i64>(0)? as u64,
                        class: row.get(1)?,
                        jaccard: row.get(2)?,
                        contained: row.get(3)?,
                    })
                })?
                .collect()
            })
            .map_err(self.failed("reading the near texts"))
    }
}

/// A sketch's value as a word: 40 bits in eight letters.
fn token(value: u64) -> String {
    letters(value).into_iter().collect()
}

fn letters(value: u64) -> [char; 8] {
    let digit = |at: usize| (value >> (59 - 5 * at) & 31) as usize;
    std::array::from_fn(|at| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[digit(at)]))
}

/// The part of a value that its word keeps.
pub(super) fn value_of(token: &str) -> u64 {
    token.bytes().take(8).enumerate().fold(0, |value, (at, letter)| {
        let digit = match letter {
            b'a'..=b'z' => letter - b'a',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => 0,
        };
        value | u64::from(digit) << (59 - 5 * at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_forty_bits() {
        assert_eq!(token(0), "aaaaaaaa");
        assert_ne!(token(1 << 24), token(2 << 24));
        let value = 0x1234_5678_9abc_def0;
        assert_eq!(value_of(&token(value)), value >> 24 << 24);
    }
}
