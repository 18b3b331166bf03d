//! Two texts side by side, for people.

use similar::{ChangeTag, DiffOp, TextDiff};

/// How many words around a change are shown.
const AROUND: usize = 6;

/// What differs between two texts, one line a changed paragraph: `-` for a paragraph that is
/// missing, `+` for one that should not be there, `~` for one that changed, with the words that
/// went in `[-…-]` and those that came in `{+…+}`. Empty when the texts are the same.
#[must_use]
pub fn readable(expected: &str, found: &str) -> String {
    let (expected, found) = (paragraphs(expected), paragraphs(found));
    let diff = TextDiff::from_slices(&expected, &found);
    let mut out = String::new();
    for op in diff.ops() {
        let (old, new) = (&expected[op.old_range()], &found[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Replace { .. } if old.len() == new.len() => {
                for (old, new) in old.iter().zip(new) {
                    changed(old, new, &mut out);
                }
            }
            _ => {
                old.iter().for_each(|line| push(&mut out, "- ", line));
                new.iter().for_each(|line| push(&mut out, "+ ", line));
            }
        }
    }
    out
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim().is_empty()).collect()
}

fn push(out: &mut String, sign: &str, line: &str) {
    out.push_str(sign);
    out.push_str(line);
    out.push('\n');
}

fn changed(old: &str, new: &str, out: &mut String) {
    let diff = TextDiff::from_words(old, new);
    if diff.ratio() < 0.5 {
        push(out, "- ", old);
        push(out, "+ ", new);
        return;
    }
    let mut line = String::new();
    let groups = diff.ops().len();
    for (at, op) in diff.ops().iter().enumerate() {
        let (mut same, mut gone, mut came) = (Vec::new(), String::new(), String::new());
        for change in diff.iter_changes(op) {
            match change.tag() {
                ChangeTag::Equal => same.push(change.value()),
                ChangeTag::Delete => gone.push_str(change.value()),
                ChangeTag::Insert => came.push_str(change.value()),
            }
        }
        line.push_str(&shortened(&same, at == 0, at + 1 == groups));
        if !gone.is_empty() {
            line.push_str(&format!("[-{gone}-]"));
        }
        if !came.is_empty() {
            line.push_str(&format!("{{+{came}+}}"));
        }
    }
    push(out, "~ ", &line);
}

/// The unchanged words between two changes, or before the first and after the last.
fn shortened(words: &[&str], first: bool, last: bool) -> String {
    let around = 2 * AROUND;
    match (first, last) {
        _ if words.len() <= 2 * around => words.concat(),
        (true, _) => format!("… {}", words[words.len() - around..].concat()),
        (_, true) => format!("{}…", words[..around].concat()),
        _ => format!("{}… {}", words[..around].concat(), words[words.len() - around..].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn same_texts_have_no_diff() {
        assert_eq!(readable("A\n\nB\n", "A\n\nB\n"), "");
    }

    #[test]
    fn a_changed_word_is_marked_within_its_paragraph() {
        let diff =
            readable("T\n\nThe bridge has three arches.\n", "T\n\nThe bridge has two arches.\n");
        assert_eq!(diff, "~ The bridge has [-three-]{+two+} arches.\n");
    }

    #[test]
    fn missing_and_extra_paragraphs_stand_whole() {
        let diff = readable("T\n\nOne.\n\nTwo.\n", "Menu\n\nT\n\nOne.\n");
        assert_eq!(diff, "+ Menu\n- Two.\n");
    }

    #[test]
    fn long_unchanged_runs_are_cut() {
        let run = "word ".repeat(80);
        let diff = readable(&format!("{run}old {run}"), &format!("{run}new {run}"));
        assert!(diff.len() < 200, "{diff}");
        assert!(diff.contains("[-old-]{+new+}"), "{diff}");
    }
}
