//! What the words of a short block hint at.

use std::ops::{BitOr, BitOrAssign};

/// One kind of hint in the words of a short block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Cue {
    /// Points to another article: `Leggi anche: …`.
    Related,
    /// Speaks of readers' comments.
    Comment,
    /// Asks to subscribe to a newsletter or channel.
    Newsletter,
    /// Cookies, consent, privacy.
    Consent,
    /// The rest is for subscribers.
    Paywall,
    /// Log in, register, password.
    Login,
    /// Advertising and affiliate hints.
    Advert,
    /// Share, print, follow.
    Share,
    /// Copyright, imprint, legal.
    Copyright,
    /// Who took or owns a picture.
    Credit,
    /// Who wrote it.
    Byline,
    /// When it was published or changed.
    Dateline,
    /// How long it takes to read.
    ReadingTime,
    /// A skip link.
    Skip,
    /// A hint for screen readers.
    ScreenReader,
    /// A correction or editor's note: part of the article.
    Correction,
    /// An error page's words.
    Error,
    /// A bot challenge's or block page's words.
    Challenge,
    /// Asks for JavaScript.
    Script,
    /// Menus, pagination, search, contact.
    Navigation,
    /// Tags, topics, filed under.
    Tags,
    /// Signed by a news agency.
    Agency,
    /// Offers the text as sound, or plays a video.
    Listen,
    /// Live coverage.
    Live,
    /// Shop.
    Product,
    /// Forum: posts, replies, members.
    Forum,
    /// Asks for support or donations.
    Support,
}

impl Cue {
    /// Every cue, in the order of its bit.
    pub const ALL: [Cue; 27] = [
        Cue::Related,
        Cue::Comment,
        Cue::Newsletter,
        Cue::Consent,
        Cue::Paywall,
        Cue::Login,
        Cue::Advert,
        Cue::Share,
        Cue::Copyright,
        Cue::Credit,
        Cue::Byline,
        Cue::Dateline,
        Cue::ReadingTime,
        Cue::Skip,
        Cue::ScreenReader,
        Cue::Correction,
        Cue::Error,
        Cue::Challenge,
        Cue::Script,
        Cue::Navigation,
        Cue::Tags,
        Cue::Agency,
        Cue::Listen,
        Cue::Live,
        Cue::Product,
        Cue::Forum,
        Cue::Support,
    ];

    /// The cue's name, which is also its list's.
    #[inline]
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Cue::Related => "related",
            Cue::Comment => "comment",
            Cue::Newsletter => "newsletter",
            Cue::Consent => "consent",
            Cue::Paywall => "paywall",
            Cue::Login => "login",
            Cue::Advert => "advert",
            Cue::Share => "share",
            Cue::Copyright => "copyright",
            Cue::Credit => "credit",
            Cue::Byline => "byline",
            Cue::Dateline => "dateline",
            Cue::ReadingTime => "reading-time",
            Cue::Skip => "skip",
            Cue::ScreenReader => "screen-reader",
            Cue::Correction => "correction",
            Cue::Error => "error",
            Cue::Challenge => "challenge",
            Cue::Script => "script",
            Cue::Navigation => "navigation",
            Cue::Tags => "tags",
            Cue::Agency => "agency",
            Cue::Listen => "listen",
            Cue::Live => "live",
            Cue::Product => "product",
            Cue::Forum => "forum",
            Cue::Support => "support",
        }
    }

    /// The set that holds only this cue.
    #[must_use]
    pub const fn set(self) -> CueSet {
        CueSet(1 << self as u8)
    }
}

/// A set of [`Cue`]s; bit `n` stands for `Cue::ALL[n]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CueSet(pub u32);

impl CueSet {
    /// Whether the cue is in the set.
    #[must_use]
    pub const fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u8) != 0
    }

    /// Whether the two sets share a cue.
    #[must_use]
    pub const fn any(self, of: CueSet) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The cues of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Cue> {
        Cue::ALL.into_iter().filter(move |cue| self.has(*cue))
    }
}

impl BitOr for CueSet {
    type Output = CueSet;

    fn bitor(self, other: CueSet) -> CueSet {
        CueSet(self.0 | other.0)
    }
}

impl BitOrAssign for CueSet {
    fn bitor_assign(&mut self, other: CueSet) {
        self.0 |= other.0;
    }
}
