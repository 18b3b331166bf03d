//! What the characters of a block tell.

/// Counts over one block's text.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::strip::lines) struct Stats {
    /// Characters.
    pub(in crate::strip::lines) chars: u32,
    /// Letters of any script.
    pub(in crate::strip::lines) letters: u32,
    /// Upper-case letters.
    pub(in crate::strip::lines) upper: u32,
    /// Digits.
    pub(in crate::strip::lines) digits: u32,
    /// Words; a script written without spaces counts six tenths of a word a character.
    pub(in crate::strip::lines) words: f32,
    /// Words that begin with a capital.
    pub(in crate::strip::lines) capitals: u32,
    /// Commas of any script.
    pub(in crate::strip::lines) commas: u32,
    /// Ends of sentences: full stops, question and exclamation marks before a space or the end.
    pub(in crate::strip::lines) sentences: u32,
    /// Quotation marks and dashes of dialogue.
    pub(in crate::strip::lines) quotes: u32,
    /// Marks that stand between the entries of a menu.
    pub(in crate::strip::lines) separators: u32,
    /// Marks that end sentences, wherever they stand.
    pub(in crate::strip::lines) stops: u32,
    /// How many addresses of pages or mail its beginning holds, up to 9, and whether that names a price.
    pub(in crate::strip::lines) address: u8,
    pub(in crate::strip::lines) money: bool,
    /// Words as the verdict counts them.
    pub(in crate::strip::lines) length: f32,
    /// Share of stop words in its beginning.
    pub(in crate::strip::lines) stop: f32,
    /// The first character.
    pub(in crate::strip::lines) first: char,
    /// The last character.
    pub(in crate::strip::lines) last: char,
    /// The last character before closing quotes and brackets.
    pub(in crate::strip::lines) closing: char,
    /// A digest of its letters and digits alone, case folded: equal for texts that differ only in
    /// spaces, punctuation and marks.
    pub(in crate::strip::lines) key: u64,
    /// The same of the first 24 letters and digits; 0 for shorter texts.
    pub(in crate::strip::lines) head: u64,
}

impl Stats {
    /// Whether the text ends as a sentence does.
    pub(in crate::strip::lines) fn ends_sentence(&self) -> bool {
        matches!(self.closing, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟' | '۔' | '։' | '…')
    }

    /// Whether this reads as running text: a sentence of some length.
    pub(super) fn is_prose(&self) -> bool {
        (self.words >= 10.0 && self.sentences > 0 && self.ends_sentence())
            || (self.words >= 25.0 && (self.sentences > 0 || self.commas > 0))
    }
}
