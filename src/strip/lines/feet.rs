//! What feeds and mails set below a text: where it appeared first, why the reader has got it.

use std::sync::LazyLock;

/// How such a line begins, and what stands in it behind that, by language.
const FEET: &str = include_str!("data/feet.tsv");

/// Bytes of the longest such line.
const LONGEST: usize = 500;

/// Beginning and middle of each.
static PAIRS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let pair = |line: &'static str| line.split_once('\t')?.1.split_once('\t');
    FEET.lines().filter_map(pair).collect()
});

/// Whether a line is one of them.
pub(super) fn is_foot(text: &str) -> bool {
    if text.len() > LONGEST || !text.starts_with(char::is_alphabetic) {
        return false;
    }
    PAIRS.iter().any(|(begin, middle)| {
        behind(text, begin).is_some_and(|rest| middle.is_empty() || rest.contains(middle))
    })
}

/// What stands behind the beginning of a text, whichever apostrophe it is written with.
fn behind<'a>(text: &'a str, begin: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in begin.chars() {
        let found = rest.next()?;
        if found != expected && !(expected == '\'' && found == '’') {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feet_of_feeds_and_mails_are_told() {
        for foot in [
            "The post The ferry stays appeared first on Valley Post.",
            "L’articolo Il traghetto resta proviene da La Valle.",
            "You are receiving this email because you signed up at valley.example.",
        ] {
            assert!(is_foot(foot), "{foot}");
        }
        assert!(!is_foot("The post at the pier was the first to go."));
    }

    #[test]
    fn feet_are_sorted() {
        assert!(FEET.lines().is_sorted());
        assert!(FEET.lines().all(|line| line.split('\t').count() == 3));
    }
}
