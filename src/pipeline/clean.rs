//! The only road from bytes to a clean text.

use std::borrow::Cow;

use super::kind::{Kind, read_as};
use crate::decode::mime::{self, Mail};
use crate::page::{Blocks, CleanText, Metadata, Outcome, Verdict};
use crate::profile::Profiles;
use crate::strip::{self, Context, Stripped};
use crate::text::escape_html;
use crate::{decode, html, meta, text};

/// A page's bytes and what is known of where they come from. A live response, a WARC record, a
/// saved file and a fixture all reach [`clean`] as this type.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawPage<'a> {
    /// The body, content encodings (gzip, …) undone, character set not.
    pub bytes: &'a [u8],
    /// The address it was found at.
    pub url: Option<&'a str>,
    /// The `Content-Type` it was served with.
    pub content_type: Option<&'a str>,
    /// What kind of page it is, when the caller knows; otherwise its content tells.
    pub kind: Option<Kind>,
}

/// What a cleaning depends on beside the page itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds on the parsed page.
    pub limits: html::Limits,
    /// What the text holds beside title and body.
    pub include: text::Include,
    /// What the user says of single sites. A page without a known address is taken to be at the one
    /// that it gives itself.
    pub sites: strip::SiteRules,
    /// What single sites repeat across their pages, as far as it is known; each in one version.
    pub profiles: Profiles,
}

/// Everything that cleaning found out about a page.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// What the page is.
    pub verdict: Verdict,
    /// What it says of itself.
    pub metadata: Metadata,
    /// All of its blocks, labelled.
    pub blocks: Blocks,
    /// The clean text: always the best one there is, also when the verdict is that the page is no
    /// article. Whether to store it is the caller's decision.
    pub text: CleanText,
    /// The kind of page it was read as.
    pub kind: Kind,
    /// The character encoding it was read in.
    pub encoding: &'static str,
    /// The version of the site's profile it was cleaned with, where there was one.
    pub profile: Option<String>,
    /// Where the page leads by itself, as it is written there, where it is nothing to store.
    pub leads_to: Option<String>,
    /// What was odd about the bytes or cut to keep within limits, one sentence each.
    pub notes: Vec<String>,
}

/// Cleans one page. Pure: same bytes, same options (profiles among them), same model, same output.
#[must_use]
pub fn clean(page: &RawPage<'_>, options: &Options) -> Cleaned {
    Cleaner::default().clean(page, options)
}

/// [`clean`] for many pages, one after the other: keeps its memory from page to page, and nothing
/// else.
#[derive(Debug, Default)]
pub struct Cleaner {
    pub(super) arena: html::Arena,
}

impl Cleaner {
    /// Cleans one page, exactly as [`clean`] does.
    #[must_use]
    pub fn clean(&mut self, page: &RawPage<'_>, options: &Options) -> Cleaned {
        clean_with(&mut self.arena, page, options)
    }
}

/// The page that a mail is: of HTML with what its header says in the page's own head, or its header and text below
/// it, as mail programs print them.
fn of_mail(mail: &Mail<'_>, body: &str) -> (Kind, String) {
    if !mail.html {
        return (Kind::Text, format!("{}\n{body}", mail.header));
    }
    let fields = [("og:title", &mail.subject), ("article:published_time", &mail.sent)];
    let mut page = String::with_capacity(body.len() + 200);
    for (name, value) in fields {
        let Some(value) = value else { continue };
        let value = escape_html(value);
        page.push_str(&format!("<meta property=\"{name}\" content=\"{value}\">"));
    }
    page.push_str(body);
    (Kind::Html, page)
}

fn clean_with(arena: &mut html::Arena, page: &RawPage<'_>, options: &Options) -> Cleaned {
    let mail = mime::mail(page.bytes, page.kind == Some(Kind::Text));
    let mail = mail.filter(|mail| mail.html || page.kind != Some(Kind::Html));
    let (bytes, content_type) = match &mail {
        Some(mail) => (&*mail.body, Some(&*mail.media_type)),
        None => (page.bytes, page.content_type),
    };
    let decoded = decode::decode_at(bytes, content_type, page.url);
    let mut notes = decoded.notes;
    let (kind, source) = match (page.kind, &mail) {
        (_, Some(mail)) => {
            notes.push(match mail.others {
                0 => "a mail as it was sent: its text was decoded".to_owned(),
                others => format!("a mail box: the first of its {} mails was read", 1 + others),
            });
            let (kind, text) = of_mail(mail, &decoded.text);
            (kind, Cow::Owned(text))
        }
        (Some(kind), None) => (kind, decoded.text),
        (None, None) => {
            let reading = read_as(&decoded.text);
            notes.extend(reading.note.map(str::to_owned));
            match reading.text {
                Cow::Owned(unescaped) => (reading.kind, Cow::Owned(unescaped)),
                Cow::Borrowed(_) => (reading.kind, decoded.text),
            }
        }
    };
    let source = match decode::repair(&source) {
        Some(mended) => {
            notes.push("UTF-8 had been read as another encoding; this was undone".to_owned());
            Cow::Owned(mended)
        }
        None => source,
    };
    let source = text::recomposed(&source).map_or(source, Cow::Owned);
    let version;
    let mut leads_to = None;
    let (mut metadata, Stripped { blocks, verdict, notes: of_rules }) = match kind {
        Kind::Html => {
            let document = html::parse(&source, arena, &options.limits);
            let mut metadata = meta::from_html(document, page.url);
            let own = metadata.canonical.as_ref().map(|own| own.value.clone());
            let own = page.url.or(own.as_deref());
            let site = own.and_then(|url| options.sites.of(url));
            let profile = options.profiles.of(own);
            version = profile.map(|profile| profile.version().to_owned());
            let context = Context { metadata: &metadata, url: page.url, site, profile };
            let stripped = strip::strip_html(document, &context);
            notes.extend(document.notes().iter().cloned());
            let hard = document.hard();
            notes.extend(hard.map(|why| format!("left by the fast parser to html5ever: {why}")));
            if stripped.verdict.outcome.is_storable() {
                metadata.next_page = own.and_then(|url| meta::following(document, url));
            } else {
                leads_to = meta::refresh(document);
            }
            (metadata, stripped)
        }
        Kind::Text => {
            let metadata = meta::from_text(&source, page.url);
            let site = page.url.and_then(|url| options.sites.of(url));
            let profile = options.profiles.of(page.url);
            version = profile.map(|profile| profile.version().to_owned());
            let context = Context { metadata: &metadata, url: page.url, site, profile };
            let stripped = strip::strip_lines(&source, &options.limits, &context);
            (metadata, stripped)
        }
    };
    notes.extend(of_rules);
    meta::complete(&mut metadata, &blocks, page.url);
    if verdict.outcome == Outcome::LiveBlog {
        metadata.entries = meta::entries(&blocks);
    }
    let text = text::clean_text(&blocks, options.include);
    Cleaned {
        verdict,
        metadata,
        blocks,
        text,
        kind,
        encoding: decoded.encoding,
        profile: version,
        leads_to,
        notes,
    }
}
