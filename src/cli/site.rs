//! `spoglio site`: what sites repeat across their pages.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use chrono::Utc;
use clap::Args;

use super::Exit;
use super::clean::input::{Input, inputs};
use super::options::archive::ArchiveOption;
use super::options::profile::profiles_of;
use super::printed::printed;
use super::terminal::message::{complain, visible};
use super::terminal::opened::opened;
use super::terminal::output::{Look, ended};
use crate::check::counted;
use crate::decode::content::{Caps, unpack_file};
use crate::pipeline::{Cleaner, Options, RawPage, in_order, learn_stored, marks};
use crate::profile::{Furniture, Gathered, Seen, SiteProfile, host_of, written};
use crate::source::saved::{self, not_readable};
use crate::store::{Access, ProfileRow, StoreError};

/// Show what a site repeats across its pages: menus, boxes, notices
///
/// spoglio learns it from the pages it stores and lets it count when it cleans further pages of the
/// site. Each version of what was learned is kept; a text's metadata names the one it was cleaned
/// with.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio site
  spoglio site www.example.org
  spoglio site www.example.org --versions
  spoglio site www.example.org --learn
  spoglio site www.example.org --from saved-pages/ --json > profile.json
  spoglio clean --profile profile.json saved-pages/")]
pub(super) struct Arguments {
    /// The site's host; without one, every site with a profile is listed
    host: Option<String>,

    #[command(flatten)]
    archive: ArchiveOption,

    /// Print JSON: of a site what `spoglio clean --profile` reads
    #[arg(long)]
    json: bool,

    /// List every version of the site's profile, the last first
    #[arg(long, group = "what", requires = "host")]
    versions: bool,

    /// Show an earlier version, by its first digits
    #[arg(long, group = "what", requires = "host", value_name = "VERSION")]
    earlier: Option<String>,

    /// Learn anew from the stored pages; without a host, the profiles of all sites
    #[arg(long, group = "what")]
    learn: bool,

    /// Learn from saved pages instead (files, folders, WARC files); nothing is stored. Pages without
    /// an address are taken to be the site's
    #[arg(long, group = "what", requires = "host", value_name = "PATH", num_args = 1..)]
    from: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let look = Look::of_stdout();
    let host = arguments.host.as_deref().map(str::to_ascii_lowercase);
    if let Some(host) = host.as_deref().filter(|_| !arguments.from.is_empty()) {
        return from_pages(arguments, host, look);
    }
    if arguments.learn {
        return learn(arguments, host.as_deref());
    }
    printed(&arguments.archive, |archive, out| {
        let Some(host) = host.as_deref() else {
            let rows = archive.profile_rows(None)?;
            if rows.is_empty() {
                complain("nothing was learned of any site yet: that takes three articles of it");
            }
            return Ok(list(out, &rows, true, arguments.json).map(|()| Exit::Success));
        };
        if arguments.versions {
            let rows = archive.profile_rows(Some(host))?;
            if rows.is_empty() {
                return Ok(Ok(unknown(host)));
            }
            return Ok(list(out, &rows, false, arguments.json).map(|()| Exit::Success));
        }
        let version = arguments.earlier.as_deref().unwrap_or("");
        let Some((row, profile)) = archive.profile(host, version)? else {
            return Ok(Ok(unknown(host)));
        };
        if arguments.json {
            return Ok(json(out, &profile, Some(&row)).map(|()| Exit::Success));
        }
        let before = archive.profile_before(&row)?;
        Ok(show(out, &profile, Some(&row), before.as_ref(), look).map(|()| Exit::Success))
    })
}

fn unknown(host: &str) -> Exit {
    complain(&format!(
        "{host}: no such profile; `spoglio site` lists the sites that have one, and `spoglio site {host} --learn` learns it from three articles or more"
    ));
    Exit::NothingDone
}

fn list(out: &mut dyn Write, rows: &[ProfileRow], hosts: bool, json: bool) -> io::Result<()> {
    for row in rows {
        if json {
            serde_json::to_writer(&mut *out, row).map_err(io::Error::from)?;
            writeln!(out)?;
            continue;
        }
        let host = if hosts { format!("  {}", visible(&row.host)) } else { String::new() };
        writeln!(
            out,
            "{}  {}  {:>4} texts on {:>2} pages{host}",
            row.version,
            row.learned.format("%Y-%m-%d %H:%M"),
            row.texts,
            row.pages,
        )?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, profile: &SiteProfile, row: Option<&ProfileRow>) -> io::Result<()> {
    let mut value = written(profile);
    if let (Some(row), Some(fields)) = (row, value.as_object_mut()) {
        fields.insert("learned".to_owned(), row.learned.to_rfc3339().into());
    }
    serde_json::to_writer_pretty(&mut *out, &value).map_err(io::Error::from)?;
    writeln!(out)
}

fn show(
    out: &mut dyn Write,
    profile: &SiteProfile,
    row: Option<&ProfileRow>,
    before: Option<&(ProfileRow, SiteProfile)>,
    look: Look,
) -> io::Result<()> {
    let learned = row.map_or_else(String::new, |row| {
        format!(", learned {}", row.learned.format("%Y-%m-%d %H:%M UTC"))
    });
    writeln!(
        out,
        "{}: {} on {} pages or more of {}, version {}{learned}",
        visible(profile.host()),
        counted(profile.furniture().len(), "text", "texts"),
        crate::profile::LEAST,
        profile.pages(),
        profile.version(),
    )?;
    let line = |out: &mut dyn Write, mark: &str, f: &Furniture| {
        let pages = format!("{:>3}", f.pages);
        let label = look.paint("2", &format!("{:<10}", f.label.name()));
        writeln!(out, "{mark}{pages}  {label}  {}", visible(&f.text))
    };
    for f in profile.furniture() {
        line(out, "", f)?;
    }
    if let Some((row, earlier)) = before {
        let (came, went) = (profile.new_since(earlier), earlier.new_since(profile));
        writeln!(
            out,
            "\nsince {} (version {}): {} came, {} went",
            row.learned.format("%Y-%m-%d"),
            row.version,
            counted(came.len(), "text", "texts"),
            went.len()
        )?;
        came.iter().try_for_each(|f| line(out, "+", f))?;
        went.iter().try_for_each(|f| line(out, "-", f))?;
    }
    Ok(())
}

fn learn(arguments: &Arguments, host: Option<&str>) -> Exit {
    let config = match arguments.archive.config() {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let done = opened(&config.archive, Access::Change).and_then(|mut archive| {
        let profiles = profiles_of(&archive)?;
        let options = Options { sites: config.sites, profiles, ..Options::default() };
        let hosts = match host {
            Some(host) => vec![host.to_owned()],
            None => archive.sites()?.into_iter().map(|site| site.host).collect(),
        };
        let mut learned = Vec::new();
        for host in &hosts {
            learned.extend(learn_stored(&mut archive, host, &options, Utc::now())?);
        }
        Ok::<_, StoreError>(learned)
    });
    match done {
        Ok(rows) => {
            if rows.is_empty() {
                complain("nothing new: the profiles stand, or there are fewer than three articles");
            }
            let mut out = BufWriter::new(io::stdout().lock());
            let written = list(&mut out, &rows, true, arguments.json).and_then(|()| out.flush());
            ended(written.map(|()| Exit::Success))
        }
        Err(error) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

/// Learns from saved pages and prints what was learned.
fn from_pages(arguments: &Arguments, host: &str, look: Look) -> Exit {
    let sites = match arguments.archive.sites() {
        Ok(sites) => sites,
        Err(exit) => return exit,
    };
    let options = Options { sites, ..Options::default() };
    let mut gathered = Gathered::default();
    let (mut pages, mut failed) = (0u64, 0u64);
    in_order(
        arguments.from.iter().flat_map(|path| inputs(path, None)),
        available_parallelism().map_or(1, usize::from),
        Cleaner::default,
        |cleaner, input| {
            cleaner
                .guarded(|cleaner| seen(cleaner, input, host, &options))
                .unwrap_or_else(|defect| Err(defect.to_string()))
        },
        |seen| {
            match seen {
                Ok(Some(page)) => {
                    pages += 1;
                    gathered.add(page);
                }
                Ok(None) => {}
                Err(why) => {
                    failed += 1;
                    complain(&why);
                }
            }
            ControlFlow::Continue(())
        },
    );
    let Some(profile) = gathered.learn(host) else {
        complain(&format!(
            "{host}: {} of it; it takes three that differ to learn what repeats",
            counted(pages, "article", "articles")
        ));
        return Exit::NothingDone;
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if arguments.json {
        json(&mut out, &profile, None)
    } else {
        show(&mut out, &profile, None, None, look)
    };
    match ended(written.and_then(|()| out.flush()).map(|()| Exit::Success)) {
        Exit::Success if failed > 0 => Exit::SomeFailed,
        exit => exit,
    }
}

/// What a page leaves, when it is one of the host's to learn from.
fn seen(
    cleaner: &mut Cleaner,
    input: Input,
    host: &str,
    options: &Options,
) -> Result<Option<Seen>, String> {
    let (name, bytes, url, content_type) = match input {
        Input::Broken(why) => return Err(why),
        Input::Stdin(Err(error)) => return Err(format!("cannot read -: {error}")),
        Input::Stdin(Ok(bytes)) => ("-".to_owned(), bytes, None, None),
        Input::File(path) => {
            let bytes = file(&path)?;
            let url = saved::saved_from(&bytes).map(String::from);
            (path.display().to_string(), bytes, url, None)
        }
        Input::Mail(path, mail) => {
            let url = mail.archived_at.as_ref().map(ToString::to_string);
            (mail.address(&path), mail.bytes, url, None)
        }
        // What is clean already has nothing left of what its site repeats.
        Input::Text(_) => return Ok(None),
        Input::Captured(page) => (page.url.clone(), page.body, Some(page.url), page.content_type),
    };
    if url.as_deref().is_some_and(|url| host_of(url).as_deref() != Some(host)) {
        return Ok(None);
    }
    let page = RawPage {
        bytes: &bytes,
        url: url.as_deref(),
        content_type: content_type.as_deref(),
        kind: None,
    };
    let cleaned = cleaner.clean(&page, options);
    let address = cleaned.metadata.canonical.as_ref().map(|own| own.value.clone());
    let marks = marks(&cleaned);
    let address = url.or(address).unwrap_or(name);
    Ok((!marks.is_empty()).then_some(Seen { address, marks }))
}

fn file(path: &Path) -> Result<Vec<u8>, String> {
    let name = path.display();
    let bytes = saved::read_file(path)
        .map_err(|error| format!("cannot read {name}: {}", not_readable(&error)))?;
    let plain = unpack_file(&bytes, &Caps::default())
        .map_err(|undone| format!("{name}: {}", undone.fault))?;
    Ok(plain.bytes.into_owned())
}
