//! Sources on this machine, folders and WARC files, while they are read.

use std::ops::ControlFlow;

use super::event::Event;
use super::files::Files;
use super::keeper::Keeper;
use super::kept::Done;
use super::revisits::Revisits;
use super::setting::{RunError, Setting};
use super::{folder, warc};
use crate::config::{Source, SourceKind};
use crate::store::StoreError;

/// A source that is read, on the side of what takes its pages.
pub(super) struct Local<'a> {
    source: Source,
    setting: &'a Setting,
    /// How many new pages of it are still taken.
    left: usize,
    revisits: Revisits<'a>,
}

/// Reads a source to its end, or until the run is told to end.
pub(super) fn pass(
    source: &Source,
    setting: &Setting,
    keeper: &mut Keeper<'_>,
) -> Result<(), RunError> {
    let Some((mut local, files)) = Local::begin(source, setting, keeper) else { return Ok(()) };
    let mut stored = Ok(());
    read(source, files, setting, |done| match local.take(done, keeper) {
        Ok(next) => next,
        Err(error) => {
            stored = Err(error);
            ControlFlow::Break(())
        }
    });
    stored?;
    local.end(keeper)?;
    Ok(())
}

/// Reads the files of a source, and hands on what becomes of each page in them, until `sink` breaks.
pub(super) fn read(
    source: &Source,
    files: Files,
    setting: &Setting,
    sink: impl FnMut(Done) -> ControlFlow<()>,
) {
    match &source.kind {
        SourceKind::Warc(_) => warc::read(source, files, setting, sink),
        _ => folder::read(source, files, setting, sink),
    }
}

impl<'a> Local<'a> {
    /// Begins with a source, and gives its files; none where it cannot be read, which is told.
    pub(super) fn begin(
        source: &Source,
        setting: &'a Setting,
        keeper: &mut Keeper<'_>,
    ) -> Option<(Local<'a>, Files)> {
        let files = match &source.kind {
            SourceKind::Warc(root) => warc::files(source, root, keeper),
            SourceKind::Folder(root) => folder::files(source, root, keeper),
            _ => None,
        }?;
        let left = source.limit.unwrap_or(usize::MAX);
        let revisits = Revisits::new(source, setting);
        Some((Local { source: source.clone(), setting, left, revisits }, files))
    }

    /// Takes what became of one page; says whether more is wanted.
    pub(super) fn take(
        &mut self,
        done: Done,
        keeper: &mut Keeper<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        match done {
            Done::Nothing => {}
            Done::Page(kept, note) => {
                if !keeper.fits(&kept, &mut self.left)? {
                    return Ok(ControlFlow::Break(()));
                }
                if let Some(detail) = &note {
                    keeper.tell(&Event::Note { source: &self.source.name, detail });
                }
                // How many pages there are in WARC files is not known before they are read.
                if matches!(self.source.kind, SourceKind::Warc(_)) {
                    keeper.tell(&Event::Waiting { host: &self.source.name, pages: 1 });
                }
                keeper.keep(*kept)?;
            }
            Done::Refers(referring) => self.revisits.take(*referring, keeper)?,
            Done::Lost(lost) => self.revisits.take_lost(*lost, keeper)?,
            Done::Failed(path, reason, detail) => {
                keeper.file_failed(&self.source, &path, reason, &detail)?;
            }
        }
        if !self.setting.stop.is_pressed() {
            return Ok(ControlFlow::Continue(()));
        }
        keeper.unfinished(&self.source.name);
        Ok(ControlFlow::Break(()))
    }

    /// Stores what waited for all to be read.
    pub(super) fn end(mut self, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        keeper.flush()?;
        if matches!(self.source.kind, SourceKind::Warc(_)) {
            self.revisits.end(keeper)?;
        }
        Ok(())
    }
}
