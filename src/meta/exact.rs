//! The time of day of a date that one place of the page gives without it, or on an unknown clock.

use super::date::fields::{PUBLISHED, STATED};
use super::date::stamp::{Stamp, machine};
use super::dates::{BESIDE, Dates};
use crate::page::{Evidence, Sourced};

impl Dates<'_, '_> {
    /// A day that the page states for machines, with the time of day that another place says of it: a field, an
    /// element beside the headline, or what readers see there.
    pub(super) fn exact(&self, found: Sourced<String>) -> Sourced<String> {
        let found = self.exact_of_fields(found, &[STATED, PUBLISHED]);
        let stated = matches!(found.from, Evidence::JsonLd | Evidence::OpenGraph | Evidence::Meta);
        let Some(day) = machine(&found.value).filter(|day| stated && day.time.is_none()) else {
            return found;
        };
        let same = |shown: &Sourced<String>| {
            machine(&shown.value).is_some_and(|shown| shown.date == day.date && tells_hour(&shown))
        };
        let instant = |shown: &Sourced<String>| {
            same(shown) && machine(&shown.value).is_some_and(|shown| shown.zone.is_some())
        };
        let exact = self.element_where(BESIDE, instant).or_else(|| {
            let shown = self.dateline(3, 2).filter(same)?;
            Some(Sourced::new(shown.value, found.from))
        });
        exact.or_else(|| self.element_where(BESIDE, same)).unwrap_or(found)
    }

    /// A date with what fields of these names say more of the same day: its time, or the zone of its time.
    pub(super) fn exact_of_fields(
        &self,
        found: Sourced<String>,
        fields: &[&[&str]],
    ) -> Sourced<String> {
        let Some(known) = machine(&found.value).filter(|known| known.zone.is_none()) else {
            return found;
        };
        let says_more = |other: &Stamp| {
            other.date == known.date
                && match known.time {
                    None => tells_hour(other),
                    // Some write any hour as one of UTC.
                    Some(_) => other.zone.is_some_and(|z| z != 0) && other.time == known.time,
                }
        };
        let names = fields.iter().flat_map(|names| names.iter());
        let mut stamps = names
            .flat_map(|name| self.page.head.metas_of(name))
            .filter_map(|text| self.stamp(text))
            .filter(says_more);
        match stamps.next() {
            Some(exact) => Sourced::new(exact.to_string(), Evidence::OpenGraph),
            None => found,
        }
    }
}

/// Whether a date has a time of day, and not the midnight that programs put in the place of one.
fn tells_hour(stamp: &Stamp) -> bool {
    stamp.time.is_some_and(|time| time != (0, 0, 0))
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, value};

    fn published(json: &str, head: &str, body: &str) -> String {
        let page = read(&format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"The weir\",\
             \"datePublished\":\"{json}\",\"dateModified\":\"2025-10-13\"}}</script>{head}<h1>The \
             weir</h1>{body}<p>It leaks.</p>"
        ));
        let modified = value(&page.modified).unwrap();
        assert_eq!(modified.len() > 10, head.contains("modified_time"), "{modified}");
        value(&page.published).unwrap()
    }

    const DAY: &str = "2025-10-12";
    const INSTANT: &str = "2025-10-12T06:00:00+02:00";

    #[test]
    fn an_instant_of_the_same_day_beats_the_day() {
        let og =
            |instant: &str| format!("<meta property=article:published_time content={instant}>");
        assert_eq!(published(DAY, &og(INSTANT), ""), INSTANT);
        assert_eq!(published("2025-10-12 06:00:00", &og(INSTANT), ""), INSTANT);
        let clock = "2025-10-12T06:00:00";
        assert_eq!(published(clock, &og("2025-10-12T06:00:00Z"), ""), clock);
        let other = "2025-10-14T06:00:00+02:00";
        assert_eq!(published(DAY, &og(other), ""), DAY, "of another day");
        let midnight = "2025-10-12T00:00:00+02:00";
        assert_eq!(published(DAY, &og(midnight), ""), DAY);
        let known = "2025-10-12T08:30:00+02:00";
        assert_eq!(published(known, &og(INSTANT), ""), known);
        let time = |class: &str| {
            format!("<div><time class='{class}' datetime={INSTANT}>12 October 2025</time></div>")
        };
        assert_eq!(published(DAY, "", &time("")), INSTANT);
        assert_eq!(published(DAY, "", &time("updated")), DAY);
        assert_eq!(published(DAY, "", "<p>12 October 2025, 6:00</p>"), "2025-10-12T06:00:00");
        let changed = "<meta property=article:modified_time content=2025-10-13T10:00:00Z>";
        assert_eq!(published(DAY, changed, ""), DAY);
    }
}
