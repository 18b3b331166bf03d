//! What the page says of itself, as far as it helps to find the article.

use memchr::memmem;

use crate::html::{Document, Tag};
use crate::strip::hashed::set::HashedSet;
use crate::strip::measure::measure;
use crate::strip::measure::stop;
use crate::strip::measure::words::{Overlap, triple};

/// Words of a block that are compared; the rest of a long block is like them.
const COMPARED: usize = 64;
/// Bytes of a JSON-LD text that are read.
const LONGEST_BODY: usize = 200_000;

/// Types of JSON-LD objects that tell kinds of pages apart.
pub(super) const TYPES: [&str; 16] = [
    "NewsArticle",
    "Article",
    "BlogPosting",
    "Product",
    "ItemList",
    "CollectionPage",
    "FAQPage",
    "DiscussionForumPosting",
    "QAPage",
    "WebPage",
    "TechArticle",
    "Recipe",
    "Event",
    "LiveBlogPosting",
    "VideoObject",
    "Service",
];

/// The types that an article's page may name beside its own or in its place.
const PLAIN: u32 = 0b111 | 1 << 9 | 1 << 13 | 1 << 14;

/// The page's head.
#[derive(Clone, Debug, Default)]
pub(in crate::strip) struct Head {
    title: HashedSet,
    description: HashedSet,
    body: HashedSet,
    /// Which of [`TYPES`] the page names.
    pub types: u32,
    /// `og:type`: 1 article, 2 product, 3 website, 4 something else, 0 not given.
    pub kind: u8,
    pub published: bool,
    pub address: String,
    /// Bytes of scripts.
    pub scripts: f32,
}

impl Head {
    /// Reads the head, and the JSON-LD wherever it stands.
    pub(in crate::strip) fn read(page: Document<'_>, url: Option<&str>) -> Head {
        let mut head = Head::default();
        let mut words = Vec::new();
        let mut canonical = String::new();
        for (id, tag) in page.tags() {
            match tag {
                Tag::TITLE if head.title.len() < 200 => {
                    head.add_title(&page.subtree_text(id), &mut words);
                }
                Tag::META => head.meta(page, id, &mut words, &mut canonical),
                Tag::LINK if canonical.is_empty() => {
                    if page.attribute(id, "rel").is_some_and(|rel| rel == "canonical")
                        && let Some(href) = page.attribute(id, "href")
                    {
                        canonical = href.into_owned();
                    }
                }
                Tag::SCRIPT => {
                    let size = page.end(id).0 - id.0;
                    if page.attribute(id, "type").is_some_and(|kind| kind.contains("ld+json")) {
                        head.json(&page.subtree_text(id), &mut words);
                    } else if size > 1 {
                        head.scripts += page.text(crate::html::NodeId(id.0 + 1)).len() as f32;
                    }
                }
                _ => {}
            }
        }
        head.address = url.map_or(canonical, str::to_owned);
        head
    }

    /// Whether the page says in its head that it is an article of news or a blog.
    pub(super) fn is_news(&self) -> bool {
        self.kind == 1 || self.names_article()
    }

    /// Whether the head names the page an article or its day of publication, which lists of articles
    /// do not.
    pub(super) fn names_article(&self) -> bool {
        self.published || self.types & 0b111 != 0
    }

    /// Whether the head calls the page something else than an article.
    pub(super) fn names_another(&self) -> bool {
        self.kind > 1 || self.types & !PLAIN != 0
    }

    fn add_title(&mut self, text: &str, words: &mut Vec<u32>) {
        words.clear();
        measure(head_of(text, 1000), words);
        for word in words.iter() {
            self.title.insert(*word);
        }
    }

    fn add_description(&mut self, text: &str, words: &mut Vec<u32>) {
        words.clear();
        measure(head_of(text, 4000), words);
        for three in words.windows(3) {
            self.description.insert(triple(three));
        }
    }

    fn meta(
        &mut self,
        page: Document<'_>,
        id: crate::html::NodeId,
        words: &mut Vec<u32>,
        canonical: &mut String,
    ) {
        let (mut name, mut content) = (None, None);
        let names = ["content", "property", "name", "itemprop"];
        page.attributes_among(id, &names, |at, attribute| match at {
            0 => content = Some(attribute.value()),
            _ if name.is_none() => name = Some(attribute.value()),
            _ => {}
        });
        let (Some(name), Some(content)) = (name, content) else { return };
        if name.eq_ignore_ascii_case("og:title") || name.eq_ignore_ascii_case("twitter:title") {
            self.add_title(&content, words);
        } else if name.eq_ignore_ascii_case("og:description")
            || name.eq_ignore_ascii_case("description")
        {
            self.add_description(&content, words);
        } else if name.eq_ignore_ascii_case("og:type") {
            self.kind = if content.contains("article") {
                1
            } else if content.contains("product") {
                2
            } else if content.contains("website") {
                3
            } else {
                4
            };
        } else if name.eq_ignore_ascii_case("article:published_time") {
            self.published = true;
        } else if name.eq_ignore_ascii_case("og:url") && canonical.is_empty() {
            canonical.push_str(&content);
        }
    }

    fn json(&mut self, text: &str, words: &mut Vec<u32>) {
        let bytes = text.as_bytes();
        for at in memmem::find_iter(bytes, b"@type\"") {
            let rest = text.get(at + 6..).unwrap_or("");
            let rest = rest.trim_start_matches([' ', ':', '[', '\n', '\r', '\t', '"']);
            let end = rest.find('"').unwrap_or(0).min(80);
            let name = rest.get(..end).unwrap_or("");
            let name = name.rsplit('/').next().unwrap_or(name);
            if let Some(at) = TYPES.iter().position(|known| name.eq_ignore_ascii_case(known)) {
                self.types |= 1 << at;
            } else if name.ends_with("NewsArticle") {
                self.types |= 1;
            }
        }
        if let Some(value) = string_after(text, "\"headline\"") {
            self.add_title(&value, words);
        }
        if let Some(value) = string_after(text, "\"description\"") {
            self.add_description(&value, words);
        }
        if let Some(value) = string_after(text, "\"articleBody\"") {
            words.clear();
            measure(&value, words);
            if self.body.is_empty() {
                self.body = HashedSet::with_room_for(words.len());
            }
            for three in words.windows(3) {
                self.body.insert(triple(three));
            }
        }
    }

    /// What a block's words share with the head.
    pub(super) fn overlap(&self, words: &[u32]) -> Overlap {
        let compared = &words[..words.len().min(COMPARED)];
        let mut o =
            Overlap { body: if self.body.is_empty() { -1.0 } else { 0.0 }, ..Overlap::default() };
        let count = compared.len().max(1) as f32;
        // a long block is no repeated headline
        let titled = words.len() < 60 && !self.title.is_empty();
        let stop_words = stop::words();
        let mut seen = [0u32; 4];
        let (mut stop, mut title, mut distinct) = (0u32, 0u32, 0u32);
        for word in compared {
            stop += u32::from(stop_words.has(*word));
            let bit = word.wrapping_mul(0x9E37_79B9) >> 25;
            let (slot, mask) = (&mut seen[bit as usize / 32], 1 << (bit % 32));
            let new = *slot & mask == 0;
            *slot |= mask;
            distinct += u32::from(new);
            if titled {
                title += u32::from(new & self.title.has(*word));
            }
        }
        o.stop = stop as f32 / count;
        o.distinct = distinct as f32 / count;
        if titled {
            o.title =
                title as f32 / (self.title.len() as f32 + distinct as f32 - title as f32).max(1.0);
            o.title_cover = title as f32 / count;
        }
        if compared.len() >= 3 {
            let triples = (compared.len() - 2) as f32;
            let share = |set: &HashedSet| {
                compared.windows(3).filter(|three| set.has(triple(three))).count() as f32 / triples
            };
            if !self.description.is_empty() {
                o.description = share(&self.description);
            }
            if !self.body.is_empty() {
                o.body = share(&self.body);
            }
        }
        o
    }
}

fn head_of(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or("")
}

/// The first string value of a key, its escapes read as far as words need them.
fn string_after(json: &str, key: &str) -> Option<String> {
    let at = memmem::find(json.as_bytes(), key.as_bytes())? + key.len();
    let rest = json.get(at..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut out = String::new();
    let mut chars = rest.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => break,
            '\\' => match chars.next()? {
                'u' => {
                    let code: String = chars.by_ref().take(4).collect();
                    let code = u32::from_str_radix(&code, 16).unwrap_or(0x20);
                    out.push(char::from_u32(code).unwrap_or(' '));
                }
                escaped @ ('"' | '\\' | '/') => out.push(escaped),
                _ => out.push(' '),
            },
            char => out.push(char),
        }
        if out.len() > LONGEST_BODY {
            break;
        }
    }
    Some(out)
}
