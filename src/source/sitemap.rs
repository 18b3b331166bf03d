//! Sitemaps: lists of pages, news sitemaps, indexes of sitemaps, plain text, feeds; packed or not.

use chrono::{DateTime, Utc};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use thiserror::Error;
use url::Url;

use super::candidate::{Candidate, Page, gather};
use super::feed;
use super::sitemap_index::{self, Child};
use crate::decode::content::{Caps, Fault, unpack_file};
use crate::decode::decode;
use crate::meta::instant;

/// The most addresses that one sitemap or one index may hold by the protocol.
pub const MOST_ENTRIES: usize = 50_000;
/// The most bytes that one may have by the protocol, unpacked.
pub const MOST_BYTES: u64 = 52_428_800;
/// The longest address that is read; the protocol asks for less than 2,048 characters.
const LONGEST: usize = 4096;

/// Bytes that are no sitemap.
#[derive(Debug, Error)]
pub enum NoSitemap {
    /// They cannot be unpacked.
    #[error("{0}")]
    Packed(String),
    /// They are something else.
    #[error("no sitemap ({0}): open the address in a browser to see what it is")]
    Other(String),
}

/// What a sitemap holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sitemap {
    /// Pages, the newest first where they have dates.
    Pages(Page),
    /// Other sitemaps, the latest changed first where they have dates, without those of lists of articles.
    Index(Vec<Child>),
}

/// Reads a sitemap's bytes; `base` is the address they came from.
///
/// # Errors
/// [`NoSitemap`] when the bytes are none. What breaks off, packed or not, is read as far as it goes, and what is
/// larger than the protocol allows once unpacked as far as that; a note says so.
pub fn read(bytes: &[u8], base: &Url) -> Result<Sitemap, NoSitemap> {
    read_within(bytes, base, MOST_BYTES)
}

fn read_within(bytes: &[u8], base: &Url, most: u64) -> Result<Sitemap, NoSitemap> {
    let caps = Caps { bytes: most, ..Caps::default() };
    let (plain, fault) = match unpack_file(bytes, &caps) {
        Ok(plain) => (plain.bytes, None),
        Err(undone) if undone.decoded.is_empty() => {
            return Err(NoSitemap::Packed(undone.fault.to_string()));
        }
        Err(undone) => (undone.decoded.into(), Some(undone.fault)),
    };
    let mut read = match unpacked(&plain, base) {
        // The protocol takes a feed for a sitemap.
        Err(no_sitemap @ NoSitemap::Other(_)) => {
            Sitemap::Pages(feed::read(&plain, None, base).map_err(|_| no_sitemap)?)
        }
        read => read?,
    };
    if let (Sitemap::Pages(page), Some(fault)) = (&mut read, fault) {
        let note = match fault {
            Fault::TooLarge(most) => {
                format!("longer than the {most} bytes of the standard: what follows is not read")
            }
            other => format!("{other}; what came before is taken"),
        };
        page.notes.insert(0, note);
    }
    Ok(read)
}

fn unpacked(bytes: &[u8], base: &Url) -> Result<Sitemap, NoSitemap> {
    let text = decode(bytes, None).text;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return xml(start, base);
    }
    let looks_plain = start.lines().next().is_some_and(|line| {
        let line = line.trim();
        line.starts_with("http://") || line.starts_with("https://")
    });
    if looks_plain {
        let candidates = start.lines().filter_map(|line| Candidate::at(line, None));
        return Ok(Sitemap::Pages(gather(candidates, MOST_ENTRIES)));
    }
    Err(NoSitemap::Other("neither XML nor a list of addresses".to_owned()))
}

/// One `url` or `sitemap` element while it is read.
#[derive(Default)]
struct Entry {
    address: String,
    changed: String,
    published: String,
    title: String,
}

impl Entry {
    fn date(&self) -> Option<DateTime<Utc>> {
        instant(&self.published).or_else(|| instant(&self.changed))
    }
}

fn xml(text: &str, base: &Url) -> Result<Sitemap, NoSitemap> {
    let Entries { is_index, mut entries, cut } = entries(text)?;
    entries.sort_by_cached_key(|entry| std::cmp::Reverse(entry.date()));
    if is_index {
        let children = entries.iter().filter_map(|entry| {
            let url = Candidate::at(&entry.address, Some(base))?.url;
            Some(Child { url, changed: entry.date() })
        });
        return Ok(Sitemap::Index(sitemap_index::in_order(children.take(MOST_ENTRIES).collect())));
    }
    let candidates = entries.iter().filter_map(|entry| {
        let mut candidate = Candidate::at(&entry.address, Some(base))?;
        candidate.published = entry.date();
        candidate.title = Some(entry.title.trim().to_owned()).filter(|title| !title.is_empty());
        Some(candidate)
    });
    let mut page = gather(candidates, MOST_ENTRIES);
    if cut {
        page.notes.push("its XML breaks off; what came before is taken".to_owned());
    }
    Ok(Sitemap::Pages(page))
}

/// The entries of a sitemap, or of an index.
struct Entries {
    is_index: bool,
    entries: Vec<Entry>,
    /// Whether its XML breaks off.
    cut: bool,
}

fn entries(text: &str) -> Result<Entries, NoSitemap> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut is_index = None;
    let mut entry = Entry::default();
    let mut entries: Vec<Entry> = Vec::new();
    let mut field: Option<&'static str> = None;
    // Pictures and films of an entry have fields of the same names, whatever their prefix is.
    let mut media = 0usize;
    let mut cut = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            // What was read until here is worth having.
            Err(_) => {
                cut = true;
                break;
            }
        };
        match event {
            Event::Eof => break,
            Event::Empty(start) if is_index.is_none() => {
                is_index = is_index_of(start.local_name().as_ref());
            }
            Event::Start(start) => {
                let name = start.local_name();
                match name.as_ref() {
                    "image" | "video" => media += 1,
                    _ if media > 0 => field = None,
                    root @ ("urlset" | "sitemapindex") => is_index = is_index.or(is_index_of(root)),
                    "url" | "sitemap" => entry = Entry::default(),
                    other if is_index.is_none() => {
                        return Err(NoSitemap::Other(format!("its root is `{:.40}`", other)));
                    }
                    "loc" => field = Some("loc"),
                    "lastmod" => field = Some("lastmod"),
                    "publication_date" => field = Some("published"),
                    "title" if start.name().as_ref().starts_with("news") => field = Some("title"),
                    _ => field = None,
                }
            }
            Event::End(end) => {
                field = None;
                if matches!(end.local_name().as_ref(), "image" | "video") {
                    media = media.saturating_sub(1);
                }
                if matches!(end.local_name().as_ref(), "url" | "sitemap") {
                    entries.push(std::mem::take(&mut entry));
                    // What goes on after the protocol's limit is counted, not kept.
                    if entries.len() > 2 * MOST_ENTRIES {
                        break;
                    }
                }
            }
            Event::Text(words) => push(&mut entry, field, &words),
            Event::CData(words) => push(&mut entry, field, &words),
            Event::GeneralRef(reference) => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    push(&mut entry, field, character.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = resolve_predefined_entity(&reference) {
                    push(&mut entry, field, text);
                }
                // Entities that a DTD declares are not expanded.
            }
            _ => {}
        }
    }
    match is_index {
        Some(is_index) => Ok(Entries { is_index, entries, cut }),
        None => Err(NoSitemap::Other("it ends before it begins".to_owned())),
    }
}

/// Whether a document of this root is an index of sitemaps; none for one of no sitemap.
fn is_index_of(root: &str) -> Option<bool> {
    match root {
        "urlset" => Some(false),
        "sitemapindex" => Some(true),
        _ => None,
    }
}

fn push(entry: &mut Entry, field: Option<&str>, words: &str) {
    let target = match field {
        Some("loc") => &mut entry.address,
        Some("lastmod") => &mut entry.changed,
        Some("published") => &mut entry.published,
        Some("title") => &mut entry.title,
        _ => return,
    };
    if target.len() + words.len() <= LONGEST {
        target.push_str(words);
    }
}

#[cfg(test)]
#[path = "sitemap_tests.rs"]
mod tests;
