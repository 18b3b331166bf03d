//! The kinds of phrases of which notes on an article are made.

/// What a phrase of a note says, in the order of the values in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Saying {
    /// Stands over a note of correction: `Correction`.
    Head,
    /// Speaks of a correction all by itself: `earlier version of this article`.
    Told,
    /// The article: `this story`.
    Page,
    /// Of the article: that it was corrected.
    Corrected,
    /// Of the article: that it was taken away.
    Removed,
    /// Of the article: that it was withdrawn.
    Withdrawn,
    /// Says all by itself that the article was withdrawn.
    Retraction,
}

impl Saying {
    /// All of them.
    pub(super) const ALL: [Saying; 7] = [
        Saying::Head,
        Saying::Told,
        Saying::Page,
        Saying::Corrected,
        Saying::Removed,
        Saying::Withdrawn,
        Saying::Retraction,
    ];
}
