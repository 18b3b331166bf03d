//! The network as a page in the browser sees it.

use chrono::{DateTime, Utc};
use url::Url;

use crate::fetch::error::FetchError;
use crate::fetch::fetched::Fetched;

/// Where a rendered page's own requests go, and whose time it is.
pub(in crate::fetch) trait Network {
    /// What a page that is being rendered asks for: tried once.
    async fn part(&self, url: &Url) -> Result<Fetched, FetchError>;

    /// What time it is.
    fn now(&self) -> DateTime<Utc>;
}
