//! Language tags as pages write them, in one form.

/// Codes that pages use for a language and that mean another or none.
const ALIASES: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("dk", "da"),
    ("dut", "nl"),
    ("eng", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("gr", "el"),
    ("heb", "he"),
    ("hin", "hi"),
    ("in", "id"),
    ("ita", "it"),
    ("iw", "he"),
    ("ji", "yi"),
    ("jp", "ja"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("kr", "ko"),
    ("nld", "nl"),
    ("nor", "no"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("spa", "es"),
    ("swe", "sv"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("zho", "zh"),
];

/// A language tag in canonical form: lower case, joined by `-`, without a region that only repeats
/// the language (`it-IT` is `it`, `de_CH` is `de-ch`). None for what is no tag.
pub(in crate::meta) fn canonical(tag: &str) -> Option<String> {
    // A list of languages is led by the page's own.
    let tag = tag.split([',', ';', ' ']).find(|t| !t.is_empty())?;
    let mut parts = tag.split(['-', '_', '.', '@']);
    let primary = parts.next()?.to_ascii_lowercase();
    if !matches!(primary.len(), 2 | 3) || !primary.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    if matches!(&*primary, "und" | "zxx" | "mul" | "mis" | "xx") {
        return None;
    }
    let primary = match ALIASES.binary_search_by_key(&&*primary, |(from, _)| from) {
        Ok(found) => ALIASES[found].1.to_owned(),
        Err(_) => primary,
    };
    let second = parts.next().map(str::to_ascii_lowercase).filter(|part| {
        matches!(part.len(), 2 | 4)
            && part.bytes().all(|b| b.is_ascii_lowercase())
            && *part != primary
            && part != "utf"
    });
    Some(match second {
        Some(second) => format!("{primary}-{second}"),
        None => primary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_one_form() {
        assert!(ALIASES.is_sorted());
        for (tag, want) in [
            ("it", "it"),
            ("it-IT", "it"),
            ("de_CH", "de-ch"),
            ("EN-us", "en-us"),
            ("zh-Hans-CN", "zh-hans"),
            ("deu", "de"),
            ("iw", "he"),
            ("fr, en", "fr"),
            ("ja_JP.UTF-8", "ja-jp"),
        ] {
            assert_eq!(canonical(tag).as_deref(), Some(want), "{tag}");
        }
        for tag in ["", "x", "und", "deutsch", "12", "de1", "{{lang}}"] {
            assert_eq!(canonical(tag), None, "{tag}");
        }
    }
}
