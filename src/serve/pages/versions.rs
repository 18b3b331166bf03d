//! The texts that the addresses of a text held over time, and a form that compares any two.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Serialize;

use super::parts;
use crate::serve::dates;
use crate::serve::words::Tongue;
use crate::store::{Archive, CaptureRow, StoreError};

/// Addresses of a text that are followed.
const ADDRESSES: usize = 20;

/// One text that an address held.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Version {
    pub(super) ordinal: u64,
    /// When it was first found at one of the addresses.
    pub(super) at: DateTime<Utc>,
    /// What kind of change brought it, when it took another text's place.
    pub(super) class: Option<String>,
}

/// The texts that the addresses of these captures held, oldest first.
pub(super) fn of(archive: &Archive, captures: &[CaptureRow]) -> Result<Vec<Version>, StoreError> {
    let addresses: BTreeSet<&str> = captures.iter().map(|row| row.url.as_str()).collect();
    let mut versions: Vec<Version> = Vec::new();
    for address in addresses.into_iter().take(ADDRESSES) {
        for row in archive.captures_of_url(address)? {
            let Some(ordinal) = row.text else { continue };
            match versions.iter_mut().find(|version| version.ordinal == ordinal) {
                Some(known) if known.at <= row.at => {}
                Some(known) => *known = Version { ordinal, at: row.at, class: row.class },
                None => versions.push(Version { ordinal, at: row.at, class: row.class }),
            }
        }
    }
    versions.sort_by_key(|version| (version.at, version.ordinal));
    Ok(versions)
}

/// The versions with what changed from each to the next, and a form to compare any two.
pub(super) fn list(t: Tongue, versions: &[Version], own: u64) -> Markup {
    let place = versions.iter().position(|version| version.ordinal == own).unwrap_or(0);
    let (old, new) = if place == 0 { (0, 1) } else { (place - 1, place) };
    html! {
        ol.plain {
            @for (at, version) in versions.iter().enumerate() {
                li {
                    @if version.ordinal == own { strong { (parts::number(version.ordinal)) " " (t.this_one()) } }
                    @else { a href={ "/text/" (version.ordinal) } { (parts::number(version.ordinal)) } }
                    " · " (dates::moment(t, version.at)) " "
                    @if let Some(class) = &version.class { (parts::class(t, class)) }
                    @if let Some(before) = at.checked_sub(1).and_then(|before| versions.get(before)) {
                        " " a href={ "/diff/" (before.ordinal) "/" (version.ordinal) } { (t.difference()) }
                    }
                }
            }
        }
        @if versions.len() > 2 {
            form.compare action="/diff" {
                @for (name, label, chosen) in [("old", t.compare(), old), ("new", t.with(), new)] {
                    label {
                        (label) " "
                        select name=(name) {
                            @for (at, version) in versions.iter().enumerate() {
                                option value=(version.ordinal) selected[at == chosen] { (parts::number(version.ordinal)) }
                            }
                        }
                    }
                }
                button { (t.difference()) }
            }
        }
    }
}
