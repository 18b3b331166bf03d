//! Patterns of file names and addresses.

use url::Url;

/// Whether a name fits a pattern in which `*` stands for any run of characters and `?` for one;
/// letter case does not count. Takes time in proportion to the product of the two lengths at worst.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let (mut p, mut n) = (0, 0);
    // Where to go on when a later part does not fit: after the last star, one character further.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            retry = Some((p + 1, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((after_star, from)) = retry {
            retry = Some((after_star, from + 1));
            p = after_star;
            n = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// Whether a name fits one of several patterns.
#[must_use]
pub fn fits_one(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, name))
}

/// Whether an address fits one of several patterns, which may be written as people read addresses: with letters that
/// the address has in its encoded form (`*/città/*`).
#[must_use]
pub fn fits_address(patterns: &[String], url: &Url) -> bool {
    let encoded = |pattern: &String| {
        pattern.chars().fold(String::with_capacity(pattern.len()), |mut out, c| {
            let mut bytes = [0; 4];
            match c.is_ascii() {
                true => out.push(c),
                false => {
                    out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")))
                }
            }
            out
        })
    };
    patterns.iter().any(|pattern| fits(&encoded(pattern), url.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_stand_for_what_they_should() {
        for (pattern, name) in [
            ("page.*", "page.html"),
            ("*.html", "A.HTML"),
            ("*", ""),
            ("p?ge*l", "page.html"),
            ("*a*b*", "xxaxxbxx"),
            ("*.txt.gz", "x.txt.txt.gz"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("page.*", "mypage.html"),
            ("*.html", "html"),
            ("", "a"),
            ("?", ""),
            ("*.htm", "a.html"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn addresses_fit_patterns_as_people_write_them() {
        let url = Url::parse("https://example.org/città/b-1").unwrap();
        for (pattern, fits) in
            [("*/città/*", true), ("*/CITT%C3%A0/*", true), ("*/citta/*", false), ("*", true)]
        {
            assert_eq!(fits_address(&[pattern.to_owned()], &url), fits, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_ends() {
        assert!(!fits(&"*a".repeat(200), &"a".repeat(150)));
        assert!(!fits(&format!("{}b", "a*".repeat(100)), &"a".repeat(5000)));
    }
}
