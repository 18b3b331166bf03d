//! One request and its answer: time-outs, minimum speed, size limit; no redirects, no retries.

use std::borrow::Cow;
use std::error::Error;
use std::future::Future;
use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Response, Version};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::address::is_public;
use super::client::{Way, chain, user_agent};
use super::error::{FetchError, Wait};
use super::guard::{Ground, NoAddress, Refused};
use super::standing::head_within;
use crate::config::Fetch;
use crate::decode::content::{self, Caps};
use crate::decode::ends_html;

/// What a server is told of what we have, so that it need not send it again (RFC 9110, 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` it sent last time.
    pub etag: Option<String>,
    /// The `Last-Modified` it sent last time.
    pub last_modified: Option<String>,
}

/// What to do with a body that is larger than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// It is an error.
    Fail(u64),
    /// The rest is not read.
    Cut(u64),
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The address that was asked.
    pub url: Url,
    /// When the answer's head came.
    pub at: DateTime<Utc>,
    /// The HTTP status.
    pub status: u16,
    /// The request's head, ending in an empty line.
    pub request: Vec<u8>,
    /// Status line and headers, ending in an empty line.
    pub response: Vec<u8>,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The body as received, transfer encoding undone, content encoding not.
    pub body: Vec<u8>,
    /// From the request's first byte to the answer's last.
    pub took: Duration,
}

impl Exchange {
    /// The first header of a name, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All values of a header in one line, joined by commas (RFC 9110, 5.3).
    #[must_use]
    pub fn joined(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.collect::<Vec<_>>().join(", ")
    }

    /// Where it redirects to: nothing when it does not, an error when it does not say where.
    pub(super) fn redirect(&self) -> Option<Result<Url, FetchError>> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.headers.get("location").map(HeaderValue::as_bytes);
        let target = location.and_then(|bytes| self.url.join(written(bytes).trim()).ok());
        Some(match target {
            Some(mut url) => {
                url.set_fragment(None);
                Ok(url)
            }
            None => Err(FetchError::NoLocation(self.status)),
        })
    }
}

/// An address as a header has it, which may be UTF-8 although a header should not. What is neither that nor ASCII is
/// sent back byte by byte: it is in the server's own encoding.
fn written(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(
            bytes
                .iter()
                .map(|byte| match byte {
                    0..0x80 => char::from(*byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect(),
        ),
    }
}

const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ACCEPT_ENCODING: &str = "gzip, br, zstd, deflate";

/// After how long the minimum speed is asked for.
const SPEED_FROM: Duration = Duration::from_secs(10);

/// Asks one address once.
pub(super) async fn ask(
    way: &Way,
    ground: Ground,
    url: &Url,
    validators: &Validators,
    limit: Limit,
    config: &Fetch,
    now: &(dyn Fn() -> DateTime<Utc> + Send + Sync),
) -> Result<Exchange, FetchError> {
    let started = Instant::now();
    let end = started + config.total_timeout;
    let total = FetchError::TimeOut { wait: Wait::End, after: config.total_timeout };
    let mut sent = HeaderMap::new();
    sent.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
    sent.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPT_ENCODING));
    for (name, value) in [
        (header::IF_NONE_MATCH, &validators.etag),
        (header::IF_MODIFIED_SINCE, &validators.last_modified),
    ] {
        if let Some(value) = value.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            sent.insert(name, value);
        }
    }
    let request = request_head(url, &sent, config);
    // The relay's connection stands at once, and the one to the server is made while the head is waited for.
    let patience = match way.relay {
        Some(_) => config.connect_timeout + config.first_byte_timeout,
        None => config.first_byte_timeout,
    };
    let failed = |error: reqwest::Error| {
        let host = url.host_str().unwrap_or("").trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(0);
        let on_the_way = way.relay.as_ref().and_then(|relay| relay.failure(host, port));
        on_the_way.unwrap_or_else(|| cause(&error, url, config))
    };
    let head = way.client.get(url.clone()).headers(sent).send();
    let mut answer = within(end, &total, async {
        match head_within(patience, head).await {
            Some(answer) => answer.map_err(failed),
            None => Err(FetchError::TimeOut { wait: Wait::Head, after: config.first_byte_timeout }),
        }
    })
    .await?;
    // Through a proxy the peer is the relay, which judged the address itself.
    if ground == Ground::Public
        && way.relay.is_none()
        && let Some(peer) = answer.remote_addr()
        && !is_public(peer.ip())
    {
        let host = url.host_str().unwrap_or("").to_owned();
        let port = url.port_or_known_default().unwrap_or(0);
        return Err(Refused::Private { host, address: peer.ip(), port }.into());
    }
    let at = now();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let response = response_head(&answer);
    let body = read_body(&mut answer, limit, end, &total, url, config).await?;
    let took = started.elapsed();
    Ok(Exchange { url: url.clone(), at, status, request, response, headers, body, took })
}

async fn read_body(
    answer: &mut Response,
    limit: Limit,
    end: Instant,
    total: &FetchError,
    url: &Url,
    config: &Fetch,
) -> Result<Vec<u8>, FetchError> {
    let (Limit::Fail(most) | Limit::Cut(most)) = limit;
    // A declared length is believed when it is too large, and only then.
    if matches!(limit, Limit::Fail(_)) && answer.content_length().is_some_and(|n| n > most) {
        return Err(FetchError::TooLarge(most));
    }
    let started = Instant::now();
    let mut body = Vec::new();
    // Where only the end of the connection ends the body.
    let has_no_end = answer.content_length().is_none()
        && !answer.headers().contains_key(header::TRANSFER_ENCODING)
        && answer.version() <= Version::HTTP_11;
    loop {
        let chunk = within(end, total, async {
            match timeout(config.idle_timeout, answer.chunk()).await {
                // A server that ends a TLS connection without saying so may have been cut off by anyone. Its document
                // says whether it is whole.
                Ok(Err(error))
                    if has_no_end && is_unannounced(&error) && ends(&body, answer, most) =>
                {
                    Ok(None)
                }
                Ok(chunk) => chunk.map_err(|error| cause(&error, url, config)),
                Err(_) => Err(FetchError::TimeOut { wait: Wait::More, after: config.idle_timeout }),
            }
        })
        .await?;
        let Some(chunk) = chunk else { return Ok(body) };
        if body.len() as u64 + chunk.len() as u64 > most {
            if matches!(limit, Limit::Fail(_)) {
                return Err(FetchError::TooLarge(most));
            }
            let room = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(body.len());
            body.extend_from_slice(&chunk[..room.min(chunk.len())]);
            return Ok(body);
        }
        body.extend_from_slice(&chunk);
        let passed = started.elapsed();
        if passed >= SPEED_FROM.min(config.idle_timeout) {
            let speed = (body.len() as f64 / passed.as_secs_f64()) as u64;
            if speed < config.min_speed {
                return Err(FetchError::TooSlow(speed));
            }
        }
    }
}

/// Whether a TLS connection ended without `close_notify`.
fn is_unannounced(error: &reqwest::Error) -> bool {
    chain(error).contains("close_notify")
}

/// Whether a body holds an HTML document to its end.
fn ends(body: &[u8], answer: &Response, most: u64) -> bool {
    let coding = answer.headers().get(header::CONTENT_ENCODING);
    let coding = coding.map_or(Some(""), |coding| coding.to_str().ok());
    let caps = Caps { bytes: most, ..Caps::default() };
    coding.is_some_and(|coding| {
        content::undo(body, coding, &caps).is_ok_and(|plain| ends_html(&plain.bytes))
    })
}

async fn within<T>(
    end: Instant,
    late: &FetchError,
    work: impl Future<Output = Result<T, FetchError>>,
) -> Result<T, FetchError> {
    timeout_at(end, work).await.unwrap_or_else(|_| Err(late.clone()))
}

fn request_head(url: &Url, sent: &HeaderMap, config: &Fetch) -> Vec<u8> {
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let agent = user_agent(&config.contact);
    let mut head =
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: {agent}\r\n").into_bytes();
    push_headers(&mut head, sent);
    head
}

fn response_head(answer: &Response) -> Vec<u8> {
    let status = answer.status();
    let version = match answer.version() {
        Version::HTTP_09 | Version::HTTP_10 => "HTTP/1.0",
        // What was spoken in HTTP/2 is written down in the words of HTTP/1.1, as WARC expects.
        _ => "HTTP/1.1",
    };
    let phrase = status.canonical_reason().unwrap_or("");
    let mut head = format!("{version} {} {phrase}\r\n", status.as_u16()).into_bytes();
    push_headers(&mut head, answer.headers());
    head
}

fn push_headers(head: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
}

/// What lies behind an error of the client, in our words.
fn cause(error: &reqwest::Error, url: &Url, config: &Fetch) -> FetchError {
    if let Some(refused) = find::<Refused>(error) {
        let mut refused = refused.clone();
        if let Refused::Private { port, .. } = &mut refused {
            *port = url.port_or_known_default().unwrap_or(0);
        }
        return refused.into();
    }
    let words = chain(error);
    let host = url.host_str().unwrap_or("").to_owned();
    if find::<NoAddress>(error).is_some() {
        return FetchError::NoSuchHost(host);
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return match tls {
            rustls::Error::InvalidCertificate(_) => FetchError::Certificate(tls.to_string()),
            _ => FetchError::Unreachable(format!("TLS: {tls}")),
        };
    }
    if error.is_connect() {
        if error.is_timeout() {
            return FetchError::TimeOut { wait: Wait::Connection, after: config.connect_timeout };
        }
        // The system's resolver has no error kind of its own.
        if words.contains("dns error") || words.contains("failed to lookup") {
            return FetchError::NoSuchHost(host);
        }
        return FetchError::Unreachable(last_of(error));
    }
    if is_unannounced(error) {
        let why = "the server ended it without TLS close_notify, and nothing says that the answer is whole";
        return FetchError::Broken(why.to_owned());
    }
    if error.is_timeout() {
        return FetchError::TimeOut { wait: Wait::End, after: config.total_timeout };
    }
    if words.contains("too large") {
        return FetchError::NotHttp("its head has no end".to_owned());
    }
    if words.contains("invalid HTTP") || words.contains("parse") || words.contains("invalid chunk")
    {
        return FetchError::NotHttp(last_of(error));
    }
    FetchError::Broken(last_of(error))
}

/// The innermost cause, which says most.
fn last_of(error: &dyn Error) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string().replace(['\n', '\r'], " ")
}

/// The first error of a type among an error and its causes; looks into what `io::Error` wraps.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
