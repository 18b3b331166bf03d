//! What feeds and mails set below a text: where it appeared first, why the reader has got it.

use std::sync::LazyLock;

/// How such a line begins, and what stands in it behind that, by language.
const FEET: &str = include_str!("data/feet.tsv");

/// Bytes of the longest such line.
const LONGEST: usize = 500;

/// Beginning and middle of each, in the order of the beginnings.
static PAIRS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let pair = |line: &'static str| line.split_once('\t')?.1.split_once('\t');
    let mut pairs: Vec<_> = FEET.lines().filter_map(pair).collect();
    pairs.sort_unstable();
    pairs
});

/// Whether a line is one of them.
pub(super) fn is_foot(text: &str) -> bool {
    if text.len() > LONGEST || !text.starts_with(char::is_alphabetic) {
        return false;
    }
    // Every line of a page comes by here: few share so much as a first byte with one of them.
    let first = &text.as_bytes()[..1];
    let byte = |pair: &(&str, &str)| pair.0.as_bytes().get(..1).unwrap_or_default().cmp(first);
    let from = PAIRS.partition_point(|pair| byte(pair).is_lt());
    PAIRS[from..].iter().take_while(|pair| byte(pair).is_eq()).any(|(begin, middle)| {
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
