//! The pages in a real browser: what a reader does with them, and what a hostile page cannot.
//!
//! Where there is no chromium the tests say so and pass; see `chromium::find`. With `SPOGLIO_AXE` set to
//! axe-core's `axe.min.js`, every kind of page is also held to its rules.

use std::path::Path;

use chrono::Utc;
use serde_json::json;
use spoglio::store::{Access, Archive, SearchBounds};

use crate::chromium::Browser;
use crate::sample;
use crate::server::Server;

/// The ordinal of the one text with these words.
fn ordinal(archive: &Path, words: &str) -> u64 {
    let archive = Archive::open(archive, Access::Read).unwrap();
    let found = archive.search(words, &SearchBounds::default(), 0, 2).unwrap();
    assert_eq!(found.len(), 1, "{words}: {found:?}");
    found[0].ordinal
}

/// The number of the capture that brought a text.
fn capture_of(archive: &Path, ordinal: u64) -> i64 {
    let archive = Archive::open(archive, Access::Read).unwrap();
    archive.captures_of_text(ordinal).unwrap()[0].id
}

/// One page of each kind.
fn kinds(archive: &Path) -> Vec<(&'static str, String)> {
    let porto = ordinal(archive, "dragaggio bacino");
    vec![
        ("front", "/".to_owned()),
        ("search", "/search".to_owned()),
        ("results", "/search?q=ponte".to_owned()),
        ("no-results", "/search?q=nowhere-to-be-found".to_owned()),
        ("article", format!("/text/{porto}")),
        ("left-out", format!("/capture/{}", capture_of(archive, porto))),
        ("difference", "/diff/0/1".to_owned()),
        ("changes", "/changes".to_owned()),
        ("runs", "/runs".to_owned()),
        ("run", "/run/1".to_owned()),
        ("sites", "/sites".to_owned()),
        ("site", "/site/www.corrieredelgolfo.example".to_owned()),
        ("missing", "/nothing".to_owned()),
    ]
}

/// The addresses beyond the server that were asked for. The browser draws its own buttons from `data:`
/// addresses, which ask nobody.
fn strangers(browser: &Browser, base: &str) -> Vec<String> {
    let elsewhere = |address: &&String| !address.starts_with(base) && !address.starts_with("data:");
    browser.requests.iter().filter(elsewhere).cloned().collect()
}

/// Serves the shared sample to a browser, where there is one.
fn read(look: impl FnOnce(&mut Browser, &str, &Path)) {
    read_in(sample::shared(), look);
}

fn read_in(archive: &Path, look: impl FnOnce(&mut Browser, &str, &Path)) {
    let Some(mut browser) = Browser::start() else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let base = sample::serve_archive(&runtime, archive, Utc::now);
    look(&mut browser, &base, archive);
    let strangers = strangers(&browser, &base);
    assert!(strangers.is_empty(), "the pages asked elsewhere: {strangers:?}");
    assert!(browser.dialogs.is_empty(), "{:?}", browser.dialogs);
}

#[test]
fn results_come_as_one_types_and_their_address_can_be_shared() {
    read(|browser, base, _| {
        browser.open(&format!("{base}/search"));
        browser.wait("document.activeElement.name === 'q'");
        browser.wait("document.querySelector('#results dl.help')");
        browser.type_in("roccamonda");
        browser.wait("document.querySelectorAll('#results li').length === 3");
        browser.wait("document.querySelectorAll('#results mark').length >= 2");
        browser.wait("location.search === '?q=roccamonda'");
        assert_eq!(browser.value("document.activeElement.name"), "q", "typing goes on");
        // A bound more, as the form's own event tells it.
        browser.value(
            "const site = document.querySelector('[name=site]'); site.value = 'www.onda-news.example';
             site.dispatchEvent(new Event('input', { bubbles: true }))",
        );
        browser.wait("document.querySelectorAll('#results li').length === 2");
        let address = browser.text("location.href");
        browser.open(&address);
        assert_eq!(browser.value("document.querySelectorAll('#results li').length"), 2);
        browser.open(&format!("{base}/search?q=roccamonda"));
        browser.wait("document.activeElement.name === 'q'");
        browser.press("Escape");
        browser.wait("document.querySelector('#results dl.help')");
        assert_eq!(browser.value("location.search"), "");
    });
}

#[test]
fn a_reader_goes_from_the_front_to_what_was_left_out() {
    read(|browser, base, archive| {
        browser.open(base);
        assert!(
            browser.value("document.querySelectorAll('ul.texts li').length").as_u64() > Some(10)
        );
        // On a busy machine the figures may still be being counted: the page says so, and links to itself.
        browser.reload_until("document.querySelector('svg.chart')");
        assert!(
            browser.value("document.querySelectorAll('svg.chart rect').length").as_u64() > Some(0)
        );
        let porto = ordinal(archive, "dragaggio bacino");
        browser.click(&format!("a.title[href='/text/{porto}']"));
        browser
            .wait("document.querySelector('article.text h1')?.textContent.includes('Dragaggio')");
        let proof = browser.text("document.querySelector('.proof pre').textContent");
        let name = &Archive::open(archive, Access::Read).unwrap().text(porto).unwrap().name;
        assert_eq!(proof, format!("sha256sum {name}"));
        browser.click(".proof a[href^='/capture/']");
        browser.wait("document.readyState === 'complete'");
        browser.wait("document.querySelectorAll('ol.blocks li.kept').length > 5");
        let shown =
            "getComputedStyle(document.querySelector('ol.blocks li:not(.kept) .why')).display";
        assert_eq!(browser.text(shown), "none");
        let place = browser.value(
            "(() => { const r = document.querySelector('ol.blocks li:not(.kept)').getBoundingClientRect();
               return [r.x + 9, r.y + 9]; })()",
        );
        let over = json!({ "type": "mouseMoved", "x": place[0], "y": place[1] });
        browser.call("Input.dispatchMouseEvent", over);
        browser.wait(&format!("{shown} === 'block'"));
        browser.click("#only-kept");
        browser.wait(
            "[...document.querySelectorAll('ol.blocks li')].every(
               li => (getComputedStyle(li).display !== 'none') === li.classList.contains('kept'))",
        );
        let colours = "new Set([...document.querySelectorAll('ol.blocks li')].map(
            li => getComputedStyle(li).borderInlineStartColor)).size";
        assert!(browser.value(colours).as_u64() > Some(3), "blocks are coloured by their labels");
    });
}

#[test]
fn two_versions_are_compared() {
    read(|browser, base, _| {
        browser.open(&format!("{base}/changes"));
        browser.click("a.title[href='/diff/0/1']");
        browser.arrive("/diff/0/1");
        assert!(browser.text("document.querySelector('.diff del').textContent").contains("2.400"));
        assert!(browser.text("document.querySelector('.diff ins').textContent").contains("4.200"));
        browser.value("document.querySelector('[name=new]').value = '2'");
        browser.click("form.compare button");
        browser.arrive("/diff/0/2");
        browser.wait("document.querySelectorAll('.diff del').length > 0");
    });
}

#[test]
fn the_keyboard_is_enough() {
    read(|browser, base, archive| {
        let focus = "(() => { const e = document.activeElement; const s = getComputedStyle(e);
            return [e.textContent.trim() || e.name, s.outlineStyle, e.getBoundingClientRect().x]; })()";
        browser.open(base);
        let mut walked = Vec::new();
        for _ in 0..9 {
            browser.press("Tab");
            let at = browser.value(focus);
            assert_ne!(at[1], "none", "the focus is seen on {at}");
            assert!(at[2].as_f64() >= Some(0.0), "the focus is on the page: {at}");
            walked.push(at[0].as_str().unwrap().to_owned());
        }
        let wanted =
            ["Skip to content", "spoglio", "Latest", "Search", "Changes", "Runs", "Sites", "q"];
        assert_eq!(walked[..8], wanted);
        assert_eq!(walked[8], browser.text("document.querySelector('main a').textContent.trim()"));
        // Past the header in two steps.
        browser.open(base);
        browser.press("Tab");
        browser.press("Enter");
        browser.wait("location.hash === '#content'");
        browser.press("Tab");
        assert_eq!(browser.value("document.activeElement.closest('main') !== null"), true);
        // From the search field in the header to a result and into it.
        browser.open(base);
        browser.value("document.querySelector('header input').focus()");
        browser.type_in("dragaggio");
        browser.press("Enter");
        browser.arrive("/search");
        browser.wait("document.querySelector('#results a')");
        browser.value("document.querySelector('form.filters [name=sort]').focus()");
        browser.press("Tab");
        browser.press("Enter");
        browser.wait("document.querySelector('article.text')");
        // What was left out has two switches.
        let capture = capture_of(archive, ordinal(archive, "dragaggio bacino"));
        browser.open(&format!("{base}/capture/{capture}"));
        // The article's own load event may come as late as this.
        browser.wait("document.getElementById('only-kept') && document.readyState === 'complete'");
        browser.value("document.getElementById('only-kept').focus()");
        browser.press(" ");
        browser.wait("document.getElementById('only-kept').checked");
        browser.press("Tab");
        assert_eq!(browser.value("document.activeElement.id"), "reasons");
    });
}

#[test]
fn dark_rooms_paper_and_phones_have_their_own_look() {
    read(|browser, base, archive| {
        let porto = ordinal(archive, "dragaggio bacino");
        browser.open(&format!("{base}/text/{porto}"));
        let light = "(() => { const n = getComputedStyle(document.documentElement).backgroundColor
            .match(/\\d+/g).slice(0, 3).map(Number); return (n[0] + n[1] + n[2]) / 3; })()";
        assert!(browser.value(light).as_f64() > Some(200.0));
        browser.media("dark", "screen");
        assert!(browser.value(light).as_f64() < Some(60.0));
        browser.media("light", "print");
        let shown =
            "[...document.querySelectorAll('header.top, footer.end, form, .proof, article.text')]
            .filter(e => getComputedStyle(e).display !== 'none').map(e => e.className)";
        assert_eq!(browser.value(shown), json!(["text", "card proof"]));
        browser.media("light", "screen");
        browser.size(360, 740);
        for (_, path) in kinds(archive) {
            browser.open(&format!("{base}{path}"));
            let wide = browser.value("document.documentElement.scrollWidth");
            assert_eq!(wide, 360, "{path} is as wide as the phone");
        }
        browser.speak("it-IT,it;q=0.9");
        browser.open(base);
        assert_eq!(browser.value("document.documentElement.lang"), "it");
        assert_eq!(browser.text("document.querySelector('h1').textContent"), "Ultimi testi");
    });
}

#[test]
fn a_hostile_page_does_nothing_in_a_browser() {
    let Some(mut browser) = Browser::start() else { return };
    let beacon = Server::pages(Vec::new());
    let folder = tempfile::tempdir().unwrap();
    let beacon_at = beacon.url("").to_string();
    let archive = sample::archive(folder.path(), Some(beacon_at.trim_end_matches('/')));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let base = sample::serve_archive(&runtime, &archive, Utc::now);
    let pier = ordinal(&archive, "pier sinking engineers");
    let capture = capture_of(&archive, pier);
    let mut paths: Vec<String> = kinds(&archive).into_iter().map(|(_, path)| path).collect();
    paths.extend([
        format!("/text/{pier}"),
        format!("/capture/{capture}"),
        format!("/diff/0/{pier}"),
        "/search?q=pier+onerror".to_owned(),
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E&site=%22%3E%3Cscript%3Ealert(2)%3C/script%3E"
            .to_owned(),
        "/text/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/?lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
    ]);
    for path in &paths {
        browser.open(&format!("{base}{path}"));
        // Long enough for a refresh, an error handler or an autofocus to act.
        browser.value("new Promise(done => setTimeout(done, 150))");
        browser.value(
            "document.querySelectorAll('main *').forEach(e => e.dispatchEvent(new MouseEvent('mouseover')))",
        );
        let here = browser.text("location.href");
        assert!(here.starts_with(&base), "{path} led to {here}");
        let acting = "[...document.querySelectorAll('script, style, iframe, frame, object, embed, img, base, \
            meta[http-equiv], link[rel=stylesheet]')].map(e => e.outerHTML)
            .filter(h => !/^<(script src=\"\\/search.js\"|link rel=\"stylesheet\" href=\"\\/style.css\")/.test(h))";
        assert_eq!(browser.value(acting), json!([]), "{path}");
        let handlers = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])
            .filter(a => a.name.startsWith('on') || a.name === 'style').map(a => a.name)";
        assert_eq!(browser.value(handlers), json!([]), "{path}");
        let links =
            "[...document.links].filter(a => !/^https?:$/.test(a.protocol)).map(a => a.href)";
        assert_eq!(browser.value(links), json!([]), "{path}");
        let forms =
            "[...document.forms].filter(f => new URL(f.action).origin !== location.origin).length";
        assert_eq!(browser.value(forms), 0, "{path}");
        assert_ne!(browser.value("getComputedStyle(document.body).display"), "none", "{path}");
        assert_ne!(browser.value("document.activeElement.name ?? ''"), "secret", "{path}");
    }
    assert!(browser.dialogs.is_empty(), "{:?}", browser.dialogs);
    let strangers = strangers(&browser, &base);
    assert!(strangers.is_empty(), "{strangers:?}");
    assert_eq!(beacon.asked(), Vec::<String>::new(), "the hostile page was heard of");
    // The page was there to be seen: the tests above looked at what it holds.
    browser.open(&format!("{base}/text/{pier}"));
    assert!(
        browser
            .text("document.querySelector('article.text').textContent")
            .contains("onerror=alert")
    );
}

#[test]
fn axe_finds_nothing_on_any_page_in_either_theme() {
    let Some(axe) = std::env::var_os("SPOGLIO_AXE") else {
        println!("skipped: SPOGLIO_AXE does not name axe-core's axe.min.js");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    read(|browser, base, archive| {
        let mut found = Vec::new();
        let mut pages = kinds(archive);
        let pier = ordinal(archive, "pier sinking engineers");
        pages.push(("hostile article", format!("/text/{pier}")));
        for (scheme, width) in [("light", 1280), ("dark", 1280), ("light", 360)] {
            browser.media(scheme, "screen");
            browser.size(width, 900);
            for (kind, path) in &pages {
                browser.open(&format!("{base}{path}"));
                // By DevTools, so that the page's own policy stays as it is.
                browser.call("Runtime.evaluate", json!({ "expression": axe }));
                let violations = browser.text(
                    "axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.help + ' '
                       + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' | '
                       + n.any.concat(n.all, n.none).map(c => c.message).join('; ')).join(' / ')).join('\\n'))",
                );
                if !violations.is_empty() {
                    found.push(format!("{kind}, {scheme}, {width} wide:\n{violations}"));
                }
            }
        }
        assert!(found.is_empty(), "\n{}", found.join("\n\n"));
    });
}

/// `SPOGLIO_PICTURES=folder cargo test pictures -- --ignored` takes a picture of each kind of page, wide
/// and narrow, light and dark, in both languages.
#[test]
#[ignore = "writes a folder of pictures"]
fn pictures() {
    let folder = std::env::var_os("SPOGLIO_PICTURES").unwrap_or_else(|| "target/pictures".into());
    let folder = Path::new(&folder).to_owned();
    std::fs::create_dir_all(&folder).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let portals = sample::archive(scratch.path(), None);
    read_in(&portals, |browser, base, archive| {
        for (language, accepted) in [("en", "en-GB"), ("it", "it-IT")] {
            browser.speak(accepted);
            for (look, width, height) in [("desktop", 1240, 900), ("phone", 390, 800)] {
                browser.size(width, height);
                for scheme in ["light", "dark"] {
                    browser.media(scheme, "screen");
                    for (kind, path) in kinds(archive) {
                        browser.open(&format!("{base}{path}"));
                        let name = format!("{kind}-{look}-{scheme}-{language}.png");
                        browser.picture(&folder.join(name), 2400);
                    }
                }
            }
        }
        println!("the pictures are in {}", folder.display());
    });
}
