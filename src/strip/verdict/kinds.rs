//! Pages with a text of their own, and lists of other pages.

use super::address::Address;
use super::flat;
use super::live;
use super::page::{Page, verdict};
use super::signs::Signs;
use crate::lexicon;
use crate::page::{Block, Evidence, Label, Metadata, Outcome, Verdict};

const ARTICLES: [&str; 12] = [
    "article",
    "newsarticle",
    "blogposting",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "satiricalarticle",
    "scholarlyarticle",
    "socialmediaposting",
    "report",
];
const FORUMS: [&str; 2] = ["discussionforumposting", "qapage"];
const LISTS: [&str; 5] =
    ["collectionpage", "searchresultspage", "itemlist", "offercatalog", "profilepage"];
/// What calls a page as a whole a list of others.
const COLLECTIONS: [&str; 2] = ["collectionpage", "searchresultspage"];
const DOCUMENTATION: [&str; 3] = ["techarticle", "apireference", "definedterm"];
const PRODUCTS: [&str; 4] = ["product", "productgroup", "individualproduct", "vehicle"];

/// Where sites of documentation keep their news.
const BLOG_PATHS: [&str; 4] = ["blog", "blogs", "news", "posts"];
const PRODUCT_PATHS: [&str; 9] =
    ["product", "products", "p", "dp", "item", "itm", "prod", "shop", "produkt"];
const LIVE_PATHS: [&str; 8] = [
    "live",
    "liveblog",
    "live-blog",
    "liveticker",
    "newsblog",
    "live-updates",
    "diretta",
    "direct",
];
const LIST_PATHS: [&str; 40] = [
    "category",
    "categories",
    "tag",
    "tags",
    "collections",
    "collection",
    "archive",
    "archives",
    "search",
    "author",
    "authors",
    "topics",
    "topic",
    "section",
    "sections",
    "hub",
    "genre",
    "rubrik",
    "thema",
    "themen",
    "sezione",
    "seccion",
    "rubrique",
    "kategorie",
    "kategoria",
    "categoria",
    "categorie",
    "c",
    "cat",
    "browse",
    "shop",
    "store",
    "departments",
    "product-category",
    "list",
    "issues",
    "catalog",
    "catalogs",
    "market",
    "suche",
];

/// Whether the page says in its markup that it is an article.
pub(super) fn says_article(metadata: &Metadata) -> bool {
    has_kind(metadata, &ARTICLES) || metadata.og_type.as_deref() == Some("article")
}

fn has_kind(metadata: &Metadata, names: &[&str]) -> bool {
    metadata.kinds.iter().any(|kind| names.iter().any(|name| kind.eq_ignore_ascii_case(name)))
}

/// The kind of a page that is no wall.
pub(super) fn kind(page: &Page<'_>, signs: &Signs) -> Verdict {
    let metadata = page.metadata;
    let address = page.address();
    let marked = |what: &str| format!("its structured data names it {what}");
    let placed = |what: &str| format!("its address is {what}");
    let article = says_article(metadata);

    if has_kind(metadata, &["liveblogposting"]) {
        return verdict(Outcome::LiveBlog, 0.95, vec![marked("a live blog")]);
    }
    if address.any(&LIVE_PATHS) && signs.paragraphs >= 5 {
        return verdict(Outcome::LiveBlog, 0.6, vec![placed("a live blog's")]);
    }
    let told = if page.markup.is_none() { flat::kind(page) } else { live::kind(page, signs) };
    if let Some(kind) = told {
        return kind;
    }
    if let Some(list) = list(page, signs, &address, article) {
        return list;
    }
    if signs.kept < 1.0 {
        let evidence = format!("none of its {:.0} words is an article's", signs.words);
        return verdict(Outcome::ListPage, 0.6, vec![evidence]);
    }
    if !article && signs.kept_prose < 1.0 && signs.kept_carded > 0.8 * signs.kept {
        let evidence = "what could be its text stands in items made alike".to_owned();
        return verdict(Outcome::ListPage, 0.6, vec![evidence]);
    }
    let forum = (has_kind(metadata, &FORUMS), address.is_forum());
    if forum.0 && !article || forum.1 {
        let mut evidence = Vec::new();
        evidence.extend(forum.0.then(|| marked("a discussion or a question")));
        evidence.extend(forum.1.then(|| placed("a forum's")));
        return verdict(Outcome::Forum, 0.6 + 0.15 * evidence.len() as f32, evidence);
    }
    let product = metadata.og_type.as_deref().is_some_and(|t| t.starts_with("product"));
    if !article && (product || has_kind(metadata, &PRODUCTS)) {
        let at_product = address.any(&PRODUCT_PATHS);
        let confidence = if product || at_product { 0.85 } else { 0.65 };
        return verdict(Outcome::Product, confidence, vec![marked("a product")]);
    }
    let documented = address.is_documentation();
    // The day that a chapter was changed on, or that its text speaks of, is no article's.
    let printed =
        |from| matches!(from, Evidence::Text | Evidence::Byline | Evidence::Time | Evidence::Url);
    let dated = metadata.published.as_ref().is_some_and(|day| !printed(day.from))
        || !metadata.authors.is_empty()
        || address.any(&BLOG_PATHS)
        || article;
    let undated = metadata.published.is_none() || !dated;
    if has_kind(metadata, &DOCUMENTATION) || documented && undated {
        let evidence = if documented { placed("documentation's") } else { marked("documentation") };
        return verdict(Outcome::Documentation, 0.75, vec![evidence]);
    }
    let mut evidence = Vec::new();
    if article {
        evidence.push("it says in its markup that it is an article".to_owned());
    }
    if metadata.published.as_ref().is_some_and(|d| d.from != Evidence::Url) {
        evidence.push("it has a date of publication".to_owned());
    }
    let unsigned = evidence.is_empty() && metadata.authors.is_empty();
    if unsigned && signs.prose == 0.0 && signs.kept < TELLING && !tells(page) {
        let evidence = format!("{:.0} words, and no sentence among them", signs.kept);
        return verdict(Outcome::Empty, 0.6, vec![evidence]);
    }
    evidence
        .push(format!("{:.0} words of running text in {} blocks", signs.prose, signs.paragraphs));
    let text = (signs.kept_prose / 400.0).min(1.0);
    let confidence = 0.4 + 0.25 * f32::from(u8::from(article)) + 0.3 * text;
    verdict(Outcome::Article, confidence, evidence)
}

/// Whether a block of what was kept ends as a sentence does.
fn tells(page: &Page<'_>) -> bool {
    let kept = |block: &Block| block.kept && block.label != Label::Title;
    let ends = |text: &str| lexicon::ends_sentence(text.trim_end());
    page.blocks.iter().any(|(block, text)| kept(block) && ends(text))
}

/// Words from which a page may tell something that has no sentence in it.
const TELLING: f32 = 40.0;
/// Points from which a page is a list.
const LIST: i32 = 5;
/// The same for a flattened page, whose links and items are not known.
const FLAT_LIST: i32 = 4;
/// A list has at least so many items that are made alike.
const ITEMS: u32 = 6;
/// The same of a front page that has next to nothing else.
const FRONT_ITEMS: u32 = 4;
/// What part of the kept text stands in such items where all of it does, and where next to none does.
const ALL: f32 = 0.85;
const SOME: f32 = 0.2;
/// Words of unbroken text that may be a short report, and of one that is an article of its own where the page says so.
const SHORT: f32 = 30.0;
const OWN: f32 = 80.0;
/// Words of unbroken text of its own beyond which a page is no list for its items' sake.
const RUN: f32 = 150.0;

/// A site's front page has at least so many teasers, and no unbroken text of its own of so many words.
const FRONT_TEASERS: u32 = 8;
const FRONT_RUN: f32 = 300.0;

/// A list of other pages: mostly links or items made alike, little text of its own, and nothing
/// that says otherwise.
fn list(page: &Page<'_>, signs: &Signs, address: &Address<'_>, article: bool) -> Option<Verdict> {
    let metadata = page.metadata;
    let linked = signs.linked / signs.words.max(1.0);
    let carded = signs.kept_carded / signs.kept.max(1.0);
    let marked = has_kind(metadata, &LISTS) || metadata.og_type.as_deref() == Some("website");
    // A list has no day of publication that is stated for machines.
    let stated = metadata.published.as_ref().is_some_and(|d| d.from == Evidence::OpenGraph);
    let teasing = page.cards >= ITEMS && carded > 0.9 && signs.teasers >= FRONT_TEASERS;
    // Templates give articles the site's own address for theirs.
    let told = article || stated;
    let own = told && carded < SOME && signs.run >= OWN && !address.segments.is_empty();
    let front = address.is_front() && !own && (page.url.is_some() || !told || teasing);
    // The days and the people on a front page are its teasers'.
    let teases = front
        && address.segments.is_empty()
        && signs.teasers >= FRONT_TEASERS
        && signs.run < FRONT_RUN;
    let listed = address.any(&LIST_PATHS) && !address.is_deep();
    // What could be taken for its text stands in items made alike; of a small site's front page, and of a page that is
    // called a collection, in few.
    let home = page.url.is_some() && front && address.segments.is_empty();
    let collected = !article && has_kind(metadata, &COLLECTIONS);
    let few = (home || collected || listed) && page.cards >= FRONT_ITEMS && carded > 0.9;
    let made = (page.cards >= ITEMS || few) && signs.run < RUN;
    // So are a day and a name that are printed on it.
    let printed = |from| matches!(from, Evidence::Text | Evidence::Byline | Evidence::Time);
    let posts = address.is_forum() || address.is_documentation();
    let theirs = made && !article && !posts && carded > ALL && signs.run < SHORT;
    let dated = metadata.published.as_ref().is_some_and(|day| !(theirs && printed(day.from)));
    let signed = metadata.authors.iter().any(|author| !(theirs && printed(author.from)));
    let mut points = 0;
    points += i32::from(marked) + 2 * i32::from(front) + i32::from(listed);
    points += i32::from(linked > 0.35) + i32::from(linked > 0.55) + i32::from(signs.teasers > 15);
    points += i32::from(signs.prose < 250.0) + 2 * i32::from(signs.prose < 60.0);
    points += 2 * i32::from(teases);
    points -= 4 * i32::from(told && !front);
    points -= 2 * i32::from(dated && !teases);
    points -= 2 * i32::from(signed && !teases);
    points += i32::from(signs.linked_headings >= 8 && signs.prose < 400.0);
    points -= 2 * i32::from(address.is_deep() || address.is_dated());
    points -= 2 * i32::from(signs.prose > 800.0 && !front && !made);
    points -= i32::from(signs.teasers < 5);
    if made && (carded >= SOME || listed || signs.run < SHORT) {
        points += i32::from(carded > 0.4) + i32::from(carded > 0.6) + i32::from(carded > 0.85);
        points += i32::from(signs.own < 100.0) + i32::from(signs.run < 60.0);
        points += i32::from(signs.prices >= 8) + i32::from(signs.dated >= 5);
        points += 2 * i32::from(collected && carded > ALL);
    } else if carded < SOME && !front {
        // What stands in one run beside links is a short text of its own.
        points -= i32::from(signs.run >= SHORT) + i32::from(signs.run >= OWN);
    }
    // Posts and chapters are items made alike, too.
    points -= 2 * i32::from(posts);
    let enough = if page.markup.is_some() { LIST } else { FLAT_LIST };
    if points < enough || signs.teasers == 0 && signs.prose > 60.0 {
        return None;
    }
    let mut evidence = vec![
        format!("{:.0} % of its words stand in links", linked * 100.0),
        format!("{} teasers, {:.0} words of running text", signs.teasers, signs.prose),
    ];
    if made && carded > 0.4 {
        evidence.push(format!(
            "{} items made alike hold {:.0} % of what reads like a text; the longest run beside \
             them has {:.0} words",
            page.cards,
            carded * 100.0,
            signs.run
        ));
    }
    evidence.extend(marked.then(|| "its markup calls it a collection or a website".to_owned()));
    evidence.extend(front.then(|| "its address is the front page's".to_owned()));
    evidence.extend(listed.then(|| "its address is a list's".to_owned()));
    Some(verdict(Outcome::ListPage, 0.4 + 0.07 * points as f32, evidence))
}
