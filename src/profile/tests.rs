//! What a profile is made of, and what it must not be made of.

use super::*;
use crate::page::{Blocks, Label, Shape};

/// A page's blocks: `+` before a text that was kept.
fn page(texts: &[&str]) -> Marks {
    let mut blocks = Blocks::default();
    for text in texts {
        let kept = text.starts_with('+');
        blocks.push(text.trim_start_matches('+'), Shape::Paragraph, 0);
        if let Some(last) = blocks.rows.last_mut() {
            last.kept = kept;
            last.label = if kept { Label::Body } else { Label::Navigation };
        }
    }
    Marks::of(&blocks)
}

fn seen(address: &str, texts: &[&str]) -> Seen {
    Seen { address: address.to_owned(), marks: page(texts) }
}

/// Pages with a menu, each with a story of its own.
fn some_pages(count: usize) -> Vec<Seen> {
    (0..count)
        .map(|n| {
            let own = format!("+Story {} speaks of quite another thing.", (b'a' + n as u8) as char);
            seen(&format!("https://a.test/{n}"), &["Home", "Read also", &own, "© The paper"])
        })
        .collect()
}

fn texts(profile: &SiteProfile) -> Vec<&str> {
    profile.furniture().iter().map(|f| f.text.as_str()).collect()
}

#[test]
fn what_stands_on_three_pages_is_furniture_and_what_stands_on_two_is_not() {
    let mut pages = some_pages(3);
    for page in &mut pages[..2] {
        let also = seen(&page.address, &["Home", "Read also", "© The paper", "Only on two pages"]);
        page.marks = also.marks;
    }
    let profile = learn("a.test", pages).unwrap();
    assert_eq!(texts(&profile), ["Home", "Read also", "© The paper"]);
    assert!(profile.furniture().iter().all(|f| f.pages == 3 && f.kept == 0));
    assert_eq!(profile.furniture()[0].label, Label::Navigation);
    assert!(profile.find(key("home").unwrap()).is_some(), "whatever its case");
    assert!(profile.find(key("Only on two pages").unwrap()).is_none());
    assert!(learn("a.test", some_pages(2)).is_none(), "two pages teach nothing");
}

#[test]
fn neither_the_order_of_pages_nor_seeing_one_again_changes_a_profile() {
    let mut pages = some_pages(20);
    let profile = learn("a.test", pages.clone()).unwrap();
    pages.rotate_left(7);
    pages.swap(0, 11);
    pages.extend(some_pages(9));
    let again = learn("a.test", pages).unwrap();
    assert_eq!(profile, again);
    assert_eq!(profile.version(), again.version());
    assert_eq!(profile.pages(), 20);
    assert_ne!(profile.version(), learn("b.test", some_pages(20)).unwrap().version());
    assert_ne!(profile.version(), learn("a.test", some_pages(21)).unwrap().version());
}

#[test]
fn a_paragraph_repeated_on_one_page_is_no_furniture() {
    let mut pages = some_pages(4);
    let refrain = vec!["+And the river rose, and the river rose, and rose again."; 1000];
    pages.push(seen("https://a.test/poem", &refrain));
    let profile = learn("a.test", pages).unwrap();
    assert_eq!(texts(&profile), ["Home", "Read also", "© The paper"]);
    assert_eq!(profile.pages(), 5);
}

#[test]
fn one_article_at_many_addresses_counts_as_one_page() {
    let mut pages = some_pages(4);
    let report = [
        "Home",
        "+The council met on Tuesday and spoke of the bridge for four hours.",
        "+Nothing was decided, and the engineers were asked to come again.",
    ];
    for n in 0..6 {
        pages.push(seen(&format!("https://a.test/report?print={n}"), &report));
    }
    let profile = learn("a.test", pages).unwrap();
    assert_eq!(profile.pages(), 5, "the six are one");
    assert_eq!(texts(&profile), ["Home", "Read also", "© The paper"]);
    assert_eq!(profile.furniture()[0].pages, 5);
}

#[test]
fn a_site_of_any_size_takes_bounded_room() {
    let many: Vec<String> =
        (0..100_000).map(|n| format!("Line {} of a long page", word(n))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let marks = page(&many);
    assert_eq!(marks.iter().count(), MARKS);
    assert!(marks.to_bytes().len() < 64 * 1024);
    let mut gathered = Gathered::default();
    for n in 0..200 {
        gathered.add(Seen { address: format!("https://a.test/{n}"), marks: marks.clone() });
    }
    // Pages without a text of their own: nothing is kept, so that nothing makes them copies.
    let profile = gathered.learn("a.test").unwrap();
    assert_eq!(profile.pages(), PAGES as u32);
    assert!(profile.furniture().len() <= 1024);
    assert!(written(&profile).to_string().len() < 512 * 1024);
}

/// A number in letters.
fn word(mut n: usize) -> String {
    let mut word = String::new();
    loop {
        word.push((b'a' + (n % 26) as u8) as char);
        n /= 26;
        if n == 0 {
            return word;
        }
    }
}

#[test]
fn marks_survive_being_kept_and_damaged_ones_are_none() {
    let marks = page(&["Home", "+A longer text: with “quotes”, àccents and 漢字.", "12", "x"]);
    assert_eq!(marks.iter().count(), 2, "numbers and single letters leave none");
    let bytes = marks.to_bytes();
    assert_eq!(Marks::from_bytes(&bytes), Some(marks));
    for end in 1..bytes.len() {
        let cut = Marks::from_bytes(&bytes[..end]);
        assert!(cut.is_none_or(|cut| cut.iter().count() < 2), "cut at {end}");
    }
    assert_eq!(Marks::from_bytes(b""), None);
    assert_eq!(Marks::from_bytes(b"\x02"), None);
    let long = page(&["é".repeat(200).as_str()]);
    assert_eq!(Marks::from_bytes(&long.to_bytes()), Some(long));
}

#[test]
fn numbers_spaces_and_punctuation_do_not_tell_texts_apart_and_letters_do() {
    assert_eq!(key("3 comments"), key("12 Comments!"));
    assert_eq!(key("Più  letti"), key("PIÙ LETTI"));
    assert_ne!(key("3 comments"), key("three comments"));
    assert_ne!(key("Sport"), key("Spork"));
    assert_eq!(key("2026"), None);
    assert_eq!(key("→"), None);
}

#[test]
fn a_profile_file_gives_the_profile_back_and_a_changed_one_is_refused() {
    let profile = learn("a.test", some_pages(4)).unwrap();
    let other = learn("b.test", some_pages(5)).unwrap();
    let both = format!("{}\n{:#}", written(&profile), written(&other));
    assert_eq!(read(both.as_bytes()).unwrap(), [profile.clone(), other]);
    let changed = written(&profile).to_string().replace("Read also", "Read more");
    let said = read(changed.as_bytes()).unwrap_err().to_string();
    assert!(said.contains("a.test") && said.contains(profile.version()), "{said}");
    let label = written(&profile).to_string().replace("navigation", "nonsense");
    assert!(read(label.as_bytes()).unwrap_err().to_string().contains("damaged"));
    assert!(read(b"{\"host\": 1}").unwrap_err().to_string().contains("spoglio site HOST --json"));
    assert!(read(b"").unwrap().is_empty());
}

#[test]
fn a_page_finds_the_profile_of_its_host_alone() {
    let site = |host: &str| learn(host, some_pages(3)).unwrap();
    let two = Profiles::new([site("a.test"), site("a.test:8080")]);
    let of = |url| two.of(Some(url)).map(SiteProfile::host);
    assert_eq!(of("https://A.test/x"), Some("a.test"));
    assert_eq!(of("http://a.test:8080/x"), Some("a.test:8080"));
    assert_eq!(of("https://b.a.test/x"), None);
    assert_eq!(of("no address"), None);
    assert!(two.of(None).is_none() && two.clone().with_nameless().of(None).is_none());
    let one = Profiles::new([site("a.test")]);
    assert!(one.of(None).is_none(), "unless it was named for such pages");
    assert!(one.with_nameless().of(None).is_some());
}
