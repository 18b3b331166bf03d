//! An answer that says that a page is lost ─▶ what is found of it, whatever was sent in its place.

use url::Url;

use crate::dedup::{NearClass, Shingles, near_class};
use crate::fetch::GONE;
use crate::page::{Outcome, Verdict};
use crate::source::is_front_page;
use crate::store::{Capture, CaptureRow, url_key};

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

/// The same once a redirect has been followed, of a page of which the archive has a text: the front door is in its
/// place, or something else that has nothing in common with that text. `last` found that text, `stored`; `new` is
/// the text of what stands there now. A page that was where it is now, or that was always elsewhere, as what an
/// address that leads to the news of the day is, says nothing.
pub(super) fn elsewhere(
    answer: &Capture,
    outcome: Outcome,
    new: &str,
    last: &CaptureRow,
    stored: &str,
) -> Option<Verdict> {
    let is_text = outcome.is_storable() || outcome == Outcome::ListPage;
    // What walls stand before is not known, nor what errors do.
    if !(is_text || matches!(outcome, Outcome::Empty | Outcome::JavascriptShell))
        || url_key(&answer.final_url) == url_key(&last.url)
    {
        return None;
    }
    let from = Url::parse(&answer.url).ok()?;
    let to = Url::parse(&answer.final_url).ok()?;
    let front = front_door(&from, &to);
    if front.is_some() || !is_text {
        return front;
    }
    let before = Url::parse(&last.url).ok()?;
    if !is_same_page(&from, &before) || is_same_page(&from, &to) {
        return None;
    }
    let likeness = Shingles::new(new).likeness(&Shingles::new(stored));
    let is_near = near_class(&likeness, true).is_some_and(NearClass::is_near);
    (!is_near).then(|| {
        found(format!(
            "the server redirects to {to}, where nothing of the text stands that the archive has"
        ))
    })
}

/// Whether two addresses are of one page, whatever is said of the scheme and of `www.`.
fn is_same_page(one: &Url, other: &Url) -> bool {
    let place =
        |url: &Url| (url.path().trim_end_matches('/').to_owned(), url.query().map(str::to_owned));
    place(one) == place(other)
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
