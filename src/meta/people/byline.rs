//! The words before a name: `By`, `Von`, `Autor:` and their like.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lexicon::{self, reporters};

/// What stands between other words and a name, in lower case: what follows is the byline.
const AMID: &[&str] = &[
    " posts by ",
    " articles by ",
    " written by ",
    " posted by ",
    "beiträge von ",
    "artikel von ",
    " articles de ",
    " artículos de ",
    " entradas de ",
    " articoli di ",
    " posts de ",
    " 作者:",
    " 作者：",
    " 记者：",
    " 記者：",
];

/// A byline without `By`, `Von`, `Autor:` and their like; the longest label that fits is taken off.
pub(super) fn without_label(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..3 {
        let Some(first) = text.chars().next().and_then(|c| c.to_lowercase().next()) else { break };
        let Some(labels) = LABELS.get(&first) else { break };
        let start = &text[..text.floor_char_boundary(48)];
        let lower = start.to_lowercase();
        let fits = |label: &&Label| {
            lower.strip_prefix(label.text).is_some_and(|rest| {
                if label.colon {
                    return rest.trim_start().starts_with([':', '：']);
                }
                rest.starts_with([' ', ':', '：', '\u{a0}'])
                    // Set without a space between two elements.
                    || label.text.len() > 7 && !rest.is_empty() && glued(text, label.text.len())
            })
        };
        let found = labels.iter().filter(fits).max_by_key(|label| label.text.len());
        // Lower case may be of another length; then the text stays as it is.
        let Some(rest) = found.and_then(|label| text.get(label.text.len()..)) else { break };
        if found.is_some_and(|label| is_given_name(label.text, text, rest)) {
            break;
        }
        text = rest.trim_start_matches([' ', ':', '：', '\u{a0}', '-', '–']).trim();
    }
    text
}

/// Whether a label is a given name, with a family name behind it and nothing else: `Di Fox`, `Von Miller`.
fn is_given_name(label: &str, text: &str, rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{a0}']);
    let word = rest.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    let cased = text.starts_with(char::is_uppercase) && rest.starts_with(char::is_uppercase);
    let desk = ["Redak", "Redaz", "Presse"].iter().any(|desk| rest.starts_with(desk));
    matches!(label, "di" | "von")
        && word
        && cased
        && rest.contains(char::is_lowercase)
        && !desk
        && lexicon::agency(rest).is_none()
}

/// Whether a line is such words and nothing else, so that the name stands on the next one.
pub(in crate::meta) fn is_label(line: &str) -> bool {
    let lower = line.trim_end_matches([' ', ':', '：']).to_lowercase();
    let labels = lower.chars().next().and_then(|first| LABELS.get(&first));
    labels.is_some_and(|labels| labels.iter().any(|label| label.text == lower))
}

/// What stands before a name: the words, and whether only with a colon behind them.
struct Label {
    text: &'static str,
    colon: bool,
}

/// The labels of bylines by their first character.
static LABELS: LazyLock<HashMap<char, Vec<Label>>> = LazyLock::new(|| {
    let mut labels: HashMap<char, Vec<Label>> = HashMap::new();
    for label in lexicon::byline_labels() {
        let (text, colon) =
            label.strip_suffix(':').map_or((label, false), |words| (words.trim_end(), true));
        labels.entry(text.chars().next().unwrap_or(' ')).or_default().push(Label { text, colon });
    }
    labels
});

/// What follows words that lead up to a name.
pub(super) fn after_amid(text: &str) -> &str {
    let lower = text.to_lowercase();
    let by = |amid: &&str| lower.rfind(*amid).map(|at| at + amid.len());
    let first = lower.split(' ').next().unwrap_or("");
    let found = AMID.iter().filter_map(by).max().or_else(|| {
        let said = ["posted", "published", "written", "created", "submitted", "started", "updated"];
        said.contains(&first).then(|| by(&" by "))?
    });
    // Lower case may be of another length; then the text stays as it is.
    let at = found.filter(|_| lower.len() == text.len());
    let Some(rest) = at.and_then(|at| text.get(at..)) else { return text };
    // A Chinese name has no spaces: what follows on one is another field of the line.
    let chinese = text[..text.len() - rest.len()].trim_end_matches([':', '：']).ends_with('者');
    if chinese { rest.trim_start().split(' ').next().unwrap_or(rest) } else { rest }
}

/// What stands behind a label for a byline (`Von Anna Muster`), where it begins like a name.
pub(super) fn labelled(line: &str) -> Option<&str> {
    let line = line.trim();
    let inner = line.strip_prefix('【').and_then(|line| line.strip_suffix('】'));
    let line = inner.filter(|inner| !inner.contains('【')).unwrap_or(line);
    if let Some(name) =
        author_field(line).or_else(|| reporters::signed(line)).or_else(|| reporting(line))
    {
        return Some(name);
    }
    let rest = without_label(line);
    let rest = behind_title(rest);
    let name = rest.len() < line.len()
        && rest.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    name.then_some(rest)
}

/// The name in a line in which a Chinese paper says who reports from where: `記者許文鈞／鹽埔報導`,
/// `海線時報／ 記者 許文鈞 ／鹽埔報導`.
fn reporting(line: &str) -> Option<&str> {
    let ends = ["報導", "报道", "報道"];
    let line = line.trim_matches(['〔', '〕', '[', ']', '【', '】', '（', '）']);
    if !ends.iter().any(|end| line.ends_with(end)) {
        return None;
    }
    let at = reporters::CHINESE.iter().find_map(|title| Some(line.find(title)? + title.len()))?;
    let (name, _) = line[at..].trim_start().split_once(['／', '/', '│', '|'])?;
    Some(name.trim_end()).filter(|name| is_short_name(name))
}

/// The names in the field for authors that stands behind others in a line of a Chinese page:
/// `2024-05-03 来源:山谷报 作者:陈晓雯 责任编辑:黄敏`.
fn author_field(line: &str) -> Option<&str> {
    let at =
        [" 作者:", " 作者："].iter().find_map(|field| Some(line.find(field)? + field.len()))?;
    let names = line[at..].trim_start().split([' ', '\u{3000}', '\u{a0}']).next()?;
    names.split('、').all(is_short_name).then_some(names)
}

/// Whether a text may be a Chinese name.
fn is_short_name(text: &str) -> bool {
    (2..=4).contains(&text.chars().count()) && text.chars().all(char::is_alphabetic)
}

/// The name behind a Chinese paper and what its reporters are called, or all where there is none: `河边日报记者 林小满`.
fn behind_title(text: &str) -> &str {
    let name =
        reporters::behind_title(text).map(|name| name.trim_end_matches([')', '）', '】']).trim());
    name.filter(|name| is_short_name(name)).unwrap_or(text)
}

/// Whether a word goes on in a capital behind this many bytes.
fn glued(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reporter_of_a_chinese_paper_is_named_behind_a_title() {
        for (line, name) in [
            ("采写：南岸日报见习记者 林小满", Some("林小满")),
            ("（记者 林小满）", Some("林小满")),
            ("【编辑：林小满】", Some("林小满")),
            ("记者们在村里住了三天三夜", None),
            ("2024-05-03 来源:山谷报 作者:林小满 责任编辑:黄敏", Some("林小满")),
            ("责任编辑：黄敏 作者：林小满、陈立", Some("林小满、陈立")),
        ] {
            assert_eq!(labelled(line), name, "{line}");
        }
    }
}
