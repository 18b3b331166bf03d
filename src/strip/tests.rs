//! The labelling as a whole: pure, linear, and the same as in the trainer.

use super::*;
use crate::html::{Arena, Limits, parse};
use crate::page::Label;

fn stripped(html: &str) -> Stripped {
    let mut arena = Arena::new();
    let page = parse(html, &mut arena, &Limits::default());
    let metadata = Metadata::default();
    strip_html(page, &Context { metadata: &metadata, url: None, site: None, profile: None })
}

fn invented(paragraphs: usize, seed: u32) -> String {
    let words = ["the", "river", "rose", "again", "and", "people", "of", "Corvo", "left", "early"];
    let mut state = seed;
    let mut body = String::new();
    for number in 0..paragraphs {
        body.push_str("<p>The ");
        for _ in 0..40 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            body.push_str(words[(state >> 16) as usize % words.len()]);
            body.push(' ');
        }
        body.push_str(&format!("on day {number}, they said.</p>\n"));
    }
    format!(
        "<html><head><title>The river rose</title><meta property=og:type content=article></head>\
         <body><nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav><main><article>\
         <h1>The river rose</h1>{body}</article></main><aside><h3>Most read</h3><ul>\
         <li><a href=/1>Another story of the day</a><li><a href=/2>And one more of them</a></ul>\
         </aside><footer>© 2024 The Corvo Courier</footer></body></html>"
    )
}

#[test]
fn the_article_is_kept_and_its_furniture_dropped() {
    let Stripped { blocks, .. } = stripped(&invented(8, 1));
    for (block, text) in blocks.iter() {
        let expected = text.starts_with("The ") && !text.starts_with("The Corvo Courier");
        assert_eq!(block.kept, expected, "{:?} {} {text}", block.label, block.score);
        assert!(!block.reason.is_empty());
    }
    let titles = blocks.rows.iter().filter(|block| block.label == Label::Title).count();
    assert_eq!(titles, 1);
}

#[test]
fn the_line_below_the_headline_is_the_lead_and_a_linked_headline_in_capitals_a_pointer() {
    let pointer = "<p><a href=/2>GOVERNOR OPENS THE NEW BRIDGE OF CORVO</a></p>\
                   <p>(MORE: <a href=/3>Thirteen pictures of the bridge of Corvo</a>)</p>";
    let lead = "<h2>Nobody was hurt, and the mayor thanks the helpers</h2>";
    let page = invented(8, 1)
        .replace("<h1>The river rose</h1>", &format!("<h1>The river rose</h1>{lead}"))
        .replacen("they said.</p>", &format!("they said.</p>{pointer}"), 3);
    let Stripped { blocks, .. } = stripped(&page);
    for (block, text) in blocks.iter() {
        assert!(!text.starts_with("Nobody was hurt") || block.kept, "{} {text}", block.score);
        let pointer = text.starts_with("GOVERNOR") || text.starts_with("(MORE");
        assert!(!pointer || !block.kept, "{} {text}", block.score);
    }
}

#[test]
fn words_for_contributors_and_for_what_is_counted_are_sorted() {
    for words in
        [include_str!("label/data/contributed.txt"), include_str!("label/data/counted.txt")]
    {
        let words: Vec<&str> = words.lines().collect();
        assert!(words.is_sorted(), "{words:?}");
        assert!(words.iter().all(|w| !w.is_empty() && w.to_lowercase() == *w));
    }
}

#[test]
fn the_shipped_model_is_whole() {
    assert!(Model::shipped().is_some(), "model.bin does not fit the features: train it again");
}

/// A row of invented numbers; the same rule is in `training/golden.py`.
pub(super) fn golden_row(number: u32, width: usize) -> Vec<f32> {
    (0..width as u32)
        .map(|column| {
            let mut h = number
                .wrapping_mul(2_654_435_761)
                .wrapping_add(column.wrapping_mul(40_503))
                .wrapping_add(12_345);
            h ^= h >> 15;
            h = h.wrapping_mul(2_246_822_519);
            h ^= h >> 13;
            let scale = [1.0, 4.0, 30.0, 0.0][(h >> 3) as usize % 4];
            (h >> 8) as f32 / (1 << 24) as f32 * scale
        })
        .collect()
}

#[test]
fn the_runtime_says_what_the_trainer_said() {
    let model = Model::shipped().unwrap();
    let (first, second) = training::names();
    let width = first.len() + second.len();
    let mut lines = 0;
    for line in include_str!("model/golden.txt").lines() {
        let mut parts = line.split('\t');
        let row = golden_row(parts.next().unwrap().parse().unwrap(), width);
        let one: f32 = parts.next().unwrap().parse().unwrap();
        let two: f32 = parts.next().unwrap().parse().unwrap();
        let found = model.both(&row);
        assert!((found.0 - one).abs() < 1e-4, "{line}: {found:?}");
        assert!((found.1.unwrap() - two).abs() < 1e-4, "{line}: {found:?}");
        lines += 1;
    }
    assert_eq!(lines, 40);
}

#[test]
fn the_same_page_gives_the_same_labels_in_any_order_and_on_any_thread() {
    let pages: Vec<String> = (0..6).map(|seed| invented(3 + seed as usize, seed)).collect();
    let labels = |html: &String| format!("{:?}", stripped(html));
    let forward: Vec<String> = pages.iter().map(labels).collect();
    let mut backward: Vec<String> = pages.iter().rev().map(labels).collect();
    backward.reverse();
    assert_eq!(forward, backward);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|shift| {
                let (pages, forward) = (&pages, &forward);
                scope.spawn(move || {
                    for at in 0..pages.len() {
                        let at = (at * 5 + shift) % pages.len();
                        assert_eq!(labels(&pages[at]), forward[at]);
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

/// Seconds that this thread has computed; on systems that do not tell, seconds gone by.
fn busy() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(
        || {
            static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
            START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
        },
        |nanoseconds| nanoseconds / 1e9,
    )
}

#[test]
fn nasty_pages_cost_linear_time() {
    type Made = fn(usize) -> String;
    let nasty: [(&str, Made); 5] = [
        ("one-word blocks", |n| "<p>word".repeat(n)),
        ("one list", |n| format!("<ul>{}</ul>", "<li class=a><a href=x>b</a>".repeat(n))),
        ("distinct classes", |n| (0..n).map(|i| format!("<div class=c{i}>w</div>")).collect()),
        ("table rows", |n| format!("<table>{}</table>", "<tr><td>a<td>b".repeat(n))),
        ("headings", |n| "<h2>Most read</h2>".repeat(n)),
    ];
    for (name, page) in nasty {
        // Some systems count in steps of some milliseconds: what is short is done more often.
        let time = |n: usize, times: u32| {
            let html = page(n);
            let mut arena = Arena::new();
            let page = parse(&html, &mut arena, &Limits::default());
            let once = || {
                let start = busy();
                let metadata = Metadata::default();
                for _ in 0..times {
                    let _ = strip_html(
                        page,
                        &Context { metadata: &metadata, url: None, site: None, profile: None },
                    );
                }
                (busy() - start) / f64::from(times)
            };
            (0..3).map(|_| once()).fold(f64::MAX, f64::min)
        };
        let (small, large) = (time(500, 40), time(4000, 5));
        // eight times the page; quadratic work would take 64 times as long
        assert!(large < small * 24.0 + 0.005, "{name}: {small} s, then {large} s");
    }
}
