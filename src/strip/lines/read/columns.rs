//! Columns of paper that stand side by side on a line, as `pdftotext -layout` sets them: read one after the
//! other, where it is certain that they are columns of running text and no table.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::physical::RawLine;

/// Blanks between two columns, at least.
const GAP: usize = 2;
/// Lines with text in both columns that speak for them.
const ENOUGH: usize = 8;
/// How far to the right of its column a line may begin: an indented first line of a paragraph.
const INDENT: usize = 5;
/// Characters of the lines of a column, at least, as most are.
const NARROWEST: usize = 18;
/// Columns beside each other are found one by one; newspapers have no more.
const MOST: u32 = 6;

/// A line or a part of one: its text from its first character on, and the column in which that stands.
#[derive(Clone, Copy)]
struct Part<'a> {
    of: RawLine<'a>,
    text: &'a str,
    column: usize,
}

/// The lines of a text whose columns stand beside each other, column by column; none where it is another.
pub(in crate::strip::lines) fn parted<'a>(lines: &[RawLine<'a>]) -> Option<Vec<RawLine<'a>>> {
    let gapped = |line: &&RawLine<'_>| gap_in(line.body()).is_some();
    lines.iter().filter(gapped).nth(ENOUGH - 1)?;
    let mut out = Vec::with_capacity(lines.len() * 2);
    let mut any = false;
    let mut from = 0;
    while from < lines.len() {
        let page = lines[from + 1..].iter().position(|line| line.page_start);
        let to = page.map_or(lines.len(), |at| from + 1 + at);
        if lines[from..to].iter().filter(gapped).nth(ENOUGH - 1).is_none() {
            out.extend_from_slice(&lines[from..to]);
            from = to;
            continue;
        }
        let whole = |line: &RawLine<'a>| Part {
            of: *line,
            text: line.body(),
            column: usize::from(line.indent),
        };
        let page: Vec<Part<'a>> = lines[from..to].iter().map(whole).collect();
        let mut parts = Vec::with_capacity(page.len() * 2);
        any |= part(&page, MOST, &mut parts);
        // what begins the page is its first line, whichever it is now
        let start = out.len();
        out.extend(parts.iter().map(|part| {
            let mut line = part.of.cut(part.text, part.column);
            line.page_start = false;
            line
        }));
        if let Some(first) = out.get_mut(start) {
            first.page_start = lines[from].page_start;
        }
        from = to;
    }
    any.then_some(out)
}

/// Gives the parts of a page, or of a column of one, in the order in which they are read; says whether that is
/// another than theirs.
fn part<'a>(page: &[Part<'a>], most: u32, out: &mut Vec<Part<'a>>) -> bool {
    let votes = Votes::of(page);
    let Some(column) = (most > 0).then(|| votes.most()).flatten() else {
        out.extend_from_slice(page);
        return false;
    };
    let halves: Vec<Halves<'a>> = page.iter().map(|part| halves(part, column)).collect();
    let mut any = false;
    let mut at = 0;
    while at < page.len() {
        let length = halves[at..].iter().take_while(|half| half.is_open()).count();
        let beside = within(&halves[at..at + length], column, &votes);
        if let Some((first, last)) = beside {
            out.extend_from_slice(&page[at..at + first]);
            let inner = &halves[at + first..=at + last];
            let sides = || inner.iter().filter_map(Halves::sides);
            let (left, right): (Vec<_>, Vec<_>) =
                sides().map(|(left, right)| (*left, *right)).unzip();
            for side in [left, right] {
                let blank = |part: &Part<'_>| part.text.is_empty();
                let begin = side.iter().position(|part| !blank(part)).unwrap_or(0);
                let end = side.iter().rposition(|part| !blank(part)).map_or(0, |at| at + 1);
                part_of(&side[begin.min(end)..end], most - 1, out);
            }
            out.extend_from_slice(&page[at + last + 1..at + length]);
            any = true;
        } else {
            out.extend_from_slice(&page[at..at + length]);
        }
        at += length;
        if let Some(across) = page.get(at) {
            out.push(*across);
            at += 1;
        }
    }
    any
}

/// The parts of a column, which may be two.
fn part_of<'a>(column: &[Part<'a>], most: u32, out: &mut Vec<Part<'a>>) {
    // columns are counted from where this one begins
    let begin = column.iter().filter(|part| !part.text.is_empty()).map(|part| part.column).min();
    let begin = begin.unwrap_or(0);
    let moved: Vec<Part<'a>> = column
        .iter()
        .map(|part| Part { column: part.column.saturating_sub(begin), ..*part })
        .collect();
    part(&moved, most, out);
}

/// How many lines go on in each column behind a gap.
struct Votes(Vec<usize>);

impl Votes {
    /// No line of paper is longer.
    const WIDEST: usize = 1000;

    fn of(page: &[Part<'_>]) -> Votes {
        let mut votes = Votes(Vec::new());
        for part in page {
            for (_, column) in
                gaps(part.text, part.column).take_while(|(_, at)| *at < Votes::WIDEST)
            {
                if votes.0.len() <= column {
                    votes.0.resize(column + 1, 0);
                }
                votes.0[column] += 1;
            }
        }
        votes
    }

    /// The column in which most do, where enough do.
    fn most(&self) -> Option<usize> {
        let counts = self.0.iter().enumerate();
        let most = counts.max_by_key(|(column, count)| (**count, usize::MAX - column));
        most.filter(|(_, count)| **count >= ENOUGH).map(|(column, _)| column)
    }

    /// What a text that begins in a column has in each of the columns in which enough lines go on.
    fn pieces<'a>(&self, text: &'a str, column: usize) -> impl Iterator<Item = &'a str> {
        let goes_on = |at: usize| self.0.get(at).is_some_and(|count| *count >= ENOUGH);
        let mut cuts: Vec<usize> = vec![0];
        cuts.extend(gaps(text, column).filter(|(_, at)| goes_on(*at)).map(|(cut, _)| cut));
        cuts.push(text.len());
        (1..cuts.len()).map(move |at| text[cuts[at - 1]..cuts[at]].trim_end())
    }
}

/// Where a text that begins in a column goes on behind a gap: the byte and the column.
fn gaps(text: &str, column: usize) -> impl Iterator<Item = (usize, usize)> {
    let first = gap_in(text).unwrap_or(text.len());
    let (before, behind) = text.split_at(first);
    // most lines have none
    let column = column + if behind.is_empty() { 0 } else { before.chars().count() };
    let mut blanks = 0;
    behind.char_indices().zip(column..).filter_map(move |((at, c), column)| {
        let before = blanks;
        blanks = if c == ' ' { before + 1 } else { 0 };
        (c != ' ' && before >= GAP).then_some((first + at, column))
    })
}

/// Where the first gap of a text begins.
fn gap_in(text: &str) -> Option<usize> {
    static BLANKS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("  "));
    BLANKS.find(text.as_bytes())
}

/// A line as two columns take it.
#[derive(Clone, Copy)]
enum Halves<'a> {
    /// Text on one side, on both or on none.
    Apart(Part<'a>, Part<'a>),
    /// Text that goes across.
    Across,
}

impl<'a> Halves<'a> {
    fn is_open(&self) -> bool {
        matches!(self, Halves::Apart(..))
    }

    fn sides(&self) -> Option<(&Part<'a>, &Part<'a>)> {
        match self {
            Halves::Apart(left, right) => Some((left, right)),
            Halves::Across => None,
        }
    }
}

/// Cuts a line before the second column, in the gap that ends there.
fn halves<'a>(part: &Part<'a>, second: usize) -> Halves<'a> {
    let none = |column| Part { text: "", column, ..*part };
    if part.text.is_empty() || part.column + 1 >= second {
        return Halves::Apart(
            none(0),
            Part { column: part.column.saturating_sub(second), ..*part },
        );
    }
    // the gap ends in the column, or a little to the right of it
    let mut ends = gaps(part.text, part.column);
    if let Some((at, column)) = ends.find(|(_, column)| column + 1 >= second) {
        let (left, right) = part.text.split_at(at);
        let left = left.trim_end();
        return match part.column + left.chars().count() < second {
            true => Halves::Apart(
                Part { text: left, ..*part },
                Part { text: right, column: column.saturating_sub(second), ..*part },
            ),
            false => Halves::Across,
        };
    }
    match part.column + part.text.chars().count() < second {
        true => Halves::Apart(*part, none(0)),
        false => Halves::Across,
    }
}

/// The first and the last line of what are two columns of running text, in lines that nothing goes across.
fn within(halves: &[Halves<'_>], second: usize, votes: &Votes) -> Option<(usize, usize)> {
    let both = |half: &Halves<'_>| {
        let full = |part: &Part<'_>| !part.text.is_empty();
        half.sides().is_some_and(|(left, right)| full(left) && full(right))
    };
    // the heads and feet of a page have something at its edges
    let aligned = |half: &Halves<'_>| {
        both(half) && half.sides().is_some_and(|(_, right)| right.column <= INDENT)
    };
    let first = halves.iter().position(aligned)?;
    let last = halves.iter().rposition(aligned)?;
    let inner = &halves[first..=last];
    let (mut left, mut right) = (Running::default(), Running::default());
    for (one, other) in inner.iter().filter_map(Halves::sides) {
        votes.pieces(one.text, one.column).for_each(|piece| left.read(piece));
        votes.pieces(other.text, other.column + second).for_each(|piece| right.read(piece));
    }
    // the lines of one need not stand at the height of the other's
    let pairs = inner.iter().filter(|half| both(half)).count();
    let running = pairs >= ENOUGH
        && pairs * 4 >= left.widths.len().max(right.widths.len())
        && left.is_wrapped()
        && right.is_wrapped()
        && left.amid() + right.amid() >= 0.8
        && left.amid().min(right.amid()) >= 0.2
        && !is_table(inner);
    if !running {
        return None;
    }
    // a column may be longer than the other: its lines go on until an empty one
    let alone = |half: &&Halves<'_>| {
        half.sides().is_some_and(|(left, right)| left.text.is_empty() != right.text.is_empty())
    };
    let above = halves[..first].iter().rev().take_while(alone).count();
    let below = halves[last + 1..].iter().take_while(alone).count();
    Some((first - above, last + below))
}

/// What tells whether the lines of a column are those of running text.
#[derive(Default)]
struct Running {
    /// Lines that begin within a sentence.
    amid: usize,
    widths: Vec<usize>,
}

impl Running {
    fn read(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let first = line.chars().find(|c| c.is_alphanumeric());
        self.amid += usize::from(first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()));
        self.widths.push(line.chars().count());
    }

    /// The share of lines that begin within a sentence.
    fn amid(&self) -> f32 {
        self.amid as f32 / self.widths.len().max(1) as f32
    }

    /// Whether most lines are nearly as long as the column is wide.
    fn is_wrapped(&self) -> bool {
        let mut widths = self.widths.clone();
        widths.sort_unstable();
        let at = |tenths: usize| widths.get(widths.len() * tenths / 10).copied().unwrap_or(0);
        at(5) >= NARROWEST && at(5) * 4 >= at(9) * 3
    }
}

/// Whether what begins on one side begins on the other in the same row, each time, as the cells of a table do: empty
/// lines part the rows, and within a row neither side goes on below one of its own.
fn is_table(halves: &[Halves<'_>]) -> bool {
    let (mut rows, mut above, mut had) = (0, [false; 2], [false; 2]);
    for (left, right) in halves.iter().filter_map(Halves::sides) {
        let shown = [!left.text.is_empty(), !right.text.is_empty()];
        if shown == [false, false] {
            rows += usize::from(had != [false, false]);
            had = [false, false];
        } else if (0..2).any(|side| shown[side] && had[side] && !above[side]) {
            return false;
        }
        had = [had[0] || shown[0], had[1] || shown[1]];
        above = shown;
    }
    rows >= 2
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
