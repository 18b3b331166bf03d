//! Which of two numbers is the day, where a field for machines has both orders open.

use super::date::stamp::{Stamp, machine};
use super::dates::Dates;
use crate::lexicon::clock::Half;
use crate::page::Sourced;

impl Dates<'_, '_> {
    /// The day that a field states in numbers alone, its time on a clock of twelve hours, as programs write it by the
    /// settings of the machine they run on: `11/12/2025 4:02:00 PM`. Where the page prints the day beside its
    /// headline, and day and month are there the other way round, that is the order.
    pub(super) fn in_printed_order(&self, text: &str, found: Sourced<String>) -> Sourced<String> {
        if !has_open_order(text) {
            return found;
        }
        let turned = || {
            let stamp = machine(&found.value)?;
            let (_, month, day) = fields(&stamp);
            let date = Stamp::day(fields(&stamp).0, day, month)?.date;
            let shown = machine(&self.dateline(4, 2)?.value)?;
            (shown.date == date).then_some(Stamp { date, ..stamp })
        };
        match turned() {
            Some(stamp) => Sourced::new(stamp.to_string(), found.from),
            None => found,
        }
    }
}

/// Year, month and day.
fn fields(stamp: &Stamp) -> (i32, u32, u32) {
    use chrono::Datelike;
    (stamp.date.year(), stamp.date.month(), stamp.date.day())
}

/// Whether a text is a date of numbers between strokes, and a time with the half of its day behind it.
fn has_open_order(text: &str) -> bool {
    let text = text.trim();
    let Some((date, time)) = text.split_once(' ') else { return false };
    let mut numbers = date.split('/').map(|part| part.parse::<u32>().ok());
    let open = |part: Option<Option<u32>>| part.flatten().is_some_and(|n| (1..=12).contains(&n));
    let half = time.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    open(numbers.next()) && open(numbers.next()) && Half::at_start(half).is_some()
}

#[cfg(test)]
mod tests {
    use super::has_open_order;
    use crate::meta::tests::{read, value};

    #[test]
    fn the_printed_day_settles_the_order_of_a_field_in_numbers() {
        let page = |stated: &str, shown: &str| {
            let html = format!(
                "<html lang=ar><meta property=article:published_time content='{stated}'>\
                 <h1>إعادة فتح سوق الصيادين</h1><p>{shown}</p><p>x"
            );
            value(&read(&html).published).unwrap()
        };
        let printed = "الأربعاء، 12 نوفمبر 2025 04:02 م";
        assert_eq!(page("11/12/2025 4:02:00 PM", printed), "2025-11-12T16:02:00");
        assert_eq!(page("12/11/2025 4:02:00 PM", printed), "2025-11-12T16:02:00");
        assert_eq!(page("11/12/2025 4:02:00 PM", "دمياط"), "2025-12-11T16:02:00");
        let other = "11 ديسمبر 2025";
        assert_eq!(page("11/12/2025 4:02:00 PM", other), "2025-12-11T16:02:00");
    }

    #[test]
    fn the_order_is_open_where_both_numbers_may_be_months() {
        assert!(has_open_order("1/2/2025 12:00:00 AM"));
        for text in ["13/2/2025 4:02:00 PM", "1/2/2025 16:02", "1/2/2025", "2025-01-02 4:02 PM"] {
            assert!(!has_open_order(text), "{text}");
        }
    }
}
