//! Dates of lists of pages: of feeds and sitemaps, which do not say in which language they write them.

use chrono::{DateTime, TimeDelta, Utc};

use super::date_words;
use super::stamp::machine;

/// The instant that a date stands for, in any form that pages write it in too: for machines, as mails do, in words of
/// some fifty languages. Without a zone it is in UTC, and without a time of day at midnight: half a day is nothing to
/// the age of a page. None where day and month could be either (`07/10/2026`).
#[must_use]
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let stamp = machine(text).or_else(|| {
        let month_first = date_words::read(text, Some("en"), None)?;
        date_words::read(text, None, None).filter(|day_first| *day_first == month_first)
    })?;
    let (hour, minute, second) = stamp.time.unwrap_or_default();
    let local = stamp.date.and_hms_opt(hour.into(), minute.into(), second.into())?;
    Some((local - TimeDelta::minutes(stamp.zone.unwrap_or(0).into())).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_feeds_and_sitemaps_are_read_in_every_form_they_come_in() {
        let day = "2031-02-07T00:00:00+00:00";
        let nine = "2031-02-07T09:00:00+00:00";
        let ten = "2031-02-07T10:00:00+00:00";
        for (date, read_as) in [
            // as the standards have it
            ("Fri, 07 Feb 2031 10:00:00 GMT", ten),
            ("07 Feb 31 10:00 UT", ten),
            ("Fri, 7 Feb 2031 05:00:00 EST", ten),
            ("2031-02-07T10:00:00Z", ten),
            ("2031-02-07T11:00:00.123+01:00", ten),
            ("2031-02-07T11:00+01:00", ten),
            ("2031-02-07", day),
            // nearly so
            ("2031-02-07 10:00 UTC", ten),
            ("2031-02-07 10:00:00", ten),
            ("2031-02-07T10:00", ten),
            ("2031-02-07T11:00:00+0100", ten),
            ("2031-02-07T11:00:00 +01:00", ten),
            ("2031-02-07 11:00:00 +0100 CET", ten),
            ("20310207T100000Z", ten),
            ("2031/02/07 10:00:00", ten),
            ("1928224800", ten),
            ("1928224800000", ten),
            ("Fri, 07 Feb 2031 10:00", ten),
            ("Fri, 07 Feb 2031 10:00:00 Z", ten),
            ("Fri, 07 Feb 2031 10:00:00 CET", nine),
            ("Fri, 07 Feb 2031 10:00:00 +01:00", nine),
            ("Fri, 07 Feb 2031 10:00:00 GMT+1", nine),
            ("Fri, 07 Feb 2031 10:00:00 GMT+0100 (CET)", nine),
            ("Fri, 07 Feb 2031 10:00:00 Europe/Rome", ten),
            ("Fri, 07 Feb 2031 10:00:00 AM GMT", ten),
            ("Friday, February 7, 2031 - 10:00", ten),
            ("Fri Feb  7 10:00:00 UTC 2031", ten),
            ("Fri, 07-Feb-2031 10:00:00 GMT", ten),
            ("Feb 7, 2031 10:00 AM", ten),
            // in words of the site's language
            ("Ven, 07 Feb 2031 10:00:00 +0100", nine),
            ("ven, 07 feb 2031 10:00:00 +0000", ten),
            ("Vendredi, 07 févr. 2031 10:00:00 +0100", nine),
            ("7 febbraio 2031 10:00", ten),
            ("7. Februar 2031, 10:00 Uhr", ten),
            ("Fr, 07 Feb 2031 10:00:00 MEZ", nine),
            ("vie, 07 feb 2031 10:00:00 +0000", ten),
            ("07 de fevereiro de 2031 10:00", ten),
            ("Пт, 07 фев 2031 13:00:00 +0300", ten),
            ("7 lutego 2031 10:00", ten),
            ("2031年2月7日 10:00", ten),
            // in numbers that can be read in one way only
            ("27.02.2031", "2031-02-27T00:00:00+00:00"),
            ("27/02/2031 10:00:00", "2031-02-27T10:00:00+00:00"),
            ("02/27/2031 10:00:00 AM", "2031-02-27T10:00:00+00:00"),
        ] {
            assert_eq!(instant(date).map(|at| at.to_rfc3339()).as_deref(), Some(read_as), "{date}");
        }
        for none in ["", "soon", "2031", "07/02/2031", "31 Feb 2031", "Fri, 07 Feb", "\u{0}", "à"]
        {
            assert_eq!(instant(none), None, "{none}");
        }
    }
}
