//! Bringing a batch to the disk while the rest of it is still being decided.
//!
//! Waiting for the disk takes about as long as deciding what becomes of a batch and writing its rows, and
//! needs neither the index nor the processor. A batch is therefore handed over in portions: each portion's
//! records and texts are brought to the disk by a thread of their own, while the next portion is staged.
//! The next is as large as what was staged in that time, since a file system brings many files to the disk
//! in little more time than a few: a slow disk gets large portions, and a fast one is not left waiting.
//! Records and texts go side by side, since each round of waiting costs as much as the whole rest of a single
//! text. The order of writes stays what the room's documentation says of it: no text has its name before
//! its records are on the disk, and the index is committed after all of it.

pub(super) mod durable;
pub(super) mod fault;
pub(super) mod files;
pub(super) mod provisional;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use super::StoreError;
use super::folder;
use super::warc::Appended;
use durable::{FileSystem, Paces};
use fault::{Faults, Step};
use provisional::Pending;

/// Captures of a batch that are handed over at once at least, but for its last.
pub(super) const PORTION: usize = 64;

/// A part of a batch whose records were appended.
struct Portion {
    /// The file they are in; earlier ones were brought to the disk when it was begun.
    records: Option<Appended>,
    texts: Pending,
}

/// How portions are brought to the disk.
#[derive(Clone)]
struct Way {
    folder: PathBuf,
    faults: Faults,
    paces: Paces,
}

/// What brings one batch to the disk.
pub(super) struct Disk {
    way: Way,
    /// The thread that waits for the disk, once something was handed over.
    thread: Option<(Sender<Portion>, Waiting)>,
    /// Portions that were handed over and are not on the disk.
    under_way: Arc<AtomicUsize>,
}

/// A thread that brings portions to the disk. It ends with whether any text was named.
type Waiting = JoinHandle<Result<bool, StoreError>>;

impl Disk {
    pub(super) fn new(folder: PathBuf, faults: Faults, paces: Paces) -> Disk {
        let way = Way { folder, faults, paces };
        Disk { way, thread: None, under_way: Arc::default() }
    }

    /// Whether the disk may hold texts of this batch, so that its records may no longer be cut off.
    pub(super) fn has_begun(&self) -> bool {
        self.thread.is_some()
    }

    /// Whether all that was handed over is on the disk.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) == 0
    }

    /// Has a portion brought to the disk while the caller goes on. What goes wrong is told by
    /// [`Disk::finish`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn hand_over(
        &mut self,
        records: Option<Appended>,
        texts: Pending,
    ) -> Result<(), StoreError> {
        let (send, _) = match &mut self.thread {
            Some(thread) => thread,
            None => {
                let (way, under_way) = (self.way.clone(), self.under_way.clone());
                let (send, receive) = channel();
                let thread = Builder::new()
                    .name("spoglio-disk".to_owned())
                    .spawn(move || way.bring_all(&receive, &under_way))
                    .map_err(StoreError::io(&self.way.folder, "starting a thread"))?;
                self.thread.insert((send, thread))
            }
        };
        self.under_way.fetch_add(1, Ordering::Relaxed);
        // Where the thread has met an error it takes no more, and says so when it is waited for.
        let _ = send.send(Portion { records, texts });
        Ok(())
    }

    /// Brings the last portion to the disk and returns when all of the batch is there, names and all.
    ///
    /// # Errors
    /// What the disk refused, of whichever portion.
    pub(super) fn finish(
        mut self,
        records: Option<Appended>,
        texts: Pending,
    ) -> Result<(), StoreError> {
        let last = Portion { records, texts };
        let named = match self.thread.take() {
            Some((send, thread)) => {
                let _ = send.send(last);
                drop(send);
                joined(&self.way.folder, thread)?
            }
            None => self.way.bring(&last)?,
        };
        if named {
            folder::sync_folder(&self.way.folder)?;
        }
        let io = StoreError::io(&self.way.folder, "writing the texts");
        self.way.faults.at(Step::FolderSynced).map_err(io)
    }
}

/// A batch that is given up waits for what is under way, so that nobody puts the archive in order
/// while something is still written.
impl Drop for Disk {
    fn drop(&mut self) {
        if let Some((send, thread)) = self.thread.take() {
            drop(send);
            // What went wrong with it does not matter any more: the records say what is to be there.
            let _ = thread.join();
        }
    }
}

fn joined(folder: &Path, thread: Waiting) -> Result<bool, StoreError> {
    thread.join().unwrap_or_else(|_| {
        let error = std::io::Error::other("the thread that waited for the disk ended early");
        Err(StoreError::io(folder, "storing")(error))
    })
}

impl Way {
    fn bring_all(
        &self,
        portions: &Receiver<Portion>,
        under_way: &AtomicUsize,
    ) -> Result<bool, StoreError> {
        let mut named = false;
        while let Ok(portion) = portions.recv() {
            named |= self.bring(&portion)?;
            under_way.fetch_sub(1, Ordering::Relaxed);
        }
        Ok(named)
    }

    /// A portion's records and its texts, side by side; when both are there, the texts get their names.
    /// Gives whether there were any.
    fn bring(&self, portion: &Portion) -> Result<bool, StoreError> {
        let Way { folder, faults, paces } = self;
        let system = FileSystem::of(folder, paces);
        let written = files::write_provisional(folder, &portion.texts, faults)?;
        system.bring(portion.records.as_ref(), &written)?;
        faults.at(Step::Synced).map_err(StoreError::io(folder, "storing"))?;
        files::give_names(&written, faults)
    }
}
