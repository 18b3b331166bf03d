//! `spoglio stats`: the archive in numbers.

use std::io::{self, Write};

use chrono::{Days, Utc};
use clap::Args;
use serde::Serialize;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::printed::printed;
use super::terminal::message::visible;
use super::terminal::output::Look;
use crate::check::counted;
use crate::store::{Count, Day, SiteRow, Stats};

/// Columns of the longest bar.
const BAR: usize = 40;

/// Show the archive in numbers: by day, site, language and outcome
///
/// On a terminal each number has a bar beside it; elsewhere there are none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio stats
  spoglio stats --days 7 --top 5
  spoglio stats --json | jq .languages")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Count the last so many days one by one
    #[arg(long, value_name = "N", default_value_t = 30)]
    days: u64,

    /// Show at most so many sites, languages and kinds
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// One JSON object with everything, --top left aside
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Numbers {
    #[serde(flatten)]
    stats: Stats,
    days: Vec<Day>,
    sites: Vec<SiteRow>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let now = Utc::now();
    let back = Days::new(arguments.days.saturating_sub(1));
    let since = now.checked_sub_days(back).unwrap_or_default().date_naive();
    let since = since.and_time(chrono::NaiveTime::MIN).and_utc();
    printed(&arguments.archive, |archive, out| {
        let mut sites = archive.sites()?;
        sites.sort_by(|a, b| b.texts.cmp(&a.texts).then_with(|| a.host.cmp(&b.host)));
        let numbers = Numbers { stats: archive.stats()?, days: archive.days(since)?, sites };
        let written = if arguments.json {
            serde_json::to_writer_pretty(&mut *out, &numbers)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out))
        } else {
            print(out, &numbers, arguments.top, Look::of_stdout())
        };
        Ok(written.map(|()| Exit::Success))
    })
}

fn print(out: &mut dyn Write, numbers: &Numbers, top: usize, look: Look) -> io::Result<()> {
    let stats = &numbers.stats;
    writeln!(out, "texts      {}", stats.texts)?;
    writeln!(out, "words      {}", stats.words)?;
    writeln!(out, "bytes      {}", stats.bytes)?;
    writeln!(out, "captures   {}", stats.captures)?;
    writeln!(out, "addresses  {}", stats.addresses)?;
    days(out, &numbers.days, look)?;
    let sites: Vec<Count> = numbers
        .sites
        .iter()
        .map(|site| Count { name: site.host.clone(), count: site.texts })
        .collect();
    for (heading, counts) in [
        ("texts by site", &sites),
        ("texts by language", &stats.languages),
        ("captures by outcome", &stats.outcomes),
        ("failures by reason", &stats.failures),
    ] {
        table(out, heading, counts, top, look)?;
    }
    Ok(())
}

fn days(out: &mut dyn Write, days: &[Day], look: Look) -> io::Result<()> {
    if days.is_empty() {
        return Ok(());
    }
    let all = |day: &Day| [day.stored, day.seen_before, day.refused, day.failed];
    let most = days.iter().map(|day| all(day).iter().sum::<u64>()).max().unwrap_or(0);
    let heading =
        format!("{:<10}  {:>8} {:>8} {:>8} {:>8}", "by day", "stored", "seen", "refused", "failed");
    writeln!(out, "\n{}", look.paint("1", &heading))?;
    // The colours of the chart in the browser.
    let styles = ["32", "34", "33", "31"];
    for day in days {
        write!(out, "{}", day.date)?;
        for (at, count) in all(day).into_iter().enumerate() {
            write!(out, "{}{count:>8}", if at == 0 { "  " } else { " " })?;
        }
        if look.terminal {
            let room = BAR.min(look.width.saturating_sub(50));
            let bars: String = all(day)
                .into_iter()
                .zip(styles)
                .map(|(count, style)| look.paint(style, &bar(count, most, room)))
                .collect();
            write!(out, "  {bars}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn table(
    out: &mut dyn Write,
    heading: &str,
    counts: &[Count],
    top: usize,
    look: Look,
) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.paint("1", heading))?;
    let shown = counts.get(..top.min(counts.len())).unwrap_or(counts);
    let names: Vec<String> = shown
        .iter()
        .map(
            |count| if count.name.is_empty() { "unknown".to_owned() } else { visible(&count.name) },
        )
        .collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(10);
    let most = shown.iter().map(|count| count.count).max().unwrap_or(0);
    for (name, count) in names.iter().zip(shown) {
        let room = BAR.min(look.width.saturating_sub(width + 14));
        let bar = if look.terminal { bar(count.count, most, room) } else { String::new() };
        let line = format!("{name:<width$}  {:>8}  {}", count.count, look.paint("34", &bar));
        writeln!(out, "{}", line.trim_end())?;
    }
    let rest: u64 = counts.iter().skip(top).map(|count| count.count).sum();
    if counts.len() > top {
        writeln!(out, "{:<width$}  {rest:>8}", counted(counts.len() - top, "other", "others"))?;
    }
    Ok(())
}

/// A bar in eighths of a column; whatever is more than nothing is seen.
fn bar(count: u64, most: u64, room: usize) -> String {
    if count == 0 || most == 0 || room == 0 {
        return String::new();
    }
    let eighths = (u128::from(count) * room as u128 * 8 / u128::from(most)).max(1) as usize;
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    "█".repeat(eighths / 8) + part.get(eighths % 8).unwrap_or(&"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(5, 10, 4), "██");
        assert_eq!(bar(1, 1_000_000, 4), "▏");
        assert_eq!(bar(0, 10, 4), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 2), "██");
    }
}
