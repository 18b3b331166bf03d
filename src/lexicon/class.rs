//! What the class names and ids of an element hint at.

use std::ops::{BitOr, BitOrAssign};
use std::sync::OnceLock;

use super::line::Line;
use super::phrases::Phrases;
use super::rows::rows;

/// One kind of hint in a class name or id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ClassCue {
    /// The article's own container.
    Positive,
    /// Menus, breadcrumbs, pagination.
    Nav,
    /// Footer, imprint.
    Foot,
    /// Page header, masthead, logo.
    Head,
    /// Side columns and widgets.
    Side,
    /// Related and recommended pages, teasers.
    Related,
    /// Share and follow.
    Social,
    /// Readers' comments and reviews.
    Comment,
    /// Advertising.
    Advert,
    /// Consent, newsletter, paywall and other boxes laid over the page.
    Popup,
    /// Byline, date, caption and other things beside the text.
    Meta,
    /// Forms and their controls.
    Form,
    /// Hidden, or for screen readers only.
    Hidden,
    /// Shop.
    Product,
}

impl ClassCue {
    /// Every cue, in the order of its bit.
    pub const ALL: [ClassCue; 14] = [
        ClassCue::Positive,
        ClassCue::Nav,
        ClassCue::Foot,
        ClassCue::Head,
        ClassCue::Side,
        ClassCue::Related,
        ClassCue::Social,
        ClassCue::Comment,
        ClassCue::Advert,
        ClassCue::Popup,
        ClassCue::Meta,
        ClassCue::Form,
        ClassCue::Hidden,
        ClassCue::Product,
    ];

    /// The cue's name in the list.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ClassCue::Positive => "positive",
            ClassCue::Nav => "nav",
            ClassCue::Foot => "foot",
            ClassCue::Head => "head",
            ClassCue::Side => "side",
            ClassCue::Related => "related",
            ClassCue::Social => "social",
            ClassCue::Comment => "comment",
            ClassCue::Advert => "advert",
            ClassCue::Popup => "popup",
            ClassCue::Meta => "meta",
            ClassCue::Form => "form",
            ClassCue::Hidden => "hidden",
            ClassCue::Product => "product",
        }
    }

    /// The set that holds only this cue.
    #[must_use]
    pub const fn set(self) -> ClassCues {
        ClassCues(1 << self as u8)
    }
}

/// A set of [`ClassCue`]s; bit `n` stands for `ClassCue::ALL[n]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassCues(pub u16);

impl ClassCues {
    /// Whether the cue is in the set.
    #[must_use]
    pub const fn has(self, cue: ClassCue) -> bool {
        self.0 & (1 << cue as u8) != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The cues of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = ClassCue> {
        ClassCue::ALL.into_iter().filter(move |cue| self.has(*cue))
    }
}

impl BitOr for ClassCues {
    type Output = ClassCues;

    fn bitor(self, other: ClassCues) -> ClassCues {
        ClassCues(self.0 | other.0)
    }
}

impl BitOrAssign for ClassCues {
    fn bitor_assign(&mut self, other: ClassCues) {
        self.0 |= other.0;
    }
}

/// Longest class attribute that is read; utility-class soup beyond it says nothing more.
const LONGEST: usize = 400;

/// The hints in a `class` or `id` attribute. Names are cut into tokens at everything that is not a
/// letter and at a capital after a small letter: `articleBody`, `article-body` and `article__body`
/// read alike.
#[must_use]
pub fn class_cues(class_or_id: &str) -> ClassCues {
    let write = |line: &mut Line| {
        let mut pen = line.write(LONGEST * 2);
        let mut before = b' ';
        for &byte in class_or_id.as_bytes().iter().take(LONGEST) {
            if byte.is_ascii_uppercase() && before.is_ascii_lowercase() {
                pen.put_blank();
            }
            if byte.is_ascii_alphabetic() {
                pen.put(byte.to_ascii_lowercase());
            } else {
                pen.put_blank();
            }
            before = byte;
        }
        pen.lift();
    };
    Line::of(write, |line| {
        let mut cues = ClassCues::default();
        list().each(line, |cue, _, _| {
            cues.0 |= 1 << cue;
            true
        });
        cues
    })
}

fn list() -> &'static Phrases {
    static LIST: OnceLock<Phrases> = OnceLock::new();
    LIST.get_or_init(|| {
        let rows = rows(DATA).filter_map(|(cue, token)| {
            let cue = ClassCue::ALL.into_iter().find(|c| c.name() == cue)?;
            Some((token, cue as u8))
        });
        Phrases::new(rows, false)
    })
}

pub(super) const DATA: &str = include_str!("data/class.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_token_by_token() {
        for class in ["articleBody", "article-body", "c-article__body js-x", "story_text"] {
            assert!(class_cues(class).has(ClassCue::Positive), "{class}");
        }
        assert!(class_cues("main-navigation").has(ClassCue::Nav));
        assert!(class_cues("breadcrumbs").has(ClassCue::Nav));
        assert!(class_cues("relatedPosts").has(ClassCue::Related));
        assert!(class_cues("articoli-correlati").has(ClassCue::Related));
        assert!(class_cues("sr-only").has(ClassCue::Hidden));
        assert!(class_cues("ad-slot").has(ClassCue::Advert));
        assert!(class_cues("kommentare").has(ClassCue::Comment));
        assert!(class_cues("newsletter-box").has(ClassCue::Popup));
        assert!(!class_cues("header").has(ClassCue::Advert));
        assert!(!class_cues("shadow").has(ClassCue::Advert));
        assert!(class_cues("css-1x2y3z").is_empty());
        assert!(class_cues("").is_empty());
    }

    #[test]
    fn every_row_names_a_cue_and_is_sorted() {
        let rows: Vec<_> = rows(DATA).collect();
        assert!(rows.iter().all(|(cue, _)| ClassCue::ALL.iter().any(|c| c.name() == *cue)));
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "sorted, no duplicates");
        for cue in ClassCue::ALL {
            assert!(rows.iter().any(|(name, _)| *name == cue.name()), "{}", cue.name());
        }
    }
}
