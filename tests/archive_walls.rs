//! A wall that is put before an article later never takes the place of its text.

use std::path::Path;

use spoglio::page::{Near, Outcome};
use spoglio::pipeline::reclean::{Progress, Recleaning, apply, reclean};
use spoglio::pipeline::run::Stop;
use spoglio::pipeline::{Options, RawPage, clean};
use spoglio::profile::Marks;
use spoglio::store::{Access, Archive, Finding, Recorded, repair, verify};

use crate::archive::{article, capture, minute};

const URL: &str = "https://a.test/story";

fn paragraphs(from: usize, to: usize) -> Vec<String> {
    (from..to)
        .map(|n| {
            format!(
                "The council of town {n} met on Tuesday to talk about bridge {n}, which has been closed for {n} \
                 years, and about what {n} new arches would cost the canton."
            )
        })
        .collect()
}

fn walled(body: &str) -> Finding {
    let mut finding = article("Bridges", body);
    finding.verdict.kept_back = true;
    finding
}

fn told(folder: &Path, command: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .args(command)
        .arg("--archive")
        .arg(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_beginning_behind_a_wall_is_a_sighting_and_no_version() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let mut archive = Archive::open(folder, Access::Write).unwrap();
    let (whole, stub) = (paragraphs(0, 12).join("\n\n"), paragraphs(0, 3).join("\n\n"));
    archive.record(&capture(URL, minute(0), "whole"), &walled(&whole)).unwrap();
    let offer = format!("{stub}\n\nTo continue reading, register for free. It takes one minute.");
    for (at, body) in [(1, &stub), (2, &offer)] {
        let page = capture(URL, minute(at), body);
        for times in 0..2 {
            let recorded = archive.record(&page, &walled(body)).unwrap();
            let refused = Recorded::Refused { outcome: Outcome::PaywallStub };
            assert_eq!(recorded, refused, "{at}, {times}");
        }
    }
    // The whole text is there again.
    let back = archive.record(&capture(URL, minute(3), "whole"), &walled(&whole)).unwrap();
    assert!(matches!(back, Recorded::SeenBefore { ordinal: 0, previous: None, .. }), "{back:?}");
    assert_eq!(archive.count().unwrap(), 1);
    // More behind the wall, and less without one, are versions.
    let grown = paragraphs(0, 13).join("\n\n");
    let grown = archive.record(&capture(URL, minute(4), "grown"), &walled(&grown)).unwrap();
    assert!(matches!(grown, Recorded::Version { previous: 0, .. }), "{grown:?}");
    let short = archive.record(&capture(URL, minute(5), "short"), &article("Bridges", &stub));
    assert!(matches!(short, Ok(Recorded::Version { previous: 1, .. })), "{short:?}");
    let rows = archive.captures(0, 100).unwrap();
    assert_eq!(rows.len(), 6, "the same capture twice is one");
    let classes: Vec<_> = rows.iter().map(|row| row.class.as_deref().unwrap_or("")).collect();
    assert_eq!(classes, ["", "", "", "", "update", "cut"]);
    drop(archive);

    let history = told(folder, &["history", "--no-diff", URL]);
    assert_eq!(history.matches("refused      paywall-stub").count(), 2, "{history}");
    let cuts = told(folder, &["changes", "--since", "2025-01-01", "--class", "cut"]);
    assert_eq!(cuts.lines().count(), 1, "{cuts}");
    let sound = verify(folder, None, &spoglio::store::Progress::default()).unwrap();
    assert!(sound.is_sound(), "{sound:?}");
    repair(folder).unwrap();
    let archive = Archive::open(folder, Access::Read).unwrap();
    assert_eq!(archive.captures(0, 100).unwrap(), rows, "an index made anew");
}

#[test]
fn cleaning_again_does_not_store_the_beginning_either() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let page = |to: usize, foot: &str| {
        let body: String = paragraphs(0, to).iter().map(|text| format!("<p>{text}</p>")).collect();
        format!(
            "<!DOCTYPE html><html><body><article><h1>Bridges</h1>{body}</article>{foot}</body></html>"
        )
    };
    let wall =
        "<section class=paywall><p>Il vous reste 68.14% de cet article à lire.</p></section>";
    for (at, page) in [page(12, ""), page(6, wall)].iter().enumerate() {
        let raw = RawPage {
            bytes: page.as_bytes(),
            url: Some(URL),
            content_type: Some("text/html"),
            kind: None,
        };
        let cleaned = clean(&raw, &Options::default());
        let finding = Finding {
            verdict: cleaned.verdict,
            metadata: cleaned.metadata,
            text: cleaned.text,
            cleaner: "test".to_owned(),
            profile: None,
            marks: Marks::default(),
        };
        assert_eq!(finding.verdict.outcome, Outcome::Article, "alone it is an article");
        assert_eq!(finding.verdict.kept_back, at == 1);
        archive.record(&capture(URL, minute(at as i64), page), &finding).unwrap();
    }
    assert_eq!(archive.count().unwrap(), 1);
    let wanted = Recleaning {
        options: Options::default(),
        cleaner: "later".to_owned(),
        all: true,
        near: Near::Link,
        threads: 1,
        stop: Stop::never(),
    };
    let counts = reclean(&archive, &wanted, &Progress::default(), |_, _| {}).unwrap();
    assert_eq!((counts.found, counts.same), (0, 2), "{counts:?}");
    let now = || minute(9);
    apply(&mut archive, &wanted, &now, &Progress::default(), |_, _| {}).unwrap();
    assert_eq!(archive.count().unwrap(), 1);
}
