//! Days of publication that are doubted: where a page states one for machines, and its address or the lines beside
//! its headline say another.

use super::announced::is_dated;
use super::date::fields::{PUBLISHED, STATED};
use super::date::stamp::Stamp;
use super::dates::{BESIDE, Dates, FAR, day_of};
use crate::lexicon;
use crate::page::{Evidence, Sourced};

impl Dates<'_, '_> {
    /// The day that a reader sees beside the headline, where the page gives machines one instant for
    /// both publication and change and shows an earlier day: its system writes the last build's. Not where a line
    /// beside the headline says the stated day as well: then the earlier one is what the article is about.
    pub(super) fn rebuilt(
        &self,
        stated: Sourced<String>,
        modified: Option<&Sourced<String>>,
    ) -> Sourced<String> {
        if modified.is_none_or(|modified| modified.value != stated.value) {
            return stated;
        }
        let earlier = |shown: &Sourced<String>| days_between(shown, &stated).is_some_and(|n| n > 1);
        let mut shown = self.datelines(4, 2).filter(|(_, line)| !is_told(line));
        let Some((shown, _)) = shown.next().filter(|(shown, _)| earlier(shown)) else {
            return stated;
        };
        if self.prints(&stated) { stated } else { shown }
    }

    /// The day in the page's address, where that is earlier by far than what the page states: an
    /// address is made at publication, and stays when the articles move to another system, which
    /// then states the day of the move. A date within an article's name may be its number or the day of what it
    /// tells, and gives way to a stated day that the page shows.
    pub(super) fn moved(&self, stated: Sourced<String>) -> Sourced<String> {
        match self.page.address.date().zip(day_of(&stated)) {
            Some((address, day)) if (day.date - address.date).num_days() > FAR => {
                let doubtful = || self.page.address.is_date_in_name();
                let shown = || self.prints(&stated) || self.marks(&stated);
                if doubtful() && shown() { stated } else { self.on_day_of_address(address) }
            }
            _ => stated,
        }
    }

    /// Whether a line beside the headline says the day that the page states.
    fn prints(&self, stated: &Sourced<String>) -> bool {
        self.datelines(8, 2).any(|(shown, _)| is_same(&shown, stated))
    }

    /// Whether an element for dates beside the headline does.
    fn marks(&self, stated: &Sourced<String>) -> bool {
        self.element_where(BESIDE, |shown| is_same(shown, stated)).is_some()
    }

    /// The day that the address names, with the time that any place for the day of publication gives of it.
    pub(super) fn on_day_of_address(&self, day: Stamp) -> Sourced<String> {
        let metas = STATED.iter().chain(PUBLISHED).flat_map(|name| self.page.head.metas_of(name));
        let mut stamps = metas.filter_map(|text| self.stamp(text));
        let exact = stamps.find(|stamp| stamp.date == day.date && stamp.time.is_some());
        match exact {
            Some(exact) => Sourced::new(exact.to_string(), Evidence::Meta),
            None => Sourced::new(day.to_string(), Evidence::Url),
        }
    }
}

fn days_between(earlier: &Sourced<String>, later: &Sourced<String>) -> Option<i64> {
    Some((day_of(later)?.date - day_of(earlier)?.date).num_days())
}

/// Whether two dates may be of one day: the zone may make one of difference.
fn is_same(one: &Sourced<String>, other: &Sourced<String>) -> bool {
    days_between(one, other).is_some_and(|days| days.abs() <= 1)
}

/// Whether a line with a date tells of it, as captions and standfirsts do, and does not give it as that of
/// the page: some of its words begin neither large nor are any of a date.
fn is_told(line: &str) -> bool {
    /// Fewest such words, and letters of the shortest: `with`, `dans` and `über` are as long.
    const WORDS: usize = 3;
    const LONG: usize = 4;
    let small = |word: &&str| {
        word.starts_with(char::is_lowercase)
            && word.chars().count() >= LONG
            && lexicon::month(word).is_none()
            && !lexicon::is_weekday(word)
    };
    let words = line.split(|c: char| !c.is_alphanumeric());
    words.filter(small).nth(WORDS - 1).is_some() && !is_dated(line)
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, read_at, value};

    /// The day of a page that states 12 November 2026 for machines, with these lines below its headline.
    fn day(below: &str) -> String {
        let page = read(&format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The bridge",
            "datePublished":"2026-11-12T17:42:00+01:00","dateModified":"2026-11-12T17:42:00+01:00"}}</script>
            <h1>The bridge</h1>{below}<p>The old bridge is closed to all.</p>"#
        ));
        value(&page.published).unwrap()[..10].to_owned()
    }

    #[test]
    fn what_an_article_tells_of_another_day_never_dates_it() {
        let caption = "The bridge, 3 May 2015";
        assert_eq!(
            day(&format!("<figure><figcaption>{caption}</figcaption></figure>")),
            "2026-11-12"
        );
        assert_eq!(
            day("<p>Since 3 May 2015 nobody has been allowed to cross the bridge"),
            "2026-11-12"
        );
        let lead = "<p>The bridge was closed from 3 May 2015</p>";
        assert_eq!(day(&format!("{lead}<p>SELLBY, 12 November 2026, 17:42</p>")), "2026-11-12");
        // An hour and no year.
        assert_eq!(day("<p>12.11. 06:30</p>"), "2026-11-12");
        assert_eq!(day("<p>By Ann Lee, 3 May 2015</p>"), "2015-05-03");
        assert_eq!(day("<p>Posted by the council of the valley on 3 May 2015</p>"), "2015-05-03");
    }

    #[test]
    fn a_number_in_an_address_is_no_day_where_the_page_shows_the_one_it_states() {
        let day = |path: &str, shown: &str| {
            let html = format!(
                r#"<meta property="article:published_time" content="2026-11-17T06:30:00+02:00"><h1>A</h1>{shown}<p>x"#
            );
            let url = format!("https://blatt.example{path}");
            value(&read_at(&html, Some(&url)).published).unwrap()[..10].to_owned()
        };
        let shown = "<p>17.11.2026</p>";
        assert_eq!(day("/a/74-20190123", shown), "2026-11-17");
        assert_eq!(
            day("/a/74-20190123", "<time datetime=2026-11-17>17.11. 06:30</time>"),
            "2026-11-17"
        );
        assert_eq!(day("/trial-of-2019-01-23-begins", shown), "2026-11-17");
        assert_eq!(day("/a/74-20190123", ""), "2019-01-23");
        assert_eq!(day("/2019/01/23/trial", shown), "2019-01-23");
    }
}
