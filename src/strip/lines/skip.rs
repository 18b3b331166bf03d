//! Lines that are no text of the page: lists of link targets, running heads and page numbers of
//! paper, the line of head links that lynx prints first.

use std::collections::HashMap;

use super::marker::{Marker, marker};
use super::physical::RawLine;

/// Which lines to leave out.
pub(super) fn lines_to_skip(lines: &[RawLine<'_>]) -> Vec<bool> {
    let mut skip = vec![false; lines.len()];
    link_list(lines, &mut skip);
    page_furniture(lines, &mut skip);
    skip
}

/// The numbered list of addresses at the end of a lynx dump, with its head, and reference
/// definitions of Markdown (`[1]: https://…`) anywhere.
fn link_list(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let mut first = lines.len();
    let mut found = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        if line.is_blank() {
            continue;
        }
        match marker(line) {
            (Marker::Number(_), rest) if is_address(rest) => {
                first = at;
                found += 1;
            }
            // Heads of the list and of its parts ("References", "Visible links:").
            (Marker::None, rest) if found > 0 && rest.len() < 40 && !rest.contains("://") => {
                if !is_list_head(lines, at) {
                    break;
                }
                first = at;
            }
            (Marker::None, rest) if is_address(rest) => {
                // four digits and more are no list number
                first = at;
            }
            _ => break,
        }
    }
    if found >= 2 {
        skip.iter_mut().skip(first).for_each(|s| *s = true);
    }
    for (line, skip) in lines.iter().zip(skip.iter_mut()) {
        let body = line.body();
        if let Some((label, target)) = body.strip_prefix('[').and_then(|b| b.split_once("]:"))
            && label.len() < 12
            && is_address(target.trim_start())
        {
            *skip = true;
        }
    }
}

fn is_list_head(lines: &[RawLine<'_>], at: usize) -> bool {
    let next = lines[at + 1..].iter().find(|l| !l.is_blank());
    next.is_some_and(|l| match marker(l) {
        (Marker::Number(_), rest) => is_address(rest),
        (_, rest) => rest.len() < 40,
    })
}

/// Whether a text is one address and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim_end();
    let text = text.split_once(". ").map_or(text, |(number, rest)| {
        if number.bytes().all(|b| b.is_ascii_digit()) { rest } else { text }
    });
    !text.contains(' ')
        && text.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.len() >= 3
                && scheme.len() < 12
                && scheme.bytes().all(|b| b.is_ascii_lowercase() || b == b'+')
        })
}

/// Lines at the top or foot of at least three pages that differ only in digits, and lone page
/// numbers there. Pages are told by form feeds; without them there are none.
fn page_furniture(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(lines.iter().enumerate().filter(|(_, l)| l.page_start).map(|(at, _)| at));
    if starts.len() < 3 {
        return;
    }
    starts.push(lines.len());
    let mut edges: Vec<(usize, String)> = Vec::new();
    for pair in starts.windows(2) {
        let shown = || (pair[0]..pair[1]).filter(|at| !lines[*at].is_blank());
        let mut at: Vec<usize> = shown().take(2).collect();
        at.extend(shown().rev().take(2));
        at.sort_unstable();
        at.dedup();
        edges.extend(at.into_iter().map(|at| (at, pattern(lines[at].body()))));
    }
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for (_, pattern) in &edges {
        *counts.entry(pattern).or_default() += 1;
    }
    for (at, pattern) in &edges {
        let often = counts.get(pattern.as_str()).copied().unwrap_or(0) >= 3;
        let number = pattern.chars().all(|c| matches!(c, '0' | '-' | '–' | ' ' | '/'));
        if (often && pattern.len() < 120) || number {
            skip[*at] = true;
        }
    }
}

/// A line with every number as one `0`.
fn pattern(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.trim().chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('0') {
            out.push('0');
        }
    }
    out
}
