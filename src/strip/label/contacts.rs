//! Whom journalists may ask: the block of names, telephones and addresses below a press release.

use std::sync::LazyLock;

use crate::page::{Blocks, Label};
use crate::strip::features::Facts;

/// What heads such a block, in lower case.
const HEADS: &str = include_str!("data/contacts.txt");

/// The same, sorted: most texts begin with a letter that few of them do.
static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| HEADS.lines().collect());

/// Bytes of the longest head, and of the longest block that holds all of it.
const HEAD: usize = 90;
const WHOLE: usize = 400;
/// Words of the longest line below a head, and how many such lines there may be.
const LINE: f32 = 16.0;
const LINES: usize = 8;
/// Digits of the shortest telephone number.
const TELEPHONE: usize = 7;

/// Leaves out the kept blocks that tell journalists whom to ask: a line that says so, with an address for mail or a
/// telephone number in it or in the short lines below it, and these lines up to the last such number or address.
pub(super) fn leave_out(facts: &Facts<'_>, blocks: &mut Blocks) {
    for at in 0..blocks.rows.len() {
        let text = |at: usize| blocks.text_of(&blocks.rows[at]);
        if !blocks.rows[at].kept || !heads(text(at)) || blocks.rows[at].label == Label::Title {
            continue;
        }
        let line = |b: &usize| facts.measures[*b].words <= LINE && !heads_other(facts, *b);
        let below = at + 1..blocks.rows.len().min(at + 1 + LINES);
        let last = below.take_while(line).filter(|b| reaches(text(*b))).last();
        let whole = reaches(text(at)) && text(at).len() <= WHOLE;
        let Some(last) = last.filter(|_| text(at).len() <= HEAD).or(whole.then_some(at)) else {
            continue;
        };
        for block in blocks.rows[at..=last].iter_mut().filter(|block| block.kept) {
            block.leave_out(Label::Other, "says whom journalists may ask");
        }
    }
}

/// Whether a block below is the head of something else.
fn heads_other(facts: &Facts<'_>, at: usize) -> bool {
    facts.readings[at].head.is_some_and(|label| label != Label::Footer)
}

/// Whether a text begins with the words that head such a block.
fn heads(text: &str) -> bool {
    let Some(first) = text.chars().next().and_then(|c| c.to_lowercase().next()) else {
        return false;
    };
    let from = SORTED.partition_point(|words| words.chars().next() < Some(first));
    let words = SORTED[from..].iter().take_while(|words| words.starts_with(first));
    if words.clone().next().is_none() {
        return false;
    }
    // A Turkish capital I keeps its dot as a mark of its own.
    let start = text[..text.floor_char_boundary(HEAD)].to_lowercase().replace('\u{307}', "");
    // What goes on in a small letter is a sentence.
    let follows = |rest: &str| {
        let behind = text.get(start.len() - rest.len()..).unwrap_or(rest);
        !rest.starts_with(char::is_alphanumeric)
            && !behind.trim_start_matches([':', ' ']).starts_with(char::is_lowercase)
    };
    words.copied().any(|words| start.strip_prefix(words).is_some_and(follows))
}

/// Whether a text holds an address for mail or a telephone number.
fn reaches(text: &str) -> bool {
    let mail = |word: &str| word.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    text.split_whitespace().any(mail) || {
        let mut digits = 0;
        text.chars().any(|c| {
            match c {
                c if c.is_ascii_digit() => digits += 1,
                ' ' | '-' | '/' | '(' | ')' | '+' | '.' | '\u{a0}' => {}
                _ => digits = 0,
            }
            digits >= TELEPHONE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::left_by;

    fn left(html: &str) -> usize {
        left_by(html, leave_out)
    }

    #[test]
    fn whom_to_ask_is_no_text_of_a_press_release() {
        let text =
            "<p>The weir was opened at last, after eleven years and two lawsuits, on Monday.</p>";
        let one = "<p><b>Media contact</b><br>Anna Holt<br>+44 1234 567 890</p>";
        assert_eq!(left(&format!("{text}{one}")), 1);
        let lines = "<p>Pressekontakt:</p><p>Anna Holt</p><p>presse@weir.example</p>";
        assert_eq!(left(&format!("{text}{lines}{text}")), 2);
        assert_eq!(left(&format!("{text}<p>Pressekontakt:</p><p>Anna Holt</p>")), 3, "no number");
        assert_eq!(left(&format!("{text}<p>Press contacts are rare, 1234567 of them.</p>")), 2);
    }

    #[test]
    fn the_words_are_sorted_and_in_lower_case() {
        assert!(HEADS.lines().is_sorted());
        assert!(HEADS.lines().all(|line| line.to_lowercase() == line));
    }
}
