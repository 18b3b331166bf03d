//! Reading what the index knows of texts and captures, and the texts.

use std::io::{self, Read as _};

use chrono::{DateTime, Utc};

use super::entry::Keys;
use super::folder;
use super::index::END;
use super::warc::sha1_digest;
use super::{
    Archive, Capture, CaptureRow, NearText, SearchBounds, SeenArticle, StoreError, StoredText,
    TextToday, name, url_key,
};
use crate::dedup::{Change, change};

/// Some changes, and the moment and number of the capture before which the older ones stand; none where there are no
/// more captures.
type SomeChanges = (Vec<CaptureRow>, Option<(i64, i64)>);

impl Archive {
    /// How many texts there are.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.index.count_texts()
    }

    /// How many captures there are, from a number on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count_captures(&self, from: i64) -> Result<u64, StoreError> {
        self.index.count_captures(from)
    }

    /// At most `count` texts in the order of their ordinals, from the ordinal `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn texts(&self, from: u64, count: usize) -> Result<Vec<StoredText>, StoreError> {
        self.index.texts(from, count)
    }

    /// At most `count` texts within bounds, in the order of their ordinals, from `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn list(
        &self,
        bounds: &SearchBounds,
        from: u64,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        self.index.list(bounds, from, count)
    }

    /// The ordinals of all texts within bounds, from `from` on, in order: eight bytes a text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ordinals(&self, bounds: &SearchBounds, from: u64) -> Result<Vec<u64>, StoreError> {
        self.index.ordinals(bounds, from)
    }

    /// The text with this ordinal.
    ///
    /// # Errors
    /// [`StoreError::NoSuchText`], and when the index cannot be read.
    pub fn text(&self, ordinal: u64) -> Result<StoredText, StoreError> {
        self.index.text(ordinal)?.ok_or_else(|| StoreError::NoSuchText {
            folder: self.folder.clone(),
            wanted: format!("{ordinal:03}"),
        })
    }

    /// The text that a reader names: by ordinal (`7`, `007`), by file name, by the beginning of its
    /// digest (at least six hex digits), or by the name it had where it came from.
    ///
    /// # Errors
    /// [`StoreError::NoSuchText`], and when the index cannot be read.
    pub fn find(&self, wanted: &str) -> Result<StoredText, StoreError> {
        let name = wanted.rsplit('/').next().unwrap_or(wanted);
        if let Some(parsed) = name::parse(name) {
            if let Some(text) = self.index.text(parsed.ordinal)?
                && text.name == name
            {
                return Ok(text);
            }
        } else if wanted.len() <= 15
            && let Ok(ordinal) = wanted.parse()
            && let Some(text) = self.index.text(ordinal)?
        {
            return Ok(text);
        } else if wanted.len() >= 6
            && let Some(text) = self.index.text_by_prefix(&wanted.to_ascii_lowercase())?
        {
            return Ok(text);
        }
        if let Some(ordinal) = self.index.text_of_foreign(wanted)? {
            return self.text(ordinal);
        }
        Err(StoreError::NoSuchText { folder: self.folder.clone(), wanted: wanted.to_owned() })
    }

    /// The text that a capture's page is taken to hold: what cleaning it again gave last, or else
    /// what was found at first. `None` when neither was worth storing.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn text_today(&self, capture: &CaptureRow) -> Result<Option<TextToday>, StoreError> {
        self.index.text_today(capture.id)
    }

    /// Whether this cleaner, with this version of the site's profile, gave what is recorded of a
    /// capture's page when it was last cleaned, so that it would give the same again.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn is_answered_by(
        &self,
        capture: &CaptureRow,
        cleaner: &str,
        profile: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.index.is_answered_by(capture.id, cleaner, profile)
    }

    /// Whether the archive has this very capture: same address asked for, same moment, same bytes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_capture(&self, capture: &Capture) -> Result<bool, StoreError> {
        let payload = sha1_digest(&[&capture.body]);
        let asked = url_key(&capture.url);
        let there = self.index.same_capture(&asked, capture.at, &payload, capture.kind)?;
        Ok(there.is_some())
    }

    /// Whether a text was found at an address, under either scheme.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn had_text(&self, url: &str) -> Result<bool, StoreError> {
        self.index.ever_held(&url_key(url))
    }

    /// The content of a text's file.
    ///
    /// # Errors
    /// When the file cannot be read, or no longer is what its name says.
    pub fn content(&self, text: &StoredText) -> Result<String, StoreError> {
        let path = self.folder.join(&text.name);
        let bytes = match folder::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let what = "the text's file is not there: `spoglio verify --repair` makes it anew from the WARC files";
                return Err(StoreError::Unsound { path, what: what.to_owned() });
            }
            read => read.map_err(StoreError::io(&path, "reading the text"))?,
        };
        if name::hex(&name::digest(&bytes)) != text.sha256 {
            let what =
                "its bytes are not those its name stands for: run `spoglio verify`".to_owned();
            return Err(StoreError::Unsound { path, what });
        }
        // Not copied where it is what it should be.
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The beginning of a text's file: at most so many bytes, cut between characters. Only a file that
    /// is read to its end is compared with its name.
    ///
    /// # Errors
    /// As for [`Archive::content`].
    pub fn beginning(&self, text: &StoredText, bytes: usize) -> Result<String, StoreError> {
        if text.bytes <= bytes as u64 {
            return self.content(text);
        }
        let path = self.folder.join(&text.name);
        let io = |error| StoreError::io(&path, "reading the text")(error);
        let mut start = Vec::new();
        folder::open(&path).map_err(io)?.take(bytes as u64).read_to_end(&mut start).map_err(io)?;
        let whole = match std::str::from_utf8(&start) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => start.len(),
        };
        start.truncate(whole);
        Ok(String::from_utf8_lossy(&start).into_owned())
    }

    /// The texts that are nearly this one, the nearest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn near(&self, ordinal: u64) -> Result<Vec<NearText>, StoreError> {
        self.index.near(ordinal)
    }

    /// The texts that a query finds within bounds, best first (the last stored first where its words
    /// stand in thousands of texts), at most `count` after the first `skip`;
    /// bounds without a query find the last stored texts. Every word
    /// must be in the title or the body, letter case, accents and vowel points not counted; `"…"` is a phrase,
    /// `"…"~5` are words with no more than five others between them, `word*` is a beginning, `-word` and `NOT word` must not be there, `OR` stands between what may take each other's
    /// place and binds less than what is side by side, `( )` hold together, `title:word` stands in the
    /// title. No query is a mistake: what has none of these meanings where it stands is passed over, as is what
    /// comes after 400 words.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(
        &self,
        query: &str,
        bounds: &SearchBounds,
        skip: usize,
        count: usize,
    ) -> Result<Vec<StoredText>, StoreError> {
        let found = self.index.search(query, bounds, skip, count)?;
        found.into_iter().filter_map(|ordinal| self.index.text(ordinal).transpose()).collect()
    }

    /// How many texts a query finds within bounds.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count_found(&self, query: &str, bounds: &SearchBounds) -> Result<u64, StoreError> {
        self.index.count_found(query, bounds)
    }

    /// The text that the address of a capture had before it, where there is one.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn text_before(&self, capture: &CaptureRow) -> Result<Option<StoredText>, StoreError> {
        let keys = Keys { asked: capture.asked.clone(), answered: url_key(&capture.url) };
        let moment = (capture.at.timestamp_millis(), capture.id);
        match self.index.held_before(&keys, moment)? {
            Some(held) => self.index.text(held.text),
            None => Ok(None),
        }
    }

    /// Every capture from `since` on in which an address had another text than before, or in which an
    /// address that had a text had none; oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn changes(&self, since: DateTime<Utc>) -> Result<Vec<CaptureRow>, StoreError> {
        let mut changes = self.index.changes(since)?;
        changes.reverse();
        Ok(changes)
    }

    /// The last changes before a capture, given by its moment in milliseconds and its number, or the last of all:
    /// those that are `wanted`, the newest first, at most `count`, each as [`CaptureRow::or_lost`] gives it. Also
    /// where to go on; there may be none up to there, where many captures were looked at.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn changes_before(
        &self,
        before: Option<(i64, i64)>,
        wanted: &dyn Fn(&CaptureRow) -> bool,
        count: usize,
    ) -> Result<SomeChanges, StoreError> {
        self.index.changes_before(before.unwrap_or(END), wanted, count)
    }

    /// What changed from one text to another, word by word.
    ///
    /// # Errors
    /// When a text is not there or its file cannot be read.
    pub fn change(&self, from: u64, to: u64) -> Result<Change, StoreError> {
        let old = self.content(&self.text(from)?)?;
        let new = self.content(&self.text(to)?)?;
        Ok(change(&old, &new))
    }

    /// Every capture of an address under `http` and `https`, asked for or answering, oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures_of_url(&self, url: &str) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures_of_url(url)
    }

    /// Every capture in which a text was found, oldest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures_of_text(&self, ordinal: u64) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures_of_text(ordinal)
    }

    /// The capture with which a text came into the archive, or the oldest that is known of it. `None` of a text
    /// that was taken over without one.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn brought(&self, ordinal: u64) -> Result<Option<CaptureRow>, StoreError> {
        self.index.brought(ordinal)
    }

    /// At most `count` captures in the order they were recorded, from the number `from` on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn captures(&self, from: i64, count: usize) -> Result<Vec<CaptureRow>, StoreError> {
        self.index.captures(from, count)
    }

    /// The addresses in the network at which a text was first found at `since` or later. What was seen after
    /// `until` is of a clock that was wrong and does not count.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn articles_between(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<SeenArticle>, StoreError> {
        self.index.articles_between(since, until)
    }
}
