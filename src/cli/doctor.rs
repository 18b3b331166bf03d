//! `spoglio doctor`: what stands in the way of a run, each with a cure.

use std::fs;
use std::io;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Args;

use super::Exit;
use super::options::configured::ConfigOption;
use super::terminal::message::visible;
use super::terminal::opened::opened;
use super::terminal::progress::print_line;
use crate::check::counted;
use crate::config::{Config, Proxy, Source, SourceKind};
use crate::fetch::{Edges, FetchError, Fetcher, find_browser};
use crate::pipeline::run::Memory;
use crate::pipeline::try_source;
use crate::store::{Access, StoreError};

/// Less room than this on the archive's disk is too little.
const ROOM: u64 = 1_000_000_000;
/// How long a proxy may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// This program was not made before this day; a clock that says so is wrong.
const BUILT: &str = "2026-11-01T00:00:00Z";

/// Check configuration, clock, archive, disk, certificates, names and sources; each fault with its cure
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  spoglio doctor
  spoglio doctor --offline")]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigOption,

    /// Ask no source
    #[arg(long)]
    offline: bool,
}

/// What was found, printed as it is found.
#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn good(&mut self, what: &str, words: &str) {
        print_line(&visible(&format!("ok   {what:<14} {words}")));
    }

    fn bad(&mut self, what: &str, words: &str) {
        self.bad += 1;
        print_line(&visible(&format!("BAD  {what:<14} {words}")));
    }

    fn judge(&mut self, what: &str, finding: Result<String, String>) {
        match finding {
            Ok(words) => self.good(what, &words),
            Err(words) => self.bad(what, &words),
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut findings = Findings::default();
    let config = match arguments.config.read() {
        Ok(config) => {
            let sources = counted(config.sources.len(), "active source", "active sources");
            let words = format!("{}: {sources}", arguments.config.file().display());
            findings.good("configuration", &words);
            config
        }
        Err(error) => {
            findings.bad("configuration", &error);
            arguments.config.with_archive(Config::default())
        }
    };
    let edges = Edges::real();
    let now = (edges.now)();
    let (memory, note) = Memory::load(&config.archive);
    findings.judge("clock", clock(now, &memory));
    findings.judge("archive", archive(&config.archive));
    findings.judge("permissions", permissions(&config.archive));
    findings.judge("disk", disk(&config.archive));
    if let Some(note) = note {
        findings.bad("memory", &note);
    }
    if config.fetch.contact.is_empty() {
        let words = "no contact is sent: set fetch.contact, so that site owners can reach you";
        findings.good("contact", words);
    }
    match Fetcher::new(&config.fetch, &edges) {
        Ok(fetcher) => {
            findings.good("certificates", "roots are there");
            if !arguments.offline {
                if let Some(through) = &config.fetch.proxy {
                    findings.judge("proxy", proxy(through));
                }
                findings.judge("names", names(&config.sources, &edges));
                ask(&config.sources, &fetcher, &mut findings);
            }
        }
        Err(error) => findings.bad("certificates", &error.to_string()),
    }
    if config.sources.iter().any(|source| source.render) {
        findings.judge("browser", browser(config.fetch.browser.as_deref()));
    }
    for (host, lie) in &memory.liars {
        findings.good("conditional", &format!("{host} is no longer asked so: {lie}"));
    }
    if findings.bad == 0 { Exit::Success } else { Exit::SomeFailed }
}

fn clock(now: DateTime<Utc>, memory: &Memory) -> Result<String, String> {
    let built = DateTime::parse_from_rfc3339(BUILT).map(|at| at.to_utc()).unwrap_or_default();
    let last = memory.sources.values().map(|source| source.asked).max();
    let words = now.format("%Y-%m-%d %H:%M UTC").to_string();
    let cure = "set the clock, or let it be set (systemd-timesyncd, chrony)";
    if now < built {
        return Err(format!("it says {words}, before this program was made: {cure}"));
    }
    match last.filter(|last| *last > now) {
        Some(last) => {
            let last = last.format("%Y-%m-%d %H:%M");
            Err(format!("it says {words}, and a run was at {last} already: {cure}"))
        }
        None => Ok(words),
    }
}

fn archive(folder: &Path) -> Result<String, String> {
    match opened(folder, Access::Read).and_then(|archive| archive.count()) {
        Ok(count) => {
            let texts = counted(count, "text", "texts");
            Ok(format!("{}: {texts}; `spoglio verify` proves the archive", folder.display()))
        }
        Err(StoreError::Missing(_)) => {
            let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
            let base = parent.unwrap_or(Path::new("."));
            if !folder.is_dir() && !base.is_dir() {
                return Err(format!("{}: no such folder: make it", base.display()));
            }
            Ok(format!("{}: not begun yet", folder.display()))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Whether the archive's folder, or the one that it is to be made in, can be written to.
fn permissions(folder: &Path) -> Result<String, String> {
    let there = folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
    let probe = there.join(format!(".doctor-{}", std::process::id()));
    let tried = fs::write(&probe, b"x").and_then(|()| fs::remove_file(&probe));
    tried.map(|()| format!("{} can be written to", there.display())).map_err(|error| {
        format!("{}: cannot be written to ({error}): give yourself the right", there.display())
    })
}

#[cfg(unix)]
fn disk(folder: &Path) -> Result<String, String> {
    let there = folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
    let about =
        rustix::fs::statvfs(there).map_err(|error| format!("{}: {error}", there.display()))?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let words = format!("{:.1} GB free", free as f64 / 1e9);
    if free < ROOM { Err(format!("{words}: make room, or move the archive")) } else { Ok(words) }
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Result<String, String> {
    Ok("not looked at on this system".to_owned())
}

/// Whether something answers at the proxy's address.
fn proxy(proxy: &Proxy) -> Result<String, String> {
    let host = proxy.host.trim_matches(['[', ']']);
    let reached = (host, proxy.port).to_socket_addrs().and_then(|addresses| {
        let mut reached = Err(io::ErrorKind::NotFound.into());
        for address in addresses {
            reached = TcpStream::connect_timeout(&address, PATIENCE);
            if reached.is_ok() {
                break;
            }
        }
        reached
    });
    match reached {
        Ok(_) => Ok(format!("{proxy} answers")),
        Err(error) => {
            Err(format!("{proxy}: {error}: see to it, or change fetch.proxy in config.toml"))
        }
    }
}

/// The browser that renders pages.
fn browser(named: Option<&Path>) -> Result<String, String> {
    let found = named.map(Path::to_owned).or_else(find_browser).filter(|path| path.is_file());
    let none = || FetchError::NoBrowser.to_string();
    found.map(|path| path.display().to_string()).ok_or_else(none)
}

/// Whether the names of the sources' hosts have addresses.
fn names(sources: &[Source], edges: &Edges) -> Result<String, String> {
    let mut hosts: Vec<String> = sources.iter().filter_map(host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.is_empty() {
        return Ok("no source's host has a name to look up".to_owned());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot be looked up: {error}"))?;
    let unknown: Vec<&str> = hosts
        .iter()
        .filter(|host| {
            let found = runtime.block_on(edges.resolver.resolve(host));
            !found.is_ok_and(|addresses| !addresses.is_empty())
        })
        .map(String::as_str)
        .collect();
    match unknown.len() {
        0 => Ok(format!("{} with addresses", counted(hosts.len(), "host", "hosts"))),
        count if count == hosts.len() => Err(format!(
            "no address for any host ({count}): see whether the network is up and which name server /etc/resolv.conf names"
        )),
        _ => Err(format!("no address for {}: check the spelling", unknown.join(", "))),
    }
}

/// The name of the host that a source lies on; none for addresses without names.
fn host(source: &Source) -> Option<String> {
    let url = match &source.kind {
        SourceKind::Feed(url) | SourceKind::Sitemap(url) | SourceKind::Hub(url) => url,
        SourceKind::Urls(urls) => urls.first()?,
        SourceKind::List(_) | SourceKind::Folder(_) | SourceKind::Warc(_) => return None,
    };
    url.domain().map(str::to_owned)
}

fn ask(sources: &[Source], fetcher: &Fetcher, findings: &mut Findings) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        findings.bad("sources", "cannot start the network's runtime");
        return;
    };
    for source in sources {
        let what = format!("source {}", source.name);
        if source.kind.is_local() {
            let address = source.kind.address();
            findings.judge(
                &what,
                fs::metadata(&address)
                    .map(|_| address.clone())
                    .map_err(|error| format!("{address}: {error}: name what is there")),
            );
            continue;
        }
        match runtime.block_on(try_source(fetcher, source)) {
            Ok(0) => findings.bad(&what, "names no page: see whether it moved"),
            Ok(pages) => {
                findings.good(&what, &format!("names {}", counted(pages, "page", "pages")))
            }
            Err(detail) => {
                findings.bad(&what, &format!("{}: {detail}", source.kind.address()));
            }
        }
    }
}
