//! Which signs stand in a line: hardly any line has those that a reader of links, fields or emphasis looks
//! for, and need not be searched by each of them.

/// The signs of a line, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u16);

impl Signs {
    pub(super) const DIGIT: Signs = Signs(1);
    pub(super) const COLON: Signs = Signs(1 << 1);
    /// Square brackets.
    pub(super) const OPENS: Signs = Signs(1 << 2);
    pub(super) const CLOSES: Signs = Signs(1 << 3);
    /// What emphasis is marked by: `*`, `_`, and the mark of code.
    pub(super) const STAR: Signs = Signs(1 << 4);
    pub(super) const UNDERLINE: Signs = Signs(1 << 5);
    pub(super) const TICK: Signs = Signs(1 << 6);
    pub(super) const BACKSLASH: Signs = Signs(1 << 7);
    pub(super) const EXCLAMATION: Signs = Signs(1 << 8);
    /// An opening round bracket.
    pub(super) const ROUND: Signs = Signs(1 << 9);
    pub(super) const BAR: Signs = Signs(1 << 10);
    pub(super) const TAB: Signs = Signs(1 << 11);
    pub(super) const BLANK: Signs = Signs(1 << 12);
    /// A character outside ASCII.
    pub(super) const OTHER: Signs = Signs(1 << 13);

    /// What Markdown is written with inside a line.
    pub(super) const MARKDOWN: Signs = Signs::OPENS
        .and(Signs::CLOSES)
        .and(Signs::STAR.and(Signs::UNDERLINE).and(Signs::TICK))
        .and(Signs::BACKSLASH.and(Signs::EXCLAMATION));

    /// The signs of a text.
    pub(super) fn of(text: &str) -> Signs {
        Signs(text.bytes().fold(0, |signs, byte| signs | OF[usize::from(byte)]))
    }

    /// Whether any of these is among them.
    #[inline]
    pub(super) const fn any(self, of: Signs) -> bool {
        self.0 & of.0 != 0
    }

    /// Both together.
    #[inline]
    pub(super) const fn and(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }
}

/// The bit of each byte.
const OF: [u16; 256] = {
    let mut of = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        of[byte] = match byte as u8 {
            b'0'..=b'9' => Signs::DIGIT.0,
            b':' => Signs::COLON.0,
            b'[' => Signs::OPENS.0,
            b']' => Signs::CLOSES.0,
            b'*' => Signs::STAR.0,
            b'_' => Signs::UNDERLINE.0,
            b'`' => Signs::TICK.0,
            b'\\' => Signs::BACKSLASH.0,
            b'!' => Signs::EXCLAMATION.0,
            b'(' => Signs::ROUND.0,
            b'|' => Signs::BAR.0,
            b'\t' => Signs::TAB.0,
            b' ' => Signs::BLANK.0,
            0x80.. => Signs::OTHER.0,
            _ => 0,
        };
        byte += 1;
    }
    of
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_seen_wherever_they_stand() {
        let signs = Signs::of("the [3]ferry of Möwe: 5\t\\");
        for there in [Signs::DIGIT, Signs::OPENS, Signs::CLOSES, Signs::COLON, Signs::TAB] {
            assert!(signs.any(there), "{there:?}");
        }
        assert!(signs.any(Signs::OTHER) && signs.any(Signs::MARKDOWN) && signs.any(Signs::BLANK));
        assert!(!signs.any(Signs::STAR.and(Signs::ROUND)) && !Signs::of("").any(Signs::MARKDOWN));
    }
}
