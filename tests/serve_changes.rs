//! The changes of pages in a browser: as far back as they go, of one kind, of one site.

use std::path::Path;

use serde_json::Value;
use spoglio::page::Outcome;
use spoglio::store::{Access, Archive};

use crate::archive::{article, capture, finding, minute};
use crate::serve::{ask, with_archive};

/// A year before the tests' clock.
const LONG_AGO: i64 = -365 * 24 * 60;

/// An article that changes 120 times, a page that is lost, and one that is cut, all a year ago.
fn sample(folder: &Path) {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let body = |hour: usize| {
        format!(
            "The ferry to the island leaves at {hour}, the harbour office said on Monday.\n\nTickets are sold on board, \
             and bicycles travel free of charge.\n\nDogs are to be led."
        )
    };
    for at in 0..=120 {
        let page = capture("https://news.example/ferry", minute(LONG_AGO + at), &format!("{at}"));
        archive.record(&page, &article("Ferry", &body(at as usize))).unwrap();
    }
    let url = "https://other.example/weir";
    archive.record(&capture(url, minute(LONG_AGO), "w"), &article("Weir", &body(900))).unwrap();
    let cut = body(900).replace("\n\nDogs are to be led.", "");
    archive.record(&capture(url, minute(LONG_AGO + 1), "c"), &article("Weir", &cut)).unwrap();
    let gone = finding(Outcome::Gone, "", "");
    archive.record(&capture(url, minute(LONG_AGO + 2), "g"), &gone).unwrap();
}

fn listed(address: std::net::SocketAddr, path: &str) -> (Vec<Value>, Option<String>) {
    let (status, head, body) = ask(address, path, "");
    assert_eq!(status, 200, "{path}: {body}");
    let next = head.lines().find_map(|line| {
        let link = line.strip_prefix("link: <")?.strip_suffix(">; rel=\"next\"")?;
        Some(link.to_owned())
    });
    (serde_json::from_str(&body).unwrap(), next)
}

#[test]
fn old_changes_are_reached_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    with_archive(folder.path(), None, |address| {
        let (first, next) = listed(address, "/changes.json");
        assert_eq!(first.len(), 100);
        let (second, end) = listed(address, &next.unwrap());
        assert_eq!((second.len(), end), (22, None));
        let mut moments: Vec<&str> =
            first.iter().chain(&second).map(|row| row["at"].as_str().unwrap()).collect();
        assert!(moments.is_sorted_by(|a, b| a >= b));
        moments.dedup();
        assert_eq!(moments.len(), 120, "two pages changed at two of the moments");
        // A reader finds the way, too.
        let page = ask(address, "/changes?lang=en", "").2;
        let older = page
            .split("href=\"")
            .find(|link| link.starts_with("/changes?") && link.contains("before="));
        let older = older.unwrap().split('"').next().unwrap().replace("&amp;", "&");
        assert!(ask(address, &older, "").2.contains("/diff/0/1\""));
    });
}

#[test]
fn changes_are_shown_of_one_kind_and_of_one_site() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    with_archive(folder.path(), None, |address| {
        let classes = |path: &str| -> Vec<String> {
            let (rows, _) = listed(address, path);
            rows.iter().map(|row| row["class"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(classes("/changes.json?site=other.example"), ["page-lost", "cut"]);
        assert_eq!(classes("/changes.json?class=cut"), ["cut"]);
        assert_eq!(classes("/changes.json?class=cut,page-lost&site="), ["page-lost", "cut"]);
        assert!(classes("/changes.json?class=retraction").is_empty());
        let (_, _, feed) = ask(address, "/changes.atom?site=other.example", "");
        let feed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
        let titles: Vec<_> =
            feed.entries.iter().map(|e| e.title.as_ref().unwrap().content.as_str()).collect();
        assert_eq!(titles, ["gone: https://other.example/weir", "Weir"]);
        let (_, _, feed) = ask(address, "/changes.atom", "");
        let feed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
        let next = feed.links.iter().find(|link| link.rel.as_deref() == Some("next")).unwrap();
        let path = next.href.split_once(&address.to_string()).unwrap().1;
        let older = ask(address, path, "").2;
        assert!(!feed_rs::parser::parse(older.as_bytes()).unwrap().entries.is_empty());
    });
}

#[test]
fn a_field_that_cannot_be_read_is_answered_with_a_page_that_says_which() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    with_archive(folder.path(), None, |address| {
        for (path, said) in [
            ("/search?q=a&page=abc", "page"),
            ("/search?q=a&from=2026-99-99", "2026-99-99"),
            ("/changes?class=retracted", "retraction"),
            ("/changes?before=yesterday", "yesterday"),
            ("/?before=x", "before"),
        ] {
            let (status, head, body) = ask(address, path, "Accept-Language: en\r\n");
            assert_eq!(status, 400, "{path}");
            assert!(
                head.contains("text/html") && body.contains("This address cannot be read"),
                "{path}: {body}"
            );
            assert!(body.contains(said), "{path}: {body}");
        }
        let (status, head, body) = ask(address, "/search.json?page=abc", "");
        assert!(status == 400 && head.contains("application/json"), "{head}");
        assert!(serde_json::from_str::<Value>(&body).unwrap()["error"].is_string(), "{body}");
    });
}
