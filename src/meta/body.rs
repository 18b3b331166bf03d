//! What the page's body says of the article where its head says nothing: microdata, links to
//! authors, elements that call themselves a byline or a date.

use super::apart::is_apart;
use super::foot::is_own;
use super::head::squash;
use super::infobox::is_infobox;
use super::labelled::{first_of_section, labelled_section};
use super::people::person::is_person;
use super::seen::seen_text;
use super::telling::is_telling;
use crate::html::{Document, Lately, NodeId, Tag, hash_of_ends};
use crate::page::Evidence;

/// What was found in the body, as spelled.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub authors: Vec<(String, Evidence)>,
    /// What `datePublished` of microdata says.
    pub item_dates: Vec<String>,
    /// The elements whose class calls them a date.
    pub dates: Vec<NodeId>,
    pub modified: Option<String>,
    /// The section that microdata names.
    pub section: Option<String>,
}

/// How much text a byline or a date may have, in bytes.
const SHORT: usize = 160;
/// How many elements of each kind are kept.
const MOST: usize = 30;

/// How far before and behind the title the body is read, in nodes: what speaks of the article stands
/// near its headline, and reading attributes costs more than parsing the page.
const BEFORE: u32 = 300;
const BEHIND: u32 = 1200;

/// One pass over the attributes of the body's elements. `title` is the heading that was chosen:
/// what stands near it counts before what stands elsewhere.
pub(super) fn read(page: Document<'_>, title: Option<NodeId>) -> Body {
    let mut found = Found::default();
    // most elements are written as others are, and reading attributes costs ten times as much as
    // seeing that
    let mut known = Lately::<Said, 256>::new();
    let middle = title.map_or(0, |title| title.0);
    let range = middle.saturating_sub(BEFORE)..middle.saturating_add(BEHIND).min(page.len());
    for id in range.map(NodeId) {
        if page.is_text(id) || matches!(page.tag(id), Tag::META | Tag::LINK | Tag::SCRIPT) {
            continue;
        }
        let said = match page.attributes_as_written(id) {
            Some(written) => known.of(written, hash_of_ends(written), || Said::by(page, id)),
            None => Said::by(page, id),
        };
        found.add(id, said);
    }
    found.in_order(page, title)
}

/// What an element's attributes say of it: how often each of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Said {
    item_author: u8,
    rel_author: u8,
    byline: u8,
    item_date: u8,
    date: u8,
    section: u8,
    modified: bool,
}

/// The attributes that are read.
const NAMES: [&str; 6] = ["class", "id", "itemprop", "property", "rel", "typeof"];

impl Said {
    fn by(page: Document<'_>, id: NodeId) -> Said {
        let mut said = Said::default();
        let more = |count: &mut u8| *count = count.saturating_add(1);
        page.attributes_among(id, &NAMES, |name, attribute| match NAMES[name] {
            "itemprop" => {
                for word in attribute.value().split_ascii_whitespace() {
                    match word {
                        "author" | "creator" => more(&mut said.item_author),
                        "datePublished" | "dateCreated" => more(&mut said.item_date),
                        "dateModified" => said.modified = true,
                        "articleSection" | "genre" => more(&mut said.section),
                        _ => {}
                    }
                }
            }
            // RDFa, as Drupal writes it
            "typeof" => {
                let person = |kind: &str| kind.rsplit([':', '/']).next() == Some("Person");
                if attribute.value().split_ascii_whitespace().any(person) {
                    more(&mut said.byline);
                }
            }
            // Drupal 7 names the user who has written a page so, and when.
            "property" => {
                for word in attribute.value().split_ascii_whitespace() {
                    match word {
                        "foaf:name" => more(&mut said.byline),
                        "dc:date" => more(&mut said.item_date),
                        _ => {}
                    }
                }
            }
            "rel" => {
                if attribute.value().split_ascii_whitespace().any(|word| word == "author") {
                    more(&mut said.rel_author);
                }
            }
            _ => {
                let value = attribute.value();
                let value = &value[..value.floor_char_boundary(200)];
                if !is_telling(value) {
                    return;
                }
                if byline_class(value) {
                    more(&mut said.byline);
                } else if date_class(value) {
                    more(&mut said.date);
                }
            }
        });
        said
    }
}

#[derive(Default)]
struct Found {
    item_authors: Vec<NodeId>,
    rel_authors: Vec<NodeId>,
    bylines: Vec<NodeId>,
    item_dates: Vec<NodeId>,
    dates: Vec<NodeId>,
    sections: Vec<NodeId>,
    modified: Option<NodeId>,
}

impl Found {
    fn add(&mut self, id: NodeId, said: Said) {
        if said == Said::default() {
            return;
        }
        for (list, count) in [
            (&mut self.item_authors, said.item_author),
            (&mut self.rel_authors, said.rel_author),
            (&mut self.bylines, said.byline),
            (&mut self.item_dates, said.item_date),
            (&mut self.dates, said.date),
            (&mut self.sections, said.section),
        ] {
            let room = MOST.saturating_sub(list.len());
            list.extend(std::iter::repeat_n(id, usize::from(count).min(room)));
        }
        if said.modified && self.modified.is_none() {
            self.modified = Some(id);
        }
    }

    fn in_order(self, page: Document<'_>, title: Option<NodeId>) -> Body {
        let mut body = Body::default();
        let about = |id: NodeId| -> Option<String> {
            if let Some(section) = labelled_section(page, id) {
                return first_of_section(page, section, id);
            }
            if is_aside(page, id) && !is_own(page, id, title) || is_apart(page, id, title) {
                return None;
            }
            let text = seen_text(page, id, SHORT * 2);
            (!text.is_empty() && text.len() <= SHORT).then_some(text)
        };
        for (list, from) in [
            (together(near(self.item_authors, title)), Evidence::Microdata),
            (near(self.rel_authors, title), Evidence::Byline),
            (near(self.bylines, title), Evidence::Byline),
        ] {
            let mut parent = None;
            for id in list {
                let beside = parent == page.parent(id) && page.attribute(id, "rel").is_some();
                parent = page.parent(id);
                let id = if from == Evidence::Microdata { named(page, id) } else { id };
                let text = match page.attribute(id, "content") {
                    Some(content) => Some(content.into_owned()),
                    None if from == Evidence::Byline && is_name_of_a_thing(page, id) => None,
                    None => about(id).map(|text| {
                        classed(page, id).or_else(|| several(page, id)).unwrap_or(text)
                    }),
                };
                if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
                    match body.authors.last_mut() {
                        // Links to several authors in one line.
                        Some((names, _)) if beside && !names.contains(&text) => {
                            names.push_str(", ");
                            names.push_str(&text);
                        }
                        _ => body.authors.push((text, from)),
                    }
                }
            }
        }
        let dated = |id: NodeId| {
            ["content", "datetime", "title"]
                .iter()
                .find_map(|name| page.attribute(id, name))
                .filter(|value| value.contains(|c: char| c.is_ascii_digit()))
                .map(std::borrow::Cow::into_owned)
                .or_else(|| about(id))
        };
        body.item_dates = near(self.item_dates, title).into_iter().filter_map(dated).collect();
        body.dates = self.dates;
        body.modified = self.modified.and_then(dated);
        body.section = near(self.sections, title).into_iter().find_map(|id| {
            match page.attribute(id, "content") {
                Some(content) => Some(squash(&content)).filter(|text| !text.is_empty()),
                None => about(id),
            }
        });
        body
    }
}

/// The names in a byline whose people stand in elements of their own with nothing between them.
fn several(page: Document<'_>, id: NodeId) -> Option<String> {
    let parts: Vec<String> = (id.0 + 1..page.end(id).0)
        .map(NodeId)
        .filter(|at| page.is_text(*at))
        .map(|at| squash(&page.text(at)))
        .filter(|text| !text.is_empty())
        .take(20)
        .collect();
    (parts.len() > 1 && parts.iter().all(|part| is_person(part))).then(|| parts.join(", "))
}

/// The element that holds an author's name.
fn named(page: Document<'_>, id: NodeId) -> NodeId {
    (id.0..page.end(id).0)
        .map(NodeId)
        .find(|at| page.attribute(*at, "itemprop").is_some_and(|prop| prop == "name"))
        .unwrap_or(id)
}

/// The list, nearest to the title first.
fn near(mut list: Vec<NodeId>, title: Option<NodeId>) -> Vec<NodeId> {
    if let Some(title) = title {
        list.sort_by_key(|id| distance(*id, title));
    }
    list
}

/// How far an element is from the title, in nodes; what stands before the title is three times as
/// far as what follows it.
pub(super) fn distance(id: NodeId, title: NodeId) -> u32 {
    if id.0 >= title.0 { id.0 - title.0 } else { (title.0 - id.0).saturating_mul(3) }
}

/// Whether an element stands in a part of the page that is about other things, or is a box of facts.
pub(super) fn is_aside(page: Document<'_>, id: NodeId) -> bool {
    let mut above = std::iter::successors(page.parent(id), |at| page.parent(*at));
    is_infobox(page, id)
        || above.any(|at| {
            matches!(page.tag(at), Tag::ASIDE | Tag::FOOTER | Tag::NAV) || is_infobox(page, at)
        })
}

/// The beginning of a list of elements that stand close to each other.
fn together(mut list: Vec<NodeId>) -> Vec<NodeId> {
    const CLOSE: u32 = 60;
    let apart = list.windows(2).position(|pair| pair[0].0.abs_diff(pair[1].0) > CLOSE);
    if let Some(apart) = apart {
        list.truncate(apart + 1);
    }
    list
}

fn words(class: &str) -> impl Iterator<Item = String> + '_ {
    class
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
}

fn byline_class(class: &str) -> bool {
    let mut byline = false;
    for word in words(class) {
        match &*word {
            "comment" | "comments" | "commentlist" | "avatar" | "bio" | "image" | "img" | "box" => {
                return false;
            }
            "byline" | "author" | "authors" | "autor" | "autore" | "auteur" | "autoren"
            | "authorname" | "bylines" | "vcard" | "fn" | "writer" | "firma" | "signature"
            | "verfasser" | "redakteur" => byline = true,
            word => {
                byline |= word.ends_with("byline")
                    || word.starts_with("author") && !word.starts_with("authori");
            }
        }
    }
    byline && !class.split_ascii_whitespace().any(is_beside_a_name)
}

/// Whether a class of a byline's part is that of what stands beside the name: `byline-title`.
fn is_beside_a_name(class: &str) -> bool {
    const BESIDE: &[&str] = &[
        "heading",
        "job",
        "location",
        "photo",
        "picture",
        "position",
        "role",
        "thumbnail",
        "title",
    ];
    words(class).count() > 1 && words(class).any(|word| BESIDE.contains(&&*word))
}

/// Whether the only thing that calls an element a byline is the `fn` of a card, and the card is no
/// person's: pictures, films and organisations have such names too.
fn is_name_of_a_thing(page: Document<'_>, id: NodeId) -> bool {
    let class = |id: NodeId| page.attribute(id, "class").unwrap_or_default();
    let only = |id: NodeId| {
        let class = class(id);
        let mut words = words(&class).peekable();
        words.peek().is_some() && words.any(|word| word == "fn") && {
            let rest: Vec<&str> = class.split_ascii_whitespace().filter(|w| *w != "fn").collect();
            !byline_class(&rest.join(" "))
        }
    };
    let above = || std::iter::successors(page.parent(id), |at| page.parent(*at)).take(4);
    only(id)
        && page.attribute(id, "rel").is_none()
        && (words(&class(id)).any(|word| word == "org")
            || !above().any(|at| byline_class(&class(at)))
            || above().any(|at| words(&class(at)).any(|word| word == "org")))
}

/// The names in a byline whose elements are classed as names, and nothing else in it is: what
/// stands beside them is a role, a place or a date.
fn classed(page: Document<'_>, id: NodeId) -> Option<String> {
    let is_name = |at: &NodeId| {
        page.attribute(*at, "class").is_some_and(|class| {
            let last = |class: &str| words(class).last();
            let mut lasts = class.split_ascii_whitespace().filter_map(last);
            lasts.any(|word| matches!(&*word, "name" | "fn" | "authorname"))
        })
    };
    let mut names: Vec<String> = Vec::new();
    for at in (id.0 + 1..page.end(id).0).map(NodeId).filter(|at| !page.is_text(*at)) {
        if is_name(&at) {
            let name = seen_text(page, at, SHORT);
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn date_class(class: &str) -> bool {
    let mut date = false;
    for word in words(class) {
        match &*word {
            "comment" | "comments" | "update" | "updated" | "modified" | "related" | "event" => {
                return false;
            }
            "date" | "datum" | "fecha" | "data" | "time" | "timestamp" | "published"
            | "pubdate" | "dateline" | "datetime" | "publicationdate" | "datepublished"
            | "datepublication" | "datestamp" | "timedata" | "submitted" | "postdate" | "meta"
            | "created" => date = true,
            word => date |= word.ends_with("date") && word != "update",
        }
    }
    date
}
