//! What a run shows while it goes on: bars on a terminal, lines elsewhere, JSON lines on request.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::message::{complain, visible};
use crate::cli::Exit;
use crate::pipeline::run::{Event, PageEvent, Summary, What};

/// How many hosts have a bar of their own at one time.
const BARS: usize = 12;

/// How a run is shown.
pub(in crate::cli) enum Progress {
    /// One line a page; what is left for a later run is gathered, and told in one line a host at the end.
    Lines(Left),
    /// One JSON object an event.
    Json,
    /// Bars on the terminal's standard error.
    Bars(Bars),
    /// Only what went wrong.
    Quiet,
}

/// Pages that are left for a later run: by host and reason how many, and what was said of the first.
#[derive(Default)]
pub(in crate::cli) struct Left(BTreeMap<(String, String), (u64, String)>);

impl Left {
    /// Takes a page that is left; whether it is one.
    fn take(&mut self, page: &PageEvent<'_>) -> bool {
        if page.outcome != What::Postponed {
            return false;
        }
        let key = (page.host.to_owned(), page.reason.unwrap_or("").to_owned());
        let said = || page.detail.or(page.reason).unwrap_or("").to_owned();
        self.0.entry(key).or_insert_with(|| (0, said())).0 += 1;
        true
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|((host, reason), (pages, said))| {
            let what = What::Postponed.name();
            format!("{what:<12} {reason}  {pages} of {host}: {said}")
        })
    }
}

/// The bars of a run.
pub(in crate::cli) struct Bars {
    multi: MultiProgress,
    all: ProgressBar,
    hosts: HashMap<String, ProgressBar>,
}

impl Progress {
    /// Bars when standard error is a terminal, otherwise lines; JSON lines when asked for.
    pub(in crate::cli) fn new(json: bool) -> Progress {
        if json {
            Progress::Json
        } else if io::stderr().is_terminal() {
            let multi = MultiProgress::new();
            let all = multi.add(ProgressBar::new(0).with_style(style()));
            all.set_message("all");
            Progress::Bars(Bars { multi, all, hosts: HashMap::new() })
        } else {
            Progress::Lines(Left::default())
        }
    }

    /// Shows an event.
    pub(in crate::cli) fn show(&mut self, event: &Event<'_>) {
        match self {
            Progress::Json => {
                if let Ok(line) = serde_json::to_string(event) {
                    print_line(&line);
                }
            }
            Progress::Lines(left) => {
                if let Some(complaint) = complaint(event) {
                    complain(&complaint);
                } else if let Event::Page(page) = event
                    && !left.take(page)
                {
                    print_line(&visible(&line(page)));
                }
            }
            Progress::Quiet => {
                if let Some(complaint) = complaint(event) {
                    complain(&complaint);
                }
            }
            Progress::Bars(bars) => bars.show(event),
        }
    }

    /// Shows what it all sums up to.
    pub(in crate::cli) fn end(self, summary: &Summary, archive: &str) {
        match self {
            Progress::Json => {
                let line = serde_json::json!({ "event": "summary", "summary": summary });
                print_line(&line.to_string());
            }
            Progress::Bars(bars) => {
                let _ = bars.multi.clear();
                print_line(table(summary, archive).trim_end());
            }
            Progress::Lines(left) => {
                left.lines().for_each(|line| print_line(&visible(&line)));
                print_line(&format!("\n{}", table(summary, archive).trim_end()));
            }
            Progress::Quiet => {}
        }
    }
}

impl Bars {
    fn show(&mut self, event: &Event<'_>) {
        if let Some(complaint) = complaint(event) {
            self.multi.suspend(|| complain(&complaint));
        }
        match event {
            Event::Waiting { host, pages } => {
                self.all.inc_length(*pages as u64);
                if let Some(bar) = self.hosts.get(*host) {
                    bar.inc_length(*pages as u64);
                } else if self.hosts.len() < BARS {
                    let bar = ProgressBar::new(*pages as u64).with_style(style());
                    bar.set_message(visible(host));
                    self.hosts.insert((*host).to_owned(), self.multi.add(bar));
                }
            }
            Event::Page(page) => {
                self.all.inc(1);
                if let Some(bar) = self.hosts.get(page.host) {
                    bar.inc(1);
                    if bar.length().is_some_and(|length| bar.position() >= length) {
                        bar.finish_and_clear();
                        self.hosts.remove(page.host);
                    }
                }
            }
            Event::Source { .. } | Event::SourceFailed { .. } | Event::Note { .. } => {}
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:28!} {bar:30} {pos}/{len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// What standard error is told: failures and oddities, not outcomes.
fn complaint(event: &Event<'_>) -> Option<String> {
    match event {
        Event::SourceFailed { source, address, detail, .. } => {
            Some(format!("source {source}: {address}: {detail}"))
        }
        // What is said of the archive is no source's.
        Event::Note { source: "", detail } => Some((*detail).to_owned()),
        Event::Note { source, detail } => Some(format!("source {source}: {detail}")),
        Event::Page(page) if page.outcome == What::Failed => {
            let detail = page.detail.or(page.reason).unwrap_or("failed");
            // A saved page's message begins with its path already.
            let saved = page.url.starts_with("file:");
            Some(if saved { detail.to_owned() } else { format!("{}: {detail}", page.url) })
        }
        _ => None,
    }
}

fn line(page: &PageEvent<'_>) -> String {
    let what = page.outcome.name();
    let about = page.file.or(page.reason).unwrap_or("");
    let is_stored = matches!(page.outcome, What::Stored | What::NewVersion);
    let more = page.detail.filter(|_| is_stored).map_or_else(String::new, |m| format!(" ({m})"));
    match page.previous {
        Some(previous) => format!("{what:<12} {about} (was {previous:03})  {}{more}", page.url),
        None => format!("{what:<12} {about}  {}{more}", page.url),
    }
}

/// The closing summary.
fn table(summary: &Summary, archive: &str) -> String {
    let of = |counts: &BTreeMap<String, u64>| {
        let total: u64 = counts.values().sum();
        let parts: Vec<String> =
            counts.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        if parts.is_empty() { total.to_string() } else { format!("{total} ({})", parts.join(", ")) }
    };
    let mut seen = summary.seen_before.to_string();
    if summary.not_asked_again > 0 {
        seen.push_str(&format!(" ({} not asked for again so soon)", summary.not_asked_again));
    }
    let mut rows = vec![
        ("stored", summary.stored.to_string()),
        ("new version", summary.new_version.to_string()),
        ("seen before", seen),
        ("refused", of(&summary.refused)),
        ("failed", of(&summary.failed)),
    ];
    if !summary.postponed.is_empty() {
        rows.push(("postponed", format!("{}, to a later run", of(&summary.postponed))));
    }
    if !summary.sources_failed.is_empty() {
        rows.push(("sources", format!("{} failed", of(&summary.sources_failed))));
    }
    let nothing_new = summary.stored + summary.new_version == 0;
    rows.push(("archive", format!("{archive}{}", if nothing_new { ", nothing new" } else { "" })));
    rows.iter().map(|(name, value)| format!("{name:<12} {value}\n")).collect()
}

/// Whether a line could not be written.
static LOST: AtomicBool = AtomicBool::new(false);

/// Prints a line; that nobody reads it any more is no error. What else keeps it from being written is told
/// once: the work goes on without.
pub(in crate::cli) fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    let written = out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n"));
    let Err(error) = written else { return };
    if error.kind() != io::ErrorKind::BrokenPipe && !LOST.swap(true, Ordering::Relaxed) {
        complain(&format!(
            "cannot write to standard output: {error}: going on; what was done stays done"
        ));
    }
}

/// The exit code of a command, some of whose lines may have been lost.
pub(in crate::cli) fn unless_lost(exit: Exit) -> Exit {
    if LOST.load(Ordering::Relaxed) { exit.max(Exit::SomeFailed) } else { exit }
}
