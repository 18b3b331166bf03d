//! The headline among everything that a page calls its title.
//!
//! What the reader sees as main heading wins when anything else on the page supports it; where
//! nothing does, the heading is the site's logo, and what the page tells machines is better.

use super::host::is_host;
use super::provider::before_provider;
use crate::lexicon::{key, letters};
use crate::page::{Evidence, Sourced};

/// What a page offers for its title, as spelled.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub json_ld: Option<String>,
    pub open_graph: Option<String>,
    pub meta: Option<String>,
    /// The `headline` of microdata.
    pub item: Option<String>,
    pub element: Option<String>,
    /// Main headings, in order; a heading that is made of parts is followed by its parts.
    pub headings: Vec<String>,
    /// The one main heading, where it stands in what the page marks up as its own content.
    pub main: Option<String>,
    /// What the page prints as its headline, where none of its main headings can be it.
    pub printed: Option<String>,
}

/// Longer titles are cut at a word.
const LONG: usize = 1000;

/// Between a headline and the name of a site or section.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " − ", " · ", " • ", " :: ", " : ", " » ", " « ", " // ", " / ",
    " ~ ", " > ", " < ", " ‹ ", " › ", " ★ ", " ♥ ", "｜", "ㅣ", "|", "_",
];

/// Whether this is a text's [`key`].
pub(super) fn has_key(text: &str, key: &str) -> bool {
    letters(text).eq(key.chars())
}

/// Whether this can be the [`key`] of a text that stands in a page like this, character references not
/// decoded: most texts are told by their first letter.
pub(super) fn may_have_key(raw: &str, key: &str) -> bool {
    let said = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || *byte == b'&';
    match raw.bytes().find(said) {
        Some(letter) if letter.is_ascii_alphanumeric() => {
            key.as_bytes().first() == Some(&letter.to_ascii_lowercase())
        }
        Some(_) => true,
        None => key.is_empty(),
    }
}

/// The headline, with where it was found. `sites` are the names that the site goes by.
pub(super) fn choose(candidates: &Candidates, sites: &[String]) -> Option<Sourced<String>> {
    let sites: Vec<String> = sites.iter().map(|s| key(s)).filter(|s| s.len() > 1).collect();
    if let Some(printed) = candidates.printed.as_deref().filter(|p| !is_site(&key(p), &sites)) {
        return Some(Sourced::new(cut(printed).to_owned(), Evidence::Heading));
    }
    let stripped = |title: &Option<String>| {
        let title = title.as_deref().map(str::trim).filter(|t| !t.is_empty())?;
        Some(without_site(cut(title), &sites).to_owned())
    };
    let said: Vec<(Evidence, String)> = [
        (Evidence::JsonLd, stripped(&candidates.json_ld)),
        (Evidence::OpenGraph, stripped(&candidates.open_graph)),
        (Evidence::Meta, stripped(&candidates.meta)),
        (Evidence::Microdata, stripped(&candidates.item)),
        (Evidence::TitleElement, stripped(&candidates.element)),
    ]
    .into_iter()
    .filter_map(|(from, title)| Some((from, title?)))
    .filter(|(from, title)| *from != Evidence::JsonLd || !is_site(&key(title), &sites))
    .collect();
    // What follows a colon may be the headline, and what precedes it a kicker.
    let tails = |heading: &'_ String| heading.split_once(": ").map(|(_, tail)| tail.to_owned());
    let tails: Vec<String> = candidates.headings.iter().filter_map(tails).collect();
    // A heading is the site's own where the title of the window ends with it, and it holds the site's name.
    let last = candidates.element.as_deref().and_then(last_split).map(|(_, last)| key(last));
    let is_own = |heading: &str| {
        let named = |site: &String| {
            site.len() >= 5 && heading.len() <= 3 * site.len() && heading.contains(site.as_str())
        };
        last.as_deref() == Some(heading) && sites.iter().any(named)
    };
    let headings: Vec<(&str, String)> = candidates
        .headings
        .iter()
        .chain(&tails)
        .map(|h| (cut(h), key(h)))
        .filter(|(_, k)| !k.is_empty() && !is_site(k, &sites) && !is_own(k))
        .collect();
    let keys: Vec<String> = said.iter().map(|(_, title)| key(title)).collect();
    let equals = |(_, heading): &&(&str, String)| keys.contains(heading);
    // Portals say behind the headline who provides the article.
    let provided = |(_, heading): &&(&str, String)| {
        said.iter().any(|(_, title)| before_provider(title).is_some_and(|t| key(t) == *heading))
    };
    if let Some((heading, _)) = headings.iter().find(provided)
        && !headings.iter().any(|heading| equals(&heading))
    {
        return Some(Sourced::new((*heading).to_owned(), Evidence::Heading));
    }
    // Two sources for machines that agree and hold the heading only behind a kicker name it whole.
    let agree = said.len() > 1 && said[0].0 == Evidence::JsonLd && keys[0] == keys[1];
    if agree && !headings.iter().any(|(_, heading)| *heading == keys[0]) {
        return Some(Sourced::new(said[0].1.clone(), Evidence::JsonLd));
    }
    // The part of a heading that another title is the whole of is the headline, the rest a kicker.
    let equal = headings
        .iter()
        .filter(equals)
        .reduce(|best, part| if best.1.ends_with(&part.1) { part } else { best });
    let whole = headings.len() - tails.len().min(headings.len());
    let held =
        || headings[..whole].iter().find(|(h, _)| said.iter().any(|(_, title)| holds(title, h)));
    if let Some((heading, _)) = equal.or_else(held) {
        return Some(Sourced::new((*heading).to_owned(), Evidence::Heading));
    }
    // Documentation is named with its product and version, which are longer than the names of many of its pages.
    if let (Some(main), Some(element)) = (&candidates.main, &candidates.element)
        && let Some((head, _)) = first_split(element)
        && key(head) == key(main)
        && !main.is_empty()
        && said.iter().all(|(from, _)| *from == Evidence::TitleElement)
    {
        return Some(Sourced::new(main.clone(), Evidence::Heading));
    }
    let best = said.iter().find(|(from, _)| *from != Evidence::TitleElement);
    if let Some((from, title)) = best {
        let title = agreed(title, candidates, &sites);
        return Some(Sourced::new(title.to_owned(), *from));
    }
    let element = said.first().map(|(_, title)| without_last(title));
    match (headings.first(), element) {
        (Some((heading, _)), Some(title)) if !alike(heading, title) && headings.len() != 1 => {
            Some(Sourced::new(title.to_owned(), Evidence::TitleElement))
        }
        (Some((heading, _)), Some(title)) if !alike(heading, title) && is_name(heading) => {
            Some(Sourced::new(title.to_owned(), Evidence::TitleElement))
        }
        (Some((heading, _)), _) => Some(Sourced::new((*heading).to_owned(), Evidence::Heading)),
        (None, Some(title)) => Some(Sourced::new(title.to_owned(), Evidence::TitleElement)),
        (None, None) => None,
    }
}

/// Two or three words are the name of a site or a section more often than a headline.
fn is_name(heading: &str) -> bool {
    heading.split_whitespace().count() <= 3 && !heading.ends_with(['?', '!', '.'])
}

/// A title for machines that carries a tail which another title of the page does not: the tail is
/// the site's.
fn agreed<'t>(title: &'t str, candidates: &Candidates, sites: &[String]) -> &'t str {
    let Candidates { json_ld, open_graph, meta, item, element, .. } = candidates;
    let all = [json_ld, open_graph, meta, item, element];
    let whole = key(title);
    for other in all.into_iter().flatten() {
        let other = key(without_site(cut(other), sites));
        if other.len() * 2 > whole.len() && other.len() < whole.len() && whole.starts_with(&other) {
            let marks = title.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '|' | '_'));
            let heads = marks.map(|(at, _)| title[..at].trim());
            if let Some(head) = heads.into_iter().find(|head| key(head) == other) {
                return head;
            }
        }
    }
    title
}

fn cut(title: &str) -> &str {
    let title = once(without_ends(title));
    if title.len() <= LONG {
        return title;
    }
    let title = &title[..title.floor_char_boundary(LONG)];
    title.rfind(' ').map_or(title, |at| &title[..at])
}

/// Whether a key is one of the site's names, or one of them with a little around it.
fn is_site(key: &str, sites: &[String]) -> bool {
    sites.iter().any(|site| {
        site == key
            || site.len() >= 5 && key.len() <= site.len() * 2 && key.contains(site.as_str())
            || key.len() >= 4 && key.len() * 2 >= site.len() && site.contains(key)
    })
}

/// The title without the segments at either end that name the site.
fn without_site<'t>(title: &'t str, sites: &[String]) -> &'t str {
    let mut title = title;
    for _ in 0..3 {
        if let Some((head, tail)) = last_split(title)
            && is_site(&key(tail), sites)
            && !head.is_empty()
        {
            title = head;
        } else if let Some((head, tail)) = first_split(title)
            && is_site(&key(head), sites)
            && !tail.is_empty()
        {
            title = tail;
        } else {
            break;
        }
    }
    // CJK sites set no spaces around the hyphen or the colon.
    if let Some((head, tail)) = title.rsplit_once(['-', '：'])
        && !head.is_empty()
        && (sites.contains(&key(tail)) || is_unspaced(tail) && is_site(&key(tail), sites))
    {
        return head.trim();
    }
    title
}

/// The title without its last segment where that is short beside the rest; the names of the site
/// are not known.
fn without_last(title: &str) -> &str {
    let length = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut title = match last_split(title) {
        Some((head, tail)) if length(head) >= length(tail) && length(head) >= 4 => head,
        Some((_, tail)) if length(tail) >= 4 => tail,
        _ => title,
    };
    // Bars are hardly ever a headline's own: between it and the site's name stand its sections.
    while let Some((head, tail)) = last_split(title)
        && (title[head.len()..title.len() - tail.len()].contains(['|', '_', '｜'])
            && length(tail) * 2 <= length(head)
            || is_host(tail) && length(tail) <= length(head))
    {
        title = head;
    }
    before_hyphen(title).unwrap_or(title)
}

/// What stands before the hyphen that parts a headline from the site's name where words are not spaced:
/// `大坝今晨开始放水-河边新闻网`.
fn before_hyphen(title: &str) -> Option<&str> {
    let (head, tail) = title.rsplit_once('-')?;
    let head = head.trim_end_matches('-').trim_end();
    let name = !tail.contains(['，', '。', '！', '？', '”', '》']);
    let short = tail.chars().count() * 2 <= head.chars().count();
    (name && short && is_unspaced(head) && is_unspaced(tail)).then_some(head)
}

/// Whether a text has letters of a script whose words are not spaced.
fn is_unspaced(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3040}'..='\u{9fff}'))
}

/// The title without the separators that stand at its ends, where a template had nothing to set beside them:
/// `» Contact`, `The weir ::`. Quotations begin with dashes in some languages, and others set spaces within their
/// quotation marks.
fn without_ends(title: &str) -> &str {
    const BEFORE: [&str; 6] = ["|", "·", "•", "::", "»", "›"];
    const BEHIND: [&str; 9] = ["|", "-", "–", "—", "−", "·", "•", "::", "»"];
    let mut title = title.trim();
    for mark in BEFORE {
        let rest = title.strip_prefix(mark).filter(|rest| rest.starts_with(' '));
        title = rest.unwrap_or(title).trim_start();
    }
    for mark in BEHIND {
        let rest = title.strip_suffix(mark).filter(|rest| rest.ends_with(' '));
        title = rest.filter(|rest| !rest.contains('«')).unwrap_or(title).trim_end();
    }
    title
}

/// A title that is printed twice over, once.
fn once(title: &str) -> &str {
    let half = title.len() / 2;
    let (Some(left), Some(right)) = (title.get(..half), title.get(half + 1..)) else {
        return title;
    };
    let doubled = left == right && title.as_bytes()[half] == b' ';
    if doubled && left.split(' ').count() > 2 { left } else { title }
}

fn last_split(title: &str) -> Option<(&str, &str)> {
    let (at, length) = separators(title).max_by_key(|(at, length)| (at + length, *length))?;
    Some((title[..at].trim(), title[at + length..].trim()))
}

fn first_split(title: &str) -> Option<(&str, &str)> {
    let colon = title.as_bytes().windows(2).position(|pair| pair == b": ");
    let found = separators(title).chain(colon.map(|at| (at, 2)));
    let (at, length) = first_of(found)?;
    Some((title[..at].trim(), title[at + length..].trim()))
}

/// The first of some separators, the longest of those that begin there.
fn first_of(found: impl Iterator<Item = (usize, usize)>) -> Option<(usize, usize)> {
    found.min_by_key(|(at, length)| (*at, usize::MAX - length))
}

/// What a site is called before it says what it is: `Bote` of `Bote - Zeitung für alle`.
pub(super) fn first_part(name: &str) -> Option<&str> {
    first_of(separators(name)).map(|(at, _)| name[..at].trim())
}

/// The segments of a title, and what stands before and behind its first and its last separator.
pub(super) fn segments(title: &str) -> Vec<&str> {
    let mut found = vec![title.trim()];
    let (mut rest, mut left) = (Some(title), 8);
    while let Some((head, tail)) = rest.filter(|_| left > 0).and_then(last_split) {
        found.extend([head, tail]);
        (rest, left) = (Some(head), left - 1);
    }
    for at in 0..found.len() {
        if let Some((head, tail)) = first_split(found[at]) {
            found.extend([head, tail]);
        }
    }
    found.retain(|part| !part.is_empty());
    found
}

/// Where separators stand in a title, and how long they are.
fn separators(title: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = title.as_bytes();
    let begins = move |at: &usize| match bytes[*at] {
        b' ' => bytes.get(at + 1).is_some_and(|next| !next.is_ascii_alphanumeric()),
        byte => matches!(byte, b'|' | b'_') || !byte.is_ascii(),
    };
    let here = move |at: usize| {
        let here = SEPARATORS.iter().filter(move |s| bytes[at..].starts_with(s.as_bytes()));
        here.map(move |separator| (at, separator.len()))
    };
    (0..bytes.len()).filter(begins).flat_map(here)
}

/// How many segments of a title are taken off one end of it.
const SEGMENTS: usize = 12;

/// Whether a longer title holds the heading as a beginning or an end of its segments, and the
/// heading is the larger part; or a title that was cut short is the heading's beginning.
fn holds(title: &str, heading: &str) -> bool {
    let (whole, part) = (key(title), key(heading));
    let open = title.trim_end_matches(['…', '.']);
    if open.len() < title.len() && whole.len() >= 20 && part.starts_with(&whole) {
        return true;
    }
    if part.len() < 4 || part.len() >= whole.len() || part.len() * 5 < whole.len() * 2 {
        return false;
    }
    let mut rest = title;
    for _ in 0..SEGMENTS {
        let Some((head, _)) = last_split(rest) else { break };
        // A kicker may stand before it, and the site's name behind it.
        let behind = first_split(head).map_or(head, |(_, tail)| tail);
        if key(head) == part || key(behind) == part && part.len() * 2 >= whole.len() {
            return true;
        }
        rest = head;
    }
    let mut rest = title;
    for _ in 0..SEGMENTS {
        let Some((_, tail)) = first_split(rest) else { break };
        if key(tail) == part {
            return part.len() * 2 >= whole.len();
        }
        rest = tail;
    }
    false
}

/// Whether two titles share half of the words of the shorter.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 2)
            .take(60)
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|w| b.contains(w)).count();
    let least = a.len().min(b.len());
    least > 0 && shared * 2 >= least
}

#[cfg(test)]
mod tests {
    use super::without_ends;

    #[test]
    fn separators_go_from_the_ends_and_dashes_and_marks_of_quotations_stay() {
        assert_eq!(without_ends("» Contact"), "Contact");
        assert_eq!(without_ends("The weir is open ::"), "The weir is open");
        for title in ["- Angsten vil øke", "« Il y a de l’eau »"] {
            assert_eq!(without_ends(title), title);
        }
    }
}
