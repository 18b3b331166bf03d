//! Text that was UTF-8, read as Windows-1252, and written again: `cafÃ©`.

use encoding_rs::{UTF_8, WINDOWS_1252};

/// The fewest lines that must speak for the damage.
const ENOUGH: usize = 2;

/// Undoes the damage where it is certain, line by line: every character of the line goes back to
/// Windows-1252, the bytes are UTF-8, and at most one line in ten with characters outside ASCII
/// resists. `None` where nothing is to be done.
#[must_use]
pub fn repair(text: &str) -> Option<String> {
    if !has_marks(text) {
        return None;
    }
    let (mut mended, mut resisting) = (0usize, 0usize);
    for line in text.split_inclusive('\n').filter(|line| !line.is_ascii()) {
        match mend(line) {
            Some(_) => mended += 1,
            None => resisting += 1,
        }
        if resisting > 20 && resisting > mended {
            return None;
        }
    }
    if mended < ENOUGH || resisting * 10 > mended {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match (!line.is_ascii()).then(|| mend(line)).flatten() {
            Some(line) => out.push_str(&line),
            None => out.push_str(line),
        }
    }
    Some(out)
}

/// Whether one of the letters stands in the text as which a lead byte of a sequence of two to four is
/// read: `ÃÂÐÑÅÄãåäæçèéÎÏØÙ`, and `â` before `€`.
fn has_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xC3, bytes).any(|at| match bytes.get(at + 1) {
        Some(0x82..=0x85 | 0x8E..=0x91 | 0x98 | 0x99 | 0xA3..=0xA9) => true,
        Some(0xA2) => bytes[at + 2..].starts_with("€".as_bytes()),
        _ => false,
    })
}

fn mend(line: &str) -> Option<String> {
    let (bytes, _, lost) = WINDOWS_1252.encode(line);
    if lost {
        return None;
    }
    let mended = UTF_8.decode_without_bom_handling_and_without_replacement(&bytes)?;
    (mended.len() < line.len()).then(|| mended.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn damage_is_undone() {
        let text = "Der Fährmann wartet.\n„Größer“ wird die Brücke – vielleicht.\nÜber Nacht.\n";
        assert_eq!(repair(&damaged(text)).as_deref(), Some(text));
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in [
            "Der Fährmann\nüber der Brücke\nÄrger\n",
            "Ã is a letter\nof Portuguese\n",
            "ascii",
            "",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
