//! What a user says of one site: where its articles are, and what is never part of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::article;
use crate::html::{Document, NodeId, SelectorTree, Selectors};
use crate::page::{Blocks, Label};
use crate::strip::features::Facts;

/// What holds for the pages of one host and of its subdomains.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteRule {
    /// The host as an address has it: lower case, international names in their ASCII form.
    pub host: String,
    /// What holds the article. Blocks outside are left out, but for the headline; blocks inside are
    /// kept, but for what has a furniture label of its own (navigation, caption, comment, …).
    pub content: Option<Selectors>,
    /// What is left out wherever it stands.
    pub remove: Vec<Selectors>,
}

/// The rules of all sites that a user wrote some for. A copy is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteRules(Arc<[SiteRule]>);

impl SiteRules {
    /// These rules; of two for one host the first holds.
    #[must_use]
    pub fn new(mut rules: Vec<SiteRule>) -> SiteRules {
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.host.len()));
        SiteRules(rules.into())
    }

    /// The rule for the page at `url`: of those whose host is the page's or a parent domain of it,
    /// the one with the longest host.
    #[must_use]
    pub fn of(&self, url: &str) -> Option<&SiteRule> {
        if self.0.is_empty() {
            return None;
        }
        let url = url::Url::parse(url).ok()?;
        let host = url.host_str()?.trim_end_matches('.');
        self.0.iter().find(|rule| {
            let above = host.strip_suffix(rule.host.as_str());
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    }

    /// Every rule, the longest host first.
    pub fn iter(&self) -> impl Iterator<Item = &SiteRule> {
        self.0.iter()
    }
}

/// Changes the labels of a page's blocks as the site's rule says. Returns a note for each selector
/// that does nothing on this page.
pub(in crate::strip) fn apply(
    rule: &SiteRule,
    page: Document<'_>,
    facts: &Facts<'_>,
    blocks: &mut Blocks,
) -> Vec<String> {
    let place = Places { page, tree: SelectorTree::new(page) };
    let host = &rule.host;
    let mut notes = Vec::new();
    let mut missed = |selectors: &Selectors, consequence: &str| {
        notes.push(format!(
            "the site rule for {host} finds no text in {:?} on this page{consequence}",
            selectors.as_str()
        ));
    };
    if let Some(content) = &rule.content {
        let inside = place.held_by(content, blocks, |block, found| block.contains(found));
        if inside.contains(&true) {
            narrow(host, content, &inside, facts, blocks);
        } else {
            missed(content, ": it is labelled as without the rule");
        }
    }
    for remove in &rule.remove {
        let inside = place.held_by(remove, blocks, |block, found| block == found);
        if !inside.contains(&true) {
            missed(remove, "");
        }
        for (block, _) in blocks.rows.iter_mut().zip(inside).filter(|(_, inside)| *inside) {
            block.leave_out(
                Label::Other,
                format!("in {:?}, which the site rule for {host} removes", remove.as_str()),
            );
        }
    }
    notes
}

/// Leaves out what stands outside of the content, and keeps what stands inside.
fn narrow(
    host: &str,
    content: &Selectors,
    inside: &[bool],
    facts: &Facts<'_>,
    blocks: &mut Blocks,
) {
    let mut begun = false;
    for (at, block) in blocks.rows.iter_mut().enumerate() {
        if block.label == Label::Title {
            continue;
        }
        if !inside[at] {
            // Bylines and dates are metadata wherever they stand.
            if block.label.is_body() || matches!(block.label, Label::Caption | Label::Comment) {
                block.label = Label::Other;
            }
            block.kept = false;
            block.reason = format!(
                "outside of {:?}, which the site rule for {host} names as the content",
                content.as_str()
            )
            .into();
        } else if block.label == Label::Other && !block.kept {
            block.label = article(facts, at, block.shape, begun).label;
            block.kept = true;
            block.reason = format!(
                "in {:?}, which the site rule for {host} names as the content",
                content.as_str()
            )
            .into();
        }
        begun |= block.kept && block.label == Label::Body;
    }
}

/// Where selectors point to.
struct Places<'a> {
    page: Document<'a>,
    tree: SelectorTree,
}

impl Places<'_> {
    /// Of each block, whether it stands in an element that the selectors find. An element inside
    /// of a paragraph stands for the whole paragraph if `fits` says so of the two texts.
    fn held_by(
        &self,
        selectors: &Selectors,
        blocks: &Blocks,
        fits: impl Fn(&str, &str) -> bool,
    ) -> Vec<bool> {
        let mut held = vec![false; blocks.rows.len()];
        let mut of: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, block) in blocks.rows.iter().enumerate() {
            of.entry(block.origin).or_default().push(at);
        }
        // Of nested elements the outermost; they come in document order.
        let mut outermost: Vec<NodeId> = Vec::new();
        for id in self.tree.select(selectors) {
            if outermost.last().is_none_or(|last| self.page.end(*last) <= id) {
                outermost.push(id);
            }
        }
        for id in outermost {
            let mut any = false;
            for origin in id.0..self.page.end(id).0 {
                for at in of.get(&origin).into_iter().flatten() {
                    held[*at] = true;
                    any = true;
                }
            }
            let above = std::iter::successors(self.page.parent(id), |up| self.page.parent(*up));
            let owner = above.filter_map(|up| of.get(&up.0)).next();
            if let Some(owner) = owner.filter(|_| !any) {
                if owner.iter().all(|at| held[*at]) {
                    continue;
                }
                let text = self.page.subtree_text(id);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                for at in owner {
                    if !text.is_empty() && fits(blocks.text_of(&blocks.rows[*at]), &text) {
                        held[*at] = true;
                    }
                }
            }
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::page::Metadata;
    use crate::strip::{Context, Stripped, strip_html};

    const PAGE: &str = "<title>Bridge reopens</title><nav><a href=/>Home</a></nav>\
        <div class=top><h1>Bridge reopens</h1><p>By Anna Rossi</p></div>\
        <div id=story><p>The old bridge over the river reopened on Monday after two years of \
        repairs, the council said in a statement.</p>\
        <p class=ad>Cheap flights to the islands, from nineteen euro, only until the weekend.</p>\
        <p><span class=hint>Hint of the house</span></p>\
        <p>Traders in the old town said they hoped that the <em class=hint>visitors</em> would come \
        back before the summer, when the town lives from them.</p><p>Short.</p></div>\
        <div id=other><p>The football club of the town lost its third match in a row on Sunday, and \
        the coach said that he would stay until the end of the season.</p></div>";

    fn rule(content: Option<&str>, remove: &[&str]) -> SiteRule {
        let read = |text: &&str| Selectors::parse(text).unwrap();
        SiteRule {
            host: "example.org".to_owned(),
            content: content.as_ref().map(read),
            remove: remove.iter().map(read).collect(),
        }
    }

    fn stripped(rule: &SiteRule) -> Stripped {
        let mut arena = Arena::new();
        let page = parse(PAGE, &mut arena, &Limits::default());
        let metadata = Metadata::default();
        strip_html(
            page,
            &Context { metadata: &metadata, url: None, site: Some(rule), profile: None },
        )
    }

    fn found(stripped: &Stripped, start: &str) -> (bool, String) {
        let (block, _) =
            stripped.blocks.iter().find(|(_, text)| text.starts_with(start)).expect(start);
        (block.kept, block.reason.to_string())
    }

    #[test]
    fn the_content_is_kept_and_the_rest_left_out_but_for_the_headline() {
        let stripped = stripped(&rule(Some("#story"), &[]));
        assert!(found(&stripped, "The old bridge").0);
        assert!(found(&stripped, "Cheap flights").0);
        assert!(found(&stripped, "Short.").0);
        assert!(found(&stripped, "Bridge reopens").0, "the headline stands outside");
        let (kept, reason) = found(&stripped, "The football club");
        assert!(!kept);
        assert_eq!(
            reason,
            "outside of \"#story\", which the site rule for example.org names as the content"
        );
        assert!(stripped.notes.is_empty(), "{:?}", stripped.notes);
    }

    #[test]
    fn what_is_removed_is_left_out_with_its_reason() {
        let stripped = stripped(&rule(None, &[".ad, h1", ".hint"]));
        let (kept, reason) = found(&stripped, "Cheap flights");
        assert!(!kept);
        assert_eq!(reason, "in \".ad, h1\", which the site rule for example.org removes");
        assert!(!found(&stripped, "Bridge reopens").0);
        assert!(!found(&stripped, "Hint of the house").0, "a paragraph that is nothing else");
        assert!(found(&stripped, "Traders").0, "a word in a paragraph takes nothing with it");
        assert!(stripped.notes.is_empty(), "{:?}", stripped.notes);
    }

    #[test]
    fn a_rule_that_finds_nothing_is_noted_and_changes_nothing() {
        let with = stripped(&rule(Some(".no-such"), &[".neither"]));
        let without = stripped(&rule(None, &[]));
        let labels = |s: &Stripped| s.blocks.rows.iter().map(|b| b.label).collect::<Vec<_>>();
        assert_eq!(labels(&with), labels(&without));
        assert_eq!(
            with.notes,
            [
                "the site rule for example.org finds no text in \".no-such\" on this page: it is \
                 labelled as without the rule",
                "the site rule for example.org finds no text in \".neither\" on this page"
            ]
        );
    }

    #[test]
    fn the_longest_host_wins_and_subdomains_match() {
        let named = |host: &str| SiteRule { host: host.to_owned(), ..rule(None, &[]) };
        let rules = SiteRules::new(vec![named("example.org"), named("news.example.org")]);
        let of = |url: &str| rules.of(url).map(|rule| rule.host.as_str());
        assert_eq!(of("https://example.org/a"), Some("example.org"));
        assert_eq!(of("https://www.EXAMPLE.org:8080/a"), Some("example.org"));
        assert_eq!(of("http://it.news.example.org/"), Some("news.example.org"));
        assert_eq!(of("http://example.org./"), Some("example.org"));
        assert_eq!(of("https://notexample.org/"), None);
        assert_eq!(of("https://example.org.evil.test/"), None);
        assert_eq!(of("no address"), None);
    }
}
