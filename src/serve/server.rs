//! What every page's maker has at hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::figures::{Figures, Kept};
use super::library::Library;
use crate::pipeline::Options;
use crate::store::StoreError;

/// The archive, what is kept of it between requests, and what the server was told.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) library: Library,
    pub(super) kept: Kept,
    pub(super) options: Arc<Options>,
    pub(super) clock: fn() -> DateTime<Utc>,
}

impl Server {
    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Figures about the archive as a whole, a little old perhaps.
    pub(super) async fn figures(&self) -> Result<Arc<Figures>, StoreError> {
        self.kept.figures(&self.library, self.now()).await
    }

    /// The same, or nothing while they are being counted for the first time.
    pub(super) async fn figures_soon(&self) -> Result<Option<Arc<Figures>>, StoreError> {
        self.kept.figures_soon(&self.library, self.now()).await
    }
}
