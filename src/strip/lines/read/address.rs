//! What readers of mail and browsers print of links when they save a page as text: the address behind the
//! link's text, between angle brackets.

/// Addresses from which a text has the habit.
pub(super) const HABIT: usize = 3;

/// How many addresses stand in angle brackets behind other text.
pub(super) fn angled(text: &str) -> usize {
    memchr::memchr_iter(b'<', text.as_bytes())
        .filter(|at| *at > 0 && address_end(&text[at + 1..]).is_some())
        .count()
}

/// Copies a text without them; says how many there were.
pub(super) fn without_addresses(text: &str, out: &mut String) -> u16 {
    let mut links = 0u16;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tail = &rest[at + 1..];
        if let Some(end) = address_end(tail) {
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

/// One past the bracket that ends an address with which a text begins.
fn address_end(text: &str) -> Option<usize> {
    /// Bytes of the longest address that is followed.
    const LONGEST: usize = 2048;
    let schemes = ["http://", "https://", "mailto:"];
    if !schemes.iter().any(|scheme| text.starts_with(scheme)) {
        return None;
    }
    let bytes = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr3(b'>', b'<', b'"', bytes)?;
    (bytes[end] == b'>').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_behind_a_text_go() {
        let text =
            "The ferry <https://valley.example/ferry>, 3 < 4, and <b> of it <mailto:a@b.example>";
        let mut out = String::new();
        assert_eq!(without_addresses(text, &mut out), 2);
        assert_eq!(out, "The ferry, 3 < 4, and <b> of it");
        assert_eq!(angled(text), 2);
    }
}
