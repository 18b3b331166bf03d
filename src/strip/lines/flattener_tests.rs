//! What flatteners do to a page, one behaviour a test.

use super::tests::{PARAGRAPHS, THREE, kept, label, strip};
use crate::page::{Label, Shape};

/// All blocks of a text, kept or not.
pub(super) fn blocks(text: &str) -> Vec<String> {
    strip(text).blocks.iter().map(|(_, text)| text.to_owned()).collect()
}

/// The three paragraphs wrapped at `width` columns behind `indent`.
pub(super) fn wrapped(width: usize, indent: &str) -> String {
    THREE.map(|paragraph| wrap(paragraph, width, indent)).join("\n")
}

pub(super) fn wrap(paragraph: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::from(indent);
    for word in paragraph.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > width && line.len() > indent.len() {
            out.push_str(&line);
            out.push('\n');
            line = String::from(indent);
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out + &line + "\n"
}

#[test]
fn prose_wrapped_at_any_usual_width_is_one_paragraph_again() {
    for width in [60, 72, 76, 80, 100] {
        assert_eq!(kept(&wrapped(width, "")), THREE, "width {width}");
        assert_eq!(kept(&wrapped(width, "   ")), THREE, "width {width}, indented");
    }
}

#[test]
fn verse_and_lists_keep_their_lines() {
    let verse = "The river rises in the night,\nthe ferry waits below,\nthe council lights a candle\nand asks us where to go.\n";
    let found = blocks(&format!("{PARAGRAPHS}\n{verse}\n{PARAGRAPHS}"));
    assert!(found.len() == 7 && found.iter().any(|text| text == verse.trim_end()));
    let prose = wrapped(72, "").repeat(4);
    let found = blocks(&format!("{prose}\n{verse}\n{prose}"));
    assert!(found.len() == 25 && found.iter().any(|text| text == verse.trim_end()));
    let list = "* one pier of oak\n* two boats\n* three ropes that hold them\n";
    let found = strip(&format!("{}\n{list}", wrapped(72, "")));
    let items = found.blocks.rows.iter().filter(|b| matches!(b.shape, Shape::ListItem { .. }));
    assert_eq!(items.count(), 3);
}

#[test]
fn code_in_fences_keeps_its_lines() {
    let code = "```\nfn main() {\n    ferry();\n}\n```\n";
    let found = strip(&format!("{PARAGRAPHS}\n{code}\n{PARAGRAPHS}"));
    let code = found.blocks.iter().find(|(b, _)| b.shape == Shape::Preformatted).unwrap();
    assert_eq!(code.1, "fn main() {\n    ferry();\n}");
}

#[test]
fn words_broken_at_line_ends_are_whole_again() {
    let set = "The council met in the harbour master's office on Monday evening, and the har-\nbour of Brodd was closed for the night. The governor had asked for it, as the gov-\nernor said himself. The well-known captain of the ferry waited, as the well-known\ncaptains of this valley do, until the river fell. He had brought a book along, a\nlamp, and bread for two days; nobody knew how long the flood would last this year.\n";
    let joined = blocks(set).join(" ");
    assert!(joined.contains("the harbour of Brodd"), "{joined}");
    assert!(joined.contains("as the governor said"), "{joined}");
    assert!(joined.contains("as the well-known captains"), "{joined}");
}

#[test]
fn markdown_tables_become_rows() {
    let table = "| Pier | Boats |\n|------|-------|\n| East | 2 |\n| West | 5 |\n";
    let found = strip(&format!("# Piers\n\n{PARAGRAPHS}\n{table}\n{PARAGRAPHS}"));
    let rows: Vec<_> = found
        .blocks
        .iter()
        .filter(|(b, _)| matches!(b.shape, Shape::TableRow { .. }))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(rows, ["Pier\tBoats", "East\t2", "West\t5"]);
}

#[test]
fn numbers_of_links_and_their_list_are_gone() {
    let body = PARAGRAPHS.replace("ferry ", "[3]ferry ").replace("council", "[4]council");
    let page = format!(
        "   [1]Home [2]News\n\n{body}\nReferences\n\n   Visible links:\n   1. https://valley.example/\n   2. https://valley.example/news\n   3. https://valley.example/ferry\n   4. https://valley.example/council\n"
    );
    let kept = kept(&page).join("\n");
    assert!(kept.contains("The old ferry across the Lenta"), "{kept}");
    assert!(!kept.contains('[') && !kept.contains("valley.example"), "{kept}");
}

#[test]
fn running_heads_and_page_numbers_of_paper_are_gone() {
    let page = |number: usize| {
        format!("The Valley Paper, spring number\n\n{PARAGRAPHS}\n                {number}\n")
    };
    let text = (1..=4).map(page).collect::<Vec<_>>().join("\u{c}");
    let kept = kept(&text);
    assert!(kept.iter().all(|line| THREE.contains(&line.as_str())), "{kept:?}");
}

#[test]
fn a_quoted_mail_gives_its_text() {
    let quoted: String = wrapped(72, "").lines().map(|l| format!("> {l}\n")).collect();
    let mail = format!(
        "From: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nDate: Mon, 3 Mar 2031 09:12:00 +0100\nMessage-ID: <7@valley.example>\n\n{quoted}\n-- \nMira Tolo\n"
    );
    assert_eq!(kept(&mail), THREE);
}

#[test]
fn what_no_reader_sees_is_taken_off() {
    let page = PARAGRAPHS
        .replace("council", "coun\u{ad}cil")
        .replace("ferry", "fer\u{200b}ry")
        .replace("The old", "\u{feff}The\u{a0}old")
        .replace(". ", ". \u{e012}");
    assert_eq!(kept(&page), THREE);
}

#[test]
fn every_line_end_reads_alike() {
    for end in ["\r\n", "\r", "\u{85}", "\u{2028}"] {
        assert_eq!(kept(&PARAGRAPHS.replace('\n', end)), THREE, "{end:?}");
    }
}

#[test]
fn a_teaser_cut_and_then_whole_is_one_teaser_and_no_text() {
    let page = format!(
        "{PARAGRAPHS}\nMost read\n\nMayor of Brodd resigns after the vote on...\nMayor of Brodd resigns after the vote on the bridge\n"
    );
    assert_eq!(kept(&page), THREE);
}

#[test]
fn fields_run_together_are_no_headline() {
    let page = format!(
        "PoliticsBridge is put off again\nPolitics. Bridge is put off again\n\nLenta ferry stays in port\n\n{PARAGRAPHS}"
    );
    assert_eq!(kept(&page)[0], "Lenta ferry stays in port");
    assert_eq!(label(&page, "Lenta ferry stays in port"), Label::Title);
}

#[test]
fn a_masthead_that_comes_back_is_no_text() {
    let page = format!(
        "The Valley Paper\nThe Valley Paper\n\nLenta ferry stays in port\n\n{PARAGRAPHS}\nThe Valley Paper\n"
    );
    let kept = kept(&page);
    assert!(!kept.iter().any(|line| line == "The Valley Paper"), "{kept:?}");
}

#[test]
fn the_subject_of_a_mail_is_its_headline() {
    let header = "From: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nDate: Mon, 3 Mar 2031 09:12:00 +0100\nSubject: Lenta ferry stays in port\n\n";
    let found = kept(&format!("{header}{PARAGRAPHS}"));
    assert_eq!(found[0], "Lenta ferry stays in port");
    assert_eq!(found[1..], THREE);
}

#[test]
fn buttons_of_lynx_leave_their_words_without_the_mark() {
    let page = format!("   (BUTTON) Share this\n\n   The pier (BUTTON) Close\n\n{PARAGRAPHS}");
    let found = blocks(&page);
    assert_eq!(found[0], "Share this");
    assert!(found.iter().all(|text| !text.contains("BUTTON")), "{found:?}");
    assert_eq!(kept(&page), THREE);
}

#[test]
fn addresses_that_newsletters_set_in_brackets_go() {
    let text = [
        "Logo [/files/logo.svg]".to_owned(),
        " * Topics [https://valley.example/topics]\n * Sport [/sport]".to_owned(),
        THREE[0].replace("Lenta", "Lenta\n[https://valley.example/rivers/lenta-and-all-that-is-known-of-its-course-and-of-its-floods]\nwhich"),
        wrap(&THREE[1].replace("ferryman", "ferryman [https://valley.example/ferryman]"), 80, ""),
        wrap(&THREE[2].replace("bridge", "bridge [/bridge], [sic]"), 80, ""),
    ];
    let found = kept(&format!("{}\n{}", text.join("\n\n"), wrapped(80, "")));
    let plain = [
        THREE[0].replace("Lenta", "Lenta which"),
        THREE[1].to_owned(),
        THREE[2].replace("bridge", "bridge, [sic]"),
    ];
    assert_eq!(found[..3], plain, "{found:#?}");
    let forum = format!(
        "{PARAGRAPHS}\n[b]It stays.[/b] [quote]It waits until the river has fallen.[/quote]\n"
    );
    assert!(blocks(&forum).last().unwrap().contains("[/b]"), "no address is told");
}

#[test]
fn columns_beside_each_other_are_read_one_after_the_other() {
    let (left, right) =
        (wrapped(40, "").replace("\n\n", "\n"), wrapped(38, "").replace("river", "lake"));
    let (left, right): (Vec<_>, Vec<_>) =
        (left.lines().collect(), right.lines().filter(|line| !line.is_empty()).collect());
    let both = left.iter().zip(&right).map(|(left, right)| format!("{left:44}{right}\n"));
    let found = kept(&both.collect::<String>()).join(" ");
    assert!(found.starts_with(&THREE[..2].join(" ")), "{found}");
}

#[test]
fn where_links_of_a_saved_page_lead_goes() {
    let page = format!(
        "{PARAGRAPHS}\n  * file:///sport\n  * Open Sport file:///sport\n  * file:///news\n\n{PARAGRAPHS}"
    );
    assert!(!kept(&page).iter().any(|text| text.contains("file:")));
}
