//! The explanation on a terminal.

use std::fmt::Write as _;

use super::facts::facts;
use crate::page::Label;
use crate::pipeline::Cleaned;

/// How the explanation is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether to colour, with ANSI sequences.
    pub colour: bool,
    /// Columns to fill.
    pub width: usize,
    /// Whether to print each block whole; otherwise one line of it.
    pub whole: bool,
}

const RESET: &str = "\u{1b}[0m";
const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";

/// Columns before a block's text.
const MARGIN: usize = 22;

/// The explanation of a page, as lines for a terminal. `name` says which page it is.
#[must_use]
pub fn terminal(cleaned: &Cleaned, name: &str, look: Look) -> String {
    let paint = |code: &'static str| if look.colour { code } else { "" };
    let mut out = String::new();
    let verdict = &cleaned.verdict;
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{}{}{}: {} ({:.2})",
        paint(BOLD),
        visible(name),
        paint(RESET),
        verdict.outcome,
        verdict.confidence
    );
    for line in verdict.evidence.iter().chain(&cleaned.notes) {
        let _ = writeln!(out, "  {}", visible(line));
    }
    out.push('\n');
    for fact in facts(&cleaned.metadata) {
        let room = look.width.saturating_sub(16 + fact.from.len() + 3).max(20);
        let value = visible(fact.value);
        let (dim, reset) = (paint(DIM), paint(RESET));
        let _ =
            writeln!(out, "  {:12}  {} {dim}[{}]{reset}", fact.name, cut(&value, room), fact.from);
    }
    out.push('\n');
    let (mut kept, mut dropped) = (0usize, 0usize);
    for (block, text) in cleaned.blocks.iter() {
        *if block.kept { &mut kept } else { &mut dropped } += 1;
        let text = visible(text);
        let text = if look.whole {
            text
        } else {
            cut(&text, look.width.saturating_sub(MARGIN).max(20)).into_owned()
        };
        let mark = if block.kept { '+' } else { '-' };
        let colour = paint(colour(block.label, block.kept));
        let reset = paint(RESET);
        let label = block.label.name();
        let _ = writeln!(out, "{colour}{mark} {label:12} {:.2}  {text}{reset}", block.score);
        if !block.reason.is_empty() {
            let _ = writeln!(out, "{:MARGIN$}{}{}{reset}", "", paint(DIM), visible(&block.reason));
        }
    }
    let _ = writeln!(out, "\n{kept} blocks kept, {dropped} dropped");
    out
}

fn colour(label: Label, kept: bool) -> &'static str {
    match label {
        Label::Title | Label::Standfirst => "\u{1b}[1;32m",
        _ if kept => "\u{1b}[32m",
        Label::Caption | Label::Credit | Label::Byline | Label::Date => "\u{1b}[36m",
        Label::Comment => "\u{1b}[35m",
        Label::Related | Label::Navigation | Label::Tags | Label::Share => "\u{1b}[33m",
        Label::Advert | Label::Newsletter | Label::Notice => "\u{1b}[31m",
        _ => "\u{1b}[2m",
    }
}

/// A text on one line in which nothing can move the cursor or turn the writing direction.
fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => line.push('⏎'),
            '\t' => line.push_str(" | "),
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
    line
}

/// The first `room` characters of a line.
fn cut(text: &str, room: usize) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(room.saturating_sub(1)) {
        Some((at, last)) if at + last.len_utf8() < text.len() => {
            format!("{}…", text.get(..at).unwrap_or("")).into()
        }
        _ => text.into(),
    }
}
