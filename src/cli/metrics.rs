//! `spoglio watch --metrics`: what happens, for Prometheus, and whether all is well.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};

use crate::pipeline::run::{Event, Memory, What};
use crate::serve::{Token, bearer};

/// Counts what `watch` does and shows it over HTTP.
#[derive(Clone, Debug)]
pub(super) struct Metrics(Arc<Mutex<Counts>>);

#[derive(Debug)]
struct Counts {
    since: DateTime<Utc>,
    outcomes: BTreeMap<&'static str, u64>,
    /// By outcome and reason.
    reasons: BTreeMap<(&'static str, String), u64>,
    sources_failed: BTreeMap<String, u64>,
    waiting: u64,
    passes: u64,
    last_pass: Option<DateTime<Utc>>,
    next_pass: Option<DateTime<Utc>>,
    /// What the last pass failed of, when it did.
    error: Option<String>,
    sources: BTreeMap<String, SourceState>,
}

#[derive(Debug)]
struct SourceState {
    read: Option<DateTime<Utc>>,
    new: Option<DateTime<Utc>>,
    failures: u32,
    is_silent: bool,
}

impl Metrics {
    pub(super) fn new(since: DateTime<Utc>) -> Metrics {
        let all = [
            What::Stored,
            What::NewVersion,
            What::SeenBefore,
            What::Refused,
            What::Failed,
            What::Postponed,
        ];
        Metrics(Arc::new(Mutex::new(Counts {
            since,
            outcomes: all.map(|what| (what.name(), 0)).into(),
            reasons: BTreeMap::new(),
            sources_failed: BTreeMap::new(),
            waiting: 0,
            passes: 0,
            last_pass: None,
            next_pass: None,
            error: None,
            sources: BTreeMap::new(),
        })))
    }

    /// Counts an event.
    pub(super) fn take(&self, event: &Event<'_>) {
        let mut counts = self.counts();
        match event {
            Event::Page(page) => {
                let outcome = page.outcome.name();
                *counts.outcomes.entry(outcome).or_default() += 1;
                counts.waiting = counts.waiting.saturating_sub(1);
                if let Some(reason) = page.reason {
                    *counts.reasons.entry((outcome, reason.to_owned())).or_default() += 1;
                }
            }
            Event::Waiting { pages, .. } => counts.waiting += *pages as u64,
            Event::SourceFailed { reason, .. } => {
                *counts.sources_failed.entry((*reason).to_owned()).or_default() += 1;
            }
            Event::Source { .. } | Event::Note { .. } => {}
        }
    }

    /// A pass ended; `error` is what it failed of.
    pub(super) fn pass_ended(&self, at: DateTime<Utc>, error: Option<String>) {
        let mut counts = self.counts();
        counts.passes += 1;
        counts.last_pass = Some(at);
        counts.waiting = 0;
        counts.error = error;
    }

    /// What is known of the sources, and when the next pass is.
    pub(super) fn know(
        &self,
        memory: &Memory,
        sources: impl Iterator<Item = String>,
        alarm: std::time::Duration,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
    ) {
        let mut counts = self.counts();
        counts.next_pass = Some(next);
        counts.sources = sources
            .filter_map(|name| {
                let known = memory.sources.get(&name)?;
                let silent = now - known.silent_since();
                let state = SourceState {
                    read: known.read,
                    new: known.brought_new,
                    failures: known.failures,
                    is_silent: silent.to_std().is_ok_and(|long| long > alarm),
                };
                Some((name, state))
            })
            .collect();
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers `/metrics` and `/health` from a thread of its own until the process ends; gives the
    /// address it listens on. With a `token`, only who shows it is answered.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub(super) fn listen(
        &self,
        address: SocketAddr,
        token: Option<&str>,
    ) -> io::Result<SocketAddr> {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Shared { metrics: self.clone(), bound, token: token.map(Token::new) };
        thread::Builder::new().name("metrics".to_owned()).spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let routes = Router::new()
                    .route("/metrics", get(metrics))
                    .route("/health", get(health))
                    .with_state(shared);
                let _ = axum::serve(listener, routes).await;
            });
        })?;
        Ok(bound)
    }
}

#[derive(Clone)]
struct Shared {
    metrics: Metrics,
    bound: SocketAddr,
    /// What readers must show.
    token: Option<Token>,
}

impl Shared {
    /// Why a question is not answered, when it is not.
    fn refusal(&self, headers: &HeaderMap) -> Option<Response> {
        let refused = |status: StatusCode, why: &'static str| Some((status, why).into_response());
        if !self.knows(headers) {
            let why = "unknown host: ask by loopback's address\n";
            return refused(StatusCode::MISDIRECTED_REQUEST, why);
        }
        let token = self.token.as_ref()?;
        if bearer(headers).is_some_and(|shown| token.is(shown)) {
            return None;
        }
        refused(StatusCode::UNAUTHORIZED, "send the header `Authorization: Bearer TOKEN`\n")
    }

    /// On loopback the server answers to loopback's own names only, so that no page in a browser can
    /// read it under another (DNS rebinding). Where it listens to others, they need the token.
    fn knows(&self, headers: &HeaderMap) -> bool {
        if !self.bound.ip().is_loopback() {
            return true;
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = name.eq_ignore_ascii_case("localhost")
            || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        is_loopback && port == self.bound.port().to_string()
    }
}

async fn metrics(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if let Some(refusal) = shared.refusal(&headers) {
        return refusal;
    }
    let text = text(&shared.metrics.counts());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn health(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if let Some(refusal) = shared.refusal(&headers) {
        return refusal;
    }
    let counts = shared.metrics.counts();
    let silent: Vec<&String> =
        counts.sources.iter().filter(|(_, state)| state.is_silent).map(|(name, _)| name).collect();
    let body = serde_json::json!({
        "status": if counts.error.is_none() { "ok" } else { "failing" },
        "error": counts.error,
        "since": counts.since,
        "last_pass": counts.last_pass,
        "next_pass": counts.next_pass,
        "silent_sources": silent,
    });
    let status = match counts.error {
        None => StatusCode::OK,
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{body}\n")).into_response()
}

/// The Prometheus text format, version 0.0.4.
fn text(counts: &Counts) -> String {
    let mut out = String::new();
    let mut family = |name: &str, kind: &str, help: &str, samples: Vec<(String, f64)>| {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    };
    let one = |value: f64| vec![(String::new(), value)];
    let time = |at: Option<DateTime<Utc>>| at.map_or(0.0, |at| at.timestamp() as f64);
    let version = label(&[("version", env!("CARGO_PKG_VERSION"))]);
    family("spoglio_build_info", "gauge", "The program's version.", vec![(version, 1.0)]);
    let since = one(time(Some(counts.since)));
    family("spoglio_start_time_seconds", "gauge", "When watch was started.", since);
    let outcomes = counts.outcomes.iter();
    let outcomes = outcomes.map(|(name, count)| (label(&[("outcome", name)]), *count as f64));
    family("spoglio_pages_total", "counter", "Pages by what became of them.", outcomes.collect());
    let reasons = counts.reasons.iter().map(|((outcome, reason), count)| {
        (label(&[("outcome", outcome), ("reason", reason)]), *count as f64)
    });
    let help = "Pages that were refused, failed or postponed, by reason.";
    family("spoglio_pages_by_reason_total", "counter", help, reasons.collect());
    let failed = counts.sources_failed.iter();
    let failed = failed.map(|(reason, count)| (label(&[("reason", reason)]), *count as f64));
    let help = "Sources that could not be read, by reason.";
    family("spoglio_source_failures_total", "counter", help, failed.collect());
    let waiting = one(counts.waiting as f64);
    family("spoglio_pages_waiting", "gauge", "Pages that wait for their turn.", waiting);
    family("spoglio_passes_total", "counter", "Passes that ended.", one(counts.passes as f64));
    let help = "When the last pass ended.";
    family("spoglio_last_pass_timestamp_seconds", "gauge", help, one(time(counts.last_pass)));
    let help = "When the next pass begins.";
    family("spoglio_next_pass_timestamp_seconds", "gauge", help, one(time(counts.next_pass)));
    let healthy = f64::from(u8::from(counts.error.is_none()));
    family("spoglio_healthy", "gauge", "Whether the last pass could be stored.", one(healthy));
    type Gauge = fn(&SourceState) -> f64;
    let gauges: [(&str, &str, Gauge); 4] = [
        ("spoglio_source_last_read_timestamp_seconds", "When a source was last read.", |state| {
            state.read.map_or(0.0, |at| at.timestamp() as f64)
        }),
        (
            "spoglio_source_last_new_timestamp_seconds",
            "When a source last brought a text.",
            |state| state.new.map_or(0.0, |at| at.timestamp() as f64),
        ),
        ("spoglio_source_failing", "How often in a row a source could not be read.", |state| {
            f64::from(state.failures)
        }),
        ("spoglio_source_silent", "Whether a source has fallen silent.", |state| {
            f64::from(u8::from(state.is_silent))
        }),
    ];
    for (name, help, value) in gauges {
        let samples = counts.sources.iter();
        let samples = samples.map(|(source, state)| (label(&[("source", source)]), value(state)));
        family(name, "gauge", help, samples.collect());
    }
    out
}

/// Labels as the format has them, escaped.
fn label(pairs: &[(&str, &str)]) -> String {
    let parts: Vec<String> = pairs
        .iter()
        .map(|(name, value)| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    format!("{{{}}}", parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        assert_eq!(label(&[("source", "a \"b\"\\\n")]), "{source=\"a \\\"b\\\"\\\\\\n\"}");
    }
}
