//! What the page's head and its few telling elements hold, gathered in one pass.

use std::borrow::Cow;

use crate::html::{Document, NodeId, Tag};

/// How many elements of each kind are looked at; a page that has more says nothing with the rest.
const MOST: usize = 400;

/// The elements of a page that speak of it.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    /// `meta` elements: name in lower case, content.
    metas: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// `link` elements: `rel` in lower case, address.
    links: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The text of the `script` elements that hold JSON-LD.
    pub scripts: Vec<Cow<'a, str>>,
    /// The `lang` of the `html` element.
    pub lang: Option<Cow<'a, str>>,
    /// The `title` element.
    pub title: String,
    /// The `h1` elements.
    pub headings: Vec<NodeId>,
    /// The `time` elements, and the `abbr` elements that older pages write in their place: with the instant
    /// as their title.
    pub times: Vec<NodeId>,
}

impl<'a> Head<'a> {
    /// Gathers the elements of a page.
    pub(super) fn read(page: Document<'a>) -> Head<'a> {
        let mut head = Head::default();
        let mut titled = false;
        for (id, tag) in page.tags() {
            match tag {
                Tag::META if head.metas.len() < MOST => head.meta(page, id),
                Tag::LINK if head.links.len() < MOST => head.link(page, id),
                Tag::SCRIPT if head.scripts.len() < MOST => head.script(page, id),
                Tag::H1 if head.headings.len() < MOST => head.headings.push(id),
                Tag::TIME if head.times.len() < MOST => head.times.push(id),
                Tag::ABBR if head.times.len() < MOST && holds_an_instant(page, id) => {
                    head.times.push(id);
                }
                Tag::HTML if head.lang.is_none() => {
                    head.lang =
                        page.attribute(id, "lang").or_else(|| page.attribute(id, "xml:lang"));
                }
                Tag::TITLE if !titled && !inside(page, id, Tag::SVG) => {
                    head.title = squash(&page.subtree_text(id));
                    titled = true;
                }
                _ => {}
            }
        }
        head
    }

    fn meta(&mut self, page: Document<'a>, id: NodeId) {
        let (mut name, mut content, mut value) = (None, None, None);
        let names = ["content", "value", "property", "name", "itemprop", "http-equiv"];
        page.attributes_among(id, &names, |at, attribute| match at {
            0 => content = Some(attribute.value()),
            // written by mistake for `content`
            1 => value = Some(attribute.value()),
            _ if name.is_none() => name = Some(attribute.value()),
            _ => {}
        });
        if let (Some(name), Some(content)) = (name, content.or(value))
            && !content.trim().is_empty()
        {
            self.metas.push((lower(name), content));
        }
    }

    fn link(&mut self, page: Document<'a>, id: NodeId) {
        let kept = |rel: &Cow<'_, str>| {
            rel.eq_ignore_ascii_case("canonical") || rel.eq_ignore_ascii_case("license")
        };
        if let Some(rel) = page.attribute(id, "rel").filter(kept)
            && let Some(href) = page.attribute(id, "href")
        {
            self.links.push((lower(rel), href));
        }
    }

    fn script(&mut self, page: Document<'a>, id: NodeId) {
        let json = page.attribute(id, "type").is_some_and(|kind| {
            kind.trim().get(..19).is_some_and(|k| k.eq_ignore_ascii_case("application/ld+json"))
        });
        if !json {
            return;
        }
        let end = page.end(id);
        let mut parts = (id.0 + 1..end.0).map(|n| page.text(NodeId(n)));
        let text = match (parts.next(), parts.next()) {
            (Some(only), None) => only,
            (None, _) => return,
            (Some(_), Some(_)) => Cow::Owned(page.subtree_text(id)),
        };
        self.scripts.push(text);
    }

    /// The content of the first `meta` element of one of these names, in the order of the names.
    pub(super) fn meta_of(&self, names: &[&str]) -> Option<&str> {
        let of = |name: &&str| self.metas.iter().find(|(found, _)| found == name);
        names.iter().find_map(of).map(|(_, content)| &**content)
    }

    /// The contents of every `meta` element of this name.
    pub(super) fn metas_of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.metas.iter().filter(move |(found, _)| *found == name).map(|(_, content)| &**content)
    }

    /// Every `meta` element: its name in lower case and its content.
    pub(super) fn metas(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metas.iter().map(|(name, content)| (&**name, &**content))
    }

    /// The address of the first `link` element whose `rel` holds this word.
    pub(super) fn link_of(&self, rel: &str) -> Option<&str> {
        let holds = |words: &str| words.split_ascii_whitespace().any(|word| word == rel);
        self.links.iter().find(|(rels, _)| holds(rels)).map(|(_, href)| &**href)
    }
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        text
    }
}

/// Whether an element's title is an instant as machines write it: `2025-10-07T10:16:00Z`.
fn holds_an_instant(page: Document<'_>, id: NodeId) -> bool {
    let day = |title: &str| title.get(10..11) == Some("T") && title.len() >= 16;
    page.attribute(id, "title").is_some_and(|title| day(&title))
}

/// Whether an element stands below one of that tag.
pub(super) fn inside(page: Document<'_>, id: NodeId, tag: Tag) -> bool {
    std::iter::successors(page.parent(id), |at| page.parent(*at)).any(|at| page.tag(at) == tag)
}

/// How many of the first bytes are ASCII words with one space between each two: most of most texts, which
/// are taken over as they stand.
fn plain(bytes: &[u8]) -> usize {
    let graphic = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let mut at = 0;
    if graphic(0) {
        // Sixteen at once, without a branch.
        while let (Some(here), Some(next)) = (bytes.get(at..at + 16), bytes.get(at + 1..at + 17)) {
            let odd = |(a, b): (&u8, &u8)| !(b' '..=b'~').contains(a) | (*a == b' ') & (*b == b' ');
            if here.iter().zip(next).fold(false, |found, pair| found | odd(pair)) {
                break;
            }
            at += 16;
        }
        // A space at the end belongs to what follows.
        at -= usize::from(at > 0 && !graphic(at - 1));
    }
    while graphic(at) || (at > 0 && bytes[at..].starts_with(b" ") && graphic(at + 1)) {
        at += 1;
    }
    at
}

/// Text with every run of white space as one space and none at the ends, without control characters
/// and the marks that say where a word may be broken.
pub(super) fn squash(text: &str) -> String {
    squash_within(text, usize::MAX).unwrap_or_default()
}

/// The same of a text that gives no more than `most` bytes; `None` of a longer one.
pub(super) fn squash_within(text: &str, most: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len().min(most).min(1024));
    let (mut at, mut in_word) = (0, false);
    while at < bytes.len() && out.len() <= most {
        let begin = at;
        at += plain(&bytes[begin..]);
        let mut word = &text[begin..at];
        if word.is_empty() {
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if c.is_whitespace() {
                in_word = false;
                continue;
            }
            if !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}') {
                word = &text[begin..at];
            }
        }
        if !in_word && !out.is_empty() {
            out.push(' ');
        }
        in_word = true;
        out.push_str(word);
    }
    (out.len() <= most).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `squash` says of itself, word by word.
    fn by_words(text: &str) -> String {
        let shown = |c: &char| !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}');
        let words: Vec<String> =
            text.split_whitespace().map(|word| word.chars().filter(shown).collect()).collect();
        words.join(" ")
    }

    #[test]
    fn white_space_is_squashed_and_marks_within_words_go() {
        for text in [
            "",
            " \n\t ",
            "one",
            " one  two\nthree ",
            "one two three",
            "Äpfel und\u{a0}Bir\u{ad}nen ",
            "a\u{3000}b \u{1}c\u{7f} d",
            "it\u{2019}s “quoted” – so",
            "北京 报道",
            "x \u{200b} y",
            "tab\u{b}and\u{c}feed\u{85}next",
            "plain words, sixteen of them and more, with one space each",
            "sixteen letters  and two spaces, and then \u{2019}",
            "fifteen letters ends here at a border   .",
        ] {
            let wanted = by_words(text);
            assert_eq!(squash(text), wanted, "{text:?}");
            for most in 0..=wanted.len() + 2 {
                let within = (wanted.len() <= most).then(|| wanted.clone());
                assert_eq!(squash_within(text, most), within, "{text:?} in {most}");
            }
        }
    }
}
