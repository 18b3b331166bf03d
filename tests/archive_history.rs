//! Versions, what changed in them, and near texts.

use std::process::Command;

use spoglio::page::Outcome;
use spoglio::store::{Access, Archive, Capture, Recorded, repair};

use crate::archive::{article, capture, finding, minute};

const URL: &str = "https://a.test/flood";

const BODY: &str = "The river rose by two metres on Monday night and cut the road to the village of Aro. Twelve people were brought to safety by the fire brigade, said the mayor.\n\nThe road will stay closed until Friday, the canton announced in the afternoon. A bridge further down the valley may have been damaged, and engineers are to look at it on Tuesday.\n\nThe school was closed for the day, and the children of the upper village were lodged with families below.";

/// One address with a correction, an update, an error page and the first text again; a copy of the
/// text elsewhere.
pub(crate) fn sample(folder: &std::path::Path) -> Archive {
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
        (URL, "4", finding(Outcome::Gone, "", "Not found")),
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
        archive.record(&moved, &finding(Outcome::Gone, "", "Not found")).unwrap();
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
    assert_eq!(run(&["history", "--json", URL]).1, json, "as other commands call it");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[1]["class"], "correction");
    assert_eq!(json[1]["change"]["gone"], 1);
    let (code, list) =
        run(&["changes", "--since", "2025-01-01", "--class", "correction,page-lost"]);
    assert_eq!((code, list.lines().count()), (Some(0), 2), "{list}");
    let at = |site| run(&["changes", "--since", "2025-01-01", "--site", site]).1.lines().count();
    assert!(at("test") > 0 && at("https://a.test/") == at("test") && at("b.test") == 0);
    assert_eq!(run(&["history", "https://a.test/none"]).0, Some(2));
    let without_scheme = URL.strip_prefix("https://").unwrap();
    assert_eq!(run(&["history", without_scheme]).1.lines().count(), text.lines().count());
}

/// The captures of one address over seven days, oldest first: number of the day, text and outcome.
fn week() -> Vec<(i64, Capture, spoglio::store::Finding)> {
    let typo = BODY.replace("brought", "brougth");
    let more = format!(
        "{BODY}\n\nOn Tuesday the water fell again. Helpers from the whole region cleared the mud from the cellars, and the school opened its doors for all classes in the afternoon."
    );
    let other = "The council meets on Thursday to decide about the new tax that the left has asked for since spring, and about the budget of the coming year.";
    let days = [
        ("a", article("Flood", BODY)),
        ("b", article("Flood", BODY)),
        ("c", article("Flood", &typo)),
        ("d", article("Flood", &more)),
        ("e", article("Elections", other)),
        ("f", finding(Outcome::Gone, "", "Not found")),
        ("a", article("Flood", BODY)),
    ];
    (0..)
        .zip(days)
        .map(|(day, (body, found))| (day, capture(URL, minute(day), body), found))
        .collect()
}

/// What a reader learns of the captures of an address: the words before and after, and the class.
fn told(archive: &Archive, url: &str) -> Vec<(Option<String>, Option<String>, Option<String>)> {
    let sha256 = |ordinal: u64| archive.text(ordinal).unwrap().sha256;
    let rows = archive.captures_of_url(url).unwrap();
    rows.into_iter()
        .map(|row| (row.previous.map(sha256), row.text.map(sha256), row.class))
        .collect()
}

#[test]
fn a_history_is_the_same_in_whatever_order_its_captures_came() {
    let mut expected = None;
    for order in [
        [0, 1, 2, 3, 4, 5, 6],
        [6, 5, 4, 3, 2, 1, 0],
        [3, 0, 6, 2, 5, 1, 4],
        [2, 4, 1, 6, 0, 5, 3],
        [6, 0, 1, 2, 3, 4, 5],
    ] {
        for at_once in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
            let week = week();
            let batch: Vec<_> =
                order.iter().map(|day| (week[*day].1.clone(), week[*day].2.clone())).collect();
            if at_once {
                archive.record_all(&batch).unwrap();
            } else {
                batch.iter().for_each(|(page, found)| drop(archive.record(page, found).unwrap()));
            }
            let state = |archive: &Archive| {
                let first_seen: Vec<_> = {
                    let texts = archive.texts(0, 9).unwrap();
                    let mut seen: Vec<_> =
                        texts.into_iter().map(|text| (text.first_seen, text.sha256)).collect();
                    seen.sort();
                    seen
                };
                let changes = archive.changes(minute(0)).unwrap();
                let changes: Vec<_> = changes.into_iter().map(|row| row.or_lost().class).collect();
                (told(archive, URL), first_seen, changes)
            };
            let found = state(&archive);
            let expected = expected.get_or_insert_with(|| found.clone());
            assert_eq!(&found, expected, "{order:?}, at once: {at_once}");
            drop(archive);
            let sound = spoglio::store::verify(folder.path(), None, &Default::default()).unwrap();
            assert!(sound.is_sound(), "{sound:?}");
            let near = |folder: &std::path::Path| {
                let archive = Archive::open(folder, Access::Read).unwrap();
                (0..archive.count().unwrap()).map(|n| archive.near(n).unwrap()).collect::<Vec<_>>()
            };
            let before = near(folder.path());
            repair(folder.path()).unwrap();
            assert_eq!(&state(&Archive::open(folder.path(), Access::Read).unwrap()), expected);
            assert_eq!(near(folder.path()), before, "{order:?}: after a repair");
        }
    }
    let (history, _, changes) = expected.unwrap();
    let classes: Vec<_> = history.iter().map(|(_, _, class)| class.as_deref()).collect();
    assert_eq!(classes[..3], [None, None, Some("typo")]);
    assert_eq!(classes[4..], [Some("rewrite"), None, Some("rewrite")]);
    assert_eq!(changes.len(), 5, "{changes:?}");
}

#[test]
fn an_old_crawl_beside_new_captures_tells_the_change_and_no_other() {
    for scheme in ["https", "http"] {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
        let old = format!("{scheme}://a.test/flood");
        let (first, now) =
            (article("Flood", BODY), article("Flood", &BODY.replace("Twelve", "Thirteen")));
        // By whichever cleaner, the same bytes after others are no change of the cleaner's.
        archive.record(&capture(URL, minute(50), "new"), &now).unwrap();
        archive.record(&capture(&old, minute(0), "old"), &first).unwrap();
        archive.record(&capture(URL, minute(90), "new"), &now).unwrap();
        let rows = archive.captures_of_url(URL).unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.previous, row.text)).collect();
        assert_eq!(found, [(None, Some(1)), (Some(1), Some(0)), (None, Some(0))], "{scheme}");
        let changes = archive.changes(minute(0)).unwrap();
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!((changes[0].at, changes[0].class.as_deref()), (minute(50), Some("correction")));
        drop(archive);
        let history = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
            command.args(["history", "--no-diff", URL, "--archive"]).arg(folder.path());
            String::from_utf8(command.output().unwrap().stdout).unwrap()
        };
        let words = history();
        let words: Vec<_> = words.lines().skip(1).map(|line| line[18..29].trim()).collect();
        assert_eq!(words, ["new", "correction", "seen again"], "{scheme}");
    }
}

#[test]
fn an_older_version_of_a_page_is_kept_where_copies_of_others_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.treat_near(spoglio::page::Near::Skip).unwrap();
    archive.record(&capture(URL, minute(50), "new"), &article("Flood", BODY)).unwrap();
    let old = archive.record(&capture(URL, minute(0), "old"), &article("Floods", BODY)).unwrap();
    assert!(matches!(old, Recorded::New { ordinal: 1, .. }), "{old:?}");
    let elsewhere = capture("https://b.test/1", minute(0), "copy");
    let copy = archive.record(&elsewhere, &article("A flood", BODY)).unwrap();
    assert!(matches!(copy, Recorded::Near { .. }), "{copy:?}");
}

#[test]
fn a_page_that_came_back_with_other_words_was_lost_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.record(&capture(URL, minute(0), "1"), &article("Flood", BODY)).unwrap();
    let gone = finding(Outcome::Gone, "", "Not found");
    archive.record(&capture(URL, minute(1), "gone"), &gone).unwrap();
    let back = article("Flood", &BODY.replace("Twelve", "Thirteen"));
    archive.record(&capture(URL, minute(2), "2"), &back).unwrap();
    assert_eq!(archive.changes(minute(0)).unwrap().len(), 2);
}
