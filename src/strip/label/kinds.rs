//! Lists of words by language and kind, one entry a line: language, kind, words, with tabs between.

/// The words of one kind, in the list's order.
pub(super) fn of_kind<'a>(list: &'a str, kind: &str) -> impl Iterator<Item = &'a str> {
    let rows = list.lines().filter_map(|line| line.split_once('\t')?.1.split_once('\t'));
    rows.filter(move |(its, _)| *its == kind).map(|(_, words)| words)
}
