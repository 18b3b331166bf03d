//! Pages that stand in place of an article, as portals of thirty languages word them.

use super::tests::{judge, page, prose};
use crate::page::Outcome;

/// `language ⇥ error: title ⇥ line ⇥ challenge: title ⇥ line ⇥ consent: line ⇥ three buttons ⇥ what an
/// application says to those without scripts ⇥ three lines that end what of an article is free`.
const WORDS: &str = include_str!("data/walls_tests.tsv");

/// Every language whose page is not told.
fn missed(outcome: Outcome, page_of: impl Fn(&[&str]) -> String) -> Vec<(&'static str, Outcome)> {
    let mut missed = Vec::new();
    for line in WORDS.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 13, "{line}");
        let found = judge(&page_of(&fields[1..]));
        if found != outcome {
            missed.push((fields[0], found));
        }
    }
    missed
}

fn set(tag: &str, texts: &[&str]) -> String {
    let name = tag.split(' ').next().unwrap_or(tag);
    texts.iter().map(|text| format!("<{tag}>{text}</{name}>")).collect()
}

#[test]
fn error_pages_are_told_in_every_language() {
    let of = |words: &[&str]| page(words[0], &format!("<h1>{}</h1><p>{}</p>", words[0], words[1]));
    assert_eq!(missed(Outcome::ErrorPage, of), []);
}

#[test]
fn challenges_are_told_in_every_language() {
    let of = |words: &[&str]| page(words[2], &format!("<h2>{}</h2><p>{}</p>", words[2], words[3]));
    assert_eq!(missed(Outcome::Challenge, of), []);
}

#[test]
fn consent_walls_are_told_in_every_language() {
    for tag in ["button", "a href=#"] {
        let of = |words: &[&str]| {
            let buttons = set(tag, &words[5..8]);
            page("Portal", &format!("<h2>Portal</h2><p>{}</p>{buttons}", words[4]))
        };
        assert_eq!(missed(Outcome::ConsentWall, of), [], "{tag}");
    }
}

#[test]
fn shells_are_told_in_every_language() {
    let of = |words: &[&str]| {
        let shell = "<div id=root></div><script src=/app.js></script>";
        page("Portal", &format!("<noscript>{}</noscript>{shell}", words[8]))
    };
    assert_eq!(missed(Outcome::JavascriptShell, of), []);
}

#[test]
fn stubs_are_told_in_every_language() {
    let of = |words: &[&str]| {
        let asking = set("p", &words[9..]);
        page("The bridge", &format!("<h1>The bridge</h1>{}{asking}", prose(1)))
    };
    assert_eq!(missed(Outcome::PaywallStub, of), []);
}

#[test]
fn the_same_lines_below_a_whole_article_refuse_nothing() {
    let of = |words: &[&str]| {
        let lines = set("p", &words[4..]);
        page("The bridge", &format!("<h1>The bridge</h1>{}{lines}", prose(8)))
    };
    assert_eq!(missed(Outcome::Article, of), []);
}
