//! Sources on this machine that are read beside what is fetched: one after another, and no host waits for them.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::Sender;

use super::keeper::Keeper;
use super::kept::Done;
use super::local::{Local, read};
use super::page::Brought;
use super::passing::{Pass, Reading};
use crate::config::Source;
use crate::store::StoreError;

/// Tells that a source is read, however that ended.
struct ToldAtTheEnd(Sender<Brought>);

impl Drop for ToldAtTheEnd {
    fn drop(&mut self) {
        // Nobody waits for it when the pass was ended.
        let _ = self.0.blocking_send(Brought::End);
    }
}

impl Pass<'_> {
    /// Has a source on this machine read, as soon as those before it are.
    pub(super) fn read(&mut self, source: Source, keeper: &mut Keeper<'_>) {
        self.listings.insert(source.name.clone());
        keeper.takes_part(&source);
        self.unread.push_back(source);
        self.read_next(keeper);
    }

    fn read_next(&mut self, keeper: &mut Keeper<'_>) {
        while self.reading.is_none() {
            let Some(source) = self.unread.pop_front() else { return };
            let begun = match self.setting.stop.is_pressed() {
                true => None,
                false => Local::begin(&source, self.setting, keeper),
            };
            let Some((local, files)) = begun else {
                self.listings.remove(&source.name);
                continue;
            };
            let is_over = Arc::new(AtomicBool::new(false));
            let name = source.name.clone();
            self.reading = Some(Reading { name, local, is_over: is_over.clone() });
            let (setting, send) = (self.setting.clone(), self.send.clone());
            self.handle.spawn_blocking(move || {
                let _told = ToldAtTheEnd(send.clone());
                read(&source, files, &setting, |done| {
                    let is_taken = send.blocking_send(Brought::Done(done)).is_ok();
                    match is_taken && !is_over.load(Ordering::Relaxed) {
                        true => ControlFlow::Continue(()),
                        false => ControlFlow::Break(()),
                    }
                });
            });
        }
    }

    /// Takes what became of one page of the source that is read.
    pub(super) fn take_done(
        &mut self,
        done: Done,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), StoreError> {
        let Some(reading) = &mut self.reading else { return Ok(()) };
        if !reading.is_over.load(Ordering::Relaxed) && reading.local.take(done, keeper)?.is_break()
        {
            reading.is_over.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// The source is read: its part ends, and the next one begins.
    pub(super) fn end_reading(&mut self, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        if let Some(Reading { name, local, .. }) = self.reading.take() {
            local.end(keeper)?;
            self.listings.remove(&name);
        }
        self.read_next(keeper);
        Ok(())
    }
}
