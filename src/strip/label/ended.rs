//! The line that ends an article of a Chinese site, and what it leaves below itself.

use super::colophon::names_editor;
use crate::page::{Blocks, Label, Shape};
use crate::strip::features::Facts;

/// What paragraphs of the article reach in the mean.
const SURE: f32 = 0.7;
/// What is linked at most of the line.
const LINKED: f32 = 0.5;

/// Why something is left out.
pub(in crate::strip) const REASON: &str = "stands below the line that names the article's editor";

/// Leaves out what stands below the line that names the editor of an article: lists of other articles, their leads,
/// readers' comments.
pub(super) fn leave_out_below(facts: &Facts<'_>, blocks: &mut Blocks) {
    let names = |at: &usize| {
        matches!(blocks.rows[*at].shape, Shape::Paragraph | Shape::ListItem { .. })
            && names_editor(blocks.text_of(&blocks.rows[*at]))
            && facts.link_share(*at) <= LINKED
    };
    let Some(line) = (0..blocks.rows.len()).find(names) else { return };
    let kept = blocks.rows.iter().enumerate().filter(|(_, block)| block.kept);
    if !ends(line, kept.map(|(at, block)| (at, facts.measures[at].words, block.score))) {
        return;
    }
    for block in blocks.rows[line..].iter_mut().filter(|block| block.kept) {
        block.leave_out(Label::Related, REASON);
    }
}

/// Whether an article ends at a line that names its editor: more of what is likely to be its own stands above it, and
/// what does below is in doubt. Of each `kept` block its place, its words and how likely it is the article's.
pub(in crate::strip) fn ends(line: usize, kept: impl Iterator<Item = (usize, f32, f32)>) -> bool {
    let (mut above, mut below, mut words_below) = (0.0, 0.0, 0.0);
    for (at, words, score) in kept {
        if at < line {
            above += words * score;
        } else {
            below += words * score;
            words_below += words;
        }
    }
    above > below && below < SURE * words_below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strip::label::whole_pages::left_by;

    #[test]
    fn nothing_below_the_line_of_the_editor_is_the_articles() {
        let text = "<p>水磨坊在河边立了三百年，去年春天被大水冲坏，今年由镇里的人一块石头一块石头地修好。</p>";
        let line = "<p>（责任编辑：陈小满）</p>";
        let other = "<p><a href=/1>河边的旧桥要拆了</a></p><p>镇里说没有钱修。</p>";
        let scored = |facts: &Facts<'_>, blocks: &mut Blocks| {
            for at in 0..blocks.rows.len() {
                let own = blocks.text_of(&blocks.rows[at]).starts_with("水磨坊");
                blocks.rows[at].score = if own { 0.9 } else { 0.4 };
            }
            leave_out_below(facts, blocks);
        };
        let left = |html: &str| left_by(html, scored);
        assert_eq!(left(&format!("{text}{text}{line}{other}")), 2);
        assert_eq!(left(&format!("{line}{text}{text}")), 3, "the line stands above the text");
        assert_eq!(left(&format!("{text}{text}<p>作者：陈小满</p>{other}")), 5);
    }
}
