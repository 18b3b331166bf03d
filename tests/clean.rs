//! `spoglio clean` as a user meets it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PAGE: &str = "<!doctype html><html lang=en><title>Bridge reopens - The Daily</title>\
<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>Bridge reopens</h1>\
<p>The old bridge over the river reopened on Monday after two years of repairs, the council said in a \
statement, and the first cars crossed it in the early morning.</p>\
<p>Traders in the old town said they hoped that the visitors, who had stayed away during the works, \
would come back before the summer, when the town lives from them.</p></article>";

fn spoglio(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn save(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_number_of_threads_prints_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..40 {
        let page = PAGE.replace("Monday", &format!("day {number}")).repeat(1 + number % 5);
        save(folder.path(), &format!("{number}.html"), page);
    }
    let folder = folder.path().to_str().unwrap();
    let one = spoglio(&["clean", "--format", "jsonl", "--threads", "1", folder]);
    assert_eq!(one.stdout.iter().filter(|byte| **byte == b'\n').count(), 40);
    for threads in ["2", "7"] {
        let many = spoglio(&["clean", "--format", "jsonl", "--threads", threads, folder]);
        assert_eq!(many.stdout, one.stdout);
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let page = save(folder.path(), "page.html", PAGE);
    for command in ["clean", "explain"] {
        let ran = spoglio(&[command, "--url", "example.org/story", &page]);
        assert_eq!(ran.status.code(), Some(3), "{ran:?}");
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(told.contains("example.org/story") && told.contains("https://"), "{told}");
        assert!(spoglio(&[command, "--url", "https://example.org/story", &page]).status.success());
    }
}

#[test]
fn a_json_line_holds_what_is_promised() {
    let folder = tempfile::tempdir().unwrap();
    let page = save(folder.path(), "bridge.html", PAGE);
    let output = spoglio(&["clean", "--format", "jsonl", &page]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "source",
        "outcome",
        "title",
        "authors",
        "published",
        "modified",
        "lang",
        "text",
        "sha256",
        "confidence",
    ] {
        assert!(line.get(key).is_some(), "no {key} in {line}");
    }
    assert_eq!(line["source"], page);
    assert!(line["authors"].is_array());
    assert!(line["text"].as_str().unwrap().contains("after two years of repairs"));
    assert!(!line["text"].as_str().unwrap().contains("Sport"));
    let text = spoglio(&["clean", &page]).stdout;
    use sha2::Digest as _;
    let digest: String =
        sha2::Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(line["sha256"], digest.as_str());
}

#[test]
fn one_bad_file_never_stops_the_rest_and_shows_in_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let page = save(folder.path(), "bridge.html", PAGE);
    let missing = folder.path().join("missing.html");
    let output = spoglio(&["clean", missing.to_str().unwrap(), &page]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("after two years of repairs"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing.html"));
    let output = spoglio(&["clean", missing.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn one_file_a_page_is_written_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        save(&folder.path().join(name), "page.html", PAGE.replace("Monday", name));
    }
    let out = folder.path().join("texts");
    let output = spoglio(&["clean", "-o", out.to_str().unwrap(), folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let first = fs::read_to_string(out.join("page.txt")).unwrap();
    let second = fs::read_to_string(out.join("page-2.txt")).unwrap();
    assert!(first.contains("on a after") && second.contains("on b after"));
    // Once more, beside what is there: texts are no pages of the folder they are written into.
    let output = spoglio(&["clean", "-o", out.to_str().unwrap(), folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 2);
    save(&out, "other.html", PAGE.replace("Monday", "other"));
    let other = out.join("other.html");
    let output = spoglio(&["clean", "-o", out.to_str().unwrap(), other.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "a file that is named is cleaned");
    assert!(out.join("other.txt").exists());
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..200 {
        save(folder.path(), &format!("{number}.html"), PAGE.repeat(20));
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["clean", folder.path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn packed_damaged_and_foreign_files_each_get_their_word() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(PAGE.repeat(40).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let whole = save(folder.path(), "whole.html.gz", &packed);
    let cut = save(folder.path(), "cut.html.gz", &packed[..packed.len() - 12]);
    let image = save(folder.path(), "image.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");

    let output = spoglio(&["clean", &whole]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("after two years of repairs"));

    let output = spoglio(&["clean", &cut]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cut short"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("after two years of repairs"));

    let output = spoglio(&["clean", &image]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("image (PNG)"));
}

#[test]
fn a_page_that_was_encoded_twice_gives_the_text_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let sound = PAGE.replace("visitors, who", "visitors – “guests” at Café Zürich –, who");
    let doubled: String = sound.bytes().map(char::from).collect();
    let texts = [("sound.html", &sound), ("doubled.html", &doubled)].map(|(name, page)| {
        let output = spoglio(&["clean", &save(folder.path(), name, page)]);
        String::from_utf8(output.stdout).unwrap()
    });
    assert!(texts[0].contains("visitors – “guests” at Café Zürich –, who"), "{}", texts[0]);
    assert_eq!(texts[1], texts[0]);
}

/// The fixture's entries stand in its text, each under the time that the page prints above it.
#[test]
fn a_live_blog_keeps_its_entries_with_their_times() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/onda/diretta-nevicata/page.html");
    let output = spoglio(&["clean", "--format", "jsonl", page]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let entries = line["entries"].as_array().unwrap();
    let times: Vec<_> = entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert_eq!(times, ["17:55", "16:20", "14:05", "11:30", "07:10"]);
    let text = line["text"].as_str().unwrap();
    let mut from = 0;
    for entry in entries {
        let begins = entry["begins"].as_str().unwrap();
        from += text[from..].find(begins).unwrap_or_else(|| panic!("{begins}: not in the text"));
    }
}

#[test]
fn pages_come_out_of_warc_files_and_damage_costs_one_record() {
    let record = |url: &str, body: &str| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\n\
             WARC-Target-URI: {url}\r\nWARC-Date: 2026-11-21T00:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let first = record("https://example.org/1", PAGE);
    let second = record("https://example.org/2", &PAGE.replace("Monday", "Tuesday"));
    let warc = save(folder.path(), "crawl.warc", format!("{first}{second}"));
    let output = spoglio(&["clean", "--format", "jsonl", &warc]);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let urls: Vec<_> = lines.iter().map(|line| line["url"].as_str().unwrap()).collect();
    assert_eq!(urls, ["https://example.org/1", "https://example.org/2"]);
    assert!(lines[1]["text"].as_str().unwrap().contains("Tuesday"));

    let broken = first.replacen("Content-Length: ", "Content-Length: x", 1);
    let warc = save(folder.path(), "broken.warc", format!("{broken}{second}"));
    let output = spoglio(&["clean", &warc]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Tuesday"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("broken.warc"));
}

/// What `spoglio clean --format jsonl` says of a saved page.
fn cleaned(name: &str, content: impl AsRef<[u8]>) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let page = save(folder.path(), name, content);
    let ran = spoglio(&["clean", "--format", "jsonl", &page]);
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran:?}"))
}

const FERRY: [&str; 3] = [
    "The old ferry across the Lenta stopped running on Monday, after the river had risen by two metres in a single night.",
    "\u{201c}We wait until it falls,\u{201d} said the ferryman, who has worked on the crossing for thirty years and has seen worse.",
    "The council wants to decide in spring whether a bridge should take its place, which would cost four million.",
];

#[test]
fn a_mail_as_it_was_sent_is_decoded() {
    let header = "From: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nSubject: The =?utf-8?q?f=C3=A4rry?= stays in port\nDate: Mon, 3 Mar 2031 06:00:00 +0100\nMIME-Version: 1.0\n";
    let quoted: Vec<String> = FERRY
        .join("\n\n")
        .as_bytes()
        .chunks(60)
        .map(|bytes| {
            let coded = |byte: &u8| match byte {
                b'=' | 0x80.. => format!("={byte:02X}"),
                byte => char::from(*byte).to_string(),
            };
            bytes.iter().map(coded).collect()
        })
        .collect();
    let plain = format!(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}\n",
        quoted.join("=\n")
    );
    let html: String = FERRY.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    let parts = format!(
        "Content-Type: multipart/alternative; boundary=\"=_a\"\n\n--=_a\n{plain}\n--=_a\nContent-Type: text/html; charset=utf-8\n\n<html><head><title>x</title></head><body>{html}</body></html>\n--=_a--\n"
    );
    for (text, kind) in [(&plain, "text"), (&parts, "html")] {
        let found = cleaned("ferry.eml", format!("{header}{text}"));
        assert_eq!(found["kind"], kind);
        assert_eq!(found["title"], "The färry stays in port");
        assert_eq!(found["published"], "2031-03-03T06:00:00+01:00");
        assert_eq!(found["text"].as_str().map(str::trim), Some(&*FERRY.join("\n\n")), "{found}");
    }
}

/// A mail box of letters about ferries, with a line in each that begins with `From `.
pub(crate) fn mail_box(letters: std::ops::Range<usize>) -> String {
    let letter = |n: usize| {
        let text = FERRY.join("\n\n").replace("two metres", &format!("{n} metres"));
        format!(
            "From mira@valley.example Mon Mar  3 06:00:00 2031\nFrom: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nSubject: Ferry number {n} stays in port\nDate: Mon, 3 Mar 2031 06:{n:02}:00 +0100\nMessage-ID: <{n}@valley.example>\n\n{text}\n\n>From {n} o'clock on the bridge is open to everyone who wants to cross the river on foot.\n\n"
        )
    };
    letters.map(letter).collect()
}

#[test]
fn each_mail_of_a_mail_box_is_a_page() {
    let folder = tempfile::tempdir().unwrap();
    save(folder.path(), "page.html", PAGE);
    save(folder.path(), "Inbox", mail_box(0..30));
    let root = folder.path().to_str().unwrap();
    let found = spoglio(&["clean", "--format", "jsonl", root]);
    assert!(found.status.success(), "{found:?}");
    let lines: Vec<serde_json::Value> = String::from_utf8(found.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 31);
    for (n, line) in lines[..30].iter().enumerate() {
        assert_eq!(line["title"], format!("Ferry number {n} stays in port"));
        assert_eq!(line["source"], format!("{root}/Inbox#{}", n + 1));
        let text = line["text"].as_str().unwrap();
        assert!(
            text.contains(&format!("{n} metres")) && text.contains(&format!("\nFrom {n} o'clock")),
            "{text}"
        );
    }
    let out = folder.path().join("out");
    let into = ["clean", "--output", out.to_str().unwrap()];
    let inbox = folder.path().join("Inbox");
    assert!(spoglio(&[&into[..], &[inbox.to_str().unwrap()]].concat()).status.success());
    let first = fs::read_to_string(out.join("Inbox-1.txt")).unwrap();
    assert!(first.starts_with("Ferry number 0 stays in port\n"), "{first}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 30);
}

#[test]
fn a_mail_box_is_read_from_standard_input() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    let command = command.args(["clean", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, mail_box(0..3).as_bytes()).unwrap();
    drop(input);
    let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let titles = printed.lines().filter(|line| line.starts_with("Ferry number "));
    assert_eq!(titles.count(), 3, "{printed}");
}

#[test]
fn markdown_of_pandoc_is_read_as_text() {
    let text = format!(
        "<div class=\"logo\">\n\n<a href=\"/\"\nclass=\"more\">The <span\nclass=\"a\">Paper</span></a>\n\n</div>\n\n<div id=\"main\" role=\"main\">\n\n# The ferry stays in port\n\n{}\n\n</div>\n",
        FERRY.join("\n\n")
    );
    let found = cleaned("page.txt", text);
    assert_eq!(
        (found["kind"].as_str(), found["title"].as_str()),
        (Some("text"), Some("The ferry stays in port"))
    );
    assert_eq!(found["text"].as_str().map(str::trim), Some(&*FERRY.join("\n\n")));
}

#[test]
fn scripts_that_a_flattener_took_for_text_are_left_out() {
    let text = format!(
        "The ferry stays in port - The Valley Heraldbody{{margin:0;font-family:Arial,sans-serif}}.nav a{{color:#06c;text-decoration:none}}\n{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"The ferry stays in port\"}}HomeNewsSport\n{}\n(function(w,d,s){{var a=d.createElement(s);a.async=true;d.head.appendChild(a);w.adSlots=w.adSlots||[];w.adSlots.push({{id:\"mid\"}});}})(window,document,\"script\");\n{}\n{}\n",
        FERRY[0], FERRY[1], FERRY[2]
    );
    let found = cleaned("page.txt", text);
    assert_eq!(found["title"], "The ferry stays in port");
    assert_eq!(found["text"].as_str().map(str::trim), Some(&*FERRY.join("\n\n")));
}

#[test]
fn markdown_has_emphasis_and_where_asked_links_and_images() {
    let folder = tempfile::tempdir().unwrap();
    let page = PAGE
        .replace("old bridge", "<em>old</em> <a href=\"bridge?a=1#b\">bridge</a>")
        .replace("first cars", "<b>first cars</b>")
        .replace("morning.</p>", "morning.</p><img src=bridge.jpg alt='The bridge at dawn'>")
        .replace(
            "</article>",
            "</article><aside><a href=/next><img src=next.jpg> Next</a></aside>",
        );
    let page = save(folder.path(), "page.html", page);
    let markdown = |more: &[&str]| {
        let arguments = [&["clean", "--format", "markdown", &page], more].concat();
        String::from_utf8(spoglio(&arguments).stdout).unwrap()
    };
    let bare = markdown(&[]);
    assert!(bare.contains("The *old* bridge over") && bare.contains("the **first cars** crossed"));
    let relative = markdown(&["--links"]);
    assert!(relative.contains("The *old* [bridge](bridge?a=1#b) over"), "{relative}");
    let known = markdown(&["--links", "--url", "https://daily.example/news/"]);
    assert!(known.contains("[bridge](https://daily.example/news/bridge?a=1#b)"), "{known}");
    let said = fs::read_to_string(&page).unwrap();
    let said =
        said.replace("<title>", "<link rel=canonical href=https://daily.example/b/c><title>");
    fs::write(&page, said).unwrap();
    assert!(markdown(&["--links"]).contains("[bridge](https://daily.example/b/bridge?a=1#b)"));
    for option in ["--links", "--images"] {
        let text = spoglio(&["clean", option, &page]);
        assert_eq!(text.status.code(), Some(3), "the text has none for {option}");
    }
    assert!(!known.contains("!["));
    let images = markdown(&["--images"]);
    assert!(
        images.contains("\n\n![The bridge at dawn](https://daily.example/b/bridge.jpg)\n\n"),
        "{images}"
    );
    assert!(!images.contains("next.jpg"), "{images}");
    let line = spoglio(&["clean", "--format", "jsonl", &page]).stdout;
    let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
    let image = serde_json::json!({"url": "https://daily.example/b/bridge.jpg", "alt": "The bridge at dawn"});
    assert_eq!(line["images"], serde_json::json!([image]));
}
