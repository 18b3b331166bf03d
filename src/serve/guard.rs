//! Who may read: host and origin checks, the token, and the headers that keep a page harmless.
//!
//! A server on loopback is reachable from every page that a browser on this machine has open. The
//! `Host` check stops DNS rebinding, the `Origin` check stops other sites' scripts, and there is no
//! method that changes anything.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::token::{Token, bearer};

/// Nothing from elsewhere, nothing inline, nothing that leaves the page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-cache"),
];

const COOKIE: &str = "spoglio";

/// The rules of one server.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// `host:port` in lower case, as a `Host` header may name this server.
    hosts: Arc<[String]>,
    /// What readers must show.
    token: Option<Token>,
}

impl Guard {
    /// The guard of a server that listens on `address`, may also be called by `names`, and asks
    /// for `token` when there is one.
    pub(super) fn new(address: SocketAddr, names: &[String], token: Option<&str>) -> Self {
        let port = address.port();
        let mut hosts = Vec::new();
        let mut allow = |host: &str| {
            let host = host.to_ascii_lowercase();
            if port == 80 {
                hosts.push(host.clone());
            }
            hosts.push(if host.contains(':') && !host.starts_with('[') {
                host
            } else {
                format!("{host}:{port}")
            });
        };
        match address.ip() {
            IpAddr::V4(ip) => allow(&ip.to_string()),
            IpAddr::V6(ip) => allow(&format!("[{ip}]")),
        }
        if address.ip().is_loopback() {
            allow("localhost");
        }
        for name in names {
            allow(name);
        }
        Guard { hosts: hosts.into(), token: token.map(Token::new) }
    }

    fn knows_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.hosts.contains(&host)
    }

    fn refuse(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        if method != Method::GET && method != Method::HEAD {
            return Some(
                (StatusCode::METHOD_NOT_ALLOWED, "this server only reads\n").into_response(),
            );
        }
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let host = uri.authority().map(|a| a.as_str()).or_else(|| text(header::HOST));
        if !host.is_some_and(|host| self.knows_host(host)) {
            let words = "unknown host: call the server by the address it prints, or name this one \
                         with --host\n";
            return Some((StatusCode::MISDIRECTED_REQUEST, words).into_response());
        }
        if let Some(origin) = text(header::ORIGIN) {
            let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            if !host.is_some_and(|host| self.knows_host(host)) {
                return Some(
                    (StatusCode::FORBIDDEN, "another site may not read here\n").into_response(),
                );
            }
        }
        let token = self.token.as_ref()?;
        let shown = bearer(headers).or_else(|| text(header::COOKIE).and_then(cookie));
        if shown.is_some_and(|shown| token.is(shown)) {
            return None;
        }
        // A link with the token turns into a cookie, so that the token leaves the address bar.
        if let Some(shown) = in_query(uri)
            && token.is(shown)
        {
            let cookie = format!("{COOKIE}={shown}; Path=/; HttpOnly; SameSite=Strict");
            let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, "/".to_owned())];
            return Some((StatusCode::SEE_OTHER, headers).into_response());
        }
        Some((StatusCode::UNAUTHORIZED, "open the link that the server printed\n").into_response())
    }
}

fn cookie(header: &str) -> Option<&str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn in_query(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// Lets a request through, or answers it; every answer gets the protective headers.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let refused = guard.refuse(request.method(), request.uri(), request.headers());
    let mut response: Response<Body> = match refused {
        Some(response) => response,
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(guard: &Guard, uri: &str, headers: &[(HeaderName, &str)]) -> u16 {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
            .collect();
        guard
            .refuse(&Method::GET, &uri.parse().unwrap(), &headers)
            .map_or(200, |response| response.status().as_u16())
    }

    #[test]
    fn another_host_name_is_refused_so_that_rebinding_fails() {
        let guard = Guard::new("127.0.0.1:8080".parse().unwrap(), &[], None);
        assert_eq!(status(&guard, "/", &[(header::HOST, "127.0.0.1:8080")]), 200);
        assert_eq!(status(&guard, "/", &[(header::HOST, "LOCALHOST:8080")]), 200);
        assert_eq!(status(&guard, "/", &[(header::HOST, "evil.example:8080")]), 421);
        assert_eq!(status(&guard, "/", &[(header::HOST, "localhost:9090")]), 421);
        assert_eq!(status(&guard, "/", &[]), 421);
    }

    #[test]
    fn another_origin_is_refused() {
        let guard = Guard::new("[::1]:8080".parse().unwrap(), &[], None);
        let host = (header::HOST, "[::1]:8080");
        assert_eq!(
            status(&guard, "/", &[host.clone(), (header::ORIGIN, "http://[::1]:8080")]),
            200
        );
        assert_eq!(
            status(&guard, "/", &[host.clone(), (header::ORIGIN, "https://evil.example")]),
            403
        );
        assert_eq!(status(&guard, "/", &[host, (header::ORIGIN, "null")]), 403);
    }

    #[test]
    fn a_token_is_asked_for_wherever_it_may_stand() {
        let guard =
            Guard::new("192.0.2.1:80".parse().unwrap(), &["reader.example".into()], Some("s3"));
        let host = (header::HOST, "reader.example");
        assert_eq!(status(&guard, "/", std::slice::from_ref(&host)), 401);
        assert_eq!(status(&guard, "/", &[host.clone(), (header::AUTHORIZATION, "Bearer s3")]), 200);
        assert_eq!(status(&guard, "/", &[host.clone(), (header::AUTHORIZATION, "Bearer s4")]), 401);
        assert_eq!(status(&guard, "/", &[host.clone(), (header::COOKIE, "a=b; spoglio=s3")]), 200);
        assert_eq!(status(&guard, "/?token=s3", std::slice::from_ref(&host)), 303);
        assert_eq!(status(&guard, "/?token=", &[host]), 401);
    }

    #[test]
    fn nothing_but_reading_is_offered() {
        let guard = Guard::new("127.0.0.1:8080".parse().unwrap(), &[], None);
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let refused = guard.refuse(&method, &"/".parse().unwrap(), &HeaderMap::new());
            assert_eq!(refused.map(|r| r.status().as_u16()), Some(405));
        }
    }
}
