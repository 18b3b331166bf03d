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
    let signed = "<h6 class=byline>By ANNA HOLT</h6><h6 class=dateline>Published: May 3, 2024</h6>";
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
fn a_short_lead_that_the_markup_or_the_description_confirms_is_kept() {
    let page = |lead: &str| {
        format!(
            "<title>Harbour wall</title><meta property=og:type content=article>\
             <meta property=article:published_time content=2026-05-18>\
             <h1>Harbour wall</h1>{lead}<p>The lawn behind the town hall is to be dug up for it in the summer, \
             said the mayor on Monday, while the new council chamber waits for its roof.</p>"
        )
    };
    let given = [("And other", 0.1), ("Lê Thu", 0.1)];
    let has = |lead: &str, said| kept_of(&page(lead), &given, said).len() == 3;
    assert!(has("<h3 class=subtitle>And other small regimes</h3>", None));
    assert!(has("<p>And other small regimes</p>", Some("And other small regimes.")));
    assert!(!has("<p>And other small regimes</p>", None));
    assert!(!has("<p class=leading>Lê Thu Hà</p>", None), "who wrote it");
}

#[test]
fn a_sentence_that_is_surely_the_articles_is_no_button() {
    let page = |line: &str| {
        format!(
            "<title>Harbour wall</title><meta property=og:type content=article><h1>Harbour wall</h1>\
             <p>The harbour wall will be rebuilt for nine million, the council of Sellby said.</p>\
             <p>{line}</p><p>Nobody had expected that the vote would be so clear in the end.</p>"
        )
    };
    for line in ["“Follow me,” he said.", "Loading took nine hours."] {
        assert_eq!(kept(&page(line), &[(line, 0.95)]).len(), 4, "{line}");
        assert_eq!(kept(&page(line), &[(line, 0.7)]).len(), 3, "{line}");
    }
}

#[test]
fn a_text_in_an_element_that_is_called_after_captions_is_no_caption() {
    let text = "<p>The wall will be rebuilt for nine million, the council of Sellby said.</p>";
    let page = |class: &str, times: usize| {
        let html = format!(
            "<title>Harbour wall</title><meta property=og:type content=article><h1>Harbour wall</h1>\
             <p>The lawn behind it.</p><div class='{class}'>{}</div>",
            (0..times).map(|at| text.replace("nine", &at.to_string())).collect::<String>()
        );
        kept(&html, &[]).len()
    };
    assert_eq!(page("article-body has-caption", 12), 14);
    assert_eq!(page("caption", 1), 2);
}

#[test]
fn the_headline_and_what_the_page_says_of_itself_are_no_text() {
    let text = "<p>The wall will be rebuilt for nine million, the council of Sellby said.</p>";
    let said = "Nine million are to be spent on the wall that the storm of March took.";
    let page = |again: &str| {
        let box_ = format!("<p>Harbour wall to be rebuilt {again}</p>");
        let head = "<title>Harbour wall to be rebuilt</title><h1>Harbour wall to be rebuilt</h1>";
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
    assert_eq!(kept(&page("article", printed), &[]).len(), 3, "the title is printed in its place");
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
