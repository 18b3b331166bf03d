//! Texts found by their words.

use spoglio::store::{Access, Archive, SearchBounds, SearchOrder};

use crate::archive::{article, capture, minute};
use crate::archive_history::sample;

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
fn no_korean_word_is_found_that_reaches_from_one_into_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    for (n, text) in ["그 회사 기자가 말했다", "보험 사기를 조사했다"].iter().enumerate()
    {
        let url = format!("https://a.test/{n}");
        archive.record(&capture(&url, minute(n as i64), &url), &article("제목", text)).unwrap();
    }
    let found = |query: &str| -> Vec<u64> {
        let found = archive.search(query, &SearchBounds::default(), 0, 20).unwrap();
        found.into_iter().map(|text| text.ordinal).collect()
    };
    assert_eq!(found("사기"), [1], "fraud, and no journalist of a company");
    assert_eq!(found("회사"), [0]);
    assert_eq!(found("\"회사 기자\""), [0]);
    assert_eq!(found("기자 회사"), [0]);
    assert_eq!(found("회사기자"), [0; 0]);
    let passage = spoglio::store::passage("그 회사 기자가 말했다", "\"회사 기자\"");
    let passage: Vec<(&str, bool)> = passage.iter().map(|p| (p.text.as_str(), p.hit)).collect();
    assert_eq!(passage, [("그 ", false), ("회사 기자", true), ("가 말했다", false)]);
}

#[test]
fn words_near_each_other_are_found_and_counted_and_put_in_the_order_of_their_days() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let texts = [
        ("2026-11-03", "The minister took a large bribe in March."),
        ("2026-11-05", "A bribe was what the minister denied."),
        (
            "2026-11-01",
            "The minister spoke of schools, of roads and of a railway, and of no bribe.",
        ),
    ];
    for (n, (day, text)) in texts.iter().enumerate() {
        let url = format!("https://a.test/{n}");
        let mut found = article(&format!("Title {n}"), text);
        let published =
            spoglio::page::Sourced::new((*day).to_owned(), spoglio::page::Evidence::Time);
        found.metadata.published = Some(published);
        archive.record(&capture(&url, minute(n as i64), &url), &found).unwrap();
    }
    let found = |query: &str, order| -> Vec<u64> {
        let bounds = SearchBounds { order, ..SearchBounds::default() };
        let found = archive.search(query, &bounds, 0, 20).unwrap();
        assert_eq!(archive.count_found(query, &bounds).unwrap(), found.len() as u64, "{query}");
        found.into_iter().map(|text| text.ordinal).collect()
    };
    let by_day = SearchOrder::Published;
    assert_eq!(found("minister bribe", by_day), [1, 0, 2]);
    assert_eq!(found("minister bribe", SearchOrder::Stored), [2, 1, 0]);
    assert_eq!(found("\"minister bribe\"~4", by_day), [1, 0]);
    assert_eq!(found("\"bribe minister\"~3", by_day), [1, 0]);
    assert_eq!(found("\"bribe minister\"~2", by_day), [0; 0]);
    assert_eq!(found("bribe -\"minist* bribe\"~5", by_day), [2]);
    assert_eq!(found("", by_day), [0; 0]);
    let site =
        SearchBounds { site: Some("a.test".to_owned()), order: by_day, ..SearchBounds::default() };
    let all = archive.search("", &site, 0, 20).unwrap();
    assert_eq!(all.iter().map(|text| text.ordinal).collect::<Vec<_>>(), [1, 0, 2]);
    assert_eq!(archive.count_found("", &site).unwrap(), 3);
    drop(archive);
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(["search", "--archive"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run(&["--count", "minister"]), (Some(0), "3\n".to_owned()));
    assert_eq!(run(&["--count", "--json", "minister"]), (Some(0), "{\"count\":3}\n".to_owned()));
    assert_eq!(run(&["--count", "absent"]), (Some(2), "0\n".to_owned()));
    assert_eq!(run(&["--count", "", "--site", "a.test"]), (Some(0), "3\n".to_owned()));
    let (_, told) = run(&["--order", "published", "--titles", "minister"]);
    let ordinals: Vec<&str> = told.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(ordinals, ["001", "000", "002"]);
}

#[test]
fn words_are_found_in_whatever_way_they_are_spelt() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(folder.path(), Access::Write).unwrap();
    let texts = [
        ("Überfluß an Straßen", "uberfluss strasse*"),
        ("Ο Δήμος της Αθήνας", "ΑΘΗΝΑΣ δημοσ"),
        ("Ещё один самолёт", "еще САМОЛЕТ"),
        ("שָׁלוֹם לְכֻלָּם", "שלום"),
        ("أعلنت الحكومةُ قرارًا", "اعلنت الحكومه قرارا"),
        ("İstanbul'da kış", "istanbul"),
        ("Thành phố Đà Nẵng", "da nang"),
        ("ＮＨＫ　ﾆｭｰｽ", "nhk ニュース"),
        ("정부가 연금 개혁안을", "정부 개혁 \"금 개\""),
        ("फ़िल्म का पाँचवाँ दिन", "फिल्म पांचवां"),
        ("รัฐบาลไทยประกาศ", "ไทย"),
        ("La ﬁnanza e l’été", "finanza ETE"),
    ];
    for (n, (text, _)) in texts.iter().enumerate() {
        let url = format!("https://a.test/{n}");
        let found = article(text, &format!("Text {n}: {text}."));
        archive.record(&capture(&url, minute(n as i64), &url), &found).unwrap();
    }
    let found = |query: &str| -> Vec<u64> {
        let found = archive.search(query, &SearchBounds::default(), 0, 20).unwrap();
        found.into_iter().map(|text| text.ordinal).collect()
    };
    for (n, (text, query)) in texts.iter().enumerate() {
        assert_eq!(found(query), [n as u64], "{text}: {query}");
        let marked = spoglio::store::marked(text, query);
        assert!(marked.iter().any(|piece| piece.hit), "{text}: {query}: {marked:?}");
    }
}

#[test]
fn what_may_take_each_others_place_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let archive = sample(folder.path());
    let found = |query: &str| -> Vec<u64> {
        let bounds = SearchBounds { order: SearchOrder::Stored, ..SearchBounds::default() };
        let found = archive.search(query, &bounds, 0, 20).unwrap();
        found.into_iter().map(|text| text.ordinal).rev().collect()
    };
    assert_eq!(found("thirteen OR council"), [1, 2, 4]);
    assert_eq!(found("village (thirteen OR absent)"), [1, 2]);
    assert_eq!(found("village NOT (thirteen OR absent)"), [0, 3]);
    assert_eq!(found("title:village"), [3]);
    assert_eq!(found("title:flood OR 北京"), [0, 1, 2, 4]);
    assert_eq!(found("“fire brigade” AND NOT thirteen"), [0, 3]);
    let words = |count: usize, one: &str| -> String {
        (0..count).map(|n| one.replace('#', &n.to_string())).collect()
    };
    for (hostile, wanted) in [
        (format!("{}village{}", "(".repeat(9_000), ")".repeat(9_000)), vec![0, 1, 2, 3]),
        (words(3_000, "(village OR (x -(y AND (z OR "), vec![0, 1, 2, 3]),
        (format!("village {}", words(3_000, "-w# ")), vec![0, 1, 2, 3]),
        (format!("village OR {}", words(3_000, "w# OR ")), vec![0, 1, 2, 3]),
        (words(3_000, "v# "), vec![]),
        ("village* ".repeat(3_000), vec![0, 1, 2, 3]),
        (format!("\"{}\"", "village ".repeat(30_000)), vec![]),
        ("ب\u{64e}\0\u{7f}\u{200f}".repeat(3_000), vec![]),
    ] {
        assert_eq!(found(&hostile), wanted, "{}", &hostile[..20]);
    }
    let bounds = SearchBounds::default();
    let most = usize::MAX;
    assert_eq!(archive.search("village", &bounds, 0, most).unwrap().len(), 4);
    assert_eq!(archive.search("village", &bounds, most, most).unwrap().len(), 0);
    assert_eq!(archive.list(&bounds, 0, most).unwrap().len(), 5);
    assert_eq!(archive.texts(0, most).unwrap().len(), 5);
    assert_eq!(archive.texts(u64::MAX, 9).unwrap().len(), 0);
}
