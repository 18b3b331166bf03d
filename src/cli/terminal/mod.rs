//! What the person at the terminal sees and sends: messages, output, progress, signals.

pub(super) mod bar;
pub(super) mod message;
pub(super) mod opened;
pub(super) mod output;
pub(super) mod progress;
pub(super) mod signals;
