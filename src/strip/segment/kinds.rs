//! Which elements make blocks, which are skipped, and which table rows are data.

use crate::html::{Document, NodeId, Tag};

/// Whether a row holds data, not layout: no block-level element but paragraphs, and divisions that say how they look
/// and nothing of what they are, inside its cells, no blank line, and no long text.
pub(super) fn is_data_row(page: Document<'_>, row: NodeId) -> bool {
    let mut text = 0;
    let mut paragraphs = 0;
    let mut cells = 0;
    let mut breaks = 0;
    for id in row.0 + 1..page.end(row).0 {
        let id = NodeId(id);
        if page.is_text(id) {
            let written = page.text(id);
            text += written.len();
            if text > 1500 {
                return false;
            }
            if !written.trim_ascii().is_empty() {
                breaks = 0;
            }
            continue;
        }
        match page.tag(id) {
            Tag::TD | Tag::TH => (cells, breaks) = (cells + 1, 0),
            // Two of them in a row part paragraphs.
            Tag::BR if breaks > 0 => return false,
            Tag::BR => breaks += 1,
            Tag::P => paragraphs += 1,
            // editors of documents write their paragraphs so
            Tag::DIV if is_bare(page, id) => paragraphs += 1,
            Tag::SCRIPT | Tag::STYLE | Tag::FORM => return false,
            tag if is_block(tag) => return false,
            _ => {}
        }
    }
    // A short line may go on below itself in a head.
    cells > 1 && (paragraphs <= cells || text < 200 && paragraphs < 2 * cells)
}

/// Whether a division is set by an editor of documents: it has attributes, and all of them say how it looks.
fn is_bare(page: Document<'_>, id: NodeId) -> bool {
    let mut looks = page.attributes(id).map(|(name, _)| is_look(name)).peekable();
    looks.peek().is_some() && looks.all(|look| look)
}

/// Inline elements that style sheets usually set apart from their neighbours.
pub(super) fn sets_apart(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A | Tag::BUTTON | Tag::LABEL | Tag::SPAN | Tag::TIME | Tag::SMALL | Tag::CITE
    )
}

/// What the editors that prose is written or pasted from leave on its spans.
const EDITORS_MARKS: &[&str] = &[
    "data-ccp-",
    "data-contrast",
    "data-end",
    "data-mce-",
    "data-offset-key",
    "data-olk-",
    "data-preserver-spaces",
    "data-sheets-",
    "data-slate-",
    "data-start",
    "data-stringify-",
    "data-text",
];

/// Whether an attribute says how a run of text looks, in which language it is or which editor it went
/// through, and nothing of what it is.
pub(super) fn is_look(attribute: &str) -> bool {
    matches!(attribute, "style" | "lang" | "xml:lang" | "dir")
        || EDITORS_MARKS.iter().any(|mark| attribute.starts_with(mark))
}

/// Elements whose content is no text of the page.
pub(super) fn is_skipped(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::SCRIPT
            | Tag::STYLE
            | Tag::TEMPLATE
            | Tag::SVG
            | Tag::HEAD
            | Tag::IFRAME
            | Tag::OBJECT
            | Tag::EMBED
            | Tag::SELECT
            | Tag::OPTION
            | Tag::OPTGROUP
            | Tag::DATALIST
            | Tag::TEXTAREA
            | Tag::CANVAS
            | Tag::AUDIO
            | Tag::VIDEO
            | Tag::MAP
            | Tag::LINK
            | Tag::META
            | Tag::TITLE
            | Tag::NOFRAMES
            | Tag::NOSCRIPT
            | Tag::NOEMBED
            | Tag::RT
            | Tag::RP
            // the source of a formula, which stands before it as MathML
            | Tag::ANNOTATION
    )
}

/// Whether an element's id is that of what the Wayback Machine or pywb sets above a page that they replay: captures,
/// a calendar, who collected the page.
pub(super) fn is_replay_banner(id: Option<&str>) -> bool {
    const BANNERS: [&str; 5] =
        ["wm-ipp", "wm-ipp-base", "wm-ipp-print", "_wb_frame_top_banner", "_wb_plain_banner"];
    id.is_some_and(|id| BANNERS.contains(&id))
}

/// Elements that begin and end a block.
pub(super) fn is_block(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::ADDRESS
            | Tag::ARTICLE
            | Tag::ASIDE
            | Tag::BLOCKQUOTE
            | Tag::BODY
            | Tag::CAPTION
            | Tag::CENTER
            | Tag::DD
            | Tag::DETAILS
            | Tag::DIALOG
            | Tag::DIR
            | Tag::DIV
            | Tag::DL
            | Tag::DT
            | Tag::FIELDSET
            | Tag::FIGCAPTION
            | Tag::FIGURE
            | Tag::FOOTER
            | Tag::FORM
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::HEADER
            | Tag::HGROUP
            | Tag::HR
            | Tag::HTML
            | Tag::LEGEND
            | Tag::LI
            | Tag::LISTING
            | Tag::MAIN
            | Tag::MENU
            | Tag::NAV
            | Tag::OL
            | Tag::P
            | Tag::PRE
            | Tag::SEARCH
            | Tag::SECTION
            | Tag::SUMMARY
            | Tag::TABLE
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR
            | Tag::UL
            | Tag::XMP
    )
}

/// Whether an element sets its text in bold.
pub(super) fn is_strong(tag: Tag) -> bool {
    matches!(tag, Tag::B | Tag::STRONG)
}

/// Whether an inline element emphasises its text, marks it as a program's, or is a link.
pub(super) fn is_set_otherwise(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::EM
            | Tag::I
            | Tag::STRONG
            | Tag::B
            | Tag::CODE
            | Tag::KBD
            | Tag::SAMP
            | Tag::TT
    )
}
