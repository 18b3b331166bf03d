//! Taking over what others captured or cleaned: WARC files, WACZ, MHTML, folders of saved pages, and
//! archives of clean texts whose names come from elsewhere.
//!
//! Every name from elsewhere (a record's id, a file's name) is kept as an opaque id beside what we
//! make of the bytes; nothing is concluded from it, and nothing is written under it.

mod found;
mod intake;
mod outcome;
mod read;

use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::ordered::{Window, in_order_within};
use super::{Cleaner, cleaner_name};
use crate::store::{Access, Archive, StoreError};

use found::found_below;
pub use found::nothing_to_import;
use intake::{BATCH, HELD, Intake};
pub use outcome::{Imported, Importing, Item};
use read::{Done, Worker, one};

/// What may wait for the pages before it, so that cleaning goes on while a batch is written.
const WINDOW: Window<Done> =
    Window { results: BATCH / 2, bytes: HELD / 2, weigh: |done| done.held() };

/// Imports everything below `paths`, in their order, and tells `observe` what became of each page
/// once that is on the disk. Files are streamed; what is there already is passed over, so that an
/// import that was interrupted is simply run again. `now` is when the import begins.
///
/// # Errors
/// When the archive cannot be written to. A file or page that fails is no error: it is told, and the
/// rest goes on.
pub fn import(
    archive: &mut Archive,
    paths: &[PathBuf],
    wanted: &Importing,
    now: DateTime<Utc>,
    observe: &mut dyn FnMut(&Item),
) -> Result<(), StoreError> {
    archive.treat_near(wanted.near)?;
    archive.keep_marks(wanted.learn)?;
    archive.begin_run(now, "import")?;
    let folder = archive.folder().to_owned();
    let found = paths.iter().flat_map(|path| found_below(path, wanted.texts, Some(&folder)));
    let name = cleaner_name(&wanted.options);
    let mut stored = Ok(());
    let mut intake = Intake::new(archive, observe, (wanted, &name));
    in_order_within(
        found,
        wanted.threads,
        &WINDOW,
        || Worker {
            cleaner: Cleaner::default(),
            archive: Archive::open(&folder, Access::Read).ok(),
        },
        |worker, found| one(worker, found, wanted, &name),
        |done| {
            stored = intake.take(done);
            if stored.is_ok() && !wanted.stop.is_pressed() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
    stored?;
    intake.end()?;
    if wanted.learn {
        archive.learn_profiles(now)?;
    }
    archive.end_run(Utc::now().max(now))?;
    Ok(())
}
