//! The head of an HTTP message, as a record holds it before the body.

/// Head and body of a message; the head with its closing empty line. What has no such line is all
/// head.
pub(in crate::store) fn split_head(block: &[u8]) -> (&[u8], &[u8]) {
    let length = memchr::memmem::find(block, b"\r\n\r\n")
        .map(|at| at + 4)
        .or_else(|| memchr::memmem::find(block, b"\n\n").map(|at| at + 2))
        .unwrap_or(block.len());
    block.split_at(length)
}

/// The status in the first line of an answer's head.
pub(in crate::store) fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|b| *b == b'\n').next()?;
    std::str::from_utf8(line).ok()?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The value of a head's first header of this name (ASCII case ignored), as bytes.
pub(in crate::store) fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    head.split(|b| *b == b'\n').skip(1).take_while(|line| !line.trim_ascii().is_empty()).find_map(
        |line| {
            let colon = memchr::memchr(b':', line)?;
            let (key, value) = line.split_at(colon);
            key.trim_ascii()
                .eq_ignore_ascii_case(name.as_bytes())
                .then(|| value.get(1..).unwrap_or(b"").trim_ascii())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_those_of_the_head() {
        let block = b"HTTP/1.1 200 OK\r\nA: 1\r\nCONTENT-Type :  text/html \r\n\r\nB: 2\r\n\r\nx";
        let (head, body) = split_head(block);
        assert_eq!(body, b"B: 2\r\n\r\nx");
        assert_eq!(status(head), Some(200));
        assert_eq!(header(head, "content-type"), Some(&b"text/html"[..]));
        assert_eq!(header(block, "b"), None, "not of the body");
        assert_eq!(header(b"", "a"), None);
    }
}
