//! What readers of mail, browsers and programs that send newsletters print of links when they set a page as text:
//! the address behind the link's text, between brackets.

/// Addresses from which a text has the habit.
pub(super) const HABIT: usize = 3;

/// The brackets around addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brackets {
    /// `<https://valley.example/>`
    Angle,
    /// `[https://valley.example/]`, `[/ferry]`
    Square,
}

impl Brackets {
    const fn signs(self) -> [u8; 2] {
        match self {
            Brackets::Angle => [b'<', b'>'],
            Brackets::Square => [b'[', b']'],
        }
    }

    /// How many addresses stand in such brackets behind other text, and are told to be addresses by themselves.
    pub(super) fn count(self, text: &str) -> usize {
        let told = |at: &usize| {
            let address = &text[at + 1..];
            let end = self.address_end(address)?;
            let lone = self == Brackets::Angle && *at == 0;
            // a mark of forums is no address: `[/quote]`
            (!lone && address[..end - 1].contains(['.', ':'])).then_some(())
        };
        memchr::memchr_iter(self.signs()[0], text.as_bytes()).filter_map(|at| told(&at)).count()
    }

    /// Copies a text without them; says how many there were.
    pub(super) fn take_off(self, text: &str, out: &mut String) -> u16 {
        let mut links = 0u16;
        let mut rest = text;
        while let Some(at) = memchr::memchr(self.signs()[0], rest.as_bytes()) {
            let tail = &rest[at + 1..];
            if let Some(end) = self.address_end(tail) {
                out.push_str(rest[..at].trim_end());
                links = links.saturating_add(1);
                rest = &tail[end..];
            } else {
                out.push_str(&rest[..=at]);
                rest = tail;
            }
        }
        out.push_str(rest);
        links
    }

    /// Whether a text is such an address and nothing else.
    pub(super) fn is_address(self, text: &str) -> bool {
        text.as_bytes().first() == Some(&self.signs()[0])
            && self.address_end(&text[1..]) == Some(text.len() - 1)
    }

    /// One past the bracket that ends an address with which a text begins.
    fn address_end(self, text: &str) -> Option<usize> {
        /// Bytes of the longest address that is followed.
        const LONGEST: usize = 2048;
        let schemes = ["http://", "https://", "mailto:"];
        let path = self == Brackets::Square
            && (text.starts_with(['/', '#'])
                || text.starts_with("tel:")
                || text.starts_with("data:"));
        if !path && !schemes.iter().any(|scheme| text.starts_with(scheme)) {
            return None;
        }
        let [open, close] = self.signs();
        let bytes = &text.as_bytes()[..text.len().min(LONGEST)];
        let end = memchr::memchr3(close, open, b'"', bytes)?;
        let whole = bytes[end] == close && memchr::memchr(b' ', &bytes[..end]).is_none();
        (whole || bytes[end] == close && self == Brackets::Angle).then_some(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_behind_a_text_go() {
        let text =
            "The ferry <https://valley.example/ferry>, 3 < 4, and <b> of it <mailto:a@b.example>";
        let mut out = String::new();
        assert_eq!(Brackets::Angle.take_off(text, &mut out), 2);
        assert_eq!(out, "The ferry, 3 < 4, and <b> of it");
        assert_eq!(Brackets::Angle.count(text), 2);
        let text = "The ferry [https://valley.example/ferry], [sic] and [/ferry/pier] it [/quote]";
        let mut out = String::new();
        assert_eq!(Brackets::Square.take_off(text, &mut out), 3);
        assert_eq!(out, "The ferry, [sic] and it");
        assert_eq!(Brackets::Square.count(text), 1, "the others may be marks of forums");
    }
}
