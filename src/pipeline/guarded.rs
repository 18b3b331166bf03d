//! A defect met on one page must not cost the others.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Cleaner;

/// A page on which cleaning ended by a defect of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("internal error; please report this page")]
pub struct Defect;

impl Cleaner {
    /// Works with the cleaner on one page. What a defect left half done is not used again.
    ///
    /// # Errors
    /// [`Defect`] where the work panicked.
    pub fn guarded<T>(&mut self, work: impl FnOnce(&mut Cleaner) -> T) -> Result<T, Defect> {
        catch_unwind(AssertUnwindSafe(|| work(self))).map_err(|_| {
            *self = Cleaner::default();
            Defect
        })
    }
}
