//! The column at which running text was wrapped, and what a line takes of it.

use super::marker::{Marker, marker};
use super::physical::RawLine;
use super::signs::Signs;
use crate::lexicon;
use crate::strip::glue::is_unspaced;

/// The widest line that is still taken for wrapped text.
const WIDEST: usize = 132;
/// Columns of the shortest line that speaks for a width.
const SHORTEST: usize = 30;
/// Indents that are told apart.
const INDENTS: usize = 16;
/// Lines with wide characters from which a text may have been wrapped by their columns.
const WIDE: usize = 3;
/// One in so many lines of a text in a script without spaces is in that script, at least.
const UNSPACED: usize = 3;
/// Cells of the shortest line in such a script that speaks for a width: longer than headlines are.
const HEADLINE: usize = 68;
/// The narrowest width at which texts are wrapped as a rule.
const USUAL: usize = 60;
/// The widest margin within which browsers set text, in columns.
const MARGIN: u16 = 3;

/// How running text was wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::strip::lines) struct Wrap {
    /// The widths that as many lines speak for, in columns: the narrowest and the widest.
    pub(super) from: u32,
    pub(super) to: u32,
    /// The columns of a line behind which a paragraph goes on although a sentence ends with it.
    usual: u32,
    /// The indentation of the lines that speak for them.
    pub(super) indent: u16,
    /// How columns are counted.
    measure: Measure,
}

impl Wrap {
    /// Whether a line has no room for a word that needs so many columns more.
    pub(super) fn is_full(&self, line: &RawLine<'_>, needed: usize) -> bool {
        // what must not begin or end a line moves its end by two characters
        let ragged = match self.measure.is_unspaced(line) {
            true => 2 * self.measure.of('\u{3000}'),
            false => 0,
        };
        let from = if has_ended(line.text) { self.usual } else { self.from };
        self.measure.columns(line) + needed + ragged > from as usize
    }

    /// Whether a line is no longer than one that was wrapped.
    pub(super) fn fits(&self, line: &RawLine<'_>) -> bool {
        // browsers set headings nearer to the edges than text, on both sides, and other elements wider on one
        let heading = line.indent != self.indent && self.indent <= MARGIN;
        let margin = if heading { 2 * usize::from(self.indent) } else { 0 };
        self.measure.columns(line) <= self.to as usize + margin
            || !line.signs.any(Signs::BLANK) && !has(line, is_wide)
    }

    /// The columns that the first word of a text takes, with the blank before it.
    pub(super) fn needed(&self, rest: &str) -> usize {
        self.measure.needed(rest)
    }
}

/// How columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Measure {
    /// Characters of East Asian scripts take two, as terminals show them.
    cells: bool,
    /// The text is in a script without spaces between words.
    unspaced: bool,
}

impl Measure {
    /// The last column a line reaches.
    fn columns(self, line: &RawLine<'_>) -> usize {
        let characters = usize::from(line.indent) + line.width as usize;
        if self.cells && has(line, is_wide) {
            return characters + line.body().chars().filter(|c| is_wide(*c)).count();
        }
        characters
    }

    /// Columns of a character.
    fn of(self, c: char) -> usize {
        1 + usize::from(self.cells && is_wide(c))
    }

    /// Whether a line may end behind each of its characters, or nearly so.
    fn is_unspaced(self, line: &RawLine<'_>) -> bool {
        self.unspaced && has(line, is_unspaced)
    }

    /// The columns that the first word of a text takes, with the blank before it.
    fn needed(self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let plain = bytes.iter().take_while(|byte| byte.is_ascii_graphic()).count();
        match bytes.get(plain) {
            None => 1 + plain,
            Some(byte) if byte.is_ascii() => 1 + plain + set_off(&bytes[plain..]),
            Some(_) => self.other(text),
        }
    }

    /// The same of a text whose first word is not of ASCII.
    fn other(self, text: &str) -> usize {
        let mut chars = text.chars().peekable();
        let mut columns = 0;
        let unspaced = |c: char| self.unspaced && is_unspaced(c);
        if !chars.peek().is_some_and(|c| unspaced(*c)) {
            while let Some(c) = chars.next_if(|c| !parts(*c) && !unspaced(*c)) {
                columns += self.of(c);
            }
            return 1 + columns;
        }
        // what may not end a line, a character, and what may not begin one
        while let Some(c) = chars.next_if(|c| "「『（《〈【〔［".contains(*c)) {
            columns += self.of(c);
        }
        columns += chars.next().map_or(0, |c| self.of(c));
        while let Some(c) = chars.next_if(|c| "、。，．！？：；）」』》〉】〕］ー".contains(*c))
        {
            columns += self.of(c);
        }
        columns
    }
}

/// Columns of punctuation that stands behind a word and a space that no line was broken at: `encore : `. Flatteners
/// print a plain space for it.
fn set_off(bytes: &[u8]) -> usize {
    match bytes {
        [b' ', b':' | b';' | b'?' | b'!', rest @ ..] if rest.first().is_none_or(|b| *b == b' ') => {
            2
        }
        _ => 0,
    }
}

/// Whether a line may be wrapped at a character: not at the spaces that hold words together.
fn parts(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Whether a character takes two columns of a terminal.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
}

/// Whether a line has a character from U+3000 on for which this holds; hardly any line has one.
fn has(line: &RawLine<'_>, holds: impl Fn(char) -> bool) -> bool {
    // all of them are looked at, many at once
    let far = |any: bool, byte: u8| any | (0xE3..0xF0).contains(&byte);
    line.signs.any(Signs::OTHER)
        && line.body().bytes().fold(false, far)
        && line.body().chars().any(holds)
}

/// How a text was wrapped, where it was.
pub(super) fn of(lines: &[RawLine<'_>]) -> Option<Wrap> {
    let shown = lines.iter().filter(|line| !line.is_blank()).count();
    let wide = lines.iter().filter(|line| has(line, is_wide)).count();
    let unspaced = wide >= WIDE
        && lines.iter().filter(|line| has(line, is_unspaced)).count() * UNSPACED >= shown;
    let characters = votes(lines, Measure { cells: false, unspaced });
    let cells = (wide >= WIDE).then(|| votes(lines, Measure { cells: true, unspaced })).flatten();
    let best = characters.into_iter().chain(cells).max_by_key(|(votes, _)| *votes);
    let strict = best.map(|(_, wrap)| wrap);
    let Some((typed, broken)) = set_in_type(lines) else { return strict };
    // lines of the same width are broken at no other
    let left = |wrap: &Wrap| {
        let full = |(line, next): &&(&RawLine<'_>, &RawLine<'_>)| {
            wrap.is_full(line, wrap.needed(next.body())) && wrap.fits(line)
        };
        broken.len() - broken.iter().filter(full).count()
    };
    strict.filter(|strict| left(strict) * 8 <= broken.len()).or(Some(typed))
}

/// Lines that go on in the middle of a sentence, each with the next.
type Broken<'l, 'a> = Vec<(&'l RawLine<'a>, &'l RawLine<'a>)>;

/// How a text was wrapped that was set in a type whose letters differ in width, as PDF are: no column ends its lines,
/// but most go on in the middle of a sentence on the next, and all of these are nearly as long.
fn set_in_type<'l, 'a>(lines: &'l [RawLine<'a>]) -> Option<(Wrap, Broken<'l, 'a>)> {
    /// Lines that must go on so, and columns of the shortest line that is looked at.
    const ENOUGH: usize = 8;
    const LEAST: u32 = 24;
    let measure = Measure { cells: false, unspaced: false };
    let (mut broken, mut pairs) = (Vec::new(), 0);
    for pair in lines.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        let Some(first) = next.body().chars().next().filter(|_| line.width >= LEAST) else {
            continue;
        };
        // what begins with a sign or a number may be an item
        if !first.is_alphabetic() || !is_breakable(line, false) {
            continue;
        }
        pairs += 1;
        if first.is_lowercase() && !has_ended(line.text) {
            broken.push((line, next));
        }
    }
    if broken.len() < ENOUGH || broken.len() * 2 < pairs {
        return None;
    }
    let mut widths: Vec<usize> = broken.iter().map(|(line, _)| measure.columns(line)).collect();
    widths.sort_unstable();
    let part = |of: usize, in_all: usize| widths[widths.len() * of / in_all];
    let (low, usual, most) = (part(1, 10), part(1, 2), part(19, 20));
    let to = most + most / 8;
    let shown = lines.iter().filter(|line| !line.is_blank()).count();
    let over = lines.iter().filter(|line| measure.columns(line) > to && is_breakable(line, false));
    if low * 4 < most * 3 || to > WIDEST || over.count() * 20 > shown {
        return None;
    }
    let (from, to, usual) = (low as u32, to as u32, usual as u32);
    Some((Wrap { from, to, usual, indent: 0, measure }, broken))
}

/// Whether a line ends what it says: with a sentence, what was said, or the announcement of what follows.
pub(super) fn has_ended(text: &str) -> bool {
    lexicon::ends_sentence(text) || text.ends_with([':', '”', '"', '»'])
}

/// The widths that most lines speak for, and how many. A line speaks for a width when it fits and the first word of
/// the next line would not have fitted; against it when that word would have fitted and the line is
/// nearly as long all the same, or when the line is longer.
fn votes(lines: &[RawLine<'_>], measure: Measure) -> Option<(i32, Wrap)> {
    let mut speaks = [0i32; WIDEST + 2];
    let mut against = [0i32; WIDEST + 2];
    let mut longer = [0i32; WIDEST + 2];
    let mut indents = [0u32; INDENTS];
    for pair in lines.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        if line.is_blank() {
            continue;
        }
        let length = measure.columns(line);
        let unspaced = measure.is_unspaced(line);
        if is_breakable(line, unspaced) {
            longer[length.min(WIDEST + 1)] += 1;
        }
        if next.is_blank() || !(SHORTEST..=WIDEST).contains(&length) {
            continue;
        }
        let rest = match marker(next) {
            (Marker::None, rest) => rest,
            // a quoted mail is wrapped behind its marks
            (Marker::Quote(depth), rest) if marker(line).0 == Marker::Quote(depth) => rest,
            _ => continue,
        };
        // a sentence that ends where its line does may as well be a paragraph
        if lexicon::ends_sentence(line.text) && begins(rest)
            || unspaced && line.text.ends_with(['。', '！', '？', '」', '”'])
            || unspaced && (Measure { cells: true, ..measure }).columns(line) < HEADLINE
        {
            continue;
        }
        let with_next = length + measure.needed(rest);
        speaks[length] += 1;
        speaks[with_next.min(WIDEST + 1)] -= 1;
        indents[usize::from(line.indent).min(INDENTS - 1)] += 1;
        if with_next <= WIDEST {
            against[with_next] += 1;
            against[(length + 16).clamp(with_next, WIDEST + 1)] -= 1;
        }
    }
    let mut over: i32 = longer.iter().sum();
    let (mut votes, mut noes) = (0, 0);
    let mut best = None;
    for width in 0..=WIDEST {
        votes += speaks[width];
        noes += against[width];
        over -= longer[width];
        // where nothing speaks against a usual width, two lines are no chance
        let clear = over == 0 && noes == 0 && (measure.unspaced || width >= USUAL);
        let few = if clear { 2 } else { 3 };
        if votes < few || votes < 2 * over || votes < 3 * noes {
            continue;
        }
        let to = width as u32;
        best = match best {
            Some((most, _, _)) if most > votes => best,
            // as many lines speak for the next width
            Some((most, from, last)) if most == votes && last + 1 == to => Some((most, from, to)),
            _ => Some((votes, to, to)),
        };
    }
    let (most, from, to) = best?;
    let indent = (0..INDENTS).rev().max_by_key(|at| indents[*at]).unwrap_or(0) as u16;
    Some((most, Wrap { from, to, usual: from, indent, measure }))
}

/// Whether a text begins as a sentence does, also in scripts without capitals.
fn begins(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

/// Whether a line would have been wrapped where it is longer than others: flatteners leave addresses and links as they
/// are.
fn is_breakable(line: &RawLine<'_>, unspaced: bool) -> bool {
    (unspaced || line.signs.any(Signs::BLANK))
        && !(line.signs.any(Signs::COLON) && has_address(line.body()))
        && !(line.signs.any(Signs::CLOSES) && line.body().contains("]("))
}

/// Whether an address of the web stands in a text.
fn has_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| bytes[at + 1..].starts_with(b"//"))
}
