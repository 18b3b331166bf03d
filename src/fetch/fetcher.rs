//! A page from its address: guard, robots.txt, politeness, redirects, retries.

use std::collections::HashSet;
use std::io;
use std::path::Path;
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
use super::robots::Permission;
use super::sites::Sites;
use crate::config::Fetch;

/// Fetches pages politely. One serves a whole run and many tasks at once.
#[derive(Debug)]
pub struct Fetcher {
    pub(super) config: Fetch,
    pub(super) edges: Edges,
    guard: Guard,
    clients: Clients,
    pub(super) hosts: Hosts,
    pub(super) sites: Sites,
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
            let failed = match self.attempt(url, validators, answers, limit, attempt > 1).await {
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

    /// One attempt: the whole way through the redirects. `answers` are statuses beside the usual ones that count as
    /// an answer; `is_again` says that an attempt failed just before.
    async fn attempt(
        &self,
        start: &Url,
        validators: &Validators,
        answers: &[u16],
        limit: Limit,
        is_again: bool,
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
            let answer = self.once(&url, validators, limit, is_again).await?;
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

    /// One request in its host's turn; `is_again` says that it was just made, and failed.
    pub(super) async fn once(
        &self,
        url: &Url,
        validators: &Validators,
        limit: Limit,
        is_again: bool,
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
            Ok(answer) if answer.status >= 500 && is_again => Went::BadlyAgain,
            Err(error) if error.is_hosts_fault() && is_again => Went::BadlyAgain,
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
pub(super) fn back_off(first: Duration, attempt: u32, chance: f64) -> Duration {
    (first * 2u32.saturating_pow(attempt.saturating_sub(1)).min(1024)).mul_f64(0.5 + chance)
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("").to_owned()
}

impl Network for Fetcher {
    async fn part(&self, url: &Url) -> Result<Fetched, FetchError> {
        self.attempt(url, &Validators::default(), &[], Limit::Fail(self.config.max_body), false)
            .await
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
