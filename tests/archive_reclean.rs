//! Today's cleaner over what was captured.

use std::path::Path;

use spoglio::pipeline::reclean::{Counts, Progress, Recleaned, Recleaning, apply, reclean};
use spoglio::pipeline::run::{Stop, Switch};
use spoglio::pipeline::{Options, RawPage, clean};
use spoglio::profile::Marks;
use spoglio::store::{Access, Archive, Finding, repair, verify};

use crate::archive::{article, capture, files, finding, minute};

const PAGE: &str = "<!DOCTYPE html><html><body><nav><a href=/>Home</a></nav><article><h1>Flood in the valley</h1>\
<p>The river rose by two metres on Monday night and cut the road to the village of Aro, the canton announced.</p>\
<p>Twelve people were brought to safety by the fire brigade, said the mayor in the morning, and nobody was hurt.</p>\
<p>The road will stay closed until Friday, and the school opens again as soon as the water has fallen.</p>\
</article></body></html>";

#[test]
fn it_is_shown_what_would_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let page = capture("https://a.test/1", minute(0), PAGE);
    let raw = RawPage {
        bytes: PAGE.as_bytes(),
        url: Some(&page.url),
        content_type: Some("text/html"),
        kind: None,
    };
    let cleaned = clean(&raw, &Options::default());
    let today = Finding {
        verdict: cleaned.verdict,
        metadata: cleaned.metadata,
        text: cleaned.text.clone(),
        cleaner: "test".to_owned(),
        profile: None,
        marks: Marks::default(),
    };
    archive.record(&page, &today).unwrap();
    archive.record(&capture("https://a.test/1", minute(1), PAGE), &today).unwrap();
    let menu = article(cleaned.text.title(), &format!("Home\n\n{}", cleaned.text.body()));
    archive.record(&capture("https://a.test/2", minute(2), PAGE), &menu).unwrap();
    let refused = finding(spoglio::page::Outcome::ListPage, "", "Home");
    archive.record(&capture("https://a.test/3", minute(3), PAGE), &refused).unwrap();
    drop(archive);
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    for threads in [1, 3] {
        let mut seen = Vec::new();
        let progress = Progress::default();
        let counts = reclean(&archive, &on(threads), &progress, |_, found| {
            seen.push(found.clone());
        })
        .unwrap();
        assert_eq!(progress.done(), 4);
        assert_eq!(
            (counts.same, counts.passed, counts.changed, counts.found),
            (1, 1, 1, 1),
            "{seen:?}"
        );
        assert!(
            matches!(&seen[2], Recleaned::Changed { change } if change.gone == 1 && change.came == 0),
            "{:?}",
            seen[2]
        );
    }
    assert_eq!(archive.count().unwrap(), 2, "nothing is changed");
}

fn on(threads: usize) -> Recleaning {
    Recleaning {
        options: Options::default(),
        cleaner: "second".to_owned(),
        all: false,
        near: spoglio::page::Near::Link,
        threads,
        stop: Stop::never(),
    }
}

/// What today's cleaner makes of a page.
fn today(page: &str) -> Finding {
    let raw =
        RawPage { bytes: page.as_bytes(), content_type: Some("text/html"), ..RawPage::default() };
    let cleaned = clean(&raw, &Options::default());
    Finding {
        verdict: cleaned.verdict,
        metadata: cleaned.metadata,
        text: cleaned.text,
        cleaner: "test".to_owned(),
        profile: None,
        marks: Marks::default(),
    }
}

/// The page of another article.
fn another(n: usize) -> String {
    PAGE.replace("two metres", &format!("{n} metres")).replace("Aro", &format!("Aro {n}"))
}

/// An archive whose texts an earlier cleaner made, which left the menu in: two pages of one address,
/// the first of them once more, pages of other addresses, a refused one, and one that is right.
fn cleaned_badly(folder: &Path, pages: usize) -> Archive {
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let badly = |page: &str| {
        let today = today(page);
        Finding { ..article(today.text.title(), &format!("Home\n\n{}", today.text.body())) }
    };
    let url = "https://a.test/1";
    for (n, page) in [another(1), another(2), another(1)].iter().enumerate() {
        archive.record(&capture(url, minute(n as i64), page), &badly(page)).unwrap();
    }
    for n in 3..pages {
        let (url, page) = (format!("https://a.test/{n}"), another(n));
        archive.record(&capture(&url, minute(n as i64), &page), &badly(&page)).unwrap();
    }
    let wall = finding(spoglio::page::Outcome::ListPage, "", "Home");
    archive.record(&capture("https://b.test/1", minute(50), &another(70)), &wall).unwrap();
    let right = another(71);
    archive.record(&capture("https://b.test/2", minute(51), &right), &today(&right)).unwrap();
    archive
}

fn applied(archive: &mut Archive, cleaner: &str, threads: usize) -> Counts {
    let wanted = Recleaning { cleaner: cleaner.to_owned(), ..on(threads) };
    apply(archive, &wanted, &|| minute(100), &Progress::default(), |_, _| {}).unwrap()
}

#[test]
fn applying_adds_versions_and_keeps_the_old_texts() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = cleaned_badly(folder.path(), 6);
    let before = files(folder.path());
    let counts = applied(&mut archive, "second", 2);
    assert_eq!((counts.changed, counts.found, counts.passed, counts.same), (5, 1, 1, 1));
    let after = files(folder.path());
    assert_eq!(after[..before.len()], before, "the old texts stay");
    assert_eq!(after.len(), before.len() + 6);
    // What the address holds now is its last page's text, cleaned again.
    let url = "https://a.test/1";
    let known = archive.known(url).unwrap().unwrap();
    let ordinal = known.text.unwrap();
    assert_eq!(archive.captures_of_url(url).unwrap().len(), 5);
    let again =
        archive.record(&capture(url, minute(200), &another(1)), &today(&another(1))).unwrap();
    assert!(
        matches!(again, spoglio::store::Recorded::SeenBefore { .. }),
        "a page read by the new cleaner is no new version: {again:?}, {ordinal}"
    );
    let history = archive.captures_of_url(url).unwrap();
    let recleaned: Vec<_> = history.iter().filter(|row| row.recleans.is_some()).collect();
    assert_eq!(recleaned.len(), 2);
    for row in &recleaned {
        assert_eq!(row.class.as_deref(), Some("recleaned"));
        // The page of a text made again is the one it was captured with.
        let page = archive.page(row).unwrap();
        assert_eq!(today(&String::from_utf8(page.body).unwrap()).text.sha256(), {
            archive.text(row.text.unwrap()).unwrap().sha256
        });
    }
    assert!(
        archive.changes(minute(60)).unwrap().is_empty(),
        "no article changed: {:?}",
        archive.changes(minute(60)).unwrap()
    );
    assert_eq!(known.etag, archive.known("https://a.test/1#x").unwrap().unwrap().etag);
    // Once more, there is nothing to do.
    let counts = applied(&mut archive, "second", 1);
    assert_eq!((counts.changed, counts.found), (0, 0), "{counts:?}");
    assert_eq!(files(folder.path()).len(), after.len());
    drop(archive);
    let found = verify(folder.path(), None, &spoglio::store::Progress::default()).unwrap();
    assert!(found.is_sound(), "{found:?}");
    let rows = |folder: &Path| {
        let archive = Archive::open(folder, Access::Read).unwrap();
        let now = archive.captures_of_url(url).unwrap().last().unwrap().text;
        (serde_json::to_string(&archive.captures(0, 100).unwrap()).unwrap(), now)
    };
    let before = rows(folder.path());
    repair(folder.path()).unwrap();
    assert_eq!(rows(folder.path()), before, "after a repair");
}

#[test]
fn an_interrupted_apply_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = cleaned_badly(folder.path(), 40);
    let before = files(folder.path()).len();
    let (switch, stop) = Switch::new();
    let mut seen = 0;
    let wanted = Recleaning { stop, ..on(2) };
    let now = || minute(100);
    apply(&mut archive, &wanted, &now, &Progress::default(), |_, _| {
        seen += 1;
        if seen == 12 {
            switch.press();
        }
    })
    .unwrap();
    let some = files(folder.path()).len() - before;
    assert!(some > 0 && some < 40, "{some} recorded before it was told to end");
    drop(archive);
    assert!(verify(folder.path(), None, &spoglio::store::Progress::default()).unwrap().is_sound());
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let counts = applied(&mut archive, "second", 2);
    assert_eq!(some as u64 + counts.changed + counts.found, 40, "nothing twice: {counts:?}");
    assert_eq!(files(folder.path()).len(), before + 40);
    assert!(archive.reclean_from("second").unwrap().is_none(), "done");
}

#[test]
fn another_text_of_the_same_bytes_is_the_cleaners_doing() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = cleaned_badly(folder.path(), 4);
    let url = "https://a.test/3";
    let again =
        archive.record(&capture(url, minute(90), &another(3)), &today(&another(3))).unwrap();
    assert!(matches!(again, spoglio::store::Recorded::Version { .. }), "{again:?}");
    let row = archive.captures_of_url(url).unwrap().pop().unwrap();
    assert_eq!(row.class.as_deref(), Some("recleaned"));
    assert!(archive.changes(minute(80)).unwrap().is_empty());
}

#[test]
fn what_this_very_cleaner_read_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = cleaned_badly(folder.path(), 6);
    let seen = |archive: &Archive, cleaner: &str, all: bool| {
        let wanted = Recleaning { cleaner: cleaner.to_owned(), all, ..on(2) };
        let mut told = 0;
        let progress = Progress::default();
        let counts = reclean(archive, &wanted, &progress, |_, _| told += 1).unwrap();
        assert_eq!(progress.done(), archive.count_captures(0).unwrap(), "{counts:?}");
        assert_eq!(told, 8 - counts.known, "only what was cleaned is told: {counts:?}");
        counts
    };
    // Of eight captures, the fixtures' cleaner gave one that is as it should be.
    assert_eq!(seen(&archive, "test", false).known, 1);
    assert_eq!(seen(&archive, "second", false).known, 0);
    let counts = applied(&mut archive, "second", 2);
    assert_eq!((counts.changed + counts.found, counts.same, counts.passed), (6, 1, 1));
    // What it made anew and what it found as it should be are both known; a capture that only refers to
    // another one has no answer of its own.
    let counts = seen(&archive, "second", false);
    assert_eq!((counts.known, counts.passed, counts.same), (7, 1, 0), "{counts:?}");
    let counts = seen(&archive, "second", true);
    assert_eq!((counts.known, counts.passed, counts.same), (0, 1, 7), "{counts:?}");
    assert_eq!(seen(&archive, "third", false).known, 0, "another cleaner knows nothing");
    let rows = archive.captures(0, 100).unwrap();
    let right = rows.iter().find(|row| row.url == "https://b.test/2").unwrap();
    assert!(archive.is_answered_by(right, "second", None).unwrap());
    assert!(!archive.is_answered_by(right, "second", Some("abc")).unwrap(), "with a profile");
    drop(archive);
    assert!(verify(folder.path(), None, &spoglio::store::Progress::default()).unwrap().is_sound());
    // An index made anew knows what the entries say: who gave each answer first.
    repair(folder.path()).unwrap();
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    let counts = seen(&archive, "second", false);
    assert_eq!((counts.known, counts.same), (6, 1), "{counts:?}");
}

/// What `near = "skip"` left out stays out until copies are wanted.
#[test]
fn copies_that_are_not_wanted_are_not_stored_by_another_way() {
    use spoglio::page::Near;
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    archive.treat_near(Near::Skip).unwrap();
    archive.record(&capture("https://a.test/1", minute(0), PAGE), &today(PAGE)).unwrap();
    let copy = PAGE.replace("Flood in the valley", "The valley under water");
    archive.record(&capture("https://b.test/1", minute(1), &copy), &today(&copy)).unwrap();
    assert_eq!(archive.count().unwrap(), 1, "a copy under another headline");
    let now = || minute(9);
    for all in [false, true] {
        let wanted = Recleaning { near: Near::Skip, all, ..on(1) };
        let progress = Progress::default();
        let counts = apply(&mut archive, &wanted, &now, &progress, |_, _| {}).unwrap();
        assert_eq!((counts.found, archive.count().unwrap()), (0, 1), "all: {all}");
    }
    let counts = apply(&mut archive, &on(1), &now, &Progress::default(), |_, _| {}).unwrap();
    assert_eq!((counts.found, archive.count().unwrap()), (1, 2), "now they are wanted");
}

/// However often the cleaner changes between two looks at a page that does not.
#[test]
fn a_page_that_stays_has_no_change_of_its_own_however_many_cleaners_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let url = "https://a.test/1";
    for (at, (page, text)) in [
        ("one", "The first cleaner's text."),
        ("one", "What the second cleaner made of it."),
        ("one", "And the third one's words."),
        ("two", "The page has changed, says the third cleaner."),
        ("one", "The page is back, and a fourth cleaner reads it."),
    ]
    .into_iter()
    .enumerate()
    {
        let page = capture(url, minute(at as i64), page);
        archive.record(&page, &article("One", text)).unwrap();
    }
    let rows = archive.captures_of_url(url).unwrap();
    let is_the_cleaners: Vec<bool> =
        rows.iter().map(|row| row.class.as_deref() == Some("recleaned")).collect();
    assert_eq!(is_the_cleaners, [false, true, true, false, false], "{rows:?}");
}
