//! Rights: what robots.txt, headers, `/.well-known/tdmrep.json` and the page reserve, one line each;
//! and which of these lines keeps a page from being stored.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Deserialize;

use super::client::PRODUCT;
use super::exchange::Exchange;
use crate::config::Reservation;

/// Headers that say something of rights: robots directives, TDMRep (W3C community group report),
/// AIPREF's usage preferences.
const HEADERS: [&str; 4] = ["x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage"];

/// What the answer's headers say of rights, one line each.
pub(super) fn of_headers(answer: &Exchange) -> Vec<String> {
    let mut lines = Vec::new();
    for name in HEADERS {
        for value in answer.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()) {
            lines.push(format!("{name}: {value}"));
        }
    }
    // `Link: <https://example.org/license.xml>; rel="license"; type="application/rsl+xml"`.
    for link in answer.joined("link").split(',') {
        let words = link.to_ascii_lowercase();
        let target = link.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        if let Some((target, _)) = target
            && words.contains("rsl+xml")
            && words.contains("license")
        {
            lines.push(format!("rsl: {}", target.trim()));
        }
    }
    lines
}

/// What a robots.txt says of rights beside its rules: usage preferences (AIPREF) of our group, and
/// licences (RSL).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RobotsRights {
    /// Path and preference.
    usage: Vec<(String, String)>,
    licences: Vec<String>,
}

impl RobotsRights {
    /// Reads a file whose lines `user-agent` say nothing but a crawler's name, as [`Rules`](super::robots::Rules)
    /// reads it. Of other lines only rules end a run of them (RFC 9309, 2.2.4), and the preferences, which AIPREF's
    /// draft counts among the rules.
    pub(super) fn read(body: &[u8]) -> RobotsRights {
        let text = String::from_utf8_lossy(body);
        // Ours and everybody's; a group of our own takes the place of everybody's.
        let (mut own, mut all) = (RobotsRights::default(), RobotsRights::default());
        let (mut is_ours, mut is_all, mut among_agents) = (false, true, false);
        let mut has_own = false;
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or("").trim();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if !among_agents {
                        (is_ours, is_all) = (false, false);
                    }
                    among_agents = true;
                    is_ours |= value.eq_ignore_ascii_case(PRODUCT);
                    is_all |= value == "*";
                    has_own |= is_ours;
                }
                "allow" | "disallow" => among_agents = false,
                "content-usage" => {
                    among_agents = false;
                    let (path, wish) = match value.split_once(char::is_whitespace) {
                        Some((path, wish)) if path.starts_with('/') => (path, wish.trim()),
                        _ => ("/", value),
                    };
                    let rule = (path.to_owned(), wish.to_owned());
                    if is_ours {
                        own.usage.push(rule);
                    } else if is_all {
                        all.usage.push(rule);
                    }
                }
                "license" if is_ours => own.licences.push(value.to_owned()),
                "license" if is_all => all.licences.push(value.to_owned()),
                _ => {}
            }
        }
        if has_own {
            // A licence that stands outside of all groups is for everyone.
            if own.licences.is_empty() {
                own.licences = all.licences;
            }
            own
        } else {
            all
        }
    }

    /// The lines that concern a path.
    pub(super) fn lines(&self, path: &str) -> Vec<String> {
        let mut lines: Vec<String> =
            self.licences.iter().map(|licence| format!("rsl: {licence}")).collect();
        let longest = self
            .usage
            .iter()
            .filter_map(|(pattern, wish)| fits(pattern, path).then_some((pattern.len(), wish)));
        if let Some((_, wish)) = longest.max_by_key(|(length, _)| *length) {
            lines.push(format!("content-usage: {wish}"));
        }
        lines
    }
}

/// A site's `/.well-known/tdmrep.json`: patterns of paths with their reservation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TdmRep(Vec<TdmRule>);

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct TdmRule {
    location: String,
    #[serde(rename = "tdm-reservation")]
    reservation: serde_json::Value,
    #[serde(rename = "tdm-policy", default)]
    policy: Option<String>,
}

impl TdmRep {
    /// Reads the file; what is none says nothing.
    pub(super) fn read(body: &[u8]) -> TdmRep {
        let rules: Vec<serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
        let rules = rules.into_iter().take(1000);
        TdmRep(rules.filter_map(|rule| serde_json::from_value(rule).ok()).collect())
    }

    /// The lines that concern a path: those of the longest pattern that fits it.
    pub(super) fn lines(&self, path: &str) -> Vec<String> {
        let fitting = self.0.iter().filter(|rule| fits(&rule.location, path));
        let Some(rule) = fitting.max_by_key(|rule| rule.location.len()) else { return Vec::new() };
        let value = rule.reservation.as_str().map_or(rule.reservation.to_string(), str::to_owned);
        let mut lines = vec![format!("tdm-reservation: {value}")];
        lines.extend(rule.policy.as_ref().map(|policy| format!("tdm-policy: {policy}")));
        lines
    }
}

/// Whether a path fits a pattern as robots.txt has them: a beginning, with `*` for any run of
/// characters and `$` for the end. Takes time in proportion to the product of the lengths.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    for (number, piece) in pieces.iter().enumerate() {
        if to_end && number + 1 == pieces.len() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    !to_end || rest.is_empty()
}

/// The first line that keeps a page from being stored under a policy, with what it reserves.
#[must_use]
pub fn forbidden<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    policy: &[Reservation],
    now: DateTime<Utc>,
) -> Option<(Reservation, &'a str)> {
    if policy.is_empty() {
        return None;
    }
    lines.into_iter().find_map(|line| {
        let found = reservations(line, now);
        policy.iter().find(|reservation| found.contains(reservation)).map(|found| (*found, line))
    })
}

/// What a line reserves, as things stand at `now`.
fn reservations(line: &str, now: DateTime<Utc>) -> Vec<Reservation> {
    let Some((name, value)) = line.split_once(':') else { return Vec::new() };
    let value = value.trim();
    match name.trim() {
        "x-robots-tag" | "robots" | PRODUCT => directives(value, now),
        "tdm-reservation" if value == "1" => vec![Reservation::Tdm],
        "content-usage" => {
            let mut wishes = value.split([',', ';', ' ']).filter_map(|wish| wish.split_once('='));
            let denied = wishes.any(|(_, answer)| answer.trim().eq_ignore_ascii_case("n"));
            if denied { vec![Reservation::ContentUsage] } else { Vec::new() }
        }
        "rsl" => vec![Reservation::Rsl],
        _ => Vec::new(),
    }
}

/// The directives of an `X-Robots-Tag` or a robots meta. Those for one crawler count when it is us.
fn directives(value: &str, now: DateTime<Utc>) -> Vec<Reservation> {
    let mut found = Vec::new();
    let mut is_ours = true;
    let words: Vec<&str> = value.split(',').map(str::trim).collect();
    for (at, word) in words.iter().enumerate() {
        let mut word = *word;
        if let Some((name, rest)) = word.split_once(':') {
            match name.trim().to_ascii_lowercase().as_str() {
                "unavailable_after" => {
                    // A date may have a comma of its own: `Friday, 25-Jun-27 15:00:00 GMT`.
                    let rest = rest.trim();
                    let longer = words.get(at + 1).map(|next| format!("{rest}, {next}"));
                    let date = end_date(rest).or_else(|| longer.as_deref().and_then(end_date));
                    if is_ours && date.is_some_and(|date| date <= now) {
                        found.push(Reservation::UnavailableAfter);
                    }
                    continue;
                }
                "max-snippet" | "max-image-preview" | "max-video-preview" => continue,
                name if is_crawler(name) => {
                    is_ours = name == PRODUCT || name == "*";
                    word = rest.trim();
                }
                // `25-Jun-27 15:00:00 GMT`, behind its day of the week
                _ => continue,
            }
        }
        if !is_ours {
            continue;
        }
        match word.to_ascii_lowercase().as_str() {
            "noarchive" => found.push(Reservation::NoArchive),
            "noindex" | "none" => found.push(Reservation::NoIndex),
            "nosnippet" => found.push(Reservation::NoSnippet),
            _ => {}
        }
    }
    found
}

/// Whether a word may be what a crawler calls itself.
fn is_crawler(name: &str) -> bool {
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    name == "*" || name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(spelled)
}

/// A date as `unavailable_after` has it: any of the common forms; a zone by name counts as UTC unless
/// it is one that RFC 822 knows.
fn end_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text).or(DateTime::parse_from_rfc2822(text)) {
        return Some(date.to_utc());
    }
    let day = NaiveDate::parse_from_str(text.get(..10).unwrap_or(""), "%Y-%m-%d").ok();
    if let Some(day) = day.filter(|_| text.len() == 10) {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc());
    }
    let plain = text.rsplit_once(' ').map_or(text, |(date, zone)| {
        if zone.bytes().all(|byte| byte.is_ascii_uppercase()) { date } else { text }
    });
    ["%d %b %Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%A, %d-%b-%y %H:%M:%S", "%Y-%m-%d %H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(plain, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Reservation> {
        Reservation::ALL.iter().map(|(reservation, _)| *reservation).collect()
    }

    fn found(line: &str) -> Option<Reservation> {
        let now = DateTime::parse_from_rfc3339("2026-11-20T10:00:00Z").unwrap().to_utc();
        forbidden([line], &all(), now).map(|(reservation, _)| reservation)
    }

    #[test]
    fn each_reservation_is_read_in_its_own_form() {
        for (line, expected) in [
            ("x-robots-tag: noarchive", Some(Reservation::NoArchive)),
            ("x-robots-tag: noodp, NOARCHIVE", Some(Reservation::NoArchive)),
            ("x-robots-tag: otherbot: noarchive", None),
            ("x-robots-tag: otherbot: nofollow, noarchive", None),
            ("x-robots-tag: spoglio: noarchive", Some(Reservation::NoArchive)),
            ("x-robots-tag: none", Some(Reservation::NoIndex)),
            ("x-robots-tag: max-snippet: 20, nosnippet", Some(Reservation::NoSnippet)),
            (
                "x-robots-tag: unavailable_after: 25 Jun 2010 15:00:00 PST",
                Some(Reservation::UnavailableAfter),
            ),
            ("x-robots-tag: unavailable_after: 25 Jun 2090 15:00:00 PST", None),
            (
                "x-robots-tag: unavailable_after: Friday, 25-Jun-10 15:00:00 GMT",
                Some(Reservation::UnavailableAfter),
            ),
            (
                "x-robots-tag: unavailable_after: Friday, 25-Jun-87 15:00:00 GMT, noarchive",
                Some(Reservation::NoArchive),
            ),
            ("x-robots-tag: 25-Jun-87 15:00:00 GMT: noarchive", None),
            ("robots: unavailable_after: 2026-11-19", Some(Reservation::UnavailableAfter)),
            ("robots: noarchive", Some(Reservation::NoArchive)),
            ("gptbot: noarchive", None),
            ("tdm-reservation: 1", Some(Reservation::Tdm)),
            ("tdm-reservation: 0", None),
            ("tdm-policy: https://example.org/policy.json", None),
            ("content-usage: train-ai=n", Some(Reservation::ContentUsage)),
            ("content-usage: train-ai=y, search=n", Some(Reservation::ContentUsage)),
            ("content-usage: train-ai=y", None),
            ("rsl: https://example.org/license.xml", Some(Reservation::Rsl)),
            ("robots.txt: allowed for spoglio", None),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
        assert_eq!(forbidden(["tdm-reservation: 1"], &[Reservation::NoArchive], Utc::now()), None);
        assert_eq!(forbidden(["tdm-reservation: 1"], &[], Utc::now()), None);
    }

    #[test]
    fn robots_txt_names_usage_by_group_and_path_and_licences() {
        let rights = RobotsRights::read(
            b"License: https://example.org/rsl.xml\nUser-agent: other\nContent-Usage: train-ai=n\n\nUser-agent: *\nAllow: /\nContent-Usage: train-ai=y\nContent-Usage: /news/ train-ai=n\n",
        );
        assert_eq!(
            rights.lines("/about"),
            ["rsl: https://example.org/rsl.xml", "content-usage: train-ai=y"]
        );
        assert_eq!(rights.lines("/news/1")[1], "content-usage: train-ai=n");
        let own = RobotsRights::read(
            b"User-agent: *\nContent-Usage: train-ai=n\nUser-agent: spoglio\nUser-agent: b\nContent-Usage: train-ai=y\n",
        );
        assert_eq!(own.lines("/"), ["content-usage: train-ai=y"]);
        assert!(RobotsRights::read(b"\xff\xfe nothing").lines("/").is_empty());
    }

    #[test]
    fn a_tdmrep_file_speaks_for_the_longest_pattern_that_fits() {
        let file = TdmRep::read(
            br#"[{"location":"/","tdm-reservation":0},{"location":"/news/*.html$","tdm-reservation":1,"tdm-policy":"https://example.org/p"},{"nonsense":1}]"#,
        );
        assert_eq!(file.lines("/about"), ["tdm-reservation: 0"]);
        assert_eq!(
            file.lines("/news/x/1.html"),
            ["tdm-reservation: 1", "tdm-policy: https://example.org/p"]
        );
        assert_eq!(file.lines("/news/1.htm"), ["tdm-reservation: 0"]);
        assert!(TdmRep::read(b"<html>").lines("/").is_empty());
    }
}
