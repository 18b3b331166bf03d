//! The reader and the rules on small invented pages.

use super::*;
use crate::page::{Label, Metadata};
use crate::strip::Context;

pub(super) fn strip(text: &str) -> Stripped {
    let metadata = Metadata::default();
    strip_lines(
        text,
        &Limits::default(),
        &Context { metadata: &metadata, url: None, site: None, profile: None },
    )
}

pub(super) fn kept(text: &str) -> Vec<String> {
    let s = strip(text);
    s.blocks.iter().filter(|(b, _)| b.kept).map(|(_, t)| t.to_owned()).collect()
}

pub(super) fn label(text: &str, line: &str) -> Label {
    let s = strip(text);
    let found = s.blocks.iter().find(|(_, t)| *t == line);
    found.unwrap_or_else(|| panic!("no block {line:?} in {:#?}", s.blocks)).0.label
}

pub(super) const PARAGRAPHS: &str = "The old ferry across the Lenta stopped running on Monday, after the river had risen by two metres in a single night.\n\n\
    \"We wait until it falls,\" said the ferryman, who has worked on the crossing for thirty years and has seen worse.\n\n\
    The council wants to decide in spring whether a bridge should take its place, which would cost four million.\n";

pub(super) const THREE: [&str; 3] = [
    "The old ferry across the Lenta stopped running on Monday, after the river had risen by two metres in a single night.",
    "\"We wait until it falls,\" said the ferryman, who has worked on the crossing for thirty years and has seen worse.",
    "The council wants to decide in spring whether a bridge should take its place, which would cost four million.",
];

#[test]
fn numbered_menus_with_gaps_and_restarts_are_dropped() {
    let menu = "  1. Home\n  2. Shop\n  4. My page\n  1. Sport\n  2. Rowing\n  1. Search\n\n";
    assert_eq!(kept(&format!("{menu}{PARAGRAPHS}")), THREE);
    assert_eq!(label(&format!("{menu}{PARAGRAPHS}"), "My page"), Label::Navigation);
}

#[test]
fn the_headline_comes_first_and_what_signs_it_is_dropped() {
    let page = format!(
        "Lenta ferry stays in port\n\nMira Tolo\n\n3.4.2031 - 09:12\n\ndpa\n\n{PARAGRAPHS}\n×"
    );
    let mut expected = vec!["Lenta ferry stays in port"];
    expected.extend(THREE);
    assert_eq!(kept(&page), expected);
    assert_eq!(label(&page, "Lenta ferry stays in port"), Label::Title);
    assert_eq!(label(&page, "3.4.2031 - 09:12"), Label::Date);
    assert_eq!(label(&page, "dpa"), Label::Byline);
}

#[test]
fn a_caption_printed_twice_is_dropped_with_its_credit() {
    let caption = "The ferry at its pier below the old customs house. (archive picture)";
    let page = PARAGRAPHS.replacen("\n\n", &format!("\n\n{caption}\n{caption}\nJ. Brodd\n\n"), 1);
    assert_eq!(kept(&page), THREE);
    assert_eq!(label(&page, caption), Label::Caption);
    assert_eq!(label(&page, "J. Brodd"), Label::Credit);
}

#[test]
fn a_caption_printed_cut_and_whole_is_dropped() {
    let page = PARAGRAPHS.replacen(
        "\n\n",
        "\n\nThe pier below the customs house, where the...\nThe pier below the customs house, where the ferry lies since Monday.\n\n",
        1,
    );
    assert_eq!(kept(&page), THREE);
}

#[test]
fn a_headline_that_comes_back_is_kept_once() {
    let page = format!("Lenta ferry stays in port\n\n{PARAGRAPHS}\nLenta ferry stays in port\n");
    assert_eq!(kept(&page).iter().filter(|t| t.starts_with("Lenta")).count(), 1);
}

#[test]
fn related_sections_end_where_running_text_goes_on() {
    let page =
        PARAGRAPHS.replacen("\n\n", "\n\nRecommended stories\nlist of 2 itemsend of list\n", 1);
    assert_eq!(kept(&page), THREE);
    let page = format!(
        "{PARAGRAPHS}\nMeistgelesen\n\nNew school opens in Brodd\nWhy the harvest came late this year in the whole valley and beyond\n"
    );
    assert_eq!(kept(&page), THREE);
    assert_eq!(label(&page, "New school opens in Brodd"), Label::Related);
}

#[test]
fn a_teaser_whose_fields_run_together_is_dropped() {
    let page = format!(
        "{PARAGRAPHS}\nPolitics. Mayor of Brodd resigns after the vote on the bridge\n\nPoliticsMayor of Brodd resigns after the vote on the bridge\n"
    );
    assert_eq!(kept(&page), THREE);
}

#[test]
fn mastheads_and_skip_links_are_dropped() {
    let page =
        format!("Zum Inhalt springen\n date 2031-04-03 The paper of the valley\n{PARAGRAPHS}");
    assert_eq!(kept(&page), THREE);
}

#[test]
fn markdown_leaves_no_marks() {
    let page = PARAGRAPHS.replace("ferry", "**ferry**").replace("council", "*council*");
    let page = format!("# Lenta ferry\n\n[Home](https://valley.example/)\n\n{page}");
    assert_eq!(kept(&page)[1..], THREE);
}

#[test]
fn subheads_stay_between_paragraphs() {
    let page = PARAGRAPHS.replacen("\n\n", "\n\nA river out of its bed\n\n", 1);
    assert_eq!(kept(&page).len(), 4);
    assert_eq!(label(&page, "A river out of its bed"), Label::Subhead);
}

#[test]
fn wrapped_lines_are_joined_for_prose_only() {
    let page = "The old ferry across the Lenta stopped running on Monday, after the river\nhad risen by two metres in a single night. Nobody was hurt, and the goods-\nvans took the long way round by Brodd, as they do in every spring flood and\nas they will next year.\n\n  * one pier\n  * two boats\n";
    assert_eq!(
        strip(page).blocks.iter().map(|(_, t)| t).collect::<Vec<_>>(),
        [
            "The old ferry across the Lenta stopped running on Monday, after the river had risen by two metres in a single night. Nobody was hurt, and the goods-vans took the long way round by Brodd, as they do in every spring flood and as they will next year.",
            "one pier",
            "two boats"
        ]
    );
}

#[test]
fn hostile_texts_are_taken() {
    use crate::page::Outcome;
    let menu = "  1. Home\n  2. Sport\n  3. Weather\n".repeat(40);
    assert!(!strip(&menu).verdict.outcome.is_storable());
    assert_eq!(strip("").verdict.outcome, Outcome::Empty);
    assert_eq!(strip("\0\0\n\u{feff}\n \n").verdict.outcome, Outcome::Empty);
    assert!(!strip(&"12 345\n7\n".repeat(500)).verdict.outcome.is_storable());
    assert!(!strip(&"x\n".repeat(20_000)).verdict.outcome.is_storable());
    let _ = strip(&"[a](b **c ".repeat(20_000));
    let _ = strip(&"word ".repeat(100_000));
}

#[test]
fn who_wrote_it_is_told_in_scripts_without_capitals() {
    let korean = "렌타강 나룻배 월요일부터 운항 중단\n\n밸리군은 화요일 렌타강을 건너는 오래된 나룻배가 월요일부터 운항을 멈춘다고 밝혔다.\n\n선장은 30년 동안 이 항로에서 일했지만 이렇게 높은 수위는 처음 본다고 말했다.\n\n군의회는 봄에 나룻배를 대신할 다리를 놓을지 결정할 예정이다.\n\n";
    for signed in ["[밸리일보 김철수 기자]", "밸리=김철수 기자", "김철수 기자 kim@valley.example"]
    {
        assert_eq!(label(&format!("{korean}{signed}\n"), signed), Label::Byline, "{signed}");
        let above = korean.replacen("\n\n", &format!("\n\n{signed}\n\n"), 1);
        assert_eq!(label(&above, signed), Label::Byline, "{signed}");
    }
    let arabic = "توقف عبارة نهر لنتا ابتداء من الاثنين\n\nBYLINE\n\n3 مارس 2031\n\nأعلنت بلدية الوادي يوم الثلاثاء أن العبارة القديمة عبر نهر لنتا ستتوقف عن العمل ابتداء من يوم الاثنين بعد أن ارتفع منسوب النهر مترين في ليلة واحدة وغمرت المياه جزءا من المرسى.\n\nوقال قبطان العبارة إنه يعمل على هذا الخط منذ ثلاثين عاما ولم ير منسوبا بهذا الارتفاع من قبل، ودعا الركاب إلى الانتظار حتى تنحسر المياه.\n";
    assert_eq!(label(&arabic.replace("BYLINE", "محمد الأحمد"), "محمد الأحمد"), Label::Byline);
    let sentence = "ارتفع الماء في النهر من جديد";
    assert_ne!(label(&arabic.replace("BYLINE", sentence), sentence), Label::Byline);
}
