//! Faults injected by tests between any two steps of a write.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// The steps of storing a batch, in their order. See the room's documentation for what each leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The records of one capture were appended to the WARC file; none is on the disk for sure.
    RecordsAppended,
    /// A text file was opened under its provisional name; it is empty.
    TextBegun,
    /// All texts are written under provisional names.
    TextsWritten,
    /// These records and texts are on the disk; no text has its name.
    Synced,
    /// One text has its name.
    TextNamed,
    /// All texts have their names, and the names are on the disk.
    FolderSynced,
    /// The index transaction is committed.
    Committed,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Step; 7] = [
        Step::RecordsAppended,
        Step::TextBegun,
        Step::TextsWritten,
        Step::Synced,
        Step::TextNamed,
        Step::FolderSynced,
        Step::Committed,
    ];
}

type Fault = Box<dyn FnMut(Step) -> io::Result<()> + Send>;

/// Calls a test's function at each step; nothing outside tests.
#[derive(Clone, Default)]
pub(in crate::store) struct Faults(Option<Arc<Mutex<Fault>>>);

impl Faults {
    pub(in crate::store) fn inject(&mut self, fault: Fault) {
        self.0 = Some(Arc::new(Mutex::new(fault)));
    }

    pub(in crate::store) fn at(&self, step: Step) -> io::Result<()> {
        match &self.0 {
            Some(fault) => fault.lock().unwrap_or_else(PoisonError::into_inner)(step),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Faults(injected)" } else { "Faults(none)" })
    }
}
