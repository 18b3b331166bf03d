//! What pages leave for their sites' profiles, and the profiles, as they are kept.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

use crate::lexicon::ends_sentence;
use crate::profile::{self, Marks, SiteProfile};
use crate::store::StoreError;
use crate::store::index::Index;

/// More than the marks of a page, or a profile, ever take.
const LIMIT: usize = 4 << 20;

/// What a page left, as it is kept; nothing of a page that left none.
pub(super) fn kept(marks: &Marks) -> Vec<u8> {
    if marks.is_empty() { Vec::new() } else { packed(&marks.to_bytes()) }
}

thread_local! {
    /// A thread's packer, whose tables are made once: that takes as long as packing what a page leaves.
    static PACKER: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(1).ok());
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    // Packing into memory does not fail; unpacked bytes would be refused when they are read.
    PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(bytes).ok()).unwrap_or_default()
}

thread_local! {
    /// The same for unpacking.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
}

pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(bytes, LIMIT).ok())
}

/// A profile as it was kept; none where it is damaged.
pub(super) fn profile_of(body: &[u8]) -> Option<SiteProfile> {
    profile::read(&unpacked(body)?).ok()?.pop()
}

/// Whether two texts of an address differ only in paragraphs that its site repeats, as this version of
/// its profile knows: then it is what is known of the site that changed, and not the article.
pub(super) fn only_furniture_changed(
    index: &Index,
    address: &str,
    version: &str,
    (before, after): (&str, &str),
) -> Result<bool, StoreError> {
    let Some(host) = profile::host_of(address) else { return Ok(false) };
    let found = index.profile(&host, version)?;
    let Some(profile) = found.and_then(|(_, body)| profile_of(&body)) else { return Ok(false) };
    let own = |text: &str| -> Vec<String> {
        let paragraphs = text.split("\n\n").map(str::trim);
        // A site's profile takes all numbers for one: in a sentence that all reports on earthquakes share, a number
        // is what this one says.
        let states = |text: &str| text.contains(char::is_numeric) && ends_sentence(text);
        let repeats =
            |text: &str| profile::key(text).is_some_and(|key| profile.find(key).is_some());
        paragraphs
            .filter(|text| !text.is_empty() && (states(text) || !repeats(text)))
            .map(str::to_owned)
            .collect()
    };
    Ok(own(before) == own(after))
}
