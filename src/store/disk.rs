//! Bringing a batch to the disk while the rest of it is still being decided.
//!
//! Waiting for the disk takes about as long as deciding what becomes of a batch and writing its rows, and
//! needs neither the index nor the processor. A batch is therefore handed over in portions: each portion's
//! records and texts are brought to the disk by a thread of their own, while the next portion is staged.
//! Records and texts go side by side, since each round of waiting costs as much as the whole rest of a single
//! text. The order of writes stays what the room's documentation says of it: no text has its name before
//! its records are on the disk, and the index is committed after all of it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use super::StoreError;
use super::fault::{Faults, Step};
use super::files;
use super::relate::Pending;
use super::warc::Appended;

/// Captures of a batch that are handed over at once.
pub(super) const PORTION: usize = 64;

/// A part of a batch whose records were appended.
struct Portion {
    /// The file they are in; earlier ones were brought to the disk when it was begun.
    records: Option<Appended>,
    texts: Pending,
}

/// What brings one batch to the disk.
pub(super) struct Disk {
    folder: PathBuf,
    faults: Faults,
    /// The thread that waits for the disk, once something was handed over.
    thread: Option<(Sender<Portion>, Waiting)>,
}

/// A thread that brings portions to the disk. It ends with whether any text was named.
type Waiting = JoinHandle<Result<bool, StoreError>>;

impl Disk {
    pub(super) fn new(folder: PathBuf, faults: Faults) -> Disk {
        Disk { folder, faults, thread: None }
    }

    /// Whether the disk may hold texts of this batch, so that its records may no longer be cut off.
    pub(super) fn has_begun(&self) -> bool {
        self.thread.is_some()
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
                let (folder, faults) = (self.folder.clone(), self.faults.clone());
                let (send, receive) = channel();
                let thread = Builder::new()
                    .name("spoglio-disk".to_owned())
                    .spawn(move || bring_all(&folder, &faults, &receive))
                    .map_err(StoreError::io(&self.folder, "starting a thread"))?;
                self.thread.insert((send, thread))
            }
        };
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
                joined(&self.folder, thread)?
            }
            None => bring(&self.folder, &self.faults, &last)?,
        };
        if named {
            files::sync_folder(&self.folder)?;
        }
        let io = StoreError::io(&self.folder, "writing the texts");
        self.faults.at(Step::FolderSynced).map_err(io)
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

fn bring_all(
    folder: &Path,
    faults: &Faults,
    portions: &Receiver<Portion>,
) -> Result<bool, StoreError> {
    let mut named = false;
    while let Ok(portion) = portions.recv() {
        named |= bring(folder, faults, &portion)?;
    }
    Ok(named)
}

/// A portion's records and its texts, side by side; when both are there, the texts get their names.
/// Gives whether there were any.
fn bring(folder: &Path, faults: &Faults, portion: &Portion) -> Result<bool, StoreError> {
    let written = files::write_provisional(folder, &portion.texts, faults)?;
    files::sync(portion.records.as_ref(), &written)?;
    faults.at(Step::Synced).map_err(StoreError::io(folder, "storing"))?;
    files::give_names(&written, faults)
}
