//! Reading the archive on the terminal: `list`, `search`, `show`, `stats`, and how their output pipes.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use spoglio::store::{Access, Archive};

use crate::archive::{article, capture, minute};
use crate::run::said;
use crate::sample;

/// What a command prints over the shared sample; it must succeed.
fn printed(arguments: &[&str]) -> String {
    let output = reading(sample::shared(), arguments).output().unwrap();
    let (out, err) = said(&output);
    assert!(output.status.success(), "{arguments:?}: {err}");
    out
}

fn reading(archive: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    command.args(arguments).arg("--archive").arg(archive);
    command
}

/// The same on a terminal that `script` makes; `None`, with a word, where there is no `script`.
fn on_a_terminal(archive: &Path, arguments: &[&str], no_color: bool) -> Option<String> {
    let quoted: Vec<String> = [env!("CARGO_BIN_EXE_spoglio")]
        .into_iter()
        .chain(arguments.iter().copied())
        .chain(["--archive", archive.to_str().unwrap()])
        .map(|word| format!("'{word}'"))
        .collect();
    let mut command = Command::new("script");
    command.args(["-qec", &quoted.join(" "), "/dev/null"]).env("COLUMNS", "100");
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    if no_color {
        command.env("NO_COLOR", "1");
    }
    match command.output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            println!("skipped: no script(1) here");
            None
        }
    }
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lists_are_bounded_by_site_language_day_and_kind() {
    let all = printed(&["list"]).lines().count();
    let count = |arguments: &[&str]| printed(&[&["list"], arguments].concat()).lines().count();
    assert_eq!(count(&["--lang", "fr"]), 2);
    assert_eq!(count(&["--site", "www.corrieredelgolfo.example"]), 4);
    assert_eq!(count(&["--outcome", "live-blog"]), 1);
    for site in ["corrieredelgolfo.example", "https://www.corrieredelgolfo.example/economia/"] {
        assert_eq!(count(&["--site", site]), 4, "{site}");
    }
    let of_source = count(&["--source", "samples"]);
    assert!(
        of_source > 20 && of_source < all,
        "{of_source} of {all}: another source led to the rest"
    );
    for bound in [["--site", "nowhere.example"], ["--site", "golfo.example"], ["--source", "none"]]
    {
        let asked = [&["list"], &bound[..]].concat();
        let output = reading(sample::shared(), &asked).output().unwrap();
        let said = format!("no text {}", bound.join(" "));
        assert!(output.stdout.is_empty(), "{bound:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(&said), "{bound:?}");
    }
    assert_eq!(count(&["--since", "9999d"]), all);
    let late = count(&["--since", "2026-11-17"]);
    let early = count(&["--until", "2026-11-16"]);
    assert!(late > 0 && early > 0 && late + early == all, "{late} and {early} of {all}");
    assert_eq!(count(&["--from", "3", "--limit", "2"]), 2);
    let wrong = reading(sample::shared(), &["list", "--outcome", "consent-wall"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(3), "a kind that is never stored is no filter");
}

#[test]
fn columns_are_chosen_and_parted_by_tabs() {
    let line = printed(&[
        "list",
        "--from",
        "3",
        "--limit",
        "1",
        "--columns",
        "ordinal,published,lang,site,authors,words,outcome,source,url,name,sha256",
    ]);
    let cells: Vec<&str> = line.trim_end().split('\t').collect();
    assert_eq!(cells.len(), 11, "{line}");
    assert_eq!(cells[..4], ["003", "2026-11-14T07:00:00+01:00", "it", "Il Corriere del Golfo"]);
    assert_eq!((cells[6], cells[7]), ("article", "samples"));
    assert!(cells[8].starts_with("https://www.corrieredelgolfo.example/"));
    assert_eq!(cells[9][4..20], cells[10][..16], "the name is the digest's beginning");
    for value in json_lines(&printed(&["list", "--json"])) {
        assert!(value["ordinal"].is_u64() && value["sha256"].is_string());
        assert!(value["url"].as_str().is_some_and(|url| url.contains("://")), "{value}");
        assert!(value["outcome"].is_string() && value["source"].is_string(), "{value}");
    }
}

#[test]
fn no_command_is_asked_to_show_nothing() {
    for command in [&["search", "--limit", "0", "roccamonda"][..], &["list", "--limit", "0"]] {
        let output = reading(sample::shared(), command).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{command:?}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("--limit"), "{output:?}");
    }
}

#[test]
fn searching_shows_passages_pages_and_json() {
    let found = printed(&["search", "roccamonda"]);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 6, "{found}");
    assert!(lines[0].starts_with("0") && lines[1].starts_with("     "), "{found}");
    assert!(lines[1].to_lowercase().contains("roccamonda"), "{found}");
    assert_eq!(printed(&["search", "--titles", "roccamonda"]).lines().count(), 3);
    assert_eq!(
        printed(&["search", "--titles", "roccamonda", "--lang", "it-ch"]).lines().count(),
        2
    );
    let first = printed(&["search", "--titles", "--limit", "1", "roccamonda"]);
    let second = printed(&["search", "--titles", "--limit", "1", "--page", "2", "roccamonda"]);
    assert!(first != second && first.lines().count() == 1 && second.lines().count() == 1);
    let json = json_lines(&printed(&["search", "--json", "roccamonda"]));
    assert_eq!(json.len(), 3);
    assert!(json[0]["url"].as_str().unwrap().starts_with("https://"), "{}", json[0]);
    let pieces = json[0]["passage"].as_array().unwrap();
    assert!(pieces.iter().any(|piece| piece["hit"] == true && piece["text"] == "Roccamonda"));
    for (nothing, why) in [
        (&["search", "nowheretobefound"][..], "not found"),
        (&["search", "roccamonda", "--page", "9"], "nothing on page 9"),
        (&["search", "\"…\" *"], "nothing to look for"),
    ] {
        let output = reading(sample::shared(), nothing).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).1.contains(why), "{nothing:?}: {output:?}");
    }
}

#[test]
fn odd_queries_are_answered() {
    let long = "x+".repeat(5_000);
    for query in
        ["\"", "AND OR NOT", "a\"b*c^d:e(", "col:x", "NEAR(a b)", "\u{202e}\u{200f}", "*", &long]
    {
        let output = reading(sample::shared(), &["search", "--", query]).output().unwrap();
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{query:?}: {}", said(&output).1);
    }
}

#[test]
fn a_text_is_shown_as_it_is_and_what_is_known_of_it() {
    let text = printed(&["show", "3"]);
    assert!(text.starts_with("Dragaggio del porto"));
    let archive = Archive::open(sample::shared(), Access::Read).unwrap();
    let stored = archive.text(3).unwrap();
    assert_eq!(text, archive.content(&stored).unwrap(), "a pipe gets the file's own bytes");
    for name in ["003", stored.name.as_str(), &stored.sha256[..8]] {
        assert_eq!(printed(&["show", name]), text);
    }
    let known = printed(&["show", "--metadata", "3"]);
    for line in
        ["authors      Michele Sant’Angelo  [json-ld]", &format!("sha256sum {}", stored.name)]
    {
        assert!(known.contains(line), "{known}");
    }
    let json: Value = serde_json::from_str(&printed(&["show", "--json", "3"])).unwrap();
    assert_eq!(json["captures"][0]["outcome"], "article");
    let raw = reading(sample::shared(), &["show", "--raw", "3"]).output().unwrap().stdout;
    assert!(raw.starts_with(b"<!doctype html>"), "the page as received, in its own encoding");
    let diff = printed(&["show", "--diff", "1"]);
    assert!(
        diff.starts_with("000 → 001  correction") && diff.contains("[-2.400-] {+4.200+}"),
        "{diff}"
    );
    assert!(printed(&["show", "--diff=0", "1"]).contains("{+4.200+}"));
    let none = reading(sample::shared(), &["show", "--diff", "3"]).output().unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(said(&none).1.contains("--diff=NNN"));
}

#[test]
fn stats_count_by_day_site_language_and_outcome() {
    let shown = printed(&["stats"]);
    for line in ["by day", "texts by site", "texts by language", "captures by outcome"] {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(!shown.contains('█') && !shown.contains('\u{1b}'), "no bars in a pipe: {shown}");
    let json: Value = serde_json::from_str(&printed(&["stats", "--json"])).unwrap();
    let texts = json["texts"].as_u64().unwrap();
    assert_eq!(printed(&["list"]).lines().count() as u64, texts);
    let sum = |list: &str| -> u64 {
        json[list].as_array().unwrap().iter().map(|count| count["count"].as_u64().unwrap()).sum()
    };
    assert_eq!(sum("languages"), texts);
    assert_eq!(sum("outcomes"), json["captures"].as_u64().unwrap());
    assert_eq!(json["days"][0]["stored"].as_u64().unwrap(), texts);
    let short = printed(&["stats", "--top", "1"]);
    assert!(short.contains(" others"), "{short}");
}

#[test]
fn a_terminal_gets_colours_and_bars_unless_they_are_unwanted() {
    let archive = sample::shared();
    let Some(stats) = on_a_terminal(archive, &["stats"], false) else { return };
    assert!(stats.contains('█') && stats.contains("\u{1b}["), "{stats}");
    let plain = on_a_terminal(archive, &["stats"], true).unwrap();
    assert!(plain.contains('█') && !plain.contains("\u{1b}["), "{plain}");
    let found = on_a_terminal(archive, &["search", "roccamonda"], false).unwrap();
    assert!(found.contains("\u{1b}[1;33mRoccamonda\u{1b}[0m"), "{found}");
    assert!(!printed(&["search", "roccamonda"]).contains('\u{1b}'));
}

#[test]
fn nothing_in_a_title_or_a_text_acts_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let title = "Red \u{1b}[31malert\u{7} \u{9b}2J \u{202e}gnp.exe";
    let body = "The wheel \u{1b}]0;owned\u{7} turns \u{1b}[2J and turns.";
    archive.record(&capture("https://a.test/1", minute(0), "x"), &article(title, body)).unwrap();
    drop(archive);
    let acts = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}')
    };
    for arguments in [
        &["list"][..],
        &["list", "--columns", "title,url"],
        &["search", "wheel"],
        &["show", "--metadata", "0"],
    ] {
        let output = reading(folder.path(), arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        assert!(!said(&output).0.contains(acts), "{arguments:?}: {:?}", said(&output).0);
    }
    if let Some(shown) = on_a_terminal(folder.path(), &["show", "0"], true) {
        assert!(shown.contains("turns") && !shown.contains(acts), "{shown:?}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let pages: Vec<_> = (0..300)
        .map(|n| {
            let body = format!("Text {n}. {}", "Many words follow one another here. ".repeat(30));
            let url = format!("https://a.test/{n}");
            (capture(&url, minute(n), &body), article(&format!("Title {n}"), &body))
        })
        .collect();
    archive.record_all(&pages).unwrap();
    drop(archive);
    for arguments in [
        &["list", "--json"][..],
        &["search", "--limit", "300", "words"],
        &["show", "5"],
        &["stats", "--json"],
    ] {
        let mut child = reading(folder.path(), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One byte is read, then the pipe is closed.
        child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output).1);
        assert_eq!(said(&output).1, "", "{arguments:?}");
    }
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let spoglio = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_spoglio")).args(arguments).output().unwrap()
    };
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (script, _) = said(&spoglio(&["completions", shell]));
        for word in ["stats", "serve", "search", "columns"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
    }
    let manual = folder.path().join("man");
    assert!(spoglio(&["man", manual.to_str().unwrap()]).status.success());
    for page in
        ["spoglio.1", "spoglio-stats.1", "spoglio-serve.1", "spoglio-search.1", "spoglio-list.1"]
    {
        assert!(manual.join(page).exists(), "{page}");
    }
    let bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn();
    if let Ok(mut bash) = bash {
        let (script, _) = said(&spoglio(&["completions", "bash"]));
        std::io::Write::write_all(bash.stdin.as_mut().unwrap(), script.as_bytes()).unwrap();
        drop(bash.stdin.take());
        assert!(bash.wait().unwrap().success(), "bash cannot read its completions");
    }
}

#[test]
fn what_changes_an_archive_says_when_there_is_none_and_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    for change in [["site", "--learn"], ["reclean", "--apply"]] {
        let changed = reading(&archive, &change).output().unwrap();
        assert_eq!(changed.status.code(), Some(2), "{change:?}");
        assert!(said(&changed).1.contains("there is no archive here"), "{}", said(&changed).1);
        assert!(!archive.exists(), "{change:?}");
    }
    // An archive that lost its index is one, and gets a new one.
    let page = capture("https://a.test/1", minute(1), "<p>A page");
    let mut written = Archive::open(&archive, Access::Write).unwrap();
    written.record(&page, &article("A page", "Its text.")).unwrap();
    drop(written);
    std::fs::remove_file(archive.join("index.sqlite")).unwrap();
    let learned = reading(&archive, &["site", "--learn"]).output().unwrap();
    assert_eq!(learned.status.code(), Some(0), "{}", said(&learned).1);
    assert_eq!(Archive::open(&archive, Access::Read).unwrap().count().unwrap(), 1);
}
