//! The archive behind the pages: opened for reading, a few times over, away from the async threads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::store::{Access, Archive, StoreError};

/// Readers that are open at the same time at most; a request beyond waits for one. Each holds a few
/// megabytes of the index in memory, and more readers than cores answer nobody sooner.
const READERS: usize = 6;

/// The archive that is served. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Library {
    folder: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Archive>>>,
    free: Arc<Semaphore>,
}

impl Library {
    pub(super) fn new(folder: PathBuf) -> Self {
        Library {
            folder: Arc::new(folder),
            idle: Arc::default(),
            free: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Runs `look` over a reader on a thread where waiting for the disk harms nobody.
    ///
    /// A reader that met an error is thrown away, and so is one whose index a repair has replaced.
    pub(super) async fn read<T, F>(&self, look: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Archive) -> Result<T, StoreError> + Send + 'static,
    {
        let failed = |error: &dyn std::fmt::Display| StoreError::Unsound {
            path: self.folder.as_ref().clone(),
            what: format!("reading it failed ({error}): please report this"),
        };
        let turn = self.free.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let library = self.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let idle = library.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let archive = match idle.filter(|archive| !archive.is_replaced()) {
                Some(archive) => archive,
                None => Archive::open(library.folder.as_ref(), Access::Read)?,
            };
            let found = look(&archive);
            let missing = matches!(found, Err(StoreError::NoSuchText { .. }));
            if found.is_ok() || missing {
                library.idle.lock().unwrap_or_else(PoisonError::into_inner).push(archive);
            }
            found
        });
        // An error here is a panic of the task: a defect of ours, told like an archive that cannot be
        // read.
        looked.await.unwrap_or_else(|error| Err(failed(&error)))
    }
}
