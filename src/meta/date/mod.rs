//! Dates and times as pages write them: for machines, in words, and in their scripts.

pub(super) mod date_words;
pub(super) mod script_dates;
pub(super) mod stamp;
