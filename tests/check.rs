//! `spoglio check`: what it finds, what it writes and what it never does by itself.

use std::fs;
use std::path::{Path, PathBuf};

use spoglio::check::{
    CheckError, Failure, Fixture, Judgement, NewFixture, Report, ReportFormat, accept, add, check,
    find, lower_floor,
};
use spoglio::pipeline::Options;

const PAGE: &str = "<!doctype html><html lang=en><head><title>Weir opened</title></head><body>\
    <article><h1>Weir opened</h1>\
    <p>The weir on the Ardle was opened on Monday after four years of work and one lost summer, \
    the water board said in a statement that it read out on the bank.</p>\
    <p>Salmon passed it within the hour, according to the two counters that the board had put \
    into the new ladder, and a third was waiting below the gate.</p>\
    <p>Farmers downstream had asked for a lower sill. The board kept the height and promised them \
    a second sluice, to be paid for from the toll on the new road bridge.</p></article></body></html>";

fn fixture(root: &Path, name: &str, check: &str, expected: Option<&str>) -> PathBuf {
    let folder = root.join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("page.html"), PAGE).unwrap();
    fs::write(folder.join("check.toml"), check).unwrap();
    if let Some(text) = expected {
        fs::write(folder.join("expected.txt"), text).unwrap();
    }
    folder
}

fn text_of(root: &Path) -> String {
    only(&check(root, &Options::default()).unwrap()).text.clone()
}

fn only(report: &Report) -> &Judgement {
    assert_eq!(report.pages.len(), 1);
    report.pages[0].1.as_ref().unwrap()
}

fn reread(root: &Path) -> Fixture {
    let (name, path) = find(root).unwrap().remove(0);
    Fixture::read(&name, &path).unwrap()
}

#[test]
fn a_page_without_expected_text_fails_until_it_is_accepted() {
    let root = tempfile::tempdir().unwrap();
    let folder = fixture(root.path(), "ardle/weir", "outcome = \"article\"\n", None);
    let report = check(root.path(), &Options::default()).unwrap();
    assert_eq!(report.pages[0].0, "ardle/weir");
    assert!(only(&report).failures.contains(&Failure::NoExpectedText));

    accept(&reread(root.path()), only(&report)).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert!(only(&report).passed() && only(&report).exact, "{}", report.human());
    assert_eq!(fs::read_to_string(folder.join("expected.txt")).unwrap(), only(&report).text);
}

#[test]
fn one_changed_word_is_a_regression_and_the_report_shows_it() {
    let root = tempfile::tempdir().unwrap();
    fixture(root.path(), "ardle/weir", "outcome = \"article\"\n", Some(""));
    let expected = text_of(root.path()).replace("Salmon", "Trout");
    fs::write(root.path().join("ardle/weir/expected.txt"), expected).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert_eq!(report.regressions(), 1);
    assert!(report.human().contains("[-Trout-]{+Salmon+}"), "{}", report.human());
    let json: serde_json::Value = serde_json::from_str(&report.write(ReportFormat::Json)).unwrap();
    assert_eq!(json["pages"][0]["passed"], false);
    let junit = report.write(ReportFormat::Junit);
    assert!(junit.contains("failures=\"1\"") && junit.contains("name=\"weir\""), "{junit}");
}

#[test]
fn accept_raises_a_floor_and_never_lowers_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = fixture(root.path(), "ardle/weir", "outcome = \"article\"\n", Some(""));
    let expected = text_of(root.path()).replace("Salmon", "Trout");
    fs::write(folder.join("expected.txt"), &expected).unwrap();

    let file = folder.join("check.toml");
    fs::write(&file, "outcome = \"article\"\nfloor = 0.5 # to be raised\n").unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert!(only(&report).passed());
    accept(&reread(root.path()), only(&report)).unwrap();
    let raised = reread(root.path()).wanted.floor;
    assert!(raised > 0.9 && raised < 1.0, "{raised}");
    assert_eq!(fs::read_to_string(folder.join("expected.txt")).unwrap(), expected);

    fs::write(&file, "outcome = \"article\"\nfloor = 0.9999\n").unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert!(matches!(only(&report).failures[..], [Failure::Text { .. }]));
    accept(&reread(root.path()), only(&report)).unwrap();
    assert!((reread(root.path()).wanted.floor - 0.9999).abs() < 1e-9);
    assert_eq!(fs::read_to_string(folder.join("expected.txt")).unwrap(), expected);

    lower_floor(&reread(root.path()), only(&report)).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert!(only(&report).passed(), "{}", report.human());
}

#[test]
fn must_lines_outcome_and_metadata_are_held() {
    let root = tempfile::tempdir().unwrap();
    let wanted = "outcome = \"list-page\"\nmust_contain = [\"Eels\"]\n\
        must_not_contain = [\"Salmon\"]\nknown_failures = [\"Eels\", \"not failing\"]\n\
        [metadata]\npublished = \"2026-03-02\"\n";
    fixture(root.path(), "ardle/weir", wanted, None);
    let report = check(root.path(), &Options::default()).unwrap();
    let judged = only(&report);
    let keys: Vec<_> = judged.failures.iter().filter_map(Failure::key).collect();
    assert_eq!(keys, ["outcome", "Salmon", "metadata.published"]);
    assert!(matches!(&judged.known[..], [Failure::Missing(line)] if line == "Eels"));
    assert_eq!(judged.mended, ["not failing"]);

    lower_floor(&reread(root.path()), judged).unwrap();
    assert!(only(&check(root.path(), &Options::default()).unwrap()).passed());
}

#[test]
fn adding_a_fixture_is_one_step_and_overwrites_nothing() {
    let root = tempfile::tempdir().unwrap();
    let page = root.path().join("saved.html");
    fs::write(&page, PAGE).unwrap();
    let folder = root.path().join("pages");
    let new = NewFixture {
        folder: &folder,
        page: &page,
        name: "ardle/weir",
        url: Some("https://ardle.example/weir"),
        content_type: None,
    };
    add(&new, &Options::default()).unwrap();
    let report = check(&folder, &Options::default()).unwrap();
    assert!(only(&report).passed(), "{}", report.human());
    assert!(matches!(add(&new, &Options::default()), Err(CheckError::Exists { .. })));
    for name in ["weir", "../../weir", "a/b/c", "a/.."] {
        assert!(matches!(
            add(&NewFixture { name, ..new.clone() }, &Options::default()),
            Err(CheckError::Name { .. })
        ));
    }
}

#[test]
fn what_cannot_be_read_is_named_and_stops_nothing() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(check(root.path(), &Options::default()), Err(CheckError::NoFixtures { .. })));
    assert!(matches!(
        check(&root.path().join("none"), &Options::default()),
        Err(CheckError::Io { .. })
    ));

    fixture(root.path(), "ardle/weir", "outcome = \"article\"\n", Some(""));
    let expected = text_of(root.path());
    fs::write(root.path().join("ardle/weir/expected.txt"), expected).unwrap();
    fixture(root.path(), "ardle/typo", "outcome = \"artikel\"\n", None);
    let report = check(root.path(), &Options::default()).unwrap();
    assert_eq!((report.unreadable(), report.regressions()), (1, 0));
    assert!(report.human().contains("no outcome `artikel`"), "{}", report.human());
}

#[test]
fn a_flattened_twin_is_held_to_the_pages_text_and_only_a_flag_asks_less_of_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = fixture(root.path(), "ardle/weir", "outcome = \"article\"\n", Some(""));
    let expected = text_of(root.path());
    fs::write(folder.join("expected.txt"), &expected).unwrap();
    fs::write(folder.join("flat.lynx.txt"), &expected).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    let names: Vec<_> = report.pages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ardle/weir", "ardle/weir (lynx)"]);
    assert_eq!(report.regressions(), 0, "{}", report.human());

    // the twin lost its last paragraph: a failure that no --accept takes away
    let (less, _) = expected.trim_end().rsplit_once("\n\n").unwrap();
    fs::write(folder.join("flat.lynx.txt"), less).unwrap();
    let twin = || {
        let (name, place) = find(root.path()).unwrap().remove(1);
        Fixture::read(&name, &place).unwrap()
    };
    let report = check(root.path(), &Options::default()).unwrap();
    assert_eq!(report.regressions(), 1, "{}", report.human());
    let judged = report.pages[1].1.as_ref().unwrap();
    accept(&twin(), judged).unwrap();
    assert_eq!(fs::read_to_string(folder.join("expected.txt")).unwrap(), expected);
    assert_eq!(check(root.path(), &Options::default()).unwrap().regressions(), 1);
    lower_floor(&twin(), judged).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    assert_eq!(report.regressions(), 0, "{}", report.human());
    let toml = fs::read_to_string(folder.join("check.toml")).unwrap();
    assert!(toml.contains("[twins.lynx]\nfloor = 0."), "{toml}");
    assert!(
        toml.starts_with("outcome = \"article\"\n"),
        "the page itself is asked no less: {toml}"
    );

    // whole again: --accept takes the table away
    fs::write(folder.join("flat.lynx.txt"), &expected).unwrap();
    let report = check(root.path(), &Options::default()).unwrap();
    accept(&twin(), report.pages[1].1.as_ref().unwrap()).unwrap();
    let toml = fs::read_to_string(folder.join("check.toml")).unwrap();
    assert!(!toml.contains("twins"), "{toml}");
}
