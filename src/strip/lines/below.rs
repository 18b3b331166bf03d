//! What stands below the end of an article, and the model took for a part of it.

use super::facts::page::Page;
use super::weigh::Weighed;
use crate::page::Label;
use crate::strip::glue::is_in_unspaced;
use crate::strip::label::colophon::names_editor;
use crate::strip::label::ended;

/// Fewest short lines below the last running text that are told to be none of it.
const SHORT_LINES: usize = 3;
/// What short lines that are the article's own reach in the mean.
const OWN: f32 = 0.6;

/// Leaves out what stands below the line that names the article's editor, and short lines below the last running text
/// of a script without spaces between words, of which the model has seen little; of both what is in doubt.
pub(super) fn leave_out(page: &Page<'_>, weighed: &mut [Weighed]) {
    below_editor(page, weighed);
    short_lines(page, weighed);
}

fn below_editor(page: &Page<'_>, weighed: &mut [Weighed]) {
    let Some(line) = (0..page.len()).find(|at| names_editor(page.text(*at))) else { return };
    let kept = weighed.iter().enumerate().filter(|(_, block)| block.kept);
    if !ended::ends(line, kept.map(|(at, block)| (at, page.stats[at].words, block.score))) {
        return;
    }
    for block in weighed[line..].iter_mut().filter(|block| block.kept) {
        block.kept = false;
        block.label = Label::Related;
        block.reason = ended::REASON;
    }
}

fn short_lines(page: &Page<'_>, weighed: &mut [Weighed]) {
    let text = |at: &usize| weighed[*at].kept && page.prose[*at];
    let Some(last) = (0..page.len()).rev().find(text) else { return };
    if !is_in_unspaced(page.text(last)) {
        return;
    }
    let lines: Vec<usize> = (last + 1..page.len()).filter(|at| weighed[*at].kept).collect();
    let sum: f32 = lines.iter().map(|at| weighed[*at].score).sum();
    if lines.len() < SHORT_LINES
        || lines.iter().any(|at| weighed[*at].label != Label::Subhead)
        || sum >= OWN * lines.len() as f32
    {
        return;
    }
    for at in lines {
        weighed[at].kept = false;
        weighed[at].label = Label::Other;
        weighed[at].reason = "one of several short lines below the last running text";
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::kept;

    #[test]
    fn nothing_below_the_line_of_the_editor_is_the_articles() {
        let text = [
            "水磨坊在河边立了三百年，去年春天被大水冲坏，今年由镇里的人一块石头一块石头地修好。",
            "陈小满说，她的祖父在这里磨了四十年的面粉，他的账本还在阁楼上，字迹仍然看得清楚。",
            "修复用了十一个月，花了九百万元，其中一半由镇里出，另一半是河边的人家一点一点捐的。",
        ];
        let below = "河边的旧桥要拆了\n\n镇里说没有钱修。";
        let page = format!(
            "水磨坊重新开磨\n\n2031-03-03\n\n{}\n\n责任编辑：陈小满\n\n{below}\n",
            text.join("\n\n")
        );
        let found = kept(&page);
        assert_eq!(found[1..], text, "{found:?}");
    }
}
