//! Whether a text is no more than the beginning of another, as a page gives it whose rest is for subscribers.

use super::change::{Piece, change};
use crate::lexicon::letters;

/// What is missing of the whole at least, in tenths.
const MISSING: usize = 3;
/// Words that may stand there beside the beginning, and letters: the offer to read on.
const OTHER_WORDS: usize = 60;
const OTHER_LETTERS: usize = 400;

/// Whether a text is the beginning of another and little else, and a good part of the other is missing.
#[must_use]
pub fn is_beginning(whole: &str, text: &str) -> bool {
    begins_with(whole, text) || stands_at_the_start(whole, text)
}

/// By their letters: where words are not parted by spaces, too, or the last paragraph breaks off within a word.
fn begins_with(whole: &str, text: &str) -> bool {
    let shared = letters(whole).zip(letters(text)).take_while(|(a, b)| a == b).count();
    let (whole, text) = (letters(whole).count(), letters(text).count());
    let other = text - shared;
    shared > 0 && (whole - shared) * 10 >= whole * MISSING && other <= OTHER_LETTERS.min(shared)
}

/// By their words: where a few of them read otherwise.
fn stands_at_the_start(whole: &str, text: &str) -> bool {
    let change = change(whole, text);
    let (same, came) = (change.same, change.came);
    let missing = change.gone * 10 >= (same + change.gone) * MISSING;
    if same == 0 || !missing || came > OTHER_WORDS.min(same) {
        return false;
    }
    // What stands is at the start of the other, if hardly a word before is gone where it would end.
    let (mut at, mut early) = (0, 0);
    for span in change.spans.iter().filter(|span| span.piece != Piece::Came) {
        let words = span.text.split_whitespace().count();
        if span.piece == Piece::Gone {
            early += words.min(same.saturating_sub(at));
        }
        at += words;
    }
    early * 4 <= same + came
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> String {
        let paragraph = |n: usize| {
            format!(
                "The road number {n} is closed. It will be so for {n} days, the canton said on night {n}.\n\n"
            )
        };
        format!("Flood\n\n{}", (0..12).map(paragraph).collect::<String>())
    }

    #[test]
    fn a_beginning_with_an_offer_to_read_on_is_told() {
        let whole = article();
        let start = &whole[..whole.find("The road number 3").unwrap()];
        let offer = "We are having trouble retrieving the article content. Please enable JavaScript in your \
            browser settings. If you are in Reader mode please log into your account, or subscribe.";
        let cut = &whole[..whole.find("days, the canton said on night 3").unwrap()];
        for text in [
            start.to_owned(),
            format!("{start}{offer}\n"),
            format!("{cut}…\n"),
            start.replace("number 1", "number 17"),
            start.replace("Flood", "Flood | Plus"),
        ] {
            assert!(is_beginning(&whole, &text), "{text}");
        }
        let japanese = "川の水位は二メートル上昇した。村へ向かう道は閉ざされ、十二人が避難した。橋の点検は火曜日に行われる。\n";
        assert!(is_beginning(japanese, "川の水位は二メートル上昇した。村へ向かう道は…\n"));
    }

    #[test]
    fn what_is_another_text_or_nearly_all_of_it_is_not() {
        let whole = article();
        let end = format!("Flood\n\n{}", &whole[whole.find("The road number 9").unwrap()..]);
        let most = &whole[..whole.find("The road number 10").unwrap()];
        let longer = format!("{whole}On Tuesday the water fell again.\n");
        let middle = whole.replace(
            &whole[whole.find("The road number 2").unwrap()
                ..whole.find("The road number 9").unwrap()],
            "",
        );
        for text in [
            &whole,
            &longer,
            most,
            &end,
            &middle,
            "",
            "Elections\n\nThe council meets on Thursday.\n",
        ] {
            assert!(!is_beginning(&whole, text), "{text}");
        }
        assert!(!is_beginning("", "Flood\n"));
    }
}
