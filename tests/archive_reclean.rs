//! Today's cleaner over what was captured.

use spoglio::pipeline::reclean::{Progress, Recleaned, reclean};
use spoglio::pipeline::{Options, RawPage, clean};
use spoglio::store::{Access, Archive, Finding};

use crate::archive::{article, capture, finding, minute};

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
        let counts = reclean(&archive, &Options::default(), threads, &progress, |_, found| {
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
