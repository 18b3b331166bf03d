//! The fences around programs in Markdown.

use super::marker::is_fence;
use super::physical::RawLine;

/// Which lines open a program or close it, by turns. One that is never closed is none: it would take all that follows
/// for a program (`~~~~ scan this`). Lines that are skipped are neither.
pub(super) fn fences(lines: &[RawLine<'_>], is_skipped: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    let fence_at = |at: usize| fence(lines[at].body()).filter(|_| !is_skipped(at));
    let mut at = 0;
    // The shortest fence of each sign that no later line closes.
    let mut unclosed = [usize::MAX; 2];
    while at < lines.len() {
        at += 1;
        let Some((sign, length, _)) = fence_at(at - 1) else { continue };
        let shortest = &mut unclosed[usize::from(sign == b'~')];
        if length >= *shortest {
            continue;
        }
        let closes = |at: &usize| {
            fence_at(*at)
                .is_some_and(|(other, own, is_bare)| other == sign && own >= length && is_bare)
        };
        match (at..lines.len()).find(closes) {
            Some(end) => {
                out.extend([at - 1, end]);
                at = end + 1;
            }
            None => *shortest = length,
        }
    }
    out
}

/// The sign of a fence, how many there are, and whether nothing stands behind them.
fn fence(body: &str) -> Option<(u8, usize, bool)> {
    let sign = *body.as_bytes().first().filter(|_| is_fence(body))?;
    let length = body.bytes().take_while(|byte| *byte == sign).count();
    Some((sign, length, body[length..].trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{PARAGRAPHS, kept, label};
    use crate::page::Label;

    #[test]
    fn a_fence_that_is_never_closed_is_none() {
        let page = format!("~~~~ Scan this\nGet the app\n\n{PARAGRAPHS}");
        assert!(kept(&page).len() >= 3, "{:?}", kept(&page));
        assert_ne!(label(&page, "Get the app"), Label::Code);
    }

    #[test]
    fn a_fence_is_closed_by_one_of_its_make() {
        let page = format!("{PARAGRAPHS}\n````text\na\n```\nb\n~~~\n````\n\n{PARAGRAPHS}");
        assert!(kept(&page).contains(&"a\n```\nb\n~~~".to_owned()), "{:?}", kept(&page));
    }
}
