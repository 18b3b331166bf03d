//! Dates, times and prices, seen while a block's characters go by.

use super::class::Class;

/// What the numbers of a text look like.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Numbers {
    pub date: bool,
    pub time: bool,
    pub year: bool,
    pub price: bool,
    value: u32,
    length: u8,
    /// The number before: value, digits, and how many words ended since.
    before: u32,
    before_length: u8,
    since: u8,
    /// The character between the number before and this one, when there is just one.
    joint: u8,
    /// A currency sign stands before.
    money: bool,
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers {
            date: false,
            time: false,
            year: false,
            price: false,
            value: 0,
            length: 0,
            before: 0,
            before_length: 0,
            since: 99,
            joint: 0,
            money: false,
        }
    }
}

impl Numbers {
    /// A digit goes by, after `last`.
    pub(super) fn digit(&mut self, digit: char, last: Class, last_char: char) {
        if self.length == 0 {
            self.joint = if self.since == 0 && last != Class::Blank && last_char.is_ascii() {
                last_char as u8
            } else {
                0
            };
            self.price |= self.money;
        }
        self.value = self.value.saturating_mul(10).saturating_add(digit.to_digit(10).unwrap_or(0));
        self.length = self.length.saturating_add(1);
        self.money = false;
    }

    /// A currency sign goes by.
    pub(super) fn currency(&mut self, last: Class) {
        self.price |= last == Class::Digit || (last == Class::Blank && self.since == 0);
        self.money = true;
    }

    /// `年` and `月` make a date of the number before.
    pub(super) fn mark(&mut self, char: char) {
        self.date |= self.since == 0
            && ((char == '年' && self.before_length == 4) || (char == '月' && self.before <= 12));
    }

    /// A word ends; `number` when its last character was a digit.
    pub(super) fn word_ends(&mut self, number: bool) {
        self.money = false;
        if self.length == 0 {
            self.since = self.since.saturating_add(1);
            return;
        }
        let (value, length) = (self.value, self.length);
        let year = length == 4 && (1900..2100).contains(&value);
        let small = length <= 2 && (1..=31).contains(&value);
        let before_small = self.before_length <= 2 && (1..=31).contains(&self.before);
        let before_year = self.before_length == 4 && (1900..2100).contains(&self.before);
        self.year |= year;
        if year && before_small && self.since <= 1 && self.since != 99 {
            self.date = true;
        }
        if small && before_year && self.since == 0 && matches!(self.joint, b'-' | b'.' | b'/') {
            self.date = true;
        }
        if length == 2
            && value < 60
            && self.before < 24
            && self.since == 0
            && matches!(self.joint, b':' | b'h')
        {
            self.time = true;
        }
        self.before = value;
        self.before_length = length;
        self.since = u8::from(!number);
        self.value = 0;
        self.length = 0;
        self.joint = 0;
    }
}
