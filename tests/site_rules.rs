//! `[site."host"]` in config.toml, through every command that cleans.

use std::fs;
use std::path::Path;

use super::run::{said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

const KEPT: &str = "The old bridge over the river reopened on Monday after two years of repairs, the \
    council said in a statement, and the first cars crossed it early in the morning.";
const REMOVED: &str = "Travellers who book before the weekend pay less for the ferry to the island, and \
    they may take their bicycles with them without any charge.";
const OUTSIDE: &str = "The engineers who repaired the bridge said that its arches would last for a \
    hundred years, and that the next works were planned for the end of the decade.";

fn page(address: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Bridge reopens</title>\
         <link rel=canonical href=\"{address}\"></head><body><article><h1>Bridge reopens</h1>\
         <div class=text><p>{KEPT}</p><p>Traders in the old town said they hoped that the visitors, \
         who had stayed away during the works, would come back before the summer.</p>\
         <p class=ferry>{REMOVED}</p></div><div><p>{OUTSIDE}</p></div></article></body></html>"
    )
}

const RULE: &str = "content = \".text\"\nremove = [\".ferry\", \".not-there\"]\n";

/// A folder with a saved page of `www.gazette.example` and a rule for `gazette.example`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = page("https://www.gazette.example/bridge");
    fs::create_dir(folder.path().join("pages")).unwrap();
    fs::write(folder.path().join("pages/page.html"), page).unwrap();
    let config = format!(
        "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n\n[site.\"gazette.example\"]\n{RULE}"
    );
    fs::write(folder.path().join("config.toml"), config).unwrap();
    folder
}

fn ruled(text: &str) -> bool {
    text.contains(KEPT) && !text.contains(REMOVED) && !text.contains(OUTSIDE)
}

fn stored(folder: &Path) -> Vec<String> {
    texts(folder)
        .iter()
        .map(|name| fs::read_to_string(folder.join("archive").join(name)).unwrap())
        .collect()
}

#[test]
fn clean_and_explain_follow_the_rules_they_are_given() {
    let folder = folder();
    let without = said(&spoglio(&["clean", "pages/page.html"], folder.path())).0;
    assert!(without.contains(OUTSIDE) && without.contains(REMOVED), "{without}");
    let with = ["clean", "--config", "config.toml", "pages/page.html"];
    let with = said(&spoglio(&with, folder.path())).0;
    assert!(ruled(&with) && with.starts_with("Bridge reopens\n"), "{with}");
    let elsewhere = ["--config", "config.toml", "--url", "https://other.example/a"];
    let other =
        said(&spoglio(&[&["clean", "pages/page.html"], &elsewhere[..]].concat(), folder.path()));
    assert_eq!(other.0, without, "the rule is for another site");
    let why = ["explain", "--whole", "--config", "config.toml", "pages/page.html"];
    let why = said(&spoglio(&why, folder.path())).0;
    for words in [
        "outside of \".text\", which the site rule for gazette.example names as the content",
        "in \".ferry\", which the site rule for gazette.example removes",
        "the site rule for gazette.example finds no text in \".not-there\" on this page",
    ] {
        assert!(why.contains(words), "{words}\n{why}");
    }
}

#[test]
fn run_stores_by_the_rules_and_reclean_and_check_hold_to_them() {
    let folder = folder();
    assert!(spoglio(&["run"], folder.path()).status.success());
    let first = stored(folder.path());
    assert!(first.len() == 1 && ruled(&first[0]), "{first:?}");
    let known = said(&spoglio(&["reclean"], folder.path())).0;
    assert!(known.contains("1 passed over: this very cleaner"), "{known}");
    let same = said(&spoglio(&["reclean", "--all"], folder.path())).0;
    assert!(same.contains("1 capture the same, 0 changed"), "{same}");

    let fixtures = "fixtures/gazette.example";
    let add = ["check", "fixtures", "--add", "pages/page.html", "--as", "gazette.example/bridge"];
    assert!(spoglio(&add, folder.path()).status.success());
    let expected = folder.path().join(fixtures).join("bridge/expected.txt");
    assert!(ruled(&fs::read_to_string(expected).unwrap()));
    assert!(spoglio(&["check", "fixtures"], folder.path()).status.success());

    fs::write(folder.path().join("config.toml"), "").unwrap();
    let changed = said(&spoglio(&["reclean"], folder.path())).0;
    assert!(changed.contains("0 captures the same, 1 changed"), "{changed}");
    assert_eq!(spoglio(&["check", "fixtures"], folder.path()).status.code(), Some(4));
}

#[test]
fn get_follows_the_rules_for_the_host_it_asks() {
    let html = "content-type: text/html\r\n";
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/bridge" => reply(wire, 200, html, page("https://www.gazette.example/bridge").as_bytes()),
        _ => reply(wire, 404, html, b"<p>Not here"),
    });
    let folder = folder_for(&server, &format!("[site.\"127.0.0.1\"]\n{RULE}"), "");
    let (out, err) = said(&spoglio(&["get", server.url("/bridge").as_ref()], folder.path()));
    assert!(ruled(&out), "{out}\n{err}");
}

#[test]
fn a_broken_rule_ends_every_command_before_it_begins() {
    let folder = folder();
    let config = "[site.\"gazette.example\"]\nremove = [\"div >> p\"]\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    for command in [
        &["run"][..],
        &["clean", "--config", "config.toml", "pages/page.html"],
        &["explain", "--config", "config.toml", "pages/page.html"],
        &["check", "pages"],
        &["reclean"],
        &["get", "http://127.0.0.1:9/"],
    ] {
        let output = spoglio(command, folder.path());
        assert_eq!(output.status.code(), Some(3), "{command:?}");
        let (out, err) = said(&output);
        assert!(err.contains("config.toml:2: \"div >> p\" is no CSS selector"), "{out}{err}");
    }
}
