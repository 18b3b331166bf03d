//! The name of a section as readers see it.

/// What stands in the place of a section's name where there is none, in lower case.
const NONE: &str = include_str!("data/no_section.txt");

/// A section's name without what only the system says: `Sport` of `Posted in Sport`, `europe` of
/// `/world/europe`; none where it says that there is no section.
pub(super) fn name(text: &str) -> Option<String> {
    let text = ["Posted in ", "Filed under ", "Filed Under: "]
        .iter()
        .find_map(|words| text.strip_prefix(words))
        .unwrap_or(text);
    let path = text.starts_with('/') || text.starts_with("http://") || text.starts_with("https://");
    let text = if path && !text.contains(' ') {
        text.trim_end_matches('/').rsplit('/').next().unwrap_or(text)
    } else {
        text
    };
    let lower = text.trim().to_lowercase();
    let none = lower.is_empty() || NONE.lines().any(|name| name == lower);
    (!none).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_no_name() {
        for (text, want) in [
            ("Sport", Some("Sport")),
            ("Arts/Culture", Some("Arts/Culture")),
            ("Posted in Sport", Some("Sport")),
            ("/world/europe/", Some("europe")),
            ("https://example.org/en/world", Some("world")),
            ("nil", None),
            ("Uncategorized", None),
            ("Front-Page", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(name(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn the_list_is_sorted() {
        let names: Vec<&str> = NONE.lines().collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(names.iter().all(|n| !n.is_empty() && n.to_lowercase() == *n));
    }
}
