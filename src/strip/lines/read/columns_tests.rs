use super::super::physical::lines;
use super::*;

const LEFT: [&str; 10] = [
    "The old ferry across the Lenta",
    "stopped running on Monday, after",
    "the river had risen by two",
    "metres in a single night. We",
    "wait until it falls, said the",
    "ferryman, who has worked on the",
    "crossing for thirty years and",
    "has seen worse. Nobody knows",
    "how long that will take, for it",
    "still rains in the mountains",
];
const RIGHT: [&str; 10] = [
    "above the town. The council",
    "wants to decide in spring",
    "whether a bridge should take",
    "its place, which would cost",
    "four million. Those who live",
    "on the other side go round by",
    "the pass until then, an hour",
    "and a half each way, and many",
    "have moved in with friends in",
    "the town for the winter.",
];

/// Lines of two columns beside each other, the second at the 38th character.
fn beside(left: &[&str], right: &[&str]) -> String {
    let length = left.len().max(right.len());
    let line = |at: usize| {
        let of = |side: &[&str]| side.get(at).copied().unwrap_or("").to_owned();
        format!("{:38}{}", of(left), of(right)).trim_end().to_owned() + "\n"
    };
    (0..length).map(line).collect()
}

fn read(text: &str) -> Option<Vec<String>> {
    let found = parted(&lines(text))?;
    Some(found.iter().map(|line| line.text.to_owned()).collect())
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let text = format!(
        "The ferry stays in port\n\n{}\nPage 3 of the paper, which has a foot of its own\n",
        beside(&LEFT, &RIGHT)
    );
    let found = read(&text).unwrap();
    assert_eq!(found[..2], ["The ferry stays in port", ""]);
    assert_eq!(found[2..22], [LEFT, RIGHT].concat());
    assert_eq!(found.last().unwrap(), "Page 3 of the paper, which has a foot of its own");
    // a column that is shorter, and a paragraph that is indented
    let indented = RIGHT.map(|line| line.replace("four", "  four"));
    let text = beside(&LEFT, &indented.each_ref().map(String::as_str)[..9]);
    assert_eq!(read(&text).unwrap().len(), 19);
}

#[test]
fn each_page_has_its_own_columns_and_there_may_be_three() {
    let page = beside(&LEFT, &RIGHT);
    let pages = format!("{page}\u{c}{page}");
    let found = parted(&lines(&pages)).unwrap();
    let text: Vec<&str> = found.iter().map(|line| line.text).collect();
    assert_eq!(text, [LEFT, RIGHT, LEFT, RIGHT].concat());
    let starts: Vec<usize> = (0..40).filter(|at| found[*at].page_start).collect();
    assert_eq!(starts, [20]);
    assert_eq!(found[19].number, 10, "a block knows where it stood");
    let three: String =
        page.lines().zip(LEFT).map(|(line, third)| format!("{line:72}{third}\n")).collect();
    assert_eq!(read(&three).unwrap(), [LEFT, RIGHT, LEFT].concat());
}

#[test]
fn what_goes_across_parts_what_is_above_from_what_is_below() {
    let page = beside(&LEFT, &RIGHT);
    let across = "A heading that goes across both of the columns below it\n";
    let found = read(&format!("{page}{across}{page}")).unwrap();
    assert_eq!(found[..20], [LEFT, RIGHT].concat());
    assert_eq!(found[20], across.trim_end());
    assert_eq!(found[21..], [LEFT, RIGHT].concat());
}

#[test]
fn tables_lists_and_plain_text_stay() {
    let names =
        ["Orsa", "Vela", "Tami", "Brodd", "Lund", "Sora", "Mell", "Dunmere", "Harwick", "Tal"];
    assert_eq!(read(&beside(&names, &RIGHT)), None, "terms and what they mean");
    let verses = LEFT.map(|line| line[..1].to_uppercase() + &line[1..]);
    assert_eq!(read(&beside(&verses.each_ref().map(String::as_str), &RIGHT)), None);
    assert_eq!(read(&LEFT.join("\n")), None);
    assert_eq!(read(&LEFT.map(|line| line.replace(". ", ".  ")).join("\n").repeat(20)), None);
    // cells of several lines, the rows parted by empty ones
    let row = |at: usize| beside(&LEFT[at..at + 3], &RIGHT[at..at + 2]) + "\n";
    assert_eq!(read(&(0..5).map(row).collect::<String>()), None);
    // set in the middle of their rows
    let row = |at: usize| beside(&LEFT[at..at + 4], &["", RIGHT[at], RIGHT[at + 1]]) + "\n";
    assert_eq!(read(&(0..6).map(row).collect::<String>()), None);
    assert_eq!(read(""), None);
}
