//! `spoglio explain`: why a page is cleaned as it is.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::clean::input::unpacked;
use super::options::address::address;
use super::options::clean::clean_options;
use super::options::profile::ProfileOption;
use super::terminal::message::complain;
use super::terminal::output;
use crate::explain::{Look, html, terminal};
use crate::pipeline::{Options, RawPage, clean};
use crate::source::saved::{self, not_readable};

/// Show each block of a saved page, kept or dropped, with its label, score and reason
///
/// The score says how sure it is, from 0 to 1, that the block belongs to the article. Lines that
/// begin with + are kept, with - dropped.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio explain page.html
  spoglio explain page.html --html why.html
")]
pub(super) struct Arguments {
    /// The page: HTML or flattened text, also packed; - for standard input
    page: PathBuf,

    /// Write the explanation to this file instead, as HTML that runs nothing of the page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// The address the page was found at
    #[arg(long, value_name = "URL", value_parser = address)]
    url: Option<String>,

    /// A configuration file whose rules for sites ([site."example.org"]) hold
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    profile: ProfileOption,

    /// Print each block whole, not only the start of it
    #[arg(long, conflicts_with = "html")]
    whole: bool,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let options = match clean_options(arguments.config.as_deref(), &arguments.profile) {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    match explain(arguments, &options) {
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

/// Explains the page, or as much of it as can be unpacked: then with a complaint.
fn explain(arguments: &Arguments, options: &Options) -> Result<Option<String>, String> {
    let name = arguments.page.display().to_string();
    let bytes =
        read(&arguments.page).map_err(|e| format!("cannot read {name}: {}", not_readable(&e)))?;
    let (bytes, fault) = unpacked(&name, &bytes)?;
    if bytes.starts_with(b"WARC/") {
        let cure =
            "`spoglio clean` reads the pages in it, `spoglio show --raw` prints one of the archive";
        return Err(format!("{name}: a WARC file, not a page: {cure}"));
    }
    let complaint = fault.map(|fault| format!("{name}: {fault}; explained what there is"));
    let page = RawPage { bytes: &bytes, url: arguments.url.as_deref(), ..RawPage::default() };
    let cleaned = clean(&page, options);
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

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        return saved::read(io::stdin().lock());
    }
    saved::read_file(path)
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
