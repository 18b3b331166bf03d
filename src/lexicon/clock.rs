//! Hours as people write them.

/// The minute of the day, where a text is an hour and nothing else: `15:40`, `20.15 Uhr`, `9h05`, `3:20 pm`.
#[must_use]
pub fn only(text: &str) -> Option<u32> {
    const WORDS: [&str; 6] = ["uhr", "h", "am", "pm", "uur", "ore"];
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
    if !word.is_empty() && !WORDS.contains(&&*word) {
        return None;
    }
    let later = if word == "pm" && hour < 12 { 12 } else { 0 };
    Some((hour + later) * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::only;

    #[test]
    fn hours_alone_are_read() {
        for (text, minute) in [("15:40", 940), ("20.15 Uhr", 1215), ("9h05", 545), ("3:20 pm", 920)]
        {
            assert_eq!(only(text), Some(minute), "{text}");
        }
        for text in ["", "15", "3.5", "25:10", "15:40 Brodd", "1:2:3"] {
            assert_eq!(only(text), None, "{text}");
        }
    }
}
