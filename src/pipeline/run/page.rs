//! One page of the network: fetched, judged by its rights, cleaned.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;
use url::Url;

use super::cleaners::with_cleaner;
use super::conditional::{Asked, Before, ask};
use super::doubtful::Doubtful;
use super::kept::{Done, Kept, Recording};
use super::listing::{Listed, NotListed};
use super::stop::Stop;
use crate::config::{Reservation, Source};
use crate::decode;
use crate::fetch::{FetchError, Fetched, Fetcher, Rendered, Validators, forbidden};
use crate::meta::refresh_of;
use crate::page::{Outcome, word_count};
use crate::pipeline::{Cleaned, Cleaner, Options, RawPage, lost};
use crate::source::Candidate;
use crate::store::{Capture, CaptureKind, Failure, address_fault, url_key};

/// What is said of pages that are left when a run ends early.
pub(super) const STOPPED: &str = "stopped";
pub(super) const ENDED: &str = "the run was told to end";

/// A page to fetch.
pub(super) struct Job {
    pub(super) source: Arc<str>,
    pub(super) host: Arc<str>,
    pub(super) candidate: Candidate,
    pub(super) before: Before,
    /// Whether a browser renders it.
    pub(super) render: bool,
}

/// What the tasks bring to the keeper; the last two, of the source on this machine that is read.
pub(super) enum Brought {
    Listing { source: Box<Source>, listed: Result<Listed, NotListed> },
    Page(Box<Kept>),
    Doubtful(Box<Doubtful>),
    NotModified { host: String, answer: Box<Capture> },
    Reserved { job: Job, reason: String, detail: String },
    Failed { job: Job, reason: String, detail: String, postponed: bool },
    Done(Done),
    End,
}

/// Everything a task needs.
pub(super) struct World {
    pub(super) fetcher: Fetcher,
    pub(super) options: Options,
    pub(super) recording: Recording,
    pub(super) cores: Semaphore,
    pub(super) stop: Stop,
    pub(super) obey: Vec<Reservation>,
    pub(super) now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl World {
    async fn fetch(&self, job: &Job) -> Result<Asked, FetchError> {
        if job.render {
            let answer = self.fetcher.fetch_rendered(&job.candidate.url).await?;
            return Ok(Asked { answer, is_called_unchanged: false });
        }
        ask(&self.fetcher, &job.candidate.url, &job.before).await
    }
}

impl Job {
    pub(super) fn failure(&self, at: DateTime<Utc>, reason: String, detail: String) -> Failure {
        let url = self.candidate.url.as_str().to_owned();
        Failure { url, at, source: Some(self.source.to_string()), reason, detail }
    }
}

/// Fetches and cleans one page.
pub(super) async fn page_of(world: &Arc<World>, job: Job) -> Brought {
    let fetched = tokio::select! {
        fetched = world.fetch(&job) => fetched,
        () = world.stop.pressed() => return stopped(job),
    };
    let asked = match fetched {
        Ok(asked) => asked,
        Err(error) => return not_had(job, &error),
    };
    let (job, next) = match judged(world, job, asked).await {
        Ok(brought) => return brought,
        Err(leads) => leads,
    };
    // One hop more, under the same guard and in the same turns as a redirect.
    let anything = Validators::default();
    let fetched = tokio::select! {
        fetched = world.fetcher.fetch(&next, &anything) => fetched,
        () = world.stop.pressed() => return stopped(job),
    };
    let asked = match fetched {
        Ok(answer) => {
            let requested = job.candidate.url.clone();
            Asked { answer: Fetched { requested, ..answer }, is_called_unchanged: false }
        }
        Err(error) => return not_had(job, &error),
    };
    match judged(world, job, asked).await {
        Ok(brought) => brought,
        Err((job, next)) => {
            let detail = format!("it leads on to {next}: only one page without a text is followed");
            Brought::Failed { job, reason: "redirects".to_owned(), detail, postponed: false }
        }
    }
}

fn stopped(job: Job) -> Brought {
    let (reason, detail) = (STOPPED.to_owned(), ENDED.to_owned());
    Brought::Failed { job, reason, detail, postponed: true }
}

fn not_had(job: Job, error: &FetchError) -> Brought {
    let postponed = matches!(error, FetchError::Budget { .. } | FetchError::Resting { .. });
    let (reason, detail) = (error.reason(), error.to_string());
    Brought::Failed { job, reason, detail, postponed }
}

/// Judges and cleans an answer. Where it has no text and leads elsewhere by itself, the error is where.
async fn judged(world: &Arc<World>, job: Job, asked: Asked) -> Result<Brought, (Job, Url)> {
    let Asked { answer: fetched, is_called_unchanged } = asked;
    let unfit = address_fault(fetched.requested.as_str())
        .or_else(|| address_fault(fetched.answer.url.as_str()));
    if let Some(detail) = unfit {
        let reason = "address-too-long".to_owned();
        return Ok(Brought::Failed { job, reason, detail, postponed: false });
    }
    if let Some((reservation, line)) =
        forbidden(fetched.rights.iter().map(String::as_str), &world.obey, (world.now)())
    {
        return Ok(reserved(job, reservation, line));
    }
    if fetched.answer.status == 304 {
        let (answer, _) = capture(fetched, &job.source);
        return Ok(Brought::NotModified { host: job.host.to_string(), answer: Box::new(answer) });
    }
    if let Some(found) = decode::sniff(&fetched.body).filter(|_| !fetched.is_gone()) {
        let detail = format!("{found}, not a page");
        let reason = "not-a-page".to_owned();
        return Ok(Brought::Failed { job, reason, detail, postponed: false });
    }
    // As many pages are cleaned at once as there are cores; the rest waits here.
    let core = world.cores.acquire().await;
    let (worker, host, source) = (world.clone(), job.host.to_string(), job.source.to_string());
    let cleaned = with_cleaner(move |cleaner| {
        cleaned(cleaner, (fetched, is_called_unchanged), (host, &source), &worker)
    })
    .await;
    drop(core);
    Ok(match cleaned {
        Ok(Ok(brought)) => {
            let metadata = match &brought {
                Brought::Page(kept) => Some(&kept.page.finding().metadata),
                Brought::Doubtful(page) => Some(&page.cleaned.metadata),
                _ => None,
            };
            let rights = metadata.into_iter().flat_map(|metadata| &metadata.rights);
            let said = rights.map(|right| right.value.as_str());
            match forbidden(said, &world.obey, (world.now)()) {
                Some((reservation, line)) => reserved(job, reservation, line),
                None => brought,
            }
        }
        Ok(Err(next)) => return Err((job, next)),
        Err(defect) => {
            let detail = defect.to_string();
            Brought::Failed { job, reason: "internal".to_owned(), detail, postponed: false }
        }
    })
}

fn reserved(job: Job, reservation: Reservation, line: &str) -> Brought {
    let reason = format!("reserved-{}", reservation.name());
    let detail = format!("`{line}` reserves it, and fetch.obey says to obey that: not stored");
    Brought::Reserved { job, reason, detail }
}

/// Cleans a page; where it has no text and leads elsewhere by itself, the error is where.
fn cleaned(
    cleaner: &mut Cleaner,
    (fetched, is_called_unchanged): (Fetched, bool),
    (host, source): (String, &str),
    world: &World,
) -> Result<Brought, Url> {
    let header = fetched.answer.header("refresh").and_then(refresh_of).map(str::to_owned);
    let is_rendered = fetched.rendered.is_some();
    let gone = fetched.is_gone().then(|| lost::gone(fetched.answer.status));
    let (capture, body) = capture(fetched, source);
    let page = RawPage {
        bytes: &body,
        url: Some(&capture.final_url),
        content_type: capture.content_type.as_deref(),
        kind: None,
    };
    let mut cleaned = cleaner.clean(&page, &world.options);
    if let Some(gone) = gone {
        cleaned.verdict = gone;
    }
    let leads_to = cleaned.leads_to.as_ref().or(header.as_ref()).filter(|_| !is_rendered);
    if let Some(next) = leads_to.and_then(|next| led(&capture, &cleaned, next)) {
        return Err(next);
    }
    Ok(match Doubtful::ending(&capture, &cleaned, &body) {
        Some(does_not_end) => {
            let page = Doubtful::new(host, capture, cleaned, does_not_end);
            Brought::Doubtful(Box::new(Doubtful { is_called_unchanged, ..page }))
        }
        None => {
            let kept = world.recording.of(host, capture, cleaned);
            Brought::Page(Box::new(Kept { is_called_unchanged, ..kept }))
        }
    })
}

/// Words on a page that does no more than lead elsewhere, at most.
const LEADING: u64 = 60;

/// Where a page leads, of which `next` is told, where it does no more than that.
fn led(capture: &Capture, cleaned: &Cleaned, next: &str) -> Option<Url> {
    let says_nothing = matches!(
        cleaned.verdict.outcome,
        Outcome::Empty | Outcome::ListPage | Outcome::JavascriptShell | Outcome::ErrorPage
    );
    let is_bare = says_nothing && word_count(cleaned.text.body()) <= LEADING;
    let mut next = Url::parse(&capture.final_url).ok()?.join(next.trim()).ok()?;
    next.set_fragment(None);
    let key = url_key(next.as_str());
    let is_elsewhere = key != url_key(&capture.final_url) && key != url_key(&capture.url);
    (is_bare && is_elsewhere).then_some(next)
}

/// What is stored of an answer, and its body with content encodings undone. Of a page that a browser made
/// it is what the browser had, and beside it the server's answer.
fn capture(fetched: Fetched, source: &str) -> (Capture, Vec<u8>) {
    let Fetched { requested, answer, body, rights, rendered, .. } = fetched;
    let status = answer.status;
    let answered = Capture {
        url: requested.into(),
        final_url: answer.url.to_string(),
        at: answer.at,
        kind: CaptureKind::Http,
        content_type: answer.header("content-type").map(str::to_owned),
        request: answer.request,
        response: answer.response,
        body: answer.body,
        truncated: None,
        source: Some(source.to_owned()),
        rights,
        ..Capture::default()
    };
    let Some(Rendered { browser, at }) = rendered else { return (answered, body) };
    let mut rights = answered.rights.clone();
    rights.push(format!("rendered: {browser}; the server answered {status}"));
    let capture = Capture {
        url: answered.url.clone(),
        final_url: answered.final_url.clone(),
        at,
        kind: CaptureKind::File,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        body: body.clone(),
        source: answered.source.clone(),
        rights,
        original: Some(Box::new(answered)),
        ..Capture::default()
    };
    (capture, body)
}
