//! What a site says in files of its own: robots.txt and tdmrep.json.

use std::sync::Arc;

use tokio::time::sleep;
use url::Url;

use super::error::FetchError;
use super::exchange::{Limit, Validators};
use super::fetcher::{Fetcher, back_off};
use super::robots::{self, Permission, Rules};
use super::sites::{Asked, Site};
use crate::decode::content::{self, Caps};

/// How much of a tdmrep.json is read.
const TDMREP_MOST: u64 = 256 * 1024;

impl Fetcher {
    /// What robots.txt of an address's origin says.
    ///
    /// # Errors
    /// When the host may not or cannot be asked at all; otherwise a robots.txt that cannot be had is
    /// no error here but a verdict.
    pub async fn robots(&self, url: &Url) -> Result<Arc<Rules>, FetchError> {
        Ok(self.site(url).await?.rules.clone())
    }

    pub(super) async fn site(&self, url: &Url) -> Result<Arc<Site>, FetchError> {
        let cell = self.sites.cell(url);
        let mut cell = cell.lock().await;
        let now = (self.edges.now)();
        if let Some(site) = cell.as_ref().filter(|site| site.holds(now)) {
            return Ok(site.clone());
        }
        let kept = if cell.is_none() { self.sites.kept(url, now) } else { None };
        let site = match kept {
            Some(site) => site,
            None => {
                let asked = self.read_robots(url).await?;
                self.sites.asked(url, asked, (self.edges.now)())
            }
        };
        if let Some(delay) = site.rules.crawl_delay {
            self.hosts.crawl_delay(url, delay).await;
        }
        let site = Arc::new(site);
        *cell = Some(site.clone());
        Ok(site)
    }

    /// What a site reserves in `/.well-known/tdmrep.json`: nothing when the file is not there, may not be
    /// asked for, or the configuration asks for none.
    async fn read_tdmrep(&self, page: &Url, rules: &Rules) -> Vec<u8> {
        let url = of_site(page, "/.well-known/tdmrep.json");
        if !self.config.tdmrep || rules.permission(&url) != Permission::Allowed {
            return Vec::new();
        }
        match self.once(&url, &Validators::default(), Limit::Cut(TDMREP_MOST), false).await {
            Ok(answer) if answer.status == 200 => {
                let caps = Caps { bytes: TDMREP_MOST, ratio: u64::MAX };
                let coding = answer.joined("content-encoding");
                content::undo(&answer.body, &coding, &caps)
                    .map_or_else(|undone| undone.decoded, |plain| plain.bytes.into_owned())
            }
            _ => Vec::new(),
        }
    }

    /// What a site's robots.txt says, with as many attempts as a page gets: where it cannot be had, nothing of the site
    /// is fetched. What keeps the page away too is the error, and the page's attempts count.
    async fn read_robots(&self, page: &Url) -> Result<Asked, FetchError> {
        let mut attempt = 1;
        loop {
            let asked = self.try_robots(page, attempt > 1).await?;
            if attempt >= self.config.attempts || !matches!(asked, Asked::Unreachable(_)) {
                return Ok(asked);
            }
            sleep(back_off(self.config.retry_pause, attempt, (self.edges.chance)())).await;
            attempt += 1;
        }
    }

    async fn try_robots(&self, page: &Url, is_again: bool) -> Result<Asked, FetchError> {
        let mut url = of_site(page, "/robots.txt");
        for hop in 0..=robots::REDIRECTS {
            let limit = Limit::Cut(robots::MOST);
            let asked = self.once(&url, &Validators::default(), limit, is_again).await;
            let answer = match asked {
                Ok(answer) => answer,
                Err(error @ (FetchError::Budget { .. } | FetchError::Resting { .. })) => {
                    return Err(error);
                }
                // What keeps robots.txt away keeps the page away, and says more.
                Err(
                    error @ (FetchError::Refused(_)
                    | FetchError::NoSuchHost(_)
                    | FetchError::Unreachable(_)
                    | FetchError::Proxy { .. }
                    | FetchError::Certificate(_)),
                ) if hop == 0 => return Err(error),
                Err(error) => return Ok(Asked::Unreachable(error.to_string())),
            };
            match answer.redirect() {
                None => {
                    // A file cut at the limit cannot be decoded to its end; what there is counts.
                    let caps = Caps { bytes: robots::MOST, ratio: u64::MAX };
                    let coding = answer.joined("content-encoding");
                    let text = match content::undo(&answer.body, &coding, &caps) {
                        Ok(plain) => plain.bytes.into_owned(),
                        Err(undone) if !undone.decoded.is_empty() => undone.decoded,
                        Err(undone) => return Ok(Asked::Unreachable(undone.fault.to_string())),
                    };
                    return Ok(self.answered(page, answer.status, text).await);
                }
                Some(Ok(next)) => url = next,
                Some(Err(error)) => return Ok(Asked::Unreachable(error.to_string())),
            }
        }
        // RFC 9309, 2.3.1.2: more redirects than that, and it counts as unavailable.
        Ok(self.answered(page, 404, Vec::new()).await)
    }

    async fn answered(&self, page: &Url, status: u16, text: Vec<u8>) -> Asked {
        let rules = Rules::answered(status, &text);
        if let Some(why) = rules.why_unreachable() {
            return Asked::Unreachable(why.to_owned());
        }
        let tdmrep = self.read_tdmrep(page, &rules).await;
        Asked::Answered { status, text, tdmrep }
    }
}

/// The address of one of a site's own files.
fn of_site(page: &Url, path: &str) -> Url {
    let mut url = page.clone();
    url.set_path(path);
    url.set_query(None);
    url.set_fragment(None);
    url
}
