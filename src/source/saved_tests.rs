//! Saved pages told, walked and addressed.

use super::*;

#[test]
fn a_page_saved_by_a_browser_says_where_it_is_from() {
    let from = |text: &str| saved_from(text.as_bytes()).map(String::from);
    let page = "<!DOCTYPE html>\n<!-- saved from url=(0026)https://example.org/story -->\n<html>";
    assert_eq!(from(page).as_deref(), Some("https://example.org/story"));
    assert_eq!(from("<!-- saved from url=(0014)about:internet --><html>"), None);
    assert_eq!(
        from("<!-- saved from url=https://example.org/--><html>").as_deref(),
        Some("https://example.org/")
    );
    let page = "<!DOCTYPE html> <html lang=\"en\"><!--\n Page saved with SingleFile \n url: https://example.org/a?b=1 \n saved date: Fri Nov 27 2026 22:05:00 GMT+0100\n--><meta charset=utf-8>";
    assert_eq!(from(page).as_deref(), Some("https://example.org/a?b=1"));
    assert_eq!(from("<p>Page saved with SingleFile</p>\nurl: https://example.org/"), None);
    let page = "<!-- Saved from https://example.org/m at 2026-11-27T21:05:00Z using monolith v2.8.1 -->\n<html>";
    assert_eq!(from(page).as_deref(), Some("https://example.org/m"));
    assert_eq!(from("<!-- Saved from https://example.org/m for later --><html>"), None);
    assert_eq!(from("<html>"), None);
    for first in ["URL:", "\u{feff}url:", "\nSource:"] {
        let text = format!("{first} https://example.org/ferry\n\nThe ferry stays.");
        assert_eq!(from(&text).as_deref(), Some("https://example.org/ferry"));
    }
    for text in
        ["Source: The Valley Paper", "URL: https://a.example or so", "See\nURL: https://a.example"]
    {
        assert_eq!(from(text), None, "{text}");
    }
}

#[test]
fn a_mirror_says_where_it_was_made_from() {
    let from = |text: &str| mirrored_from(text.as_bytes()).map(String::from);
    let page = "<!DOCTYPE html><html>\n<!-- Mirrored from example.org:8080/b.html?x=1 by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 29 Nov 2026 20:25:22 GMT -->\n<head>";
    assert_eq!(from(page).as_deref(), Some("http://example.org:8080/b.html?x=1"));
    for page in [
        "<!-- Mirrored from the old site by HTTrack -->",
        "<!-- Mirrored from example.org by hand -->",
        "<!-- Mirrored from  by HTTrack -->",
        "<p>Mirrored from example.org/a by HTTrack</p>",
    ] {
        assert_eq!(from(page), None, "{page}");
    }
}

#[test]
fn a_page_says_when_it_was_saved() {
    let at = |text: &str| saved_at(text.as_bytes()).map(|at| at.to_rfc3339());
    let single = |date: &str| {
        at(&format!(
            "<html><!--\n Page saved with SingleFile \n url: https://a.test/ \n saved date: {date}\n-->"
        ))
    };
    let expected = Some("2026-11-27T21:05:00+00:00".to_owned());
    assert_eq!(
        single("Fri Nov 27 2026 22:05:00 GMT+0100 (Central European Standard Time)"),
        expected
    );
    assert_eq!(single("Fri Nov 27 2026 21:05:00 GMT+0000"), expected);
    assert_eq!(single("yesterday"), None);
    let monolith =
        "<!-- Saved from https://a.test/m at 2026-11-27T21:05:00Z using monolith v2.8.1 -->";
    assert_eq!(at(monolith), expected);
    let httrack = "<!-- Mirrored from a.test/ by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 27 Nov 2026 21:05:00 GMT -->";
    assert_eq!(at(httrack), expected);
    for text in [
        "<p>saved date: Fri Nov 27 2026 22:05:00 GMT+0100",
        "<!-- Saved from https://a.test/ at 2026-11-27T21:05:00Z by hand -->",
        "<!-- saved from url=(0026)https://example.org/story -->",
    ] {
        assert_eq!(at(text), None, "{text}");
    }
}

#[test]
fn the_frames_beside_a_page_are_no_pages() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "Flood.html",
        "Flood_files/frame.html",
        "Fluss.HTM",
        "Fluss-Dateien/frame.htm",
        "other_files/story.html",
        "Flood/more.html",
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "<html>").unwrap();
    }
    let below = |root: &Path| {
        let found = walk(root, is_page_name).map(|path| path.unwrap());
        found.map(|path| path.strip_prefix(root).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expected = ["Flood/more.html", "Flood.html", "Fluss.HTM", "other_files/story.html"];
    assert_eq!(below(folder.path()), expected.map(PathBuf::from));
    let named = below(&folder.path().join("Flood_files"));
    assert_eq!(named, [PathBuf::from("frame.html")], "what is asked for is read");
}

#[test]
fn a_file_address_is_an_address() {
    let of = |path: &str| file_address(Path::new(path));
    let folder = std::env::current_dir().unwrap();
    assert_eq!(of("a b/x/../page.html"), of(folder.join("a b/page.html").to_str().unwrap()));
    assert_eq!(of("/tests/pages/a b/page.html"), "file:///tests/pages/a%20b/page.html");
    assert_eq!(earlier_file_address(Path::new("a b/page.html")), "file:///a%20b/page.html");
    assert_eq!(of("/saved/50%?.html"), "file:///saved/50%25%3F.html");
    assert_eq!(of("/saved/a\nb\t.html"), "file:///saved/a%0Ab%09.html");
}

const MAIL: &str = "Received: by box.example\r\nFrom: mira@valley.example\r\nTo: desk@valley.example\r\nSubject: Ferry\r\nDate: Mon, 3 Mar 2031 06:00:00 +0100\r\nMIME-Version: 1.0\r\n\r\nIt stays.";

#[test]
fn a_page_without_a_pages_name_is_told_by_how_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, wanted) in [
        ("q?id=7&x=1", "\u{feff}\n<!DOCTYPE html>\n<title>A</title>", true),
        ("story", "<HTML lang=en><body>", true),
        ("page.php", " <html>", true),
        ("index.php", "<?php echo '<html>'; ?>", false),
        ("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><html/></svg>", false),
        ("note", "An <html> page", false),
        ("empty", "", false),
        ("page.html", "anything", true),
        ("letter.eml", MAIL, true),
        ("1931.M2P7.box:2,S", MAIL, true),
        ("notes", "From: Mira\nSubject: The ferry\n\nIt stays.", false),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        assert_eq!(is_page(&path), wanted, "{name}");
    }
    assert!(!is_page(folder.path()) && !is_page(&folder.path().join("nothing")));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_utf_8_has_its_ending_and_an_address_of_its_own() {
    use std::os::unix::ffi::OsStrExt as _;
    let path = |bytes: &'static [u8]| Path::new(OsStr::from_bytes(bytes));
    assert!(is_page_name(path(b"caf\xe9.html")) && is_page_name(path(b"caf\xe8.HTM.gz")));
    assert!(is_warc_name(path(b"caf\xe9.warc.gz")) && !is_page_name(path(b"caf\xe9.png")));
    assert_eq!(file_address(path(b"/a/caf\xe9 1.html")), "file:///a/caf%E9%201.html");
    assert_eq!(file_address(path(b"/a/caf\xe8 1.html")), "file:///a/caf%E8%201.html");
    assert_eq!(file_address(Path::new("/a/café.html")), "file:///a/caf%C3%A9.html");
}

#[test]
fn what_has_no_end_is_left_in_time() {
    assert_eq!(read_within(&b"page"[..], 4).unwrap(), b"page");
    let error = read_within(io::repeat(b'x'), 4).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
}

#[test]
fn a_walk_gives_pages_in_order_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let left_out = ["c.png", ".hidden.html", "hts-cache/new.txt", "hts-log.txt"];
    let pages = ["b/2.html", "b/1.HTM.gz", "a.txt", "b/x/3.xhtml"];
    for name in pages.into_iter().chain(left_out) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let found: Vec<_> = walk(folder.path(), is_page_name)
        .map(|path| path.unwrap().strip_prefix(folder.path()).unwrap().to_owned())
        .collect();
    let expected = ["a.txt", "b/1.HTM.gz", "b/2.html", "b/x/3.xhtml"];
    assert_eq!(found, expected.map(PathBuf::from));
    let count = |without: &Path| walk(folder.path(), is_page_name).without(Some(without)).count();
    assert_eq!(count(&folder.path().join("b")), 1);
    assert_eq!(count(&folder.path().join("b/../b/x/")), 3);
    assert_eq!(count(folder.path()), 4, "what is asked for is not passed over");
    assert_eq!(count(&folder.path().join("c")), 4);
}
