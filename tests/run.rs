//! `spoglio run` as a user starts it: over folders, with good and bad input.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

pub(crate) fn spoglio(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

pub(crate) fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

const PARAGRAPH: &str = "The council met on Tuesday evening and heard, for the better part of three \
    hours, what the engineers had found beneath the old bridge; nobody who listened went home calm.";

pub(crate) fn article(title: &str, words: &str) -> String {
    let paragraphs: String =
        (1..=5).map(|n| format!("<p>{PARAGRAPH} Report {n}: {words}.</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><article>\
         <h1>{title}</h1>{paragraphs}</article></body></html>"
    )
}

fn folder_of(pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pages")).unwrap();
    for (name, page) in pages {
        fs::write(folder.path().join("pages").join(name), page).unwrap();
    }
    let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    folder
}

pub(crate) fn texts(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join("archive"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".txt"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_without_pages_is_told_of_in_its_own_words() {
    let folder = folder_of(&[]);
    fs::write(folder.path().join("pages/notes.pdf"), "x").unwrap();
    let (_, err) = said(&spoglio(&["run"], folder.path()));
    assert!(err.contains("no file in pages has a saved page's name"), "{err}");
    let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\ninclude = [\"*.html\"]\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let (_, err) = said(&spoglio(&["run"], folder.path()));
    assert!(err.contains("no file in pages fits its include patterns"), "{err}");
}

#[test]
fn a_mail_box_in_a_folder_is_read_mail_by_mail() {
    let folder = folder_of(&[("a.html", &article("The bridge", "one"))]);
    fs::write(folder.path().join("pages/box.mbox"), crate::clean::mail_box(0..4)).unwrap();
    let (out, err) = said(&spoglio(&["run"], folder.path()));
    assert_eq!(out.lines().take_while(|line| !line.is_empty()).count(), 5, "{out}{err}");
    assert_eq!(texts(folder.path()).len(), 5, "{out}{err}");
    let (out, _) = said(&spoglio(&["run"], folder.path()));
    assert_eq!(texts(folder.path()).len(), 5, "{out}");
}

#[test]
fn a_mail_that_is_cut_short_is_told_and_stored() {
    let folder = folder_of(&[("a.html", &article("The bridge", "one"))]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(crate::clean::mail_box(0..4).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(folder.path().join("pages/box.mbox.gz"), &packed[..packed.len() - 40]).unwrap();
    let (out, err) = said(&spoglio(&["run"], folder.path()));
    assert!((out + &err).contains("a mail that is cut short"), "{err}");
    assert_eq!(texts(folder.path()).len(), 5);
}

#[test]
fn a_source_that_the_archive_lies_in_does_not_take_its_texts_for_pages() {
    let folder = folder_of(&[("one.html", &article("The bridge", "one"))]);
    let config = "[[source]]\nname = \"all\"\nfolder = \".\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    for _ in 0..2 {
        let (out, err) = said(&spoglio(&["run"], folder.path()));
        let pages = out.lines().take_while(|line| !line.is_empty()).count();
        assert_eq!(pages, 1, "{out}{err}");
    }
    let (out, err) = said(&spoglio(&["import", "."], folder.path()));
    assert_eq!(out.lines().take_while(|line| !line.is_empty()).count(), 1, "{out}{err}");
    // Named itself, an archive is what is wanted.
    let (out, err) = said(&spoglio(&["import", "--archive", "other", "archive"], folder.path()));
    assert!(out.contains("stored"), "{out}{err}");
}

/// What a command gives that must not wait for a pipe that nobody writes to.
pub(crate) fn not_waiting(command: &[&str], folder: &Path) -> Output {
    let mut ran = Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(command)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while ran.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let waits = ran.try_wait().unwrap().is_none();
    let _ = ran.kill();
    let output = ran.wait_with_output().unwrap();
    assert!(!waits, "{command:?} waits for a pipe");
    output
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_pages_is_told_of_and_not_waited_for() {
    let folder = folder_of(&[("one.html", &article("The bridge", "one"))]);
    for name in ["two.html", "three.warc"] {
        let pipe = folder.path().join("pages").join(name);
        assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    }
    let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n\
                  [[source]]\nname = \"captured\"\nwarc = \"pages\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let site = ["site", "a.example", "--from", "pages"];
    for (command, code) in [
        (&["run"][..], 1),
        (&["clean", "pages"], 1),
        (&["import", "pages"], 1),
        // One page is too little to learn from.
        (&site, 2),
    ] {
        let output = not_waiting(command, folder.path());
        let (_, err) = said(&output);
        assert_eq!(output.status.code(), Some(code), "{command:?}: {err}");
        for name in ["two.html", "three.warc"] {
            let told = err.lines().filter(|line| line.contains(name)).count();
            assert_eq!(told, 1, "{command:?}: {name}: {err}");
        }
        assert!(err.contains("is no file that can be read"), "{command:?}: {err}");
    }
    assert_eq!(texts(folder.path()).len(), 1);
}

/// A command whose standard output is on a full disk.
#[cfg(target_os = "linux")]
fn to_a_full_disk(command: &[&str], folder: &Path) -> Output {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut ran = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    ran.args(command).current_dir(folder).stdout(full).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_and_a_help_that_cannot_be_printed_are_told_of() {
    let folder = folder_of(&[]);
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/eco-del-moncal");
    for command in [&["check", fixtures][..], &["--help"], &["run", "--help"]] {
        let ran = to_a_full_disk(command, folder.path());
        assert_eq!(ran.status.code(), Some(1), "{command:?}: {ran:?}");
        assert!(said(&ran).1.contains("cannot write"), "{command:?}: {ran:?}");
    }
}

/// A clock that was never set; a machine without one that runs on may say so.
#[cfg(target_os = "linux")]
#[test]
fn a_clock_before_1970_is_told_of() {
    let folder = folder_of(&[("one.html", &article("The bridge", "one"))]);
    let at = |command: &[&str]| {
        let mut faked = Command::new("faketime");
        faked.args(["1960-01-01 00:00:00", env!("CARGO_BIN_EXE_spoglio")]);
        faked.args(command).current_dir(folder.path()).output()
    };
    let Ok(ran) = at(&["run"]) else {
        println!("skipped: no faketime here");
        return;
    };
    let since = at(&["changes", "--since", "7d"]).unwrap();
    for ran in [ran, since] {
        assert_eq!(ran.status.code(), Some(2), "{ran:?}");
        assert!(said(&ran).1.contains("clock says a time before 1970"), "{ran:?}");
    }
    assert!(!folder.path().join("archive").exists());
    let cleaned = at(&["clean", "pages/one.html"]).unwrap();
    assert!(cleaned.status.success() && said(&cleaned).0.contains("The bridge"), "{cleaned:?}");
}

/// A shell may say how large files may get; what grows beyond that is told of, and nothing is lost.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_to_the_size_of_files_is_told_of() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let config =
        format!("[[source]]\nname = \"s\"\nfolder = {samples:?}\ninclude = [\"page.*\"]\n");
    let unlimited = folder_of(&[]);
    fs::write(unlimited.path().join("config.toml"), &config).unwrap();
    assert!(spoglio(&["run"], unlimited.path()).status.success());
    let all = texts(unlimited.path()).len();
    assert!(all > 10, "{all}");
    for limit in [1, 16, 100, 250] {
        let folder = folder_of(&[]);
        fs::write(folder.path().join("config.toml"), &config).unwrap();
        // In blocks of 512 or of 1,024 bytes, as the shell has it.
        let command = format!("ulimit -f {limit} && exec '{}' run", env!("CARGO_BIN_EXE_spoglio"));
        let mut shell = Command::new("sh");
        let ran = shell.args(["-c", &command]).current_dir(folder.path()).output().unwrap();
        let (out, err) = said(&ran);
        assert_eq!(ran.status.code(), Some(2), "{limit}: {out}{err}");
        assert!(err.contains("nothing stored so far is lost"), "{limit}: {out}{err}");
        let again = spoglio(&["run"], folder.path());
        assert!(again.status.success(), "{limit}: {again:?}");
        assert_eq!(texts(folder.path()).len(), all, "{limit}");
        let proved = spoglio(&["verify"], folder.path());
        assert!(proved.status.success(), "{limit}: {proved:?}");
    }
}

/// Standard output on a full disk costs the lines and not the work, and is told.
#[cfg(target_os = "linux")]
#[test]
fn lines_that_cannot_be_printed_are_told_of_and_the_pages_are_stored() {
    let folder = folder_of(&[
        ("one.html", &article("The bridge", "one")),
        ("two.html", &article("The harbour", "two")),
    ]);
    for command in [&["run"][..], &["import", "--archive", "other", "pages"]] {
        let ran = to_a_full_disk(command, folder.path());
        let (_, err) = said(&ran);
        assert_eq!(ran.status.code(), Some(1), "{command:?}: {err}");
        assert_eq!(err.matches("cannot write to standard output").count(), 1, "{command:?}: {err}");
    }
    assert_eq!(texts(folder.path()).len(), 2);
    assert_eq!(
        fs::read_dir(folder.path().join("other"))
            .unwrap()
            .flatten()
            .filter(|file| file.file_name().to_string_lossy().ends_with(".txt"))
            .count(),
        2
    );
}

#[test]
fn the_shipped_configuration_stores_the_sample_pages_and_a_second_run_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let archive = tempfile::tempdir().unwrap();
    let arguments = ["run", "--archive", archive.path().to_str().unwrap()];
    let first = spoglio(&arguments, root);
    let (out, err) = said(&first);
    assert_eq!(first.status.code(), Some(0), "{out}{err}");
    assert!(err.is_empty(), "{err}");
    let stored = fs::read_dir(archive.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .inspect(|path| {
            let digest = Sha256::digest(fs::read(path).unwrap());
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let name = path.file_name().unwrap().to_str().unwrap();
            assert_eq!(name.split('_').nth(1), Some(&*format!("{}.txt", &hex[..16])));
        })
        .count();
    assert!(stored > 3, "{out}");
    let second = spoglio(&arguments, root);
    let (out, err) = said(&second);
    assert_eq!(second.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("stored       0"), "{out}");
    assert!(out.contains("nothing new"), "{out}");
}

#[test]
fn the_same_text_is_stored_once_and_each_address_told() {
    let page = article("A bridge", "the pillars are sound");
    let folder = folder_of(&[("a.html", &page), ("b.html", &page)]);
    let ran = spoglio(&["run", "--log", "json"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert_eq!(texts(folder.path()).len(), 1);
    let events: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outcomes: Vec<&str> = events.iter().filter_map(|event| event["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["stored", "seen-before"]);
    assert_eq!(events.last().unwrap()["summary"]["stored"], 1);
}

#[test]
fn bad_files_cost_a_line_each_and_the_rest_is_stored() {
    let page = article("A bridge", "the pillars are sound");
    let folder = folder_of(&[("good.html", &page), ("empty.html", "")]);
    let pages = folder.path().join("pages");
    fs::write(pages.join("picture.html"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    fs::write(pages.join("cut.html.gz"), b"\x1f\x8b\x08\0\0\0\0\0\0\x03").unwrap();
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(1), "{out}{err}");
    assert_eq!(texts(folder.path()).len(), 1, "{out}{err}");
    assert!(err.lines().any(|line| line.contains("picture.html") && line.contains("PNG")), "{err}");
    assert!(err.lines().any(|line| line.contains("cut.html.gz")), "{err}");
    assert!(out.contains("empty"), "{out}");
    assert!(err.lines().all(|line| line.starts_with("spoglio: ")), "{err}");
}

#[test]
fn a_folder_that_is_not_there_is_one_line_and_nothing_done() {
    let folder = folder_of(&[]);
    fs::remove_dir(folder.path().join("pages")).unwrap();
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(2), "{out}{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.contains("source saved: pages:"), "{err}");
}

#[test]
fn a_wrong_configuration_is_one_line_and_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    for (config, words) in [
        (None, "config.toml: no such file"),
        (Some("[fetch\n"), "config.toml:1:"),
        (Some("[[source]]\nnmae = \"x\"\n"), "did you mean `name`?"),
        (Some(""), "no active source"),
    ] {
        if let Some(config) = config {
            fs::write(folder.path().join("config.toml"), config).unwrap();
        }
        let ran = spoglio(&["run"], folder.path());
        let (out, err) = said(&ran);
        assert_eq!(ran.status.code(), Some(3), "{out}{err}");
        assert!(err.contains(words) && err.lines().count() == 1, "{err}");
        assert!(!folder.path().join("archive").exists(), "nothing was tried");
    }
}

#[test]
fn only_the_named_sources_are_run() {
    let folder = folder_of(&[("a.html", &article("A bridge", "sound"))]);
    let more = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n[[source]]\nname = \"gone\"\nfolder = \"gone\"\n";
    fs::write(folder.path().join("config.toml"), more).unwrap();
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(1));
    assert_eq!(spoglio(&["run", "saved"], folder.path()).status.code(), Some(0));
    let unknown = spoglio(&["run", "saevd"], folder.path());
    assert_eq!(unknown.status.code(), Some(3));
    assert!(said(&unknown).1.contains("there are saved, gone"));
}
