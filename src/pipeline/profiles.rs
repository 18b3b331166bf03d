//! Learning what a site repeats from pages that are there already.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::captured::marks;
use super::{Cleaner, Options, RawPage};
use crate::profile::PAGES;
use crate::store::{Archive, CaptureKind, ProfileRow, StoreError, url_key};

/// Captures of a site that are looked through for pages to learn from.
const LOOKED_AT: usize = 16 * PAGES;

/// Learns a site's profile anew from its last stored pages, whatever was known of it before. `None`
/// when that gives the version that holds, or when fewer than three pages differ.
///
/// # Errors
/// When the archive cannot be read or written. A page that cannot be read teaches nothing.
pub fn learn_stored(
    archive: &mut Archive,
    host: &str,
    options: &Options,
    now: DateTime<Utc>,
) -> Result<Option<ProfileRow>, StoreError> {
    let mut cleaner = Cleaner::default();
    let mut addresses = BTreeSet::new();
    let mut pages = Vec::new();
    for row in archive.captures_of_site(host, LOOKED_AT)? {
        if pages.len() == PAGES {
            break;
        }
        let is_page = row.recleans.is_none() && row.kind != CaptureKind::Text.name();
        if row.text.is_none() || !is_page || !addresses.insert(url_key(&row.url)) {
            continue;
        }
        let Ok(page) = archive.page(&row) else { continue };
        let raw = RawPage {
            bytes: &page.body,
            url: Some(&page.url),
            content_type: page.content_type.as_deref(),
            kind: None,
        };
        let marks = marks(&cleaner.clean(&raw, options));
        if !marks.is_empty() {
            pages.push((row.url, row.at, marks));
        }
    }
    archive.learn_profile_anew(host, &pages, now)
}
