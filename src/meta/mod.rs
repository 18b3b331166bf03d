//! What a page says of itself: title, authors, dates, language, rights.
//!
//! Each value is taken from the most trusted place that has one, and keeps where it was found:
//! JSON-LD, OpenGraph, other `meta` elements, microdata, `time` elements, classes that call
//! themselves a byline or a date, the address, and last the labelled blocks.

mod agency;
mod announced;
mod apart;
mod author_links;
mod body;
mod changed;
mod complete;
mod date;
mod date_order;
mod dates;
mod doubted;
mod elements;
mod entity;
mod entries;
mod exact;
mod flattened;
mod following;
mod foot;
mod head;
mod host;
mod image;
mod infobox;
mod jsonld;
mod labelled;
mod language;
mod line;
mod page;
mod people;
mod permalink;
mod printed;
mod provider;
mod refresh;
mod rights;
mod section;
mod seen;
mod site;
mod stated;
mod tag_links;
mod tags;
mod telling;
mod title;
mod window;

use std::cell::OnceCell;

pub use complete::complete;
pub use date::instant::instant;
pub use entries::entries;
pub use flattened::from_text;
pub use following::following;
pub use refresh::{refresh, refresh_of};

use crate::html::{Document, NodeId, Tag};
use crate::lexicon;
use crate::page::{Evidence, Metadata, Sourced};
use apart::is_apart;
use head::Head;
use jsonld::json::Json;
use line::{LINE, line};
use page::Page;
use people::authors::People;
use seen::seen_text;
use site::Address;
use stated::{AUTHORS, DESCRIPTIONS, TITLES, TURNED};

/// Reads the metadata that stands in the page's markup. `url` is where the page was found.
#[must_use]
pub fn from_html(page: Document<'_>, url: Option<&str>) -> Metadata {
    let head = Head::read(page);
    let canonical = canonical(&head);
    let blocks: Vec<Json<'_>> = head.scripts.iter().map(|text| Json::read(text)).collect();
    let addresses: Vec<&str> =
        url.into_iter().chain(canonical.as_ref().map(|c| &*c.value)).collect();
    let facts = jsonld::read(&blocks, &addresses, || page::titles(page, &head));
    let address = Address::of(addresses.first().copied());
    let page = Page { page, head: &head, facts: &facts, address, addresses: &addresses };
    let mut metadata = page.read();
    metadata.canonical = canonical.or_else(|| {
        let url = facts.url.as_deref().filter(|url| url.starts_with("http"))?;
        Some(Sourced::new(url.to_owned(), Evidence::JsonLd))
    });
    metadata
}

fn canonical(head: &Head<'_>) -> Option<Sourced<String>> {
    let absolute = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    let link = head.link_of("canonical").map(str::trim).filter(absolute).map(site::replayed);
    link.map(|url| Sourced::new(url.to_owned(), Evidence::Meta)).or_else(|| {
        let url = head.meta_of(&["og:url", "twitter:url"]).map(str::trim).filter(absolute)?;
        let url = site::replayed(url);
        Some(Sourced::new(url.to_owned(), Evidence::OpenGraph))
    })
}

impl Page<'_> {
    fn read(&self) -> Metadata {
        let (head, facts) = (self.head, self.facts);
        let site_name = self.site_name();
        let lang = self.lang();
        let (title, heading) = self.title(site_name.as_ref().map(|s| &*s.value));
        let mut metadata = Metadata {
            title,
            lang,
            site_name,
            description: self.first(&facts.description, &["og:description"], DESCRIPTIONS),
            section: self.section(),
            image: self.image(),
            access: rights::access(head, facts),
            rights: rights::rights(head, facts),
            kinds: facts.kinds.clone(),
            og_type: head.meta_of(&["og:type"]).map(|t| line(t).to_lowercase()),
            ..Metadata::default()
        };
        let mut linked = tag_links::read(self.page, heading);
        if let Some(section) = &metadata.section {
            // Some themes mark the link to the section as a tag's.
            linked.tags.retain(|tag| !tag.eq_ignore_ascii_case(&section.value));
        }
        metadata.tags = self.tags(&linked.tags);
        let lang = metadata.lang.as_ref().map(|lang| &*lang.value);
        let body = OnceCell::new();
        let dates = dates::Dates { page: self, heading, lang, body: &body };
        let (published, modified) = dates.read();
        let sites = self.sites(metadata.site_name.as_ref().map(|s| &*s.value));
        metadata.authors = self.authors(heading, sites, &body);
        metadata.published = published;
        metadata.modified = modified;
        if metadata.section.is_none() {
            // Not worth a walk over the body of its own.
            let section = body.get().and_then(|body| body.section.as_deref());
            let section = section.or(linked.category.as_deref());
            let name = section.and_then(|text| section::name(&line(text)));
            metadata.section = name.map(|text| Sourced::new(text, Evidence::Microdata));
        }
        metadata
    }

    /// A value of JSON-LD, else of one of these OpenGraph names, else of one of these others.
    fn first(&self, json: &Option<String>, og: &[&str], meta: &[&str]) -> Option<Sourced<String>> {
        let of = |names: &[&str], from| {
            let value = line(self.head.meta_of(names)?);
            (!value.is_empty()).then(|| Sourced::new(value, from))
        };
        let json = json.as_deref().map(line).map(|v| Sourced::new(v, Evidence::JsonLd));
        json.or_else(|| of(og, Evidence::OpenGraph)).or_else(|| of(meta, Evidence::Meta))
    }

    fn site_name(&self) -> Option<Sourced<String>> {
        let name = |name: &String| !name.is_empty() && !name.contains("://");
        let og = self.head.meta_of(&["og:site_name"]).map(line).filter(name);
        og.map(|name| Sourced::new(name, Evidence::OpenGraph))
            .or_else(|| self.first(&self.facts.site_name, &[], &[]))
            .or_else(|| self.first(&self.facts.publisher, &[], &["application-name", "publisher"]))
            .filter(|found| name(&found.value))
            .map(|found| match self.address.name.as_deref() {
                Some(domain) => {
                    Sourced::new(site::without_slogan(&found.value, domain).to_owned(), found.from)
                }
                None => found,
            })
            .or_else(|| {
                let named = site::named_in(&self.head.title, self.address.name.as_deref()?)?;
                Some(Sourced::new(named, Evidence::TitleElement))
            })
    }

    fn lang(&self) -> Option<Sourced<String>> {
        let head = self.head;
        let html = head.lang.as_deref().and_then(language::canonical);
        html.map(|tag| Sourced::new(tag, Evidence::HtmlLang))
            .or_else(|| {
                let tag = language::canonical(self.facts.language.as_deref()?)?;
                Some(Sourced::new(tag, Evidence::JsonLd))
            })
            .or_else(|| {
                let tag = language::canonical(head.meta_of(&["og:locale"])?)?;
                Some(Sourced::new(tag, Evidence::OpenGraph))
            })
            .or_else(|| {
                let names = &["content-language", "language", "dc.language", "dcterms.language"];
                Some(Sourced::new(language::canonical(head.meta_of(names)?)?, Evidence::Meta))
            })
    }

    /// The title, and the heading it was taken from or that stands for it.
    fn title(&self, site_name: Option<&str>) -> (Option<Sourced<String>>, Option<NodeId>) {
        let head = self.head;
        let mut candidates = title::Candidates {
            json_ld: self.facts.headline.clone(),
            open_graph: head.meta_of(&["og:title"]).map(line),
            meta: head.meta_of(TITLES).map(line),
            item: head.meta_of(&["headline"]).map(line),
            element: (!head.title.is_empty()).then(|| head.title.clone()),
            headings: Vec::new(),
            main: None,
            printed: None,
        };
        let mut ids = Vec::new();
        for id in head.headings.iter().take(12) {
            let heading = seen_text(self.page, *id, LINE);
            // Documentation links its headings to themselves by this sign.
            candidates.headings.push(heading.trim_end_matches(['¶', ' ']).to_owned());
            ids.push(*id);
            // A heading made of a kicker and a headline is also its parts.
            for part in self.page.children(*id).filter(|c| !self.page.is_text(*c)).take(6) {
                candidates.headings.push(seen_text(self.page, part, LINE));
                ids.push(*id);
            }
        }
        if let [only] = head.headings[..]
            && self.is_content(only)
        {
            candidates.main = candidates.headings.first().cloned();
        }
        let printed = self.printed_headline(&candidates);
        candidates.printed = printed.as_ref().map(|(text, _)| text.clone());
        let sites = self.sites(site_name);
        let title = title::choose(&candidates, &sites);
        let printed = printed.filter(|(text, _)| title.as_ref().is_some_and(|t| t.value == *text));
        let heading = printed.map(|(_, id)| id).or_else(|| {
            title.as_ref().and_then(|t| {
                let at = candidates.headings.iter().position(|h| *h == t.value)?;
                ids.get(at).copied()
            })
        });
        let heading = heading
            .or_else(|| self.heading_of(title.as_ref().map(|t| &*t.value)?))
            .or_else(|| head.headings.first().copied());
        (title, heading)
    }

    /// Whether an element stands in what the page marks up as its content.
    fn is_content(&self, id: NodeId) -> bool {
        let page = self.page;
        let mut above = std::iter::successors(page.parent(id), |at| page.parent(*at)).take(30);
        above.any(|at| {
            matches!(page.tag(at), Tag::MAIN | Tag::ARTICLE)
                || page.attribute(at, "role").is_some_and(|role| role == "main")
        })
    }

    /// The element that shows a title which is no main heading's.
    fn heading_of(&self, title: &str) -> Option<NodeId> {
        let page = self.page;
        let key = lexicon::key(title);
        let shows = |id: &NodeId| {
            let start = seen_text(page, *id, title.len() * 2);
            start.len() <= title.len() * 2 && title::has_key(&start, &key)
        };
        let heading = |(id, tag)| matches!(tag, Tag::H2 | Tag::H3 | Tag::H4).then_some(id);
        page.tags().filter_map(heading).take(100).find(shows).or_else(|| {
            let text = |id: &NodeId| {
                let raw = page.raw_text(*id);
                (title.len() / 2..=title.len() * 2 + 200).contains(&raw.len())
                    && title::may_have_key(raw, &key)
                    && !page
                        .parent(*id)
                        .is_some_and(|p| matches!(page.tag(p), Tag::TITLE | Tag::SCRIPT))
                    && title::has_key(&page.text(*id), &key)
            };
            page.ids().filter(|id| page.is_text(*id)).find(text)
        })
    }

    /// The people who signed, from the head, else from the body.
    fn authors(
        &self,
        heading: Option<NodeId>,
        sites: Vec<String>,
        body: &OnceCell<body::Body>,
    ) -> Vec<Sourced<String>> {
        let head = self.head;
        let mut people = People::new(sites);
        for (author, organisation) in &self.facts.authors {
            match organisation {
                true => people.add_organisation(author, Evidence::JsonLd),
                false => people.add(author, Evidence::JsonLd),
            }
        }
        for name in AUTHORS {
            if people.wanted() {
                let from =
                    if name.starts_with("article:") { Evidence::OpenGraph } else { Evidence::Meta };
                let turned = TURNED.contains(name);
                head.metas_of(name).for_each(|value| match people::turned(value) {
                    Some(name) if turned => people.add(&name, from),
                    _ => people.add(value, from),
                });
            }
        }
        if !people.wanted() {
            return people.into_authors();
        }
        let body = body.get_or_init(|| body::read(self.page, heading));
        for from in [Evidence::Microdata, Evidence::Byline] {
            for (text, _) in body.authors.iter().filter(|(_, f)| *f == from) {
                if people.wanted() || people.last() == Some(Evidence::Microdata) {
                    people.add(text, from);
                }
            }
        }
        if people.wanted()
            && let Some(heading) = heading
        {
            let near = seen::lines_at(self.page, heading, false, 150).take(25);
            let above = seen::lines_at(self.page, heading, true, 150).take(6);
            let lines = near.map(|line| (line, false)).chain(above.map(|line| (line, true)));
            let mut last = (String::new(), false);
            for ((at, line), above) in lines {
                if is_apart(self.page, at, Some(heading)) {
                    continue;
                }
                people.add_line(&line);
                // A label on a line of its own; above the headline the lines come from below.
                let (label, name) = if above { (&line, &last.0) } else { (&last.0, &line) };
                if last.1 == above && people::byline::is_label(label) {
                    people.add_bare(name);
                }
                if !people.wanted() {
                    return people.into_authors();
                }
                last = (line, above);
            }
            for name in author_links::linked(self.page, heading) {
                people.add(&name, Evidence::Byline);
            }
            // what several elements make of a line: "Saturday, 3 May", "Author: Anna Muster", "12 views"
            let apart = |at| is_apart(self.page, at, Some(heading));
            for part in seen::parts_of_lines(self.page, heading, apart).flatten() {
                if !people.wanted() {
                    break;
                }
                people.add_part(&part);
            }
            if people.nobody() && self.is_article() {
                self.above_a_date(heading, &mut people);
            }
        }
        people.into_authors()
    }

    fn is_article(&self) -> bool {
        let kind = self.head.meta_of(&["og:type"]);
        self.facts.is_article || kind.is_some_and(|kind| kind.contains("article"))
    }

    /// The people of a line below the headline that is names and no more, and above a date. What the
    /// text says in lower case is a topic and no name.
    fn above_a_date(&self, heading: NodeId, people: &mut People) {
        let region = self.address.region.as_deref();
        let dated = |line: &str| {
            line.len() <= DATED && date::date_words::read(line, None, region).is_some()
        };
        let mut lines = seen::lines(self.page, heading, false, 4000).take(40);
        let near: Vec<String> = lines.by_ref().take(6).collect();
        let pair = near.windows(2).find(|pair| dated(&pair[1]));
        let Some([names, _]) = pair else { return };
        let cased = names.contains(char::is_lowercase) || !names.contains(char::is_uppercase);
        if !cased || names.len() > DATED {
            return;
        }
        let text: Vec<String> = lines.collect();
        let said = |word: &str| {
            let word = format!(" {} ", word.to_lowercase());
            word.chars().count() > 5 && near.iter().chain(&text).any(|line| line.contains(&word))
        };
        if !names.split(' ').any(said) {
            people.add_bare(names);
        }
    }
}

/// Longest line, in bytes, that says little more than a date.
const DATED: usize = 80;

#[cfg(test)]
mod line_tests;
#[cfg(test)]
mod tests;
