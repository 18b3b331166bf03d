//! What stands above the headline, and the model took for a part of the article.

use super::facts::page::Page;
use super::weigh::{self, Weighed};
use crate::page::Label;

/// Blocks behind the headline in which the running text begins, of so many paragraphs at least.
const BEGINS: usize = 8;
const PARAGRAPHS: usize = 2;

/// Leaves out the short lines above the headline of an article that is signed or dated: they are the headlines of
/// others.
pub(super) fn leave_out(page: &Page<'_>, weighed: &mut [Weighed]) {
    let Some(title) = weigh::told_title(page, weighed) else { return };
    let text = |at: &usize| weighed[*at].kept && page.prose[*at];
    let behind = title + 1..page.len().min(title + 1 + BEGINS);
    if behind.filter(text).count() < PARAGRAPHS {
        return;
    }
    for (at, block) in weighed[..title].iter_mut().enumerate() {
        if block.kept && !page.prose[at] {
            block.leave_out(Label::Other, "a short line above the headline");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PARAGRAPHS, THREE, kept};

    #[test]
    fn headlines_of_others_above_that_of_the_article_are_left_out() {
        let others = ["a new oven", "twelve boats", "its old school back", "a market hall"];
        let above: String = others
            .iter()
            .map(|what| format!("Local\n\n### Brodd gets {what} this year\n\n"))
            .collect();
        let found = kept(&format!(
            "{above}### The ferry across the Lenta stays in port\n\nBy Mira Tolo\n\n3 March 2031\n\n{PARAGRAPHS}"
        ));
        assert_eq!(found[0], "The ferry across the Lenta stays in port", "{found:#?}");
        assert_eq!(found[1..], THREE);
    }
}
