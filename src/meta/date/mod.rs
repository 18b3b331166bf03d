//! Dates and times as pages write them: for machines, in words, and in their scripts.

mod calendar;
pub(super) mod date_words;
pub(super) mod fields;
pub(super) mod instant;
mod numerals;
pub(super) mod script_dates;
pub(super) mod stamp;
mod time_of_day;
mod token;
mod zone;
