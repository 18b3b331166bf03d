//! Whatever comes from outside, handed to the rooms that read it: pages, texts, feeds, sitemaps, lists, robots.txt,
//! packed bodies, WARC records, saved pages in one file, mails, profiles and configurations. Nothing may panic, a page
//! cleaned twice gives the same answer, and a clean text is its own clean form.
//!
//! An input's first byte says which room it goes to, the second how the others are read: as they are, or each as
//! a piece of what such a page or text is made of, so that the rooms behind the first are reached soon.

#![no_main]

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use spoglio::decode::content::{self, Caps};
use spoglio::fetch::Rules;
use spoglio::pipeline::{Cleaned, Cleaner, Kind, Options, RawPage};
use spoglio::source::{feed, hub, list, sitemap};
use spoglio::store::warc::{self, WarcReader};
use spoglio::{config, explain, profile, text};
use url::Url;

static BASE: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://giornale.test/2025/10/crisi.html").unwrap());

#[rustfmt::skip]
const MARKUP: &[&str] = &[
    "<p>", "</p>", "<div class=\"", "<div id=\"", "\">", "</div>", "<article>", "</article>", "<main>", "</main>",
    "<nav>", "</nav>", "<footer>", "</footer>", "<aside>", "</aside>", "<section>", "</section>", "<h1>", "</h1>",
    "<h2>", "</h2>", "<h3>", "</h3>", "<ul>", "</ul>", "<ol start=-1>", "<ol reversed>", "</ol>", "<li value=3>", "<li>",
    "</li>", "<table>", "</table>", "<tr>", "<td colspan=99999>", "<td rowspan=0>", "<td>", "<th>", "<pre>", "</pre>",
    "<code>", "</code>", "<blockquote>", "</blockquote>", "<figure>", "<figcaption>", "</figcaption>", "</figure>",
    "<img src=\"a.jpg\" alt=\"", "<a href=\"", "<a href=\"/2025/10/altro.html\">", "</a>", "<br>", "<hr>", "<b>", "</b>",
    "<em>", "</em>", "<span>", "</span>", "<time datetime=\"", "</time>", "<title>", "</title>", "<html lang=\"", "<head>",
    "</head>", "<body>", "<meta name=\"author\" content=\"", "<meta property=\"og:title\" content=\"",
    "<meta property=\"article:published_time\" content=\"", "<meta name=\"description\" content=\"",
    "<meta property=\"og:type\" content=\"article\">", "<link rel=\"canonical\" href=\"",
    "<script type=\"application/ld+json\">", "</script>", "<script>", "{\"@type\":\"NewsArticle\",", "{\"@graph\":[", "[", "]",
    "{", "}", "\"headline\":\"", "\"author\":", "\"name\":\"", "\"datePublished\":\"", "\"dateModified\":\"",
    "\"articleBody\":\"", "\"isAccessibleForFree\":false", "\"@id\":\"#x\"", "\"publisher\":", "\",", "\"", ",", ":", "\\u00", "\\n",
    "\\", "itemprop=\"", "<p itemprop=\"articleBody\">", "<div itemscope itemtype=\"https://schema.org/NewsArticle\">",
    "<span itemprop=\"author\">", "<dl>", "<dt>", "<dd>", "</dl>", "<noscript>", "<template>", "<svg>", "</svg>", "<form>",
    "<button>", "<input>", "<iframe>", "<details>", "<summary>", "<sup>", "<math>", "<ruby>", "<rt>", "<bdi>", "<wbr>", "&shy;",
    "&nbsp;", "&#8203;", "&lt;", "&amp;", "comments", "comment-list", "related", "byline", "share", "newsletter", "paywall",
    "cookie-consent", "caption", "live-blog", "entry-content", "headline",
];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "\n", "\n\n", "\r\n", "\r", "\u{85}", "\u{c}", "\t", "    ", " ", "* ", "- ", "1. ", "12. ", "2) ", "# ", "## ", "> ", ">> ",
    "| a | b |\n", "|---|---|\n", "```\n", "===\n", "---\n", "[", "](", ")", "](http://a.test/x)", "![", "[1]", "[12]Menu", "   1. http://a.test/\n",
    "References\n", "**", "_", "\\*", "\\", "`", "…", "...", "\u{ad}", "\u{200b}", "\u{feff}", "\u{e000}", "\0", "\u{fffd}", "-\n", "Ã¨", "â€™", "&amp;",
    "Leggi anche", "I più letti", "Altre notizie", "di Mario Rossi", "Von Anna Müller", "By John Smith", "(ANSA) - ROMA, 3 OTT -",
    "Foto: Reuters", "Pubblicato il ", "12 ottobre 2025", "12.10.2025", "31/02/2025", "2025-10-12T10:00:00+02:00", "Oct 3, 2025, 9:05 p.m. EDT",
    "2025年10月12日", "令和7年10月12日", "二〇二五年十月十二日", "民國114年10月12日", "12 ต.ค. 2568", "۱۲ مهر ۱۴۰۴", "١٢ أكتوبر ٢٠٢٥", "১২ অক্টোবর ২০২৫", "3 Ekim 2025", "12 октября 2025 г., 10:00",
    "10:00", "25:61", "99999999999999999999", "ore 10.30", "Il governo ha approvato ieri sera la legge di bilancio, dopo una lunga seduta in Parlamento.",
    "The committee said on Tuesday that it would publish its report before the end of the month.", "政府は十二日、来年度の予算案を閣議決定した。", "العاصمة تستعد لاستقبال الوفود المشاركة في المؤتمر الدولي.",
    "Condividi", "Facebook", "Twitter", "Commenti (3)", "Risposta", "Accetta i cookie", "Iscriviti alla newsletter", "Riproduzione riservata", "Tag:", "Home", "Sport",
    "Politica", "a", "É", "ß", "İ", "ﬁ", "e\u{301}", "👍🏽", "한국", "ไทย", "हिन्दी", "Skip to content", "Page 3 of 12", "3/12", "On Mon, 3 Oct 2025 John wrote:\n", "From: a@b.test\n", "Subject: x\n",
];

#[rustfmt::skip]
const MAIL: &[&str] = &[
    "From mira Mon Mar 3 06:00:00 2031\n", "From: =?utf-8?q?Mira_T=C3=B6lo?= <a@b.test>\n", "To: a@b.test\n", "Subject: ", "Subject: Die\r\n =?utf-8?b?RsOkaHJl?=\r\n",
    "Date: Mon, 3 Mar 2031 06:00:00 +0100\n", "MIME-Version: 1.0\n", "Content-Type: text/plain; charset=utf-8\n", "Content-Type: text/html; charset=\"iso-8859-15\"\n",
    "Content-Type: text/plain; charset=utf-7; format=flowed; delsp=yes\n", "Content-Type: multipart/mixed; boundary=a\n", "Content-Type: multipart/alternative; boundary=\"b\"\n",
    "Content-Type: message/rfc822\n", "Content-Disposition: attachment\n", "Content-Transfer-Encoding: quoted-printable\n", "Content-Transfer-Encoding: base64\n", "\n", "\r\n", "\n\n",
    "--a\n", "--a--\n", "--b\r\n", "--b--", "--", "=?", "?=", "=?utf-8?q?", "=?x?b?", "=C3=A4", "=\n", "=", "RsOkaHJl", "> ", ">> ", "-- \n", ": ", " ", "\t", "ä", "<p>", "</p>", "<html>",
    "Il governo ha approvato ieri sera la legge di bilancio, dopo una lunga seduta in Parlamento.", "On Mon, 3 Oct 2025 John wrote:\n", "-----Original Message-----\n", "Sent: ", "Received: by box.test\n",
];

/// A header with which a file is a mail.
const HEADER: &str = "From: a@b.test\nTo: c@d.test\nSubject: x\nMIME-Version: 1.0\n";

const LOOK: explain::Look = explain::Look { colour: true, width: 40, whole: false };

static PIECES: LazyLock<Vec<&str>> = LazyLock::new(|| [MARKUP, WORDS].concat());

/// The piece of a list that a byte stands for.
fn piece<'a>(list: &[&'a str], byte: u8) -> &'a str {
    list[usize::from(byte) % list.len()]
}

/// The input as it is, each byte as a piece, or bytes between pieces.
fn content(form: u8, data: &[u8]) -> Vec<u8> {
    let pieces = |list: &[&str]| data.iter().map(|byte| piece(list, *byte)).collect::<String>();
    match form % 4 {
        0 => data.to_vec(),
        1 => pieces(&PIECES).into_bytes(),
        2 => pieces(WORDS).into_bytes(),
        _ => data.chunks(2).fold(Vec::new(), |mut made, pair| {
            match pair {
                [0..=199, at] => made.extend_from_slice(piece(&PIECES, *at).as_bytes()),
                bytes => made.extend_from_slice(bytes),
            }
            made
        }),
    }
}

fn told(cleaned: &Cleaned) -> String {
    format!("{:?} {:?} {:?} {:?}", cleaned.verdict, cleaned.metadata, cleaned.blocks, cleaned.notes)
}

fn clean(bytes: &[u8], kind: Option<Kind>, url: Option<&str>) {
    let options = Options::default();
    let page = RawPage { bytes, url, content_type: None, kind };
    let mut cleaner = Cleaner::default();
    let first = cleaner.clean(&page, &options);
    let again = cleaner.clean(&page, &options);
    assert!(told(&first) == told(&again), "the same page twice, and two answers");
    let whole = first.text.canonical();
    let taken = text::taken_over(&whole).canonical();
    let differ = whole.lines().zip(taken.lines()).find(|(own, taken)| own != taken);
    assert!(taken == whole, "a clean text is not its own clean form: {differ:?}");
    let _ = text::markdown(&first.blocks, text::Include::default());
    let _ = explain::terminal(&first, "input", LOOK);
    let _ = explain::html(&first, "input");
}

fuzz_target!(|data: &[u8]| {
    let [room, form, rest @ ..] = data else { return };
    let bytes = content(*form, rest);
    let caps = Caps { bytes: 1 << 20, ..Caps::default() };
    match room % 14 {
        0 | 1 => clean(&bytes, Some(Kind::Html), None),
        2 => clean(&bytes, Some(Kind::Html), Some(BASE.as_str())),
        3 | 4 => clean(&bytes, Some(Kind::Text), None),
        5 => clean(&bytes, None, None),
        6 => {
            let _ = feed::read(&bytes, None, &BASE);
            let _ = sitemap::read(&bytes, &BASE);
        }
        7 => {
            let page = String::from_utf8_lossy(&bytes);
            let _ = hub::read(&page, &BASE, &[]);
            let _ = list::read(&page, std::path::Path::new("list.csv"));
            let rules = Rules::read(&bytes);
            let _ = rules.permission(&BASE);
        }
        8 => {
            let _ = content::unpack_file(&bytes, &caps);
            for coding in ["gzip", "br", "zstd", "deflate"] {
                let _ = content::undo(&bytes, coding, &caps);
            }
        }
        9 => {
            for found in WarcReader::new(Cursor::new(&bytes)).flatten() {
                let _ = found.record.page(&caps);
            }
        }
        10 => {
            let _ = profile::read(&bytes);
            let _ = profile::Marks::from_bytes(&bytes);
        }
        11 => {
            let _ = config::parse(&String::from_utf8_lossy(&bytes), Path::new("config.toml"));
        }
        12 => {
            let mut mail = if form % 8 < 4 { HEADER.as_bytes().to_vec() } else { Vec::new() };
            match form % 4 {
                0 => mail.extend_from_slice(rest),
                _ => rest
                    .iter()
                    .for_each(|byte| mail.extend_from_slice(piece(MAIL, *byte).as_bytes())),
            }
            let kind = [None, Some(Kind::Text), Some(Kind::Html)][usize::from(form / 8 % 3)];
            clean(&mail, kind, None);
        }
        _ => {
            // These are read from files alone.
            let ending = if form % 8 < 4 { "mhtml" } else { "wacz" };
            let file = std::env::temp_dir().join(format!("inputs-{}.{ending}", std::process::id()));
            if std::fs::write(&file, &bytes).is_ok() {
                for found in warc::open(&file).into_iter().flatten().flatten() {
                    let _ = found.record.page(&caps);
                }
            }
        }
    }
});
