//! Words in class names, ids and the like that tell what an element is for.
//!
//! One Aho-Corasick pass a distinct attribute value; a page repeats few values often, so answers
//! are kept for the page.

use std::sync::LazyLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::nfa::contiguous::NFA;

/// The kinds of cues, by bit. Patterns match anywhere in the value, in any case, except that a
/// pattern with a leading or trailing space must stand at the start or end of a word there.
const CUES: &[(&str, &[&str])] = &[
    (
        "text",
        &[
            "article",
            "content",
            "body",
            "post",
            "entry",
            "text",
            "story",
            "main",
            "prose",
            "markdown",
            "rich",
            "paragraph",
            "description",
            "detail",
            "blog",
            "thread",
            "message",
            "answer",
            "question",
            "page",
            "artikel",
            "articolo",
            "articulo",
            "inhalt",
            "texte",
            "noticia",
        ],
    ),
    (
        "nav",
        &[
            "nav", "menu", "crumb", "pagina", "pager", " toc ", "toolbar", "topbar", " tab ",
            " tabs ", "skip",
        ],
    ),
    ("foot", &["foot", "copyright", "colophon", "legal", "sitemap", "imprint", "impressum"]),
    ("head", &["header", "masthead", "banner", "hero", "logo", "brand"]),
    ("side", &["side", "aside", "rail", "widget", "column-right", "right-col", "secondary"]),
    (
        "related",
        &[
            "relat",
            "recommend",
            "recirc",
            "more-",
            "readmore",
            "read-more",
            "read_more",
            "also",
            "similar",
            "suggest",
            " next",
            " prev",
            "outbrain",
            "taboola",
            "onward",
            "further",
            "leggi",
            "verwandt",
            "mehr-",
            "weitere",
            "lire-aussi",
            "promoted",
            "continue",
        ],
    ),
    (
        "ranked",
        &[
            "popular",
            "trending",
            "most",
            "latest",
            "ranking",
            "meistgelesen",
            "letti",
            "top-stories",
            "headlines",
            "ticker",
        ],
    ),
    ("card", &["card", "tile", "grid", "carousel", "slider", "swiper", "teaser", "promo", "slick"]),
    (
        "share",
        &[
            "share", "social", "follow", "facebook", "twitter", "whatsapp", "icon", "sharing",
            "teilen", "addthis",
        ],
    ),
    ("comment", &["comment", "disqus", "reply", "replies", "respond", "kommentar"]),
    ("review", &["review", "rating", "discuss", "testimonial"]),
    (
        "advert",
        &[
            " ad ",
            " ads ",
            " ad-",
            " ads-",
            "-ad ",
            "-ads ",
            "advert",
            "sponsor",
            "adslot",
            "dfp",
            "affiliate",
            "werbung",
            "anzeige",
            "publicid",
            "reklam",
            "pubblicit",
            "shop",
        ],
    ),
    (
        "popup",
        &[
            "cookie",
            "consent",
            "gdpr",
            "modal",
            "popup",
            "overlay",
            "dialog",
            "toast",
            "alert",
            "notice",
            "notification",
            "snackbar",
        ],
    ),
    (
        "newsletter",
        &[
            "newsletter",
            "subscri",
            "signup",
            "sign-up",
            "sign_up",
            " cta",
            "-cta",
            "abonn",
            "suscri",
            "registration",
        ],
    ),
    ("paywall", &["paywall", "login", "premium", "piano", "regwall", "meter", "locked", "gate"]),
    ("byline", &["byline", "author", "autor", "auteur", "writer", "contributor", "firma", "bio "]),
    ("date", &["date", "time", "publish", "updated", "datum", "fecha"]),
    ("meta", &["meta", "info", "label", "source", "kicker", "eyebrow", "overline", "badge"]),
    ("tags", &[" tag", "-tag", "_tag", "categor", "topic", "keyword", "hashtag", "themen"]),
    (
        "caption",
        &[
            "caption",
            "legend",
            "bildunter",
            "bildtext",
            "bildetekst",
            "billedtekst",
            "bijschrift",
            "onderschrift",
            "didascalia",
            "pie-foto",
            "pie-de-foto",
            "piefoto",
            "img_desc",
        ],
    ),
    ("credit", &["credit", "copyright", "photographer", "agency", "attribution"]),
    (
        "media",
        &[
            "figure", "image", "photo", "gallery", "media", "video", "player", "audio", "img",
            "picture", "foto", "bild", "lightbox",
        ],
    ),
    (
        "form",
        &[
            "form", "search", "input", "filter", "sort", "facet", "select", "dropdown", "button",
            "btn",
        ],
    ),
    (
        "hidden",
        &[
            "hidden",
            "hide",
            "visually",
            "sr-only",
            "sronly",
            "screen-reader",
            "screenreader",
            "collapse",
            "offcanvas",
            "invisible",
            "d-none",
            "noprint",
            "no-print",
            "a11y",
            "print-only",
        ],
    ),
    (
        "product",
        &[
            "product", "price", "cart", "buy", "sku", "spec", "variant", "checkout", "basket",
            "offer",
        ],
    ),
    ("title", &["title", "headline", "heading", "titre", "titulo", "titolo", "ueberschrift"]),
    (
        "lead",
        &[
            "standfirst",
            "lead",
            "summary",
            "subtitle",
            "subhead",
            "dek",
            "excerpt",
            "intro",
            "abstract",
            "chapo",
            "occhiello",
            "vorspann",
            "bajada",
            "entradilla",
            "sommario",
            "perex",
        ],
    ),
    ("quote", &["quote", "blockquote", "pullquote", "cita", "zitat"]),
    ("live", &["live", "liveblog", "timeline", "update"]),
    ("poll", &["poll", "quiz", "survey", "umfrage", "game", "puzzle", "weather", "stock", "score"]),
    ("faq", &["faq", "accordion", "panel", "toggle", "expand"]),
    (
        "embed",
        &[
            "embed",
            "iframe",
            "tweet",
            "instagram",
            "youtube",
            "tiktok",
            "infobox",
            "factbox",
            "box",
        ],
    ),
];

/// How many kinds there are.
pub(in crate::strip) const COUNT: usize = CUES.len();

/// The name of the kind with the bit.
pub(in crate::strip) fn name(bit: usize) -> &'static str {
    CUES[bit].0
}

/// The bit of a kind of cue, by name.
pub(in crate::strip) const fn bit(name: &str) -> u32 {
    let mut at = 0;
    while at < CUES.len() {
        let found = CUES[at].0.as_bytes();
        let sought = name.as_bytes();
        let mut same = found.len() == sought.len();
        let mut byte = 0;
        while same && byte < found.len() {
            same = found[byte] == sought[byte];
            byte += 1;
        }
        if same {
            return at as u32;
        }
        at += 1;
    }
    panic!("no such cue")
}

struct Machine {
    states: NFA,
    start: StateID,
    patterns: Vec<Pattern>,
}

/// What a pattern is a sign of.
struct Pattern {
    kind: u32,
    length: usize,
    /// It must start, and end, a word.
    starts: bool,
    ends: bool,
}

static MACHINE: LazyLock<Option<Machine>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut patterns = Vec::new();
    for (kind, (_, list)) in CUES.iter().enumerate() {
        for word in *list {
            let (starts, ends) = (word.starts_with(' '), word.ends_with(' '));
            let word = word.trim();
            words.push(word);
            patterns.push(Pattern { kind: kind as u32, length: word.len(), starts, ends });
        }
    }
    let states = NFA::builder().ascii_case_insensitive(true).build(words).ok()?;
    let start = states.start_state(Anchored::No).ok()?;
    Some(Machine { states, start, patterns })
});

/// Which kinds of cues a class list, id or element name holds, one bit a kind.
pub(in crate::strip) fn find(value: &str) -> u32 {
    let Some(Machine { states, start, patterns }) = MACHINE.as_ref() else { return 0 };
    let bytes = value.as_bytes();
    let mut found = 0;
    let mut state = *start;
    for (at, byte) in bytes.iter().enumerate() {
        state = states.next_state(Anchored::No, state, *byte);
        if !states.is_special(state) || !states.is_match(state) {
            continue;
        }
        for nth in 0..states.match_len(state) {
            let Pattern { kind, length, starts, ends } =
                &patterns[states.match_pattern(state, nth).as_usize()];
            if found & (1 << kind) == 0
                && (!starts || starts_word(bytes, at + 1 - length))
                && (!ends || ends_word(bytes, at + 1))
            {
                found |= 1 << kind;
            }
        }
    }
    found
}

fn starts_word(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| bytes[before]) else { return true };
    !before.is_ascii_alphabetic() || bytes[at].is_ascii_uppercase() && before.is_ascii_lowercase()
}

fn ends_word(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|next| !next.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(value: &str) -> Vec<&'static str> {
        let found = find(value);
        (0..COUNT).filter(|bit| found & (1 << bit) != 0).map(name).collect()
    }

    #[test]
    fn words_are_found_inside_compound_names() {
        assert!(kinds("ArticleBody-sc-1x").contains(&"text"));
        assert!(kinds("c-related__list").contains(&"related"));
        assert!(kinds("post-tags").contains(&"tags"));
        assert!(kinds("bildtext").contains(&"caption"));
    }

    #[test]
    fn every_word_is_found_by_itself() {
        for (name, words) in CUES {
            for word in *words {
                assert!(kinds(word.trim()).contains(name), "{name}: {word:?}");
                assert!(word.trim().bytes().all(|b| b.is_ascii_lowercase() || b"-_1".contains(&b)));
            }
        }
    }

    #[test]
    fn short_words_must_stand_alone() {
        assert!(kinds("ad-slot").contains(&"advert"));
        assert!(kinds("topAd").contains(&"advert"));
        assert!(!kinds("shadow").contains(&"advert"));
        assert!(!kinds("gradient").contains(&"advert"));
    }
}
