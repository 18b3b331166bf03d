//! What a source in the network names: its listing is fetched and read.

use std::collections::{HashSet, VecDeque};

use url::Url;

use super::conditional::{self, Asked, Before, sent_with};
use crate::config::{Source, SourceKind};
use crate::decode;
use crate::fetch::{FetchError, Fetched, Fetcher, Validators};
use crate::source::sitemap::{self, Sitemap};
use crate::source::sitemap_index::from_both_ends;
use crate::source::{self, Candidate, feed, hub, list};

/// How many sitemaps of one source are read in one run, the latest changed first.
const MOST_SITEMAPS: usize = 50;

/// How many pages all sitemaps of one source may name in one run.
const MOST_PAGES: usize = 200_000;

/// Why a source could not be read: the reason in a word, and the whole story.
pub(in crate::pipeline) type NotListed = (String, String);

/// What a source names, and what its listing came with.
#[derive(Default)]
pub(in crate::pipeline) struct Listed {
    pub(in crate::pipeline) page: source::Page,
    /// For the next time; none when the server says that nothing changed.
    pub(super) validators: Option<Validators>,
    /// Whether the server says so.
    pub(super) is_unchanged: bool,
    /// Whether the server says that nothing changed, and was asked all the same to see whether that is true.
    pub(super) is_called_unchanged: bool,
}

impl From<source::Page> for Listed {
    fn from(page: source::Page) -> Listed {
        Listed { page, ..Listed::default() }
    }
}

/// Reads a source; `before` is what is known of a feed from the last time.
pub(in crate::pipeline) async fn listing(
    fetcher: &Fetcher,
    source: &Source,
    before: &Before,
) -> Result<Listed, NotListed> {
    match &source.kind {
        SourceKind::Feed(url) => {
            let asked = conditional::ask(fetcher, url, before).await.map_err(not_had)?;
            let Asked { answer, is_called_unchanged } = asked;
            if answer.answer.status == 304 {
                return Ok(Listed { is_unchanged: true, ..Listed::default() });
            }
            let validators = Some(sent_with(&answer));
            let content_type = answer.answer.header("content-type");
            let page = feed::read(&answer.body, content_type, &answer.answer.url)
                .map_err(|error| ("no-feed".to_owned(), error.to_string()))?;
            let page = noting_moves(page, &answer);
            Ok(Listed { page, validators, is_unchanged: false, is_called_unchanged })
        }
        SourceKind::Hub(url) => {
            let answer = ask(fetcher, url).await?;
            let decoded = decode::decode(&answer.body, answer.answer.header("content-type"));
            let mut page = hub::read(&decoded.text, &answer.answer.url, &source.include);
            if page.candidates.is_empty() {
                page.notes.push(
                    "no link on it looks like an article's: name some with include".to_owned(),
                );
            }
            Ok(noting_moves(page, &answer).into())
        }
        SourceKind::Sitemap(url) => Ok(sitemaps(fetcher, url).await?.into()),
        SourceKind::Urls(urls) => {
            let candidates = urls.iter().cloned().filter_map(Candidate::new);
            Ok(source::gather(candidates, usize::MAX).into())
        }
        SourceKind::List(path) => {
            let bytes = tokio::fs::read(path).await.map_err(|error| {
                ("unreadable".to_owned(), format!("{error}: name a file that may be read"))
            })?;
            Ok(list::read(&decode::decode(&bytes, None).text, path).into())
        }
        // These are read without a listing.
        SourceKind::Folder(_) | SourceKind::Warc(_) => Ok(Listed::default()),
    }
}

async fn ask(fetcher: &Fetcher, url: &Url) -> Result<Fetched, NotListed> {
    fetcher.fetch(url, &Validators::default()).await.map_err(not_had)
}

pub(in crate::pipeline) fn not_had(error: FetchError) -> NotListed {
    (error.reason(), error.to_string())
}

/// The same, with what to do about a source of which the server says no more than a status.
pub(in crate::pipeline) fn with_cure((reason, detail): NotListed) -> NotListed {
    let cure = match reason.as_str() {
        "http-404" | "http-410" => {
            ": see whether it moved: `spoglio add` with the site's address finds what it offers"
        }
        "http-401" => ": it wants a login, and spoglio has none",
        "http-403" => {
            ": the site turns us away: say who you are with fetch.contact, or ask its owner"
        }
        _ => "",
    };
    (reason, detail + cure)
}

fn noting_moves(mut page: source::Page, answer: &Fetched) -> source::Page {
    if answer.moved {
        page.notes.push(format!("moved for good to {}: change config.toml", answer.answer.url));
    }
    page
}

/// Reads a sitemap and, where it is an index, those it names. One that cannot be had costs a note,
/// unless it is the first.
async fn sitemaps(fetcher: &Fetcher, start: &Url) -> Result<source::Page, NotListed> {
    let mut waiting: VecDeque<Url> = VecDeque::new();
    if start.path() == "/robots.txt" {
        let rules = fetcher.robots(start).await.map_err(not_had)?;
        waiting.extend(rules.sitemaps(start));
        if waiting.is_empty() {
            let detail = "this robots.txt names no sitemap: name one yourself".to_owned();
            return Err(("no-sitemap".to_owned(), detail));
        }
    } else {
        waiting.push_back(start.clone());
    }
    let mut seen: HashSet<Url> = waiting.iter().cloned().collect();
    let mut pages: Vec<Candidate> = Vec::new();
    let mut notes = Vec::new();
    let mut asked = 0;
    while let Some(url) = waiting.pop_front() {
        if asked == MOST_SITEMAPS || pages.len() >= MOST_PAGES {
            notes.push(format!("sitemaps that are not read: {}", waiting.len() + 1));
            break;
        }
        asked += 1;
        let read = match fetcher.fetch_up_to(&url, sitemap::MOST_BYTES).await {
            Ok(answer) => {
                notes.extend(answer.notes.iter().map(|note| format!("{url}: {note}")));
                sitemap::read(&answer.body, &answer.answer.url)
                    .map_err(|error| ("no-sitemap".to_owned(), error.to_string()))
            }
            Err(error) => Err(not_had(error)),
        };
        match read {
            Ok(Sitemap::Pages(page)) => {
                pages.extend(page.candidates);
                notes.extend(page.notes.iter().map(|note| format!("{url}: {note}")));
            }
            // An index that names itself, or another that does, is read once.
            Ok(Sitemap::Index(mut children)) => {
                if waiting.len() + children.len() > MOST_SITEMAPS {
                    children = from_both_ends(children);
                }
                waiting.extend(
                    children
                        .into_iter()
                        .map(|child| child.url)
                        .filter(|url| seen.insert(url.clone())),
                );
            }
            Err(failed) if asked == 1 && waiting.is_empty() => return Err(failed),
            Err((_, detail)) => notes.push(format!("{url}: {detail}")),
        }
    }
    pages.sort_by_key(|candidate| std::cmp::Reverse(candidate.published));
    let mut page = source::gather(pages.into_iter(), MOST_PAGES);
    page.notes.extend(notes);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_gives_no_more_than_a_status_is_told_with_a_cure() {
        let told = |status| with_cure(not_had(FetchError::Status { status }));
        for status in [401, 403, 404, 410] {
            let (reason, detail) = told(status);
            assert_eq!(reason, format!("http-{status}"));
            assert!(detail.starts_with(&format!("status {status} ")) && detail.contains(": "));
        }
        assert_eq!(told(500).1, "status 500 Internal Server Error", "it may pass");
    }
}
