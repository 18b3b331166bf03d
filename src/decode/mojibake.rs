//! Text that was UTF-8, read as Latin-1 or Windows-1252, and written again: `cafÃ©`.

use std::sync::LazyLock;

use encoding_rs::{Encoding, WINDOWS_1252};

/// The fewest damaged runs that must speak for the damage.
const ENOUGH: usize = 2;
/// Sound runs after which a text is taken for sound, where they are more than the damaged ones.
const SOUND: usize = 20;

/// Undoes the damage where it is certain. A run of characters outside ASCII is damaged when they
/// are bytes of one of the two encodings and the bytes are UTF-8. Damaged runs are mended where at
/// most one run in ten is sound; those with control characters (U+0080 to U+009F), which no text
/// has, are mended everywhere. `None` where nothing is to be done.
#[must_use]
pub fn repair(text: &str) -> Option<String> {
    if !has_marks(text) {
        return None;
    }
    let all = is_damaged(text);
    if !all && !has_controls(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, run) in runs(text) {
        if let Some(mended) = (all || has_controls(run)).then(|| mend(run)).flatten() {
            out.push_str(&text[rest..at]);
            out.push_str(&mended);
            rest = at + run.len();
        }
    }
    out.push_str(&text[rest..]);
    (out.len() < text.len()).then_some(out)
}

/// Whether a letter that a lead byte is read as (`Â` to `ô`) stands before another character outside
/// ASCII anywhere in the text.
fn has_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xC3, bytes).any(
        |at| matches!(bytes.get(at + 1..at + 3), Some([0x82..=0xB4, next]) if !next.is_ascii()),
    )
}

/// Whether a control character outside ASCII (U+0080 to U+009F) stands anywhere in the text.
fn has_controls(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xC2, bytes).any(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9F)))
}

/// Whether the text is damaged as a whole.
fn is_damaged(text: &str) -> bool {
    let (mut damaged, mut sound) = (0usize, 0usize);
    for (_, run) in runs(text) {
        match mend(run) {
            Some(_) => damaged += 1,
            None => sound += 1,
        }
        if sound > SOUND && sound > damaged {
            return false;
        }
    }
    damaged >= ENOUGH && sound * 10 <= damaged
}

/// The runs of characters outside ASCII, and where they begin.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + Encoding::ascii_valid_up_to(bytes.get(at..)?);
        let length = bytes[start..].iter().position(u8::is_ascii).unwrap_or(text.len() - start);
        if length == 0 {
            return None;
        }
        at = start + length;
        Some((start, &text[start..at]))
    })
}

/// What a run was before it was read in the wrong encoding.
fn mend(run: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
    String::from_utf8(bytes?).ok()
}

/// What the bytes from 0x80 on are in Windows-1252, where Latin-1 has control characters.
static SIGNS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let bytes: Vec<u8> = (0x80..=0x9F).collect();
    WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().collect()
});

/// The sign that Windows-1252 has in the place of a control character from U+0080 to U+009F; any other
/// character, and the five that are nothing there, as they are.
#[must_use]
pub fn windows_1252_sign(c: char) -> char {
    match c {
        '\u{80}'..='\u{9f}' => SIGNS.get(c as usize - 0x80).copied().unwrap_or(c),
        _ => c,
    }
}

/// The byte that is read as a character in Latin-1 or in Windows-1252.
fn byte(c: char) -> Option<u8> {
    u8::try_from(u32::from(c)).ok().or_else(|| {
        let at = SIGNS.iter().position(|sign| *sign == c)?;
        u8::try_from(0x80 + at).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_windows_1252(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    fn as_latin_1(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn damage_is_undone() {
        let text = "Der Fährmann wartet.\n„Größer“ wird die Brücke – vielleicht.\nÜber Nacht.\n";
        assert_eq!(repair(&as_windows_1252(text)).as_deref(), Some(text));
        assert_eq!(repair(&as_latin_1(text)).as_deref(), Some(text));
    }

    #[test]
    fn damage_that_control_characters_prove_is_undone_in_the_midst_of_sound_text() {
        let sound = "<p>Ein schöner Tag für alle.</p>".repeat(40);
        let (right, wrong) = ("it’s – “so”", as_latin_1("it’s – “so”"));
        let mended = repair(&format!("{sound}<b>{wrong}</b>{sound}"));
        assert_eq!(mended, Some(format!("{sound}<b>{right}</b>{sound}")));
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in [
            "Der Fährmann\nüber der Brücke\nÄrger\n",
            "Ã is a letter\nof Portuguese\nNÃO\n",
            "Why does “é” become “Ã©”, and ’ become â€™? – It was read in another encoding…",
            "a line\u{85}another",
            "名前 Ã 名前",
            "ascii",
            "",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
