//! The topics that a page is filed under.

use super::line::line;
use super::page::Page;
use crate::page::{Evidence, Sourced};

/// At most this many tags are kept.
const MOST_TAGS: usize = 100;

impl Page<'_> {
    /// The page's tags, each once, from all places that name some.
    pub(super) fn tags(&self) -> Vec<Sourced<String>> {
        let mut tags: Vec<Sourced<String>> = Vec::new();
        let mut add = |tag: &str, from| {
            let tag = line(tag);
            if !tag.is_empty()
                && tags.len() < MOST_TAGS
                && !tags.iter().any(|t| t.value.eq_ignore_ascii_case(&tag))
            {
                tags.push(Sourced::new(tag, from));
            }
        };
        let split = |c: char| matches!(c, ',' | ';' | '，' | '、' | '|');
        for words in &self.facts.keywords {
            words.split(split).for_each(|tag| add(tag, Evidence::JsonLd));
        }
        for words in self.head.metas_of("article:tag") {
            words.split(split).for_each(|tag| add(tag, Evidence::OpenGraph));
        }
        if let Some(words) = self.head.meta_of(&["news_keywords", "keywords", "parsely-tags"]) {
            words.split(split).for_each(|tag| add(tag, Evidence::Meta));
        }
        tags
    }
}
