//! The picture that a page leads with.

use super::line::line;
use super::page::Page;
use super::people::person::is_person;
use crate::lexicon::{self, Cue};
use crate::page::{Blocks, Evidence, Image, Label, Sourced};

/// Longer blocks are no captions, in bytes.
const SHORT: usize = 300;

impl Page<'_> {
    /// The lead picture, of JSON-LD before OpenGraph and the card for Twitter.
    pub(super) fn image(&self) -> Option<Sourced<Image>> {
        let og = self.head.meta_of(&["og:image", "og:image:url", "og:image:secure_url"]);
        if let Some((url, caption)) = &self.facts.image
            && url.starts_with("http")
        {
            let image = Image { url: url.clone(), caption: caption.clone() };
            return Some(Sourced::new(image, Evidence::JsonLd));
        }
        let url = og.or_else(|| self.head.meta_of(&["twitter:image", "twitter:image:src"]))?;
        let caption = self.head.meta_of(&["og:image:alt", "twitter:image:alt"]).map(line);
        let image =
            Image { url: url.trim().to_owned(), caption: caption.filter(|c| !c.is_empty()) };
        Some(Sourced::new(image, if og.is_some() { Evidence::OpenGraph } else { Evidence::Meta }))
    }
}

/// What the first caption says: or the first credit that says more than whose the picture is.
pub(super) fn caption(blocks: &Blocks) -> Option<&str> {
    let pictures = blocks.rows.iter().filter_map(|block| {
        let text = blocks.text_of(block);
        let shows = match block.label {
            Label::Caption => true,
            Label::Credit => shows_more(text),
            _ => false,
        };
        (shows && text.len() <= SHORT).then_some(text)
    });
    pictures.into_iter().next()
}

/// Whether a credit begins with what the picture shows: `The weir in May. Photo: Anna Holt`.
fn shows_more(credit: &str) -> bool {
    /// Letters of the shortest such beginning.
    const LETTERS: usize = 12;
    let ends = [". ", "! ", "? ", " (", " – ", " — ", " | "].iter();
    let parts = ends.filter_map(|end| credit.split_once(end));
    let Some((shown, rest)) = parts.min_by_key(|(shown, _)| shown.len()) else { return false };
    let cues = lexicon::cues(shown);
    shown.contains(' ')
        && shown.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
        && !cues.has(Cue::Credit)
        && !cues.has(Cue::Byline)
        && !cues.has(Cue::Copyright)
        && !is_person(shown)
        && lexicon::cues(rest).has(Cue::Credit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::complete::complete;
    use crate::meta::complete::tests::page;
    use crate::page::Metadata;

    #[test]
    fn a_credit_that_says_what_the_picture_shows_is_its_caption() {
        let caption = |rows: &[(Label, &str)]| {
            let image = Image { url: "https://e.example/a.jpg".to_owned(), caption: None };
            let image = Some(Sourced::new(image, Evidence::OpenGraph));
            let mut about = Metadata { image, ..Metadata::default() };
            complete(&mut about, &page(rows), None);
            about.image.and_then(|image| image.value.caption)
        };
        let whole = "The bridge in May. Photo: Ann Lee";
        assert_eq!(caption(&[(Label::Credit, whole)]).as_deref(), Some(whole));
        let both = [(Label::Credit, "Photo: Bob Ray"), (Label::Caption, "The weir")];
        assert_eq!(caption(&both).as_deref(), Some("The weir"));
        for credit in [
            "Photo: Ann Lee. All rights reserved.",
            "Ann Lee (Photo: AP)",
            "By Ann Mary Lee. Photo: AP",
            "Privacy and cookies policy | Manage cookies",
        ] {
            assert_eq!(caption(&[(Label::Credit, credit)]), None, "{credit}");
        }
    }
}
