//! `spoglio clean`: saved pages to text.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::Exit;
use crate::pipeline::{Options, RawPage, clean};

/// Clean saved pages: HTML or flattened text to the article's text
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  spoglio clean page.html\n")]
pub(super) struct Arguments {
    /// Files to clean
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut failed = 0;
    for path in &arguments.paths {
        match std::fs::read(path) {
            Ok(bytes) => {
                let page = RawPage { bytes: &bytes, ..RawPage::default() };
                let cleaned = clean(&page, &Options::default());
                let mut out = std::io::stdout().lock();
                if out.write_all(cleaned.text.canonical().as_bytes()).is_err() {
                    return Exit::Success;
                }
            }
            Err(error) => {
                eprintln!("spoglio: {}: {error}", path.display());
                failed += 1;
            }
        }
    }
    if failed == 0 { Exit::Success } else { Exit::SomeFailed }
}
