//! RSS 0.9 to 2.0, Atom and JSON Feed.

use feed_rs::model::{Entry, Link};
use feed_rs::parser;
use thiserror::Error;
use url::Url;

use super::article_address::is_media;
use super::candidate::{Candidate, Page, begins_with_a_host, gather, is_front_page, too_many};
use super::json_feed::{self, Read};
use super::mend;
use crate::decode::content::{Caps, Fault, unpack_file};
use crate::decode::decode;

/// How many items of one feed are taken: a thousand times what portals publish.
pub const MOST_ITEMS: usize = 50_000;

/// How many bytes a feed in a packed file may have.
const MOST_BYTES: u64 = 64 << 20;

/// Bytes that are no feed.
#[derive(Debug, Error)]
#[error("no RSS, Atom or JSON feed ({0}): {cure}", cure = self.cure())]
pub struct NoFeed(String);

impl NoFeed {
    fn cure(&self) -> &'static str {
        if ["`urlset`", "`sitemapindex`"].iter().any(|root| self.0.ends_with(root)) {
            return "it is a sitemap: write sitemap instead of feed";
        }
        "open the address in a browser to see what it is, or have `spoglio add` find the feeds of the site"
    }
}

/// Reads a feed's bytes as received (content encodings undone), also those of a file that is packed; `content_type` is what HTTP says of them, `base`
/// the address they came from, at which relative links start.
///
/// The character set is told by a byte-order mark, or else by `content_type`, or else by the XML declaration
/// (RFC 7303, 3), unless the bytes contradict it. Of XML with a fault, what can be read is taken, and a note names
/// the fault and its line.
///
/// # Errors
/// [`NoFeed`] when the bytes are no feed.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Page, NoFeed> {
    let caps = Caps { bytes: MOST_BYTES, ..Caps::default() };
    let (bytes, cut) = match unpack_file(bytes, &caps) {
        Ok(plain) => (plain.bytes, None),
        Err(undone) if undone.decoded.is_empty() => return Err(NoFeed(undone.fault.to_string())),
        Err(undone) => (undone.decoded.into(), Some(undone.fault)),
    };
    let text = decode(&bytes, content_type).text;
    // Some servers put white space before the XML declaration.
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(NoFeed("nothing in it".to_owned()));
    }
    let read = match start.starts_with('{') {
        true => json_feed::read(start, base, MOST_ITEMS),
        false => xml(&text, base),
    };
    let read = read.map_err(|other| NoFeed(other.replace('\n', " ")))?;
    let (media, candidates): (Vec<_>, Vec<_>) =
        read.candidates.into_iter().partition(|candidate| is_media(&candidate.url));
    let mut page = gather(candidates.into_iter(), MOST_ITEMS);
    if !media.is_empty() {
        let many = media.len();
        page.notes.push(format!(
            "items that link to sound, films, pictures or documents and to no page: {many}, left out"
        ));
    }
    if read.left_out > 0 {
        page.notes.push(too_many(MOST_ITEMS, read.left_out));
    }
    if page.candidates.is_empty() && media.is_empty() && read.named > 0 {
        page.notes.push(format!("no item has an address of its own, of {}", read.named));
    }
    if let Some(fault) = cut {
        let what = match fault {
            Fault::TooLarge(most) => {
                format!("longer than the {most} bytes that are read of a feed")
            }
            other => other.to_string(),
        };
        page.notes.push(format!("{base}: {what}: what came before is taken"));
    }
    if let Some((line, fault)) = read.fault {
        page.notes.push(format!("{base}, line {line}: {fault}: what can be read of it is taken"));
    }
    Ok(page)
}

fn xml(text: &str, base: &Url) -> Result<Read, String> {
    let mended = mend::mend(text, MOST_ITEMS)?;
    let reader = parser::Builder::new().base_uri(Some(base.as_str())).build();
    let feed = reader.parse(mended.feed.as_bytes()).map_err(|error| error.to_string())?;
    Ok(Read {
        named: feed.entries.len(),
        candidates: feed.entries.iter().filter_map(|entry| candidate(entry, base)).collect(),
        left_out: mended.left_out,
        fault: mended.fault,
    })
}

fn candidate(entry: &Entry, base: &Url) -> Option<Candidate> {
    let link = best(&entry.links).map(|link| link.href.as_str());
    let linked = link.and_then(|href| Candidate::at(as_written(href, base), Some(base)));
    // An item without a link, or with one that leads to the front page, often has its address as its guid.
    let at_root = entry.id.starts_with('/').then_some(base);
    let named = || Candidate::at(&entry.id, at_root);
    let candidate = match linked {
        Some(linked) if is_front_page(&linked.url) => {
            let is_of_site = |named: &Candidate| {
                !is_front_page(&named.url) && named.url.host() == linked.url.host()
            };
            named().filter(is_of_site)?
        }
        Some(linked) => linked,
        None => named()?,
    };
    let mut candidate = unwrapped(candidate);
    candidate.title = entry.title.as_ref().map(|title| title.content.trim().to_owned());
    candidate.published = entry.published.or(entry.updated);
    Some(candidate)
}

/// A link as the feed has it, where it begins with the name of a host and was taken for a path.
fn as_written<'a>(href: &'a str, base: &Url) -> &'a str {
    let folder = base.join(".").ok();
    let rest = folder.and_then(|folder| href.strip_prefix(folder.as_str()));
    rest.filter(|rest| begins_with_a_host(rest, base)).unwrap_or(href)
}

/// The page behind an address that only counts who goes there, as Google Alerts and Bing News have it in their feeds.
fn unwrapped(candidate: Candidate) -> Candidate {
    const WRAPPERS: [&str; 2] = ["/url", "/news/apiclick.aspx"];
    if !WRAPPERS.contains(&candidate.url.path()) {
        return candidate;
    }
    let target = candidate.url.query_pairs().find(|(name, _)| matches!(&**name, "url" | "q"));
    target.and_then(|(_, address)| Candidate::at(&address, None)).unwrap_or(candidate)
}

/// The link to the page itself, not to a picture, a sound file or the comments.
fn best(links: &[Link]) -> Option<&Link> {
    let to_page = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let html = |link: &&Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    links
        .iter()
        .find(|link| to_page(link) && html(link))
        .or_else(|| links.iter().find(to_page))
        .or_else(|| links.iter().find(|link| link.rel.as_deref() == Some("self")))
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
