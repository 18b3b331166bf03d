//! Where two lines meet: whether they are one.

use super::address::Brackets;
use super::hyphen;
use super::markdown::Open;
use super::marker::Marker;
use super::pending::Pending;
use super::physical::RawLine;
use super::style::Style;
use super::wrap::has_ended;
use crate::lexicon;
use crate::strip::glue::glue;

/// Words of a line that is no mere piece of a sentence.
const LONG: usize = 6;
/// Lines that are read ahead for the rest of a sentence in pieces.
const AHEAD: usize = 8;

/// What a line meets above it.
pub(super) struct Meeting<'a> {
    /// The block that is being read.
    pub(super) pending: &'a Pending,
    /// How the text was set.
    pub(super) style: &'a Style,
    /// Whether blank lines stand before the block.
    pub(super) apart: bool,
    /// The text before the block.
    pub(super) above: &'a str,
    /// The line before.
    pub(super) previous: &'a RawLine<'a>,
    /// The line.
    pub(super) line: &'a RawLine<'a>,
    /// The lines behind it.
    pub(super) ahead: &'a [RawLine<'a>],
}

impl Meeting<'_> {
    /// Whether the line goes on with the pending block, and with what between them.
    pub(super) fn glue(&self, mark: Marker, rest: &str) -> Option<&'static str> {
        let kind = self.pending.marker?;
        if self.previous.is_blank() || self.pending.row || kind == Marker::Fence {
            return None;
        }
        let before = self.pending.text.trim_end();
        match self.pending.open {
            Some(Open::Target) => return Some(""),
            Some(Open::Text) if !mark.is_item() => return Some(glue(before, rest)),
            _ => {}
        }
        match (kind, mark) {
            (Marker::Quote(a), Marker::Quote(b)) if a == b => {}
            (_, Marker::None) => {}
            _ => return None,
        }
        if self.is_behind_address(rest) {
            return Some(glue(before, rest));
        }
        if self.wraps(rest) && self.is_set_alike(kind) {
            return Some(glue(before, rest));
        }
        if matches!(kind, Marker::Quote(_)) && goes_on(before, rest) {
            return Some(glue(before, rest));
        }
        if self.style.dense
            && kind == Marker::None
            && (is_fragment(before, rest, self.ahead) || self.begins_in_pieces(before, rest))
        {
            let close = rest.starts_with([',', '.', ';', ':', ')', '?', '!', '”', '»', '’', '%']);
            return Some(if close { "" } else { " " });
        }
        None
    }

    /// Whether the line before is as long as a wrapped line may be, and has no room for the first word of this one.
    fn wraps(&self, rest: &str) -> bool {
        let Some(wrap) = self.style.wrap else { return false };
        // the rest of a broken word may be short
        let broken = hyphen::breaks(self.pending.text.trim_end(), rest);
        let needed = if broken { 13 } else { wrap.needed(rest) };
        wrap.is_full(self.previous, needed) && wrap.fits(self.previous)
    }

    /// Whether the line goes on with the sentence in which the address of a link takes the whole line before, which may
    /// be as long as it is.
    fn is_behind_address(&self, rest: &str) -> bool {
        let address = |brackets: Brackets| brackets.is_address(self.previous.body());
        self.pending.lines > 1
            && self.style.wrap.is_some()
            && self.style.addresses.is_some_and(address)
            && (rest.starts_with([',', '.', ';', ')']) || rest.starts_with(char::is_lowercase))
    }

    /// Whether the line stands where one of the same block would.
    fn is_set_alike(&self, kind: Marker) -> bool {
        let (line, first) = (self.line.indent, self.pending.lines == 1);
        // paragraphs of Chinese and Japanese begin with it
        if self.line.text.starts_with('\u{3000}') {
            return false;
        }
        if !kind.is_item() {
            return first || line == self.previous.indent || self.is_centred();
        }
        // what stands flush below a hyphen that no other item is near to is said in a dialogue
        let said = self.apart && line == self.pending.indent;
        (line > self.pending.indent || said) && (first || line == self.previous.indent)
    }

    /// Whether both lines are set in the middle.
    fn is_centred(&self) -> bool {
        let middle = |line: &RawLine<'_>| 2 * u32::from(line.indent) + line.width;
        middle(self.line).abs_diff(middle(self.previous)) <= 1
    }

    /// Whether a number at the start of the line belongs to its text: the line before was wrapped there.
    pub(super) fn runs_on(&self) -> bool {
        self.pending.marker == Some(Marker::None)
            && !self.previous.is_blank()
            && self.line.indent == self.previous.indent
            && self.wraps(self.line.body())
    }

    /// Whether the pending line is the start of a sentence that a flattener broke at elements inside it, and too short
    /// to tell by itself: a sentence ends above it, and pieces and a longer rest follow.
    fn begins_in_pieces(&self, before: &str, rest: &str) -> bool {
        if has_ended(before)
            || !before.starts_with(char::is_uppercase)
            || !has_ended(self.above.trim_end())
        {
            return false;
        }
        let ahead = self.ahead.iter().take(AHEAD).map(RawLine::body);
        let mut before = before;
        // a piece of its own must be followed by one that goes on
        let mut lone = false;
        for piece in std::iter::once(rest).chain(ahead) {
            let on = starts_inside(piece);
            if piece.is_empty() || has_ended(before) || lone && !on {
                return false;
            }
            if on && words(piece) >= LONG {
                return true;
            }
            if !on && (words(piece) >= LONG || !is_open(before)) {
                return false;
            }
            (lone, before) = (!on, piece);
        }
        false
    }
}

/// Whether a line goes on in the middle of the sentence before it: a mail that is quoted was wrapped before its
/// marks were set.
fn goes_on(before: &str, rest: &str) -> bool {
    rest.starts_with(char::is_lowercase)
        && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';'))
}

/// Whether a line is a piece of a sentence that a flattener broke at an element inside it.
fn is_fragment(before: &str, rest: &str, ahead: &[RawLine<'_>]) -> bool {
    if begins_with_day(rest) {
        return false;
    }
    if starts_inside(rest) {
        return !has_ended(before) && (words(before) >= LONG || words(rest) >= LONG);
    }
    // a linked or emphasised piece between two halves of a sentence
    !has_ended(before)
        && is_open(before)
        && words(before) >= LONG
        && words(rest) < LONG
        && ahead.first().is_some_and(|l| starts_inside(l.body()) && !begins_with_day(l.body()))
}

/// Whether a short line begins with a day of the week and tells which: many languages write it small.
fn begins_with_day(text: &str) -> bool {
    /// Bytes of such a line.
    const DAY: usize = 80;
    let word = text.split([' ', ',', '.']).next().unwrap_or("");
    text.len() <= DAY && lexicon::is_weekday(word) && text.contains(char::is_numeric)
}

/// Words of a text, as far as they matter.
fn words(text: &str) -> usize {
    text.split_whitespace().take(LONG).count()
}

/// Whether a text ends as one does that goes on.
fn is_open(text: &str) -> bool {
    text.ends_with(|c: char| c.is_lowercase() || c == ',' || c == '(')
}

/// Whether a text begins in the middle of a sentence.
fn starts_inside(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if c.is_lowercase() => true,
        Some(',' | '.' | ';' | ')' | '”' | '»' | '’' | '%') => {
            chars.next().is_none_or(|c| c.is_whitespace() || c == ',')
        }
        _ => false,
    }
}
