//! Markdown inside a line: links, images, emphasis, escapes, code marks.

use crate::lexicon::measure::table_of;

/// What was found while the marks were taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Inline {
    /// Links taken off.
    pub(super) links: u16,
    /// Bytes of text that stood inside links.
    pub(super) link_bytes: u32,
    /// Images taken off.
    pub(super) images: u16,
}

/// Brackets inside brackets that are followed.
const DEEPEST: usize = 256;
/// Link targets without an end from which a text has no links.
const ENDLESS: usize = 256;

/// Appends `text` to `out` with its Markdown taken off: a link leaves its text, an image nothing but
/// what stands around it, emphasis its words. `escapes` says whether a backslash before punctuation
/// is a Markdown escape.
pub(super) fn take_off(text: &str, escapes: bool, out: &mut String) -> Inline {
    let begin = out.len();
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        escapes,
        out,
        at: 0,
        plain: 0,
        open: Vec::new(),
        marks: Vec::new(),
        drops: Vec::new(),
        endless: 0,
        found: Inline::default(),
    };
    reader.read();
    let Reader { out, mut drops, mut found, .. } = reader;
    take_out(out, &mut drops);
    found.link_bytes = found.link_bytes.min((out.len() - begin) as u32);
    found
}

/// A text whose Markdown is being taken off.
struct Reader<'t, 'o> {
    text: &'t str,
    bytes: &'t [u8],
    escapes: bool,
    out: &'o mut String,
    /// Where the next mark is looked for.
    at: usize,
    /// Where the text begins that is not in `out` yet.
    plain: usize,
    /// Where in `out` each open bracket stands, and whether it opens an image.
    open: Vec<(usize, bool)>,
    /// Open single marks of emphasis.
    marks: Vec<(u8, usize)>,
    /// The bytes of `out` that go in the end: taking them out one by one would cost the square of a long line.
    drops: Vec<usize>,
    /// Targets that never end: after some there is no use in looking for more of them.
    endless: usize,
    found: Inline,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let bytes = self.bytes;
        while let Some(step) = next_special(&bytes[self.at..]) {
            let here = self.at + step;
            self.out.push_str(&self.text[self.plain..here]);
            self.plain = here;
            self.at = here + 1;
            match bytes[here] {
                b'\\'
                    if self.escapes
                        && bytes.get(here + 1).is_some_and(u8::is_ascii_punctuation) =>
                {
                    self.out.push(bytes[here + 1] as char);
                    self.go_on_at(here + 2);
                }
                b'!' | b'[' if self.open.len() >= DEEPEST => {}
                b'!' if bytes.get(here + 1) == Some(&b'[') => {
                    self.open.push((self.out.len(), true));
                    self.out.push_str("![");
                    self.go_on_at(here + 2);
                }
                // a footnote's mark: it stays.[^1]
                b'[' if self.escapes
                    && here > 0
                    && let Some(end) = note_end(bytes, here) =>
                {
                    self.go_on_at(end);
                }
                b'[' => {
                    self.open.push((self.out.len(), false));
                    self.out.push('[');
                    self.go_on_at(here + 1);
                }
                b']' => self.bracket_closes(here),
                mark @ (b'*' | b'_' | b'`') => self.emphasis(here, mark),
                _ => {}
            }
        }
        self.out.push_str(&self.text[self.plain..]);
    }

    /// Passes over what stands before a place.
    fn go_on_at(&mut self, place: usize) {
        (self.at, self.plain) = (place, place);
    }

    /// A bracket that closes a link's text or an image's, or none.
    fn bracket_closes(&mut self, here: usize) {
        let Some((start, is_image)) = self.open.pop() else { return };
        let label = if self.escapes && !is_image { label_end(self.bytes, here + 1) } else { None };
        // [the pier][2]
        if let Some(end) = label {
            self.link(start);
            self.go_on_at(end);
            return;
        }
        if self.endless > ENDLESS || self.bytes.get(here + 1) != Some(&b'(') {
            return;
        }
        let Some(end) = target_end(self.bytes, here + 1) else {
            self.endless += 1;
            return;
        };
        if is_image {
            self.found.images = self.found.images.saturating_add(1);
            self.out.truncate(start);
            while self.drops.last().is_some_and(|at| *at >= start) {
                self.drops.pop();
            }
            self.marks.retain(|(_, at)| *at < start);
        } else {
            self.link(start);
        }
        let end = end + attributes(&self.bytes[end..]);
        self.go_on_at(end + loose_space(&self.bytes[end..]));
    }

    /// A link whose bracket opened at `start`, and whose text is in `out`.
    fn link(&mut self, start: usize) {
        self.found.links = self.found.links.saturating_add(1);
        self.found.link_bytes += (self.out.len() - start - 1) as u32;
        self.drops.push(start);
    }

    /// A run of marks of emphasis, or of code.
    fn emphasis(&mut self, here: usize, mark: u8) {
        let run = self.bytes[here..].iter().take_while(|b| **b == mark).count();
        self.at = here + run;
        let before = self.text[..here].chars().next_back();
        let after = self.text[self.at..].chars().next();
        if run > 3 || (mark == b'_' && word(before) && word(after)) {
            return;
        }
        if run > 1 && !(space(before) && space(after)) {
            let loose = if space(before) { 0 } else { loose_space(&self.bytes[self.at..]) };
            self.go_on_at(self.at + loose);
            return;
        }
        let closes = !space(before) && !word(after);
        let opens = !space(after) && !word(before);
        if run == 1
            && closes
            && let Some(n) = self.marks.iter().rposition(|(m, _)| *m == mark)
        {
            self.drops.push(self.marks[n].1);
            self.marks.truncate(n);
            self.go_on_at(self.at + loose_space(&self.bytes[self.at..]));
        } else if run == 1 && opens && self.marks.len() < 64 {
            self.marks.push((mark, self.out.len()));
            self.out.push(mark as char);
            self.plain = self.at;
        }
    }
}

/// The end of the label of a link's target (`[2]`) that begins at `at`.
fn label_end(bytes: &[u8], at: usize) -> Option<usize> {
    /// Bytes of the longest label.
    const LABEL: usize = 24;
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let label = bytes[at + 1..].iter().take(LABEL);
    let length = label.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    (bytes.get(at + 1 + length) == Some(&b']')).then_some(at + length + 2)
}

/// The end of a footnote's mark (`[^1]`) that begins at `at`.
fn note_end(bytes: &[u8], at: usize) -> Option<usize> {
    let inner = bytes.get(at + 1).filter(|byte| **byte == b'^').map(|_| at + 2)?;
    let length =
        bytes[inner..].iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let ends = length > 0 && bytes.get(inner + length) == Some(&b']');
    (ends && bytes.get(inner + length + 1) != Some(&b':')).then_some(inner + length + 1)
}

/// How many bytes the attributes take that Pandoc writes behind a link or a heading: `{.more rel="nofollow"}`.
fn attributes(behind: &[u8]) -> usize {
    /// Bytes of the longest that are looked at.
    const LONGEST: usize = 400;
    let begins = matches!(behind, [b'{', b'.' | b'#', ..])
        || matches!(behind, [b'{', letter, ..] if letter.is_ascii_lowercase());
    let near = &behind[..behind.len().min(LONGEST)];
    let end = begins.then(|| memchr::memchr(b'}', near)).flatten();
    let written = |end: &usize| {
        let inner = &near[1..*end];
        inner.starts_with(b".") || inner.starts_with(b"#") || memchr::memchr(b'=', inner).is_some()
    };
    end.filter(written).map_or(0, |end| end + 1)
}

/// A heading without its attributes.
pub(super) fn without_attributes(heading: &str) -> &str {
    let Some(at) = heading.rfind('{') else { return heading };
    if attributes(&heading.as_bytes()[at..]) == heading.len() - at {
        return heading[..at].trim_end();
    }
    heading
}

/// How many spaces a flattener left between a mark that closes and the comma or full stop behind it.
fn loose_space(behind: &[u8]) -> usize {
    let end = behind.get(2).is_none_or(u8::is_ascii_whitespace);
    usize::from(end && matches!(behind, [b' ', b',' | b'.', ..]))
}

fn space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Takes single ASCII bytes out of a string, in one go.
fn take_out(out: &mut String, drops: &mut [usize]) {
    let Some(first) = drops.iter().min().copied() else { return };
    drops.sort_unstable();
    let tail = out.split_off(first);
    let mut from = first;
    for drop in drops.iter() {
        out.push_str(tail.get(from - first..drop - first).unwrap_or(""));
        from = drop + 1;
    }
    out.push_str(tail.get(from - first..).unwrap_or(""));
}

/// Whether two marks of emphasis stand side by side.
pub(super) fn has_emphasis(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'*', b'_', bytes).any(|at| bytes.get(at + 1) == Some(&bytes[at]))
}

fn next_special(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| SPECIAL[usize::from(*b)])
}

/// The bytes that marks are made of.
const SPECIAL: [bool; 256] = table_of(b"\\![]*_`");

/// The end of a link's target `(…)` that begins at `at`; targets may hold balanced parentheses and,
/// where a flattener wrapped them, spaces.
fn target_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let mut depth = 0;
    for (offset, byte) in bytes[at..].iter().take(8192).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a link or an image begins in `text`.
pub(super) fn has_link(text: &str) -> bool {
    text.find("](").is_some_and(|at| {
        let target = &text[at + 2..];
        text[..at].contains('[')
            && (target.is_empty()
                || target.starts_with(['/', '#', '<', '.', ')'])
                || target.contains(':')
                || target.contains('.'))
    })
}

/// How a line leaves its brackets: whether a link's text or target goes on in the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// Everything is closed.
    No,
    /// Inside the text of a link or an image.
    Text,
    /// Inside a target.
    Target,
}

/// How the brackets of `text` stand at its end.
pub(super) fn open_at_end(text: &str) -> Open {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(step) = memchr::memchr3(b'[', b']', b'\\', &bytes[at..]) {
        let here = at + step;
        at = here + 1;
        match bytes[here] {
            b'\\' => at += 1,
            b'[' => depth += 1,
            _ => {
                depth = depth.saturating_sub(1);
                if bytes.get(here + 1) == Some(&b'(') {
                    match target_end(bytes, here + 1) {
                        Some(end) => at = end,
                        None => return Open::Target,
                    }
                }
            }
        }
        if at >= bytes.len() {
            break;
        }
    }
    if depth > 0 { Open::Text } else { Open::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let mut out = String::new();
        take_off(text, true, &mut out);
        out
    }

    #[test]
    fn emphasis_leaves_its_words() {
        assert_eq!(plain("The **Lake**, the *hill* and _both_."), "The Lake, the hill and both.");
        assert_eq!(plain("**All of it**"), "All of it");
        assert_eq!(plain("un**believ**able"), "unbelievable");
        assert_eq!(plain("2 * 3 * 4 and snake_case_name"), "2 * 3 * 4 and snake_case_name");
        assert_eq!(plain("a footnote* here"), "a footnote* here");
        assert_eq!(plain("says **Mira Tolo** , who"), "says Mira Tolo, who");
        assert_eq!(plain("[the pier](/p) . Then **a** .NET"), "the pier. Then a .NET");
    }

    #[test]
    fn links_leave_their_text_and_images_nothing() {
        let mut out = String::new();
        let found = take_off("See [the (old) bridge](https://x.example/a_(b)) now", true, &mut out);
        assert_eq!(out, "See the (old) bridge now");
        assert_eq!((found.links, found.link_bytes), (1, 16));
        assert_eq!(plain("[![Alt text](a.png)](https://x.example/) Word"), " Word");
        assert_eq!(plain("he said [sic] so"), "he said [sic] so");
        assert_eq!(plain("an \\[escape\\] and 1\\. item"), "an [escape] and 1. item");
    }

    #[test]
    fn labels_of_links_and_attributes_go() {
        assert_eq!(plain("See [the pier][2] and [1] [a]"), "See the pier and [1] [a]");
        assert_eq!(plain("[the pier](/p){.more rel=\"next\"}. Then {x}"), "the pier. Then {x}");
        assert_eq!(plain("It stays.[^1] See [^2]: here"), "It stays. See [^2]: here");
        assert_eq!(without_attributes("The ferry {#ferry .head}"), "The ferry");
        assert_eq!(without_attributes("The {ferry}"), "The {ferry}");
    }

    #[test]
    fn an_open_link_goes_on() {
        assert_eq!(open_at_end("[ ![Some"), Open::Text);
        assert_eq!(open_at_end("[text](https://x.example/a-"), Open::Target);
        assert_eq!(open_at_end("[text](https://x.example/a) and"), Open::No);
    }

    #[test]
    fn unclosed_brackets_do_not_panic() {
        for text in ["[", "![", "]", "](", "[a](", "[a](b", "\\", "**", "_", "![a", "[![a](b)"] {
            let _ = plain(text);
            let _ = open_at_end(text);
        }
    }
}
