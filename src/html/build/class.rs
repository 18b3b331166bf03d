//! The sets of elements that the standard's tree rules speak of, one bit each.

use crate::html::Tag;

/// Ends every scope.
pub(super) const SCOPE: u16 = 1;
/// Ends the button scope beside.
pub(super) const BUTTON: u16 = 1 << 1;
/// Ends the list item scope beside.
pub(super) const LIST: u16 = 1 << 2;
/// Ends the table scope.
pub(super) const TABLE_SCOPE: u16 = 1 << 3;
/// The "special" category.
pub(super) const SPECIAL: u16 = 1 << 4;
/// Closed by "generate implied end tags".
pub(super) const IMPLIED: u16 = 1 << 5;
/// Closed by "generate all implied end tags thoroughly".
pub(super) const THOROUGH: u16 = 1 << 6;
/// `h1` to `h6`.
pub(super) const HEADING: u16 = 1 << 7;
/// Not an HTML element.
pub(super) const FOREIGN: u16 = 1 << 8;
/// A MathML text integration point.
pub(super) const TEXT_POINT: u16 = 1 << 9;
/// An HTML integration point of SVG.
pub(super) const HTML_POINT: u16 = 1 << 10;
/// An SVG element; other foreign ones are MathML's.
pub(super) const SVG: u16 = 1 << 11;
/// What is inserted here while foster parenting is on goes before the table.
pub(super) const FOSTERS: u16 = 1 << 12;
/// Ends "clear the stack back to a table body context".
pub(super) const BODY_CONTEXT: u16 = 1 << 13;
/// Ends "clear the stack back to a table row context".
pub(super) const ROW_CONTEXT: u16 = 1 << 14;
/// `td` and `th`.
pub(super) const CELL: u16 = 1 << 15;

/// The sets that an HTML element belongs to, by [`Tag::index`].
pub(super) const CLASS: [u16; 256] = {
    let mut table = [0; 256];
    let mut set = 0;
    while set < SETS.len() {
        let (bit, tags) = SETS[set];
        let mut at = 0;
        while at < tags.len() {
            table[tags[at].index()] |= bit;
            at += 1;
        }
        set += 1;
    }
    table
};

const SETS: &[(u16, &[Tag])] = &[
    (
        SCOPE,
        &[
            Tag::APPLET,
            Tag::CAPTION,
            Tag::HTML,
            Tag::TABLE,
            Tag::TD,
            Tag::TH,
            Tag::MARQUEE,
            Tag::OBJECT,
            Tag::SELECT,
            Tag::TEMPLATE,
        ],
    ),
    (BUTTON, &[Tag::BUTTON]),
    (LIST, &[Tag::OL, Tag::UL]),
    (TABLE_SCOPE, &[Tag::HTML, Tag::TABLE, Tag::TEMPLATE]),
    (SPECIAL, SPECIALS),
    (IMPLIED, IMPLIEDS),
    (THOROUGH, IMPLIEDS),
    (
        THOROUGH,
        &[
            Tag::CAPTION,
            Tag::COLGROUP,
            Tag::TBODY,
            Tag::TD,
            Tag::TFOOT,
            Tag::TH,
            Tag::THEAD,
            Tag::TR,
        ],
    ),
    (HEADING, &[Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6]),
    (FOSTERS, &[Tag::TABLE, Tag::TBODY, Tag::TFOOT, Tag::THEAD, Tag::TR]),
    (BODY_CONTEXT, &[Tag::TBODY, Tag::TFOOT, Tag::THEAD, Tag::TEMPLATE, Tag::HTML]),
    (ROW_CONTEXT, &[Tag::TR, Tag::TEMPLATE, Tag::HTML]),
    (CELL, &[Tag::TD, Tag::TH]),
];

const IMPLIEDS: &[Tag] = &[
    Tag::DD,
    Tag::DT,
    Tag::LI,
    Tag::OPTION,
    Tag::OPTGROUP,
    Tag::P,
    Tag::RB,
    Tag::RP,
    Tag::RT,
    Tag::RTC,
];

#[rustfmt::skip]
const SPECIALS: &[Tag] = &[
    Tag::ADDRESS, Tag::APPLET, Tag::AREA, Tag::ARTICLE, Tag::ASIDE, Tag::BASE, Tag::BASEFONT,
    Tag::BGSOUND, Tag::BLOCKQUOTE, Tag::BODY, Tag::BR, Tag::BUTTON, Tag::CAPTION, Tag::CENTER,
    Tag::COL, Tag::COLGROUP, Tag::DD, Tag::DETAILS, Tag::DIR, Tag::DIV, Tag::DL, Tag::DT,
    Tag::EMBED, Tag::FIELDSET, Tag::FIGCAPTION, Tag::FIGURE, Tag::FOOTER, Tag::FORM, Tag::FRAME,
    Tag::FRAMESET, Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6, Tag::HEAD, Tag::HEADER,
    Tag::HGROUP, Tag::HR, Tag::HTML, Tag::IFRAME, Tag::IMG, Tag::INPUT, Tag::LI, Tag::LINK,
    Tag::LISTING, Tag::MAIN, Tag::MARQUEE, Tag::MENU, Tag::META, Tag::NAV, Tag::NOEMBED,
    Tag::NOFRAMES, Tag::NOSCRIPT, Tag::OBJECT, Tag::OL, Tag::P, Tag::PARAM, Tag::PLAINTEXT,
    Tag::PRE, Tag::SCRIPT, Tag::SECTION, Tag::SELECT, Tag::SOURCE, Tag::STYLE, Tag::SUMMARY,
    Tag::TABLE, Tag::TBODY, Tag::TD, Tag::TEMPLATE, Tag::TEXTAREA, Tag::TFOOT, Tag::TH, Tag::THEAD,
    Tag::TITLE, Tag::TR, Tag::TRACK, Tag::UL, Tag::WBR, Tag::XMP,
];
