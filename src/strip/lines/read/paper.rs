//! What paper prints on every page: running heads and page numbers.

use std::collections::HashMap;

use super::physical::RawLine;
use super::signs::Signs;
use crate::strip::hashed::table::Table;

/// Lines between two page numbers, at least: the shortest page.
const SHORTEST: usize = 12;
/// Bytes of the longest line that is printed on every page.
const LONGEST: usize = 160;
/// Page numbers that follow each other from which they are page numbers.
const ENOUGH: usize = 3;

/// Marks lines to be left out.
pub(super) fn leave_out(lines: &[RawLine<'_>], skip: &mut [bool]) {
    at_form_feeds(lines, skip);
    counted(lines, skip);
}

/// Lines at the top or foot of at least three pages that differ only in digits, and lone page
/// numbers there, where form feeds part the pages.
fn at_form_feeds(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(lines.iter().enumerate().filter(|(_, l)| l.page_start).map(|(at, _)| at));
    if starts.len() < 2 {
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
    let shown = |pair: &&[usize]| lines[pair[0]..pair[1]].iter().any(|line| !line.is_blank());
    let pages = starts.windows(2).filter(shown).count();
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for (_, pattern) in &edges {
        *counts.entry(pattern).or_default() += 1;
    }
    for (at, pattern) in &edges {
        let count = counts.get(pattern.as_str()).copied().unwrap_or(0);
        let often = count == 2 && is_printed(pattern)
            || count == 2 && pages == 2 && counts_on(&edges, pattern, lines);
        let number = pattern.chars().all(|c| matches!(c, '0' | '-' | '–' | ' ' | '/'));
        // the first of them is the title of the document
        let first = *at < starts[1] && !pattern.contains("://");
        let foot = pattern.ends_with(" 0") && pattern.len() < 80;
        let often = count >= 3 || often && (!first || foot);
        if (often && pattern.len() < LONGEST) || number {
            skip[*at] = true;
        }
    }
    page_numbers(lines, &starts, skip);
    for start in &starts[1..starts.len() - 1] {
        over_the_page(lines, *start, skip);
    }
}

/// Whether the only two lines of a pattern are words with the numbers of two pages that follow each other.
fn counts_on(edges: &[(usize, String)], pattern: &str, lines: &[RawLine<'_>]) -> bool {
    let mut numbers = edges
        .iter()
        .filter(|(_, other)| other == pattern)
        .map(|(at, _)| number_at_an_end(lines[*at].body()));
    let (Some(Some(first)), Some(Some(second))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    second == first + 1 && pattern.contains(char::is_alphabetic)
}

/// Lets a sentence go on from one page to the next: what is blank between its lines is left out.
fn over_the_page(lines: &[RawLine<'_>], start: usize, skip: &mut [bool]) {
    /// Lines between the two, at most.
    const NEAR: usize = 8;
    let shown = |at: &usize| !lines[*at].is_blank() && !skip[*at];
    let before = (start.saturating_sub(NEAR)..start).rev().find(shown);
    let behind = (start..lines.len().min(start + NEAR)).find(shown);
    let (Some(before), Some(behind)) = (before, behind) else { return };
    let open = lines[before].text.ends_with(|c: char| c.is_lowercase() || matches!(c, ',' | '-'));
    if open && lines[behind].body().starts_with(char::is_lowercase) {
        skip[before + 1..behind].fill(true);
    }
}

/// What browsers print at the edges of a page: the day and the hour before the title, the address before the
/// number of the page and that of all pages (`https://valley.example/ferry 1/2`).
fn is_printed(pattern: &str) -> bool {
    let words = || pattern.split_whitespace();
    let day =
        words().next().is_some_and(|word| matches!(word.trim_end_matches(','), "0/0/0" | "0.0.0"));
    let address = words().next().is_some_and(|word| word.contains("://"));
    day && words().count() > 2 || address && words().last() == Some("0/0")
}

/// Running heads that begin or end with the number of their page (`118 COUNTY PAPERS.`, `THE FERRY. 119`):
/// the first line of three pages or more, each with the next number.
fn page_numbers(lines: &[RawLine<'_>], starts: &[usize], skip: &mut [bool]) {
    let mut run: Vec<(usize, u32)> = Vec::new();
    let mut end = |run: &mut Vec<(usize, u32)>| {
        if run.len() >= ENOUGH {
            run.iter().for_each(|(at, _)| skip[*at] = true);
        }
        run.clear();
    };
    for pair in starts.windows(2) {
        let first = (pair[0]..pair[1]).find(|at| !lines[*at].is_blank());
        let number = first.and_then(|at| Some((at, number_at_an_end(lines[at].body())?)));
        if number.is_none()
            || run.last().is_some_and(|(_, n)| number.is_some_and(|(_, m)| m != n + 1))
        {
            end(&mut run);
        }
        run.extend(number);
    }
    end(&mut run);
}

/// The number with which a short line begins or ends.
fn number_at_an_end(body: &str) -> Option<u32> {
    let number = |word: Option<&str>| word.filter(|word| word.len() <= 4)?.parse().ok();
    let mut words = body.split_whitespace();
    let (first, last) = (words.next(), words.next_back());
    (body.len() <= 80).then(|| number(last).or_else(|| number(first)))?
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

/// Page numbers where nothing parts the pages: lines that differ only in their first number, which
/// grows by one from page to page (`- 3 -`, `Page 3 of 12`), and the lines next to all of them that
/// say the same each time.
fn counted(lines: &[RawLine<'_>], skip: &mut [bool]) {
    if !may_count(lines) {
        return;
    }
    let mut runs: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
    for (at, body, number) in numbered(lines) {
        let run = runs.entry(pattern(body)).or_default();
        match run.last() {
            Some((before, n)) if *n + 1 == number && at - before >= SHORTEST => {
                run.push((at, number));
            }
            Some(_) if run.len() >= ENOUGH => {}
            _ => {
                run.clear();
                run.push((at, number));
            }
        }
    }
    for run in runs.values().filter(|run| run.len() >= ENOUGH) {
        for (at, _) in run {
            skip[*at] = true;
        }
        for step in [-1isize, 1] {
            running_heads(lines, run, step, skip);
        }
    }
}

/// Short lines with a number, by their place.
fn numbered<'a>(lines: &'a [RawLine<'_>]) -> impl Iterator<Item = (usize, &'a str, u32)> {
    lines.iter().enumerate().filter_map(|(at, line)| {
        let body = line.body();
        let may = body.len() <= 60 && line.signs.any(Signs::DIGIT);
        may.then(|| Some((at, body, first_number(body)?)))?
    })
}

/// Whether lines that differ only in their number count as page numbers do. A digest stands for each
/// line's pattern, so that a text without page numbers, as nearly all are, costs little.
fn may_count(lines: &[RawLine<'_>]) -> bool {
    // of each pattern how many lines follow each other, where the last stands, and its number
    let mut runs: Table<u64, (u32, u32, u32)> = Table::default();
    numbered(lines).any(|(at, body, number)| {
        let mut before = 0;
        let digest = body.trim().bytes().fold(1, |digest: u64, byte| {
            let byte = if byte.is_ascii_digit() { b'0' } else { byte };
            let again = byte == b'0' && before == b'0';
            before = byte;
            if again { digest } else { (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3) }
        });
        let run = runs.entry(digest);
        let follows = run.0 > 0 && run.2 + 1 == number && at - run.1 as usize >= SHORTEST;
        *run = (if follows { run.0 + 1 } else { 1 }, at as u32, number);
        run.0 as usize >= ENOUGH
    })
}

/// The lines before or behind the page numbers, as long as most of them say the same.
fn running_heads(lines: &[RawLine<'_>], run: &[(usize, u32)], step: isize, skip: &mut [bool]) {
    let mut beside: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, _) in run {
        let mut next = *at as isize + step;
        let mut left = 4;
        while left > 0
            && usize::try_from(next).is_ok_and(|n| lines.get(n).is_some_and(RawLine::is_blank))
        {
            next += step;
            left -= 1;
        }
        if let Some((n, line)) = usize::try_from(next).ok().and_then(|n| Some((n, lines.get(n)?))) {
            beside.entry(line.body()).or_default().push(n);
        }
    }
    for at in beside.values().filter(|at| at.len() >= ENOUGH && at.len() * 2 >= run.len()).flatten()
    {
        skip[*at] = true;
    }
}

fn first_number(line: &str) -> Option<u32> {
    let from = line.find(|c: char| c.is_ascii_digit())?;
    let rest = &line[from..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    // nothing but a number, or a number among few words; not 3.5, not 12:30, not 1,000
    let after = rest[digits..].chars().next();
    let before = line[..from].chars().next_back();
    let part = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | '$' | '€'))
    };
    let lone = !part(before) && !part(after);
    (digits <= 4 && lone && line.split_whitespace().count() <= 8)
        .then(|| rest[..digits].parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    fn left(text: &str) -> Vec<String> {
        let lines = lines(text);
        let mut skip = vec![false; lines.len()];
        leave_out(&lines, &mut skip);
        lines.iter().zip(skip).filter(|(_, skip)| !skip).map(|(l, _)| l.text.to_owned()).collect()
    }

    fn book(foot: impl Fn(usize) -> String) -> String {
        (1..=4)
            .map(|page| {
                let lines: String = (0..20)
                    .map(|n| format!("line {} of words\n", "x".repeat(page * 20 + n)))
                    .collect();
                format!("{lines}{}", foot(page))
            })
            .collect()
    }

    #[test]
    fn page_numbers_go_with_their_running_heads() {
        let text = left(&book(|page| format!("\nHarbour report\nPage {page} of 4\n\n")));
        assert!(text.iter().all(|line| line.is_empty() || line.starts_with("line")), "{text:?}");
        let text = left(&book(|page| format!("\u{c}Harbour report   {page}\n")));
        assert!(text.iter().all(|line| line.is_empty() || line.starts_with("line")), "{text:?}");
    }

    #[test]
    fn what_browsers_print_at_the_edges_goes() {
        let page = |n: usize, text: &str| {
            format!("3/3/31, 22:41   The ferry\n\n{text}\n\nhttps://valley.example/ferry   {n}/2\n")
        };
        let text = format!("{}\u{c}{}", page(1, "It stays in"), page(2, "port for a week."));
        let text: Vec<_> = left(&text).into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(text, ["3/3/31, 22:41   The ferry", "It stays in", "port for a week."]);
    }

    #[test]
    fn heads_that_differ_from_page_to_page_are_told_by_their_numbers() {
        let text = left(
            "It stays in\n\n\u{c}118 COUNTY PAPERS.\n\nport until\n\u{c}THE FERRY. 119\n\nMay.\n\u{c}120 COUNTY PAPERS.\n\nThen it goes.\n",
        );
        assert_eq!(text, ["It stays in", "port until", "", "May.", "", "Then it goes."]);
    }

    #[test]
    fn numbers_of_the_text_stay() {
        let list = "1. one\n2. two\n3. three\n4. four\n";
        assert_eq!(left(list).len(), 4);
        let years = book(|page| format!("In {} it rained\n", 2030 + page * 2));
        assert_eq!(left(&years).len(), 84);
    }
}
