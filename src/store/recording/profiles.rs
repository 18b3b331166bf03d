//! Site profiles in the archive: what pages leave is kept beside their captures, and profiles are
//! learned from it, each in a version of its own.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Utc};

use super::batch::Staged;
use super::records;
use crate::profile::{self, Marks, Profiles, Seen, SiteProfile};
use crate::store::archive::Writer;
use crate::store::index::{Index, ProfileRow};
use crate::store::marks::{kept, packed, profile_of, unpacked};
use crate::store::{Archive, Recorded, StoreError, url_key};

/// What lies between two versions that are held against each other.
const MONTH: Days = Days::new(30);

/// Keeps what the pages of a batch left for their sites' profiles, each as [`kept`] packed it. The
/// index must be in a transaction.
pub(super) fn keep_marks(
    index: &Index,
    writer: &Writer,
    batch: &[Staged<'_>],
) -> Result<(), StoreError> {
    if !writer.marks {
        return Ok(());
    }
    let mut hosts = BTreeSet::new();
    for Staged { capture, marks, recorded, .. } in batch {
        let again = match recorded {
            Recorded::New { .. } | Recorded::Version { .. } => false,
            Recorded::SeenBefore { .. } => true,
            Recorded::Near { .. } | Recorded::Refused { .. } => continue,
        };
        let address = records::answered(capture);
        let Some(host) = profile::host_of(address).filter(|_| !marks.is_empty()) else {
            continue;
        };
        let at = capture.at.timestamp_millis();
        index.put_marks(&host, &url_key(address), at, marks, again)?;
        hosts.insert(host);
    }
    hosts.iter().try_for_each(|host| index.prune_marks(host))
}

impl Archive {
    /// The present profile of each site, and a sentence for each that is damaged and left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn profiles(&self) -> Result<(Profiles, Vec<String>), StoreError> {
        let mut notes = Vec::new();
        let mut sound = Vec::new();
        for (row, body) in self.index.profiles()? {
            match profile_of(&body) {
                Some(profile) => sound.push(profile),
                None => notes.push(damaged(&row.host)),
            }
        }
        Ok((Profiles::new(sound), notes))
    }

    /// Every version of a site's profile, the last first; of every site the present one where no host
    /// is named.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn profile_rows(&self, host: Option<&str>) -> Result<Vec<ProfileRow>, StoreError> {
        self.index.profile_rows(host)
    }

    /// A version of a site's profile by its first digits; the present one for none.
    ///
    /// # Errors
    /// When the index cannot be read, or what it holds of the profile is damaged.
    pub fn profile(
        &self,
        host: &str,
        version: &str,
    ) -> Result<Option<(ProfileRow, SiteProfile)>, StoreError> {
        let Some((row, body)) = self.index.profile(host, version)? else { return Ok(None) };
        match profile_of(&body) {
            Some(profile) => Ok(Some((row, profile))),
            None => Err(StoreError::Unsound { path: self.folder.clone(), what: damaged(host) }),
        }
    }

    /// The version of a site's profile that held a month before another was learned, or the first
    /// that there was; `None` when the other is the first, or the earlier one is damaged.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn profile_before(
        &self,
        row: &ProfileRow,
    ) -> Result<Option<(ProfileRow, SiteProfile)>, StoreError> {
        let month = row.learned.checked_sub_days(MONTH).unwrap_or(row.learned);
        let earlier: Vec<ProfileRow> = self
            .index
            .profile_rows(Some(&row.host))?
            .into_iter()
            .filter(|other| other.learned < row.learned)
            .collect();
        let held = earlier.iter().find(|other| other.learned <= month).or(earlier.last());
        let Some(held) = held else { return Ok(None) };
        let found = self.index.profile(&row.host, &held.version)?;
        Ok(found.and_then(|(_, body)| Some((held.clone(), profile_of(&body)?))))
    }

    /// Learns the profiles of the sites of which enough is new: what is learned holds from here on,
    /// for whoever asks for the profiles after this. Gives the sites with a new version.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn learn_profiles(&mut self, now: DateTime<Utc>) -> Result<Vec<ProfileRow>, StoreError> {
        let hosts = self.index.hosts_to_learn()?;
        self.in_transaction(|index| {
            let learned = hosts.iter().map(|host| learn(index, host, now));
            Ok(learned.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
    }

    /// Learns a site's profile from these pages, each with its address and when it was seen, whatever
    /// was kept of the site before. `None` when it is the version that holds, or nothing repeats.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn learn_profile_anew(
        &mut self,
        host: &str,
        pages: &[(String, DateTime<Utc>, Marks)],
        now: DateTime<Utc>,
    ) -> Result<Option<ProfileRow>, StoreError> {
        self.in_transaction(|index| {
            index.clear_marks(host)?;
            for (url, at, marks) in pages {
                index.put_marks(host, &url_key(url), at.timestamp_millis(), &kept(marks), false)?;
            }
            index.prune_marks(host)?;
            learn(index, host, now)
        })
    }

    fn in_transaction<T>(
        &mut self,
        change: impl FnOnce(&Index) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.writer.is_none() {
            return Err(StoreError::ReadOnly(self.folder.clone()));
        }
        self.index.begin()?;
        let done = change(&self.index).and_then(|done| self.index.commit().map(|()| done));
        if done.is_err() {
            self.index.rollback();
        }
        done
    }
}

fn damaged(host: &str) -> String {
    format!("the profile of {host} is damaged and not used: run `spoglio site {host} --learn`")
}

/// Learns one site's profile from what its pages left, and writes it down when it is another than
/// the one that holds.
fn learn(index: &Index, host: &str, now: DateTime<Utc>) -> Result<Option<ProfileRow>, StoreError> {
    let (kept, through) = index.marks(host)?;
    let seen = kept.into_iter().filter_map(|(address, marks)| {
        // Damaged marks are as those of a page that was never seen.
        Marks::from_bytes(&unpacked(&marks)?).map(|marks| Seen { address, marks })
    });
    let Some(profile) = profile::learn(host, seen) else {
        index.profile_stands(host, through)?;
        return Ok(None);
    };
    let last = index.profile(host, "")?;
    let stands = last
        .is_some_and(|(row, body)| row.version == profile.version() && profile_of(&body).is_some());
    if stands {
        index.profile_stands(host, through)?;
        return Ok(None);
    }
    let row = ProfileRow {
        host: host.to_owned(),
        version: profile.version().to_owned(),
        learned: DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now),
        pages: profile.pages(),
        texts: profile.furniture().len() as u32,
    };
    let body = profile::written(&profile).to_string();
    index.insert_profile(&row, through, &packed(body.as_bytes()))?;
    Ok(Some(row))
}
