//! The topics that a page is filed under.

use super::line::line;
use super::page::Page;
use crate::page::{Evidence, Sourced};

/// At most this many tags are kept.
const MOST_TAGS: usize = 100;

impl Page<'_> {
    /// The page's tags, each once, from all places that name some; `linked` are those that the article links to.
    pub(super) fn tags(&self, linked: &[String]) -> Vec<Sourced<String>> {
        let mut tags: Vec<Sourced<String>> = Vec::new();
        let mut add = |tag: &str, from| {
            let tag = line(tag);
            if !tag.is_empty()
                && tags.len() < MOST_TAGS
                && !tags.iter().any(|t| is_same(&t.value, &tag))
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
        linked.iter().for_each(|tag| add(tag, Evidence::Microdata));
        tags
    }
}

/// Whether two tags differ in their case only.
fn is_same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !a.is_ascii() && a.to_lowercase() == b.to_lowercase()
}
