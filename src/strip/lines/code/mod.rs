//! Code that a flattener took for text: scripts, style sheets and data that a page carries for its
//! browser. It is cut out before lines are read, for it may be glued to the text around it. What an article
//! shows as an example stays: what is fenced or set in, in Markdown, and what its sentences speak of.

mod pairs;
mod shape;
mod speaks;

use std::collections::HashSet;
use std::ops::Range;

use super::read::marker::is_fence;
use speaks::Sure;

/// The text without the code of its page; `None` where there is none. A line that was all code is left empty,
/// so that the others keep their numbers; what stood on both sides of code on one line are two lines after.
pub(super) fn without(text: &str) -> Option<String> {
    if !speaks::may_be_sure(text) {
        return None;
    }
    let pieces = pieces(text, pairs::outermost(text));
    let mut judged: Vec<_> =
        pieces.into_iter().map(|piece| (speaks::judge(&text[piece.clone()]), piece)).collect();
    // what keeps one script of a page keeps all; where there is none, code is there to be read
    if !judged.iter().any(|(sure, _)| *sure == Sure::Yes) {
        return None;
    }
    let shown = examples(text);
    judged.retain(|(sure, piece)| *sure > Sure::No && !shown.contains(&piece.start));
    let about = speaks_of(text, &judged);
    let cut: Vec<Range<usize>> = judged
        .into_iter()
        .filter(|(sure, _)| *sure == Sure::Yes || !about)
        .map(|(_, piece)| piece)
        .collect();
    (!cut.is_empty()).then(|| cut_out(text, &cut))
}

/// Bytes before a bracket in which it is looked for an address that it may be part of.
const BEFORE: usize = 400;
/// Bytes that may stand between two brackets of the same code.
const GAP: usize = 300;

/// The pieces of code in a text: brackets, what stands before and behind them, and lines beside them.
fn pieces(text: &str, pairs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut pairs = pairs.into_iter().peekable();
    let mut start = 0;
    while start < text.len() {
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n);
        let line = &text[start..end];
        let mut at = start;
        if let Some(state) = shape::state_start(line) {
            let length = if state > 0 { shape::tail_length(&line[..state]) } else { 0 };
            if length > 0 {
                add(text, &mut found, start..start + length);
            }
            add(text, &mut found, start + state..end);
            while pairs.next_if(|pair| pair.start < end).is_some() {}
            start = end + 1;
            continue;
        }
        // the brackets that open on the line, and the lines on which they close
        let mut end = end;
        let mut any = false;
        if found.last().is_some_and(|last| last.end + 1 == start) {
            let next = pairs.peek().map_or(end, |next| next.start.clamp(start, end));
            let length = shape::tail_length(&text[start..next]);
            if length > 0 {
                at = start + length;
                add(text, &mut found, start..at);
            }
        }
        while let Some(pair) = pairs.next_if(|pair| pair.start < end) {
            if pair.start < at {
                continue;
            }
            let from = text.ceil_char_boundary(start.max(pair.start.saturating_sub(BEFORE)));
            let before = &text[from.min(pair.start)..pair.start];
            let word = before.rfind([' ', '\t']).map_or(before, |n| &before[n + 1..]);
            any = true;
            if shape::is_attributes(&text[pair.clone()], before)
                || shape::has_address(word)
                || shape::is_address(before)
            {
                continue;
            }
            if pair.end > end {
                let rest = &text.as_bytes()[pair.end..];
                end = memchr::memchr(b'\n', rest).map_or(text.len(), |n| pair.end + n);
            }
            let head = &text[at..pair.start];
            let selects = head.trim_start().starts_with('@') || !shape::is_prose(head);
            let follows = at > start && head.len() < GAP && selects;
            let from = if follows { at } else { at + shape::head_start(head) };
            let next = pairs.peek().map_or(end, |next| next.start.min(end));
            let to = pair.end + shape::tail_length(&text[pair.end..next]);
            add(text, &mut found, from..to);
            at = to;
        }
        if !any && at == start && shape::is_line(line) {
            add(text, &mut found, start..end);
        }
        start = end + 1;
    }
    found
}

/// Adds a piece of code: to the last one where nothing but blanks and remarks stands between them.
fn add(text: &str, found: &mut Vec<Range<usize>>, piece: Range<usize>) {
    if let Some(last) = found.last_mut() {
        let between = text.get(last.end..piece.start).unwrap_or("");
        if between.lines().all(|line| line.trim().is_empty() || shape::is_comment(line)) {
            last.end = piece.end;
            return;
        }
    }
    found.push(piece);
}

/// What is set as code: between the fences of Markdown.
struct Examples(Vec<Range<usize>>);

impl Examples {
    fn contains(&self, at: &usize) -> bool {
        let next = self.0.partition_point(|range| range.end <= *at);
        self.0.get(next).is_some_and(|range| range.contains(at))
    }
}

fn examples(text: &str) -> Examples {
    let mut out: Vec<Range<usize>> = Vec::new();
    let (mut start, mut fence) = (0, None);
    for line in text.split_inclusive('\n') {
        let (body, end) = (line.trim_start(), start + line.len());
        if is_fence(body) {
            match fence.take() {
                Some(from) => out.push(from..end),
                None => fence = Some(start),
            }
        }
        start = end;
    }
    Examples(out)
}

/// Whether the text outside of the code speaks of names in it.
fn speaks_of(text: &str, judged: &[(Sure, Range<usize>)]) -> bool {
    let likely = judged.iter().filter(|(sure, _)| *sure == Sure::Likely);
    let named: HashSet<&str> =
        likely.flat_map(|(_, piece)| speaks::identifiers(&text[piece.clone()])).collect();
    if named.is_empty() {
        return false;
    }
    let mut from = 0;
    let outside = judged.iter().map(|(_, piece)| {
        let between = text.get(from..piece.start).unwrap_or("");
        from = piece.end;
        between
    });
    let last = judged.last().map_or("", |(_, piece)| text.get(piece.end..).unwrap_or(""));
    let sentences =
        outside.chain([last]).flat_map(str::lines).filter(|line| shape::is_sentence(line));
    speaks::are_named(sentences, &named)
}

/// The text without these pieces.
fn cut_out(text: &str, cut: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for piece in cut {
        out.push_str(text.get(from..piece.start).unwrap_or(""));
        let ends = memchr::memchr_iter(b'\n', text[piece.clone()].as_bytes()).count();
        out.extend(std::iter::repeat_n('\n', ends));
        let glued = |c: Option<char>| c.is_some_and(|c| c != '\n');
        if ends == 0
            && glued(text[..piece.start].chars().next_back())
            && glued(text[piece.end..].chars().next())
        {
            out.push('\n');
        }
        from = piece.end;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests;
