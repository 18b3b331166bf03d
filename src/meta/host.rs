//! Names of hosts in texts.

/// Whether a text is the name of a host: `example.com`.
pub(super) fn is_host(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(name, last)| {
        let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        !name.is_empty()
            && name.chars().all(host)
            && (2..=6).contains(&last.len())
            && last.bytes().all(|b| b.is_ascii_alphabetic())
    })
}
