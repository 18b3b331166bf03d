use super::*;
use crate::html::{Arena, Limits, parse};
use crate::pipeline::{Cleaned, Options, RawPage, clean};

const HOSTILE: &str = "<!doctype html><html><head>\
<title>Bridge\"><script>alert(1)</script></title>\
<meta property=og:site_name content=\"</title><img src=x onerror=alert(2)>\">\
<link rel=canonical href=\"javascript:alert(3)\"></head><body><article>\
<h1>Bridge &lt;script&gt;alert(4)&lt;/script&gt;</h1>\
<p>The old bridge &lt;img src=x onerror=alert(5)&gt; over the river reopened on Monday, \u{202e}the council \
said in a statement\u{1b}[2J, and the first cars crossed it \"' onmouseover=alert(6) in the morning.</p>\
<p>&lt;/div&gt;&lt;/main&gt;&lt;iframe src=//evil.example&gt; Traders in the old town said they hoped that \
the visitors would come back before the summer, when the town lives from them.</p>\
</article></body></html>";

fn cleaned(page: &str) -> Cleaned {
    clean(&RawPage { bytes: page.as_bytes(), ..RawPage::default() }, &Options::default())
}

#[test]
fn nothing_of_a_hostile_page_becomes_markup() {
    let name = "page\"><script>alert(7)</script>.html";
    let document = html(&cleaned(HOSTILE), name);
    let mut arena = Arena::new();
    let parsed = parse(&document, &mut arena, &Limits::default());
    let allowed = [
        "html", "head", "meta", "title", "style", "body", "h1", "p", "strong", "ul", "li", "table",
        "tbody", "tr", "th", "td", "span", "b", "input", "label", "fieldset", "legend", "main",
        "div",
    ];
    for id in parsed.ids().filter(|id| !parsed.is_text(*id)) {
        let tag = parsed.tag_name(id);
        assert!(tag.is_empty() || tag.starts_with(['#', '!']) || allowed.contains(&tag), "{tag}");
        for (name, value) in parsed.attributes(id) {
            assert!(!name.starts_with("on"), "{name}={value}");
            assert!(!matches!(name, "src" | "href" | "srcset" | "action"), "{name}={value}");
        }
    }
    assert!(document.contains("default-src 'none'"));
    assert!(!document.contains('\u{202e}') && !document.contains('\u{1b}'));
}

#[test]
fn every_block_is_shown_with_its_label_and_reason() {
    let cleaned = cleaned(HOSTILE);
    let document = html(&cleaned, "page.html");
    let lines = terminal(&cleaned, "page.html", Look { colour: false, width: 100, whole: true });
    assert_eq!(document.matches("<div class=\"b ").count(), cleaned.blocks.rows.len());
    for block in &cleaned.blocks.rows {
        assert!(lines.contains(block.label.name()) && document.contains(block.label.name()));
    }
    for label in cleaned.blocks.rows.iter().map(|block| block.label) {
        let count = cleaned.blocks.rows.iter().filter(|block| block.label == label).count();
        assert!(document.contains(&format!("id=\"show-{label}\" checked")), "a filter for {label}");
        assert!(document.contains(&format!("<span>{label}</span> <b>{count}</b>")), "its count");
    }
    assert!(lines.contains("Traders in the old town"));
    assert!(document.contains("Traders in the old town"));
}

#[test]
fn a_terminal_sees_no_control_characters_of_the_page() {
    let look = Look { colour: false, width: 80, whole: false };
    let lines = terminal(&cleaned(HOSTILE), "a\u{1b}b\u{7}", look);
    assert!(lines.chars().all(|c| c == '\n' || !c.is_control()), "{lines}");
    assert!(!lines.contains('\u{202e}'));
    let coloured = terminal(&cleaned(HOSTILE), "a", Look { colour: true, ..look });
    assert!(coloured.contains("\u{1b}[0m") && !coloured.contains("\u{1b}[2J"));
}

#[test]
fn pages_without_blocks_are_explained_too() {
    let empty = cleaned("");
    assert!(html(&empty, "empty").ends_with("</html>\n"));
    let look = Look { colour: true, width: 0, whole: false };
    assert!(terminal(&empty, "empty", look).contains("0 blocks kept"));
}
