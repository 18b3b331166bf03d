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
            /// The names in the table, by number.
            const NAMES: &'static [&'static str] = &[$($name,)*];
        }
    };
}

tags! {
    A "a" ABBR "abbr" ACRONYM "acronym" ADDRESS "address" APPLET "applet" AREA "area"
    ARTICLE "article" ASIDE "aside" AUDIO "audio" B "b" BASE "base" BASEFONT "basefont" BDI "bdi"
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

    /// The tag of a lower-case name.
    #[must_use]
    pub fn of(name: &str) -> Tag {
        match Self::NAMES.binary_search(&name) {
            Ok(index) => Tag(index as u8),
            Err(_) => Tag::UNKNOWN,
        }
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

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Tag::UNKNOWN { "?" } else { self.name() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_so_that_they_can_be_searched() {
        assert!(Tag::NAMES.is_sorted());
        assert_eq!(Tag::of("figcaption"), Tag::FIGCAPTION);
        assert_eq!(Tag::of("x-card"), Tag::UNKNOWN);
    }
}
