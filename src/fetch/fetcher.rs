//! A page from its address: guard, robots.txt, politeness, redirects, retries.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::sleep;
use url::Url;

use super::client::Clients;
use super::edges::Edges;
use super::error::FetchError;
use super::exchange::{Exchange, Limit, Validators, ask};
use super::fetched::{Fetched, GONE};
use super::guard::Guard;
use super::hosts::{Hosts, Went};
use super::render::{Network, Renderer};
use super::rests::Rest;
use super::retry_after;
use super::robots::{self, Permission, Rules};
use super::sites::{Asked, Site, Sites};
use crate::config::Fetch;
use crate::decode::content::{self, Caps};

/// How much of a tdmrep.json is read.
const TDMREP_MOST: u64 = 256 * 1024;

/// Fetches pages politely. One serves a whole run and many tasks at once.
#[derive(Debug)]
pub struct Fetcher {
    config: Fetch,
    edges: Edges,
    guard: Guard,
    clients: Clients,
    hosts: Hosts,
    sites: Sites,
    renderer: Renderer,
}

impl Fetcher {
    /// A fetcher for one run.
    ///
    /// # Errors
    /// [`FetchError::Setup`] when the TLS roots cannot be read.
    pub fn new(config: &Fetch, edges: &Edges) -> Result<Fetcher, FetchError> {
        Ok(Fetcher {
            config: config.clone(),
            edges: edges.clone(),
            guard: Guard::new(config),
            clients: Clients::new(config, edges)?,
            hosts: Hosts::new(config),
            sites: Sites::default(),
            renderer: Renderer::new(config),
        })
    }

    /// The same, with what earlier runs kept of robots.txt in an archive's folder.
    #[must_use]
    pub fn remembering(self, folder: &Path) -> Fetcher {
        Fetcher { sites: Sites::kept_in(folder), ..self }
    }

    /// The same, with the hosts that an earlier run was to leave alone.
    #[must_use]
    pub fn resting(self, rests: impl IntoIterator<Item = Rest>) -> Fetcher {
        rests.into_iter().for_each(|rest| self.hosts.let_rest(rest));
        self
    }

    /// The same, with the hosts that an earlier run asked just before, and for how long their pause goes on.
    #[must_use]
    pub fn pausing(self, pauses: impl IntoIterator<Item = (String, Duration)>) -> Fetcher {
        pauses.into_iter().for_each(|(host, wait)| self.hosts.let_pause(host, wait));
        self
    }

    /// The hosts whose pause is not over, and for how long it goes on, for a run right after this one.
    #[must_use]
    pub fn pauses(&self) -> Vec<(String, Duration)> {
        self.hosts.pauses()
    }

    /// The hosts that asked to be left alone or fail, for later runs.
    #[must_use]
    pub fn rests(&self) -> Vec<Rest> {
        self.hosts.rests().all()
    }

    /// Whether there is something that [`Fetcher::rests`] did not tell yet.
    #[must_use]
    pub fn rests_changed(&self) -> bool {
        self.hosts.rests().have_changed()
    }

    /// Writes down what is known of robots.txt, for the next run.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn save(&self) -> io::Result<()> {
        self.sites.save((self.edges.now)())
    }

    /// The same while the run goes on: cheap, and writes at most every few seconds.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn save_now_and_then(&self) -> io::Result<()> {
        self.sites.save_now_and_then((self.edges.now)())
    }

    /// Fetches a page. With `validators` the answer may be a 304 without a body.
    ///
    /// # Errors
    /// [`FetchError`], after as many attempts as the configuration allows for failures that may
    /// pass. Every status but 2xx (and 304 where it was asked for) is an error, and so is a part of a page
    /// (206), which nobody asked for.
    pub async fn fetch(&self, url: &Url, validators: &Validators) -> Result<Fetched, FetchError> {
        self.fetch_with(url, validators, &[], Limit::Fail(self.config.max_body)).await
    }

    /// Fetches what lists pages, as a sitemap does, however large pages may be: `most` bytes of it, of the body as
    /// sent and as decoded, with a note where there are more. Its answer comes without its body.
    ///
    /// # Errors
    /// As for [`Fetcher::fetch`].
    pub async fn fetch_up_to(&self, url: &Url, most: u64) -> Result<Fetched, FetchError> {
        self.fetch_with(url, &Validators::default(), &[], Limit::Cut(most)).await
    }

    /// The same of a page that was there before: that it is gone (404, 410) is an answer and no error.
    ///
    /// # Errors
    /// As for [`Fetcher::fetch`].
    pub async fn fetch_again(
        &self,
        url: &Url,
        validators: &Validators,
    ) -> Result<Fetched, FetchError> {
        self.fetch_with(url, validators, &GONE, Limit::Fail(self.config.max_body)).await
    }

    async fn fetch_with(
        &self,
        url: &Url,
        validators: &Validators,
        answers: &[u16],
        limit: Limit,
    ) -> Result<Fetched, FetchError> {
        let mut attempt = 1;
        loop {
            let failed = match self.attempt(url, validators, answers, limit).await {
                Ok(fetched) => return Ok(fetched),
                Err(failed) => failed,
            };
            if attempt >= self.config.attempts || !failed.may_pass() {
                return Err(failed);
            }
            tracing::debug!(%url, attempt, error = %failed, "tried again");
            sleep(back_off(self.config.retry_pause, attempt, (self.edges.chance)())).await;
            attempt += 1;
        }
    }

    /// Fetches a page and lets a headless browser run its scripts; whatever they ask for goes the same
    /// way as the page.
    ///
    /// # Errors
    /// As for [`Fetcher::fetch`]; [`FetchError::NoBrowser`] when none is installed.
    pub async fn fetch_rendered(&self, url: &Url) -> Result<Fetched, FetchError> {
        let page = self.fetch(url, &Validators::default()).await?;
        self.renderer.render(self, page, self.config.max_body).await
    }

    /// What robots.txt of an address's origin says.
    ///
    /// # Errors
    /// When the host may not or cannot be asked at all; otherwise a robots.txt that cannot be had is
    /// no error here but a verdict.
    pub async fn robots(&self, url: &Url) -> Result<Arc<Rules>, FetchError> {
        Ok(self.site(url).await?.rules.clone())
    }

    async fn site(&self, url: &Url) -> Result<Arc<Site>, FetchError> {
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
        match self.once(&url, &Validators::default(), Limit::Cut(TDMREP_MOST)).await {
            Ok(answer) if answer.status == 200 => {
                let caps = Caps { bytes: TDMREP_MOST, ratio: u64::MAX };
                let coding = answer.joined("content-encoding");
                content::undo(&answer.body, &coding, &caps)
                    .map_or_else(|undone| undone.decoded, |plain| plain.bytes.into_owned())
            }
            _ => Vec::new(),
        }
    }

    async fn read_robots(&self, page: &Url) -> Result<Asked, FetchError> {
        let mut url = of_site(page, "/robots.txt");
        for hop in 0..=robots::REDIRECTS {
            let asked = self.once(&url, &Validators::default(), Limit::Cut(robots::MOST)).await;
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
        if rules.is_unreachable() {
            return Asked::Unreachable(format!("status {status}"));
        }
        let tdmrep = self.read_tdmrep(page, &rules).await;
        Asked::Answered { status, text, tdmrep }
    }

    /// One attempt: the whole way through the redirects. `answers` are statuses beside the usual ones that count as
    /// an answer.
    async fn attempt(
        &self,
        start: &Url,
        validators: &Validators,
        answers: &[u16],
        limit: Limit,
    ) -> Result<Fetched, FetchError> {
        let mut url = start.clone();
        let mut seen: HashSet<String> = HashSet::new();
        let mut moved = true;
        for hop in 0..=self.config.max_redirects {
            self.guard.check(&url)?;
            let site = self.site(&url).await?;
            match site.rules.permission(&url) {
                Permission::Allowed => {}
                Permission::Forbidden => return Err(FetchError::Robots(host_of(&url))),
                Permission::Unreachable(why) => {
                    return Err(FetchError::RobotsUnreachable { host: host_of(&url), why });
                }
            }
            // A page that sets a cookie and comes back to itself is no loop the first time.
            if !seen.insert(url.as_str().to_owned()) && hop > 2 {
                return Err(FetchError::RedirectLoop(url.into()));
            }
            let validators = if hop == 0 { validators } else { &Validators::default() };
            let answer = self.once(&url, validators, limit).await?;
            match answer.redirect() {
                Some(next) => {
                    moved &= matches!(answer.status, 301 | 308);
                    url = next?;
                }
                None => {
                    let status = answer.status;
                    let is_page = (200..300).contains(&status) && status != 206;
                    let not_modified = status == 304 && *validators != Validators::default();
                    if !is_page && !not_modified && !answers.contains(&status) {
                        return Err(FetchError::Status { status });
                    }
                    let mut page = Fetched::read(start, answer, moved && hop > 0, limit)?;
                    page.rights.extend(site.rights(&url));
                    return Ok(page);
                }
            }
        }
        Err(FetchError::TooManyRedirects(self.config.max_redirects))
    }

    /// One request in its host's turn.
    async fn once(
        &self,
        url: &Url,
        validators: &Validators,
        limit: Limit,
    ) -> Result<Exchange, FetchError> {
        let ground = self.guard.check(url)?;
        let turn = self.hosts.turn(url).await?;
        let way = self.clients.of(ground);
        let now = &*self.edges.now;
        let asked = ask(way, ground, url, validators, limit, &self.config, now).await;
        turn.end(match &asked {
            Ok(answer) if matches!(answer.status, 429 | 503) => Went::Busy {
                status: answer.status,
                wait: answer
                    .header("retry-after")
                    .and_then(|value| retry_after::read(value, answer.header("date"), now())),
            },
            Ok(answer) if answer.status >= 500 => {
                Went::Badly { why: format!("status {}", answer.status), was_reached: true }
            }
            Ok(answer) => Went::Well { took: answer.took },
            Err(error) if error.is_hosts_fault() => {
                Went::Badly { why: error.reason(), was_reached: error.was_reached() }
            }
            Err(_) => Went::Well { took: Duration::ZERO },
        });
        asked
    }
}

/// The pause after a failed attempt: exponential, and spread by chance (0 to 1) so that many failures do
/// not come back as one.
fn back_off(first: Duration, attempt: u32, chance: f64) -> Duration {
    (first * 2u32.saturating_pow(attempt.saturating_sub(1)).min(1024)).mul_f64(0.5 + chance)
}

/// The address of one of a site's own files.
fn of_site(page: &Url, path: &str) -> Url {
    let mut url = page.clone();
    url.set_path(path);
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("").to_owned()
}

impl Network for Fetcher {
    async fn part(&self, url: &Url) -> Result<Fetched, FetchError> {
        self.attempt(url, &Validators::default(), &[], Limit::Fail(self.config.max_body)).await
    }

    fn now(&self) -> DateTime<Utc> {
        (self.edges.now)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_between_attempts_doubles_and_is_spread_by_chance() {
        let first = Duration::from_secs(2);
        for (attempt, chance, millis) in
            [(1, 0.5, 2_000), (2, 0.5, 4_000), (3, 0.5, 8_000), (1, 0.0, 1_000), (1, 1.0, 3_000)]
        {
            assert_eq!(back_off(first, attempt, chance).as_millis(), millis, "{attempt} {chance}");
        }
    }
}
