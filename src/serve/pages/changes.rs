//! What changed: addresses at which another text was found, or none any more.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::parts;
use crate::dedup::VersionClass;
use crate::serve::dates;
use crate::serve::layout::Place;
use crate::serve::server::Server;
use crate::serve::view::{Fields, View};
use crate::store::{CaptureRow, StoredText, is_of_site};

const SHOWN: usize = 100;

/// Which changes are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Names of classes, with commas between them.
    class: String,
    site: String,
    /// Where to go on: a capture's moment in milliseconds, and its number.
    before: String,
}

/// The same, read.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    classes: Vec<String>,
    site: Option<String>,
    pub(super) before: Option<(i64, i64)>,
}

/// What another cleaner reads is no change of the page.
fn classes() -> impl Iterator<Item = &'static str> {
    let shown = VersionClass::ALL.into_iter().filter(|class| *class != VersionClass::Recleaned);
    shown.map(VersionClass::name)
}

impl Asked {
    /// What is asked for, or what of it cannot be read.
    pub(super) fn read(&self) -> Result<Wanted, String> {
        let names = self.class.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if let Some(unknown) = names.iter().find(|name| !classes().any(|known| known == **name)) {
            let known: Vec<&str> = classes().collect();
            return Err(format!("class={unknown}: write one of {}", known.join(", ")));
        }
        let before = match self.before.as_str() {
            "" => None,
            place => Some(
                place
                    .split_once('.')
                    .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)))
                    .ok_or_else(|| {
                        format!("before={place}: take it from the link to older changes")
                    })?,
            ),
        };
        let site = self.site.trim().to_ascii_lowercase();
        Ok(Wanted { classes: names, site: (!site.is_empty()).then_some(site), before })
    }
}

impl Wanted {
    pub(super) fn wants(&self, change: &CaptureRow) -> bool {
        let class = change.class.as_deref().unwrap_or_default();
        (self.classes.is_empty() || self.classes.iter().any(|wanted| wanted == class))
            && self.site.as_ref().is_none_or(|site| is_of_site(change.page_url(), site))
    }
}

/// Where a list of changes goes on, as it stands in an address.
pub(super) fn place((at, id): (i64, i64)) -> String {
    format!("{at}.{id}")
}

/// A capture that found something else than before.
#[derive(Debug, Serialize)]
struct Changed {
    #[serde(flatten)]
    capture: CaptureRow,
    title: String,
    #[serde(skip)]
    lang: Option<String>,
}

pub(super) async fn changes(
    State(server): State<Server>,
    view: View,
    Fields(asked): Fields<Asked>,
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
            let mut changed = Vec::with_capacity(rows.len());
            for capture in rows {
                let text = capture.text.map(|ordinal| archive.text(ordinal)).transpose()?;
                let title = text.as_ref().map_or("", |text| parts::title(text)).to_owned();
                let lang = |text: &StoredText| parts::lang(text).map(str::to_owned);
                changed.push(Changed { capture, title, lang: text.as_ref().and_then(lang) });
            }
            Ok((changed, older))
        })
        .await;
    let (changed, older) = match found {
        Ok(found) => found,
        Err(error) => return view.error(&error),
    };
    let older = older.map(|older| view.with("before", &place(older)));
    let mut response = view.answer(Place::Changes, view.tongue.changes(), &changed, || {
        content(&view, &asked, &changed, older.as_deref())
    });
    // The data is a list, and has no room for where it goes on.
    let next = older.map(|older| format!("<{older}>; rel=\"next\""));
    if let Some(Ok(next)) = next.map(|next| next.parse()) {
        response.headers_mut().insert(header::LINK, next);
    }
    response
}

fn form(view: &View, asked: &Asked) -> Markup {
    let t = view.tongue;
    html! {
        form.filters action="/changes" {
            label {
                (t.kind_of_change())
                select name="class" {
                    option value="" { (t.any()) }
                    @for class in classes() {
                        option value=(class) selected[asked.class == class] { (t.term(class)) }
                    }
                }
            }
            label { (t.site()) input name="site" value=(asked.site) autocomplete="off" spellcheck="false"; }
            button { (t.show()) }
        }
        p.small { a href=(view.elsewhere("/changes.atom", "before")) { (t.feed()) } }
    }
}

fn content(view: &View, asked: &Asked, changed: &[Changed], older: Option<&str>) -> Markup {
    let t = view.tongue;
    let day = |row: &Changed| row.capture.at.date_naive();
    html! {
        h1 { (t.changes()) }
        (form(view, asked))
        @if changed.is_empty() {
            div.empty { p { @if older.is_some() { (t.no_changes_yet()) } @else { (t.no_changes()) } } }
        }
        @for group in changed.chunk_by(|a, b| day(a) == day(b)) {
            @if let Some(first) = group.first() { h2.day { (dates::day(t, day(first))) } }
            ul.texts {
                @for row in group {
                    li {
                        @match (row.capture.text, row.capture.previous) {
                            (Some(text), Some(previous)) => {
                                a.title href={ "/diff/" (previous) "/" (text) } lang=[row.lang.as_deref()] dir="auto" { (row.title) }
                            }
                            (Some(text), None) => {
                                a.title href={ "/text/" (text) } lang=[row.lang.as_deref()] dir="auto" { (row.title) }
                            }
                            _ => { a.title href={ "/capture/" (row.capture.id) } { (t.term(&row.capture.outcome)) } }
                        }
                        div.meta {
                            @if let Some(class) = &row.capture.class { (parts::class(t, class)) " · " }
                            @if let (Some(text), Some(previous)) = (row.capture.text, row.capture.previous) {
                                (parts::number(previous)) " → " (parts::number(text)) " · "
                            }
                            (dates::moment(t, row.capture.at))
                        }
                        div.meta { (parts::address(row.capture.page_url())) }
                    }
                }
            }
        }
        @if let Some(older) = older {
            nav.pages aria-label=(t.changes()) { span {} a href=(older) { (t.older()) " →" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_named() {
        let asked = |class: &str, before: &str| Asked {
            class: class.to_owned(),
            before: before.to_owned(),
            ..Asked::default()
        };
        let wanted = asked("retraction, cut", "1700000000000.12").read().unwrap();
        assert_eq!(wanted.classes, ["retraction", "cut"]);
        assert_eq!(wanted.before, Some((1_700_000_000_000, 12)));
        assert_eq!(place((1_700_000_000_000, 12)), "1700000000000.12");
        let why = asked("retracted", "").read().unwrap_err();
        assert!(why.contains("class=retracted") && why.contains("retraction"), "{why}");
        assert!(asked("", "yesterday").read().unwrap_err().contains("before=yesterday"));
    }
}
