//! `spoglio search`: the stored texts by their words.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::options::bounds::BoundsOption;
use super::printed::printed;
use super::terminal::message::{complain, visible};
use super::terminal::output::Look;
use crate::store::{
    Archive, PassagePiece, SearchOrder, StoreError, StoredText, asks_for_words, marked, passage,
};

/// Bytes of a text in which its passage is looked for.
const LOOK: usize = 400_000;

/// Find stored texts by their words
///
/// Every word must be in the title or the text; letter case, accents and vowel points do not count, and in
/// Chinese, Japanese and Korean any part of a word is found. "…" is a phrase, "…"~5 are words with at most five others
/// between them, word* is a beginning, title:word stands in the title, -word or NOT word must not be there. OR stands between words that may take each other's
/// place, ( ) hold together. Each text is one line, and below it, further in, the passage in which the words stand.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio search flood valley
  spoglio search '\"fire brigade\" -exercise' --lang en --since 2026-11-01
  spoglio search flood '(valley OR river)' NOT exercise
  spoglio search '\"minister bribe\"~8' --order published
  spoglio search --titles --newest 'elect*'
  spoglio search --count flood --since 30d
  spoglio search --json 'elect*' | jq -r .name")]
pub(super) struct Arguments {
    /// What to look for
    #[arg(required = true, value_name = "WORD", allow_hyphen_values = false)]
    words: Vec<String>,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,

    /// Show the second, third … so many
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    page: u64,

    /// What to show first
    #[arg(long, value_enum, default_value_t = Order::Fit)]
    order: Order,

    /// Show the last stored first: the same as --order stored
    #[arg(long, conflicts_with = "order")]
    newest: bool,

    /// Print only how many texts are found
    #[arg(long, conflicts_with_all = ["titles", "limit", "page", "newest", "order"])]
    count: bool,

    /// Show no passages
    #[arg(long, conflicts_with = "json")]
    titles: bool,

    /// One JSON object a line, with metadata and the passage
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    bounds: BoundsOption,
}

/// What is shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// What fits best; where thousands of texts have the words, the last stored
    Fit,
    /// What was stored last
    Stored,
    /// What was published last; where a page gives no day, that of its first sighting counts
    Published,
}

/// A text that was found, as JSON.
#[derive(Serialize)]
struct Hit<'a> {
    #[serde(flatten)]
    text: &'a StoredText,
    /// Where it was first seen.
    url: Option<String>,
    passage: Vec<PassagePiece>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let query = arguments.words.join(" ");
    let mut bounds = arguments.bounds.bounds();
    bounds.order = match arguments.order {
        Order::Fit if !arguments.newest => SearchOrder::Fit,
        Order::Published => SearchOrder::Published,
        Order::Fit | Order::Stored => SearchOrder::Stored,
    };
    let [limit, before] =
        [arguments.limit, arguments.page - 1].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    let skip = before.saturating_mul(limit);
    let look = Look::of_stdout();
    printed(&arguments.archive, |archive, out| {
        let is_of_bounds = query.trim().is_empty() && !bounds.is_empty();
        if arguments.count && (is_of_bounds || asks_for_words(&query)) {
            let count = archive.count_found(&query, &bounds)?;
            let line =
                if arguments.json { format!("{{\"count\":{count}}}") } else { count.to_string() };
            // As where texts are shown, scripts are told by the exit code whether there are any.
            let exit = if count > 0 { Exit::Success } else { Exit::NothingDone };
            return Ok(writeln!(out, "{line}").map(|()| exit));
        }
        let mut found = archive.search(&query, &bounds, skip, limit.saturating_add(1))?;
        let more = found.len() > limit;
        found.truncate(limit);
        if found.is_empty() {
            complain(&match arguments.page {
                _ if !asks_for_words(&query) => format!(
                    "\"{query}\": nothing to look for: write a word of letters or digits that is to be there"
                ),
                1 => format!("{query}: not found"),
                page => format!("{query}: nothing on page {page}: --page 1 shows the first"),
            });
            return Ok(Ok(Exit::NothingDone));
        }
        for text in &found {
            if let Err(error) = print(archive, out, text, &query, arguments, look)? {
                return Ok(Err(error));
            }
        }
        let told = out.flush();
        if more && look.terminal {
            complain(&format!("there are more: --page {}", arguments.page + 1));
        }
        Ok(told.map(|()| Exit::Success))
    })
}

fn print(
    archive: &Archive,
    out: &mut dyn Write,
    text: &StoredText,
    query: &str,
    arguments: &Arguments,
    look: Look,
) -> Result<io::Result<()>, StoreError> {
    let passage = |archive: &Archive| -> Vec<PassagePiece> {
        // A file that is gone is verify's business; the other texts still count.
        let content = archive.beginning(text, LOOK).unwrap_or_default();
        passage(content.strip_prefix(text.title.as_str()).unwrap_or(&content), query)
    };
    if arguments.json {
        let url = archive.brought(text.ordinal)?.map(|row| row.url);
        let line = serde_json::to_writer(&mut *out, &Hit { text, url, passage: passage(archive) });
        return Ok(line.map_err(io::Error::from).and_then(|()| writeln!(out)));
    }
    let title = if text.title.is_empty() { "(no title)" } else { &text.title };
    let title = dressed(&marked(title, query), look);
    let day = text.first_seen.format("%Y-%m-%d");
    let written = writeln!(out, "{:03}  {day}  {title}", text.ordinal);
    if arguments.titles || written.is_err() {
        return Ok(written);
    }
    Ok(writeln!(out, "     {}", dressed(&passage(archive), look)))
}

/// A passage on one line, the words that were looked for set off where colours are wanted.
fn dressed(pieces: &[PassagePiece], look: Look) -> String {
    pieces
        .iter()
        .map(|piece| {
            let text = visible(&piece.text);
            if piece.hit { look.paint("1;33", &text) } else { text }
        })
        .collect()
}
