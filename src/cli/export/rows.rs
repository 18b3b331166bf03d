//! Texts as JSON lines and as comma-separated values.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::arguments::Format;
use super::text::Text;
use crate::store::StoredText;

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    known: &'a StoredText,
    url: Option<&'a str>,
    text: &'a str,
}

/// The line that stands before the first text.
pub(super) fn heading(out: &mut impl Write, format: Format) -> io::Result<()> {
    if format == Format::Csv {
        out.write_all(b"ordinal,name,sha256,first_seen,url,published,lang,title,text\r\n")?;
    }
    Ok(())
}

/// One text.
pub(super) fn row(out: &mut impl Write, format: Format, text: &Text) -> io::Result<()> {
    if format == Format::Csv {
        return csv(out, text);
    }
    let line = Line { known: &text.known, url: text.url.as_deref(), text: &text.body };
    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

fn csv(out: &mut impl Write, text: &Text) -> io::Result<()> {
    let ordinal = format!("{:03}", text.known.ordinal);
    let seen = text.known.first_seen.to_rfc3339();
    let cells = [
        &ordinal,
        text.known.name.as_str(),
        &text.known.sha256,
        &seen,
        text.url.as_deref().unwrap_or(""),
        text.metadata("published"),
        text.metadata("lang"),
        &text.known.title,
        &text.body,
    ];
    let cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell as RFC 4180 writes it. One that a spreadsheet would run as a formula begins with an
/// apostrophe.
fn quoted(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !cell.contains([',', '"', '\n', '\r']) {
        return cell.into();
    }
    format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\"")).into()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@a", "\"'@a\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
