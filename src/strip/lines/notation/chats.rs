//! Saved chats: what WhatsApp and Telegram write before each message.

use super::set::{Plain, head};
use crate::strip::lines::read::told::Field;

/// Bytes in which the stamp of a message stands, and those of the longest name.
const STAMP: usize = 40;
const NAME: usize = 80;

/// The messages, without who wrote them and when.
pub(super) fn plain(text: &str) -> Option<Plain> {
    let first = head(text).next()?;
    if posted(first).is_some() {
        return Some(channel(text));
    }
    stamped(first)?;
    let stamps = text.lines().filter(|line| stamped(line).is_some()).count();
    (stamps >= 2).then(|| messages(text))
}

/// `[18/11/26, 9:14:03] Mira: It stays.`, `18.11.26, 09:14 - Mira: It stays.`
fn messages(text: &str) -> Plain {
    let mut out = Plain::default();
    for line in text.lines() {
        let Some(rest) = stamped(line) else {
            out.push(line);
            continue;
        };
        let said = rest.split_once(": ").filter(|(name, _)| name.len() <= NAME);
        // a picture that was not saved; without a name, the program speaks
        let shown = said.map(|(_, said)| said).filter(|said| {
            !(said.starts_with('<') && said.ends_with('>') || said.starts_with('\u{200e}'))
        });
        out.push(shown.unwrap_or(""));
    }
    out
}

/// What stands behind the day and the hour at the beginning of a line.
fn stamped(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['\u{feff}', '\u{200e}', '\u{200f}']);
    if !line.starts_with(|c: char| c == '[' || c.is_ascii_digit()) {
        return None;
    }
    let start = &line[..line.floor_char_boundary(STAMP)];
    let (stamp, length) = match start.strip_prefix('[') {
        Some(inside) => (inside.split_once("] ")?.0, 3),
        None => (start.split_once(" - ")?.0, 3),
    };
    is_stamp(stamp, ", ").then(|| line.get(stamp.len() + length..))?
}

/// `18.11.2026 09:14`, and with a sign between the two.
fn is_stamp(text: &str, between: &str) -> bool {
    let Some((day, time)) = text.split_once(between) else { return false };
    let number = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts = || day.split(['.', '/', '-']);
    parts().count() == 3
        && parts().all(number)
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.contains([':', '.'])
}

/// The day and the hour in the line that Telegram writes above a message: `The Valley Post, [18.11.2026 09:14]`.
fn posted(line: &str) -> Option<&str> {
    let (name, stamp) = line.trim_end().strip_suffix(']')?.rsplit_once(", [")?;
    (name.len() <= NAME && is_stamp(stamp, " ")).then_some(stamp)
}

fn channel(text: &str) -> Plain {
    let mut out = Plain::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        match posted(line) {
            Some(stamp) => out.tell(stamp, Field::Date),
            None => out.push(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let found = plain(text).unwrap().text;
        found.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn messages_are_left_of_chats() {
        let chat = "14.11.26, 18:02 - Messages are encrypted.\n14.11.26, 18:03 - Mira Tolo: It stays.\nWhy?\n14.11.26, 18:05 - Jo: <Media omitted>\n[14/11/26, 6:06:01 PM] Jo: Nobody knows.\n";
        assert_eq!(said(chat), ["It stays.", "Why?", "Nobody knows."]);
        let channel = "The Valley Post, [18.11.2026 08:12]\nIt stays.\n\nThe Valley Post, [18.11.2026 09:12]\nIt goes.\n";
        assert_eq!(said(channel), ["18.11.2026 08:12", "It stays.", "It goes."]);
        assert_eq!(plain(channel).unwrap().told, [(1, Field::Date)]);
        assert!(plain("14.11.26, 18:02 - The ferry: it stays.\n\nMore.").is_none());
    }
}
