//! What an archive of a mailing list sets above a message: its subject, who wrote it, and when.

use super::physical::RawLine;
use super::signs::Signs;
use super::told::{Field, Told};

/// Lines in which the three stand.
const HEAD: usize = 6;

/// The three lines, where a text begins with them.
pub(super) fn find(lines: &[RawLine<'_>]) -> Vec<Told> {
    let shown: Vec<usize> =
        (0..lines.len()).filter(|at| !lines[*at].is_blank()).take(HEAD).collect();
    let Some(by) = (1..shown.len()).find(|at| writer(lines[shown[*at]].text).is_some()) else {
        return Vec::new();
    };
    let Some(day) = shown.get(by + 1).copied().filter(|at| is_stamp(&lines[*at])) else {
        return Vec::new();
    };
    let subject = shown[by - 1];
    let text = lines[subject].text;
    // [Canals-l] The old lock gates
    let list = text.find("] ").filter(|_| text.trim_start().starts_with('['));
    let from = list.map_or(text.len() - lines[subject].body().len(), |at| at + 2);
    let name = writer(lines[shown[by]].text).unwrap_or("");
    let told = |line: usize, from: usize, to: usize, field| Told { line, from, to, field };
    vec![
        told(subject, from, text.len(), Field::Title),
        told(shown[by], 0, name.len(), Field::Author),
        told(day, 0, lines[day].text.len(), Field::Date),
    ]
}

/// The name before an address that is spelled so that no robot reads it: `Mira Tolo mira at valley.example`.
fn writer(line: &str) -> Option<&str> {
    let (before, host) = line.rsplit_once(" at ")?;
    let (name, user) = before.rsplit_once(' ')?;
    let spelled = |text: &str| !text.is_empty() && !text.contains([' ', ',']);
    let fits = spelled(user) && spelled(host) && host.contains('.') && !host.ends_with('.');
    (fits && name.split(' ').count() <= 5).then(|| name.trim_end())
}

/// `Sat Nov 7 19:22:41 GMT 2026`
fn is_stamp(line: &RawLine<'_>) -> bool {
    let year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    line.signs.any(Signs::COLON) && line.width <= 60 && line.body().split(' ').any(year)
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    #[test]
    fn the_head_of_an_archived_message_is_read() {
        let text = "[Ferries-l] The ferry stays\n\nMira Tolo mira at valley.example\nMon Mar 3 19:22:41 GMT 2031\n\nIt stays.\n";
        let lines = lines(text);
        let found: Vec<_> =
            find(&lines).iter().map(|t| &lines[t.line].text[t.from..t.to]).collect();
        assert_eq!(found, ["The ferry stays", "Mira Tolo", "Mon Mar 3 19:22:41 GMT 2031"]);
        assert_eq!(
            find(&super::super::physical::lines("We met at noon.\nIt was 12:30 in 2031\n")),
            []
        );
    }
}
