//! What is no text of the article, whatever the model says of it: readers' comments, and what pictures
//! say twice. These rulings come after the model, which is not shown them.

use std::collections::HashSet;

use super::facts::page::Page;
use super::facts::repeats::{BEHIND, Repeat};
use super::features::Sums;
use super::ruling::Ruling;
use crate::lexicon::{self, Cue};
use crate::page::Label;

/// The least share of the page's running text that stands above the head of the comments. On the
/// articles of the labelled sets 3 to 8 % of the words below such a head are in the gold text.
const ABOVE: f32 = 0.6;
/// Words of a picture's text.
const WORDS: f32 = 6.0;

/// The rulings of the rules before the model, and those that come after it.
pub(super) fn rule(
    page: &Page<'_>,
    sums: &Sums,
    rulings: &[Option<Ruling>],
) -> Vec<Option<Ruling>> {
    let mut out = rulings.to_vec();
    let mut leave_out = |at: usize, label, reason| {
        out[at] = out[at].or(Some(Ruling { label, reason }));
    };
    for at in (0..page.len()).filter(|at| page.repeats[*at] == Repeat::Twice) {
        leave_out(at, Label::Caption, "says everything twice, as pictures' texts do");
    }
    for at in (1..page.len()).filter(|at| is_caption_of(page, *at)) {
        let reason = "printed again with who took the picture";
        leave_out(at - 1, Label::Caption, reason);
        leave_out(at, Label::Caption, reason);
    }
    for at in (0..page.len()).filter(|at| ends_with_credit(page, *at)) {
        leave_out(at, Label::Caption, "ends with who took the picture");
    }
    for at in (0..page.len()).filter(|at| is_tags(page, *at)) {
        leave_out(at, Label::Tags, "names tags or topics");
    }
    // the headings below that a list of contents names are told from it by what they repeat: nothing
    let mut named = HashSet::new();
    for at in (0..page.len()).rev().filter(|at| page.stats[*at].letters >= 2) {
        match page.repeats[at] {
            Repeat::No => drop(named.insert(page.stats[at].key)),
            Repeat::Again | Repeat::First if named.contains(&page.stats[at].key) => {
                leave_out(at, Label::Navigation, "an entry of a list of contents");
            }
            _ => {}
        }
    }
    if let Some((head, above)) = sums.comments()
        && above >= ABOVE
    {
        for at in head..page.len() {
            leave_out(at, Label::Comment, "stands below the head of the readers' comments");
        }
    }
    out
}

/// Whether a short line names the article's tags: `Tags: ferry, Lenta`.
fn is_tags(page: &Page<'_>, at: usize) -> bool {
    /// Words of the longest such line, and of what announces the tags.
    const LINE: f32 = 20.0;
    const ANNOUNCES: usize = 3;
    let (s, text) = (&page.stats[at], page.text(at));
    s.words <= LINE
        && page.readings[at].cues.has(Cue::Tags)
        && !s.ends_sentence()
        && text.split_once(':').is_some_and(|(head, tags)| {
            head.split_whitespace().count() <= ANNOUNCES
                && !tags.trim().is_empty()
                && lexicon::cues(head).has(Cue::Tags)
        })
}

/// Whether a short block ends with who took a picture: `The last van leaves the ferry. Photo: M. Lindh`.
fn ends_with_credit(page: &Page<'_>, at: usize) -> bool {
    /// Words of the longest caption, and bytes of the longest credit.
    const CAPTION: f32 = 40.0;
    const CREDIT: usize = 48;
    let text = page.text(at);
    if page.stats[at].words > CAPTION || page.stats[at].words < WORDS {
        return false;
    }
    let near = text.ceil_char_boundary(text.len().saturating_sub(CREDIT));
    let Some((head, tail)) = text[near..].rsplit_once(": ") else { return false };
    let begin = [". ", "! ", "? ", "(", "” ", "» "]
        .iter()
        .filter_map(|end| head.rfind(end).map(|at| at + end.len()));
    let Some(begin) = begin.max() else { return false };
    let names = tail.split_whitespace().count() <= 4 && tail.starts_with(char::is_uppercase);
    let word = &head[begin..];
    names
        && !word.is_empty()
        && !word.contains(' ')
        && lexicon::read(&text[near + begin..]).cues.has(Cue::Credit)
}

/// Whether a block says what the one before it says, and a little more.
fn is_caption_of(page: &Page<'_>, at: usize) -> bool {
    let (before, text) = (page.text(at - 1), page.text(at));
    let more = text.strip_prefix(before).map_or(0, str::len);
    (1..=BEHIND).contains(&more) && page.stats[at - 1].words >= WORDS
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept, strip};
    use crate::page::Label;

    const COMMENT: &str = "I have taken this ferry for thirty years, and nobody has ever asked me what \
        I think of it. The pier was rotten when my father was the skipper.";

    #[test]
    fn comments_below_their_head_are_left_out() {
        let page = format!("{PARAGRAPHS}\nComments (2)\n\nharbour_man\n\n{COMMENT}\n\nReply\n");
        assert_eq!(kept(&page), THREE);
        let found = strip(&page);
        let label = found.blocks.iter().find(|(_, text)| text.starts_with("I have taken"));
        assert_eq!(label.map(|(block, _)| block.label), Some(Label::Comment));
    }

    #[test]
    fn a_list_of_contents_goes_and_the_headings_that_it_names_stay() {
        let heads = ["The river and the ferry", "What the council wants"];
        let list = format!("In this article:\n\n- {}\n- {}\n\n", heads[0], heads[1]);
        let page = format!(
            "# Ferry stays in port\n\n{list}{}\n\n## {}\n\n{}\n\n## {}\n\n{}\n",
            THREE[0], heads[0], THREE[1], heads[1], THREE[2]
        );
        let found = kept(&page);
        let expected = ["Ferry stays in port", THREE[0], heads[0], THREE[1], heads[1], THREE[2]];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_link_to_the_comments_above_the_text_takes_nothing() {
        let page = format!("Comments (2)\n\n{PARAGRAPHS}");
        assert_eq!(kept(&page), THREE);
    }

    #[test]
    fn a_caption_that_ends_with_its_credit_is_left_out() {
        let caption = "The last van leaves the ferry at Brodd in the evening. Photo: Mira Lindh";
        assert_eq!(kept(&format!("{caption}\n\n{PARAGRAPHS}")), THREE);
    }

    #[test]
    fn a_line_of_tags_is_left_out() {
        assert_eq!(kept(&format!("{PARAGRAPHS}\nTags: Lenta, the ferry\n")), THREE);
        assert_eq!(kept(&format!("{PARAGRAPHS}\nЕтикети: Лента, фериботът\n")), THREE);
    }

    #[test]
    fn an_alternative_text_and_its_caption_are_left_out() {
        let picture = "The last van leaves the ferry at Brodd.";
        let page = format!("{PARAGRAPHS}\n{picture}\n\n{picture} Photo: M. Lindh\n");
        assert_eq!(kept(&page), THREE);
    }
}
