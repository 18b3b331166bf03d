//! Why a page could not be had, in one line that says what to do.

use std::time::Duration;

use thiserror::Error;

use super::guard::Refused;
use crate::decode::content::Fault;

/// What was waited for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The connection.
    Connection,
    /// The head of the answer.
    Head,
    /// More of the body.
    More,
    /// The end of the answer.
    End,
}

impl Wait {
    /// What took too long, in words.
    fn what(self) -> &'static str {
        match self {
            Wait::Connection => "the connection",
            Wait::Head => "the answer's head",
            Wait::More => "a pause in the answer",
            Wait::End => "the whole answer",
        }
    }

    /// The setting that says how long is waited.
    fn setting(self) -> &'static str {
        match self {
            Wait::Connection => "fetch.connect_timeout",
            Wait::Head => "fetch.first_byte_timeout",
            Wait::More => "fetch.idle_timeout",
            Wait::End => "fetch.total_timeout",
        }
    }
}

/// Why an address gave no page.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// It may not be asked.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The host's name has no address.
    #[error("host not found: {0}: check the spelling and the network")]
    NoSuchHost(String),
    /// No connection.
    #[error("no connection: {0}: the host is down, or the network is")]
    Unreachable(String),
    /// The server's certificate is not to be trusted.
    #[error(
        "certificate error: {0}: not fetched without verification; a root of your own goes into fetch.roots"
    )]
    Certificate(String),
    /// Too long.
    #[error(
        "time-out: {} took longer than {} s: {} sets what is waited for",
        .wait.what(), .after.as_secs_f64(), .wait.setting()
    )]
    TimeOut {
        /// What took too long.
        wait: Wait,
        /// How long was waited.
        after: Duration,
    },
    /// The body dripped.
    #[error("too slow: {0} bytes a second: fetch.min_speed sets what is waited for")]
    TooSlow(u64),
    /// The body is larger than the limit.
    #[error("larger than {0} bytes: raise fetch.max_body if the page is wanted")]
    TooLarge(u64),
    /// The content encoding cannot be undone.
    #[error("{0}")]
    Encoding(Fault),
    /// The connection ended within the answer.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// What came is no HTTP.
    #[error("no proper HTTP answer: {0}")]
    NotHttp(String),
    /// More redirects than are followed.
    #[error("more than {0} redirects: fetch.max_redirects sets how many are followed")]
    TooManyRedirects(usize),
    /// A redirect to where one came from.
    #[error("a redirect loop through {0}")]
    RedirectLoop(String),
    /// A redirect to nowhere.
    #[error("a redirect with status {0} and no usable Location")]
    NoLocation(u16),
    /// robots.txt forbids it.
    #[error("robots.txt of {0} forbids it")]
    Robots(String),
    /// robots.txt cannot be read, which forbids all (RFC 9309, 2.3.1.4).
    #[error(
        "robots.txt of {host} cannot be had ({why}), so nothing there is fetched: it is tried again in the next run"
    )]
    RobotsUnreachable {
        /// The host.
        host: String,
        /// Why it cannot be had.
        why: String,
    },
    /// An HTTP status that is no page.
    #[error("status {status} {phrase}", phrase = phrase(*.status))]
    Status {
        /// The status.
        status: u16,
    },
    /// The host got as many requests as one run allows.
    #[error("{host} had its {budget} requests of this run: fetch.requests_per_host sets how many")]
    Budget {
        /// The host.
        host: String,
        /// The budget.
        budget: usize,
    },
    /// The host is left alone for a while.
    #[error("{host} is left alone for {} s more ({why})", .wait.as_secs())]
    Resting {
        /// The host.
        host: String,
        /// How long.
        wait: Duration,
        /// Why.
        why: String,
    },
    /// The way through the proxy failed.
    #[error("the proxy {proxy}: {why}: see to it, or change fetch.proxy in config.toml")]
    Proxy {
        /// Its host and port.
        proxy: String,
        /// What went wrong.
        why: String,
    },
    /// A page is to be rendered and there is nothing to render it with.
    #[error(
        "render = true needs Chromium, and none was found: install it (apt install chromium), or name it in fetch.browser"
    )]
    NoBrowser,
    /// The browser failed.
    #[error("the browser failed: {0}")]
    Browser(String),
    /// The client cannot be set up.
    #[error("{0}")]
    Setup(String),
}

impl FetchError {
    /// The reason in a word that reports count by.
    #[must_use]
    pub fn reason(&self) -> String {
        let word = match self {
            FetchError::Refused(_) => "address-refused",
            FetchError::NoSuchHost(_) => "no-such-host",
            FetchError::Unreachable(_) => "unreachable",
            FetchError::Certificate(_) => "certificate",
            FetchError::TimeOut { .. } => "time-out",
            FetchError::TooSlow(_) => "too-slow",
            FetchError::TooLarge(_) => "too-large",
            FetchError::Encoding(Fault::TooLarge(_) | Fault::Ratio(_)) => "too-large",
            FetchError::Encoding(_) => "bad-encoding",
            FetchError::Broken(_) => "connection-broken",
            FetchError::NotHttp(_) => "not-http",
            FetchError::TooManyRedirects(_)
            | FetchError::RedirectLoop(_)
            | FetchError::NoLocation(_) => "redirects",
            FetchError::Robots(_) => "robots",
            FetchError::RobotsUnreachable { .. } => "robots-unreachable",
            FetchError::Status { status } => return format!("http-{status}"),
            FetchError::Budget { .. } => "host-budget",
            FetchError::Resting { .. } => "host-resting",
            FetchError::Proxy { .. } => "proxy",
            FetchError::NoBrowser => "no-browser",
            FetchError::Browser(_) => "browser",
            FetchError::Setup(_) => "set-up",
        };
        word.to_owned()
    }

    /// Whether another attempt may fare better: RFC 9110's statuses that say so, and failures of
    /// the network. Never a certificate, a refused address or another 4xx.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            FetchError::Status { status } => {
                matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            FetchError::Unreachable(_)
            | FetchError::TimeOut { .. }
            | FetchError::TooSlow(_)
            | FetchError::Broken(_) => true,
            _ => false,
        }
    }

    /// Whether a host that failed was reached: it and not the way there has a burden to carry.
    pub(super) fn was_reached(&self) -> bool {
        match self {
            FetchError::TimeOut { wait, .. } => *wait != Wait::Connection,
            FetchError::TooSlow(_) | FetchError::Broken(_) | FetchError::NotHttp(_) => true,
            _ => false,
        }
    }

    /// Whether it speaks against the host and not only against one page of it.
    pub(super) fn is_hosts_fault(&self) -> bool {
        self.may_pass() || matches!(self, FetchError::NoSuchHost(_) | FetchError::Certificate(_))
    }
}

fn phrase(status: u16) -> &'static str {
    reqwest::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;

    #[test]
    fn what_a_setting_ends_names_a_setting_that_there_is() {
        let waits = [Wait::Connection, Wait::Head, Wait::More, Wait::End];
        let time_outs =
            waits.map(|wait| FetchError::TimeOut { wait, after: Duration::from_secs(1) });
        let others = [
            (FetchError::TooSlow(1), "\"1KB\""),
            (FetchError::TooLarge(1), "\"1KB\""),
            (FetchError::TooManyRedirects(1), "2"),
            (FetchError::Budget { host: "a.example".to_owned(), budget: 1 }, "2"),
        ];
        let errors = time_outs.into_iter().map(|error| (error, "\"9s\"")).chain(others);
        for (error, value) in errors {
            let told = error.to_string();
            let (_, setting) = told.split_once("fetch.").unwrap();
            let (setting, _) = setting.split_once(' ').unwrap();
            let written = format!("[fetch]\n{setting} = {value}\n");
            let read = config::parse(&written, Path::new("config.toml"));
            assert!(read.is_ok(), "{told}: {read:?}");
        }
    }
}
