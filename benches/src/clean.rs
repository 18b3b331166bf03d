//! The whole of cleaning, from bytes in memory to text with metadata, beside other extractors on the
//! same pages, in one process, on one core.
//!
//! ```text
//! cargo run --release --manifest-path benches/Cargo.toml --bin clean -- FOLDER [--pages N]
//!     [--rounds N] [--only NAME] [--dump FILE]
//! ```
//!
//! Each row is the best of the rounds. Then come the shares of the stages: a stage costs what the
//! road up to its end takes more than the road up to its beginning. `--features rivals` adds others'
//! extractors; `--only NAME` runs one row, once unless told otherwise, to be counted by callgrind; `--dump
//! FILE` writes all that was found of every page, so that two builds can be compared. `benches/run` does all
//! of it.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use pages::{best, pages};
use pipeline::{Cleaner, Options, RawPage};
use strip::training::{Step, walk};

mod pages;
mod pipeline;

include!("rooms.rs");

/// The roads that are measured, each a step longer than the one before, with the name of what the
/// last step does.
const ROADS: [(&str, Option<Step>); 8] = [
    ("parse", None),
    ("segment", Some(Step::Blocks)),
    ("measure", Some(Step::Measures)),
    ("rows", Some(Step::Rows)),
    ("first look", Some(Step::First)),
    ("second rows", Some(Step::SecondRows)),
    ("second look", Some(Step::Second)),
    ("label, verdict", Some(Step::Labels)),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let Some(folder) = arguments.first().filter(|first| !first.starts_with("--")) else {
        eprintln!("clean: FOLDER is missing: name a folder of pages");
        std::process::exit(2);
    };
    let only = value("--only");
    let usual = if only.is_some() { 1 } else { 5 };
    let rounds: usize = value("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(usual);
    let most = value("--pages").and_then(|most| most.parse::<usize>().ok());
    let pages = pages(Path::new(folder), "html", most);
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("{} pages, {bytes} bytes", pages.len());

    let options = Options::default();
    let mut cleaner = Cleaner::default();
    if let Some(file) = value("--dump") {
        let file = std::fs::File::create(file).expect("a file to write to");
        let mut file = std::io::BufWriter::new(file);
        for page in &pages {
            let page = RawPage { bytes: page, ..RawPage::default() };
            writeln!(file, "{:?}", cleaner.clean(&page, &options)).expect("the file takes it");
        }
        return;
    }

    let mut sum: Vec<(&str, Duration)> = Vec::new();
    let mut run = |name: &'static str, rounds: usize, work: &mut dyn FnMut(&[u8])| {
        if only.as_deref().is_some_and(|only| only != name) {
            return;
        }
        sum.push((name, best(&pages, rounds, |page| work(page))));
    };

    run("nothing", rounds, &mut |page| {
        black_box(page);
    });
    run("clean", rounds, &mut |page| {
        let page = RawPage { bytes: page, ..RawPage::default() };
        black_box(cleaner.clean(&page, &options));
    });
    run("decode", rounds, &mut |page| {
        black_box(decode::decode(page, None));
    });
    let mut arena = html::Arena::new();
    run("metadata", rounds, &mut |page| {
        let decoded = decode::decode(page, None);
        let document = html::parse(&decoded.text, &mut arena, &options.limits);
        black_box(meta::from_html(document, None));
    });
    for (name, step) in ROADS {
        run(name, rounds, &mut |page| {
            let decoded = decode::decode(page, None);
            let document = html::parse(&decoded.text, &mut arena, &options.limits);
            match step {
                Some(step) => {
                    black_box(walk(document, step));
                }
                None => {
                    black_box(document.len());
                }
            }
        });
    }
    #[cfg(feature = "rivals")]
    {
        let text = |page: &[u8]| String::from_utf8_lossy(page).into_owned();
        run("dom_smoothie", rounds.min(2), &mut |page| {
            if let Ok(mut readability) = dom_smoothie::Readability::new(text(page), None, None) {
                let _ = black_box(readability.parse());
            }
        });
        run("rs-trafilatura", rounds.min(2), &mut |page| {
            let _ = black_box(rs_trafilatura::extract(&text(page)));
        });
    }

    let seconds = |name: &str| {
        sum.iter().find(|(other, _)| *other == name).map_or(0.0, |(_, time)| time.as_secs_f64())
    };
    println!("{:20} {:>9} {:>8} {:>10}", "", "ms", "MB/s", "clean is");
    let whole = seconds("clean");
    for (name, time) in &sum {
        let time = time.as_secs_f64();
        let ratio = if whole > 0.0 { format!("{:.1} x", time / whole) } else { String::new() };
        println!("{name:20} {:9.1} {:8.0} {ratio:>10}", time * 1e3, bytes as f64 / 1e6 / time);
    }
    if only.is_some() {
        return;
    }
    let mut before = seconds("decode");
    let mut stages = vec![("decode", before)];
    for (name, _) in ROADS {
        stages.push((name, seconds(name) - before));
        before = seconds(name);
    }
    stages.push(("metadata", seconds("metadata") - seconds("parse")));
    let rest = whole - stages.iter().map(|(_, time)| time).sum::<f64>();
    stages.push(("the rest", rest));
    println!("\nof clean:");
    for (name, time) in &stages {
        println!("{name:20} {:9.1} {:7.1} %", time * 1e3, time / whole * 100.0);
    }
    let model: f64 =
        stages.iter().filter(|(name, _)| name.ends_with(" look")).map(|(_, time)| time).sum();
    println!("{:20} {:9.1} {:7.1} %", "the model", model * 1e3, model / whole * 100.0);
}
