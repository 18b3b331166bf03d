//! A page's metadata as rows of name, value and source.

use crate::page::{Access, Evidence, Metadata, Sourced};

/// One fact: its name, its value, and where it was found, or, of a live blog's entry, its time.
pub(super) struct Fact<'a> {
    pub name: &'static str,
    pub value: &'a str,
    pub from: &'a str,
}

/// Every fact that is known, in a fixed order.
pub(super) fn facts(metadata: &Metadata) -> Vec<Fact<'_>> {
    let mut rows = Vec::new();
    let single = [
        ("title", &metadata.title),
        ("published", &metadata.published),
        ("modified", &metadata.modified),
        ("language", &metadata.lang),
        ("site", &metadata.site_name),
        ("section", &metadata.section),
        ("agency", &metadata.agency),
        ("canonical", &metadata.canonical),
        ("description", &metadata.description),
    ];
    let many =
        [("author", &metadata.authors), ("tag", &metadata.tags), ("rights", &metadata.rights)];
    for (name, fact) in single {
        rows.extend(fact.as_ref().map(|fact| row(name, fact)));
    }
    for (name, facts) in many {
        rows.extend(facts.iter().map(|fact| row(name, fact)));
    }
    if let Some(image) = &metadata.image {
        let from = source(image.from);
        rows.push(Fact { name: "image", value: &image.value.url, from });
        rows.extend(image.value.caption.as_deref().map(|value| Fact {
            name: "caption",
            value,
            from,
        }));
    }
    if let Some(access) = &metadata.access {
        let value = match access.value {
            Access::Free => "free",
            Access::Metered => "metered",
            Access::Paid => "paid",
        };
        rows.push(Fact { name: "access", value, from: source(access.from) });
    }
    for entry in &metadata.entries {
        rows.push(Fact { name: "entry", value: &entry.begins, from: &entry.at });
    }
    rows
}

fn row<'a>(name: &'static str, fact: &'a Sourced<String>) -> Fact<'a> {
    Fact { name, value: &fact.value, from: source(fact.from) }
}

/// A source in words.
fn source(from: Evidence) -> &'static str {
    match from {
        Evidence::JsonLd => "JSON-LD",
        Evidence::OpenGraph => "OpenGraph",
        Evidence::Meta => "meta element",
        Evidence::Microdata => "microdata",
        Evidence::Time => "time element",
        Evidence::Script => "script",
        Evidence::Heading => "heading",
        Evidence::TitleElement => "title element",
        Evidence::Byline => "byline",
        Evidence::Url => "address",
        Evidence::HtmlLang => "lang attribute",
        Evidence::Text => "text",
    }
}
