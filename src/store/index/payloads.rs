//! Captures found by what their bodies are.

use std::collections::{HashMap, HashSet};

use super::Index;
use crate::store::{CaptureKind, StoreError};

impl Index {
    /// The first capture with each of these bodies, by the body's SHA-1. Walks over all captures: no table has them
    /// in the order of their bodies.
    pub(in crate::store) fn captures_of_payloads(
        &self,
        wanted: &HashSet<[u8; 20]>,
    ) -> Result<HashMap<[u8; 20], i64>, StoreError> {
        let mut found = HashMap::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        self.connection
            .prepare_cached(
                "SELECT id, payload FROM capture WHERE recleans IS NULL AND kind <> ?1 ORDER BY id",
            )
            .and_then(|mut s| {
                let mut rows = s.query([CaptureKind::Text.name()])?;
                while let Some(row) = rows.next()? {
                    let payload = row.get_ref(1)?.as_blob().unwrap_or_default();
                    if let Ok(payload) = <[u8; 20]>::try_from(payload)
                        && wanted.contains(&payload)
                    {
                        found.entry(payload).or_insert(row.get(0)?);
                    }
                }
                Ok(found)
            })
            .map_err(self.failed("looking for a body"))
    }
}
