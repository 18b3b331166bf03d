//! robots.txt, RFC 9309, through robotxt.

use std::collections::HashSet;
use std::time::Duration;

use robotxt::Robots;
use url::Url;

use super::client::PRODUCT;
use super::reserved::RobotsRights;
use crate::decode::content::{self, Caps};
use crate::decode::decode;

/// How much of a robots.txt is read: what the RFC asks for at least, and Google reads.
pub(super) const MOST: u64 = 512 * 1024;

/// How many redirects to another place of robots.txt are followed: the RFC's number.
pub(super) const REDIRECTS: usize = 5;

/// What robots.txt of one origin says to us.
#[derive(Clone, Debug)]
pub struct Rules {
    verdict: Verdict,
    /// The `Crawl-delay` of our group.
    pub crawl_delay: Option<Duration>,
    /// The sitemaps that the file names, as it writes them.
    sitemaps: Vec<String>,
    /// What it says of rights.
    pub(super) rights: RobotsRights,
}

#[derive(Clone, Debug)]
enum Verdict {
    /// There is none (a status of 4xx): all may be fetched.
    Unavailable,
    /// It cannot be had (5xx, no connection, …): nothing may be fetched.
    Unreachable(String),
    /// It was read.
    Read(Box<Robots>),
}

/// Whether an address may be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Allowed,
    /// A rule forbids it.
    Forbidden,
    /// The file cannot be had, and why.
    Unreachable(String),
}

impl Rules {
    /// The rules for a status that robots.txt was answered with; `body` is read for 2xx only.
    #[must_use]
    pub fn answered(status: u16, body: &[u8]) -> Rules {
        match status {
            200..=299 => match text_of(body) {
                Ok(text) => Rules::read(text.as_bytes()),
                Err(why) => Rules::unreachable(why),
            },
            // 429 is a server in trouble, not a site without rules.
            400..=428 | 430..=499 => Rules::unavailable(),
            _ => Rules::unreachable(format!("status {status}")),
        }
    }

    /// Reads a file.
    #[must_use]
    pub fn read(body: &[u8]) -> Rules {
        let file = prepared(body);
        let robots = Robots::parse(&file, PRODUCT);
        Rules {
            crawl_delay: robots.crawl_delay(),
            sitemaps: sitemaps(&file),
            rights: RobotsRights::read(&file),
            verdict: Verdict::Read(Box::new(robots)),
        }
    }

    /// There is no file.
    #[must_use]
    pub fn unavailable() -> Rules {
        Rules::without_lines(Verdict::Unavailable)
    }

    /// The file cannot be had.
    #[must_use]
    pub fn unreachable(why: String) -> Rules {
        Rules::without_lines(Verdict::Unreachable(why))
    }

    fn without_lines(verdict: Verdict) -> Rules {
        let (sitemaps, rights) = (Vec::new(), RobotsRights::default());
        Rules { verdict, crawl_delay: None, sitemaps, rights }
    }

    /// Whether an address of this origin may be fetched.
    #[must_use]
    pub fn permission(&self, url: &Url) -> Permission {
        match &self.verdict {
            Verdict::Unavailable => Permission::Allowed,
            Verdict::Unreachable(why) => Permission::Unreachable(why.clone()),
            Verdict::Read(robots) if robots.is_url_allowed(url) => Permission::Allowed,
            Verdict::Read(_) => Permission::Forbidden,
        }
    }

    /// The sitemaps that the file of a site names. Their addresses should be whole; those that are not start at
    /// the site. Each is told once.
    #[must_use]
    pub fn sitemaps(&self, site: &Url) -> Vec<Url> {
        let root = site.join("/");
        let base = root.as_ref().unwrap_or(site);
        let urls = self.sitemaps.iter().filter_map(|address| base.join(address).ok());
        let mut named = HashSet::new();
        urls.filter(|url| matches!(url.scheme(), "http" | "https") && named.insert(url.clone()))
            .collect()
    }

    /// Why the file could not be had, where it could not.
    pub(super) fn why_unreachable(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Unreachable(why) => Some(why),
            _ => None,
        }
    }
}

/// The text of a file. Some servers send it packed without saying so, or in UTF-16: read as bytes, neither has a rule.
///
/// # Errors
/// Why it cannot be unpacked.
pub(super) fn text_of(body: &[u8]) -> Result<String, String> {
    let caps = Caps { bytes: MOST, ratio: u64::MAX };
    let plain = match content::unpack_file(body, &caps) {
        Ok(plain) => plain.bytes,
        // A file cut at the limit cannot be unpacked to its end; what there is counts.
        Err(undone) if !undone.decoded.is_empty() => undone.decoded.into(),
        Err(undone) => return Err(undone.fault.to_string()),
    };
    let is_utf_16 = matches!(plain.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff] | [0, _] | [_, 0]));
    Ok(match is_utf_16 {
        true => decode(&plain, None).text.into_owned(),
        false => String::from_utf8_lossy(&plain).into_owned(),
    })
}

/// What the lines say that name sitemaps, whatever group they stand in.
fn sitemaps(file: &[u8]) -> Vec<String> {
    let lines = file.split(|&byte| byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (key, value) = (line[..colon].trim_ascii(), &line[colon + 1..]);
        let key = key.strip_prefix(b"\xef\xbb\xbf").unwrap_or(key);
        let value = value.split(|&byte| byte == b'#').next()?.trim_ascii();
        let is_one = key.eq_ignore_ascii_case(b"sitemap") && !value.is_empty();
        is_one.then(|| String::from_utf8_lossy(value).into_owned())
    });
    lines.collect()
}

/// The file as robotxt reads it right: only allow and disallow lines end a run of user-agent lines
/// (RFC 9309, 2.2.4: other records must not interfere), so crawl-delay lines between them are moved
/// behind them; and a name is cut to its product token, as Google does (`name/1.0` is `name`).
fn prepared(body: &[u8]) -> Vec<u8> {
    let body = &body[..body.len().min(MOST as usize)];
    let mut out = Vec::with_capacity(body.len() + 64);
    let mut held: Vec<&[u8]> = Vec::new();
    let mut among_agents = false;
    for line in body.split(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        let (key, value) = match line.iter().position(|&byte| byte == b':') {
            Some(colon) => (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()),
            None => (line.trim_ascii(), &b""[..]),
        };
        let key = key.strip_prefix(b"\xef\xbb\xbf").unwrap_or(key);
        if key.eq_ignore_ascii_case(b"user-agent") || key.eq_ignore_ascii_case(b"useragent") {
            among_agents = true;
            let is_token = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
            let end = value.iter().position(|byte| !is_token(byte)).unwrap_or(value.len());
            let name = if value.starts_with(b"*") { &b"*"[..] } else { &value[..end] };
            out.extend_from_slice(b"user-agent: ");
            out.extend_from_slice(name);
        } else if among_agents && key.eq_ignore_ascii_case(b"crawl-delay") {
            held.push(line);
            continue;
        } else {
            let is_rule = [&b"allow"[..], b"disallow"]
                .iter()
                .any(|rule| key.to_ascii_lowercase().starts_with(rule));
            if is_rule {
                among_agents = false;
            }
            out.extend_from_slice(line);
        }
        out.push(b'\n');
        if !among_agents {
            for line in held.drain(..) {
                out.extend_from_slice(line);
                out.push(b'\n');
            }
        }
    }
    for line in held {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
#[path = "robots_tests.rs"]
mod tests;
