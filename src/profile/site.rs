//! What one site repeats.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::page::{Label, hex};

/// A text that stands on several pages of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Furniture {
    /// The text's digest, as [`super::key()`] makes it.
    pub key: u64,
    /// How it begins.
    pub text: String,
    /// On how many pages it stands.
    pub pages: u32,
    /// On how many of them it was kept as part of the clean text.
    pub kept: u32,
    /// Where it stands on average, in hundredths of the page's blocks.
    pub place: u8,
    /// What it was mostly taken for.
    pub label: Label,
    /// How many words it has; 255 for more.
    pub words: u8,
}

/// What a site repeats across its pages, as far as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteProfile {
    host: String,
    version: String,
    pages: u32,
    furniture: Vec<Furniture>,
    /// Digests with their place in `furniture`, by rising digest.
    keys: Vec<(u64, u32)>,
}

impl SiteProfile {
    /// The profile of a site by `pages` pages; its version follows from the rest.
    #[must_use]
    pub fn new(host: &str, pages: u32, furniture: Vec<Furniture>) -> SiteProfile {
        let mut keys: Vec<(u64, u32)> = (0..).zip(&furniture).map(|(at, f)| (f.key, at)).collect();
        keys.sort_unstable();
        let mut said = format!("spoglio site profile 1\n{host}\n{pages}\n");
        for f in &furniture {
            // Writing to a string cannot fail.
            let _ = writeln!(
                said,
                "{:016x} {} {} {} {} {} {}",
                f.key, f.pages, f.kept, f.place, f.label, f.words, f.text
            );
        }
        let version = hex(&Sha256::digest(said.as_bytes())[..8]);
        SiteProfile { host: host.to_owned(), version, pages, furniture, keys }
    }

    /// The site's host name, with its port where its addresses have one.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The first 16 hexadecimal digits of the SHA-256 of what the profile says.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many pages it was learned from, copies counted once.
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// What repeats, on the most pages first.
    #[must_use]
    pub fn furniture(&self) -> &[Furniture] {
        &self.furniture
    }

    /// What repeats here and did not in an earlier version, on the most pages first.
    #[must_use]
    pub fn new_since(&self, earlier: &SiteProfile) -> Vec<&Furniture> {
        self.furniture.iter().filter(|f| earlier.find(f.key).is_none()).collect()
    }

    /// What is known of a text, by its digest.
    #[must_use]
    pub fn find(&self, key: u64) -> Option<&Furniture> {
        let at = self.keys.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.furniture.get(self.keys[at].1 as usize)
    }
}
