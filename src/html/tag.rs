//! Element names as small numbers.

use std::fmt;

/// An element's name. Names outside the table are [`Tag::UNKNOWN`]; their spelling is
/// [`super::Document::tag_name`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u8);

macro_rules! tags {
    ($($constant:ident $name:literal)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum Index { $($constant,)* UNKNOWN }

        impl Tag {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: Tag = Tag(Index::$constant as u8);
            )*
            /// A name that is not in the table.
            pub const UNKNOWN: Tag = Tag(Index::UNKNOWN as u8);
            /// Stands for any element of SVG or MathML where only HTML's are looked for.
            pub(super) const FOREIGN: Tag = Tag(u8::MAX);
            /// The names in the table, by number.
            const NAMES: &'static [&'static str] = &[$($name,)*];
        }
    };
}

tags! {
    A "a" ABBR "abbr" ACRONYM "acronym" ADDRESS "address" ANNOTATION "annotation" APPLET "applet"
    AREA "area" ARTICLE "article" ASIDE "aside" AUDIO "audio" B "b" BASE "base" BASEFONT "basefont" BDI "bdi"
    BDO "bdo" BGSOUND "bgsound" BIG "big" BLINK "blink" BLOCKQUOTE "blockquote" BODY "body" BR "br"
    BUTTON "button" CANVAS "canvas" CAPTION "caption" CENTER "center" CITE "cite" CODE "code"
    COL "col" COLGROUP "colgroup" DATA "data" DATALIST "datalist" DD "dd" DEL "del"
    DETAILS "details" DFN "dfn" DIALOG "dialog" DIR "dir" DIV "div" DL "dl" DT "dt" EM "em"
    EMBED "embed" FIELDSET "fieldset" FIGCAPTION "figcaption" FIGURE "figure" FONT "font"
    FOOTER "footer" FORM "form" FRAME "frame" FRAMESET "frameset" H1 "h1" H2 "h2" H3 "h3" H4 "h4"
    H5 "h5" H6 "h6" HEAD "head" HEADER "header" HGROUP "hgroup" HR "hr" HTML "html" I "i"
    IFRAME "iframe" IMAGE "image" IMG "img" INPUT "input" INS "ins" KBD "kbd" KEYGEN "keygen"
    LABEL "label" LEGEND "legend" LI "li" LINK "link" LISTING "listing" MAIN "main" MAP "map"
    MARK "mark" MARQUEE "marquee" MATH "math" MENU "menu" META "meta" METER "meter" NAV "nav"
    NOBR "nobr" NOEMBED "noembed" NOFRAMES "noframes" NOSCRIPT "noscript" OBJECT "object" OL "ol"
    OPTGROUP "optgroup" OPTION "option" OUTPUT "output" P "p" PARAM "param" PICTURE "picture"
    PLAINTEXT "plaintext" PRE "pre" PROGRESS "progress" Q "q" RB "rb" RP "rp" RT "rt" RTC "rtc"
    RUBY "ruby" S "s" SAMP "samp" SCRIPT "script" SEARCH "search" SECTION "section"
    SELECT "select" SLOT "slot" SMALL "small" SOURCE "source" SPAN "span" STRIKE "strike"
    STRONG "strong" STYLE "style" SUB "sub" SUMMARY "summary" SUP "sup" SVG "svg" TABLE "table"
    TBODY "tbody" TD "td" TEMPLATE "template" TEXTAREA "textarea" TFOOT "tfoot" TH "th"
    THEAD "thead" TIME "time" TITLE "title" TR "tr" TRACK "track" TT "tt" U "u" UL "ul" VAR "var"
    VIDEO "video" WBR "wbr" XMP "xmp"
}

impl Tag {
    /// How many names the table holds; every [`Tag::index`] is at most this.
    pub const COUNT: usize = Self::NAMES.len();

    /// The tag of a name, in any case.
    #[must_use]
    pub fn of(name: &str) -> Tag {
        let name = name.as_bytes();
        if name.is_empty() || name.len() > 16 || !name.iter().all(u8::is_ascii_alphanumeric) {
            return Tag::UNKNOWN;
        }
        let mut padded = [0; 16];
        padded[..name.len()].copy_from_slice(name);
        let [low, high] = halves(padded);
        Tag::of_words(low, high)
    }

    /// The tag of a name of letters and digits, given as two little-endian words padded with zeros.
    #[inline]
    pub(super) fn of_words(low: u64, high: u64) -> Tag {
        // Letters to lower case; digits have the bit already; padding must stay zero.
        let low = low | ((low >> 1) & 0x2020_2020_2020_2020);
        let high = high | ((high >> 1) & 0x2020_2020_2020_2020);
        let index = SLOTS[slot(low, high)];
        if KEYS[index as usize] == (low, high) { Tag(index) } else { Tag::UNKNOWN }
    }

    /// The tag's number, for tables indexed by tag; [`Tag::UNKNOWN`] is the last.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The name in lower case; empty for [`Tag::UNKNOWN`].
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self.index()).copied().unwrap_or("")
    }
}

const fn halves(bytes: [u8; 16]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

/// A multiplier under which no two names of the table share a slot. When a new name collides, the
/// constant below does not compile; draw another odd number.
const MULTIPLIER: u64 = 0x38c6_a8b1_7eda_874d;
const SLOT_BITS: u32 = 10;

const fn slot(low: u64, high: u64) -> usize {
    ((low ^ high.rotate_left(23)).wrapping_mul(MULTIPLIER) >> (64 - SLOT_BITS)) as usize
}

/// Each name as two words, by number; nothing equals the last, which stands for "unknown".
const KEYS: [(u64, u64); Tag::COUNT + 1] = {
    let mut keys = [(u64::MAX, u64::MAX); Tag::COUNT + 1];
    let mut index = 0;
    while index < Tag::COUNT {
        let name = Tag::NAMES[index].as_bytes();
        let mut padded = [0; 16];
        let mut at = 0;
        while at < name.len() {
            padded[at] = name[at];
            at += 1;
        }
        let [low, high] = halves(padded);
        keys[index] = (low, high);
        index += 1;
    }
    keys
};

/// From a name's hash to its number.
const SLOTS: [u8; 1 << SLOT_BITS] = {
    let mut slots = [Tag::COUNT as u8; 1 << SLOT_BITS];
    let mut index = 0;
    while index < Tag::COUNT {
        let (low, high) = KEYS[index];
        let slot = slot(low, high);
        assert!(slots[slot] == Tag::COUNT as u8, "two names share a slot");
        slots[slot] = index as u8;
        index += 1;
    }
    slots
};

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Tag::UNKNOWN { "?" } else { self.name() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        assert!(Tag::NAMES.is_sorted());
        for (index, name) in Tag::NAMES.iter().enumerate() {
            assert_eq!(Tag::of(name).index(), index);
            assert_eq!(Tag::of(&name.to_uppercase()).index(), index);
        }
        assert_eq!(Tag::of("figcaption"), Tag::FIGCAPTION);
        assert_eq!(Tag::of(""), Tag::UNKNOWN);
        assert_eq!(Tag::of("di"), Tag::UNKNOWN);
        assert_eq!(Tag::of("blockquoteblockquote"), Tag::UNKNOWN);
        assert_eq!(Tag::of("x-card"), Tag::UNKNOWN);
    }
}
