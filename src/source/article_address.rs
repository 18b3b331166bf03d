//! What an address says of the page that it leads to.

use url::Url;

/// How long what stands behind the last dot of a path may be to be the ending of a file.
const LONGEST_ENDING: usize = 6;

/// Endings of files that are pages.
const PAGES: [&str; 15] = [
    "action", "asp", "aspx", "cfm", "cgi", "cms", "do", "ece", "htm", "html", "jsp", "php",
    "phtml", "shtml", "xhtml",
];

/// Of those, what makes many pages under one path, told apart by the query.
const PROGRAMS: [&str; 8] = ["action", "asp", "aspx", "cfm", "cgi", "do", "jsp", "php"];

/// Endings of files that are no pages: sound, films, pictures, documents, packed files.
const MEDIA: [&str; 39] = [
    "7z", "aac", "apk", "avi", "avif", "bz2", "doc", "docx", "epub", "exe", "flac", "gif", "gz",
    "ico", "jpeg", "jpg", "m3u8", "m4a", "m4v", "mov", "mp3", "mp4", "mpg", "odt", "ogg", "opus",
    "pdf", "png", "ppt", "pptx", "rar", "svg", "tar", "tgz", "wav", "webm", "webp", "xlsx", "zip",
];

/// Endings of further files that are no pages: what programs read.
const DATA: [&str; 9] = ["atom", "css", "csv", "ics", "js", "json", "rss", "vcf", "xml"];

/// Parts of a path below which articles stand.
const ARTICLES: [&str; 12] = [
    "article",
    "articles",
    "articolo",
    "articoli",
    "articulo",
    "articulos",
    "artikel",
    "noticia",
    "noticias",
    "notizia",
    "stories",
    "story",
];

/// Parts of a path below which lists stand, or what has no text.
const LISTS: [&str; 16] = [
    "author", "authors", "autor", "autore", "autoren", "autori", "auteur", "auteurs", "category",
    "login", "search", "tag", "tags", "thema", "topic", "video",
];

/// Parts of a path below which a site speaks of itself and its offers.
const SERVICES: [&str; 40] = [
    "abo",
    "abonnement",
    "about",
    "about-us",
    "account",
    "advertise",
    "agb",
    "chi-siamo",
    "contact",
    "contact-us",
    "contacto",
    "contatti",
    "cookie-policy",
    "cookies",
    "datenschutz",
    "faq",
    "help",
    "hilfe",
    "impressum",
    "imprint",
    "kontakt",
    "legal",
    "mediadaten",
    "mentions-legales",
    "newsletter",
    "newsletters",
    "nutzungsbedingungen",
    "privacy",
    "privacy-policy",
    "profile",
    "register",
    "registrierung",
    "shop",
    "subscribe",
    "subscription",
    "terms",
    "terms-of-service",
    "terms-of-use",
    "ueber-uns",
    "widerruf",
];

/// How the names of such pages begin.
const SERVICE_TITLES: [&str; 27] = [
    "about-the-",
    "about-us-",
    "advertise-with-",
    "aviso-legal",
    "condizioni-generali",
    "conditions-generales",
    "contact-us-",
    "cookie-policy-",
    "cookie-settings",
    "datenschutzerklaerung",
    "how-to-contact-",
    "informativa-privacy",
    "informativa-sulla-privacy",
    "mentions-legales",
    "note-legali",
    "politica-de-cookies",
    "politica-de-privacidad",
    "politique-de-confidentialite",
    "privacy-and-cookie",
    "privacy-notice",
    "privacy-policy-",
    "privacy-statement",
    "qui-sommes-nous",
    "quienes-somos",
    "subscribe-to-",
    "terms-and-conditions",
    "terms-of-",
];

/// What speaks in an address for an article: a date, a long number, a title's worth of hyphens; and against one.
pub(super) fn points(url: &Url) -> i32 {
    let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or("");
    let (stem, ending) = parted(last);
    let mut points = 0;
    if is_title(stem) {
        points += 3;
    }
    let has_year = parts.iter().any(|part| is_year(part));
    points += i32::from(has_year);
    let has_number = digits(last) >= 5 || digits(url.query().unwrap_or("")) >= 4;
    if has_number {
        points += 2;
    } else if is_identifier(stem) {
        points += 1;
    }
    let above = parts.split_last().map_or(&[][..], |(_, above)| above);
    points += i32::from(above.iter().any(|part| ARTICLES.contains(part)));
    if parts.iter().any(|part| LISTS.contains(part)) {
        points -= 3;
    }
    // What has a date or a number is an article about privacy or about help.
    if !has_year && !has_number && (is_service(stem) || above.iter().any(|part| is_service(part))) {
        points -= 5;
    }
    match ending.as_deref() {
        Some(ending) if PAGES.contains(&ending) => points + 1,
        Some(ending) if MEDIA.contains(&ending) || DATA.contains(&ending) => points - 5,
        _ => points,
    }
}

/// Whether an address ends as that of a sound file, a film, a picture or a document does, which is no page.
pub(super) fn is_media(url: &Url) -> bool {
    let last = url.path().rsplit('/').next().unwrap_or("");
    parted(last).1.is_some_and(|ending| MEDIA.contains(&ending.as_str()))
}

/// Whether a path alone names an article, so that a query beside it says how it is shown or where the link to it
/// stood.
pub(super) fn path_names_it(url: &Url) -> bool {
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let (stem, ending) = parted(last);
    is_title(stem) && !ending.is_some_and(|ending| PROGRAMS.contains(&ending.as_str()))
}

/// Whether a path has parts below a first one, or a name of several words: a section has neither.
pub(super) fn is_below_a_section(url: &Url) -> bool {
    let path = url.path().trim_matches('/');
    path.contains(['/', '-', '_'])
}

/// The last part of a path without and with the ending of a file.
fn parted(last: &str) -> (&str, Option<String>) {
    match last.rsplit_once('.') {
        Some((stem, ending))
            if (1..=LONGEST_ENDING).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, Some(ending.to_ascii_lowercase()))
        }
        _ => (last, None),
    }
}

fn is_title(stem: &str) -> bool {
    stem.split(['-', '_']).filter(|word| word.len() > 1).count() >= 4
}

fn is_year(part: &str) -> bool {
    (part.starts_with("20") || part.starts_with("19"))
        && part.len() >= 4
        && part.bytes().take(4).all(|byte| byte.is_ascii_digit())
}

/// Whether a name is letters and digits without a word in it, as databases give them.
fn is_identifier(stem: &str) -> bool {
    let count = |is: fn(&u8) -> bool| stem.bytes().filter(is).count();
    let (letters, digits) = (count(u8::is_ascii_alphabetic), count(u8::is_ascii_digit));
    letters >= 2 && digits >= 2 && letters + digits == stem.len() && stem.len() >= 8
}

fn is_service(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    SERVICES.contains(&part.as_str()) || SERVICE_TITLES.iter().any(|begin| part.starts_with(begin))
}

/// The length of the longest number in a text.
fn digits(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default()
}
