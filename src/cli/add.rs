//! `spoglio add`: finds the sources of a site and writes the best into config.toml.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use url::Url;

use super::Exit;
use super::options::address::page_address;
use super::terminal::message::{complain, visible};
use super::terminal::progress::print_line;
use crate::check::counted;
use crate::config::{self, Config, ConfigError, Source, SourceKind};
use crate::fetch::{Edges, FetchError, Fetcher};
use crate::pipeline::{Offer, discover};

/// Find a site's feeds, sitemaps and hub pages, try them, and write the best into config.toml
///
/// Looks at the address itself, at the feeds its page names, at common places, and at the sitemaps
/// that robots.txt names. Shows what each would bring now. A source that stands in config.toml already, switched off
/// or behind a #, is switched on. The rest of the file stays as it is, comments too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio add https://www.example.org/
  spoglio add --dry-run https://www.example.org/
  spoglio add --kind hub --name Politics https://www.example.org/politics/")]
pub(super) struct Arguments {
    /// A site's front page, a section, a feed or a sitemap
    #[arg(value_name = "URL", value_parser = page_address)]
    url: Url,

    /// The source's name [default: the site's host]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Take the best of this kind
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<Wanted>,

    /// Only show what there is
    #[arg(long)]
    dry_run: bool,

    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = config::DEFAULT_FILE)]
    config: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Feed,
    Sitemap,
    Hub,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    match add(arguments) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn add(arguments: &Arguments) -> Result<Exit, (String, Exit)> {
    let wrong = |error: ConfigError| (error.to_string(), Exit::BadConfiguration);
    let path = arguments.config.as_path();
    let known = match config::load(path) {
        Err(ConfigError::Missing { .. }) => Config::default(),
        loaded => loaded.map_err(wrong)?,
    };
    let failed = |error: FetchError| (format!("{}: {error}", arguments.url), Exit::NothingDone);
    let fetcher = Fetcher::new(&known.fetch, &Edges::real()).map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| (format!("cannot start: {error}"), Exit::NothingDone))?;
    let not_had = |why: String| (format!("{}: {why}", arguments.url), Exit::NothingDone);
    let offers = runtime.block_on(discover(&fetcher, &arguments.url)).map_err(not_had)?;
    for offer in &offers {
        show(offer);
    }
    let best = offers.iter().find(|offer| match arguments.kind {
        None => true,
        Some(Wanted::Feed) => matches!(offer.kind, SourceKind::Feed(_)),
        Some(Wanted::Sitemap) => matches!(offer.kind, SourceKind::Sitemap(_)),
        Some(Wanted::Hub) => matches!(offer.kind, SourceKind::Hub(_)),
    });
    let Some(best) = best else {
        let wanted = match arguments.kind {
            None => "feed, sitemap or hub page",
            Some(Wanted::Feed) => "feed",
            Some(Wanted::Sitemap) => "sitemap",
            Some(Wanted::Hub) => "hub page",
        };
        let message = format!(
            "{}: no {wanted} found: try a section of the site, or name a hub with a pattern in {}",
            arguments.url,
            path.display()
        );
        return Err((message, Exit::NothingDone));
    };
    if let Some(there) = known.source_at(&best.kind) {
        complain(&format!("{}: there already, as `{}`", path.display(), there.name));
        return Ok(Exit::Success);
    }
    if let Some(name) = config::activate(path, &best.kind, arguments.dry_run).map_err(wrong)? {
        let now = if arguments.dry_run { "but it is not active" } else { "and active from now on" };
        print_line(&format!("{}: there already, as `{}`, {now}", path.display(), visible(&name)));
        return Ok(Exit::Success);
    }
    if arguments.dry_run {
        return Ok(Exit::Success);
    }
    let host = arguments.url.host_str().unwrap_or("source");
    let name = arguments.name.clone().unwrap_or_else(|| {
        let name = host.strip_prefix("www.").unwrap_or(host);
        let all = || known.sources.iter().chain(&known.inactive);
        let taken = |name: &str| all().any(|source| source.name == name);
        let mut free = name.to_owned();
        for number in 2.. {
            if !taken(&free) {
                break;
            }
            free = format!("{name} {number}");
        }
        free
    });
    config::add(path, &Source::new(&name, best.kind.clone())).map_err(wrong)?;
    print_line(&format!("added to {}: {} {}", path.display(), best.kind.name(), visible(&name)));
    Ok(Exit::Success)
}

/// What an offer would bring.
fn show(offer: &Offer) {
    let newest = offer.page.candidates.iter().filter_map(|c| c.published).max();
    let newest = newest
        .map_or_else(String::new, |at| format!(", newest {}", at.format("%Y-%m-%d %H:%M UTC")));
    print_line(&format!(
        "{:<8} {}: {}{newest}",
        offer.kind.name(),
        offer.kind.address(),
        counted(offer.page.candidates.len(), "page", "pages")
    ));
    for candidate in offer.page.candidates.iter().take(3) {
        let title = candidate.title.as_deref().unwrap_or(candidate.url.as_str());
        print_line(&format!("         {}", visible(title)));
    }
    for note in offer.page.notes.iter().take(3) {
        print_line(&format!("         note: {}", visible(note)));
    }
}
