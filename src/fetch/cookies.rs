//! Cookies for one run, by origin.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use reqwest::cookie::CookieStore;
use reqwest::header::HeaderValue;
use url::Url;

use super::edges::Edges;

/// How many cookies one origin may set, and how long one may be: the limits browsers keep to.
const MOST: usize = 50;
const LONGEST: usize = 4096;

/// Keeps cookies for the run and sends them back only to the very origin (scheme, host, port) that
/// set them, whatever their `Domain` says: none ever follows a redirect to another origin. Life
/// times (`Max-Age`, or else `Expires`) matter only in that a cookie that is already over is dropped.
#[derive(Debug)]
pub(super) struct Jar {
    origins: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    /// Whose clock tells what is over.
    edges: Edges,
}

impl Jar {
    pub(super) fn new(edges: Edges) -> Jar {
        Jar { origins: Mutex::default(), edges }
    }
}

impl CookieStore for Jar {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = origins.entry(url.origin().ascii_serialization()).or_default();
        for header in headers {
            let Ok(text) = header.to_str() else { continue };
            let mut parts = text.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let (name, value) = (name.trim(), value.trim());
            let (mut max_age, mut expires) = (None, None);
            for part in parts {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                if key.trim().eq_ignore_ascii_case("max-age") {
                    max_age = value.trim().parse::<i64>().ok().or(max_age);
                } else if key.trim().eq_ignore_ascii_case("expires") {
                    expires = cookie_date(value).or(expires);
                }
            }
            let over = match max_age {
                Some(seconds) => seconds <= 0,
                None => expires.is_some_and(|end| end <= (self.edges.now)()),
            };
            if name.is_empty() || name.len() + value.len() > LONGEST {
                continue;
            }
            if over {
                jar.remove(name);
            } else if jar.len() < MOST || jar.contains_key(name) {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = origins.get(&url.origin().ascii_serialization())?;
        let pairs: Vec<String> =
            jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { None } else { HeaderValue::from_str(&pairs.join("; ")).ok() }
    }
}

/// A date as cookies have it: of HTTP, or with hyphens. The name of the day, which says nothing, may be wrong.
fn cookie_date(value: &str) -> Option<DateTime<Utc>> {
    let day = value.rsplit(',').next().unwrap_or(value).trim().replace('-', " ");
    DateTime::parse_from_rfc2822(&day).ok().map(|end| end.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(jar: &Jar, url: &str) -> Option<String> {
        let value = jar.cookies(&Url::parse(url).unwrap())?;
        value.to_str().ok().map(str::to_owned)
    }

    fn set(jar: &Jar, url: &str, cookies: &[&'static str]) {
        let values: Vec<HeaderValue> =
            cookies.iter().map(|cookie| HeaderValue::from_static(cookie)).collect();
        jar.set_cookies(&mut values.iter(), &Url::parse(url).unwrap());
    }

    #[test]
    fn a_cookie_goes_back_to_its_origin_and_nowhere_else() {
        let jar = Jar::new(Edges::real());
        let cookies = ["a=1; Path=/; Domain=example.org", "b=2; Secure", "broken"];
        set(&jar, "https://www.example.org/x", &cookies);
        assert_eq!(sent(&jar, "https://www.example.org/y").as_deref(), Some("a=1; b=2"));
        for other in [
            "http://www.example.org/",
            "https://example.org/",
            "https://www.example.org:8443/",
            "https://evil.example/",
        ] {
            assert_eq!(sent(&jar, other), None, "{other}");
        }
        set(&jar, "https://www.example.org/x", &["a=; Max-Age=0"]);
        assert_eq!(sent(&jar, "https://www.example.org/").as_deref(), Some("b=2"));
    }

    #[test]
    fn a_cookie_that_is_over_is_dropped() {
        let jar = Jar::new(Edges::real());
        let site = "https://example.org/";
        for over in [
            "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "a=; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/",
            "a=; Expires=Thursday, 01-Jan-70 00:00:01 GMT",
            "a=; Expires=Mon, 01 Jan 1970 00:00:00 GMT",
            "a=; Max-Age=-1; Expires=Fri, 31 Dec 2100 00:00:00 GMT",
        ] {
            set(&jar, site, &["a=1", over]);
            assert_eq!(sent(&jar, site), None, "{over}");
        }
        for lasting in [
            "a=2; Expires=Fri, 31 Dec 2100 00:00:00 GMT",
            "a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "a=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=60",
            "a=2; Expires=some day",
            "a=2; Expires=0; Max-Age=x",
        ] {
            set(&jar, site, &["a=1", lasting]);
            assert_eq!(sent(&jar, site).as_deref(), Some("a=2"), "{lasting}");
        }
    }

    #[test]
    fn an_origin_cannot_fill_the_memory() {
        let jar = Jar::new(Edges::real());
        for number in 0..1000 {
            let cookie = HeaderValue::from_str(&format!("c{number}={}", "x".repeat(number * 10)));
            let url = Url::parse("https://example.org/").unwrap();
            jar.set_cookies(&mut [cookie.unwrap()].iter(), &url);
        }
        assert!(sent(&jar, "https://example.org/").unwrap().len() < MOST * (LONGEST + 8));
    }
}
