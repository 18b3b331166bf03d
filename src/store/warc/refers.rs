//! Records that stand for a page which was captured earlier.

use chrono::{DateTime, SubsecRound as _, Utc};

use super::digest::named_sha1;
use super::page::says_page;
use super::{RecordType, WarcRecord, date};

/// What a `revisit` says of the page it stands for (WARC 1.1, 6.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address it stands at.
    pub url: String,
    /// The id of the record with the page.
    pub record: Option<String>,
    /// The address of the page; where it is not given, its own.
    pub page_url: String,
    /// When the page was captured.
    pub page_at: Option<DateTime<Utc>>,
    /// The digest of the body, as it stands in the record.
    pub digest: Option<String>,
    /// Whether the server said that nothing changed, instead of sending the same again.
    pub unchanged: bool,
}

impl WarcRecord {
    /// What this record says of the page that it stands for; nothing where it is no `revisit`, or one of
    /// what is no page: a picture, a redirect.
    #[must_use]
    pub fn refers(&self) -> Option<Reference> {
        self.refers_as(false)
    }

    /// The same of a record of which it may be known that what it stands for was taken for a page.
    pub(in crate::store) fn refers_as(&self, is_known: bool) -> Option<Reference> {
        if self.kind != RecordType::Revisit {
            return None;
        }
        let url = self.page_address()?.to_owned();
        let says_unchanged = self
            .field("WARC-Profile")
            .is_some_and(|profile| profile.ends_with("/server-not-modified"));
        let is_gone = matches!(self.status(), Some(404 | 410));
        let unchanged = match self.status() {
            Some(304) => true,
            // What was sent again may be that the page is gone.
            Some(status) if (200..300).contains(&status) || is_gone => false,
            Some(_) => return None,
            None => says_unchanged,
        };
        let may_be_page = is_known
            || is_gone
            || self
                .media_type()
                .is_none_or(|media_type| says_page(Some(&media_type)) == Some(true));
        if !may_be_page {
            return None;
        }
        let bare = |name| {
            let value = self.field(name)?;
            Some(value.strip_prefix('<').and_then(|v| v.strip_suffix('>')).unwrap_or(value))
        };
        Some(Reference {
            record: self.field("WARC-Refers-To").map(str::to_owned),
            page_url: bare("WARC-Refers-To-Target-URI").unwrap_or(&url).to_owned(),
            page_at: bare("WARC-Refers-To-Date").and_then(date::read),
            digest: self.field("WARC-Payload-Digest").map(str::to_owned),
            unchanged,
            url,
        })
    }
}

impl Reference {
    /// Whether the record names a capture that was made at this time and came under this id.
    pub(in crate::store) fn names(&self, at: DateTime<Utc>, record: Option<&str>) -> bool {
        // Many writers give no more than the second.
        let same_second = |named: DateTime<Utc>| named.trunc_subsecs(0) == at.trunc_subsecs(0);
        let by_record = self.record.is_some() && self.record.as_deref() == record;
        by_record || self.page_at.is_some_and(same_second)
    }

    /// Whether the digest is this SHA-1, in base 32 or in hex.
    pub(in crate::store) fn has_digest(&self, sha1: &[u8; 20]) -> bool {
        self.sha1().is_some_and(|named| named == *sha1)
    }

    /// The SHA-1 of the body, where the digest is one.
    pub(in crate::store) fn sha1(&self) -> Option<[u8; 20]> {
        named_sha1(self.digest.as_deref()?)
    }
}
