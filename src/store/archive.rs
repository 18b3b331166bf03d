//! The archive: the one place where texts are written.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::disk::durable::Paces;
use super::disk::fault::{Faults, Step};
use super::disk::files;
use super::folder::{INDEX_FILE, WARC_FOLDER, leads_somewhere};
use super::index::Index;
use super::lock::{LOCK_FILE, Lock};
use super::name::NAME_DIGITS;
use super::near::recent::Recent;
use super::recover::TornEnd;
use super::warc::{ROLL_OVER, WarcWriter};
use super::{Failure, Known, Preparing, RunSummary, StoreError, rebuild, recover};
use crate::page::Near;

/// How long [`Access::Write`] waits for another writer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// How often an archive is begun anew that others take away meanwhile.
const TRIES: u32 = 10;

/// What an archive is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading. Works beside a writer and on a read-only disk. Where nobody writes, captures that an
    /// interrupted writer left are brought into the index first, and an index of an earlier schema to the
    /// present one; where that cannot be, it is read in a copy.
    Read,
    /// Writing, alone. Waits two seconds for another writer to end, then gives up with
    /// [`StoreError::InUse`].
    Write,
    /// The same for an archive that is there already: none is made.
    Change,
    /// Writing, alone. Waits this long for another writer to end.
    WriteWithin(Duration),
}

/// An open archive. Dropping it releases the lock.
///
/// ```no_run
/// # use spoglio::store::{Access, Archive, Capture, Finding, Recorded, StoreError};
/// # fn example(capture: &Capture, finding: &Finding) -> Result<(), StoreError> {
/// let mut archive = Archive::open("archive", Access::Write)?;
/// match archive.record(capture, finding)? {
///     Recorded::New { name, .. } => println!("stored {name}"),
///     other => println!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Archive {
    pub(super) folder: PathBuf,
    pub(super) index: Index,
    pub(super) writer: Option<Writer>,
    pub(super) notes: Vec<String>,
}

/// The work whose progress is written down.
pub(super) const RECLEAN: &str = "reclean";

/// What only a writing archive has.
#[derive(Debug)]
pub(super) struct Writer {
    _lock: Lock,
    /// Whether the folder was not there before it was opened.
    made: bool,
    pub(super) warc: WarcWriter,
    pub(super) faults: Faults,
    pub(super) digits: usize,
    pub(super) roll_over: u64,
    pub(super) near: Near,
    /// Whether what pages leave for their sites' profiles is kept.
    pub(super) marks: bool,
    pub(super) recent: Recent,
    pub(super) paces: Paces,
    run: Option<i64>,
    /// A write broke off after its records were on the disk: they are brought into the index before
    /// anything else is written.
    pub(super) behind: bool,
}

impl Archive {
    /// Opens the archive in `folder`. For writing, unless it is only to be changed, the folder is made when it
    /// is missing. What an interrupted writer left is put in order first; [`Archive::notes`] tells what was.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process writes to it, [`StoreError::Missing`] when it is to
    /// be read or changed and does not exist, and what the disk or the index refuses.
    pub fn open(folder: impl AsRef<Path>, access: Access) -> Result<Archive, StoreError> {
        Archive::open_telling(folder, access, &|_| {})
    }

    /// The same, and how far what takes long has come is told: an index that is made anew, and the search of a large
    /// archive whose index is of an earlier schema.
    ///
    /// # Errors
    /// As for [`Archive::open`].
    pub fn open_telling(
        folder: impl AsRef<Path>,
        access: Access,
        tell: &(dyn Fn(Preparing) + Sync),
    ) -> Result<Archive, StoreError> {
        let folder = folder.as_ref().to_path_buf();
        leads_somewhere(&folder).map_err(StoreError::io(&folder, "opening the archive"))?;
        let patience = match access {
            Access::Read => return Archive::open_to_read(folder, tell),
            Access::Change if !files::is_archive(&folder) => {
                return Err(StoreError::Missing(folder));
            }
            Access::Write | Access::Change => PATIENCE,
            Access::WriteWithin(patience) => patience,
        };
        let warcs = folder.join(WARC_FOLDER);
        let mut tries = 0;
        let (lock, made) = loop {
            let made = !folder.exists();
            fs::create_dir_all(&warcs).map_err(StoreError::io(&warcs, "making the folder"))?;
            let lock = Lock::take(&folder, patience)?;
            // Whoever held it may have taken away what it had made, see `Archive::unmake`.
            if warcs.is_dir() && lock.is_of(&folder) {
                break (lock, made);
            }
            tries += 1;
            if tries == TRIES {
                let holder = "processes that take it away again".to_owned();
                return Err(StoreError::InUse { folder, holder });
            }
        };
        let mut notes = Vec::new();
        let index = rebuild::open_index(&folder, &mut notes, tell)?;
        let files =
            recover::bring_up_to_date(&folder, &index, TornEnd::SetAside, &mut notes, tell)?;
        if lock.left_behind {
            // After a power cut a text may be there under its provisional name, and its records not.
            files::remove_unfinished(&folder)?;
        }
        let warc = WarcWriter::open(&warcs, &files, ROLL_OVER)?;
        let writer = Writer {
            _lock: lock,
            made,
            warc,
            faults: Faults::default(),
            digits: NAME_DIGITS,
            roll_over: ROLL_OVER,
            near: Near::default(),
            marks: true,
            recent: Recent::default(),
            paces: Paces::default(),
            run: None,
            behind: false,
        };
        Ok(Archive { folder, index, writer: Some(writer), notes })
    }

    /// Takes the archive away again where opening it made its folder and nothing but failures came into it
    /// since: `remembered` are the names of what others keep beside the index. Any other archive stays as it is.
    pub fn unmake(self, remembered: &[&str]) {
        let Archive { folder, index, writer, .. } = self;
        // Without a WARC file there is no capture, and a folder that holds something is not removed.
        if !writer.as_ref().is_some_and(|writer| writer.made)
            || fs::remove_dir(folder.join(WARC_FOLDER)).is_err()
        {
            return;
        }
        drop(index);
        for file in remembered.iter().chain(&[INDEX_FILE, LOCK_FILE]) {
            let _ = fs::remove_file(folder.join(file));
        }
        let _ = fs::remove_dir(&folder);
    }

    /// The archive's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the index was taken away or made anew since the archive was opened (a repair does
    /// that): what is read here is then no longer what the archive holds, and it is to be opened
    /// again.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.index.is_replaced()
    }

    /// What was put in order when the archive was opened, one sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether what pages leave for their sites' profiles is kept from here on; it is, unless this
    /// says otherwise.
    ///
    /// # Errors
    /// When the archive is not open for writing.
    pub fn keep_marks(&mut self, keep: bool) -> Result<(), StoreError> {
        self.write()?.1.marks = keep;
        Ok(())
    }

    /// What is done from here on with texts that are nearly those the archive has.
    ///
    /// # Errors
    /// When the archive is not open for writing.
    pub fn treat_near(&mut self, near: Near) -> Result<(), StoreError> {
        self.write()?.1.near = near;
        Ok(())
    }

    /// Writes down that a reclean is done, so that the next one begins at the beginning.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn reclean_done(&mut self) -> Result<(), StoreError> {
        self.write()?.0.clear_progress(RECLEAN)
    }

    /// The first capture that an interrupted reclean with this cleaner had not dealt with.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn reclean_from(&self, cleaner: &str) -> Result<Option<i64>, StoreError> {
        self.index.progress(RECLEAN, cleaner)
    }

    /// The last sighting of an address; `None` when it was never seen.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn known(&self, url: &str) -> Result<Option<Known>, StoreError> {
        self.known_until(url, DateTime::<Utc>::MAX_UTC)
    }

    /// The last sighting of an address until a time: one after it is of a clock that was wrong.
    ///
    /// # Errors
    /// As for [`Archive::known`].
    pub fn known_until(
        &self,
        url: &str,
        until: DateTime<Utc>,
    ) -> Result<Option<Known>, StoreError> {
        self.index.known(url, until)
    }

    /// Begins a run: captures and failures recorded from here on belong to it. `what` says what is
    /// being run, for the list of runs.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn begin_run(&mut self, at: DateTime<Utc>, what: &str) -> Result<(), StoreError> {
        let run = self.write()?.0.insert_run(at.timestamp_millis(), what)?;
        self.write()?.1.run = Some(run);
        Ok(())
    }

    /// Ends the run that was begun and sums it up. Without a run, an empty summary.
    ///
    /// # Errors
    /// When the index refuses.
    pub fn end_run(&mut self, at: DateTime<Utc>) -> Result<RunSummary, StoreError> {
        let (index, writer) = self.write()?;
        let Some(run) = writer.run.take() else { return Ok(RunSummary::default()) };
        index.end_run(run, at.timestamp_millis())?;
        index.run_summary(run)
    }

    /// Records that an address could not be had.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn record_failure(&mut self, failure: &Failure) -> Result<(), StoreError> {
        let (index, writer) = self.write()?;
        index.insert_failure(failure, writer.run)?;
        index.settle_now_and_then();
        Ok(())
    }

    fn write(&mut self) -> Result<(&Index, &mut Writer), StoreError> {
        match &mut self.writer {
            Some(writer) => Ok((&self.index, writer)),
            None => Err(StoreError::ReadOnly(self.folder.clone())),
        }
    }

    /// For tests: calls `fault` at each step of a write; an error it returns is taken for the disk's.
    #[doc(hidden)]
    pub fn inject_fault(&mut self, fault: Box<dyn FnMut(Step) -> std::io::Result<()> + Send>) {
        if let Some(writer) = &mut self.writer {
            writer.faults.inject(fault);
        }
    }

    /// For tests: shortens the digest in names to this many hex digits, so that names collide.
    #[doc(hidden)]
    pub fn shorten_names(&mut self, digits: usize) {
        if let Some(writer) = &mut self.writer {
            writer.digits = digits.clamp(1, NAME_DIGITS);
        }
    }

    /// For tests: begins a new WARC file after this many bytes.
    #[doc(hidden)]
    pub fn roll_over_at(&mut self, bytes: u64) {
        if let Some(writer) = &mut self.writer {
            writer.roll_over = bytes;
            writer.warc.roll_over_at(bytes);
        }
    }
}

impl Writer {
    /// The run that captures belong to.
    pub(super) fn run(&self) -> Option<i64> {
        self.run
    }
}
