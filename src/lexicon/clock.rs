//! Hours as people write them.

/// A half of the day, before noon or from noon on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// `am`: from midnight on.
    First,
    /// `pm`: from noon on.
    Second,
}

/// The halves by their names, in lower case.
const HALVES: [(&str, Half); 23] = [
    ("a. m.", Half::First),
    ("a.m.", Half::First),
    ("am", Half::First),
    ("p. m.", Half::Second),
    ("p.m.", Half::Second),
    ("pm", Half::Second),
    ("ch", Half::Second),
    ("π.μ.", Half::First),
    ("πμ", Half::First),
    ("μ.μ.", Half::Second),
    ("μμ", Half::Second),
    ("صباحاً", Half::First),
    ("صباحًا", Half::First),
    ("صباحا", Half::First),
    ("ص", Half::First),
    ("مساءً", Half::Second),
    ("مساء", Half::Second),
    ("م", Half::Second),
    ("صبح", Half::First),
    ("دوپہر", Half::Second),
    ("شام", Half::Second),
    ("पूर्वाह्न", Half::First),
    ("अपराह्न", Half::Second),
];

impl Half {
    /// The half of the day that a text begins with, blanks before it aside, and what stands behind it. None where
    /// letters go on, as in `12:30 Amsterdam`.
    #[must_use]
    pub fn at_start(text: &str) -> Option<(Half, &str)> {
        let text = text.trim_start();
        HALVES.iter().find_map(|(name, half)| {
            let (start, rest) = text.split_at_checked(name.len())?;
            let ends = start.eq_ignore_ascii_case(name) && !rest.starts_with(char::is_alphabetic);
            ends.then_some((*half, rest))
        })
    }

    /// An hour of this half, of which the first is 12, as one of the 24 of the day. Hours that are none of a half
    /// stay as they are: `15:40 pm`.
    #[must_use]
    pub fn hour(self, hour: u32) -> u32 {
        match (self, hour) {
            (Half::First, 12) => 0,
            (Half::Second, 0..12) => hour + 12,
            _ => hour,
        }
    }
}

/// The minute of the day, where a text is an hour and nothing else: `15:40`, `20.15 Uhr`, `9h05`, `3:20 pm`.
#[must_use]
pub fn only(text: &str) -> Option<u32> {
    const WORDS: [&str; 4] = ["uhr", "h", "uur", "ore"];
    let text = text.trim();
    if text.len() > 12 {
        return None;
    }
    let (hour, rest) = text.split_once([':', '.', 'h'])?;
    let minutes = rest.get(..2)?;
    let word = rest.get(2..)?.trim().to_lowercase();
    let number = |text: &str, below: u32| -> Option<u32> {
        let digits =
            (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && *number < below)
    };
    let (hour, minutes) = (number(hour, 24)?, number(minutes, 60)?);
    let hour = match Half::at_start(&word) {
        Some((half, "")) => half.hour(hour),
        None if word.is_empty() || WORDS.contains(&&*word) => hour,
        _ => return None,
    };
    Some(hour * 60 + minutes)
}

/// What stands before an hour, in lower case.
const BEFORE: [&str; 8] = ["alle ", "kl ", "kl. ", "klo ", "o ", "ore ", "um ", "à "];
/// What parts an hour from what happened then.
const BEHIND: [char; 9] = ['-', '–', '—', ':', '|', '·', '•', '→', '»'];
/// Letters of the longest name of a time zone.
const ZONE: usize = 5;

/// The minute of the day that a text opens with as the entries of a ticker do, and what stands behind it: `20:55`,
/// `20:55 GMT`, `Ore 20.55 - Il ponte …`, `20.15 Uhr: …`. None where the text goes on as a sentence does.
#[must_use]
pub fn opening(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start_matches(|c: char| c == '[' || c == '(' || c.is_whitespace());
    let start = text.get(..text.floor_char_boundary(8))?.to_lowercase();
    let before = BEFORE.iter().find(|word| start.starts_with(**word)).map_or(0, |word| word.len());
    let text = text.get(before..)?;
    let digit = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'h');
    let length = text.find(|c: char| !digit(c)).unwrap_or(text.len()).min(6);
    let digits = text.get(..length)?.trim_end_matches([':', '.', 'h']);
    let minute = only(digits)?;
    let mut rest = text.get(digits.len()..)?.trim_start_matches([' ', '\u{a0}']);
    if let Some((half, behind)) = Half::at_start(rest) {
        let hour = half.hour(minute / 60);
        return Some((hour * 60 + minute % 60, parted(behind)?));
    }
    let word = rest.split([' ', '\u{a0}', ':', ',', ')', ']']).next().unwrap_or("");
    let zone = word.len() <= ZONE && word.len() >= 2 && word.chars().all(char::is_uppercase);
    if zone || matches!(&*word.to_lowercase(), "uhr" | "h" | "uur" | "ore" | "kl") {
        rest = rest.get(word.len()..)?;
    }
    Some((minute, parted(rest)?))
}

/// Whether minutes of the day follow each other in one direction, midnight aside.
#[must_use]
pub fn in_order(minutes: impl Iterator<Item = u32> + Clone) -> bool {
    let pairs = || minutes.clone().zip(minutes.clone().skip(1));
    let rises = pairs().filter(|(a, b)| a < b).count();
    let falls = pairs().filter(|(a, b)| a > b).count();
    falls.min(rises) <= usize::from(pairs().count() >= 6)
}

/// What stands behind the sign that ends an hour; none where there is something else.
fn parted(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\u{a0}', ')', ']']);
    let rest = text.trim_start_matches(BEHIND);
    (text.is_empty() || rest.len() < text.len()).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::{Half, only, opening};

    #[test]
    fn entries_of_tickers_open_with_their_hour() {
        for (text, minute, rest) in [
            ("20:55", 1255, ""),
            ("20:55 GMT", 1255, ""),
            ("Ore 20.55 - Il ponte", 1255, "Il ponte"),
            ("20.15 Uhr: Die Brücke", 1215, "Die Brücke"),
            ("[9h05] – Le pont", 545, "Le pont"),
            ("3:20 pm – The ferry", 920, "The ferry"),
            ("20:55: The ferry", 1255, "The ferry"),
        ] {
            assert_eq!(opening(text), Some((minute, rest)), "{text}");
        }
        for text in ["20.55 million came", "At 20:55 it fell", "20:55 the ferry", "", "12", "25:10"]
        {
            assert_eq!(opening(text), None, "{text}");
        }
    }

    #[test]
    fn hours_alone_are_read() {
        for (text, minute) in [
            ("15:40", 940),
            ("20.15 Uhr", 1215),
            ("9h05", 545),
            ("3:20 pm", 920),
            ("12:20 am", 20),
            ("12:20 p.m.", 740),
        ] {
            assert_eq!(only(text), Some(minute), "{text}");
        }
        for text in ["", "15", "3.5", "25:10", "15:40 Brodd", "1:2:3"] {
            assert_eq!(only(text), None, "{text}");
        }
    }

    #[test]
    fn a_half_of_the_day_ends_where_letters_do() {
        assert_eq!(Half::at_start(" PM CET"), Some((Half::Second, " CET")));
        assert_eq!(Half::at_start("a. m., Brodd"), Some((Half::First, ", Brodd")));
        assert_eq!(Half::at_start(" Amsterdam"), None);
        assert_eq!(Half::at_start("Uhr"), None);
        assert_eq!(Half::at_start(" م GST"), Some((Half::Second, " GST")));
        assert_eq!(Half::at_start(" صباحًا"), Some((Half::First, "")));
        assert_eq!(Half::at_start(" مارس"), None);
        assert_eq!(Half::at_start(" CH"), Some((Half::Second, "")));
        assert_eq!(Half::at_start(" chiều"), None);
    }
}
