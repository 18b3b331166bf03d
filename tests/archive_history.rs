//! Versions, what changed in them, near texts, and search.

use std::process::Command;

use spoglio::page::Outcome;
use spoglio::store::{Access, Archive, Capture, Recorded, SearchBounds, repair};

use crate::archive::{article, capture, finding, minute};

const URL: &str = "https://a.test/flood";

const BODY: &str = "The river rose by two metres on Monday night and cut the road to the village of Aro. Twelve people were brought to safety by the fire brigade, said the mayor.\n\nThe road will stay closed until Friday, the canton announced in the afternoon. A bridge further down the valley may have been damaged, and engineers are to look at it on Tuesday.\n\nThe school was closed for the day, and the children of the upper village were lodged with families below.";

/// One address with a correction, an update, an error page and the first text again; a copy of the
/// text elsewhere.
fn sample(folder: &std::path::Path) -> Archive {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let corrected = BODY.replace("Twelve", "Thirteen");
    let more = format!(
        "{corrected}\n\nOn Tuesday the water fell again. Helpers from the whole region cleared the mud from the cellars, and the school opened its doors for all classes in the afternoon."
    );
    let copy = BODY.replace("The river rose by two metres on Monday night", "Aro. A flood came");
    for (n, (url, body, found)) in [
        (URL, "1", article("Flood", BODY)),
        (URL, "2", article("Flood", &corrected)),
        (URL, "3", article("Flood in the valley", &more)),
        (URL, "4", finding(Outcome::ErrorPage, "", "Not found")),
        (URL, "1", article("Flood", BODY)),
        ("https://b.test/x", "5", article("Village cut off", &copy)),
        ("https://c.test/y", "6", article("Elections", "The council meets on Thursday to decide about the new tax that the left has asked for since spring, and about the budget of the coming year. 北京大学在星期四宣布了新的计划。")),
    ]
    .into_iter()
    .enumerate()
    {
        archive.record(&capture(url, minute(n as i64), body), &found).unwrap();
    }
    archive
}

#[test]
fn versions_have_their_class() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let classes = |archive: &Archive| -> Vec<Option<String>> {
        archive.captures_of_url(URL).unwrap().into_iter().map(|c| c.class).collect()
    };
    let found = classes(&archive);
    let names: Vec<_> = found.iter().map(|c| c.as_deref()).collect();
    assert_eq!(names[..4], [None, Some("correction"), Some("update"), None]);
    assert!(names[4].is_some(), "going back to an earlier text is a change too");
    let changes = archive.changes(minute(0)).unwrap();
    let at: Vec<i64> = changes.iter().map(|c| (c.at - minute(0)).num_minutes()).collect();
    assert_eq!(at, [1, 2, 3, 4], "two versions, the lost page, the return");
    assert_eq!(archive.changes(minute(3)).unwrap().len(), 2);
    drop(archive);
    repair(folder.path()).unwrap();
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    assert_eq!(classes(&archive), found, "after a repair");
}

#[test]
fn near_texts_are_linked_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let near = |archive: &Archive, ordinal| -> Vec<(u64, String)> {
        archive.near(ordinal).unwrap().into_iter().map(|n| (n.ordinal, n.class)).collect()
    };
    let names = |pairs: &[(u64, String)]| -> Vec<u64> { pairs.iter().map(|(n, _)| *n).collect() };
    assert!(near(&archive, 1).contains(&(0, "update".to_owned())), "{:?}", near(&archive, 1));
    let copies = near(&archive, 3);
    let mut ordinals = names(&copies);
    ordinals.sort_unstable();
    assert_eq!(ordinals, [0, 1, 2], "each pair by itself");
    assert!(copies.iter().all(|(_, class)| class == "copy"), "{copies:?}");
    assert!(near(&archive, 4).is_empty(), "another story");
    assert_eq!(archive.count().unwrap(), 5, "nothing is dropped");
    drop(archive);
    repair(folder.path()).unwrap();
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    assert_eq!(near(&archive, 3), copies, "after a repair");
}

#[test]
fn texts_are_found_by_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let found = |query: &str| -> Vec<u64> {
        let mut found: Vec<u64> = archive
            .search(query, &SearchBounds::default(), 0, 10)
            .unwrap()
            .into_iter()
            .map(|text| text.ordinal)
            .collect();
        found.sort_unstable();
        found
    };
    assert_eq!(found("VILLAGE road"), [0, 1, 2, 3]);
    assert_eq!(found("thirteen"), [1, 2]);
    assert_eq!(found("\"fire brigade\" -thirteen"), [0, 3]);
    assert_eq!(found("elect*"), [4]);
    for chinese in ["北京", "京大学", "计", "星期四"] {
        assert_eq!(found(chinese), [4], "{chinese}");
    }
    assert_eq!(found("北大"), [0; 0]);
    for nothing in ["", "absent", "\"road village\"", "*", "(", "NEAR(", "a:b"] {
        assert_eq!(found(nothing), [0; 0], "{nothing}");
    }
    assert_eq!(archive.search("village", &SearchBounds::default(), 1, 2).unwrap().len(), 2);
}

#[test]
fn an_address_that_goes_back_to_an_earlier_text_tells_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let corrected = BODY.replace("Twelve", "Thirteen");
    let recorded: Vec<Recorded> = [BODY, &corrected, BODY, BODY]
        .iter()
        .zip(0..)
        .map(|(body, n)| {
            let page = capture(URL, minute(n), &body.len().to_string());
            archive.record(&page, &article("Flood", body)).unwrap()
        })
        .collect();
    let previous = |recorded: &Recorded| match recorded {
        Recorded::Version { previous, .. } => Some(*previous),
        Recorded::SeenBefore { previous, .. } => *previous,
        _ => None,
    };
    assert_eq!(recorded.iter().map(previous).collect::<Vec<_>>(), [None, Some(0), Some(1), None]);
}

#[test]
fn a_page_that_moved_to_an_error_page_is_lost_at_the_address_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(URL, minute(0), "1"), &article("Flood", BODY)).unwrap();
    for (n, asked) in [(1, URL), (2, "https://a.test/never-there")] {
        let gone = "https://a.test/sorry";
        let moved = Capture { final_url: gone.to_owned(), ..capture(asked, minute(n), "gone") };
        archive.record(&moved, &finding(Outcome::ErrorPage, "", "Not found")).unwrap();
    }
    let lost = archive.changes(minute(0)).unwrap();
    assert_eq!(lost.iter().map(|row| row.page_url()).collect::<Vec<_>>(), [URL]);
    assert_eq!(archive.captures_of_url(URL).unwrap().len(), 2);
}

#[test]
fn an_address_is_the_same_under_http_and_https() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let (old, new) = ("http://a.test/story", "https://a.test/story");
    let corrected = BODY.replace("Tuesday", "Wednesday");
    assert_ne!(corrected, BODY);
    archive.record(&capture(old, minute(0), "1"), &article("Flood", BODY)).unwrap();
    let seen = archive.record(&capture(new, minute(1), "2"), &article("Flood", BODY)).unwrap();
    assert!(matches!(seen, Recorded::SeenBefore { ordinal: 0, previous: None, .. }), "{seen:?}");
    let moved = Capture { final_url: new.to_owned(), ..capture(old, minute(2), "3") };
    let version = archive.record(&moved, &article("Flood", &corrected)).unwrap();
    assert!(matches!(version, Recorded::Version { previous: 0, .. }), "{version:?}");
    for address in [old, new] {
        let rows = archive.captures_of_url(address).unwrap();
        assert_eq!(
            rows.iter().map(|row| row.text).collect::<Vec<_>>(),
            [Some(0), Some(0), Some(1)]
        );
        assert_eq!(rows[0].url, old);
        assert_eq!(rows[2].class.as_deref(), Some("correction"));
    }
    let (old, new) = ("http://b.test/story", "https://b.test/story");
    archive.record(&capture(old, minute(3), "4"), &article("Mud", BODY)).unwrap();
    let version =
        archive.record(&capture(new, minute(4), "5"), &article("Mud", &corrected)).unwrap();
    assert!(matches!(version, Recorded::Version { previous: 2, .. }), "{version:?}");
    assert_eq!(archive.captures_of_url("http://b.test:8080/story").unwrap().len(), 0);
}

#[test]
fn history_and_changes_print_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    drop(sample(folder.path()));
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(arguments)
            .arg("--archive")
            .arg(folder.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&["history", URL]);
    assert_eq!(code, Some(0));
    assert!(text.contains("[-Twelve-] {+Thirteen+}"), "{text}");
    assert!(text.contains("page-lost"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("2025-")).count(), 5, "{text}");
    let (_, html) = run(&["history", "--format", "html", URL]);
    assert!(html.contains("<del>Twelve</del>") && html.contains("<ins>Thirteen</ins>"), "{html}");
    let (_, json) = run(&["history", "--format", "json", URL]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[1]["class"], "correction");
    assert_eq!(json[1]["change"]["gone"], 1);
    let (code, list) =
        run(&["changes", "--since", "2025-01-01", "--class", "correction,page-lost"]);
    assert_eq!((code, list.lines().count()), (Some(0), 2), "{list}");
    assert_eq!(run(&["history", "https://a.test/none"]).0, Some(2));
    let without_scheme = URL.strip_prefix("https://").unwrap();
    assert_eq!(run(&["history", without_scheme]).1.lines().count(), text.lines().count());
}
