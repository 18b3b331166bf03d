//! `spoglio explain`: why a page is cleaned as it is.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::clean::input::{Input, inputs, unpacked};
use super::options::page::PageOptions;
use super::terminal::message::complain;
use super::terminal::output;
use crate::explain::{Look, html, terminal};
use crate::pipeline::{Cleaned, Options, clean, taken_over};
use crate::source::saved::{self, not_readable};

/// Show each block of a saved page, kept or dropped, with its label, score and reason
///
/// The score says how sure it is, from 0 to 1, that the block belongs to the article. Lines that
/// begin with + are kept, with - dropped.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio explain page.html
  spoglio explain page.html --html why.html
  spoglio explain crawl.warc.gz --number 3
")]
pub(super) struct Arguments {
    /// The page: HTML or flattened text, also packed; a WARC file or a mail box with it; - for standard input
    page: PathBuf,

    /// Write the explanation to this file instead, as HTML that runs nothing of the page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Which page of a WARC file or mail of a mail box, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,

    #[command(flatten)]
    read: PageOptions,

    /// Print each block whole, not only the start of it
    #[arg(long, conflicts_with = "html")]
    whole: bool,
}

/// A page that was cleaned, and how it was.
struct Explained {
    name: String,
    cleaned: Cleaned,
    /// What is wrong with it, where only a part of it could be read.
    complaint: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let options = match arguments.read.cleaning() {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    match explained(arguments, &options).and_then(|page| show(arguments, page)) {
        Ok(None) => Exit::Success,
        Ok(Some(complaint)) => {
            complain(&complaint);
            Exit::SomeFailed
        }
        Err(message) => {
            complain(&message);
            Exit::NothingDone
        }
    }
}

/// Cleans the page that was named, or as much of it as can be read.
fn explained(arguments: &Arguments, options: &Options) -> Result<Explained, String> {
    let named = arguments.page.display().to_string();
    if arguments.page.is_dir() {
        return Err(format!("{named}: a folder: name one page of it"));
    }
    let (mut pages, mut broken) = (0, None);
    let mut inputs = inputs(&arguments.page, None);
    while let Some(input) = inputs.next() {
        match input {
            Input::Broken(why) => broken = broken.or(Some(why)),
            page if pages + 1 == arguments.number => {
                let mut page = page_of(page, arguments, options)?;
                page.complaint = page.complaint.or(broken);
                let is_page = |input: Input| !matches!(input, Input::Broken(_));
                if arguments.number == 1 && inputs.next().is_some_and(is_page) {
                    let note = "the first of several pages: --number tells another";
                    page.cleaned.notes.push(note.to_owned());
                }
                return Ok(page);
            }
            _ => pages += 1,
        }
    }
    Err(broken.unwrap_or_else(|| match pages {
        0 => format!("{named}: no page in it"),
        1 => format!("{named}: one page: --number {} is beyond it", arguments.number),
        pages => format!("{named}: {pages} pages: --number {} is beyond them", arguments.number),
    }))
}

/// Cleans what was found.
fn page_of(input: Input, arguments: &Arguments, options: &Options) -> Result<Explained, String> {
    let unread =
        |name: &str, error: &io::Error| format!("cannot read {name}: {}", not_readable(error));
    let of_file = |name: String, bytes: &[u8]| {
        let (bytes, fault) = unpacked(&name, bytes)?;
        let complaint = fault.map(|fault| format!("{name}: {fault}; explained what there is"));
        let cleaned = clean(&arguments.read.of_file(&bytes), options);
        Ok(Explained { cleaned, name, complaint })
    };
    match input {
        Input::Broken(why) => Err(why),
        Input::Stdin(Ok(bytes)) => of_file("-".to_owned(), &bytes),
        Input::Stdin(Err(error)) => Err(unread("-", &error)),
        Input::File(path) => {
            let name = path.display().to_string();
            let bytes = saved::read_file(&path).map_err(|error| unread(&name, &error))?;
            of_file(name, &bytes)
        }
        Input::Mail(path, mail) => {
            let mut cleaned = clean(&arguments.read.of_mail(&mail), options);
            cleaned.notes.extend(mail.note());
            Ok(Explained { name: mail.name(&path), cleaned, complaint: None })
        }
        Input::Captured(page) => {
            let mut cleaned = clean(&arguments.read.of_capture(&page), options);
            cleaned.notes.extend_from_slice(&page.notes);
            Ok(Explained { name: page.url, cleaned, complaint: None })
        }
        Input::Text(page) => {
            let cleaned = taken_over(&page.body);
            Ok(Explained { name: page.url, cleaned, complaint: None })
        }
    }
}

/// Shows it where it was asked for; gives what is to be complained about.
fn show(arguments: &Arguments, page: Explained) -> Result<Option<String>, String> {
    let Explained { name, cleaned, complaint } = page;
    if let Some(file) = &arguments.html {
        if same(file, &arguments.page) {
            return Err(format!("{}: is the page itself; name another file", file.display()));
        }
        return fs::write(file, html(&cleaned, &name))
            .map(|()| complaint)
            .map_err(|e| format!("cannot write {}: {e}", file.display()));
    }
    let shown = output::Look::of_stdout();
    let look = Look { colour: shown.colour, width: shown.width, whole: arguments.whole };
    match io::stdout().lock().write_all(terminal(&cleaned, &name, look).as_bytes()) {
        // Whoever reads has seen enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        Err(e) => Err(format!("cannot write to standard output: {e}")),
        Ok(()) => Ok(complaint),
    }
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
