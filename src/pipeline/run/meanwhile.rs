//! What becomes due while a pass goes on: other hosts are not made to wait for a slow one.

use std::time::{Duration, Instant};

use super::keeper::Keeper;
use super::passing::Pass;
use super::setting::{Meanwhile, RunError};

/// How often it is looked for sources that have become due.
const LOOK: Duration = Duration::from_secs(1);
/// How often it is looked for articles that are to be asked for again, where no source is due.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

impl Pass<'_> {
    /// Takes in the sources that have become due since the pass began, also those of which pages wait for their hosts,
    /// and with them the articles that are to be asked for again. A pass that has gone on for long is ended for them
    /// instead: the next one has new budgets and what was learned, and goes on with what is left. Not so while a source
    /// on this machine is read, which would begin anew.
    pub(super) fn take_in(&mut self, keeper: &mut Keeper<'_>) -> Result<(), RunError> {
        let Some(Meanwhile { due, longest }) = &self.setting.meanwhile else { return Ok(()) };
        if self.looked.sources.elapsed() < LOOK || self.setting.stop.is_pressed() {
            return Ok(());
        }
        self.looked.sources = Instant::now();
        keeper.settle_all_but(&self.listings);
        let mut sources = due(&keeper.memory, keeper.now());
        sources.retain(|source| !self.listings.contains(&source.name));
        if self.begun.elapsed() >= *longest && self.reading.is_none() {
            if !sources.is_empty() {
                self.setting.stop.press();
            }
            return Ok(());
        }
        if sources.is_empty() && self.looked.again.elapsed() < LOOK_AGAIN {
            return Ok(());
        }
        sources.into_iter().for_each(|source| self.ask(source, keeper));
        self.looked.again = Instant::now();
        let again = keeper.due_again(&self.followed)?;
        self.queue_again(again, keeper)
    }
}
