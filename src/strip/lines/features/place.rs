//! Where a block stands, and the text around it.

use super::super::facts::page::Page;
use super::sums::Sums;
use crate::page::Shape;
use crate::strip::features::Sink;
use crate::strip::features::logarithm::{ln1p as log, signed};

/// Blocks to both sides over which text is summed up.
const WINDOWS: [(usize, &str); 3] = [(3, "3"), (8, "8"), (20, "20")];

/// Where the block stands on the page.
pub(super) fn put(page: &Page<'_>, sums: &Sums, at: usize, sink: &mut impl Sink) {
    let n = page.len().max(1);
    let behind = n.saturating_sub(at + 1);
    let mut put = |name, value| sink.put(name, value);
    put("likely", sums.likely.get(at).copied().unwrap_or(0.0));
    put("place", at as f32 / n as f32);
    put("from-start", log(at as f32));
    put("from-end", log(behind as f32));
    put("from-first", signed(at as f32 - sums.first));
    put("from-last", signed(at as f32 - sums.last));
    put("from-centre", signed(at as f32 - sums.centre));
    put("from-title", sums.title.map_or(-99.0, |title| signed(at as f32 - title as f32)));
    let all_prose = sums.prose.last().copied().unwrap_or(0.0).max(1.0);
    let all_words = sums.words.last().copied().unwrap_or(0.0).max(1.0);
    let prose = |at: usize| sums.prose.get(at).copied().unwrap_or(0.0);
    let words = |at: usize| sums.words.get(at).copied().unwrap_or(0.0);
    put("prose-before", prose(at) / all_prose);
    put("prose-behind", (all_prose - prose(at + 1)) / all_prose);
    put("words-before", words(at) / all_words);
    for (name, heads) in [("section", &sums.section), ("heading", &sums.heading)] {
        let head = heads.get(at).copied().unwrap_or(0) as usize;
        let known = head > 0;
        sink.put_in(name, "blocks", if known { log((at + 1 - head) as f32) } else { -1.0 });
        sink.put_in(name, "words", if known { log(words(at) - words(head)) } else { -1.0 });
        let kind = head.checked_sub(1).and_then(|h| page.readings.get(h)).and_then(|r| r.head);
        sink.put_in(name, "kind", kind.map_or(0.0, |label| label as u8 as f32 + 1.0));
        let level = head.checked_sub(1).and_then(|h| page.blocks.rows.get(h)).map(|r| r.shape);
        let level = if let Some(Shape::Heading(level)) = level { f32::from(level) } else { -1.0 };
        sink.put_in(name, "level", level);
    }
}

/// The text around the block, the list and the group it stands in.
pub(super) fn put_around(page: &Page<'_>, sums: &Sums, at: usize, sink: &mut impl Sink) {
    let n = page.len();
    let sum = |list: &[f32], from: usize, to: usize| {
        list.get(to).copied().unwrap_or(0.0) - list.get(from).copied().unwrap_or(0.0)
    };
    let count = |from: usize, to: usize| {
        (sums.items.get(to).copied().unwrap_or(0) - sums.items.get(from).copied().unwrap_or(0))
            as f32
    };
    for (width, name) in WINDOWS {
        let (from, to) = (at.saturating_sub(width).min(n), (at + width + 1).min(n));
        let blocks = (to - from).max(1) as f32;
        let (prose, words) = (sum(&sums.prose, from, to), sum(&sums.words, from, to));
        sink.put_in("window-prose", name, prose / words.max(1.0));
        sink.put_in("window-log", name, log(prose));
        sink.put_in("window-mean", name, words / blocks);
        sink.put_in("window-items", name, count(from, to) / blocks);
        let (before, behind) =
            (sum(&sums.prose, from, at.min(n)), sum(&sums.prose, (at + 1).min(n), to));
        sink.put_in("window-before", name, log(before));
        sink.put_in("window-behind", name, log(behind));
    }
    for (name, spans) in [("run", &sums.run), ("group", &sums.group)] {
        let (from, to) = spans.get(at).copied().unwrap_or((0, 0));
        let (from, to) = (from as usize, to as usize);
        let blocks = (to - from).max(1) as f32;
        let words = sum(&sums.words, from, to);
        sink.put_in(name, "blocks", log(blocks));
        sink.put_in(name, "mean", words / blocks);
        sink.put_in(name, "prose", sum(&sums.prose, from, to) / words.max(1.0));
        sink.put_in(name, "place", (at.saturating_sub(from)) as f32 / blocks);
    }
    for (name, kind) in [("set-alike", 0), ("alike", 1)] {
        let group = sums.alike[kind].get(at).map_or(usize::MAX, |group| *group as usize);
        let sum = sums.alike_sums[kind].get(group).copied().unwrap_or_default();
        sink.put_in(name, "blocks", log(sum.blocks));
        sink.put_in(name, "share", sum.blocks / n.max(1) as f32);
        sink.put_in(name, "mean", sum.words / sum.blocks.max(1.0));
        sink.put_in(name, "prose", sum.prose / sum.words.max(1.0));
    }
}
