//! The digits of other scripts.

/// The zeros of scripts whose digits stand in a row behind it: Arabic, Persian, those of India, Thai, Lao,
/// Tibetan, Burmese, Khmer, and the wide ones of East Asia.
const ZEROS: [u32; 17] = [
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
    0xf20, 0x1040, 0x17e0, 0xff10,
];

/// A digit of another script as the ASCII digit of its value.
#[must_use]
pub fn digit(c: char) -> Option<char> {
    if c < '\u{660}' {
        return None;
    }
    let value =
        ZEROS.iter().map(|zero| (c as u32).wrapping_sub(*zero)).find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_have_their_value() {
        for (text, want) in [
            ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
            ("۱۴۰۳", "1403"),
            ("२०२५", "2025"),
            ("২০২৫", "2025"),
            ("๒๕๖๘", "2568"),
            ("၂၀၂၅", "2025"),
            ("２０２５", "2025"),
        ] {
            assert_eq!(text.chars().filter_map(digit).collect::<String>(), want);
        }
        assert!("0aä月五½²Ⅷ".chars().all(|c| digit(c).is_none()));
    }
}
