//! What a message is encoded with on its way.

/// RFC 2045 section 6.7. What is no valid escape stands for itself.
pub(super) fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = after;
        } else if let Some(byte) = escape(rest) {
            out.push(byte);
            rest = &rest[2..];
        } else {
            out.push(b'=');
        }
    }
    out
}

/// The byte that two hexadecimal digits stand for, where there are two.
fn escape(after: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *after.first_chunk::<2>()?;
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// RFC 4648 base 64, line breaks passed over; `None` for what is none.
pub(super) fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\r' | b'\n' | b' ' | b'\t' => continue,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_soft_line_ends_are_undone() {
        let of = |text: &str| String::from_utf8(quoted_printable(text.as_bytes())).unwrap();
        assert_eq!(of("Gr=C3=BC=\r\n=C3=9Fe 1=2"), "Grüße 1=2");
        assert_eq!(of("a=\nb="), "ab=");
        assert_eq!(of("a=+5b"), "a=+5b");
        assert_eq!(base64(b"R3LD\r\nvMOfZQ==").as_deref(), Some("Grüße".as_bytes()));
        assert_eq!(base64(b"Gr\xc3"), None);
    }

    #[test]
    fn what_is_no_escape_stands_for_itself() {
        for (coded, plain) in [
            ("said a=+5b is", "said a=+5b is"),
            ("a=-1 b= 5 c==41 d=4", "a=-1 b= 5 c=A d=4"),
            ("=e4=E4=0a=", "\u{e4}\u{e4}\n="),
        ] {
            let plain: Vec<u8> = plain.chars().map(|c| c as u8).collect();
            assert_eq!(quoted_printable(coded.as_bytes()), plain, "{coded}");
        }
    }
}
