//! What a page says of who may read it and of what may be done with it.

use super::head::{Head, squash};
use super::jsonld::Facts;
use crate::page::{Access, Evidence, Sourced};

/// Who may read the article, where the page says so.
pub(super) fn access(head: &Head<'_>, facts: &Facts) -> Option<Sourced<Access>> {
    if let Some(free) = facts.free {
        let access = if free { Access::Free } else { Access::Paid };
        return Some(Sourced::new(access, Evidence::JsonLd));
    }
    let tier = head.meta_of(&["article:content_tier", "content_tier"])?;
    let access = match tier.trim().to_ascii_lowercase().as_str() {
        "free" => Access::Free,
        "metered" => Access::Metered,
        "locked" | "paid" | "premium" => Access::Paid,
        _ => return None,
    };
    Some(Sourced::new(access, Evidence::OpenGraph))
}

/// The meta names for robots that concern everyone or those who archive and mine text.
const ROBOTS: &[&str] = &["robots", "googlebot-news", "ccbot", "gptbot"];

/// What the page says of its rights, one line each: `robots: noarchive`, `tdm-reservation: 1`,
/// `licence: <address>`, `copyright: <holder>`.
pub(super) fn rights(head: &Head<'_>, facts: &Facts) -> Vec<Sourced<String>> {
    let mut rights = Vec::new();
    let mut add = |name: &str, value: &str, from| {
        let value = squash(&value[..value.floor_char_boundary(500)]);
        if !value.is_empty() {
            rights.push(Sourced::new(format!("{name}: {value}"), from));
        }
    };
    for name in ROBOTS {
        for value in head.metas_of(name) {
            let restricting: Vec<&str> = value
                .split(',')
                .map(str::trim)
                .filter(|word| {
                    let word = word.to_ascii_lowercase();
                    // What `max-snippet` and its like say is about result pages.
                    word.starts_with("no") && word != "noodp" && word != "noydir"
                        || word == "none"
                        || word.starts_with("unavailable_after")
                })
                .collect();
            add(name, &restricting.join(", ").to_ascii_lowercase(), Evidence::Meta);
        }
    }
    for name in ["tdm-reservation", "tdm-policy"] {
        if let Some(value) = head.meta_of(&[name]) {
            add(name, value, Evidence::Meta);
        }
    }
    if let Some(licence) = &facts.licence {
        add("licence", licence, Evidence::JsonLd);
    } else if let Some(licence) = head.link_of("license") {
        add("licence", licence, Evidence::Meta);
    } else if let Some(licence) =
        head.meta_of(&["dc.rights.license", "dcterms.license", "license", "dc.license"])
    {
        add("licence", licence, Evidence::Meta);
    }
    if let Some(holder) = &facts.copyright {
        add("copyright", holder, Evidence::JsonLd);
    } else if let Some(holder) =
        head.meta_of(&["copyright", "dc.rights", "dcterms.rights", "dcterms.rightsholder"])
    {
        add("copyright", holder, Evidence::Meta);
    }
    rights
}
