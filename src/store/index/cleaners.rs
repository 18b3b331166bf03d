//! Which cleaner gave the answers that are recorded.

use rusqlite::{OptionalExtension as _, params};

use super::Index;
use crate::store::StoreError;

/// The name of a cleaner that looked into a version of a site's profile.
fn full_name(cleaner: &str, profile: Option<&str>) -> String {
    profile.map_or_else(|| cleaner.to_owned(), |version| format!("{cleaner} profile {version}"))
}

/// The capture that holds what is recorded of the page of capture `?1`: the last that it was cleaned
/// again as, or itself.
macro_rules! last_answer {
    () => {
        "coalesce((SELECT id FROM capture WHERE recleans = ?1 ORDER BY id DESC LIMIT 1), ?1)"
    };
}

impl Index {
    /// The row of a cleaner, made when there is none; `None` for one without a name.
    pub(super) fn cleaner_id(
        &self,
        cleaner: &str,
        profile: Option<&str>,
    ) -> Result<Option<i64>, StoreError> {
        if cleaner.is_empty() {
            return Ok(None);
        }
        let name = full_name(cleaner, profile);
        self.connection
            .prepare_cached("SELECT id FROM cleaner WHERE name = ?1")
            .and_then(|mut s| s.query_row([&name], |row| row.get(0)).optional())
            .and_then(|found| match found {
                Some(id) => Ok(id),
                None => self
                    .connection
                    .prepare_cached("INSERT INTO cleaner (name) VALUES (?1)")
                    .and_then(|mut s| s.insert([&name])),
            })
            .map(Some)
            .map_err(self.failed("writing a cleaner's name"))
    }

    /// Whether this cleaner, with this version of the site's profile, gave what is recorded of a
    /// capture's page, when it was last cleaned.
    pub(in crate::store) fn is_answered_by(
        &self,
        capture: i64,
        cleaner: &str,
        profile: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.connection
            .prepare_cached(concat!(
                "SELECT 1 FROM capture JOIN cleaner ON cleaner.id = capture.cleaner
                 WHERE cleaner.name = ?2 AND capture.id = ",
                last_answer!()
            ))
            .and_then(|mut s| s.exists(params![capture, full_name(cleaner, profile)]))
            .map_err(self.failed("looking for a capture's cleaner"))
    }

    /// Writes down that this cleaner gives what is recorded of a capture's page.
    pub(in crate::store) fn confirm(
        &self,
        capture: i64,
        cleaner: &str,
        profile: Option<&str>,
    ) -> Result<(), StoreError> {
        let id = self.cleaner_id(cleaner, profile)?;
        self.connection
            .prepare_cached(concat!("UPDATE capture SET cleaner = ?2 WHERE id = ", last_answer!()))
            .and_then(|mut s| s.execute(params![capture, id]))
            .map(drop)
            .map_err(self.failed("writing a capture's cleaner"))
    }
}
