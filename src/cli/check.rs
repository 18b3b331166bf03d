//! `spoglio check`: stored pages cleaned again and held to what is expected of them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Exit;
use super::options::address::address;
use super::terminal::message::complain;
use super::terminal::progress::print_line;
use crate::check::{self, CheckError, Fixture, NewFixture, ReportFormat};
use crate::config;
use crate::pipeline::Options;

/// Clean stored pages and compare with what is expected of them
///
/// Each folder below FOLDER that holds a page (page.html, page.txt, either with .gz) and a
/// check.toml is a fixture. Its clean text must be expected.txt, byte for byte, or reach the floor
/// that its check.toml sets; strings that the text must and must not hold, the outcome and the
/// metadata are compared too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio check tests/pages
  spoglio check tests/pages --report junit.xml
  spoglio check tests/pages --add saved.html --as example.org/flood
  spoglio check tests/pages/example.org --accept
")]
pub(super) struct Arguments {
    /// Folder of fixtures, or one fixture
    #[arg(default_value = "tests/pages")]
    folder: PathBuf,

    /// Take today's results as the expected ones: write expected.txt, outcome and metadata where
    /// they are absent or differ, raise floors; print what changed
    #[arg(long, conflicts_with_all = ["page", "lower_floor"])]
    accept: bool,

    /// Lower what is asked of each page that fails to what it reaches today: its floor, and its
    /// list of known failures
    #[arg(long, conflicts_with = "page")]
    lower_floor: bool,

    /// Also write the report to a file: JSON, or JUnit XML if the name ends in .xml
    #[arg(long, value_name = "FILE", conflicts_with = "page")]
    report: Option<PathBuf>,

    /// The configuration file whose rules for sites hold [default: config.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Make a fixture of a saved page, for you to correct what it expects
    #[arg(long = "add", value_name = "FILE", requires = "name")]
    page: Option<PathBuf>,

    /// The new fixture's name
    #[arg(long = "as", value_name = "SITE/SLUG", requires = "page")]
    name: Option<String>,

    /// The address the new fixture was found at, if the page does not name it
    #[arg(long, value_name = "URL", requires = "page", value_parser = address)]
    url: Option<String>,

    /// The Content-Type the new fixture was served with
    #[arg(long, value_name = "TYPE", requires = "page")]
    content_type: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let options = match config::load_if_any(arguments.config.as_deref()) {
        Ok(config) => Options { sites: config.sites, ..Options::default() },
        Err(error) => {
            complain(&error.to_string());
            return Exit::BadConfiguration;
        }
    };
    if let (Some(page), Some(name)) = (&arguments.page, &arguments.name) {
        return add(arguments, page, name, &options);
    }
    match checked(arguments, &options) {
        Ok(exit) => exit,
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

fn checked(arguments: &Arguments, options: &Options) -> Result<Exit, CheckError> {
    let mut report = check::check(&arguments.folder, options)?;
    if arguments.accept || arguments.lower_floor {
        let mut changed = false;
        for (name, path) in check::find(&arguments.folder)? {
            let judged = report.pages.iter().find(|(page, _)| *page == name);
            let Some((_, Ok(judged))) = judged else { continue };
            let fixture = Fixture::read(&name, &path)?;
            let mut changes = Vec::new();
            if arguments.accept {
                changes.extend(check::accept(&fixture, judged)?);
            }
            if arguments.lower_floor {
                changes.extend(check::lower_floor(&fixture, judged)?);
            }
            changed |= !changes.is_empty();
            for change in changes {
                print_line(&format!("{name}: {change}"));
            }
        }
        if changed {
            report = check::check(&arguments.folder, options)?;
        }
    }
    print_line(report.human().trim_end_matches('\n'));
    if let Some(path) = &arguments.report {
        let junit = path.extension().is_some_and(|extension| extension == "xml");
        let format = if junit { ReportFormat::Junit } else { ReportFormat::Json };
        std::fs::write(path, report.write(format))
            .map_err(|source| CheckError::Io { path: path.clone(), source })?;
    }
    Ok(match (report.regressions(), report.unreadable()) {
        (0, 0) => Exit::Success,
        (0, _) => Exit::SomeFailed,
        _ => Exit::Regression,
    })
}

fn add(arguments: &Arguments, page: &Path, name: &str, options: &Options) -> Exit {
    let new = NewFixture {
        folder: &arguments.folder,
        page,
        name,
        url: arguments.url.as_deref(),
        content_type: arguments.content_type.as_deref(),
    };
    match check::add(&new, options) {
        Ok(added) => {
            let files = if added.has_text { "check.toml and expected.txt" } else { "check.toml" };
            print_line(&format!("{}: made; now correct {files} by hand", added.folder.display()));
            Exit::Success
        }
        Err(error) => {
            complain(&error.to_string());
            match error {
                CheckError::Name { .. } => Exit::BadConfiguration,
                _ => Exit::NothingDone,
            }
        }
    }
}
