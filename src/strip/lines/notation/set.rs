//! What notations are set as: plain lines.

use crate::strip::glue::glue;
use crate::strip::lines::read::told::Field;

/// The lines of such a text, and which of them tell its title, its author or its day.
#[derive(Debug, Default)]
pub(in crate::strip::lines) struct Plain {
    pub(in crate::strip::lines) text: String,
    /// Numbers of lines, from 1, and what they tell.
    pub(in crate::strip::lines) told: Vec<(u32, Field)>,
    lines: u32,
    /// The paragraph that is being read, and how many lines it took beside its first.
    paragraph: String,
    joined: u32,
}

impl Plain {
    pub(super) fn push(&mut self, line: &str) {
        self.end_paragraph();
        self.add(line);
    }

    /// Adds a line of a notation in which only empty lines part paragraphs.
    pub(super) fn go_on(&mut self, line: &str) {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['#', '=', '|', '>']) || is_item(body) {
            self.push(line);
        } else {
            self.join(line);
        }
    }

    /// Adds a line of Markdown in which only empty lines part paragraphs: an item goes on below its first line.
    pub(super) fn flow(&mut self, line: &str) {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['#', '|', '>']) {
            self.push(line);
            return;
        }
        if is_item(body) {
            self.end_paragraph();
        }
        let broken = line.strip_suffix('\\');
        self.join(broken.unwrap_or(line));
        // a line that ends here for all readers to see
        if broken.is_some() || line.ends_with("  ") {
            self.end_paragraph();
        }
    }

    /// Counts a line that the last one has taken in.
    pub(super) fn skip_line(&mut self) {
        match self.paragraph.is_empty() {
            true => self.add(""),
            false => self.joined += 1,
        }
    }

    fn join(&mut self, line: &str) {
        let body = line.trim();
        if self.paragraph.is_empty() {
            self.paragraph.push_str(line);
        } else {
            self.paragraph.push_str(glue(&self.paragraph, body));
            self.paragraph.push_str(body);
            self.joined += 1;
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let paragraph = std::mem::take(&mut self.paragraph);
        self.add(&paragraph);
        (0..std::mem::take(&mut self.joined)).for_each(|_| self.add(""));
    }

    pub(super) fn ended(mut self) -> Plain {
        self.end_paragraph();
        self
    }

    pub(super) fn add(&mut self, line: &str) {
        if self.lines > 0 {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.lines += 1;
    }

    pub(super) fn blank(&mut self) {
        self.push("");
    }

    /// Adds a line that tells something, unless another told it before.
    pub(super) fn tell(&mut self, value: &str, field: Field) {
        let value = value.trim();
        let again = field != Field::Author && self.told.iter().any(|(_, told)| *told == field);
        if value.is_empty() || again {
            return self.blank();
        }
        self.push(value);
        self.told.push((self.lines, field));
    }
}

/// Whether a line is an item of a list, or a stroke.
fn is_item(body: &str) -> bool {
    let mut rest = body.trim_start_matches(['-', '*', '+', '•']);
    if let Some((number, behind)) = body.split_once(['.', ')'])
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = behind;
    }
    rest.len() < body.len() && (rest.is_empty() || rest.starts_with(' '))
}

/// The first lines of a text, by which its notation is told.
pub(super) fn head(text: &str) -> impl Iterator<Item = &str> {
    const LINES: usize = 40;
    let shown = |line: &&str| !line.trim().is_empty();
    text.trim_start_matches('\u{feff}').lines().filter(shown).take(LINES)
}

/// Appends `line` with the links between `open` and `close` undone, as `label` has them.
pub(super) fn without_links(
    line: &str,
    (open, close): (&str, &str),
    out: &mut String,
    label: impl Fn(&str) -> &str,
) {
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once(open) {
        let Some((inside, after)) = behind.split_once(close) else { break };
        out.push_str(before);
        out.push_str(label(inside));
        rest = after;
    }
    out.push_str(rest);
}

/// Appends `line` without the marks that stand around words: before a word and behind one, with nothing but
/// blanks and signs on their other sides.
pub(super) fn without_marks(line: &str, marks: &[char], out: &mut String) {
    let mut before = ' ';
    let mut open: Option<char> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if marks.contains(&c) {
            let opens = open.is_none()
                && !before.is_alphanumeric()
                && next.is_alphanumeric()
                && closes(chars.clone().take(SPAN), c);
            let ends = open == Some(c) && !before.is_whitespace() && !next.is_alphanumeric();
            if opens || ends {
                open = opens.then_some(c);
                continue;
            }
        }
        out.push(c);
        before = c;
    }
}

/// Characters of the longest text that is set apart by marks.
const SPAN: usize = 200;

/// Whether a mark stands again behind a word.
pub(super) fn closes(mut rest: impl Iterator<Item = char>, mark: char) -> bool {
    let mut before = ' ';
    let found = rest.find(|c| {
        let closes = *c == mark && !before.is_whitespace();
        before = *c;
        closes
    });
    found.is_some() && rest.next().is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_words_go_and_others_stay() {
        let of = |line: &str| {
            let mut out = String::new();
            without_marks(line, &['*', '_'], &mut out);
            out
        };
        assert_eq!(of("the *old ferry* of _Lenta_."), "the old ferry of Lenta.");
        assert_eq!(of("2 * 3 and a_b_c *"), "2 * 3 and a_b_c *");
        assert_eq!(of("*open"), "*open");
    }
}
