//! Whose code it is: that of a page, which no reader sees, or an example in an article.

use std::collections::HashSet;

use super::shape;

/// What only the code of pages has.
const MACHINE: &[&str] = &[
    "\"@context\"",
    "\"@type\"",
    "dataLayer",
    "gtag(",
    "googletag",
    "adsbygoogle",
    "gtm.js",
    "fbq(",
    "_paq",
    "__NEXT",
    "__next_f",
    "__NUXT",
    "__INITIAL",
    "__PRELOADED",
    "pageProps",
    "sourceMappingURL",
    "window.",
    "window[",
    "document.",
    "createElement",
    "addEventListener",
    "querySelector",
    "getElementById",
    "localStorage",
    "sessionStorage",
    "navigator.",
    "use strict",
    "jQuery",
    "@font-face",
    "@media",
    "!important",
    "-webkit-",
    "var(--",
    "font-family:",
    "display:none",
    "display: none",
    "background-color:",
    ".push(",
    "$(",
];

/// Bytes of the shortest code.
const SHORTEST: usize = 8;
/// Bytes of the shortest line that only a machine wrote.
const MINIFIED: usize = 160;

/// How sure it is that nobody is to read a piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// It may be anything.
    No,
    /// It is code, but an article may have set it as an example.
    Likely,
    /// A machine wrote it for machines.
    Yes,
}

/// Whether there may be a piece of code in a text that is sure to be one.
pub(super) fn may_be_sure(text: &str) -> bool {
    /// Bytes of a line from which text and code may stand on it side by side.
    const LONG: usize = 2000;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'{', &bytes[at..]) {
        let start = memchr::memrchr(b'\n', &bytes[at..at + step]).map_or(at, |n| at + n + 1);
        let rest = &bytes[at + step..];
        let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |n| at + step + n);
        let line = &text[start..end];
        if line.len() >= LONG
            || is_minified(line, true)
            || ["\"@context\"", "\"@type\""].iter().any(|word| line.contains(word))
            || shape::state_start(line).is_some()
        {
            return true;
        }
        at = (end + 1).min(bytes.len());
    }
    memchr::memmem::find(bytes, b"\"@type\"").is_some()
}

/// How sure it is of a piece of code.
pub(super) fn judge(code: &str) -> Sure {
    let near = &code[..code.floor_char_boundary(1 << 14)];
    if ["\"@context\"", "\"@type\""].iter().any(|word| near.contains(word)) {
        return Sure::Yes;
    }
    let machine = MACHINE.iter().any(|word| near.contains(word));
    let state = |line: &str| shape::state_start(line).is_some();
    if near.lines().any(|line| is_minified(line, machine) || state(line)) {
        return Sure::Yes;
    }
    let written = near.contains(['\n', ';', '=', '(', ':']) && near.len() >= SHORTEST;
    if machine || written { Sure::Likely } else { Sure::No }
}

/// Whether a line is written without the blanks that people set in code.
fn is_minified(line: &str, machine: bool) -> bool {
    let line = line.trim();
    let bytes = line.as_bytes();
    let blanks = bytes.iter().filter(|byte| **byte == b' ').count();
    let signs = bytes.iter().filter(|byte| b"{}();:,=".contains(byte)).count();
    let least = if machine { MINIFIED / 2 } else { MINIFIED };
    bytes.len() >= least && signs * 16 >= bytes.len() && blanks * 16 <= bytes.len()
}

/// Whether sentences speak of names that a code gives, as an article does of its examples.
pub(super) fn are_named<'a>(
    sentences: impl Iterator<Item = &'a str>,
    named: &HashSet<&str>,
) -> bool {
    let mut found: Option<&str> = None;
    for name in sentences.flat_map(identifiers).filter(|name| named.contains(name)) {
        if found.is_some_and(|found| found != name) {
            return true;
        }
        found = Some(name);
    }
    false
}

/// The names in a text that no language writes so: `getElementById`, `page_id`.
pub(super) fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let spelled = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(move |c| !spelled(c)).filter(|word| {
        let bytes = word.as_bytes();
        let joined = bytes.windows(2).any(|pair| {
            pair[0].is_ascii_lowercase() && (pair[1].is_ascii_uppercase() || pair[1] == b'_')
        });
        (6..=40).contains(&bytes.len()) && bytes[0].is_ascii_lowercase() && joined
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_pages_is_told_from_examples() {
        assert_eq!(judge("{\"@context\":\"https://schema.org\"}"), Sure::Yes);
        assert_eq!(
            judge(
                "body{margin:0;font-family:Arial,sans-serif}.nav a{color:#06c;text-decoration:none}@media (max-width:600px){.nav{display:none}}"
            ),
            Sure::Yes
        );
        assert_eq!(judge("if (window.paper) {\n  show();\n}"), Sure::Likely);
        assert_eq!(judge("fn main() {\n    println!(\"Hello\");\n}"), Sure::Likely);
        assert_eq!(judge("{ferry}"), Sure::No);
    }

    #[test]
    fn an_article_names_what_its_examples_name() {
        let code = "function showFerry() { var ferry_id = getFerry(); }";
        let named: HashSet<&str> = identifiers(code).collect();
        assert!(are_named(["Call showFerry", "with ferry_id."].into_iter(), &named));
        assert!(!are_named(["The ferry stays, says YouTube."].into_iter(), &named));
    }
}
