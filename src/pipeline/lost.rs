//! An answer that says that a page is lost ─▶ what is found of it, whatever was sent in its place.

use url::Url;

use crate::fetch::GONE;
use crate::page::{Outcome, Verdict};
use crate::source::is_front_page;
use crate::store::Capture;

/// Whether a status says that a page is gone.
pub(super) fn is_gone(status: u16) -> bool {
    GONE.contains(&status)
}

/// What is found of a page that the server says is gone.
pub(super) fn gone(status: u16) -> Verdict {
    found(format!("the server answered with status {status}"))
}

/// What is found of a page whose answer says that it is lost: gone, or the site's front door in its place. A
/// redirect to anywhere else may lead to where the page is now, and says nothing.
pub(super) fn lost(answer: &Capture) -> Option<Verdict> {
    let status = answer.status()?;
    if is_gone(status) {
        return Some(gone(status));
    }
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let from = Url::parse(&answer.url).ok()?;
    let to = from.join(answer.header("location")?.trim()).ok()?;
    front_door(&from, &to)
}

/// What is found of a page where its server redirects to a front page.
fn front_door(from: &Url, to: &Url) -> Option<Verdict> {
    (is_front_page(to) && !is_front_page(from))
        .then(|| found(format!("the server redirects to the front page, {to}")))
}

fn found(evidence: String) -> Verdict {
    Verdict { outcome: Outcome::Gone, confidence: 1.0, evidence: vec![evidence], kept_back: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says_lost(url: &str, status: u16, location: &str) -> bool {
        let response = format!("HTTP/1.1 {status} X\r\nLocation: {location}\r\n\r\n").into_bytes();
        lost(&Capture { url: url.to_owned(), response, ..Capture::default() }).is_some()
    }

    #[test]
    fn a_page_is_lost_where_it_is_gone_or_the_front_door_is_in_its_place() {
        let page = "https://a.test/story?id=7";
        for status in [404, 410] {
            assert!(says_lost(page, status, ""));
        }
        for status in [200, 304, 403, 451, 500, 503] {
            assert!(!says_lost(page, status, "/"), "{status}");
        }
        for front in ["/", "https://a.test/", "https://www.a.test", "//b.test/#top", " / "] {
            assert!(says_lost(page, 301, front), "{front}");
        }
        for elsewhere in ["/story/7", "https://b.test/?id=7", "", "https://["] {
            assert!(!says_lost(page, 302, elsewhere), "{elsewhere}");
        }
        assert!(!says_lost("http://a.test/", 301, "https://a.test/"), "it has only moved");
    }
}
