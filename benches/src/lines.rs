//! Cleaning of flattened text, from bytes in memory to text with metadata, in one process, on one core.
//!
//! ```text
//! cargo run --release --manifest-path benches/Cargo.toml --bin lines -- FOLDER [--pages N]
//!     [--rounds N] [--only NAME] [--dump FILE]
//! ```
//!
//! FOLDER is searched for `*.txt`. Each row is the best of the rounds, with how many times the row
//! `words` it takes, which only counts what stands between white space: a ratio holds on any machine,
//! busy or not. `--only NAME` runs one row once, to be counted by callgrind; `--dump FILE` writes all that was
//! found of every page, so that two builds can be compared. `benches/run` does all of it.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use pages::{best, pages};
use pipeline::kind::Kind;
use pipeline::{Cleaner, Options, RawPage};

mod pages;
mod pipeline;

include!("rooms.rs");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let Some(folder) = arguments.first().filter(|first| !first.starts_with("--")) else {
        eprintln!("lines: FOLDER is missing: name a folder of texts");
        std::process::exit(2);
    };
    let rounds: usize = value("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let only = value("--only");
    let most = value("--pages").and_then(|most| most.parse::<usize>().ok());
    let pages = pages(Path::new(folder), "txt", most);
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("{} texts, {bytes} bytes", pages.len());

    let options = Options::default();
    let mut cleaner = Cleaner::default();
    let mut clean = |page: &[u8]| {
        let page = RawPage { bytes: page, kind: Some(Kind::Text), ..RawPage::default() };
        cleaner.clean(&page, &options)
    };
    if let Some(file) = value("--dump") {
        let file = std::fs::File::create(file).expect("a file to write to");
        let mut file = std::io::BufWriter::new(file);
        for page in &pages {
            writeln!(file, "{:?}", clean(page)).expect("the file takes it");
        }
        return;
    }
    // the word lists are read once a process
    black_box(clean(b"A line of words.\n"));

    let mut sum: Vec<(&str, Duration)> = Vec::new();
    let mut run = |name: &'static str, work: &mut dyn FnMut(&[u8])| {
        if only.as_deref().is_some_and(|only| only != name) {
            return;
        }
        let rounds = if only.is_some() { 1 } else { rounds };
        sum.push((name, best(&pages, rounds, |page| work(page))));
    };
    run("nothing", &mut |page| {
        black_box(page);
    });
    run("words", &mut |page| {
        let text = decode::decode(page, None).text;
        black_box(text.split_whitespace().count());
    });
    run("clean", &mut |page| {
        black_box(clean(page));
    });

    let words = sum.iter().find(|(name, _)| *name == "words").map_or(0.0, |s| s.1.as_secs_f64());
    println!("{:20} {:>9} {:>8} {:>10}", "", "ms", "MB/s", "words");
    for (name, time) in &sum {
        let time = time.as_secs_f64();
        let ratio = if words > 0.0 { format!("{:.1} x", time / words) } else { String::new() };
        println!("{name:20} {:9.1} {:8.0} {ratio:>10}", time * 1e3, bytes as f64 / 1e6 / time);
    }
}
