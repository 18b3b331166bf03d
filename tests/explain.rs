//! `spoglio explain` as a user meets it.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output};

const PAGE: &str = "<!doctype html><html lang=en><title>Bridge reopens</title>\
<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>Bridge reopens</h1>\
<p>The old bridge over the river reopened on Monday after two years of repairs, the council said in a \
statement, and the first cars crossed it in the early morning.</p>\
<p>Traders in the old town said they hoped that the visitors, who had stayed away during the works, \
would come back before the summer, when the town lives from them.</p></article>";

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio")).arg("explain").args(arguments).output().unwrap()
}

#[test]
fn kept_and_dropped_blocks_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, PAGE).unwrap();
    let page = page.to_str().unwrap();
    let out = String::from_utf8(explain(&[page, "--whole"]).stdout).unwrap();
    assert!(out.lines().any(|l| l.starts_with("+ ") && l.contains("The old bridge")), "{out}");
    assert!(out.lines().any(|l| l.starts_with("- ") && l.contains("Sport")), "{out}");
    assert!(!out.contains('\u{1b}'), "no colours where the output is no terminal");
}

#[test]
fn the_html_file_never_takes_the_page_s_place() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let why = folder.path().join("why.html");
    fs::write(&page, PAGE).unwrap();
    let (page, why) = (page.to_str().unwrap(), why.to_str().unwrap());
    assert!(explain(&[page, "--html", why]).status.success());
    assert!(fs::read_to_string(why).unwrap().contains("The old bridge"));
    let refused = explain(&[page, "--html", page]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read_to_string(page).unwrap(), PAGE);
    let missing = explain(&["no-such-page.html"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no-such-page.html"));
}

#[test]
fn what_is_no_page_is_refused_and_of_a_damaged_one_the_rest_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(place("program"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0").unwrap();
    let about = "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
    fs::write(place("crawl.warc"), about).unwrap();
    for (name, why) in
        [("program", "not a page"), ("crawl.warc", "no page in it"), ("", "name one page of it")]
    {
        let refused = explain(&[&place(name)]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(told.contains(why), "{name}: {told}");
        assert!(refused.stdout.is_empty(), "{name}");
    }

    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(PAGE.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    fs::write(place("cut.html.gz"), &packed[..packed.len() - 6]).unwrap();
    let cut = explain(&[&place("cut.html.gz")]);
    assert_eq!(cut.status.code(), Some(1), "{}", String::from_utf8_lossy(&cut.stderr));
    assert!(String::from_utf8_lossy(&cut.stdout).contains("The old bridge"));
    assert!(String::from_utf8_lossy(&cut.stderr).contains("cut.html.gz"));
}

#[test]
fn any_page_of_a_warc_file_and_any_mail_of_a_box_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    crate::archive_import::warc(&folder.path().join("crawl.warc.gz"), 0..3);
    fs::write(place("Inbox"), crate::clean::mail_box(0..3)).unwrap();
    for (name, number, wanted) in [
        ("crawl.warc.gz", None, "Flood number 0"),
        ("crawl.warc.gz", Some("3"), "Flood number 2"),
        ("Inbox", None, "Ferry number 0"),
        ("Inbox", Some("2"), "Ferry number 1"),
    ] {
        let place = place(name);
        let more = number.into_iter().flat_map(|number| ["--number", number]);
        let told = explain(&[&*place].into_iter().chain(more).collect::<Vec<_>>());
        assert!(told.status.success(), "{told:?}");
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains(wanted), "{name} {number:?}: {told}");
        let first = told.contains("the first of several pages");
        assert_eq!(first, number.is_none(), "{name} {number:?}: {told}");
    }
    let beyond = explain(&[&place("Inbox"), "--number", "4"]);
    assert_eq!(beyond.status.code(), Some(2));
    let told = String::from_utf8_lossy(&beyond.stderr).into_owned();
    assert!(told.contains("3 pages: --number 4 is beyond them"), "{told}");
}

#[test]
fn a_page_is_explained_as_what_it_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page");
    fs::write(&page, PAGE).unwrap();
    let page = page.to_str().unwrap();
    let told =
        |kind: &[&str]| String::from_utf8(explain(&[&[page], kind].concat()).stdout).unwrap();
    assert!(!told(&[]).contains("<p>"));
    assert!(told(&["--as", "text", "--whole"]).contains("<p>"));
}
