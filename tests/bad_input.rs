//! Input that no honest server sends: `spoglio clean` says in one line what is wrong, exits with the
//! documented code, never panics and never takes long.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use spoglio::pipeline::{Cleaner, Kind, Options, RawPage};

/// By how much the largest pages are made smaller for unoptimised code, so that the tests stay quick.
const SMALLER: usize = if cfg!(debug_assertions) { 16 } else { 1 };

/// What a user may be made to wait for one page. Unoptimised code gets more.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 2 });

/// How one run of `spoglio clean --format jsonl` ended.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn outcome(&self) -> String {
        let line: serde_json::Value = serde_json::from_str(&self.out).unwrap();
        line["outcome"].as_str().unwrap().to_owned()
    }

    fn text(&self) -> String {
        let line: serde_json::Value = serde_json::from_str(&self.out).unwrap();
        line["text"].as_str().unwrap().to_owned()
    }

    /// One line on standard error that names the file.
    fn complains_of(&self, name: &str) {
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.starts_with("spoglio: ") && self.err.contains(name), "{}", self.err);
    }
}

fn clean(path: &Path) -> Run {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["clean", "--format", "jsonl"])
        .arg(path)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let took = start.elapsed();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some(), "{}: killed: {err}", path.display());
    assert!(!err.contains("panicked"), "{}: {err}", path.display());
    assert!(took < PATIENCE, "{}: took {took:?}", path.display());
    Run {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err,
    }
}

fn clean_bytes(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    clean(&path)
}

const BODY: &str = "<p>The ferry left the north quay at ten past six with nine passengers, two \
    dogs and a piano, and reached the other side in eleven minutes, the harbour master said.</p>\
    <p>Nobody had expected it so soon. The timetable allows for fifteen, and the tide was against \
    her for the whole of the way across, as the log at the ticket office shows.</p>";

#[test]
fn an_empty_file_is_named_for_what_it_is() {
    for bytes in ["", " \n\n\t ", "<!doctype html><html><body></body></html>"] {
        let run = clean_bytes("empty.html", bytes);
        assert_eq!(run.outcome(), "empty", "{bytes:?}");
        assert_eq!(run.text(), "");
    }
    let run = clean_bytes("nothing.html", "");
    run.complains_of("nothing.html: empty");
    assert_eq!(run.code, Some(1));
}

#[test]
fn binary_data_named_html_is_refused_in_one_line() {
    let noise: Vec<u8> =
        (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &noise].concat();
    for bytes in [noise, png] {
        let run = clean_bytes("binary.html", bytes);
        run.complains_of("binary.html");
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    }
}

#[test]
fn zero_bytes_inside_a_page_do_not_hide_its_text() {
    let page = format!("<html><body><article><h1>Fer\0ry</h1>{BODY}\0</article></body></html>");
    let run = clean_bytes("zero.html", page);
    assert_eq!(run.code, Some(0));
    assert!(run.text().contains("Nobody had expected it so soon"));
    assert!(!run.text().contains('\0'));
}

#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_ok() {
        println!("skipped: this user may read every folder");
    } else {
        let run = clean(&locked);
        run.complains_of("locked");
        assert_eq!(run.code, Some(2));
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_text_node_of_64_mebibytes_is_read() {
    let words = "The ferry left the quay. ".repeat((64 << 20) / SMALLER / 25);
    for (name, page) in [
        ("long.html", format!("<html><body><p>{words}</p></body></html>")),
        ("long.txt", words.clone()),
    ] {
        assert_eq!(clean_bytes(name, page).code, Some(0), "{name}");
    }
}

#[test]
fn nesting_without_end_costs_no_more_than_its_length() {
    let deep = |open: &str, close: &str| {
        format!("<html><body>{}{BODY}{}", open.repeat(100_000), close.repeat(100_000))
    };
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b><i>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", ""),
        ("<span>", ""),
        ("<a href=x>", ""),
        ("<svg>", ""),
    ] {
        let run = clean_bytes("deep.html", deep(open, close));
        assert_eq!(run.code, Some(0), "{open}");
    }
}

#[test]
fn markup_without_end_costs_no_more_than_its_length() {
    let attributes: String = (0..300_000).map(|n| format!(" a{n}={n}")).collect();
    for page in [
        format!("<html><body><article{attributes}>{BODY}</article></body></html>"),
        format!("<html><body>{BODY}<p class=\"{}", "x".repeat(5_000_000)),
        format!("<html><body>{BODY}<!--{}", "- ".repeat(3_000_000)),
        format!("<html><body>{BODY}<script>{}", "<!--".repeat(1_000_000)),
        format!("<html><body>{BODY}{}", "<".repeat(3_000_000)),
        format!("<html><body>{BODY}{}", "&amp".repeat(1_000_000)),
        format!("<html><body>{BODY}{}", "</p>".repeat(500_000)),
        format!("<html><body>{BODY}<select>{}", "<option>a".repeat(300_000)),
        format!("<html><body>{BODY}<textarea>{}", "<p>".repeat(300_000)),
    ] {
        assert_eq!(clean_bytes("endless.html", page).code, Some(0));
    }
}

#[test]
fn a_million_short_paragraphs_are_cleaned() {
    let page = format!("<html><body>{BODY}{}", "<p>a".repeat(1_000_000 / SMALLER));
    assert_eq!(clean_bytes("short.html", page).code, Some(0));
    assert_eq!(clean_bytes("short.txt", "a\n".repeat(3_000_000 / SMALLER)).code, Some(0));
}

/// The elements that some rule asks for, alone or with what stands in them.
const ELEMENTS: &str = "a abbr address area article aside audio b base bdi blockquote body br button canvas caption \
    center cite code col dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form frame \
    frameset g h1 h2 h6 head header hgroup hr html i iframe img input ins kbd label legend li link listing main map mark \
    marquee math menu meta meter mi nav noembed noframes noscript object ol optgroup option output p param path picture \
    plaintext pre progress q rp rt ruby s samp script search section select small source span strike strong style sub \
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr x-y xmp";

#[test]
fn a_page_may_end_within_or_behind_any_element() {
    let (mut cleaner, options) = (Cleaner::default(), Options::default());
    for name in ELEMENTS.split_whitespace() {
        for end in [
            format!("<{name}>"),
            format!("<{name}></{name}>"),
            format!("<{name} class=x"),
            format!("<{name}>x</{name}>"),
            format!("<{name}><{name}>"),
            format!("<{name}><!--"),
            format!(
                "<{name} type=application/ld+json itemprop=author property=og:title rel=author datetime href>"
            ),
        ] {
            for start in ["", "<title>T</title><p>Three words here.</p>"] {
                let page = format!("{start}{end}");
                let raw = RawPage {
                    bytes: page.as_bytes(),
                    kind: Some(Kind::Html),
                    ..RawPage::default()
                };
                let text = cleaner.clean(&raw, &options).text;
                assert!(!text.canonical().contains('<') || end.contains("plaintext"), "{page}");
            }
        }
    }
}
