//! The archive as Atom feeds (RFC 4287): stored texts, and changes.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

use super::{changes, parts};
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::store::CaptureRow;

const SHOWN: usize = 50;

struct Entry {
    /// Path on this server; also what the entry's lasting id is made of.
    path: String,
    id: String,
    title: String,
    updated: DateTime<Utc>,
}

pub(super) async fn texts(
    State(server): State<Server>,
    view: View,
    headers: HeaderMap,
) -> Response {
    let found = server
        .library
        .read(|archive| {
            let entry = |text: crate::store::StoredText| Entry {
                path: format!("/text/{}", text.ordinal),
                id: format!("urn:sha256:{}", text.sha256),
                title: parts::title(&text).to_owned(),
                updated: text.first_seen,
            };
            Ok(archive.latest(None, SHOWN)?.into_iter().map(entry).collect::<Vec<_>>())
        })
        .await;
    match found {
        Ok(entries) => answer(&headers, view.tongue.latest_texts(), ("/feed.atom", None), &entries),
        Err(error) => view.error(&error),
    }
}

pub(super) async fn changes(
    State(server): State<Server>,
    view: View,
    headers: HeaderMap,
    Fields(asked): Fields<changes::Asked>,
) -> Response {
    let wanted = match asked.read() {
        Ok(wanted) => wanted,
        Err(why) => return view.misread(&why),
    };
    let found = server
        .library
        .read(move |archive| {
            let wants = |row: &CaptureRow| wanted.wants(row);
            let (rows, older) = archive.changes_before(wanted.before, &wants, SHOWN)?;
            let mut entries = Vec::new();
            for row in rows {
                let stored = row.text.map(|text| archive.text(text)).transpose()?;
                let path = match (row.previous, row.text) {
                    (Some(previous), Some(text)) => format!("/diff/{previous}/{text}"),
                    _ => format!("/capture/{}", row.id),
                };
                // Of a page that is lost, what it is now.
                let lost = || format!("{}: {}", row.outcome, row.page_url());
                entries.push(Entry {
                    path,
                    id: row.record.trim_matches(['<', '>']).to_owned(),
                    title: stored.as_ref().map_or_else(lost, |text| parts::title(text).to_owned()),
                    updated: row.at,
                });
            }
            Ok((entries, older))
        })
        .await;
    match found {
        Ok((entries, older)) => {
            let older = older.map(|older| view.with("before", &changes::place(older)));
            let own = view.elsewhere("/changes.atom", "");
            answer(&headers, view.tongue.changes(), (&own, older.as_deref()), &entries)
        }
        Err(error) => view.error(&error),
    }
}

/// A feed with its own path, and that of the older entries.
fn answer(
    headers: &HeaderMap,
    title: &str,
    paths: (&str, Option<&str>),
    entries: &[Entry],
) -> Response {
    // The guard let only our own names through.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    match feed(&format!("http://{host}"), title, paths, entries) {
        Ok(xml) => {
            ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response()
        }
        Err(error) => {
            (axum::http::StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
    }
}

fn feed(
    base: &str,
    title: &str,
    (path, older): (&str, Option<&str>),
    entries: &[Entry],
) -> io::Result<Vec<u8>> {
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_default();
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|xml| {
        leaf(xml, "title", &format!("spoglio: {title}"))?;
        leaf(xml, "id", &format!("{base}{path}"))?;
        leaf(xml, "updated", &updated.to_rfc3339())?;
        let own = format!("{base}{path}");
        xml.create_element("link")
            .with_attributes([("rel", "self"), ("href", own.as_str())])
            .write_empty()?;
        if let Some(older) = older {
            let href = format!("{base}{older}");
            xml.create_element("link")
                .with_attributes([("rel", "next"), ("href", href.as_str())])
                .write_empty()?;
        }
        xml.create_element("author").write_inner_content(|xml| leaf(xml, "name", "spoglio"))?;
        for entry in entries {
            xml.create_element("entry").write_inner_content(|xml| {
                leaf(xml, "title", &entry.title)?;
                leaf(xml, "id", &entry.id)?;
                leaf(xml, "updated", &entry.updated.to_rfc3339())?;
                let href = format!("{base}{}", entry.path);
                xml.create_element("link").with_attribute(("href", href.as_str())).write_empty()?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}

/// An element with text, control characters that XML cannot hold left out.
fn leaf(xml: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_made_of_markup_stay_text() {
        let entry = Entry {
            path: "/text/1".into(),
            id: "urn:x".into(),
            title: "<script>\u{0}&]]>".into(),
            updated: DateTime::default(),
        };
        let xml =
            String::from_utf8(feed("http://x", "t", ("/f", Some("/f?a=1&b=2")), &[entry]).unwrap())
                .unwrap();
        assert!(xml.contains("&lt;script&gt;&amp;]]&gt;"), "{xml}");
        assert!(feed_rs::parser::parse(xml.as_bytes()).is_ok());
    }
}
