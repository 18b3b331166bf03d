//! What stands below the end of an article, and the model took for a part of it.

use super::facts::dates::Dated;
use super::facts::page::Page;
use super::weigh::{self, Weighed};
use crate::lexicon::Cue;
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
    if let Some(last) = last_sure(page, weighed) {
        dated_teasers(page, weighed, last);
        doubtful_lines(page, weighed, last);
    }
}

fn below_editor(page: &Page<'_>, weighed: &mut [Weighed]) {
    let Some(line) = (0..page.len()).find(|at| names_editor(page.text(*at))) else { return };
    let kept = weighed.iter().enumerate().filter(|(_, block)| block.kept);
    if !ended::ends(line, kept.map(|(at, block)| (at, page.stats[at].words, block.score))) {
        return;
    }
    for block in weighed[line..].iter_mut().filter(|block| block.kept) {
        block.leave_out(Label::Related, ended::REASON);
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
        weighed[at]
            .leave_out(Label::Other, "one of several short lines below the last running text");
    }
}

/// Fewest headlines with a day or an hour beside them that are told to be teasers, and paragraphs of the text above.
const TEASERS: usize = 3;
const PARAGRAPHS: usize = 3;
/// The score from which running text is surely the article's, and the words of the longest line that names an hour, of
/// a headline and of a teaser's text.
const SURE: f32 = 0.6;
const MOMENT: f32 = 6.0;
const HEADLINE: std::ops::RangeInclusive<f32> = 3.0..=24.0;
const TEASER: f32 = 32.0;

/// The last of the paragraphs that are surely those of a signed article, where they are enough to tell what stands
/// below them.
fn last_sure(page: &Page<'_>, weighed: &[Weighed]) -> Option<usize> {
    let title = weigh::told_title(page, weighed)?;
    let sure = |at: &usize| weighed[*at].kept && page.prose[*at] && weighed[*at].score >= SURE;
    let text: Vec<usize> = (title..page.len()).filter(sure).collect();
    text.last().copied().filter(|_| text.len() >= PARAGRAPHS)
}

/// So many lines below the text are headlines of others where their scores do not reach this in the mean: few of them
/// that are hardly the article's, or many in doubt.
const DOUBTFUL: [(usize, f32); 2] = [(3, 0.3), (8, 0.5)];

/// Leaves out the short lines below the text, no sentences most of them, that are in doubt together.
fn doubtful_lines(page: &Page<'_>, weighed: &mut [Weighed], last: usize) {
    let lines: Vec<usize> = (last + 1..page.len()).filter(|at| weighed[*at].kept).collect();
    let mean = lines.iter().map(|at| weighed[*at].score).sum::<f32>() / lines.len() as f32;
    let doubtful = DOUBTFUL.iter().any(|(least, most)| lines.len() >= *least && mean < *most);
    let long = |at: &usize| page.prose[*at] || page.stats[*at].words > TEASER;
    let sentences = lines.iter().filter(|at| page.stats[**at].ends_sentence()).count();
    if !doubtful || lines.iter().any(long) || sentences * 4 > lines.len() {
        return;
    }
    for at in lines {
        weighed[at].leave_out(
            Label::Related,
            "one of many lines below the text that are in doubt together",
        );
    }
}

/// Leaves out the headlines below the text that say beside them when they were published, with a sentence or
/// without one.
fn dated_teasers(page: &Page<'_>, weighed: &mut [Weighed], last: usize) {
    let moment = |at: usize| {
        let s = page.stats.get(at);
        s.is_some_and(|s| s.words <= MOMENT && s.digits > 0)
            && (page.dated[at] != Dated::No || page.readings[at].cues.has(Cue::Dateline))
    };
    let headline = |at: usize| {
        weighed[at].kept
            && !page.prose[at]
            && HEADLINE.contains(&page.stats[at].words)
            && !page.stats[at].ends_sentence()
            && !moment(at)
    };
    let is_dated = |at: usize| headline(at) && (moment(at + 1) || moment(at - 1));
    let dated: Vec<usize> = (last + 1..page.len()).filter(|at| is_dated(*at)).collect();
    let (Some(first), true) = (dated.first(), dated.len() >= TEASERS) else { return };
    let long = (*first..page.len()).any(|at| weighed[at].kept && page.stats[at].words > TEASER);
    if long {
        return;
    }
    for block in weighed[*first..].iter_mut().filter(|block| block.kept) {
        block.leave_out(
            Label::Related,
            "one of several headlines with a day or an hour beside them",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::sift::sift;
    use super::super::tests::{PARAGRAPHS as TEXT, THREE, kept};
    use super::*;

    /// How many lines of a page are kept, where the short ones were with this score.
    fn kept_of(text: &str, doubtful: f32) -> usize {
        let mut count = 0;
        sift(text, |page, _, _| {
            let of = |at: usize| {
                let (label, score) = match at {
                    0 => (Label::Title, 0.95),
                    1 => (Label::Date, 0.05),
                    _ if page.prose[at] => (Label::Body, 0.9),
                    _ => (Label::Subhead, doubtful),
                };
                Weighed { label, score, kept: true, reason: "" }
            };
            let mut weighed: Vec<Weighed> = (0..page.len()).map(of).collect();
            leave_out(page, &mut weighed);
            count = weighed.iter().filter(|block| block.kept).count();
        });
        count
    }

    #[test]
    fn many_lines_below_the_text_that_are_in_doubt_together_are_left_out() {
        let lines = |count: usize| -> String {
            (1..=count).map(|n| format!("The council and its bridge number {n}\n\n")).collect()
        };
        let page = |text: &str, count: usize| {
            format!("The ferry stays in port\n\n3 March 2031\n\n{text}\n\n{}", lines(count))
        };
        let kept = |text: &str, count, score| kept_of(&page(text, count), score) - 2;
        assert_eq!(kept(TEXT, 8, 0.4), THREE.len());
        assert_eq!(kept(TEXT, 8, 0.6), THREE.len() + 8);
        assert_eq!(kept(TEXT, 3, 0.2), THREE.len());
        assert_eq!(kept(TEXT, 3, 0.4), THREE.len() + 3);
        // below two paragraphs, of which it is not known whether they are an article
        let short = TEXT.trim_end().rsplit_once("\n\n").map_or("", |(text, _)| text);
        assert_eq!(kept(short, 8, 0.4), 2 + 8);
    }

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

    #[test]
    fn headlines_with_an_hour_beside_them_below_the_text_are_left_out() {
        let text = [
            "Паром останется в порту до весны, сообщил в понедельник глава совета: причал сгнил, и чинить его некому.",
            "По его словам, деньги на ремонт обещали ещё в прошлом году, но до города они так и не дошли.",
            "Жители будут ездить через старый мост, который находится в двенадцати километрах выше по реке.",
        ];
        let teasers: String = (1..=6)
            .map(|n| {
                format!(
                    "Совет обсудил мост номер {n} через старую реку\n\nВчера в {n}:1{n}\n\nО нём говорят с весны.\n\n"
                )
            })
            .collect();
        let page = format!(
            "Паром останется в порту\n\n3 марта 2031, 12:40\n\n{}\n\n{teasers}",
            text.join("\n\n")
        );
        let found = kept(&page);
        assert_eq!(found[1..], text, "{found:#?}");
    }
}
