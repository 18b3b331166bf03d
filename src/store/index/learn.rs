//! What older texts have, read into memory where so many are being stored that it is worth it.

use super::Index;
use super::familiar::Learning;
use super::lookup::{Lookup, TEXT_HASH, URL_HASH};
use super::relate::value_of;
use crate::store::StoreError;

impl Index {
    /// Reads what all texts have where so many are being stored that it is worth it. Not in a
    /// transaction.
    pub(in crate::store) fn learn_values(&self) -> Result<(), StoreError> {
        let texts = self.next_ordinal()?;
        let Some(mut learning) = self.familiar.learning(texts) else { return Ok(()) };
        self.read_values(&mut learning).map_err(self.failed("reading the index of near texts"))?;
        self.read_hashes(&mut learning).map_err(self.failed("reading the look-up tables"))?;
        self.familiar.learned(learning);
        Ok(())
    }

    fn read_values(&self, learning: &mut Learning) -> rusqlite::Result<()> {
        let exact = learning.is_exact();
        let (kind, columns) = if exact { ("instance", "term, doc") } else { ("row", "term, 0") };
        self.connection.execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.sketch_value;
             CREATE VIRTUAL TABLE temp.sketch_value USING fts5vocab ('main', 'sketch', '{kind}')"
        ))?;
        {
            let sql = format!("SELECT {columns} FROM temp.sketch_value");
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                learning.add(value_of(row.get_ref(0)?.as_str()?), row.get(1)?);
            }
        }
        self.connection.execute_batch("DROP TABLE temp.sketch_value")
    }

    fn read_hashes(&self, learning: &mut Learning) -> rusqlite::Result<()> {
        for Lookup { table, key, .. } in [&TEXT_HASH, &URL_HASH] {
            let mut statement = self.connection.prepare(&format!("SELECT {key} FROM {table}"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                learning.add_hash(row.get(0)?);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::familiar::{COMMON, Having};
    use super::*;

    fn value(n: u64) -> u64 {
        n.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ n << 40
    }

    /// Memory and index give the same, for values of few texts and of many.
    #[test]
    fn what_older_texts_have_is_read_once_many_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let values = |text: u64| {
            let common = [value(1), value(2 + text % 5)];
            (0..20).map(|n| value(100 + text * 20 + n)).chain(common).collect::<Vec<_>>()
        };
        let index = Index::open(folder.path()).unwrap();
        index.learn_values().unwrap();
        assert_eq!(index.familiar.having(value(1)), Having::These(Vec::new()));
        for text in 0..200 {
            index.insert_sketch(text, &values(text)).unwrap();
        }
        let in_memory: Vec<_> =
            (0..200).map(|text| index.candidates(&values(text)).unwrap()).collect();
        drop(index);
        let index = Index::open(folder.path()).unwrap();
        let asked = |index: &Index| -> Vec<_> {
            (0..200).map(|text| index.candidates(&values(text)).unwrap()).collect()
        };
        assert_eq!(index.familiar.having(value(1)), Having::AskIndex);
        assert_eq!(asked(&index), in_memory);
        index.insert_sketch(200, &values(200)).unwrap();
        index.learn_values().unwrap();
        assert!(
            matches!(index.familiar.having(value(1)), Having::These(all) if all.len() == COMMON)
        );
        assert_eq!(asked(&index)[..40], in_memory[..40]);
        assert_eq!(index.familiar.having(value(100 + 199 * 20)), Having::These(vec![199]));
        // The filter alone gives the same too.
        let mut learning = Learning::new(100_000);
        index.read_values(&mut learning).unwrap();
        index.familiar.learned(learning);
        assert_eq!(index.familiar.having(value(1)), Having::AskIndex);
        assert_eq!(index.familiar.having(value(77_777)), Having::These(Vec::new()));
        assert_eq!(asked(&index)[..40], in_memory[..40]);
        index.familiar.clear();
        assert_eq!(index.familiar.having(value(77_777)), Having::AskIndex);
    }
}
