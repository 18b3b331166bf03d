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
            if port == 80 {
                hosts.push(host.to_owned());
            }
            hosts.push(format!("{host}:{port}"));
        };
        match address.ip() {
            IpAddr::V4(ip) => allow(&ip.to_string()),
            IpAddr::V6(ip) => allow(&format!("[{ip}]")),
        }
        if address.ip().is_loopback() {
            allow("localhost");
        }
        // A name is often that of a proxy before this server, which listens where browsers say no port.
        for name in names.iter().map(|name| name.to_ascii_lowercase()) {
            match port_of(&name) {
                Some((host, port)) => {
                    hosts.extend(matches!(port, "80" | "443").then(|| host.to_owned()));
                    hosts.push(name);
                }
                None => {
                    hosts.extend([80, 443, port].map(|port| format!("{name}:{port}")));
                    hosts.push(name);
                }
            }
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

/// A host's name and its port, where it has one.
fn port_of(name: &str) -> Option<(&str, &str)> {
    let (host, port) = name.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    // The colons within an IPv6 address part no port from it.
    (is_port && (!host.contains(':') || host.ends_with(']'))).then_some((host, port))
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
    fn a_name_is_known_with_the_ports_that_browsers_leave_out() {
        let names = ["archive.example.org".to_owned(), "Other.example:8443".to_owned()];
        let guard = Guard::new("127.0.0.1:8598".parse().unwrap(), &names, None);
        for host in ["archive.example.org", "archive.example.org:443", "ARCHIVE.example.org:8598"] {
            assert_eq!(status(&guard, "/", &[(header::HOST, host)]), 200, "{host}");
        }
        let host = (header::HOST, "archive.example.org");
        let own = (header::ORIGIN, "https://archive.example.org");
        assert_eq!(status(&guard, "/", &[host.clone(), own]), 200);
        let other = (header::ORIGIN, "https://archive.example.org.evil.example");
        assert_eq!(status(&guard, "/", &[host, other]), 403);
        for (host, code) in [
            ("other.example:8443", 200),
            ("other.example", 421),
            ("other.example:8598", 421),
            ("archive.example.org:9000", 421),
            ("127.0.0.1", 421),
        ] {
            assert_eq!(status(&guard, "/", &[(header::HOST, host)]), code, "{host}");
        }
        let guard = Guard::new("127.0.0.1:1".parse().unwrap(), &["a.example:443".into()], None);
        assert_eq!(status(&guard, "/", &[(header::HOST, "a.example")]), 200);
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
