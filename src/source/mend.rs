//! A feed's items alone, and of each what is read, written anew in RSS 2.0 or Atom 1.0: whatever dialect the feed
//! is in, whatever is wrong with its XML, and however much of it is of no use here.

use std::borrow::Cow;

use quick_xml::errors::IllFormedError;
use quick_xml::escape::{escape, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};
use url::{ParseError, Url};

use super::brackets::with_bare_brackets_escaped;
use super::candidate::Candidate;
use super::dialect::{ALTERNATE, Kind, ORIGINAL, Root};
use crate::meta::instant;

/// How far into a document the root of a feed is looked for, in bytes: a server's warnings may stand before it.
const HEAD: u64 = 64 << 10;
/// The longest title, address or date that is read, in bytes.
const LONGEST: usize = 4096;
/// How many links, titles and dates of one item are read: the parser keeps each link.
const MOST_FIELDS: usize = 64;

/// What could be read of a feed.
#[derive(Debug)]
pub(super) struct Mended {
    /// A well-formed feed with its items: their titles, links, identifiers and dates.
    pub(super) feed: String,
    /// How many items are left out.
    pub(super) left_out: u64,
    /// The first fault of its XML: the line, counted from 1, and what is wrong there; none where only the
    /// dialect is another.
    pub(super) fault: Option<(usize, String)>,
}

/// Reads the items of a feed, whatever is wrong with it, at most `most` of them. Takes time and memory in proportion
/// to the text.
///
/// # Errors
/// Where there is no feed in the document; what there is instead.
pub(super) fn mend(text: &str, most: usize) -> Result<Mended, String> {
    let (text, bare) = with_bare_brackets_escaped(text);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_dangling_amp = true;
    let mut mending = Mending { most, ..Mending::default() };
    if let Some(at) = bare {
        mending.wrong(at as u64, || "a `<` that begins no tag".to_owned());
    }
    if let Some(at) = text.bytes().position(|byte| !is_of_xml(char::from(byte))) {
        let byte = text.as_bytes()[at];
        mending.wrong(at as u64, || format!("the character U+{byte:04X}, which XML has not"));
    }
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => mending.take(&event, at),
            Err(Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found })) => {
                let words = || format!("`</{found:.40}>` where `</{expected:.40}>` should stand");
                mending.wrong(reader.error_position(), words);
                mending.end(&found);
            }
            Err(Error::IllFormed(IllFormedError::UnmatchedEndTag(name))) => {
                mending
                    .wrong(reader.error_position(), || format!("`</{name:.40}>` closes nothing"));
                mending.end(&name);
            }
            Err(Error::IllFormed(fault)) => {
                mending.wrong(reader.error_position(), || fault.to_string());
            }
            // What was read until here is worth having.
            Err(Error::Syntax(fault)) => {
                mending.wrong(reader.error_position(), || fault.to_string());
                break;
            }
            Err(_) => break,
        }
        if mending.is_over || mending.root.is_none() && at > HEAD {
            break;
        }
    }
    if !mending.is_over {
        // Half an address is another one.
        mending.field = None;
    }
    mending.end_item();
    let Some(root) = mending.root.take() else {
        return Err(mending
            .other
            .map_or("no root element".to_owned(), |root| format!("its root is `{root:.40}`")));
    };
    if !mending.is_over {
        mending.wrong(text.len() as u64, || format!("it ends before `</{:.40}>`", root.name));
    }
    mending.feed.push_str(if root.is_atom { "</feed>" } else { "</channel></rss>" });
    let line_at = |at: u64| {
        let before = &text.as_bytes()[..usize::try_from(at).unwrap_or(usize::MAX).min(text.len())];
        1 + memchr::memchr_iter(b'\n', before).count()
    };
    Ok(Mended {
        feed: mending.feed,
        left_out: mending.left_out,
        fault: mending.fault.map(|(at, words)| (line_at(at), words)),
    })
}

#[derive(Default)]
struct Mending {
    most: usize,
    root: Option<Root>,
    /// The root of another kind of document.
    other: Option<String>,
    feed: String,
    items: usize,
    left_out: u64,
    in_item: bool,
    /// How many fields of the item were read.
    fields: usize,
    /// Where what is read of the item begins in the feed that is written.
    item_at: usize,
    /// Whether the item of RSS has a link of its own, and the one that stands in where it has none.
    has_link: bool,
    spare: Option<String>,
    /// The element that is passed over with all that is in it, and how many of its name are open.
    passed_over: Option<(String, usize)>,
    /// What is read now, by its name in the feed that is written, and what was read of it.
    field: Option<&'static str>,
    words: String,
    has_doctype: bool,
    is_over: bool,
    fault: Option<(u64, String)>,
}

impl Mending {
    fn wrong(&mut self, at: u64, words: impl FnOnce() -> String) {
        if self.fault.as_ref().is_none_or(|(first, _)| at < *first) {
            self.fault = Some((at, words()));
        }
    }

    fn take(&mut self, event: &Event<'_>, at: u64) {
        match event {
            Event::Start(start) => self.start(start, false, at),
            Event::Empty(start) => self.start(start, true, at),
            Event::End(end) => self.end(end.name().as_ref()),
            Event::Text(words) => {
                if words.starts_with('&') {
                    self.wrong(at, || "a `&` that begins no entity".to_owned());
                }
                self.push(words);
            }
            Event::CData(words) => self.push(words),
            Event::GeneralRef(reference) => self.entity(reference, at),
            Event::DocType(kind) => {
                self.has_doctype = true;
                if kind.trim().eq_ignore_ascii_case("html") {
                    self.is_other("html");
                }
            }
            _ => {}
        }
    }

    fn entity(&mut self, reference: &BytesRef<'_>, at: u64) {
        match (reference.resolve_char_ref(), resolve_predefined_entity(reference)) {
            (Ok(Some(character)), _) if is_of_xml(character) => {
                self.push(character.encode_utf8(&mut [0; 4]));
            }
            (Ok(None), Some(text)) => self.push(text),
            (resolved, _) => {
                if !self.has_doctype || !matches!(resolved, Ok(None)) {
                    let name: &str = reference;
                    self.wrong(at, || format!("`&{name:.40};` is no entity that it declares"));
                }
                for part in ["&", reference, ";"] {
                    self.push(part);
                }
            }
        }
    }

    /// Takes text into what is read now, without the characters that XML has not.
    fn push(&mut self, text: &str) {
        if self.field.is_some() && self.words.len() + text.len() <= LONGEST {
            self.words.extend(text.chars().filter(|&c| is_of_xml(c)));
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool, at: u64) {
        let name = element.name();
        let name: &str = name.as_ref();
        let Some(root) = &self.root else { return self.begin(element, name, at) };
        if root.is_item(name) {
            self.end_item();
            self.begin_item(element);
            if is_empty {
                self.end_item();
            }
            return;
        }
        if let Some((passed_over, depth)) = &mut self.passed_over {
            *depth += usize::from(!is_empty && passed_over == name);
            return;
        }
        if !self.in_item {
            return;
        }
        match root.field(name) {
            Some(_) if self.fields == MOST_FIELDS => self.end_field(),
            Some("link") if root.is_atom => {
                self.end_field();
                self.fields += 1;
                self.write("link", element, &["href", "rel", "type", "xml:base"]);
                self.feed.push_str("</link>");
            }
            Some(field) => {
                self.end_field();
                self.fields += 1;
                if matches!(field, "link" | ALTERNATE) && self.spare.is_none() {
                    let is_to_page = value_of(element, "rel").is_none_or(|rel| rel == "alternate");
                    self.spare = value_of(element, "href").filter(|_| is_to_page);
                }
                self.field = Some(field).filter(|field| !is_empty && *field != ALTERNATE);
            }
            // Markup in a title is part of it.
            None if self.field.is_some() || is_empty => {}
            None => self.passed_over = Some((name.to_owned(), 1)),
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>, name: &str, at: u64) {
        match Root::of(name) {
            Kind::Feed(root) => self.root = Some(root),
            Kind::Other => return self.is_other(name),
            Kind::Unknown => {
                return self.wrong(at, || format!("`<{name:.40}>` stands before the feed"));
            }
        }
        let is_atom = self.root.as_ref().is_some_and(|root| root.is_atom);
        if is_atom {
            self.write("feed xmlns=\"http://www.w3.org/2005/Atom\"", element, &["xml:base"]);
        } else {
            self.write("rss version=\"2.0\"", element, &["xml:base"]);
            self.feed.push_str("<channel>");
        }
    }

    fn is_other(&mut self, root: &str) {
        self.other = Some(root.to_owned());
        self.is_over = true;
    }

    fn begin_item(&mut self, element: &BytesStart<'_>) {
        let Some(root) = &self.root else { return };
        if self.items == self.most {
            self.left_out += 1;
            return;
        }
        self.items += 1;
        self.in_item = true;
        self.fields = 0;
        (self.has_link, self.spare) = (false, None);
        self.write(if root.is_atom { "entry" } else { "item" }, element, &["xml:base"]);
        self.item_at = self.feed.len();
        // An item of RDF has its address in its own attribute too.
        if let Some(about) = value_of(element, "rdf:about") {
            self.feed.push_str(&format!("<guid>{}</guid>", escape(about)));
        }
    }

    /// Writes the start of an element with some of the attributes of another.
    fn write(&mut self, begin: &str, element: &BytesStart<'_>, attributes: &[&str]) {
        self.feed.push('<');
        self.feed.push_str(begin);
        for name in attributes {
            let Some(value) = value_of(element, name) else { continue };
            let is_address = || match Url::parse(&value) {
                Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => true,
                Err(_) => false,
            };
            if *name != "xml:base" || is_address() {
                self.feed.push_str(&format!(" {name}=\"{}\"", escape(value)));
            }
        }
        self.feed.push('>');
    }

    fn end(&mut self, name: &str) {
        let Some(root) = &self.root else { return };
        if root.is_item(name) {
            self.end_item();
        } else if root.name == name {
            self.is_over = true;
        } else if let Some((passed_over, depth)) = &mut self.passed_over {
            if passed_over == name {
                *depth -= 1;
                if *depth == 0 {
                    self.passed_over = None;
                }
            }
        } else if self.field.is_some() && root.field(name) == self.field {
            self.end_field();
        }
    }

    fn end_field(&mut self) {
        let Some(field) = self.field.take() else { return };
        let mut words = std::mem::take(&mut self.words);
        match field {
            ORIGINAL => return self.original(words.trim()),
            "link" => self.has_link |= !words.trim().is_empty(),
            "pubDate" | "published" | "updated" => match instant(&words) {
                Some(at) => words = at.to_rfc3339(),
                None => return,
            },
            _ => {}
        }
        self.feed.push_str(&format!("<{field}>{}</{field}>", escape(words)));
    }

    /// Writes the address that an item really has before all that it says of itself: once, since what it says has to
    /// move for it.
    fn original(&mut self, address: &str) {
        let is_address = Candidate::at(address, None).is_some();
        let Some(root) = self.root.as_ref().filter(|_| is_address && self.item_at > 0) else {
            return;
        };
        let address = escape(address);
        let link = match root.is_atom {
            true => format!("<link href=\"{address}\"/>"),
            false => format!("<link>{address}</link>"),
        };
        self.feed.insert_str(self.item_at, &link);
        (self.item_at, self.has_link) = (0, true);
    }

    fn end_item(&mut self) {
        self.end_field();
        self.passed_over = None;
        if std::mem::take(&mut self.in_item) {
            let is_atom = self.root.as_ref().is_some_and(|root| root.is_atom);
            if let Some(spare) = self.spare.take().filter(|_| !self.has_link) {
                self.feed.push_str(&format!("<link>{}</link>", escape(spare)));
            }
            self.feed.push_str(if is_atom { "</entry>" } else { "</item>" });
        }
    }
}

/// Whether a character may stand in XML.
fn is_of_xml(c: char) -> bool {
    c >= ' ' || matches!(c, '\t' | '\n' | '\r')
}

fn value_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    // Without checks: that no two are of one name is asked of each against each.
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    let value = unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value));
    let value: String = value.chars().filter(|&c| is_of_xml(c)).collect();
    (value.len() <= LONGEST).then_some(value)
}

#[cfg(test)]
#[path = "mend_tests.rs"]
mod tests;
