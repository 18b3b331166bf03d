//! A change in words, for a terminal, a file or a browser.

use std::io::{self, Write};

use serde::Serialize;

use super::terminal::message::visible;
use crate::dedup::{Change, Piece};
use crate::store::CaptureRow;
use crate::text::escape_html;

/// One line of a history.
#[derive(Debug, Serialize)]
pub(super) struct Event {
    /// The capture.
    #[serde(flatten)]
    pub(super) capture: CaptureRow,
    /// The text's title, where there is one.
    pub(super) title: Option<String>,
    /// Whether the text was seen nowhere before.
    #[serde(skip)]
    pub(super) is_first: bool,
    /// What changed from the text before.
    pub(super) change: Option<Change>,
}

/// How what went and what came are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `[-gone-]` and `{+came+}`.
    Marks,
    /// Red and struck through, and green.
    Colours,
}

/// Unchanged words that are shown before and after a change.
const AROUND: usize = 8;

/// Prints a change, with the unchanged words next to each.
pub(super) fn text(out: &mut dyn Write, change: &Change, style: Style) -> io::Result<()> {
    let last = change.spans.len().saturating_sub(1);
    let mut line = String::new();
    for (at, span) in change.spans.iter().enumerate() {
        let shown = match span.piece {
            Piece::Same => around(&span.text, at == 0, at == last),
            Piece::Gone | Piece::Came => flat(&span.text),
        };
        let shown = visible(&shown);
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&match (span.piece, style) {
            (Piece::Same, _) => shown,
            (Piece::Gone, Style::Marks) => format!("[-{shown}-]"),
            (Piece::Came, Style::Marks) => format!("{{+{shown}+}}"),
            (Piece::Gone, Style::Colours) => format!("\x1b[9;31m{shown}\x1b[0m"),
            (Piece::Came, Style::Colours) => format!("\x1b[32m{shown}\x1b[0m"),
        });
    }
    writeln!(out, "    {line}")
}

/// The text on one line, paragraphs parted by a pilcrow.
fn flat(text: &str) -> String {
    text.trim_matches('\n').replace('\n', " ¶ ")
}

fn around(text: &str, first: bool, last: bool) -> String {
    let flat = flat(text);
    let words: Vec<&str> = flat.split(' ').collect();
    if words.len() <= 2 * AROUND + 2 && !(first || last) {
        return flat;
    }
    let head = words.get(..AROUND.min(words.len())).unwrap_or(&[]).join(" ");
    let tail = words.get(words.len().saturating_sub(AROUND)..).unwrap_or(&[]).join(" ");
    match (first, last) {
        _ if words.len() <= AROUND => flat,
        (true, true) => format!("{head} …"),
        (true, false) => format!("… {tail}"),
        (false, true) => format!("{head} …"),
        (false, false) => format!("{head} … {tail}"),
    }
}

/// Prints a history as a web page that loads nothing and runs nothing.
pub(super) fn html(out: &mut dyn Write, url: &str, events: &[Event]) -> io::Result<()> {
    let title = escape_html(url);
    writeln!(
        out,
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n\
         <style>body{{font:1rem/1.5 serif;max-width:45rem;margin:2rem auto;padding:0 1rem}}\
         del{{background:#fdd;color:#700}}ins{{background:#dfd;color:#050;text-decoration:none}}\
         h2{{font-size:1rem;margin:2rem 0 0}}h1{{font-size:1.2rem;overflow-wrap:anywhere}}</style>\n\
         <h1>{title}</h1>"
    )?;
    for event in events {
        let capture = &event.capture;
        let what = match (&capture.class, event.is_first) {
            (Some(class), _) => class.as_str(),
            (None, true) => "new",
            (None, false) if capture.text.is_some() => "seen again",
            (None, false) => capture.outcome.as_str(),
        };
        let name = event.title.as_deref().unwrap_or("");
        writeln!(
            out,
            "<h2>{} · {} · {}</h2>",
            capture.at.format("%Y-%m-%d %H:%M UTC"),
            escape_html(what),
            escape_html(name)
        )?;
        let Some(change) = &event.change else { continue };
        write!(out, "<p>")?;
        for span in &change.spans {
            let text = escape_html(span.text.trim_end_matches('\n')).replace('\n', "<br>");
            let end = if span.text.ends_with('\n') { "</p>\n<p>" } else { " " };
            match span.piece {
                Piece::Same => write!(out, "{text}{end}")?,
                Piece::Gone => write!(out, "<del>{text}</del>{end}")?,
                Piece::Came => write!(out, "<ins>{text}</ins>{end}")?,
            }
        }
        writeln!(out, "</p>")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::change;

    fn shown(old: &str, new: &str) -> String {
        let mut out = Vec::new();
        text(&mut out, &change(old, new), Style::Marks).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_is_shown_with_its_surroundings() {
        let run = "word ".repeat(40);
        let line = shown(&format!("{run}old {run}"), &format!("{run}new {run}"));
        let around = "word ".repeat(8);
        assert_eq!(line.trim(), format!("… {around}[-old-] {{+new+}} {around}…"));
    }

    #[test]
    fn nothing_of_a_page_reaches_terminal_or_browser_as_it_is() {
        assert!(!shown("a \u{1b}[31m", "b \u{1b}[31m").contains('\u{1b}'));
        let mut page = Vec::new();
        html(&mut page, "https://example.org/<script>\u{202e}", &[]).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("example.org/&lt;script&gt;</h1>"), "{page}");
    }
}
