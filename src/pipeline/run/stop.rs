//! Ending a run early and well: what is fetched is stored, what is not is left for the next run.

use std::sync::Arc;

use tokio::sync::watch::{Receiver, Sender, channel};

/// Ends the runs that hold its [`Stop`].
#[derive(Clone, Debug)]
pub struct Switch(Arc<Sender<bool>>);

/// Tells a run when to end.
#[derive(Clone, Debug)]
pub struct Stop {
    told: Receiver<bool>,
    /// Keeps the channel open where nobody else does.
    switch: Switch,
}

impl Switch {
    /// A switch that is not pressed, and what it ends.
    #[must_use]
    pub fn new() -> (Switch, Stop) {
        let (send, told) = channel(false);
        let switch = Switch(Arc::new(send));
        (switch.clone(), Stop { told, switch })
    }

    /// Presses it; for good.
    pub fn press(&self) {
        let _ = self.0.send(true);
    }
}

impl Stop {
    /// One that never comes.
    #[must_use]
    pub fn never() -> Stop {
        Switch::new().1
    }

    /// Whether it has come.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        *self.told.borrow()
    }

    /// Has it come, for all that hold it.
    pub(super) fn press(&self) {
        self.switch.press();
    }

    /// Waits until it comes.
    pub async fn pressed(&self) {
        let mut told = self.told.clone();
        // The switch lives as long as this, so that waiting cannot fail.
        let _ = told.wait_for(|pressed| *pressed).await;
    }
}
