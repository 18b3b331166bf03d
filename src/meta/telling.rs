//! Which classes are worth reading: those that may call an element a byline or a date.

/// Parts of words that a class for a byline or a date has at least one of, in lower case: the test
/// that most classes fail.
const TELLING: &[&str] = &[
    "aut", "byl", "vcard", "fn", "writer", "firma", "sign", "verf", "redak", "dat", "fecha",
    "time", "publ", "submit", "meta", "creat",
];

/// For each byte, the letters that follow it at the beginning of a part in [`TELLING`], in either case,
/// one bit each; and the bit of each letter.
const FOLLOWING: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < TELLING.len() {
        let part = TELLING[at].as_bytes();
        let next = LETTER[part[1] as usize];
        table[part[0] as usize] |= next;
        table[part[0].to_ascii_uppercase() as usize] |= next;
        at += 1;
    }
    table
};
const LETTER: [u32; 256] = {
    let mut table = [0; 256];
    let mut letter = 0;
    while letter < 26 {
        table[b'a' as usize + letter] = 1 << letter;
        table[b'A' as usize + letter] = 1 << letter;
        letter += 1;
    }
    table
};

/// Whether a class holds one of [`TELLING`], in any case.
pub(super) fn is_telling(class: &str) -> bool {
    let bytes = class.as_bytes();
    let mut may_follow = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if may_follow & LETTER[usize::from(*byte)] != 0 && begins_telling(&bytes[at - 1..]) {
            return true;
        }
        may_follow = FOLLOWING[usize::from(*byte)];
    }
    false
}

fn begins_telling(bytes: &[u8]) -> bool {
    let begin = [bytes[0] | 0x20, bytes[1] | 0x20];
    TELLING.iter().map(|part| part.as_bytes()).any(|part| {
        let here = || bytes.get(..part.len());
        part[..2] == begin && here().is_some_and(|here| here.eq_ignore_ascii_case(part))
    })
}
