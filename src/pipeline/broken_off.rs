//! A page that broke off on its way ─▶ what is found of it, where the archive has it whole.

use crate::page::{Outcome, Verdict};

/// Words at the end of what came that the stored text need not have: half of one, or a program's last message.
const LAST: usize = 40;

/// What is found of a page whose document does not end, as the one did in which the archive found `stored`: that it
/// broke off, where its text, `new`, is a beginning of that one. HTTP cannot say so of an answer that the end of
/// its connection ends.
pub(super) fn broken_off(new: &str, stored: &str) -> Option<Verdict> {
    let (came, whole) = (new.split_whitespace().count(), stored.split_whitespace().count());
    let pairs = new.split_whitespace().zip(stored.split_whitespace());
    let same = pairs.take_while(|(new, stored)| new == stored).count();
    // What was added to a text, or put in the place of its end, is no beginning of it.
    let is_beginning = came < whole && same > 0 && came - same <= LAST.min(same);
    is_beginning.then(|| Verdict {
        outcome: Outcome::Truncated,
        confidence: 1.0,
        kept_back: false,
        evidence: vec![format!(
            "the document does not end, which it did before, and its {came} words begin the {whole} that the archive has: it broke off, and is asked for again"
        )],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(range: std::ops::Range<usize>) -> String {
        range.map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_a_beginning_of_the_text_is_a_page_that_broke_off() {
        let stored = words(0..300);
        for cut in [words(0..100), format!("{} w1", words(0..100)), words(0..299)] {
            assert!(broken_off(&cut, &stored).is_some(), "{cut}");
        }
        let message = format!("{}\n\nFatal error: Allowed memory size exhausted", words(0..90));
        assert!(broken_off(&message, &stored).is_some());
        let rewritten = format!("{} {}", words(0..100), words(500..600));
        for other in [stored.clone(), words(0..320), words(1..100), rewritten, String::new()] {
            assert!(broken_off(&other, &stored).is_none(), "{other}");
        }
    }
}
