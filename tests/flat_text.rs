//! Flattened text that no honest tool writes, and very much of it, through the program itself.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// By how much the largest texts are made smaller for unoptimised code, so that the tests stay quick.
const SMALLER: usize = if cfg!(debug_assertions) { 16 } else { 1 };

const PROSE: &str = "The old ferry across the Lenta stopped running on Monday, after the river had risen by two metres in a single night.\n\n\
    \"We wait until it falls,\" said the ferryman, who has worked on the crossing for thirty years and has seen worse.\n\n\
    The council wants to decide in spring whether a bridge should take its place, which would cost four million.\n\n";

/// What `spoglio clean --format jsonl` says of a text, and the most memory it held, in bytes, where
/// the system tells.
fn clean(text: impl AsRef<[u8]>) -> (serde_json::Value, Option<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.txt");
    fs::write(&path, text).unwrap();
    let out = folder.path().join("out.jsonl");
    let mut child = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(["clean", "--format", "jsonl"])
        .arg(&path)
        .stdin(Stdio::null())
        .stdout(fs::File::create(&out).unwrap())
        .spawn()
        .unwrap();
    let mut peak = None;
    while child.try_wait().unwrap().is_none() {
        peak = peak_of(child.id()).or(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let line = fs::read_to_string(&out).unwrap();
    (serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line:.200}")), peak)
}

/// The most memory a process has held so far.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"));
    let status = status.ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib << 10)
}

fn is_article(found: &serde_json::Value) -> bool {
    found["outcome"] == "article"
}

/// What the board of a harbour heard in a week, in words that hardly another week has.
fn week(n: usize) -> String {
    let matters = ["a new crane", "the long quay", "a lamp for the mole", "the fish hall", "a tug"];
    let (now, next) = (matters[n % 5], matters[(n / 5 + n + 1) % 5]);
    format!(
        "In week {n} the board heard its surveyor about {now}, which had been put off since the year \
         before and was now to cost {} thousand crowns, as much as {next} had cost {} years ago.",
        n * 13,
        n % 9 + 2
    )
}

/// The share of so many weeks that a text has kept.
fn kept(text: &str, weeks: usize) -> f32 {
    let found = text.match_indices("In week ").map(|(at, head)| &text[at + head.len()..]);
    let numbers: HashSet<usize> =
        found.filter_map(|rest| rest.split(' ').next()?.parse().ok()).collect();
    (1..=weeks).filter(|n| numbers.contains(n)).count() as f32 / weeks as f32
}

#[test]
fn a_text_of_a_hundred_megabytes_keeps_its_prose_in_a_small_multiple_of_its_length() {
    let size = 100_000_000 / SMALLER;
    let mut text = String::with_capacity(size + 512);
    let mut weeks = 0;
    while text.len() < size {
        weeks += 1;
        text.push_str(&week(weeks));
        text.push_str("\n\n");
    }
    let (found, peak) = clean(&text);
    assert!(found["outcome"].is_string());
    let share = kept(found["text"].as_str().unwrap(), weeks);
    assert!(share > 0.99, "{share} of {weeks} paragraphs were kept");
    let notes = found["notes"].to_string();
    assert!(SMALLER > 1 || notes.contains("parts"), "{notes}");
    match peak {
        Some(peak) => {
            let most = 8 * size as u64 + (128 << 20);
            assert!(peak < most, "held {peak} bytes of memory for {size} of text");
        }
        None => println!("skipped: this system does not tell how much memory a process holds"),
    }
}

#[test]
fn a_line_of_fifty_megabytes_is_read() {
    let size = 50_000_000 / SMALLER;
    let line = "The river rose, and the ferry stayed in port. ".repeat(size / 46);
    let (found, _) = clean(&line);
    assert!(found["outcome"].is_string());
    for hostile in ["[](", "![[", "word-\n", "**a", "1. ", "> ", "| ", "…"] {
        let (found, _) = clean(hostile.repeat(size / 8 / hostile.len()));
        assert!(!is_article(&found), "{hostile:?}");
    }
}

#[test]
fn a_million_lines_of_one_character_are_no_article() {
    for character in ["x\n", "7\n", "\u{e012}\n", "。\n"] {
        let (found, _) = clean(character.repeat(1_000_000 / SMALLER));
        assert!(!is_article(&found), "{character:?}: {}", found["outcome"]);
    }
}

#[test]
fn only_menus_and_only_numbers_are_no_article() {
    let menu: String = (0..400).map(|n| format!("  {}. Entry {n} of it\n", n % 12 + 1)).collect();
    assert!(!is_article(&clean(&menu).0));
    let numbers: String = (0..4000).map(|n| format!("{} {}\n", n * 7 % 1000, n)).collect();
    assert!(!is_article(&clean(&numbers).0));
}

#[test]
fn a_report_of_two_hundred_pages_loses_its_heads_and_page_numbers() {
    let page = |n: usize| {
        let text = week(n);
        format!("Annual report of the harbour board\n\n{text}\n\n                  {n}\n\u{c}")
    };
    let report: String = (1..=200).map(page).collect();
    let (found, _) = clean(&report);
    let text = found["text"].as_str().unwrap();
    assert!(is_article(&found), "{}", found["outcome"]);
    assert!(kept(text, 200) >= 0.95, "{} of 200 paragraphs", kept(text, 200));
    assert!(!text.contains("Annual report of the harbour board\n"), "{text:.300}");
    assert!(!text.lines().any(|line| line.trim().parse::<u32>().is_ok()));
}

#[test]
fn a_file_that_changes_its_encoding_in_the_middle_is_read() {
    let mut first = PROSE.to_owned();
    for (plain, accented) in [
        ("Lenta", "Lénta"),
        ("crossing", "crôssing"),
        ("night", "níght"),
        ("worked", "wòrked"),
        ("decide", "décide"),
        ("bridge", "brîdge"),
        ("council", "coúncil"),
        ("million", "mîllion"),
    ] {
        first = first.replace(plain, accented);
    }
    let second = first.replace("ferry", "tramway").replace("river", "lake");
    let mut bytes = first.into_bytes();
    bytes.extend(second.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')));
    let (found, _) = clean(&bytes);
    let text = found["text"].as_str().unwrap();
    assert!(
        text.contains("Lénta") && !text.contains('Ã') && !text.contains('\u{fffd}'),
        "{text:.300}"
    );
    assert!(found["notes"].to_string().contains("windows-1252"), "{}", found["notes"]);
}

#[test]
fn zero_bytes_and_odd_line_ends_do_not_hide_the_text() {
    let plain = clean(PROSE).0["text"].clone();
    assert!(plain.as_str().unwrap().contains("The council wants"));
    for (from, to) in [("ferry", "fer\0ry"), ("\n", "\r"), ("\n", "\u{85}")] {
        assert_eq!(clean(PROSE.replace(from, to)).0["text"], plain, "{to:?}");
    }
}

#[test]
fn source_escaped_as_text_is_read_as_the_page_it_is() {
    let paragraphs: String = PROSE
        .split("\n\n")
        .filter(|p| !p.is_empty())
        .map(|p| format!("&lt;p&gt;{p}&lt;/p&gt;\n"))
        .collect();
    let page = format!(
        "&lt;html&gt;&lt;head&gt;&lt;title&gt;Ferry stays in port&lt;/title&gt;&lt;/head&gt;&lt;body&gt;&lt;h1&gt;Ferry stays in port&lt;/h1&gt;\n{paragraphs}&lt;/body&gt;&lt;/html&gt;\n"
    );
    let (found, _) = clean(&page);
    let text = found["text"].as_str().unwrap();
    assert!(text.contains("The old ferry") && !text.contains("&lt;") && !text.contains("<p>"));
    assert!(found["notes"].to_string().contains("escaped"));
}
