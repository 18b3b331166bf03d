//! In or out ─▶ what each block is, and why.

mod appeals;
mod boxes;
pub(super) mod colophon;
mod contacts;
mod copies;
pub(super) mod ended;
mod furniture;
mod headline;
mod hours;
mod kinds;
pub(super) mod lists;
pub(super) mod notices;
mod pictured;
mod pointers;
pub(super) mod pulled;
pub(super) mod readers;
pub(super) mod repeated;
mod restored;
mod sections;
mod signed;
pub(super) mod site;
mod sources;
mod strays;
mod subheads;
pub(super) mod together;
#[cfg(test)]
mod whole_pages;

use super::Context;
use super::features::Facts;
use super::model::cut::cut;
use crate::page::{Blocks, Label, Shape};
use copies::Copies;
use furniture::Finding;

/// A block of which more than this is linked is a pointer to another page.
const LINKED: f32 = 0.6;
/// What a pointer must reach on the page of an article to be the article's.
const POINTER: f32 = 0.4;

/// What is linked at least of a menu that nothing but line breaks part, above the headline, and how many links it has.
const MENU: f32 = 0.9;
const LINKS: u8 = 4;
/// Words of the longest kicker right above the headline.
const KICKER: f32 = 3.0;

/// What a block above the text must reach to be its lead, where it stands or reads like one.
const LEAD: f32 = 0.15;
/// What a line that names contributors must reach, and how many blocks above it the article's text
/// must have been at most.
const CONTRIBUTORS: f32 = 0.25;
const BEHIND: usize = 4;
/// What a heading above the text shares with the page's title, at least, where the title itself is printed among the
/// furniture (above the path to the page, mostly): it is the headline that readers see.
const ALIKE: f32 = 0.25;
/// The text begins with the first block of so many words, or, where none has as many, of so many.
const BEGINS: f32 = 20.0;
const SHORTLY: f32 = 10.0;

/// Labels every block of a page from the probabilities that it belongs to the article.
pub(super) fn label(facts: &Facts<'_>, p: &[f32], context: &Context<'_>) -> Blocks {
    let p = &lists::as_one(facts, p);
    let cut = cut(p, |at| facts.measures[at].words);
    let pointers = if facts.names_article() { cut.max(POINTER) } else { cut };
    let title = headline::find(facts, context);
    let begins = |words: f32| {
        (0..facts.len()).find(|at| p[*at] >= cut && facts.measures[*at].words >= words)
    };
    let text = begins(BEGINS).or_else(|| begins(SHORTLY));
    let headline = title.as_ref().map(|title| title.block);
    let is_lead = |at: usize| {
        p[at] >= LEAD
            && text.is_some_and(|text| at < text)
            && (facts.names_article() && furniture::is_lead(facts, at, headline)
                || facts.is_news() && furniture::opens(facts, at, headline))
    };
    let blocks_of = |at: usize| &facts.layout.blocks.rows[at];
    let is_above = |at: usize| {
        let kicker = || {
            headline == Some(at + 1)
                && blocks_of(at).shape == Shape::Paragraph
                && facts.measures[at].words <= KICKER
                && facts.measures[at].sentences == 0.0
        };
        let menu = || facts.link_share(at) > MENU && facts.layout.runs[at].links >= LINKS;
        facts.names_article() && headline.is_some_and(|block| at < block) && (menu() || kicker())
    };
    let is_last_line = |at: usize| {
        facts.names_article()
            && p[at] >= CONTRIBUTORS
            && (at.saturating_sub(BEHIND)..at).any(|above| p[above] >= cut)
            && furniture::names_contributors(facts, at)
    };
    let is_misplaced = facts.names_article() && headline.is_some_and(|block| p[block] < LEAD);
    let commented = furniture::is_commented(facts, p, cut);
    let mut blocks = facts.layout.blocks.clone();
    let mut copies = Copies::default();
    let mut begun = false;
    for (at, block) in blocks.rows.iter_mut().enumerate() {
        block.score = p[at];
        let found = if title.as_ref().is_some_and(|title| title.block == at) {
            Finding { label: Label::Title, reason: "the page's headline" }
        } else if p[at] < if facts.link_share(at) > LINKED { pointers } else { cut }
            && !is_lead(at)
            && !is_last_line(at)
            || is_above(at)
        {
            furniture::name(facts, at)
        } else if is_misplaced
            && text.is_some_and(|text| at < text)
            && matches!(block.shape, Shape::Heading(1 | 2))
            && facts.overlaps[at].title >= ALIKE
        {
            Finding { label: Label::Repeat, reason: "the headline in other words" }
        } else if title.as_ref().is_some_and(|title| title.repeats(facts, at)) {
            Finding { label: Label::Repeat, reason: "the headline again" }
        } else if facts.is_news() && copies.note(facts, at) {
            Finding { label: Label::Repeat, reason: "printed before on this page" }
        } else if title.as_ref().is_some_and(|title| title.is_past(facts, at)) {
            Finding { label: Label::Related, reason: "another article on the same page" }
        } else if let Some(found) = furniture::beside_the_text(facts, at, commented) {
            found
        } else if facts.is_news()
            && signed::signs(
                &context.metadata.authors,
                facts.layout.blocks.text_of(&facts.layout.blocks.rows[at]),
            )
        {
            Finding { label: Label::Byline, reason: "says who wrote it" }
        } else if !begun && furniture::is_dateline(facts, at) {
            Finding { label: Label::Date, reason: "says when it was published" }
        } else {
            let found = article(facts, at, block.shape, begun);
            begun |= matches!(found.label, Label::Body);
            block.kept = true;
            found
        };
        if found.label == Label::Title {
            block.kept = true;
            let alone = title.as_ref().and_then(|title| title.alone(facts, context));
            block.end = alone.map_or(block.end, |length| block.start + length);
        }
        block.label = found.label;
        block.reason = found.reason.into();
    }
    blocks
}

/// What a block of the article is.
pub(super) fn article(facts: &Facts<'_>, at: usize, shape: Shape, begun: bool) -> Finding {
    let found = |label, reason| Finding { label, reason };
    match shape {
        Shape::Heading(_) => found(Label::Subhead, "a heading among the article's paragraphs"),
        Shape::ListItem { .. } => found(Label::ListItem, "an item of a list in the article"),
        Shape::Quotation => found(Label::Quotation, "set apart as a quotation in the article"),
        Shape::TableRow { .. } => found(Label::Table, "a row of a table in the article"),
        Shape::Preformatted => found(Label::Code, "preformatted text in the article"),
        Shape::Paragraph if !begun && furniture::leads(facts, at) => {
            found(Label::Standfirst, "the lead between headline and text")
        }
        Shape::Paragraph => found(Label::Body, "reads and stands like a paragraph of the article"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::page::{Evidence, Metadata, Sourced};
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;

    /// What is kept of a page whose blocks have the given probabilities, 0.9 where none is.
    fn kept(html: &str, given: &[(&str, f32)]) -> Vec<String> {
        kept_of(html, given, None)
    }

    /// The same of a page that says this of itself.
    fn kept_of(html: &str, given: &[(&str, f32)], said: Option<&str>) -> Vec<String> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let (layout, head) = (segment(page, None), Head::read(page, None));
        let likely = |text: &str| given.iter().find(|(start, _)| text.starts_with(start));
        let p: Vec<f32> =
            layout.blocks.iter().map(|(_, text)| likely(text).map_or(0.9, |(_, p)| *p)).collect();
        let author = Sourced::new("Lê Thu Hà".to_owned(), Evidence::JsonLd);
        let description = said.map(|said| Sourced::new(said.to_owned(), Evidence::Meta));
        let metadata = Metadata { authors: vec![author], description, ..Metadata::default() };
        let context = Context { metadata: &metadata, url: None, site: None, profile: None };
        let blocks = label(&Facts::gather(&layout, &head, false), &p, &context);
        blocks.iter().filter(|(block, _)| block.kept).map(|(_, text)| text.to_owned()).collect()
    }

    #[test]
    fn the_paragraph_below_byline_and_date_opens_the_text() {
        let text = "<p>The council had debated until after midnight, and nobody had expected that the \
                    vote would be so clear in the end, not even the mayor who had asked for it.</p>";
        let page = |between: &str| {
            format!(
                "<title>Harbour wall to be rebuilt</title><meta property=og:type content=article>\
                 <h1>Harbour wall to be rebuilt</h1>{between}<div><p>SELLBY — The harbour wall will \
                 be rebuilt for nine million, the council said.</p></div><div>{text}{text}</div>"
            )
        };
        let given = [("SELLBY", 0.3), ("By ", 0.1), ("Published", 0.1), ("Menu", 0.1)];
        let opened = |html: &str| kept(html, &given).iter().any(|text| text.starts_with("SELLBY"));
        let signed =
            "<h6 class=byline>By ANNA HOLT</h6><h6 class=dateline>Published: May 3, 2024</h6>";
        assert!(opened(&page(signed)));
        assert!(!opened(&page(&format!("{signed}<ul><li>Menu</ul>"))), "a menu stands between");
        let plain = page(signed).replace("og:type", "og:kind");
        assert!(!opened(&plain), "no page of news");
    }

    #[test]
    fn the_headline_goes_no_further_than_its_line_and_is_kept_once() {
        let text = "<p>The wall will be rebuilt for nine million, the council of Sellby said.</p>";
        let page = |title: &str| format!("<title>Harbour wall to be rebuilt</title>{title}{text}");
        let mut arena = Arena::new();
        let html =
            page("<div><b>Harbour wall to be rebuilt</b><br>by Joan Tackley<br>May 3, 2003</div>");
        let document = parse(&html, &mut arena, &Limits::default());
        let (layout, head) = (segment(document, None), Head::read(document, None));
        let title = Sourced::new("Harbour wall to be rebuilt".to_owned(), Evidence::TitleElement);
        let metadata = Metadata { title: Some(title), ..Metadata::default() };
        let context = Context { metadata: &metadata, url: None, site: None, profile: None };
        let blocks = label(&Facts::gather(&layout, &head, false), &[0.9, 0.9], &context);
        assert_eq!(blocks.iter().next().unwrap().1, "Harbour wall to be rebuilt");
        let again =
            page("<h1>Harbour wall to be rebuilt</h1>") + "<h3>Re: Harbour wall to be rebuilt</h3>";
        assert_eq!(kept(&again, &[]).len(), 2);
    }

    #[test]
    fn the_headline_and_what_the_page_says_of_itself_are_no_text() {
        let text = "<p>The wall will be rebuilt for nine million, the council of Sellby said.</p>";
        let said = "Nine million are to be spent on the wall that the storm of March took.";
        let page = |again: &str| {
            let box_ = format!("<p>Harbour wall to be rebuilt {again}</p>");
            let head =
                "<title>Harbour wall to be rebuilt</title><h1>Harbour wall to be rebuilt</h1>";
            kept_of(&format!("{head}{text}{box_}"), &[], Some(said)).len()
        };
        assert_eq!(page(said), 2);
        assert_eq!(page("Nine million are to be spent on the wall that the storm"), 2);
        assert_eq!(page("Nine people were there, and none of them said a word to us."), 3);
    }

    #[test]
    fn a_headline_in_other_words_than_the_title_above_the_menu_is_no_text() {
        let page = |kind: &str, printed: &str| {
            format!(
                "<title>Helipad planned beside the town hall of Sellby</title>\
                 <meta property=article:published_time content=2026-05-18>\
                 <meta property=og:type content={kind}>\
                 <nav><h1>Helipad planned beside the town hall of Sellby</h1></nav>{printed}\
                 <p>The lawn behind the town hall is to be dug up for it in the summer, said the mayor on \
                 Monday, while the new council chamber waits for its roof and for its money.</p>"
            )
        };
        let printed = "<h2>Beside the town hall of Sellby: helipad planned, chamber waits</h2>";
        let above = [("Helipad planned", 0.05)];
        assert_eq!(kept(&page("article", printed), &above).len(), 2);
        assert_eq!(
            kept(&page("article", printed), &[]).len(),
            3,
            "the title is printed in its place"
        );
        let other = "<h2>What is known about the costs</h2>";
        assert_eq!(kept(&page("article", other), &above).len(), 3, "a heading of the text");
        let page = page("website", printed).replace("article:published_time", "x");
        assert_eq!(kept(&page, &above).len(), 3, "no article");
    }

    #[test]
    fn a_date_alone_above_the_text_is_none_of_it() {
        let page = |line: &str| {
            format!(
                "<title>Harbour wall</title><meta property=og:type content=article>\
                 <h1>Harbour wall</h1><p>{line}</p><p>The harbour wall will be rebuilt for nine \
                 million, the council of Sellby said on the evening of its last meeting.</p>"
            )
        };
        let has = |line: &str| kept(&page(line), &[]).iter().any(|text| text == line);
        for line in [
            "Tue 14 May 2024 10.32 BST",
            "14 de mayo de 2024 a las 10:32",
            "2031. március 3., 15:10 forrás: MTI",
        ] {
            assert!(!has(line), "{line}");
        }
        assert!(has("On 14 May 2024 the wall fell"));
    }

    #[test]
    fn what_is_no_text_of_any_page_is_left_out_of_it() {
        let page = |kind: &str, line: &str| {
            format!(
                "<title>Harbour wall</title><meta property=og:type content={kind}><h1>Harbour wall</h1>\
                 <p>The harbour wall will be rebuilt for nine million, the council of Sellby said.</p>\
                 <p>{line}</p><p>Nobody had expected that the vote would be so clear in the end.</p>"
            )
        };
        let keeps = |kind: &str, line: &str| kept(&page(kind, line), &[]).len() == 4;
        for line in [
            "Citește și: <a href=/1>Podul de la Izvoare, închis pentru a treia oară</a>",
            "Kapcsolódó cikkünk: <a href=/1>Szeptember a legszárazabb hónap volt</a>",
            "بیشتر بخوانید: <a href=/1>قنات سه‌هزارساله لایروبی شد</a>",
            "Hirdetés",
            "إعلان",
            "Якщо ви помітили помилку, виділіть текст і натисніть Ctrl+Enter.",
            "Mari bergabung di <a href=/w>saluran WhatsApp</a> kami.",
            "© 2569 ข่าวลุ่มน้ำ สงวนลิขสิทธิ์",
            "© dpa-infocom, dpa:230428-99-483045/5",
            "&lt;저작권자 ⓒ 서해일보, 무단 전재-재배포 금지&gt;",
            "Извор: Танјуг",
            "修复后的水磨坊。陈小满 摄",
            "انتهای پیام/",
            "（记者 周小禾）",
            "3 / 4",
            "•",
            "</p><h2>___</h2><p>",
            "Copyright 2026 The Associated Press. All rights reserved. This material may not be published.",
            "Последвайте ни в <a href=/g>Google News</a>, за да научавате първи новините.",
        ] {
            assert!(!keeps("website", line) && !keeps("article", line), "{line}");
        }
        // Who signs is told of news alone.
        for line in [
            "(dmk)",
            "（Lê Thu Hà）",
            "Lê Thu Hà",
            "Foto: Marta Rey",
            "Сурет: Ауыл әкімдігі",
            "Nach der Rettung bekam das Kalb eine Dusche. (Foto: Feuerwehr)",
            "(Photo by Anna Holt/Getty Images)",
            "Comments are closed.",
            "Sign up for our daily newsletter.",
            "L'articolo continua dopo la pubblicità",
            "Follow Anna Holt on Twitter: @annaholt",
        ] {
            assert!(keeps("website", line) && !keeps("article", line), "{line}");
        }
        for line in [
            "(it was a long night)",
            "Registration is now open.",
            "The comments that were made in the council are now closed.",
            "Lê Thu Hà wrote in",
            "Hirdetés és reklám a városban",
            "Copyright was never the question",
            "Photo:",
        ] {
            assert!(keeps("article", line), "{line}");
        }
    }
}
