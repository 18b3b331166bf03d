//! The headline of a page that has no main heading of its own: which part of its `title` it prints, and else what it
//! prints largest.

use super::page::Page;
use super::seen::seen_text;
use super::title::{Candidates, segments};
use crate::html::{NodeId, Tag};
use crate::lexicon::key;

/// Letters of the shortest and the longest headline.
const LETTERS: std::ops::RangeInclusive<usize> = 12..=250;
/// From which size a `font` is as large as a headline, and the size that pages have otherwise.
const LARGE: u8 = 4;
const USUAL: u8 = 3;
/// How many such elements are looked at.
const MOST: usize = 40;

impl Page<'_> {
    /// What a page without a main heading, or with none but its site's name, prints as its headline. A page that
    /// names its headline for machines is not asked.
    pub(super) fn printed_headline(&self, candidates: &Candidates) -> Option<(String, NodeId)> {
        let Candidates { json_ld, open_graph, meta, item, element, headings, .. } = candidates;
        if [json_ld, open_graph, meta, item].into_iter().any(Option::is_some) {
            return None;
        }
        let mut parts: Vec<&str> = element.as_deref().map(segments).unwrap_or_default();
        // Blogger writes the name of a blog, a colon and the headline; the name leads home.
        let named = element.as_deref().and_then(|element| element.split_once(": "));
        let named = named.filter(|(name, _)| {
            parts.len() == 1
                && !headings.is_empty()
                && headings.iter().all(|heading| key(heading) == key(name))
                && self.leads_home(name)
        });
        if let Some((name, rest)) = named {
            parts = vec![name, rest.trim()];
        }
        let keys: Vec<String> = headings.iter().map(|heading| key(heading)).collect();
        let is_heading = |part: &str| keys.contains(&key(part));
        if !headings.iter().all(|heading| parts.iter().any(|part| key(part) == key(heading))) {
            return None;
        }
        let longest = keys.iter().map(String::len).max().filter(|_| named.is_none()).unwrap_or(0);
        let long = |part: &&&str| {
            LETTERS.contains(&part.chars().count())
                && key(part).len() > longest
                && !is_heading(part)
        };
        let mut parts: Vec<&str> = parts.iter().filter(long).copied().collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.dedup();
        let printed = parts.iter().take(6).find_map(|part| {
            let at = self.heading_of(part)?;
            // The name of a site leads home. Where there is a main heading, another heading stands for the headline.
            let heading = matches!(self.page.tag(at), Tag::H2 | Tag::H3 | Tag::H4);
            (!self.is_linked(at) && (heading || headings.is_empty()))
                .then(|| ((*part).to_owned(), at))
        });
        let bare = || {
            let heading = |tag: Tag| matches!(tag, Tag::H1 | Tag::H2 | Tag::H3);
            !self.page.tags().any(|(_, tag)| heading(tag))
        };
        let shown = || self.largest().or_else(|| self.named());
        printed.or_else(|| bare().then(shown)?)
    }

    /// Whether a page's one main heading is a link.
    fn leads_home(&self, heading: &str) -> bool {
        let page = self.page;
        let found = page.tags().find(|(_, tag)| *tag == Tag::H1).map(|(id, _)| id);
        found.is_some_and(|id| {
            (id.0 + 1..page.end(id).0).take(8).map(NodeId).any(|inner| {
                !page.is_text(inner)
                    && page.tag(inner) == Tag::A
                    && key(&seen_text(page, inner, heading.len() * 2)) == key(heading)
            })
        })
    }

    /// The one text of a page without any heading whose class calls it a headline.
    fn named(&self) -> Option<(String, NodeId)> {
        let page = self.page;
        let mut found = None;
        for (id, tag) in page.tags() {
            if !matches!(tag, Tag::DIV | Tag::TD | Tag::SPAN | Tag::P | Tag::FONT | Tag::B) {
                continue;
            }
            if !page.attribute(id, "class").is_some_and(|class| names_headline(&class)) {
                continue;
            }
            let text = seen_text(page, id, 4 * LETTERS.end());
            if !LETTERS.contains(&text.chars().count()) || self.is_linked(id) {
                continue;
            }
            // Several are the heads of boxes or of many articles.
            if found.is_some() {
                return None;
            }
            found = Some((text, id));
        }
        found
    }

    /// The one text that a page without any heading sets in the largest `font`.
    fn largest(&self) -> Option<(String, NodeId)> {
        let page = self.page;
        let mut fonts = Vec::new();
        for (id, tag) in page.tags() {
            match tag {
                Tag::FONT if fonts.len() < MOST => {
                    if let Some(size) = page.attribute(id, "size").and_then(|size| sized(&size))
                        && size >= LARGE
                    {
                        fonts.push((id, size));
                    }
                }
                _ => {}
            }
        }
        let largest = fonts.iter().map(|(_, size)| *size).max()?;
        let of = |(id, _): &(NodeId, u8)| Some((seen_text(page, *id, 4 * LETTERS.end()), *id));
        let texts = fonts.iter().filter(|(_, size)| *size == largest).filter_map(of);
        let mut heads = texts.filter(|(text, _)| LETTERS.contains(&text.chars().count()));
        let first = heads.next()?;
        // Several are a list of headlines, or the text itself.
        (heads.next().is_none() && !self.is_linked(first.1)).then_some(first)
    }

    /// Whether an element, or what it stands in or holds, is a link.
    fn is_linked(&self, id: NodeId) -> bool {
        let page = self.page;
        let within = (id.0 + 1..page.end(id).0).map(NodeId);
        let above = std::iter::successors(Some(id), |at| page.parent(*at)).take(6);
        above.chain(within.take(20)).any(|at| !page.is_text(at) && page.tag(at) == Tag::A)
    }
}

/// Whether a class calls an element a headline: a part of it ends in a word that does.
fn names_headline(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    class
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| HEADLINES.iter().any(|word| part.ends_with(word)))
}

/// What classes call a headline in the languages of papers.
const HEADLINES: [&str; 17] = [
    "baslik",
    "cim",
    "contentheading",
    "headline",
    "kop",
    "naslov",
    "nadpis",
    "otsikko",
    "overskrift",
    "rubrik",
    "title",
    "titel",
    "titlu",
    "titolo",
    "titre",
    "titulo",
    "tytul",
];

/// The size that a `font` sets: `5`, `+2`.
fn sized(size: &str) -> Option<u8> {
    let size = size.trim();
    match size.strip_prefix('+') {
        Some(more) => Some(USUAL.saturating_add(more.parse().ok()?)),
        None => size.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{authors, read, value};

    fn title(html: &str) -> String {
        read(html).title.map(|title| title.value).unwrap_or_default()
    }

    #[test]
    fn the_part_of_the_title_that_is_printed_is_the_headline() {
        let head = "<title>News: Harbour wall to be rebuilt</title>";
        let cell =
            "<td><b><font size=2>Harbour wall to be rebuilt</font></b><br>The wall of Sellby.";
        assert_eq!(
            title(&format!("{head}<table><tr>{cell}</table>")),
            "Harbour wall to be rebuilt"
        );
        let named = "<title>Harbour wall to be rebuilt - Press room - Town of Sellby</title><h1>Town of Sellby</h1>";
        let heading = "<h2>Harbour wall to be rebuilt</h2>";
        assert_eq!(title(&format!("{named}{heading}<p>x")), "Harbour wall to be rebuilt");
        // The main heading is the longer part, and stays.
        let place = "<title>Town of Sellby: Harbour wall to be rebuilt</title><h1>Harbour wall to be rebuilt</h1>";
        assert_eq!(title(&format!("{place}<h3>Town of Sellby</h3>")), "Harbour wall to be rebuilt");
    }

    #[test]
    fn a_blogs_name_before_a_colon_is_no_headline() {
        let page = |name: &str, head: &str| {
            let html = format!(
                "<title>Notes from Sellby: The weir leaks again</title><h1>{name}</h1><h3>{head}</h3><p>It does."
            );
            title(&html)
        };
        let linked = "<a href=/>Notes from Sellby</a>";
        assert_eq!(page(linked, "The weir leaks again"), "The weir leaks again");
        assert_eq!(page(linked, "The mill burns again"), "Notes from Sellby");
    }

    #[test]
    fn a_page_without_any_heading_prints_its_headline_largest_or_names_it() {
        let page =
            |text: &str| format!("<title>The Sellby Courier - 5 March 2001</title><td>{text}</td>");
        let large = "<font size=5><b>Harbour wall to be rebuilt</b></font><br><font size=2>The wall.</font>";
        assert_eq!(title(&page(large)), "Harbour wall to be rebuilt");
        assert_eq!(
            title(&page(&large.replace("size=5", "size='+2'"))),
            "Harbour wall to be rebuilt"
        );
        assert_ne!(title(&page(&large.repeat(2))), "Harbour wall to be rebuilt");
        let class =
            "<div class=contentheading>Harbour wall to be rebuilt</div><div>The wall.</div>";
        assert_eq!(title(&page(class)), "Harbour wall to be rebuilt");
        assert_ne!(title(&page(&class.repeat(2))), "Harbour wall to be rebuilt");
    }

    #[test]
    fn drupals_rdfa_and_joomlas_microdata_are_read() {
        let page = read(
            "<h1>Harbour wall</h1><div><span property='dc:date dc:created' content='2026-03-11T08:15:00+02:00'>by \
             <a typeof='sioc:UserAccount' property='foaf:name'>Lena Stamou</a> on 11/03/2026</span></div>\
             <dd>In: <a itemprop=genre>Coast</a></dd>",
        );
        assert_eq!(authors(&page), ["Lena Stamou"]);
        assert_eq!(value(&page.published).unwrap(), "2026-03-11T08:15:00+02:00");
        assert_eq!(value(&page.section).unwrap(), "Coast");
    }
}
