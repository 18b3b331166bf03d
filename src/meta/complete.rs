//! What only the labelled blocks tell.
//!
//! For a page of markup these fill what its head left open; for a page flattened to text they are
//! all there is.

use super::agency::agency;
use super::announced::{at_change, is_dated};
use super::date::date_words;
use super::image;
use super::language;
use super::people::authors::People;
use super::people::person::is_person;
use super::site::Address;
use super::window;
use crate::lexicon;
use crate::page::{Block, Blocks, Evidence, Label, Metadata, Shape, Sourced};

/// How much of the article is read to tell its language, in bytes.
const SAMPLE: usize = 1500;
/// Longer blocks are no bylines or datelines.
const SHORT: usize = 300;

/// Bytes of a line in which its date stands, and how far in its first number may stand.
const DATED: usize = 40;
const LEAD: usize = 24;
/// Bytes of the longest line that a word for publication begins and in which a change may follow.
const ANNOUNCED: usize = 160;
/// Bytes of the longest line that tells a place and a day, or an agency as well.
const DATELINE: usize = 80;

/// Completes the metadata with what only the labelled blocks tell: the heading, bylines, datelines,
/// captions, agencies, and the language of the text, which outweighs what the page claims.
pub fn complete(metadata: &mut Metadata, blocks: &Blocks, url: Option<&str>) {
    language_of(metadata, blocks);
    if metadata.title.is_none() {
        let first = window::headline(blocks);
        let first = first.map(|title| Sourced::new(title.to_owned(), Evidence::Text));
        metadata.title = first.or_else(|| heading(blocks));
    }
    let labelled = |label: Label| short(blocks, label);
    if metadata.authors.is_empty() {
        let site = metadata.site_name.iter().map(|site| site.value.clone()).collect();
        // Chinese pages tell their authors in a line with the day and much else.
        let fields = || near(blocks).filter(|text| text.contains("作者"));
        let days: Vec<&str> = labelled(Label::Date).chain(fields()).collect();
        let bylines = labelled(Label::Byline).map(|text| (text, without_date(text)));
        metadata.authors = People::of_lines(site, &days, bylines);
    }
    let lines = labelled(Label::Date).chain(labelled(Label::Byline)).chain(beside(blocks));
    dates(metadata, lines, url);
    if metadata.published.is_none() {
        let lines = dateline(blocks).into_iter().chain(signed(blocks));
        dates(metadata, lines.chain(filed(blocks)), url);
    }
    if metadata.published.is_none() {
        dates(metadata, last_change(blocks).into_iter(), url);
    }
    if let Some(image) = &mut metadata.image
        && image.value.caption.is_none()
    {
        image.value.caption = image::caption(blocks).map(str::to_owned);
    }
    if metadata.agency.is_none() {
        metadata.agency = agency(metadata, blocks);
    }
}

/// The blocks up to where comments begin below the article: what stands there was written by others, at another time.
/// Below teasers many a page says who wrote it.
fn own(blocks: &Blocks) -> &[Block] {
    let last = blocks.rows.iter().rposition(Block::is_of_body);
    let ends = |block: &Block| block.label == Label::Comment;
    let below =
        last.and_then(|last| Some(last + 1 + blocks.rows[last + 1..].iter().position(ends)?));
    &blocks.rows[..below.unwrap_or(blocks.rows.len())]
}

/// The short texts with a label.
fn short(blocks: &Blocks, label: Label) -> impl Iterator<Item = &str> {
    let alike = own(blocks).iter().filter(move |block| block.label == label);
    alike.map(|block| blocks.text_of(block)).filter(|text| text.len() <= SHORT)
}

/// The texts that are kept and are the article's own.
fn body(blocks: &Blocks) -> impl DoubleEndedIterator<Item = &str> {
    let kept = blocks.rows.iter().filter(|block| block.is_of_body());
    kept.map(|block| blocks.text_of(block))
}

/// The block labelled as title, else the first main heading of a page that has no such block.
fn heading(blocks: &Blocks) -> Option<Sourced<String>> {
    let mut rows = blocks.rows.iter();
    let title = rows.find(|block| block.label == Label::Title).or_else(|| {
        let main = |block: &&Block| block.kept && matches!(block.shape, Shape::Heading(1 | 2));
        blocks.rows.iter().find(main)
    });
    let text = |block| blocks.text_of(block).to_owned();
    title.map(|block| Sourced::new(text(block), Evidence::Heading))
}

/// The beginning of the sentence in which a blog says when it posted the entry, wherever it stands.
fn filed(blocks: &Blocks) -> Option<&str> {
    let mut said = blocks.iter().map(|(_, text)| text).filter(|text| lexicon::says_filed(text));
    let found = said.find(|text| text.contains(char::is_numeric))?;
    Some(&found[..found.floor_char_boundary(ANNOUNCED)])
}

/// A byline up to the date that often shares its line.
fn without_date(text: &str) -> &str {
    let cut = text.find(|c: char| c.is_numeric()).unwrap_or(text.len());
    let name = text[..cut].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')');
    if name.is_empty() { text } else { name }
}

fn dates<'b>(metadata: &mut Metadata, lines: impl Iterator<Item = &'b str>, url: Option<&str>) {
    if metadata.published.is_some() && metadata.modified.is_some() {
        return;
    }
    let address = Address::of(url.or(metadata.canonical.as_ref().map(|c| &*c.value)));
    let lang = metadata.lang.as_ref().map(|l| l.value.clone());
    let read = |text: &str| {
        let stamp = date_words::read(text, lang.as_deref(), address.region.as_deref())?;
        Some(Sourced::new(stamp.to_string(), Evidence::Byline))
    };
    let (mut published, mut modified) = (None, None);
    for line in lines {
        let (before, after) = at_change(line);
        published = published.or_else(|| read(before));
        modified = modified.or_else(|| read(after));
    }
    if metadata.published.is_none() {
        let url = || Some(Sourced::new(address.likely_date()?.to_string(), Evidence::Url));
        metadata.published = published.or_else(url);
    }
    if metadata.modified.is_none() {
        metadata.modified = modified;
    }
    // A page that says nothing but when it was last changed ("Stand: 3. Mai 2024") was published as
    // it stands on that day.
    if metadata.published.is_none() {
        metadata.published = metadata.modified.clone();
    }
}

/// The texts around the beginning of the article, whatever they were taken for.
fn near(blocks: &Blocks) -> impl Iterator<Item = &str> {
    /// How many blocks before the first of the article, and how many from it on.
    const BEFORE: usize = 6;
    const BEHIND: usize = 10;
    let first = blocks.rows.iter().position(Block::is_of_body);
    let rows = own(blocks);
    let from = first.map_or(rows.len(), |first| first.saturating_sub(BEFORE));
    let near = rows.get(from..).unwrap_or_default();
    let lines = near.iter().take(first.map_or(0, |first| first - from) + BEHIND);
    lines.map(|block| blocks.text_of(block))
}

/// The short lines around the beginning of the article that begin with a number or with what announces a date, or
/// are a name and a number: a date stands there or nowhere.
fn beside(blocks: &Blocks) -> impl Iterator<Item = &str> {
    near(blocks).filter_map(|text| {
        let text = text.trim_start_matches(['(', '[', '|', ' ']);
        let number = text.find(|c: char| c.is_numeric())?;
        if text.len() <= ANNOUNCED && number <= DATED && is_dated(text) {
            return Some(text);
        }
        let lead = text[..number].trim_end_matches([' ', '.', ',']);
        // "March 12, 2031", "Tuesday, March 12 2031"
        let named = |word: &str| {
            let word = word.trim_end_matches([',', '.']).to_lowercase();
            lexicon::month(&word).is_some() || lexicon::is_weekday(&word)
        };
        let day = lead.is_empty() || lead.split(' ').count() <= 2 && lead.split(' ').all(named);
        if day {
            return (number <= LEAD).then(|| &text[..text.floor_char_boundary(DATED)]);
        }
        (text.len() <= DATELINE && is_person(lead)).then(|| &text[number..])
    })
}

/// What stands before the agency with which the article begins: `BRODD, 13 nov 2026 (AFP) -`.
fn dateline(blocks: &Blocks) -> Option<&str> {
    let start = body(blocks).next()?;
    let start = &start[..start.floor_char_boundary(DATELINE)];
    let (before, rest) = start.split_once('(')?;
    let (name, _) = rest.split_once(')')?;
    let (_, day) = before.split_once(',')?;
    lexicon::agency(name).is_some().then_some(day)
}

/// The short lines above the article that end with a date behind a comma, a stop or a stroke: `Brodd, 3 May 2024`,
/// `Brodd. 3 May 2024`, `Culture - 3 May 2024 - 11:24`.
fn signed(blocks: &Blocks) -> impl Iterator<Item = &str> {
    let first = blocks.rows.iter().position(Block::is_of_body);
    let above = blocks.rows.iter().take(first.unwrap_or(0)).filter(|block| !block.kept);
    let cells = above.flat_map(|block| blocks.text_of(block).split('\t'));
    let digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let dated = cells.filter(move |text| text.len() <= DATELINE && digit(text));
    dated.filter_map(move |text| {
        let strokes = [", ", ". ", " - ", " – ", " — ", " | ", " · "];
        let parts = strokes.iter().filter_map(|stroke| text.split_once(stroke));
        let (place, day) = parts.min_by_key(|(place, _)| place.len())?;
        let told = (!digit(place) && day.len() <= DATED && digit(day)).then_some(day);
        // "Issue 112 | 3 May 2024"
        let behind = || {
            let day = [" | ", " · "].iter().find_map(|bar| Some(text.rsplit_once(bar)?.1))?;
            (day.len() <= DATED && digit(day)).then_some(day)
        };
        told.or_else(behind)
    })
}

/// What the end of a page says of its last change, as wikis do: the last short line there with a
/// number behind words for a change.
fn last_change(blocks: &Blocks) -> Option<&str> {
    /// How many blocks of the page's end are looked at.
    const END: usize = 40;
    let ends = blocks.rows.iter().rev().take(END).map(|block| blocks.text_of(block));
    let digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let short = ends.filter(|text| text.len() <= SHORT && digit(text));
    short.map(|text| at_change(text).1).find(|change| digit(change))
}

/// Holds the language that the page claims against its text.
fn language_of(metadata: &mut Metadata, blocks: &Blocks) {
    let mut sample = String::with_capacity(SAMPLE + 256);
    for text in body(blocks) {
        if sample.len() >= SAMPLE {
            break;
        }
        sample.push_str(&text[..text.floor_char_boundary(SAMPLE)]);
        sample.push(' ');
    }
    let claimed = metadata.lang.as_ref().map(|lang| &*lang.value);
    if let Some(found) = language::of_text(&sample, claimed) {
        metadata.lang = Some(Sourced::new(found.to_owned(), Evidence::Text));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page of labelled blocks, of which the article's and its headline are kept.
    pub(in crate::meta) fn page(rows: &[(Label, &str)]) -> Blocks {
        let mut blocks = Blocks::default();
        for (label, text) in rows {
            blocks.push(text, Shape::Paragraph, 0);
            if let Some(block) = blocks.rows.last_mut() {
                block.label = *label;
                block.kept = label.is_body() || *label == Label::Title;
            }
        }
        blocks
    }

    const GERMAN: &str = "Die Gemeinde hat am Dienstag beschlossen, dass die alte Brücke über den \
        Fluss nicht mehr für den Verkehr geöffnet wird. Nach dem Bericht der Ingenieure ist das \
        Tragwerk so stark beschädigt, dass eine Sanierung teurer wäre als ein neuer Bau. Der \
        Bürgermeister sagte, man habe mit allen gesprochen und werde im Frühling entscheiden.";

    #[test]
    fn a_flattened_page_is_described_by_its_blocks() {
        let blocks = page(&[
            (Label::Navigation, "Startseite"),
            (Label::Title, "Brücke bleibt gesperrt"),
            (Label::Byline, "Von Eva Probe und Max Muster, 7. Oktober 2025"),
            (Label::Date, "7. Oktober 2025, 10:16 Uhr, aktualisiert am 8. Oktober 2025"),
            (Label::Body, GERMAN),
            (Label::Body, "Die Arbeiten beginnen bald. (dpa)"),
        ]);
        let mut about = Metadata::default();
        complete(&mut about, &blocks, Some("https://blatt.example/bruecke"));
        assert_eq!(about.title.unwrap().value, "Brücke bleibt gesperrt");
        let authors: Vec<_> = about.authors.iter().map(|a| &*a.value).collect();
        assert_eq!(authors, ["Eva Probe", "Max Muster"]);
        assert_eq!(about.published.unwrap().value, "2025-10-07T10:16:00");
        assert_eq!(about.modified.unwrap().value, "2025-10-08");
        assert_eq!(about.agency.unwrap().value, "dpa");
        let lang = about.lang.unwrap();
        assert_eq!((&*lang.value, lang.from), ("de", Evidence::Text));
    }

    #[test]
    fn a_page_that_tells_only_its_last_change_was_published_then() {
        let rows = [
            (Label::Title, "The weir is closed"),
            (Label::Date, "Last updated: 8 October 2025"),
            (Label::Body, "Nobody may cross until the spring, the council said."),
        ];
        let mut about = Metadata::default();
        complete(&mut about, &page(&rows), None);
        assert_eq!(about.published.map(|date| date.value).as_deref(), Some("2025-10-08"));
        assert_eq!(about.modified.map(|date| date.value).as_deref(), Some("2025-10-08"));
    }

    #[test]
    fn a_wiki_says_at_its_end_when_it_was_last_edited() {
        let rows = [
            (Label::Title, "Download"),
            (Label::Body, "Nobody may cross until the spring, the council said."),
            (Label::Other, "Guide/Download (last edited 2019-11-10 13:28:18 by Ann)"),
            (Label::Footer, "© 2020 The guide"),
        ];
        let mut about = Metadata::default();
        complete(&mut about, &page(&rows), None);
        assert_eq!(about.published.map(|d| d.value).as_deref(), Some("2019-11-10T13:28:18"));
    }

    #[test]
    fn what_the_head_said_stays() {
        let blocks =
            page(&[(Label::Title, "Other"), (Label::Date, "8.10.2025"), (Label::Body, GERMAN)]);
        let said = |value: &str| Some(Sourced::new(value.to_owned(), Evidence::JsonLd));
        let mut about = Metadata {
            title: said("Said"),
            published: said("2025-10-07"),
            lang: said("de-ch"),
            ..Metadata::default()
        };
        complete(&mut about, &blocks, None);
        assert_eq!(about.title, said("Said"));
        assert_eq!(about.published, said("2025-10-07"));
        assert_eq!(about.lang, said("de-ch"));
    }

    #[test]
    fn a_language_that_lies_loses_to_the_text() {
        let blocks = page(&[(Label::Body, GERMAN)]);
        let claim = Some(Sourced::new("en-us".to_owned(), Evidence::HtmlLang));
        let mut about = Metadata { lang: claim, ..Metadata::default() };
        complete(&mut about, &blocks, None);
        assert_eq!(about.lang, Some(Sourced::new("de".to_owned(), Evidence::Text)));
        // Too little text is no proof.
        let blocks = page(&[(Label::Body, "Die Brücke ist zu.")]);
        let claim = Some(Sourced::new("en".to_owned(), Evidence::HtmlLang));
        let mut about = Metadata { lang: claim.clone(), ..Metadata::default() };
        complete(&mut about, &blocks, None);
        assert_eq!(about.lang, claim);
    }

    #[test]
    fn an_empty_page_stays_empty() {
        let mut about = Metadata::default();
        complete(&mut about, &Blocks::default(), None);
        assert_eq!(about, Metadata::default());
    }

    #[test]
    fn a_line_tells_the_day_whatever_it_was_taken_for() {
        let body = "Nobody may cross until the spring, the council said.";
        for (line, published, modified) in [
            (
                "Publié le 3 mars 2026 à 10h16, mis à jour le 4 mars 2026 à 11h • Lecture 4 min.",
                "2026-03-03T10:16:00",
                "2026-03-04",
            ),
            (
                "Giriş: 17.02.2026 - 19:44 Güncelleme: 18.02.2026 - 13:41",
                "2026-02-17T19:44:00",
                "2026-02-18T13:41:00",
            ),
            ("نشر في 2 أبريل 2024", "2024-04-02", ""),
            ("Anna Nowak 17 września 2024, 8:14", "2024-09-17T08:14:00", ""),
            ("Tuesday March 12 2031, 12.01am GMT, The Valley", "2031-03-12", ""),
            ("Uppdaterad: 12 mars 14.02", "", ""),
            ("Rosa Holt the mayor said so on 3 May 2024", "", ""),
        ] {
            for label in [Label::Title, Label::Body, Label::Other] {
                let mut about = Metadata::default();
                complete(&mut about, &page(&[(label, line), (Label::Body, body)]), None);
                let date =
                    |found: Option<Sourced<String>>| found.map(|f| f.value).unwrap_or_default();
                assert_eq!(date(about.published), published, "{line} as {label:?}");
                assert_eq!(date(about.modified), modified, "{line} as {label:?}");
            }
        }
    }

    #[test]
    fn a_field_of_a_line_names_the_author_and_no_editor() {
        for line in [
            "来源:山谷报 作者:陈晓雯 责任编辑:黄敏",
            "2026-03-03 07:35 来源:山谷报 作者:陈晓雯 责任编辑:黄敏",
            "2026-03-03 来源：山谷报 作者：陈晓雯 责任编辑：黄敏",
            "责任编辑：黄敏 来源：山谷报 作者：陈晓雯",
        ] {
            for label in [Label::Date, Label::Byline, Label::Subhead] {
                let mut about = Metadata::default();
                complete(&mut about, &page(&[(label, line), (Label::Body, GERMAN)]), None);
                let authors: Vec<_> = about.authors.iter().map(|a| &*a.value).collect();
                assert_eq!(authors, ["陈晓雯"], "{line} as {label:?}");
            }
        }
    }
}
