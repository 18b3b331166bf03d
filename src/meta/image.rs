//! The picture that a page leads with.

use super::line::line;
use super::page::Page;
use crate::page::{Evidence, Image, Sourced};

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
