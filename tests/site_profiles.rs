//! What sites repeat: learned by the commands that store pages, counted when further pages are
//! cleaned, shown, and never more than that.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use spoglio::page::{Blocks, Shape};
use spoglio::pipeline::{Cleaned, Options, RawPage, clean, marks};
use spoglio::profile::{Marks, Profiles, Seen, SiteProfile, learn};
use spoglio::store::{Access, Archive, Finding, repair};

use crate::archive::{article, capture, minute};
use crate::run::{said, spoglio};
use crate::serve::{ask, with_archive};

/// What the site prints on every page and what reads like its articles.
const BLURB: &str = "Our newsroom answers to its readers alone, and every morning before seven it \
    sends them what happened overnight, told in five minutes.";

/// Sentences that no other page has.
fn story(n: usize) -> Vec<String> {
    const NAMES: [&str; 12] = [
        "Arlo", "Berta", "Cesare", "Dora", "Elio", "Franca", "Gino", "Hanna", "Ivo", "Lea", "Mino",
        "Nora",
    ];
    const PLACES: [&str; 7] =
        ["bridge", "harbour", "school", "theatre", "market", "station", "library"];
    let (name, place) = (NAMES[n % 12], PLACES[n % 7]);
    (0..5)
        .map(|k| {
            format!(
                "{name} told the council on Tuesday that the {place} would stay closed, and the \
                 {} of it was given in detail {} by the engineers of the {}.",
                ["reason", "price", "plan", "history", "future"][k],
                ["once more", "at length", "in vain", "at last", "in writing"][(k + n) % 5],
                NAMES[(n + k + 1) % 12],
            )
        })
        .collect()
}

/// A flattened page of the site.
fn flat(n: usize) -> String {
    let mut lines = vec!["Home", "News", "Sport", "Culture"];
    let title = format!(
        "Story number {} of the {}",
        ["one", "two", "three", "four", "five", "six", "seven", "eight"][n % 8],
        n + 2
    );
    lines.push(&title);
    let story = story(n);
    lines.extend(story.iter().map(String::as_str));
    lines.extend([BLURB, "All rights reserved"]);
    lines.join("\n\n") + "\n"
}

/// The same page as markup.
fn html(n: usize) -> String {
    let paragraphs: String = story(n).iter().map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Story {n}</title><meta property=og:type content=article></head><body><nav><a href=/>Home</a> \
         <a href=/news>News</a></nav><article><h1>Story {n}</h1>{paragraphs}<p>{BLURB}</p></article>\
         <footer>All rights reserved</footer></body></html>"
    )
}

fn cleaned(page: &str, url: Option<&str>, profiles: &Profiles) -> Cleaned {
    let options = Options { profiles: profiles.clone(), ..Options::default() };
    clean(&RawPage { bytes: page.as_bytes(), url, ..RawPage::default() }, &options)
}

fn seen(n: usize) -> Seen {
    let found = cleaned(&flat(n), None, &Profiles::default());
    Seen { address: format!("https://a.test/{n}"), marks: marks(&found) }
}

fn site(pages: usize) -> SiteProfile {
    learn("a.test", (0..pages).map(seen)).unwrap()
}

/// The score of the block that begins so.
fn score(found: &Cleaned, start: &str) -> f32 {
    found.blocks.iter().find(|(_, text)| text.starts_with(start)).unwrap().0.score
}

#[test]
fn what_the_site_repeats_is_less_likely_the_articles_and_its_story_is_as_likely_as_before() {
    let profiles = Profiles::new([site(8)]);
    let url = Some("https://a.test/3");
    for page in [flat(3), html(3)] {
        let before = cleaned(&page, url, &Profiles::default());
        let after = cleaned(&page, url, &profiles);
        assert_eq!(before.profile, None);
        assert_eq!(after.profile.as_deref(), profiles.iter().next().map(SiteProfile::version));
        assert!(score(&after, "Our newsroom") < score(&before, "Our newsroom"), "{page}");
        let kept = story(3).iter().filter(|text| after.text.body().contains(*text)).count();
        assert!(kept >= 4, "{kept} sentences of its story are left of {page}");
        for sentence in story(3) {
            let stood = before.text.body().contains(&sentence);
            assert_eq!(after.text.body().contains(&sentence), stood, "{sentence}");
            assert!((score(&after, &sentence) - score(&before, &sentence)).abs() < 1e-6);
        }
        let of = |found: &Cleaned| {
            let block = found.blocks.iter().find(|(_, text)| text.starts_with("All rights"));
            block.map(|(block, _)| (block.kept, block.reason.to_string())).unwrap()
        };
        assert!(
            of(&after).1.contains("stands on 8 of 8 pages seen of its site"),
            "{:?}",
            of(&after)
        );
        assert!(!of(&before).1.contains("its site") && !of(&after).0);
    }
    // Another site's page, and one whose address is not known, are cleaned as ever.
    for url in [Some("https://b.test/3"), None] {
        let found = cleaned(&flat(3), url, &profiles);
        assert_eq!(found.profile, None);
        assert!(
            (score(&found, "Our newsroom")
                - score(&cleaned(&flat(3), url, &Profiles::default()), "Our newsroom"))
            .abs()
                < 1e-6
        );
    }
}

#[test]
fn what_two_pages_share_weighs_nothing() {
    let mut two: Vec<Seen> = (0..2).map(seen).collect();
    for n in 2..6 {
        let page = flat(n).replace(BLURB, "").replace("All rights reserved", "");
        let found = cleaned(&page, None, &Profiles::default());
        two.push(Seen { address: format!("https://a.test/{n}"), marks: marks(&found) });
    }
    let profiles = Profiles::new([learn("a.test", two).unwrap()]);
    let url = Some("https://a.test/0");
    let (before, after) =
        (cleaned(&flat(0), url, &Profiles::default()), cleaned(&flat(0), url, &profiles));
    assert!((score(&after, "Our newsroom") - score(&before, "Our newsroom")).abs() < 1e-6);
}

#[test]
fn an_article_that_other_pages_print_again_keeps_its_body() {
    // Five pages carry the whole of the next article below their own, as endless pages do.
    let mut pages: Vec<Seen> = (0..8).map(seen).collect();
    for (n, page) in pages.iter_mut().enumerate().skip(1).take(5) {
        let below = format!("{}\n\n{}", flat(n), story(0).join("\n\n"));
        page.marks = marks(&cleaned(&below, None, &Profiles::default()));
    }
    let profile = learn("a.test", pages).unwrap();
    let repeated = story(0);
    assert!(
        profile.furniture().iter().any(|f| repeated.iter().any(|text| text.starts_with(&f.text))),
        "its paragraphs are among what repeats"
    );
    let after = cleaned(&flat(0), Some("https://a.test/0"), &Profiles::new([profile]));
    for sentence in repeated {
        assert!(after.text.body().contains(&sentence), "{sentence}");
    }
}

#[test]
fn pages_in_any_order_on_any_number_of_threads_give_one_profile_and_one_text() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pages")).unwrap();
    for n in 0..8 {
        fs::write(folder.path().join("pages").join(format!("{n}.txt")), flat(n)).unwrap();
    }
    let (profile, _) =
        said(&spoglio(&["site", "a.test", "--from", "pages", "--json"], folder.path()));
    fs::write(folder.path().join("profile.json"), &profile).unwrap();
    let mut backwards = vec!["site", "a.test", "--json", "--from"];
    let names: Vec<String> = (0..8).rev().map(|n| format!("pages/{n}.txt")).collect();
    backwards.extend(names.iter().map(String::as_str));
    assert_eq!(said(&spoglio(&backwards, folder.path())).0, profile);
    let lines = |paths: &[&str], threads: &str| {
        let mut all = vec!["clean", "--format", "jsonl", "--profile", "profile.json"];
        all.extend(["--threads", threads]);
        all.extend(paths);
        let output = spoglio(&all, folder.path());
        assert!(output.status.success(), "{:?}", said(&output));
        let mut lines: Vec<String> = said(&output).0.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let one = lines(&["pages"], "1");
    assert_eq!(one.len(), 8);
    let version = serde_json::from_str::<serde_json::Value>(&profile).unwrap()["version"].clone();
    for line in &one {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["profile"], version, "pages without an address are the one site's");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(lines(&names, "3"), one);
}

#[test]
fn a_profile_that_is_changed_or_none_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.txt"), flat(0)).unwrap();
    let whole = spoglio::profile::written(&site(4)).to_string();
    for (contents, wanted) in [
        (whole.replace("\"pages\":4", "\"pages\":9"), "changed or damaged"),
        (whole[..whole.len() / 2].to_owned(), "no site profile"),
        (String::new(), "no site profile in it"),
    ] {
        fs::write(folder.path().join("p.json"), contents).unwrap();
        let output = spoglio(&["clean", "--profile", "p.json", "page.txt"], folder.path());
        let (out, err) = said(&output);
        assert_eq!(output.status.code(), Some(3), "{err}");
        assert!(err.contains("p.json") && err.contains(wanted) && out.is_empty(), "{err}");
    }
}

/// What a page of the site leaves, as a run would hand it to the archive.
fn kept(n: usize, text: &str) -> Finding {
    let body = format!("{text}\n\n{}", story(n).join("\n\n"));
    Finding { marks: seen(n).marks, ..article(&format!("Story {n}"), &body) }
}

fn store(archive: &mut Archive, pages: std::ops::Range<usize>, at: DateTime<Utc>) {
    let batch: Vec<_> = pages
        .map(|n| (capture(&format!("https://a.test/{n}"), at, &html(n)), kept(n, "x")))
        .collect();
    archive.record_all(&batch).unwrap();
}

#[test]
fn the_archive_learns_from_three_pages_keeps_each_version_and_only_the_last_pages() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    store(&mut archive, 0..2, minute(1));
    assert!(archive.learn_profiles(minute(2)).unwrap().is_empty(), "two pages");
    store(&mut archive, 2..4, minute(3));
    let learned = archive.learn_profiles(minute(4)).unwrap();
    assert_eq!((learned.len(), learned[0].pages), (1, 4));
    assert!(learned[0].texts >= 3, "{learned:?}");
    assert!(archive.learn_profiles(minute(5)).unwrap().is_empty(), "nothing is new");
    store(&mut archive, 4..60, minute(6));
    let again = archive.learn_profiles(minute(60 * 24 * 40)).unwrap();
    assert_eq!((again.len(), again[0].pages), (1, 32), "the last 32 are held");
    assert_ne!(again[0].version, learned[0].version);
    let rows = archive.profile_rows(Some("a.test")).unwrap();
    assert_eq!(rows.len(), 2);
    let (row, first) = archive.profile("a.test", &learned[0].version[..6]).unwrap().unwrap();
    assert_eq!((row.version.as_str(), first.pages()), (first.version(), 4));
    let (before, _) = archive.profile_before(&rows[0]).unwrap().unwrap();
    assert_eq!(before.version, learned[0].version);
    let (profiles, damaged) = archive.profiles().unwrap();
    assert!(damaged.is_empty());
    assert_eq!(profiles.iter().next().unwrap().version(), again[0].version);
    drop(archive);
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    let (marks, bytes): (i64, i64) = index
        .query_row("SELECT count(*), sum(length(marks)) FROM mark", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert!(marks == 32 && bytes < 32 * 2_000, "{marks} pages left {bytes} bytes");
}

#[test]
fn what_a_newer_profile_leaves_out_is_no_correction_of_the_article() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let with_blurb = |n| {
        let text = format!("{}\n\n{BLURB}", story(n).join("\n\n"));
        Finding { marks: seen(n).marks, ..article(&format!("Story {n}"), &text) }
    };
    for n in 0..4 {
        let page = capture(&format!("https://a.test/{n}"), minute(n as i64), &html(n));
        archive.record(&page, &with_blurb(n)).unwrap();
    }
    let version = archive.learn_profiles(minute(5)).unwrap().remove(0).version;
    let later = |text: &str| Finding { profile: Some(version.clone()), ..article("Story 1", text) };
    let story = story(1).join("\n\n");
    let corrected = story.replace("on Tuesday", "on Monday");
    for (at, text) in [(6, &story), (7, &corrected)] {
        // Asked for again, the page is not the same to the byte.
        let page = capture("https://a.test/1", minute(at), &format!("{}<!-- {at} -->", html(1)));
        archive.record(&page, &later(text)).unwrap();
    }
    let rows = archive.captures_of_url("https://a.test/1").unwrap();
    let classes: Vec<_> = rows.iter().map(|row| row.class.as_deref().unwrap_or("")).collect();
    assert_eq!(classes[..2], ["", "recleaned"]);
    assert!(!["", "recleaned"].contains(&classes[2]), "{classes:?}");
}

#[test]
fn a_number_in_a_sentence_that_all_reports_share_is_no_furniture() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let formula = |magnitude: &str| {
        format!(
            "The quake had a magnitude of {magnitude} and was felt in the valley, the institute said."
        )
    };
    let page = |n: usize, magnitude: &str| {
        html(n).replace("</article>", &format!("<p>{}</p></article>", formula(magnitude)))
    };
    for n in 0..4 {
        let page = page(n, &format!("3.{n}"));
        let marks = marks(&cleaned(&page, None, &Profiles::default()));
        let text = format!("{}\n\n{}", story(n).join("\n\n"), formula(&format!("3.{n}")));
        let found = Finding { marks, ..article(&format!("Story {n}"), &text) };
        archive
            .record(&capture(&format!("https://a.test/{n}"), minute(n as i64), &page), &found)
            .unwrap();
    }
    let version = archive.learn_profiles(minute(5)).unwrap().remove(0).version;
    let text = format!("{}\n\n{}", story(1).join("\n\n"), formula("4.1"));
    let found = Finding { profile: Some(version), ..article("Story 1", &text) };
    archive.record(&capture("https://a.test/1", minute(6), &page(1, "4.1")), &found).unwrap();
    let rows = archive.captures_of_url("https://a.test/1").unwrap();
    assert_eq!(rows[1].class.as_deref(), Some("correction"));
}

#[test]
fn a_repair_keeps_what_is_known_of_sites_and_says_when_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    store(&mut archive, 0..4, minute(1));
    let learned = archive.learn_profiles(minute(2)).unwrap().remove(0);
    let of_site = Finding { profile: Some(learned.version.clone()), ..kept(90, "x") };
    archive.record(&capture("https://a.test/90", minute(3), &html(90)), &of_site).unwrap();
    drop(archive);
    let notes = repair(folder.path()).unwrap().notes;
    let says = |notes: &[String]| notes.iter().any(|note| note.contains("site --learn"));
    assert!(!says(&notes), "{notes:?}");
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    assert_eq!(archive.profile_rows(Some("a.test")).unwrap(), std::slice::from_ref(&learned));
    assert_eq!(archive.profiles().unwrap().0.iter().next().unwrap().version(), learned.version);
    // What its pages left is there too: a later run goes on from it.
    store(&mut archive, 4..60, minute(6));
    assert_eq!(archive.learn_profiles(minute(7)).unwrap()[0].pages, 32);
    drop(archive);
    fs::write(folder.path().join("index.sqlite"), b"no index").unwrap();
    let notes = repair(folder.path()).unwrap().notes;
    assert!(says(&notes), "{notes:?}");
}

#[test]
fn a_damaged_profile_is_told_left_out_and_learned_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    store(&mut archive, 0..5, minute(1));
    let version = archive.learn_profiles(minute(2)).unwrap().remove(0).version;
    drop(archive);
    let index = rusqlite::Connection::open(folder.path().join("index.sqlite")).unwrap();
    index.execute("UPDATE profile SET body = x'00112233'", []).unwrap();
    index.execute("UPDATE mark SET marks = x'00' WHERE id = 1", []).unwrap();
    drop(index);
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    let (profiles, damaged) = archive.profiles().unwrap();
    assert!(profiles.is_empty());
    assert!(damaged[0].contains("a.test") && damaged[0].contains("--learn"), "{damaged:?}");
    assert!(archive.profile("a.test", "").unwrap_err().to_string().contains("damaged"));
    drop(archive);
    with_archive(folder.path(), None, |address| {
        assert_eq!(ask(address, "/site/a.test", "").0, 200, "the site's page does without");
    });
    let (out, err) =
        said(&spoglio(&["site", "a.test", "--learn", "--archive", "."], folder.path()));
    assert!(out.contains("a.test"), "{out}{err}");
    let archive = Archive::open(folder.path(), Access::Read).unwrap();
    let (_, profile) = archive.profile("a.test", "").unwrap().unwrap();
    assert_eq!(profile.pages(), 5);
    assert!(!version.is_empty() && profile.furniture().iter().any(|f| f.text.contains("rights")));
}

#[test]
fn the_version_is_written_down_with_the_text_and_survives_the_loss_of_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    fs::create_dir(&pages).unwrap();
    let linked = |n: usize| {
        html(n)
            .replace("<title>", &format!("<link rel=canonical href=https://a.test/{n}/x><title>"))
    };
    let config = "[[source]]\nname = \"saved\"\nfolder = \"pages\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    for n in 0..6 {
        fs::write(pages.join(format!("{n}.html")), linked(n)).unwrap();
    }
    let run = |options: &[&str]| said(&spoglio(options, folder.path()));
    run(&["run"]);
    let of = |n: usize| -> Option<String> {
        let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
        archive.captures_of_url(&format!("https://a.test/{n}/x")).unwrap().remove(0).profile
    };
    assert_eq!(of(0), None, "what a run learns holds from its end on");
    let (listed, _) = run(&["site"]);
    let version = listed[..16].to_owned();
    assert!(listed.contains("a.test") && listed.contains("on  6 pages"), "{listed}");
    for n in 6..8 {
        fs::write(pages.join(format!("{n}.html")), linked(n)).unwrap();
    }
    run(&["run"]);
    assert_eq!(of(7).as_deref(), Some(version.as_str()));
    let (shown, _) = run(&["show", "--metadata", "007"]);
    assert!(shown.contains(&format!("cleaned with site profile {version}")), "{shown}");
    let (json, _) = run(&["show", "--json", "007"]);
    assert!(json.contains(&format!("\"profile\": \"{version}\"")), "{json}");
    let (site, _) = run(&["site", "a.test"]);
    assert!(site.contains("All rights reserved") && site.contains("a.test: "), "{site}");
    let (reclean, _) = run(&["reclean"]);
    assert!(reclean.contains(" were cleaned with a profile of their site"), "{reclean}");
    let (clean, _) = run(&["clean", "--format", "jsonl", "--profile", "archive", "pages/0.html"]);
    assert!(!clean.contains("\"profile\":null"), "{clean}");
    fs::remove_file(folder.path().join("archive/index.sqlite")).unwrap();
    repair(&folder.path().join("archive")).unwrap();
    assert_eq!(of(7).as_deref(), Some(version.as_str()), "from the WARC file");
    let (again, _) = run(&["site", "--learn"]);
    assert!(again.contains("a.test"), "{again}");
    // Turned off, nothing is learned and nothing is used.
    fs::write(folder.path().join("config.toml"), format!("profiles = false\n{config}")).unwrap();
    fs::write(pages.join("9.html"), linked(9)).unwrap();
    run(&["run"]);
    assert_eq!(of(9), None);
}

#[test]
fn the_page_of_a_site_shows_what_it_repeats_and_what_came_and_went() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let hostile = "<script>alert(1)</script> of the menu";
    let page = |n: usize, more: &str| {
        let mut blocks = Blocks::default();
        blocks.push("Home", Shape::Paragraph, 0);
        blocks.push(&story(n)[0], Shape::Paragraph, 1);
        blocks.push(more, Shape::Paragraph, 2);
        let finding = Finding { marks: Marks::of(&blocks), ..kept(n, "y") };
        (capture(&format!("https://a.test/{n}"), minute(n as i64), &html(n)), finding)
    };
    let first: Vec<_> = (0..4).map(|n| page(n, "Radio of the old days")).collect();
    archive.record_all(&first).unwrap();
    archive.learn_profiles(minute(10)).unwrap();
    let later: Vec<_> = (4..40).map(|n| page(n, hostile)).collect();
    archive.record_all(&later).unwrap();
    archive.learn_profiles(minute(60 * 24 * 31)).unwrap();
    drop(archive);
    with_archive(folder.path(), None, |address| {
        let (status, _, body) = ask(address, "/site/a.test", "");
        assert_eq!(status, 200);
        assert!(body.contains("What the site repeats") && body.contains("Changes since"));
        assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt; of the menu"));
        assert!(!body.contains("<script>alert"));
        let (_, _, italian) = ask(address, "/site/a.test", "Accept-Language: it\r\n");
        assert!(italian.contains("Ciò che il sito ripete") && italian.contains("Cambiamenti dal"));
        let (_, _, json) = ask(address, "/site/a.test.json", "");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let texts = |list: &serde_json::Value| -> Vec<String> {
            let of = |line: &serde_json::Value| line["text"].as_str().unwrap().to_owned();
            list.as_array().unwrap().iter().map(of).collect()
        };
        let furniture = &json["furniture"];
        assert!(texts(&furniture["texts"]).iter().any(|text| text == hostile), "{furniture}");
        assert!(texts(&furniture["since"]["came"]).iter().any(|text| text == hostile));
        let went = texts(&furniture["since"]["went"]);
        assert!(went.iter().any(|text| text == "Radio of the old days"), "{went:?}");
        let (_, _, other) = ask(address, "/site/b.test", "");
        assert!(!other.contains("What the site repeats"));
    });
    let (out, _) = said(&spoglio(&["site", "a.test", "--archive", "."], folder.path()));
    assert!(out.contains(" came, ") && out.contains("-  4"), "{out}");
    let missing = spoglio(&["site", "c.test", "--archive", "."], Path::new(folder.path()));
    assert_eq!(missing.status.code(), Some(2));
}
