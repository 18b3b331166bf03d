//! No page costs more than in proportion to its length, from bytes to clean text: nasty pages are
//! doubled, and the work may not grow much more than that.
//!
//! In every run of the tests the work is this thread's time on a processor. With valgrind it is
//! counted in instructions, which no other program on the machine disturbs:
//! `cargo test --release -- --ignored instructions --nocapture`.

use std::process::Command;

use spoglio::pipeline::{Cleaner, Kind, Options, RawPage};

use super::html_hostile::{clock, doubling_is_linear};

/// How many times the instructions twice the page may take: twice, and what sorting costs beyond that.
const INSTRUCTIONS: f64 = 2.25;

struct Nasty {
    name: &'static str,
    kind: Kind,
    /// A page of about so many units.
    page: fn(usize) -> String,
}

const PROSE: &str = "The council heard on Tuesday evening what the engineers had found beneath the \
    old bridge, and nobody who listened went home calm.";

/// What is sure to be no text.
const CODE: &str =
    "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"A bridge\"}";

fn each(count: usize, unit: impl Fn(usize) -> String) -> String {
    (0..count).map(unit).collect()
}

fn article(body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>A bridge</title></head><body><article>\
         <h1>A bridge</h1><p>{PROSE}</p>{body}<p>{PROSE}</p></article></body></html>"
    )
}

macro_rules! nasty {
    ($($kind:ident $name:literal $page:expr;)*) => {
        [$(Nasty { name: $name, kind: Kind::$kind, page: $page },)*]
    };
}

const PAGES: [Nasty; 32] = nasty! {
    Html "paragraphs of one word" |n| article(&each(n, |i| format!("<p>word{i}")));
    Html "the same paragraph" |n| article(&format!("<p>{PROSE}</p>").repeat(n / 4));
    Html "paragraphs that begin alike" |n| article(&each(n / 4, |i| format!("<p>{PROSE} {i}</p>")));
    Html "the same headline" |n| article(&"<h1>A bridge</h1>".repeat(n));
    Html "headings of sections of furniture" |n| article(&"<h2>Most read</h2><p>one".repeat(n / 2));
    Html "links in a list" |n| article(&format!("<ul>{}", each(n, |i| format!("<li><a href=/{i}>A story {i}</a>"))));
    Html "lists in lists" |n| article(&("<ul><li>item ".repeat(100) + &"</ul>".repeat(100)).repeat(n / 100));
    Html "cards" |n| article(&each(n / 4, |i| format!("<div class=card><a href=/{i}><h3>A story {i}</h3></a><p>{PROSE}</p></div>")));
    Html "articles" |n| each(n / 4, |i| format!("<article><h1>A story {i}</h1><p>{PROSE}</p></article>"));
    Html "rows of a table" |n| article(&format!("<table>{}</table>", "<tr><td>one<td>two".repeat(n)));
    Html "a row of cells" |n| article(&format!("<table><tr>{}</table>", "<td>one".repeat(n)));
    Html "times" |n| article(&each(n, |i| format!("<p><time datetime=2026-01-{:02}T10:00>", i % 28 + 1)));
    Html "dates in words" |n| article(&"<p>12 March 2026 | Updated 13 March 2026, 10:00".repeat(n / 2));
    Html "bylines" |n| article(&each(n, |i| format!("<p class=byline>By <a rel=author href=/{i}>Ada Writer{i}</a>")));
    Html "metadata" |n| format!("<head>{}</head>{}", each(n, |i| format!("<meta name=author content='Ada {i}'><meta property=og:title content='T {i}'>")), article(""));
    Html "JSON-LD" |n| format!("<script type=application/ld+json>[{}{{}}]</script>{}", each(n, |i| format!("{{\"@type\":\"NewsArticle\",\"headline\":\"A bridge {i}\",\"author\":[{{\"name\":\"Ada\"}}]}},")), article(""));
    Html "JSON-LD nested" |n| format!("<script type=application/ld+json>{}1{}</script>{}", "{\"a\":[".repeat(n), "]}".repeat(n), article(""));
    Html "one long word" |n| article(&"a".repeat(n * 20));
    Html "one long line of words" |n| article(&"word ".repeat(n * 4));
    Html "inline elements" |n| article(&"<b>bold</b> <i>slanted</i> ".repeat(n));
    Html "words of all verdicts" |n| article(&"<p>cookie accept captcha 404 (ap) subscribe</p>".repeat(n));
    Html "quotations of one word" |n| article(&each(n / 100, |i| format!("<p>{}</p><blockquote>\"{}x{i}\"</blockquote>", "so ".repeat(990), "so ".repeat(50))));
    Text "broken words without end" |n| format!("{}-\n", "abcdefghij".repeat(7)).repeat(n);
    Text "lines of one word" |n| each(n, |i| format!("word{i}\n"));
    Text "the same line" |n| format!("{PROSE}\n").repeat(n / 4);
    Text "a numbered menu" |n| each(n, |i| format!("{i}. [A story {i}](http://example.org/{i})\n"));
    Text "code on one line" |n| format!("{CODE}\n{}", "a{b:c}".repeat(n));
    Text "code without end" |n| format!("{CODE}\n{}", "{'x \" ` /* // /a".repeat(n));
    Text "attributes without end" |n| format!("{}\n{}", "[a](b){.a}".repeat(3), "[a](b){.a \" <span \" ".repeat(n));
    Text "links of Org without end" |n| format!(":PROPERTIES:\n* a\n[a][b]{}", "[[a".repeat(n));
    Text "posts of readers" |n| format!("# A bridge\n\nBy Ada Writer\n\n{}", each(n / 2, |i| format!("Reply\n\nMar {}, 2031 at 3:15 PM\n\n4 comments\n\n{PROSE}\n\n", i % 28 + 1)));
    Text "headings of furniture" |n| format!("Most read\n\nA story\n\n{PROSE}\n\n").repeat(n / 4);
};

#[test]
fn twice_the_page_is_twice_the_cleaning() {
    let options = Options::default();
    let mut cleaner = Cleaner::default();
    let mut time = |page: &str, kind, times: u32| {
        let begun = clock();
        for _ in 0..times {
            let page = RawPage { bytes: page.as_bytes(), kind: Some(kind), ..RawPage::default() };
            let _ = cleaner.clean(&page, &options);
        }
        clock().saturating_sub(begun)
    };
    // word lists and the model are read once
    time(&(PAGES[0].page)(10), PAGES[0].kind, 1);
    for Nasty { name, kind, page } in PAGES {
        let (once, twice) = (page(1000), page(2000));
        doubling_is_linear(name, |doubled, times| {
            time(if doubled { &twice } else { &once }, kind, times)
        });
    }
}

/// What `spoglio clean` takes for one page, in instructions. Nothing where there is no valgrind.
fn instructions(page: &str, kind: Kind) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page");
    std::fs::write(&file, page).unwrap();
    let counted = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_spoglio"))
        .args(["clean", "--as", if kind == Kind::Html { "html" } else { "text" }])
        .arg(&file)
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&counted.stderr).into_owned();
    let count = told.split("Collected : ").nth(1).and_then(|rest| rest.lines().next());
    Some(count.unwrap_or_else(|| panic!("valgrind counted nothing: {told}")).parse().unwrap())
}

#[test]
#[ignore = "takes long; needs valgrind"]
fn instructions_grow_as_the_page_does() {
    for Nasty { name, kind, page } in PAGES {
        let Some(none) = instructions(&page(4), kind) else {
            println!("skipped: no valgrind here");
            return;
        };
        let [once, twice] =
            [2000, 4000].map(|size| instructions(&page(size), kind).unwrap() - none);
        println!(
            "{name}: {:.1} and {:.1} million, {:.2} times",
            once / 1e6,
            twice / 1e6,
            twice / once
        );
        assert!(twice < INSTRUCTIONS * once, "{name}: {once} and {twice} instructions");
    }
}
