//! What the README shows is what the program prints.
//!
//! Every fenced block marked `console` is run from top to bottom in one fresh copy of what a clone
//! holds: a line `$ …` goes to the shell, the lines below it are what must come out, standard output
//! and standard error together. `…` stands for anything within a line; a line that is `…` alone, for
//! any lines. `cargo run --release --` is the built binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command of a transcript and the lines it must print.
#[derive(Debug, PartialEq)]
struct Step {
    line: usize,
    command: String,
    output: Vec<String>,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    let mut begun = false;
    for (number, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            inside = !inside && line.trim_end() == "```console";
            begun = false;
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let command = command.to_owned();
            steps.push(Step { line: number + 1, command, output: Vec::new() });
            begun = true;
        } else if inside
            && begun
            && let Some(step) = steps.last_mut()
        {
            step.output.push(line.trim_end().to_owned());
        }
    }
    for step in &mut steps {
        while step.output.last().is_some_and(String::is_empty) {
            step.output.pop();
        }
    }
    steps
}

fn matches(wanted: &[String], found: &[&str]) -> bool {
    match (wanted.split_first(), found.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "…" => {
            matches(rest, found) || (!found.is_empty() && matches(wanted, &found[1..]))
        }
        (Some((first, rest)), Some((line, lines))) => like(first, line) && matches(rest, lines),
        _ => false,
    }
}

fn like(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('…');
    let Some(mut rest) = parts.next().and_then(|head| line.strip_prefix(head)) else {
        return false;
    };
    let parts: Vec<_> = parts.collect();
    let Some((tail, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(tail)
}

/// The built binary under the name that users type.
fn bin(folder: &Path) -> PathBuf {
    let bin = folder.join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_spoglio"), bin.join("spoglio")).unwrap();
    bin
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_transcripts_are_real() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let steps = steps(&readme);
    assert!(!steps.is_empty(), "README.md has no ```console block with a `$ ` line");

    let scratch = tempfile::tempdir().unwrap();
    let bin = bin(scratch.path());
    let clone = scratch.path().join("spoglio");
    fs::create_dir_all(clone.join("archive")).unwrap();
    fs::copy(root().join("config.toml"), clone.join("config.toml")).unwrap();
    copy(&root().join("tests/pages"), &clone.join("tests/pages"));
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());

    let mut wrong = Vec::new();
    for step in &steps {
        let command = step.command.replace("cargo run --release --", "spoglio");
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .current_dir(&clone)
            .env("PATH", &path)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env_remove("RUST_LOG")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let found: Vec<_> = printed.trim_end().lines().map(str::trim_end).collect();
        if !matches(&step.output, &found) {
            wrong.push(format!(
                "README.md, line {}: $ {}\n--- the README shows\n{}\n--- the program prints\n{}\n",
                step.line,
                step.command,
                step.output.join("\n"),
                found.join("\n"),
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn transcripts_are_read_as_described() {
    let readme = "Text\n```sh\n$ not run\n```\n```console\n$ one\nout\n…\n\n$ two\n```\n";
    let found = steps(readme);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].command.as_str(), found[0].line), ("one", 6));
    assert_eq!(found[0].output, ["out", "…"]);
    assert!(found[1].output.is_empty());

    let wanted = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(matches(&wanted(&["a", "…", "z"]), &["a", "b", "c", "z"]));
    assert!(matches(&wanted(&["stored … in …s"]), &["stored 12 in 0.3s"]));
    assert!(!matches(&wanted(&["stored … in …s"]), &["stored 12"]));
    assert!(!matches(&wanted(&["a"]), &["a", "b"]));
}

#[test]
fn the_keys_of_a_json_line_are_those_that_the_readme_names() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let named =
        readme.split("A JSON line holds ").nth(1).unwrap().split("\n`clean`").next().unwrap();
    let named: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
    let page = root().join("tests/pages/onda/treno-notturno/page.txt");
    let mut clean = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    let cleaned = clean.args(["clean", "--format", "jsonl"]).arg(page).output().unwrap();
    let line: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&cleaned.stdout).unwrap();
    let mut keys: Vec<&str> = line.keys().map(String::as_str).collect();
    let mut sorted = named.clone();
    keys.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(keys, sorted);
}
