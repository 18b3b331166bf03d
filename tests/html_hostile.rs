//! Pages made to be slow or deep are parsed in bounded time, within the caps, and nothing is dropped
//! without a word. `benches/run` prints what each takes in an optimised build.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use spoglio::html::{Arena, Limits, parse, parse_with_html5ever};

use super::hostile_pages::{Hostile, LONG, NESTED};

/// What one page may take of a processor. An optimised build takes a hundredth.
const LONGEST: Duration = Duration::from_secs(20);

/// Time that this thread had of a processor, whatever else the machine does; where the system does
/// not tell (all but Linux), time on the wall.
pub(crate) fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let first = told.as_deref().and_then(|told| told.split(' ').next());
    first
        .and_then(|nanoseconds| nanoseconds.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The roads that a page can take.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Road {
    Fast,
    Fallback,
}

/// Parses a page and checks what is promised of any: it takes bounded time, stays within the caps,
/// its text holds `deep` or a note says why it may not, and it has `least` elements or a note of
/// those that were flattened.
fn check(name: &str, page: &str, road: Road, least: usize) {
    let mut arena = Arena::new();
    let limits = Limits::default();
    let start = clock();
    let parsed = match road {
        Road::Fast => parse(page, &mut arena, &limits),
        Road::Fallback => parse_with_html5ever(page, &mut arena, &limits),
    };
    let took = clock().saturating_sub(start);
    assert!(took < LONGEST, "{name}, {road:?}: {took:?}");
    assert_eq!(parsed.hard(), None, "{name}");
    let deepest = parsed.ids().map(|id| parsed.depth(id)).max().unwrap();
    assert!(deepest <= limits.depth + 16, "{name}, {road:?}: depth {deepest}");
    assert!(parsed.len() <= limits.nodes + 2000, "{name}, {road:?}: {} nodes", parsed.len());
    let text = parsed.subtree_text(parsed.ids().next().unwrap());
    let ended = parsed.notes().iter().any(|note| note.starts_with("the page ends"));
    assert!(text.contains("deep") || ended, "{name}, {road:?}: text lost without a word");
    let elements = parsed.ids().filter(|id| !parsed.is_text(*id)).count();
    assert!(
        elements >= least || !parsed.notes().is_empty(),
        "{name}, {road:?}: {elements} elements and no word"
    );
}

#[test]
fn no_hostile_page_takes_long_or_loses_text_without_a_word() {
    // Unoptimised code gets an eighth of each page.
    let less = if cfg!(debug_assertions) { 8 } else { 1 };
    for (at, Hostile { name, full, page }) in NESTED.iter().chain(&LONG).enumerate() {
        let size = full / less;
        // A `select` in a `select` ends it and is no element.
        let least = if at < NESTED.len() && !name.contains("select") { size } else { 0 };
        for road in [Road::Fast, Road::Fallback] {
            check(name, &page(size), road, least);
        }
    }
}

/// Twice the page takes about twice the time, and not four times. `time` measures so many goes at a
/// page, or at one of double the size. The system counts time in steps of some milliseconds, so there
/// are as many goes as make that little; others' work on the machine only adds, so one good
/// measurement of several is enough.
pub(crate) fn doubling_is_linear(what: &str, mut time: impl FnMut(bool, u32) -> Duration) {
    let mut times = 1;
    while time(false, times) < Duration::from_millis(40) {
        times *= 2;
    }
    let mut took = [Duration::ZERO; 2];
    let linear = (0..5).any(|_| {
        took = [time(false, times), time(true, times)];
        took[1] < 3 * took[0]
    });
    assert!(linear, "{what}: {took:?} for a page and for twice the page, {times} times each");
}

#[test]
fn twice_the_page_is_twice_the_work() {
    let mut arena = Arena::new();
    let mut time = |page: &str, road, times: u32| {
        let start = clock();
        for _ in 0..times {
            let _ = match road {
                Road::Fast => parse(page, &mut arena, &Limits::default()),
                Road::Fallback => parse_with_html5ever(page, &mut arena, &Limits::default()),
            };
        }
        clock().saturating_sub(start)
    };
    for Hostile { name, full, page } in NESTED.iter().chain(&LONG) {
        let size = full / 16;
        let (once, twice) = (page(size), page(2 * size));
        for road in [Road::Fast, Road::Fallback] {
            let what = format!("{name}, {road:?}, size {size}");
            doubling_is_linear(&what, |doubled, times| {
                time(if doubled { &twice } else { &once }, road, times)
            });
        }
    }
}

#[test]
fn what_is_flattened_is_counted() {
    let mut arena = Arena::new();
    for (page, note) in [
        ("<div>".repeat(1000) + "deep", "elements flattened"),
        ((0..700).map(|i| format!("<p><b id={i}>x")).collect(), "elements flattened"),
    ] {
        for road in [Road::Fast, Road::Fallback] {
            let parsed = match road {
                Road::Fast => parse(&page, &mut arena, &Limits::default()),
                Road::Fallback => parse_with_html5ever(&page, &mut arena, &Limits::default()),
            };
            let notes = parsed.notes().join("; ");
            assert!(notes.contains(note), "{road:?}: {notes}");
        }
    }
}

#[test]
fn a_fallback_that_would_take_too_long_ends_the_page_and_says_so() {
    // Every `</b>` looks for its element through the whole stack, again and again.
    let waiting: String = (0..400).map(|i| format!("<b id={i}>")).collect();
    let page = format!("first<p>{waiting}{}last", "<b i=1></b>".repeat(100_000));
    let mut arena = Arena::new();
    let parsed = parse_with_html5ever(&page, &mut arena, &Limits::default());
    let notes = parsed.notes().join("; ");
    assert!(notes.contains("the page ends before its last"), "{notes}");
    let text = parsed.subtree_text(parsed.ids().next().unwrap());
    assert!(text.contains("first") && !text.contains("last"), "{text}");
}

#[test]
fn attributes_beyond_the_cap_are_noted() {
    let many: String = (0..100_000).map(|i| format!(" a{i}=1")).collect();
    for page in [format!("<body><p{many}>deep"), format!("<body><svg{many} xlink:href=x>deep")] {
        for page in [page.clone(), format!("\0{page}")] {
            let mut arena = Arena::new();
            let parsed = parse(&page, &mut arena, &Limits::default());
            let read: usize = parsed.ids().map(|id| parsed.attributes(id).count()).sum();
            assert_eq!(read, 256);
            let notes = parsed.notes().join("; ");
            assert!(notes.contains("attributes beyond the first 256"), "{notes}");
        }
    }
}

#[test]
fn the_other_caps_hold_and_say_so() {
    let mut arena = Arena::new();
    let limits = Limits { nodes: 100, input: 5000, ..Limits::default() };
    let page = "<p>word ".repeat(1000);
    for page in [page.clone(), format!("\0{page}")] {
        let parsed = parse(&page, &mut arena, &limits);
        assert!(parsed.len() <= 102, "{}", parsed.len());
        let notes = parsed.notes().join("; ");
        assert!(notes.contains("cut after 5000 of"), "{notes}");
        assert!(notes.contains("the page ends after"), "{notes}");
    }
}
