//! The texts of an archive, one after the other.

use std::cell::Cell;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::arguments::Arguments;
use super::ended::{Ended, Failure};
use super::text::Text;
use crate::cli::terminal::message::complain;
use crate::pipeline::run::Stop;
use crate::store::{Archive, StoreError, StoredText};

/// Texts that are asked of the index at once.
const AT_ONCE: usize = 500;

/// The texts of an archive, one after the other.
pub(super) struct Source<'a> {
    archive: &'a Archive,
    from: u64,
    /// The ordinals of those that are wanted, where not all are.
    wanted: Option<Vec<u64>>,
    bar: ProgressBar,
    /// How many were handed on and could not be read, in earlier exports of the same as well.
    counts: Cell<Counts>,
}

/// How many texts were handed on, and how many could not be read.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) written: u64,
    pub(super) missed: u64,
}

impl<'a> Source<'a> {
    /// Those that were asked for, with the ordinal `from` and later ones.
    pub(super) fn new(
        archive: &'a Archive,
        arguments: &Arguments,
        from: u64,
    ) -> Result<Source<'a>, StoreError> {
        let wanted = match arguments.is_bounded() {
            true => Some(archive.ordinals(&arguments.bounds.bounds(), from)?),
            false => None,
        };
        if wanted.as_ref().is_some_and(Vec::is_empty) {
            complain(&format!("no text {}", arguments.bounds.told()));
        }
        let bar = if io::stderr().is_terminal() && !io::stdout().is_terminal() {
            let all = || archive.count().map(|count| count.saturating_sub(from));
            ProgressBar::new(wanted.as_ref().map_or_else(all, |wanted| Ok(wanted.len() as u64))?)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) =
            ProgressStyle::with_template("exporting {wide_bar} {pos}/{len} texts {per_sec} {eta}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Source { archive, from, wanted, bar, counts: Cell::default() })
    }

    /// The same, behind so many of an earlier export.
    pub(super) fn behind(self, counts: Counts) -> Source<'a> {
        self.counts.set(counts);
        self
    }

    /// How many there were so far.
    pub(super) fn counts(&self) -> Counts {
        self.counts.get()
    }

    /// Hands each text to `sink`, and after some hundred the next one's ordinal to `pause`. A text that
    /// cannot be read is told of and passed over.
    pub(super) fn each(
        &self,
        stop: &Stop,
        mut sink: impl FnMut(Text) -> Result<(), Failure>,
        mut pause: impl FnMut(u64) -> Result<(), Failure>,
    ) -> Result<Ended, Failure> {
        let mut ended = Ended::default();
        let mut from = self.from;
        loop {
            let found = self.some(from)?;
            let Some(last) = found.last() else { break };
            from = last.ordinal + 1;
            self.bar.inc(found.len() as u64);
            for known in found {
                let content = match self.archive.content(&known) {
                    Ok(content) => content,
                    Err(error) => {
                        self.counts.update(|c| Counts { missed: c.missed + 1, ..c });
                        complain(&error.to_string());
                        continue;
                    }
                };
                let body = content.strip_prefix(known.title.as_str()).unwrap_or(&content);
                let body = body.trim_matches('\n').to_owned();
                let url = self.archive.brought(known.ordinal)?.map(|capture| capture.url);
                self.counts.update(|c| Counts { written: c.written + 1, ..c });
                sink(Text { known, url, body })?;
            }
            ended.next = from;
            pause(from)?;
            if stop.is_pressed() {
                ended.is_told_to_end = true;
                break;
            }
        }
        self.bar.finish_and_clear();
        let Counts { written, missed } = self.counts.get();
        Ok(Ended { written, missed, ..ended })
    }

    /// The next some hundred that are wanted.
    fn some(&self, from: u64) -> Result<Vec<StoredText>, StoreError> {
        let Some(wanted) = &self.wanted else { return self.archive.texts(from, AT_ONCE) };
        let next = wanted.partition_point(|ordinal| *ordinal < from);
        wanted[next..].iter().take(AT_ONCE).map(|ordinal| self.archive.text(*ordinal)).collect()
    }
}
