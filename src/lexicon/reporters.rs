//! What papers of East Asia call the people who report for them, beside their names.

/// What Chinese papers set before a reporter's name, or behind it.
pub const CHINESE: [&str; 2] = ["記者", "记者"];

/// The same of others whom they name so.
const OTHERS: [&str; 3] = ["采访人员", "通讯员", "通訊員"];

/// What Korean papers set behind it, and Japanese and Chinese ones may; the longer before what it ends with.
const BEHIND: [&str; 13] = [
    "선임기자",
    "전문기자",
    "인턴기자",
    "수습기자",
    "객원기자",
    "기자",
    "특파원",
    "논설위원",
    "편집위원",
    "編集委員",
    "論説委員",
    CHINESE[0],
    CHINESE[1],
];

/// What stands before the name of who wrote a text, with a sign or a blank between them.
const WROTE: [&str; 21] = [
    "文",
    "圖文",
    "图文",
    "文圖",
    "文图",
    "文、图",
    "文、圖",
    "文/图",
    "文／圖",
    "撰文",
    "撰稿",
    "采写",
    "採寫",
    "作者",
    "取材・文",
    "構成・文",
    "写真・文",
    "文・写真",
    "文・構成",
    "글·사진",
    "글",
];

/// The longest line that is one, in characters.
const LONGEST: usize = 40;

/// The name in a line that is a name and such a title behind it: `김철수 기자`.
#[must_use]
pub fn before_title(line: &str) -> Option<&str> {
    let name = BEHIND.iter().find_map(|title| line.strip_suffix(title))?.trim();
    let length = name.chars().count();
    ((2..=6).contains(&length) && name.chars().all(|c| c.is_alphabetic() || c == ' '))
        .then_some(name)
}

/// What stands behind the last such title of a Chinese text: `河边日报记者 林小满`.
#[must_use]
pub fn behind_title(text: &str) -> Option<&str> {
    CHINESE.iter().find_map(|title| Some(text.rsplit_once(title)?.1))
}

/// The names in a line that says who reports and nothing else: `[밸리일보 김철수·이영희 기자]`, `文／山田太郎`,
/// `山谷日报记者 林小满 报道`.
#[must_use]
pub fn signed(line: &str) -> Option<&str> {
    if line.is_ascii() || line.len() > 4 * LONGEST || line.chars().count() > LONGEST {
        return None;
    }
    let line = without_brackets(line.trim());
    // an address of his own
    let line = match line.rsplit_once(' ') {
        Some((rest, last)) if last.contains('@') => rest.trim_end(),
        _ => line,
    };
    before_title(line)
        .or_else(|| before_title_of_paper(line))
        .or_else(|| behind_what_he_did(line))
        .or_else(|| behind_title_of_paper(line))
}

fn without_brackets(line: &str) -> &str {
    let pairs = [('[', ']'), ('〔', '〕'), ('【', '】'), ('（', '）'), ('(', ')')];
    let inner = |(open, close)| line.strip_prefix(open)?.strip_suffix(close);
    let inner = pairs.into_iter().find_map(inner).map(str::trim);
    inner.filter(|inner| !inner.contains(['[', '〔', '【', '（', '('])).unwrap_or(line)
}

/// `밸리=김철수 기자`, `입력 : 김철수 기자`, `밸리일보 김철수·이영희 선임기자`
fn before_title_of_paper(line: &str) -> Option<&str> {
    let before = BEHIND.iter().find_map(|title| line.strip_suffix(title))?.trim_end();
    let signs = [' ', '=', ':', '|', '/', '／'];
    let (paper, name) = before.rsplit_once(signs).unwrap_or(("", before));
    let paper = paper.trim_end_matches(signs);
    let plain = paper.chars().all(|c| c.is_alphanumeric() || c == ' ');
    (plain && paper.split(' ').count() <= 2 && are_names(name, 2..=4)).then_some(name)
}

/// `文／山田太郎`, `글·사진 김철수`, `作者 | 林小满`
fn behind_what_he_did(line: &str) -> Option<&str> {
    let signs = |c: char| c.is_whitespace() || "/／|｜:：・·＝=".contains(c);
    let behind =
        |wrote: &&'static str| line.strip_prefix(*wrote).filter(|rest| rest.starts_with(signs));
    let name = WROTE.iter().filter_map(behind).min_by_key(|rest| rest.len())?;
    let name = name.trim_start_matches(signs);
    are_names(name, 2..=6).then_some(name)
}

/// `山谷日报记者 林小满 报道`, `记者林小满`, `采访人员 林小满 陈立`
fn behind_title_of_paper(line: &str) -> Option<&str> {
    let reports = ["报道", "報道", "報導"].iter().find_map(|end| line.strip_suffix(end));
    if let Some(name) = reports.and_then(|name| name.strip_suffix([' ', '\u{3000}']))
        && are_names(name, 2..=4)
    {
        return Some(name);
    }
    let line = reports.unwrap_or(line);
    let titles = CHINESE.iter().chain(&OTHERS);
    let (at, title) = titles.filter_map(|title| Some((line.find(title)?, title))).min()?;
    let (paper, rest) = (&line[..at], &line[at + title.len()..]);
    // what is held for them, and what they belong to: `記者会見`, `记者招待会`
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    let paper = paper.trim_end();
    // who took a picture
    if rest.ends_with(['摄', '攝']) {
        return None;
    }
    let glued = rest.starts_with(char::is_alphabetic);
    let short = rest.chars().take_while(|c| c.is_alphabetic()).count() < 3;
    if glued
        && (short || rest.starts_with(kana) || rest.ends_with(['会', '會', '部', '团', '團', '節']))
    {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    // others are named behind those who wrote, and where they report from
    let end = OTHERS.iter().filter_map(|other| rest.find(other)).min();
    let name = rest[..end.unwrap_or(rest.len())].split(['／', '/', '│', '|']).next()?.trim_end();
    let plain = paper.chars().all(char::is_alphabetic) && paper.chars().count() <= 12;
    (plain && are_names(name, 2..=4)).then_some(name)
}

/// Whether a text is names of so many characters of East Asian scripts, a sign or a blank between them.
fn are_names(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    let wide = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let is_name = |name: &str| length.contains(&name.chars().count()) && name.chars().all(wide);
    !text.is_empty() && text.split([' ', '\u{3000}', '·', '・', '、', ',']).all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reporters_are_named_beside_what_they_are_called() {
        assert_eq!(before_title("김철수 기자"), Some("김철수"));
        assert_eq!(before_title("許文鈞記者"), Some("許文鈞"));
        assert_eq!(before_title("기자"), None);
        assert_eq!(before_title("2026년 11월 기자"), None);
        assert_eq!(behind_title("河边日报记者 林小满"), Some(" 林小满"));
        assert_eq!(behind_title("河边日报"), None);
    }

    #[test]
    fn a_line_that_says_who_reports_is_told() {
        for (line, names) in [
            ("김철수 선임기자", "김철수"),
            ("[밸리일보 김철수 기자]", "김철수"),
            ("밸리=김철수 기자 kim@valley.example", "김철수"),
            ("김철수·이영희 기자", "김철수·이영희"),
            ("林小满 报道", "林小满"),
            ("입력 : 김철수 기자", "김철수"),
            ("글·사진 김철수", "김철수"),
            ("文・山田太郎", "山田太郎"),
            ("文＝山田太郎", "山田太郎"),
            ("構成・文／山田太郎", "山田太郎"),
            ("取材・文\u{3000}山田 太郎", "山田 太郎"),
            ("文｜林小满", "林小满"),
            ("文/图 林小满", "林小满"),
            ("作者 | 林小满", "林小满"),
            ("新华社记者 林小满 报道", "林小满"),
            ("记者林小满 通讯员陈立", "林小满"),
            ("記者林小滿／山谷報導", "林小滿"),
            ("（记者 林小满 陈立）", "林小满 陈立"),
            ("山谷報 記者林小滿", "林小滿"),
        ] {
            assert_eq!(signed(line), Some(names), "{line}");
        }
        for line in [
            "记者们在村里住了三天三夜",
            "文化新闻",
            "文章 林小满",
            "그는 어제 만난 사람이 기자",
            "記者会見",
            "记者招待会",
            "記者クラブ",
            "글로벌 경제",
            "记者 2031年3月3日",
            "記者／鹽埔報導",
            "〔記者林小滿攝〕",
            "",
        ] {
            assert_eq!(signed(line), None, "{line}");
        }
    }
}
