//! Who signed a page, as the places that name someone are read one after the other.

use std::sync::LazyLock;

use super::byline::labelled;
use super::person::{is_nothing_but_a_role, is_person, without_role};
use super::{MOST, names, of_reporters};
use crate::lexicon::{self, key, reporters};
use crate::meta::host::is_host;
use crate::page::{Evidence, Sourced};

/// The authors of a page as they come to light, from the most to the least trusted place.
///
/// The site itself, or an organisation, named as author is kept only where no person is found.
#[derive(Debug)]
pub(in crate::meta) struct People {
    sites: Vec<String>,
    /// Those that are too short to be looked for within a word.
    short: Vec<String>,
    found: Vec<Sourced<String>>,
    weak: Vec<Sourced<String>>,
}

/// The names in a line, with all of it where what it calls them tells several from one with a blank in it.
fn with_title<'a>(line: &'a str, names: &'a str) -> &'a str {
    if of_reporters(line).is_some() { line } else { names }
}

impl People {
    /// Nobody yet, on a site that goes by these names.
    pub(in crate::meta) fn new(sites: Vec<String>) -> People {
        let keys = sites.iter().map(|s| key(s));
        let short = keys.clone().filter(|s| (2..5).contains(&s.len())).collect();
        let sites = keys.filter(|s| s.len() > 2).collect();
        People { sites, short, found: Vec::new(), weak: Vec::new() }
    }

    /// Whom the lines of a page name that say when it was published, and those that say who wrote it; of the
    /// latter each as a whole, and without its date.
    pub(in crate::meta) fn of_lines<'a>(
        sites: Vec<String>,
        days: &[&str],
        bylines: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Vec<Sourced<String>> {
        let mut found = People::new(sites);
        days.iter().for_each(|text| found.add_line(text));
        // "2024-05-03 来源：山谷报 责任编辑：沈立"
        let fields = days.iter().filter(|text| found.wanted() && text.contains(['：', ':']));
        let fields: Vec<&str> = fields.flat_map(|text| text.split(' ')).collect();
        fields.into_iter().for_each(|field| found.add_part(field));
        for (line, undated) in bylines {
            // the bar of one is no bar between fields: "文｜林小满"
            match reporters::signed(line) {
                Some(names) => found.add(with_title(line, names), Evidence::Byline),
                // "The Valley Post · 3 May 2024 · By Mira Tolo"
                None if found.wanted() => found.add_line(line),
                None => {}
            }
            if found.wanted() && !line.contains(" | ") && !line.contains(" · ") {
                let text = undated.trim_matches(['(', ')', '（', '）']);
                let title = reporters::CHINESE.iter().find_map(|title| text.strip_prefix(title));
                let reporter = title.and_then(|name| name.strip_prefix(' '));
                found.add(reporter.unwrap_or(text), Evidence::Byline);
            }
        }
        found.into_authors()
    }

    /// Whether no person was found so far.
    pub(in crate::meta) fn wanted(&self) -> bool {
        self.found.is_empty()
    }

    /// Where the last person was found.
    pub(in crate::meta) fn last(&self) -> Option<Evidence> {
        self.found.last().map(|name| name.from)
    }

    /// Adds an organisation that a field for authors names, whole: `Harrow & Finch, Inc.`. Where the field calls
    /// several people so, or agencies, they are added one by one.
    pub(in crate::meta) fn add_organisation(&mut self, name: &str, from: Evidence) {
        let parts = names(name);
        let signs = |part: &String| lexicon::agency(part).is_some() || is_desk(part);
        let several = parts.iter().all(|part| is_person(part)) || parts.iter().any(signs);
        match parts.first() {
            // The stop may be the name's: "Nestlé S.A."
            Some(only) if parts.len() == 1 && name.trim_end_matches('.') != only => {
                self.add(name, from);
            }
            Some(_) if parts.len() == 1 || !several => self.add_names(vec![name.to_owned()], from),
            _ => self.add(name, from),
        }
    }

    /// Adds the people that a field for authors names.
    pub(in crate::meta) fn add(&mut self, byline: &str, from: Evidence) {
        self.add_names(names(byline), from);
    }

    fn add_names(&mut self, names: Vec<String>, from: Evidence) {
        for mut name in names {
            if from == Evidence::Byline {
                name.truncate(without_role(&name).len());
            }
            let weak = self.is_site(&name)
                || is_desk(&name)
                || is_host(&name)
                || is_nothing_but_a_role(&name);
            // What the body says against the head has to look like a person.
            if from == Evidence::Byline && !weak && !self.weak.is_empty() && !is_person(&name) {
                continue;
            }
            if from == Evidence::Byline && name.contains(' ') && !is_person(&name) {
                continue;
            }
            let list = if weak { &mut self.weak } else { &mut self.found };
            if list.len() < MOST && !list.iter().any(|n| n.value.eq_ignore_ascii_case(&name)) {
                list.push(Sourced::new(name, from));
            }
        }
    }

    /// Adds the people of a line of text that begins as a byline does (`Von Anna Muster`), where all
    /// that follows is names, or of a part of it between bars (`14. Mai | Von Anna Muster`).
    pub(in crate::meta) fn add_line(&mut self, line: &str) {
        for part in line.split(['|', '·', '•', '｜']) {
            self.add_labelled(part);
        }
    }

    /// The same of a part of a line, which may also say where the article is from.
    pub(in crate::meta) fn add_part(&mut self, part: &str) {
        let start = part[..part.floor_char_boundary(24)].to_lowercase();
        if !SOURCES.iter().any(|words| start.starts_with(words)) {
            self.add_line(part);
        }
    }

    fn add_labelled(&mut self, line: &str) {
        let Some(rest) = labelled(line) else { return };
        let rest = with_title(line, rest);
        let found = names(rest);
        let alone =
            found.len() == 1 && rest.split_whitespace().count() == 1 && !rest.ends_with('.');
        let signs = |name: &String| is_person(name) || self.is_site(name) || is_desk(name);
        if alone || found.first().is_some_and(|name| is_person(name)) && found.iter().all(signs) {
            self.add(rest, Evidence::Byline);
        }
    }

    /// Whether nobody at all was found so far.
    pub(in crate::meta) fn nobody(&self) -> bool {
        self.found.is_empty() && self.weak.is_empty()
    }

    /// Adds the people of a line above a date that is names and nothing else.
    pub(in crate::meta) fn add_bare(&mut self, line: &str) {
        let found = names(line);
        let plain = !line.contains(|c: char| c.is_numeric() || matches!(c, ':' | '?' | '!'));
        if plain && !found.is_empty() && found.iter().all(|name| is_person(name)) {
            self.add(line, Evidence::Byline);
        }
    }

    fn is_site(&self, name: &str) -> bool {
        // "Anna Holt, BBC Sport": a desk of the site behind a name
        let first = name.split_once(' ').map(|(first, _)| key(first));
        if !self.found.is_empty() && first.is_some_and(|first| self.short.contains(&first)) {
            return true;
        }
        let key = key(name);
        self.sites.iter().any(|site| {
            *site == key
                || site.len() >= 5 && key.contains(site.as_str())
                || key.len() >= 5 && site.contains(&key)
        })
    }

    /// The people, or where there are none what signs in their place: the first such name only, as
    /// one page's fields name its publisher in many ways.
    pub(in crate::meta) fn into_authors(self) -> Vec<Sourced<String>> {
        if !self.found.is_empty() {
            return self.found;
        }
        let first = self.weak.first().map(|name| name.from);
        self.weak.into_iter().filter(|name| Some(name.from) == first).collect()
    }
}

/// Words that say where an article was taken from, in lower case.
static SOURCES: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("data/sources.txt").lines().collect());

/// Whether the desk signs and no one by name.
fn is_desk(name: &str) -> bool {
    const DESKS: &[&str] = &[
        "redaktion",
        "redaktionen",
        "redazione",
        "la redazione",
        "redacción",
        "la redacción",
        "rédaction",
        "la rédaction",
        "redakcja",
        "redação",
        "redactie",
        "staff",
        "staff writer",
        "editorial staff",
        "editorial team",
        "editors",
        "newsroom",
        "agencies",
        "agenturen",
        "agencias",
        "agenzie",
        "die redaktion",
        "online-redaktion",
        "newsdesk",
        "news desk",
    ];
    DESKS.contains(&&*name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_signs_whole() {
        let signed = |name: &str| -> Vec<String> {
            let mut people = People::new(Vec::new());
            people.add_organisation(name, Evidence::JsonLd);
            people.into_authors().into_iter().map(|name| name.value).collect()
        };
        for name in [
            "Harrow & Finch, Inc.",
            "Acme Robotics, LLC",
            "Smith, Jones & Co.",
            "City of Springfield, Oregon",
            "Nestlé S.A.",
            "Sellby Harbour Board",
        ] {
            assert_eq!(signed(name), [name]);
        }
        assert_eq!(signed("Jane Doe, John Smith"), ["Jane Doe", "John Smith"]);
        assert_eq!(signed("Jane Doe, AFP"), ["Jane Doe", "AFP"]);
        assert!(signed("https://example.org/author").is_empty());
    }
}
