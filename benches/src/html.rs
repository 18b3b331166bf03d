//! Parsers side by side on the same pages, in one process, on one core.
//!
//! ```text
//! cargo run --release --manifest-path benches/Cargo.toml -- FOLDER [--rounds N] [--pages N]
//! ```
//!
//! `--hostile` in place of FOLDER prints what pages made to be slow take on either road.
//!
//! FOLDER is searched for `*.html`. Each row is the best of the rounds. `--features rivals` (before
//! the `--`) adds those that extract whole articles; they are slow. `--only NAME` runs one row once,
//! to be counted by callgrind; `benches/run` does all of it.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use hostile_pages::{Hostile, LONG, NESTED};
use html::{Arena, Document, Hard, Limits, Tag, parse, parse_with_html5ever};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use pages::{best, clock};

#[path = "../../src/html/mod.rs"]
#[allow(dead_code, unused_imports, missing_docs)]
mod html;

mod pages;

#[path = "../../tests/hostile_pages.rs"]
mod hostile_pages;

struct Null;

impl TokenSink for Null {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

/// What a cleaner asks of every node: how much text and link text is below it, and which elements.
#[derive(Clone, Copy, Default)]
struct Features {
    text: u32,
    links: u32,
    elements: u32,
    paragraphs: u32,
}

/// One loop from the last node to the first: children come before their parents.
fn features(page: Document<'_>, out: &mut Vec<Features>) -> u64 {
    out.clear();
    out.resize(page.len() as usize, Features::default());
    for id in page.ids().rev() {
        let mut own = out[id.index()];
        if page.is_text(id) {
            own.text += page.raw_text(id).len() as u32;
        } else {
            let tag = page.tag(id);
            own.elements += 1;
            own.paragraphs += u32::from(tag == Tag::P);
            if tag == Tag::A {
                own.links = own.text;
            }
        }
        out[id.index()] = own;
        if let Some(parent) = page.parent(id)
            && !matches!(page.tag(id), Tag::SCRIPT | Tag::STYLE | Tag::NOSCRIPT)
        {
            let sum = &mut out[parent.index()];
            sum.text += own.text;
            sum.links += own.links;
            sum.elements += own.elements;
            sum.paragraphs += own.paragraphs;
        }
    }
    out.first().map_or(0, |root| u64::from(root.text))
}

/// What each hostile page takes, at its full size, by the fast path and by the fallback.
fn hostile() {
    println!("{:24} {:>9} {:>9} {:>12}", "hostile page", "bytes", "fast, ms", "fallback, ms");
    let limits = Limits::default();
    let mut arena = Arena::new();
    let mut worst = [Duration::ZERO; 2];
    for Hostile { name, full, page } in NESTED.iter().chain(&LONG) {
        let page = page(*full);
        let mut best = [Duration::MAX; 2];
        for _ in 0..3 {
            for (road, best) in best.iter_mut().enumerate() {
                let start = clock();
                black_box(match road {
                    0 => parse(&page, &mut arena, &limits).len(),
                    _ => parse_with_html5ever(&page, &mut arena, &limits).len(),
                });
                *best = (*best).min(clock().saturating_sub(start));
            }
        }
        let [fast, fallback] = best.map(|time| time.as_secs_f64() * 1e3);
        println!("{name:24} {:9} {fast:9.1} {fallback:12.1}", page.len());
        worst = [worst[0].max(best[0]), worst[1].max(best[1])];
    }
    let [fast, fallback] = worst.map(|time| time.as_secs_f64() * 1e3);
    println!("{:24} {:9} {fast:9.1} {fallback:12.1}", "the slowest", "");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    if arguments.first().is_some_and(|first| first == "--hostile") {
        return hostile();
    }
    let Some(folder) = arguments.first().filter(|first| !first.starts_with("--")) else {
        eprintln!("html: FOLDER is missing: name a folder of pages");
        std::process::exit(2);
    };
    let rounds: usize = value("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let only = value("--only");

    let most = value("--pages").and_then(|most| most.parse::<usize>().ok());
    let pages: Vec<String> = pages::pages(Path::new(folder), "html", most)
        .iter()
        .map(|page| String::from_utf8_lossy(page).into_owned())
        .collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let limits = Limits::default();
    let mut arena = Arena::new();
    let mut hard = BTreeMap::<Hard, usize>::new();
    let mut nodes = 0;
    for page in &pages {
        let page = parse(page, &mut arena, &limits);
        if let Some(reason) = page.hard() {
            *hard.entry(reason).or_default() += 1;
        }
        nodes += u64::from(page.len());
    }
    let count: usize = hard.values().sum();
    let reasons: String =
        hard.iter().map(|(reason, count)| format!(", {count} {reason}")).collect();
    println!("{} pages, {bytes} bytes, {nodes} nodes, {count} hard{reasons}", pages.len());

    let mut out = Vec::new();
    let mut sum = Vec::new();
    let mut run = |name: &'static str, work: &mut dyn FnMut(&str)| {
        if only.as_deref().is_some_and(|only| only != name) {
            return;
        }
        let rounds = if only.is_some() { 1 } else { rounds };
        sum.push((name, best(&pages, rounds, |page| work(page))));
    };
    run("nothing", &mut |page| {
        black_box(page);
    });
    run("parse", &mut |page| {
        black_box(parse(page, &mut arena, &limits).len());
    });
    run("parse+features", &mut |page| {
        black_box(features(parse(page, &mut arena, &limits), &mut out));
    });
    let mut ended = 0;
    run("our fallback", &mut |page| {
        let page = parse_with_html5ever(page, &mut arena, &limits);
        ended += usize::from(page.notes().iter().any(|note| note.starts_with("the page ends")));
    });
    if ended > 0 {
        println!("{ended} times the fallback ended a page before its end");
    }
    run("scraper", &mut |page| {
        black_box(scraper::Html::parse_document(page));
    });
    run("html5ever-tokenizer", &mut |page| {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(page));
        let tokenizer = Tokenizer::new(Null, TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
    });
    #[cfg(feature = "rivals")]
    {
        run("dom_smoothie", &mut |page| {
            if let Ok(mut readability) = dom_smoothie::Readability::new(page, None, None) {
                let _ = black_box(readability.parse());
            }
        });
        run("rs-trafilatura", &mut |page| {
            let _ = black_box(rs_trafilatura::extract(page));
        });
    }

    let time = |name: &str| sum.iter().find(|(other, _)| *other == name).map(|(_, time)| *time);
    let (parse, features) = (time("parse"), time("parse+features"));
    println!("{:20} {:>9} {:>8} {:>11} {:>15}", "", "ms", "MB/s", "parse is", "with features");
    for (name, time) in &sum {
        let seconds = time.as_secs_f64();
        let times = |ours: Option<Duration>| {
            ours.map_or(String::new(), |ours| format!("{:.1} x", seconds / ours.as_secs_f64()))
        };
        println!(
            "{name:20} {:9.1} {:8.0} {:>11} {:>15}",
            seconds * 1e3,
            bytes as f64 / 1e6 / seconds,
            times(parse),
            times(features)
        );
    }
}
