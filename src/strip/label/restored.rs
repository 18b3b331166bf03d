//! What belongs to the text although its markup or its shortness speaks against it: a correction, the question above an
//! answer.

use super::sections::{parent_of, stands_in};
use crate::html::Tag;
use crate::lexicon::Cue;
use crate::page::{Block, Blocks, Label, Shape};
use crate::strip::features::Facts;

/// Words of the shortest and of the longest correction.
const SHORT: f32 = 8.0;
const LONG: f32 = 90.0;
/// How many blocks may stand between the article's last line and its correction.
const BETWEEN: usize = 8;
/// A line less likely than this to be the article's is left out whatever it unfolds.
const LIKELY: f32 = 0.25;
/// What sentences end with.
const ENDS: [char; 9] = ['.', '!', '?', '…', '”', '"', '。', '！', '？'];
/// What questions end with.
const QUESTIONS: [char; 4] = ['?', '？', '؟', '\u{37e}'];
/// What also heads notes of other kinds, in lower case.
const NOTES: [&str; 10] = [
    "actualización:",
    "aggiornamento:",
    "aktualizacja:",
    "atualização:",
    "hinweis:",
    "mise à jour:",
    "nota bene",
    "nota:",
    "note:",
    "update:",
];

/// Keeps the paragraph below an article's text that says what was corrected in it, whatever its class is called.
pub(super) fn keep_corrections(facts: &Facts<'_>, blocks: &mut Blocks) {
    let mut last = None;
    for at in 0..blocks.rows.len() {
        let block = &blocks.rows[at];
        if block.kept && block.label != Label::Title {
            last = Some(at);
            continue;
        }
        let told = matches!(
            block.label,
            Label::Other | Label::Footer | Label::Notice | Label::Date | Label::Caption
        );
        let words = facts.measures[at].words;
        if !told
            || !facts.readings[at].cues.has(Cue::Correction)
            || block.shape != Shape::Paragraph
            || !(SHORT..=LONG).contains(&words)
            || facts.measures[at].sentences == 0.0
            || facts.link_share(at) > 0.5
        {
            continue;
        }
        let text = blocks.text_of(block);
        let start = text[..text.floor_char_boundary(20)].to_lowercase();
        let near = last.is_some_and(|last| at - last <= BETWEEN && stand_together(facts, last, at));
        if near && !NOTES.iter().any(|note| start.starts_with(note)) {
            let block = &mut blocks.rows[at];
            block.keep(Label::Body, "says what was corrected in the article");
        }
    }
}

/// Whether a block stands where the parent of another does, or right beside it, and not only in the page.
fn stand_together(facts: &Facts<'_>, last: usize, at: usize) -> bool {
    let parent = parent_of(facts, last);
    let above = facts.layout.elements[parent as usize].parent;
    [parent, above].into_iter().any(|element| {
        let tag = facts.layout.elements[element as usize].tag;
        !matches!(tag, Tag::BODY | Tag::HTML) && stands_in(facts, at, element)
    })
}

/// Keeps the line that unfolds what is kept below it, and the heading that asks what is told below it: of a question
/// and its answer no reader takes the answer alone.
pub(super) fn keep_summaries(facts: &Facts<'_>, blocks: &mut Blocks) {
    for at in (1..blocks.rows.len()).rev() {
        let (line, below) = (at - 1, at);
        let element = facts.layout.runs[line].element;
        if blocks.rows[line].kept
            || !blocks.rows[below].kept
            || blocks.rows[line].score < LIKELY
            || facts.link_share(line) > 0.5
        {
            continue;
        }
        let is_summary = facts.layout.elements[element as usize].tag == Tag::SUMMARY
            && stands_in(facts, below, parent_of(facts, line));
        let is_question = matches!(blocks.rows[line].shape, Shape::Heading(_))
            && blocks.rows[below].label == Label::Body
            && blocks.text_of(&blocks.rows[line]).ends_with(QUESTIONS)
            && stand_together(facts, line, below);
        if !is_summary && !is_question {
            continue;
        }
        let block = &mut blocks.rows[line];
        block.keep(Label::Subhead, "unfolds or asks what is kept below it");
    }
}

/// Keeps the sentences of a small box between two kept paragraphs that are its neighbours (`Note that this works on
/// one system alone.`), whatever its class is called: a box that leads elsewhere has links or buttons.
pub(super) fn keep_notes(facts: &Facts<'_>, blocks: &mut Blocks) {
    /// How many blocks it has at most, how many words, and how many words the shortest sentence.
    const BLOCKS: usize = 4;
    const WORDS: f32 = 60.0;
    const SENTENCE: f32 = 4.0;
    /// A sentence less likely than this to be the article's is left out.
    const LIKELY: f32 = 0.15;
    let text = |block: &Block| block.kept && block.shape == Shape::Paragraph;
    let mut from = 1;
    while from < blocks.rows.len() {
        let rows = &blocks.rows;
        let len = rows[from..].iter().take_while(|block| !block.kept).count();
        let (above, below) = (from - 1, from + len);
        let inner = from..below;
        from = below + 1;
        let parted = (1..=BLOCKS).contains(&len) && below < rows.len();
        if !parted || !text(&rows[above]) || !text(&rows[below]) {
            continue;
        }
        let section = parent_of(facts, above);
        let one = parent_of(facts, below) == section
            && inner.clone().all(|at| stands_in(facts, at, section));
        let words: f32 = inner.clone().map(|at| facts.measures[at].words).sum();
        let is_sentence = |at: usize| {
            let (m, run, block) = (&facts.measures[at], &facts.layout.runs[at], &rows[at]);
            let told = matches!(block.label, Label::Tags | Label::Related | Label::Other);
            told && block.shape == Shape::Paragraph
                && block.score >= LIKELY
                && m.words >= SENTENCE
                && m.sentences >= 1.0
                && run.links + run.buttons + run.inputs == 0
                && facts.readings[at].cues.is_empty()
                && facts.readings[at].head.is_none()
                && blocks.text_of(block).ends_with(ENDS)
        };
        let is_sign = |at: usize| facts.measures[at].letters == 0.0;
        if !one || words > WORDS || !inner.clone().all(|at| is_sign(at) || is_sentence(at)) {
            continue;
        }
        for at in inner.filter(|at| !is_sign(*at)) {
            blocks.rows[at].keep(Label::Body, "a note between two paragraphs of the article");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::left_by;

    /// How many blocks are kept of a page of which only those of twelve words and more were, after a rule.
    fn kept(html: &str, rule: fn(&Facts<'_>, &mut Blocks)) -> usize {
        left_by(html, |facts, blocks| {
            for (at, block) in blocks.rows.iter_mut().enumerate() {
                block.kept = facts.measures[at].words >= 12.0;
                block.label = if block.kept { Label::Body } else { Label::Other };
                block.score = 0.3;
            }
            rule(facts, blocks);
        })
    }

    const TEXT: &str = "<p>The weir was opened on Monday, eleven years after the first plans were made for it.</p>";

    const ANSWER: &str = "<p>A single crossing costs four francs, and children ride for free on every day of the week.</p>";

    #[test]
    fn a_correction_stays_with_the_article_above_it() {
        let page = |note: &str| {
            let html = format!("<article>{TEXT}<div class=alert><p>{note}</p></div></article>");
            kept(&html, keep_corrections)
        };
        assert_eq!(page("Correction: The weir is in Sellby, not in Selby."), 2);
        assert_eq!(page("This article was amended on 5 May: the weir is in Sellby."), 2);
        assert_eq!(page("Update: the weir is closed again since Monday."), 1, "a note");
        assert_eq!(page("The weir is in Sellby, and not in Selby."), 1);
        let apart = format!(
            "<div><div>{TEXT}</div></div><footer><p>Correction: The weir is in Sellby, not in Selby."
        );
        assert_eq!(kept(&apart, keep_corrections), 1, "elsewhere on the page");
    }

    #[test]
    fn a_question_stays_with_its_answer() {
        let page = |answer: &str| {
            let html =
                format!("<details><summary>Does it hold?</summary>{answer}</details><p>Print</p>");
            kept(&html, keep_summaries)
        };
        assert_eq!(page(TEXT), 2);
        assert_eq!(page("<p>Nobody knows.</p>"), 0);
        let card = |heading: &str, between: &str| {
            let html = format!(
                "<article>{TEXT}<div><div><h4>{heading}</h4><button><svg></svg></button></div>{between}<div>{ANSWER}</div></div></article>"
            );
            kept(&html, keep_summaries)
        };
        assert_eq!(card("What does a ticket cost?", ""), 3);
        assert_eq!(card("渡し船はいくらですか？", ""), 3);
        assert_eq!(card("Read next", ""), 2, "no question");
        assert_eq!(card("What else is new?", "<p>The school</p>"), 2, "the answer is another's");
    }

    #[test]
    fn a_note_between_two_paragraphs_is_text() {
        let long = "The weir was opened at last, after eleven years and two lawsuits, on Monday.";
        let page = |note: &str| {
            let html = format!("<article><p>{long}</p>{note}<p>{long}</p></article>");
            left_by(&html, |facts, blocks| {
                for block in blocks.rows.iter_mut().filter(|block| block.end - block.start < 50) {
                    block.score = 0.3;
                    block.leave_out(Label::Tags, "tags and topics");
                }
                keep_notes(facts, blocks);
            })
        };
        let note = "<div class=callout><div>*</div><div>Note that this only works at low tide.</div></div>";
        assert_eq!(page(note), 3);
        assert_eq!(page(&note.replace("tide", "<a href=/t>tide</a>")), 2, "leads elsewhere");
        assert_eq!(page(&note.replace("tide.", "tide")), 2, "no sentence");
        assert_eq!(page(&note.repeat(3)), 2, "too much for a note");
    }
}
