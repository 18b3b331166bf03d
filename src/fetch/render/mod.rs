//! Pages that only scripts make: rendered by a headless Chromium that the user has installed.
//!
//! The browser gets nothing from the network. Each request it makes is paused, judged and fetched by
//! our own client, so that guard, robots.txt, politeness, caps and time-outs are the same as for any
//! page; or it is refused: pictures, films, fonts, styles, and everything but GET.

mod browser;
mod devtools;
mod network;
mod tab;

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::timeout;

use super::client::user_agent;
use super::error::FetchError;
use super::fetched::Fetched;
use crate::config::Fetch;

use browser::Browser;
pub use browser::find_browser;
pub(super) use network::Network;

/// How long a page may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(60);

/// Renders pages, one at a time; starts a browser when the first one comes.
#[derive(Debug)]
pub(super) struct Renderer {
    program: Option<PathBuf>,
    user_agent: String,
    browser: tokio::sync::Mutex<Option<Browser>>,
}

impl Renderer {
    pub(super) fn new(config: &Fetch) -> Renderer {
        Renderer {
            program: config.browser.clone().or_else(find_browser),
            user_agent: user_agent(&config.contact),
            browser: tokio::sync::Mutex::default(),
        }
    }

    /// What a page that was fetched looks like once its scripts have run. The answer stays as it came;
    /// the body becomes the document as the browser has it.
    pub(super) async fn render(
        &self,
        network: &impl Network,
        page: Fetched,
        most: u64,
    ) -> Result<Fetched, FetchError> {
        let Some(program) = &self.program else { return Err(FetchError::NoBrowser) };
        let failed = |error: String| FetchError::Browser(error.replace(['\n', '\r'], " "));
        let mut place = self.browser.lock().await;
        let mut browser = match place.take() {
            Some(browser) => browser,
            None => Browser::start(program, &self.user_agent).await.map_err(failed)?,
        };
        let late = PATIENCE + Duration::from_secs(10);
        let rendered = timeout(late, tab::render(&mut browser, network, page, PATIENCE)).await;
        let rendered = rendered.unwrap_or_else(|_| Err("it hangs".to_owned())).map_err(failed)?;
        // A browser that failed is not used again.
        *place = Some(browser);
        if rendered.body.len() as u64 > most {
            return Err(FetchError::TooLarge(most));
        }
        Ok(rendered)
    }
}
