//! The archive behind the pages: opened for reading, a few times over, away from the async threads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Access, Archive, StoreError};

/// Open readers that wait for the next request; more are opened when all are busy.
const KEPT: usize = 8;

/// The archive that is served. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Library {
    folder: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Archive>>>,
}

impl Library {
    pub(super) fn new(folder: PathBuf) -> Self {
        Library { folder: Arc::new(folder), idle: Arc::default() }
    }

    /// Runs `look` over a reader on a thread where waiting for the disk harms nobody.
    ///
    /// A reader that met an error is thrown away: the index may have been replaced by a repair.
    pub(super) async fn read<T, F>(&self, look: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Archive) -> Result<T, StoreError> + Send + 'static,
    {
        let library = self.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let idle = library.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let archive = match idle {
                Some(archive) => archive,
                None => Archive::open(library.folder.as_ref(), Access::Read)?,
            };
            let found = look(&archive);
            let missing = matches!(found, Err(StoreError::NoSuchText { .. }));
            if found.is_ok() || missing {
                let mut idle = library.idle.lock().unwrap_or_else(PoisonError::into_inner);
                if idle.len() < KEPT {
                    idle.push(archive);
                }
            }
            found
        });
        match looked.await {
            Ok(found) => found,
            // The task panicked: a defect of ours, told like an archive that cannot be read.
            Err(error) => Err(StoreError::Unsound {
                path: self.folder.as_ref().clone(),
                what: format!("reading it failed ({error}): please report this"),
            }),
        }
    }
}
