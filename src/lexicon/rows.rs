//! Lists as they are kept: two columns, an entry a line.

/// The rows of a two-column list, each of which ends in a line feed.
pub(super) fn rows(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut from = 0;
    memchr::memchr_iter(b'\n', data.as_bytes()).filter_map(move |end| {
        let line = data.get(from..end)?;
        from = end + 1;
        // The first column is short.
        let tab = line.bytes().position(|byte| byte == b'\t')?;
        let rest = &line[tab + 1..];
        Some((&line[..tab], rest.strip_suffix('\r').unwrap_or(rest)))
    })
}
