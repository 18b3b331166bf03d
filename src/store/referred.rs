//! The page that a `revisit` from elsewhere stands for.

use super::warc::Reference;
use super::{Archive, CaptureKind, CaptureRow, StoreError, url_key};

/// Captures of an address that are looked at, the last first.
const LOOKED_AT: usize = 1000;

impl Archive {
    /// The capture whose page a `revisit` stands for; nothing where the archive has none.
    ///
    /// An id or a time from elsewhere proves nothing. What is taken has the digest that the revisit names, or is a
    /// capture of the revisit's own address that it names: writers digest a body sent in chunks in
    /// more than one way.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn referred(&self, reference: &Reference) -> Result<Option<CaptureRow>, StoreError> {
        let mut rows = match &reference.record {
            Some(record) => self.index.captures_of_foreign(record)?,
            None => Vec::new(),
        };
        for url in [&reference.page_url, &reference.url] {
            rows.extend(self.captures_of_url(url)?.into_iter().rev().take(LOOKED_AT));
        }
        rows.retain(|row| row.recleans.is_none() && row.kind != CaptureKind::Text.name());
        for row in &rows {
            if reference.has_digest(&self.index.payload_of(row.id)?) {
                return Ok(Some(row.clone()));
            }
        }
        let own = url_key(&reference.url);
        let named = |row: &CaptureRow| {
            url_key(&row.url) == own && reference.names(row.at, row.foreign_id.as_deref())
        };
        Ok(rows.into_iter().find(named))
    }

    /// The captures with the bodies that some `revisit`s name by their digests alone, in their order; nothing where
    /// the archive has none. Walks over all captures once.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn referred_by_digest<'a>(
        &self,
        references: impl Iterator<Item = &'a Reference>,
    ) -> Result<Vec<Option<CaptureRow>>, StoreError> {
        // That nothing changed is said of the address's own page.
        let wanted: Vec<Option<[u8; 20]>> =
            references.map(|reference| reference.sha1().filter(|_| !reference.unchanged)).collect();
        let found = self.index.captures_of_payloads(&wanted.iter().flatten().copied().collect())?;
        let row = |sha1: Option<[u8; 20]>| match sha1.and_then(|sha1| found.get(&sha1)) {
            Some(id) => Ok(self.index.captures(*id, 1)?.pop()),
            None => Ok(None),
        };
        wanted.into_iter().map(row).collect()
    }
}
