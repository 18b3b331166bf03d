//! What papers of East Asia call the people who report for them, beside their names.

/// What Chinese papers set before a reporter's name, or behind it.
pub const CHINESE: [&str; 2] = ["記者", "记者"];

/// What Korean papers set behind it, and Japanese and Chinese ones may.
const BEHIND: [&str; 4] = ["기자", "특파원", CHINESE[0], CHINESE[1]];

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
}
