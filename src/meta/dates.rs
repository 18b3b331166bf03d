//! When the article was published and changed, among all the dates of a page.
//!
//! What the page states for machines in so many words comes first. A bare `date` is often the day on
//! which the page was built, so what a reader sees beside the headline comes before it.

use std::cell::OnceCell;

use super::announced::{announces_change, at_change, is_dated};
use super::apart::is_apart;
use super::body::{self, Body};
use super::date::fields::{BARE, CHANGED, MODIFIED, PUBLISHED, STATED, names_publication};
use super::date::stamp::{Stamp, is_count, machine};
use super::date::{date_words, script_dates};
use super::page::Page;
use super::seen::{self, seen_text};
use super::title;
use crate::html::NodeId;
use crate::lexicon;
use crate::page::{Evidence, Sourced};

/// What the dates of one page are read from.
pub(super) struct Dates<'a, 'b> {
    pub page: &'a Page<'a>,
    /// The element that shows the headline.
    pub heading: Option<NodeId>,
    pub lang: Option<&'a str>,
    /// What the body's attributes say, read when it is first asked for.
    pub body: &'b OnceCell<Body>,
}

/// How far behind the heading, in nodes, an element still belongs to its headline.
pub(super) const BESIDE: u32 = 150;
/// Widest part of a line that is a date, in letters.
const PART: usize = 40;
/// Words before the number of a day that are no sentence: `Tuesday, 5`, `Sellby, Tuesday, 5`.
const LEAD: usize = 3;
/// Days between two dates that cannot be of one publication.
pub(super) const FAR: i64 = 60;

pub(super) type Found = Option<Sourced<String>>;

impl Dates<'_, '_> {
    /// When the article was published, and when it was last changed.
    pub(super) fn read(&self) -> (Found, Found) {
        let Page { head, facts, .. } = self.page;
        let of = |names: &[&str], from| {
            let date = |text: &str| Some(self.in_printed_order(text, self.date(text, from)?));
            names.iter().find_map(|name| head.metas_of(name).find_map(date))
        };
        let json = |text: &Option<String>| self.date(text.as_deref()?, Evidence::JsonLd);
        let article = json(&facts.published).filter(|_| facts.is_article);
        let published = article
            .or_else(|| of(STATED, Evidence::OpenGraph))
            .or_else(|| of(PUBLISHED, Evidence::Meta))
            .or_else(|| self.microdata())
            .or_else(|| self.day_of_address())
            .or_else(|| self.beside(of(BARE, Evidence::Meta)))
            .or_else(|| self.named())
            .or_else(|| json(&facts.published))
            // A page that tells no other day was published as it stands on that of its last change.
            .or_else(|| self.changed(BESIDE, false))
            .or_else(|| self.element(u32::MAX))
            .or_else(|| self.announced())
            .or_else(|| self.date(&script_dates::published(self.page.page)?, Evidence::Script))
            .or_else(|| self.within_line())
            .or_else(|| self.in_title());
        let changed = || of(CHANGED, Evidence::OpenGraph);
        let modified = json(&facts.modified)
            .map(|found| self.later(found, published.as_ref(), changed))
            .or_else(changed)
            .or_else(|| of(MODIFIED, Evidence::Meta))
            .or_else(|| {
                // Not worth a walk over the body of its own.
                let body = self.body.get()?;
                self.date(body.modified.as_deref()?, Evidence::Microdata)
            })
            .or_else(|| self.changed(u32::MAX, true));
        let published = published.map(|found| self.exact(found));
        let modified = modified.map(|found| self.exact_of_fields(found, &[CHANGED, MODIFIED]));
        let published = published.map(|found| self.rebuilt(found, modified.as_ref()));
        let published = published.map(|found| self.moved(found));
        (published.map(|found| self.on_local_clock(found)), modified)
    }

    /// The last change: where JSON-LD gives the instant of publication for it, what OpenGraph says is later.
    fn later(
        &self,
        modified: Sourced<String>,
        published: Option<&Sourced<String>>,
        changed: impl Fn() -> Found,
    ) -> Sourced<String> {
        if published.is_none_or(|published| published.value != modified.value) {
            return modified;
        }
        let later = |other: &Sourced<String>| {
            day_of(other).zip(day_of(&modified)).is_some_and(|(other, day)| other.date > day.date)
        };
        changed().filter(later).unwrap_or(modified)
    }

    /// A part of the window's title that is a day and nothing else: `The weir is closed - 3 May 2024 - Bote`.
    fn in_title(&self) -> Found {
        let parts = title::segments(&self.page.head.title);
        let digit = |part: &&&str| part.len() <= PART && has_number(part);
        let day = |part: &&str| {
            let found = self.date(part, Evidence::TitleElement)?;
            // "Agenda 2024-05-03" says more than a day.
            let named = |word: &str| lexicon::month(word).is_some() || lexicon::is_weekday(word);
            let mut words = part.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 2);
            words.all(|word| named(&word.to_lowercase())).then_some(found)
        };
        parts.iter().filter(digit).find_map(day)
    }

    /// The day in the page's address, with the time of day that stands beside the headline where that is of
    /// the same day.
    fn day_of_address(&self) -> Found {
        let day = self.page.address.date()?;
        let shown = self.dateline(3, 2);
        let same = shown.filter(|shown| machine(&shown.value).is_some_and(|s| s.date == day.date));
        same.or_else(|| Some(Sourced::new(day.to_string(), Evidence::Url)))
    }

    /// A `meta` element whose name says that it holds the day of publication, whatever stands before
    /// that: `w-published-date`, `bt:pubDate`.
    fn named(&self) -> Found {
        let mut values = self.page.head.metas().filter(|(name, _)| names_publication(name));
        values.find_map(|(_, value)| self.date(value, Evidence::Meta))
    }

    /// The same instant on the clock of the site, where the page gives it in UTC and shows it beside
    /// the headline with the time of day; or the day that its address names, where that is the one
    /// before or after. Elsewhere nothing is known of the site's clock, and what is given stays.
    fn on_local_clock(&self, found: Sourced<String>) -> Sourced<String> {
        let Some(stamp) = machine(&found.value) else { return found };
        let (Some((hour, ..)), Some(0)) = (stamp.time, stamp.zone) else { return found };
        let days = |day: &Stamp| (day.date - stamp.date).num_days();
        let local = || {
            let shown = machine(&self.dateline(3, 2)?.value)?;
            stamp.on_clock_of(&shown)
        };
        let beside = |day: &Stamp| hour >= 10 && days(day) == 1 || hour < 14 && days(day) == -1;
        if let Some(day) = self.page.address.date().filter(beside) {
            return match local().filter(|local| local.date == day.date) {
                Some(local) => Sourced::new(local.to_string(), found.from),
                None => self.on_day_of_address(day),
            };
        }
        if (8..16).contains(&hour) {
            return found;
        }
        match local() {
            Some(local) => Sourced::new(local.to_string(), found.from),
            None => found,
        }
    }

    pub(super) fn body(&self) -> &Body {
        self.body.get_or_init(|| body::read(self.page.page, self.heading))
    }

    pub(super) fn stamp(&self, text: &str) -> Option<Stamp> {
        let region = self.page.address.region.as_deref();
        let stamp = date_words::read(text, self.lang, region)?;
        Some(stamp.at_local_midnight(self.lang, region))
    }

    pub(super) fn date(&self, text: &str, from: Evidence) -> Found {
        // What readers see is no count of seconds: "Code: 1404082114567".
        let shown = matches!(from, Evidence::Byline | Evidence::TitleElement);
        if shown && is_count(text) {
            return None;
        }
        Some(Sourced::new(self.stamp(text)?.to_string(), from))
    }

    /// What a reader sees beside the headline, or else the day of a bare `date`. That is the later of
    /// the two where the page was built after publication; where it is the earlier by far, what
    /// stands beside the headline is today's date or another article's. Of the same day, an instant is more
    /// than a day or a time on an unknown clock.
    fn beside(&self, bare: Found) -> Found {
        let line = self.dateline(3, 2).map(|line| self.timed(line));
        let element = || self.element(BESIDE).map(|day| self.timed(day));
        let seen = line.or_else(element).or_else(|| self.dateline(30, 8));
        let far = |bare: &Sourced<String>, seen: &Sourced<String>| {
            let (Some(bare), Some(seen)) = (day_of(bare), day_of(seen)) else { return false };
            (seen.date - bare.date).num_days() > FAR
        };
        let instant = |bare: &Sourced<String>, seen: &Sourced<String>| {
            let (bare, seen) = (machine(&bare.value), machine(&seen.value));
            bare.zip(seen).is_some_and(|(bare, seen)| {
                bare.zone.is_some() && seen.zone.is_none() && bare.date == seen.date
            })
        };
        match (bare, seen) {
            (Some(bare), Some(seen)) if far(&bare, &seen) || instant(&bare, &seen) => Some(bare),
            (bare, seen) => seen.or(bare),
        }
    }

    /// A day that readers see, with the time of day where an element beside it has the same day and says it; that
    /// of an earlier element where the day is the last change's.
    fn timed(&self, line: Sourced<String>) -> Sourced<String> {
        let Some(day) = machine(&line.value).filter(|day| day.time.is_none()) else { return line };
        let same = |found: &Sourced<String>| day_of(found).is_some_and(|d| d.date == day.date);
        let exact = |found: &Sourced<String>| {
            same(found) && machine(&found.value).is_some_and(|found| found.time.is_some())
        };
        let change = self.changed(BESIDE, false).filter(same);
        let earlier = |found: &Sourced<String>| {
            change.is_some() && day_of(found).is_some_and(|found| found.date < day.date)
        };
        let element = self.element_where(BESIDE, |found| exact(found) || earlier(found));
        element.or_else(|| change.filter(exact)).unwrap_or(line)
    }

    fn microdata(&self) -> Found {
        self.body().item_dates.iter().find_map(|text| self.date(text, Evidence::Microdata))
    }

    /// A date that stands on a line of its own near the heading, or begins a line there; near the
    /// first main heading where the title is another one.
    pub(super) fn dateline(&self, after: usize, before: usize) -> Found {
        self.datelines(after, before).next().map(|(found, _)| found)
    }

    /// All such dates, each with its line.
    pub(super) fn datelines(
        &self,
        after: usize,
        before: usize,
    ) -> impl Iterator<Item = (Sourced<String>, String)> {
        let main = self.page.head.headings.first().copied();
        let headings =
            self.heading.into_iter().chain(main.filter(|main| Some(*main) != self.heading));
        headings.take(2).flat_map(move |heading| self.datelines_at(heading, after, before))
    }

    fn datelines_at(
        &self,
        heading: NodeId,
        after: usize,
        before: usize,
    ) -> impl Iterator<Item = (Sourced<String>, String)> {
        let page = self.page.page;
        let near = seen::lines_at(page, heading, false, 4000).take(after);
        let before = seen::lines_at(page, heading, true, 60).take(before);
        let own = std::iter::once_with(move || (heading, seen_text(page, heading, 300)));
        let begins = move |at: NodeId, line: &str| {
            if !has_number(line) {
                return None;
            }
            let (line, _) = at_change(line);
            let start = line.find(|c: char| c.is_numeric()).unwrap_or(line.len());
            let lead = line[..start].trim_end();
            // "Bern, 7. Oktober": a place; a sentence goes on without a mark.
            let alone =
                || lead.is_empty() || lead.ends_with([',', ':', '(', '|', '•']) || is_dated(lead);
            let sentence = width(line) > 90;
            let dated = match sentence {
                true if start > 40 || !alone() => return None,
                true => &line[start..line.floor_char_boundary(start + 40)],
                false => line,
            };
            // "On 3 May 1874, a son was born", "The act was signed into law on August 14, 1935": what an article is
            // about, and older than the web.
            let told = || sentence || lead.split(' ').count() > LEAD && !alone();
            let old = |found: &Sourced<String>| &*found.value < "1991" && told();
            self.date(dated, Evidence::Byline).filter(|found| {
                !old(found) && !is_members(line) && !is_apart(page, at, Some(heading))
            })
        };
        near.chain(before).chain(own).filter_map(move |(at, line)| Some((begins(at, &line)?, line)))
    }

    /// A date that is an element of its own in a line around the heading that says more.
    fn within_line(&self) -> Found {
        let (page, heading) = (self.page.page, self.heading?);
        let apart = |at| is_apart(page, at, Some(heading));
        seen::parts_of_lines(page, heading, apart).find_map(|parts| {
            let dated = |part: &String| {
                has_number(part)
                    && width(part) <= PART
                    && self.date(part, Evidence::Byline).is_some()
            };
            // The time of day may be an element of its own, too.
            let is_change = |at: usize| announces_change(&parts[..at].join(" "));
            let at = (0..parts.len()).find(|at| dated(&parts[*at]) && !is_change(*at))?;
            let line = parts[at..].join(" ");
            self.date(at_change(&line).0, Evidence::Byline)
        })
    }

    /// A date further down that is announced as the page's, in a short line or in the sentence that says when a blog's
    /// entry was posted.
    fn announced(&self) -> Found {
        /// Bytes of the longest line of either kind, and of the part of it that the date stands in.
        const LINE: usize = 90;
        const SENTENCE: usize = 600;
        const BEGIN: usize = 160;
        let (page, heading) = (self.page.page, self.heading?);
        let lines = seen::lines_at(page, heading, false, SENTENCE).take(400);
        let is_ours = |line: &String| match line.len() <= LINE {
            true => is_dated(line),
            false => lexicon::says_filed(line),
        };
        let mut dated = lines.filter(|(_, line)| has_number(line) && is_ours(line));
        dated.find_map(|(at, line)| {
            let begin = &line[..line.floor_char_boundary(BEGIN)];
            let found = self.date(at_change(begin).0, Evidence::Byline)?;
            (!is_apart(page, at, Some(heading))).then_some(found)
        })
    }
}

/// The day of what was found, without its time.
pub(super) fn day_of(found: &Sourced<String>) -> Option<Stamp> {
    machine(found.value.get(..10)?)
}

/// How wide a line is, in letters: a sign of scripts that write words or syllables as one is three.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c >= '\u{2e80}' { 3 } else { 1 }).sum()
}

/// Whether a line has a digit or another numeric character, or a year in Chinese numerals.
fn has_number(line: &str) -> bool {
    // Most lines are told by their bytes alone, many of which are looked at at once.
    let digit = line.bytes().fold(false, |found, byte| found | byte.is_ascii_digit());
    digit || (!line.is_ascii() && line.contains(|c: char| c.is_numeric() || c == '年'))
}

/// Whether a line says since when someone is a member.
fn is_members(line: &str) -> bool {
    let lower = line[..line.floor_char_boundary(60)].to_lowercase();
    JOINED.lines().any(|words| lower.contains(words))
}

/// Words that say that a date is a member's, in lower case.
const JOINED: &str = include_str!("data/joined.txt");

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, read_at, value};

    #[test]
    fn the_sentence_below_an_entry_says_when_it_was_posted() {
        for said in [
            "This entry was posted on Thursday, March 3rd, 2011 at 4:15 pm and is filed under Coast. You can \
             follow any responses to this entry through the RSS 2.0 feed. You can leave a response.",
            "Dieser Artikel wurde am 3. März 2011 um 16:15 von <a href=/a>Hilda</a> geschrieben und unter dem \
             Stichwort <a href=/t>Hafen</a> abgelegt. Sie können die Antworten verfolgen.",
        ] {
            let text = "<p>The weir leaks again, the council said.</p>".repeat(100);
            let html = format!("<h1>The weir leaks</h1>{text}<p>{said}</p>");
            assert_eq!(value(&read(&html).published).unwrap(), "2011-03-03T16:15:00", "{said}");
        }
    }

    #[test]
    fn a_day_older_than_the_web_in_a_line_below_the_headline_is_what_it_is_about() {
        let page = |url, line: &str| {
            let html = format!("<h1>The mill act turns 100</h1><ul><li>{line}</ul><p>x");
            value(&read_at(&html, url).published)
        };
        let line = "The act was signed into law on August 14, 1935";
        assert_eq!(page(None, line), None);
        let url = "http://edition.example/2031/POLITICS/08/13/mill.act/index.html";
        assert_eq!(page(Some(url), line).unwrap(), "2031-08-13");
        assert_eq!(page(None, "Published August 14, 1935").unwrap(), "1935-08-14");
    }
}
