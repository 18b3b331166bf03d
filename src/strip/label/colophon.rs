//! Lines in which East Asian papers say who made an article, from where and under which title it was taken, how to
//! share it, what a picture shows, and what they do not answer for: their words are not spaced, so that such lines are
//! told by how they begin, or end.

use std::sync::LazyLock;

use super::kinds::of_kind;
use crate::page::Label;

/// What such lines begin with, and what notices say, by language and kind.
const WORDS: &str = include_str!("data/colophon.tsv");

/// Characters of the longest line that names who made an article, of the longest that gives its other title or its
/// tags, and of the longest notice.
const LABELLED: usize = 60;
const TITLED: usize = 120;
const NOTICE: usize = 250;
/// Characters of the longest name where nothing but a space stands between it and its label.
const NAME: usize = 4;

/// The words of each kind, the longest first.
struct Words {
    labels: Vec<&'static str>,
    titles: Vec<&'static str>,
    tags: Vec<&'static str>,
    captions: Vec<&'static str>,
    shares: Vec<&'static str>,
    asks: Vec<&'static str>,
    notices: Vec<&'static str>,
    says: Vec<&'static str>,
}

static KINDS: LazyLock<Words> = LazyLock::new(|| {
    let of = |kind: &str| {
        let mut words: Vec<&str> = of_kind(WORDS, kind).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    };
    Words {
        labels: of("label"),
        titles: of("title"),
        tags: of("tags"),
        captions: of("caption"),
        shares: of("share"),
        asks: of("asks"),
        notices: of("notice"),
        says: of("says"),
    }
});

/// What a text of a few hundred bytes is, where it is one of those lines.
pub(in crate::strip) fn colophon(text: &str) -> Option<(Label, &'static str)> {
    let inner = without_brackets(text);
    // Nothing below U+3000 begins one, but for a bracket and a day.
    let first = inner.as_bytes().first()?;
    if *first < 0xe3 {
        let dated = first.is_ascii_digit() && is_dated_source(inner);
        return dated.then_some((Label::Byline, "says when it was published and where it is from"));
    }
    let length = text.chars().count();
    let words = &*KINDS;
    if length <= TITLED && behind(inner, &words.titles).is_some_and(begins_with_mark) {
        return Some((Label::Repeat, "the headline that it had elsewhere"));
    }
    if length <= TITLED && behind(inner, &words.tags).is_some_and(begins_with_mark) {
        return Some((Label::Tags, "names what the page is filed under"));
    }
    if length <= LABELLED && names_makers(inner, &words.labels) {
        return Some((Label::Byline, "says who made the article or where it is from"));
    }
    if length <= TITLED && (behind(inner, &words.captions).is_some() || is_placed(inner)) {
        return Some((Label::Caption, "the caption of a picture"));
    }
    let shares = length <= TITLED
        && behind(inner, &words.shares).is_some()
        && words.asks.iter().any(|ask| inner.contains(ask));
    if shares {
        return Some((Label::Share, "asks to share or follow"));
    }
    let notice = length <= NOTICE
        && behind(inner, &words.notices).is_some()
        && words.says.iter().any(|say| inner.contains(say));
    notice.then_some((Label::Notice, "says what the site does not answer for"))
}

/// A text without the bracket or sign that it begins with.
fn without_brackets(text: &str) -> &str {
    text.trim_start_matches(['(', '（', '【', '[', '〔', '■', '▲', '●', '▌', ' '])
}

/// Whether a text names its editors, as the last line of an article on a Chinese site does: `责任编辑：陈小满`.
pub(in crate::strip) fn names_editor(text: &str) -> bool {
    if text.len() > 4 * LABELLED || text.is_ascii() {
        return false;
    }
    let inner = without_brackets(text);
    let is_label = |label: &str| {
        let edits = ["编", "編", "审", "審", "校"].iter().any(|part| label.contains(part));
        edits && inner.find(label).is_some_and(|at| begins_with_mark(&inner[at + label.len()..]))
    };
    colophon(text).is_some_and(|(label, _)| label == Label::Byline)
        && KINDS.labels.iter().any(|label| is_label(label))
}

/// Whether a text is a day, an hour and where the article is from: `2031年3月3日 15:10 来源：河边日报`.
fn is_dated_source(text: &str) -> bool {
    /// Characters of the longest day and hour.
    const DAY: usize = 24;
    let of_day = |c: char| c.is_ascii_digit() || "年月日时分秒時-/.:： ".contains(c);
    let rest = text.trim_start_matches(of_day);
    let day = text[..text.len() - rest.len()].chars().count();
    (8..=DAY).contains(&day)
        && text.chars().count() <= LABELLED + DAY
        && names_makers(rest, &KINDS.labels)
}

/// Whether a text ends as captions of Japanese papers do, with where a picture was taken, or by whom: `＝東京都千代田区で`.
fn is_placed(text: &str) -> bool {
    /// Characters of the longest place, day and name behind the sign.
    const PLACE: usize = 30;
    text.ends_with(['で', '影', '供'])
        && text.rsplit_once('＝').is_some_and(|(said, place)| {
            let ends = ["で", "撮影", "提供"].iter().any(|end| place.ends_with(end));
            !said.is_empty() && ends && !place.contains('。') && place.chars().count() <= PLACE
        })
}

/// What stands behind the first of these words that a text begins with.
fn behind<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// Whether a text goes on with a mark as stands between a label and what it names.
fn begins_with_mark(rest: &str) -> bool {
    rest.trim_start().starts_with(['：', ':', '|', '｜', '丨', '/', '／', '>', '》', '《'])
}

/// Whether a text is a label with a mark behind it, or labels and short names by turns: `编辑 刘晓阳 校对 李铭`.
fn names_makers(text: &str, labels: &[&str]) -> bool {
    if text.ends_with(['。', '！', '？']) {
        return false;
    }
    let Some(rest) = behind(text, labels) else { return false };
    if begins_with_mark(rest) {
        return true;
    }
    let mut parts =
        text.trim_end_matches([')', '）', '】', ']', '〕']).split_whitespace().peekable();
    let mut any = false;
    while let Some(label) = parts.next() {
        let mut names = 0;
        while parts.peek().is_some_and(|part| !labels.contains(part)) {
            let short = parts.next().is_some_and(|name| (2..=NAME).contains(&name.chars().count()));
            if !short {
                return false;
            }
            names += 1;
        }
        if !labels.contains(&label) || !(1..=3).contains(&names) {
            return false;
        }
        any = true;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_colophon_are_told_by_how_they_begin() {
        for (text, label) in [
            ("（原标题：水磨坊重新开磨）", Some(Label::Repeat)),
            ("原標題：水磨坊重新開磨", Some(Label::Repeat)),
            ("（原题为《水磨坊重新开磨》）", Some(Label::Repeat)),
            ("本文来源：河边日报 责任编辑：陈小满_RB12", Some(Label::Byline)),
            ("【编辑：陈小满】", Some(Label::Byline)),
            ("责编：陈小满", Some(Label::Byline)),
            ("编辑 陈小满 校对 李大河", Some(Label::Byline)),
            ("编辑|陈小满", Some(Label::Byline)),
            ("关键词 >> 水磨坊,河边", Some(Label::Tags)),
            ("免责声明：本文观点仅代表作者本人，不代表河边网立场。", Some(Label::Notice)),
            ("以上内容为用户上传并发布，本平台仅提供信息存储服务。", Some(Label::Notice)),
            ("图为修复后的水磨坊。新华社发", Some(Label::Caption)),
            ("岬に立つ灯台の工房。窓に明かりがともる＝潮見町で", Some(Label::Caption)),
            ("工房の窓＝2031年3月3日、波多野凪撮影", Some(Label::Caption)),
            ("１＋１＝２で、それ以上ではない", None),
            ("打开微信，使用“扫一扫”即可将网页分享给朋友", Some(Label::Share)),
            ("打开微信，罗德全看到了老照片。", None),
            ("资料图：修复前的水磨坊", Some(Label::Caption)),
            ("未经授权，不得转载。", Some(Label::Notice)),
            ("未经授权的船只被拖走了。", None),
            ("编辑部在二楼，窗外就是水磨坊", None),
            ("编辑 们在二楼的窗口看见了水磨坊", None),
            ("记者从镇里获悉，水磨坊已经修好", None),
            ("本文的主角今年八十岁。", None),
            ("来源于：河边镇办事处", Some(Label::Byline)),
            ("2031-03-03 15:10来源：河边日报·政务", Some(Label::Byline)),
            ("2031年3月3日 15:10 来源：河边日报 编辑：陈小满", Some(Label::Byline)),
            ("2031年3月3日，水磨坊重新开磨。", None),
            ("2031 来源：河边日报", None),
            ("图片来自网络，如有侵权，请联系删除。", Some(Label::Notice)),
            ("图片里的水磨坊是陈小满拍的。", None),
            ("来源不明的石头被运走了。", None),
            ("原标题党", None),
            ("Editor: Anna Holt", None),
            ("", None),
        ] {
            assert_eq!(colophon(text).map(|(label, _)| label), label, "{text}");
        }
    }

    #[test]
    fn who_edited_is_told_from_who_wrote() {
        for text in ["责任编辑：陈小满", "本文来源：河边日报 责任编辑：陈小满", "【编辑：陈小满】"]
        {
            assert!(names_editor(text), "{text}");
        }
        for text in ["作者：陈小满", "编辑部在二楼", "来源：河边日报", "记者 陈小满", ""]
        {
            assert!(!names_editor(text), "{text}");
        }
    }

    #[test]
    fn the_words_are_sorted_and_of_a_kind() {
        assert!(WORDS.lines().is_sorted());
        for line in WORDS.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            assert_eq!(parts.len(), 3, "{line}");
            assert!(
                ["label", "title", "tags", "caption", "share", "asks", "notice", "says"]
                    .contains(&parts[1]),
                "{line}"
            );
        }
    }
}
