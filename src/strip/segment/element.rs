//! Elements as the labelling sees them: what they are called and how they repeat.

use std::borrow::Cow;

use super::cues;
use crate::html::{Attribute, Document, Lately, NodeId, Tag, hash_of_ends};
use crate::strip::hashed::hash::hash;

/// An element of the page.
#[derive(Clone, Copy, Debug)]
pub(in crate::strip) struct Element {
    /// Its parent's number; its own for the root.
    pub parent: u32,
    /// Its id in the arena.
    pub node: u32,
    /// A hash of its tag and class list: what repeats in lists has the same.
    pub signature: u32,
    pub tag: Tag,
    pub depth: u16,
    /// How many child elements it has.
    pub children: u16,
    /// How many of its parent's children have its signature, itself included.
    pub alike: u16,
}

impl Element {
    /// A page's only element.
    pub(in crate::strip) fn root() -> Element {
        Element {
            parent: 0,
            node: 0,
            signature: 0,
            tag: Tag::BODY,
            depth: 0,
            children: 0,
            alike: 1,
        }
    }
}

/// What an element's attributes say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// One bit a kind of cue in its class, id, and the like.
    pub cues: u32,
    pub signature: u32,
    /// It hides itself from readers.
    pub hidden: bool,
    /// A number for its ARIA role; 0 for none.
    pub role: u8,
    /// A number for its microdata property; 0 for none.
    pub property: u8,
}

/// What the attributes of an element say, whatever its tag.
#[derive(Clone, Copy, Debug)]
struct Said {
    /// The hash of the class list, where there is one.
    class: Option<u32>,
    cues: u32,
    hidden: bool,
    role: u8,
    property: u8,
}

/// The hash of an attribute's value, and the cues in it.
#[derive(Clone, Copy, Debug)]
struct Value {
    hash: u32,
    cues: u32,
}

/// Reads attributes, and remembers what was found in values and in whole tags: the items of a list are
/// marked up alike.
#[derive(Debug)]
pub(super) struct Names<'a> {
    values: Lately<'a, Value, 512>,
    tags: Lately<'a, Said, 256>,
}

impl<'a> Names<'a> {
    pub(super) fn new() -> Names<'a> {
        Names { values: Lately::new(), tags: Lately::new() }
    }

    /// What the attributes of an element say.
    pub(super) fn read(&mut self, page: Document<'a>, node: NodeId, tag: Tag) -> Traits {
        let Names { values, tags } = self;
        let said = match page.attributes_as_written(node) {
            Some("") => Said::NOTHING,
            Some(raw) => tags.of(raw, hash_of_ends(raw), || Said::by(page, node, values)),
            None => Said::by(page, node, values),
        };
        let mut traits = Traits {
            signature: tag.index() as u32,
            cues: said.cues,
            hidden: said.hidden,
            role: said.role,
            property: said.property,
        };
        if tag == Tag::UNKNOWN {
            let name = page.tag_name(node);
            traits.signature = hash(name.as_bytes());
            traits.cues |= cues::find(name);
        }
        if let Some(class) = said.class {
            traits.signature = traits.signature.wrapping_mul(31).wrapping_add(class);
        }
        // menus and accordions hide what a click shows: only whole articles are told by the rest
        if matches!(tag, Tag::HTML | Tag::BODY) {
            traits.cues = 0;
            traits.hidden = false;
        }
        traits
    }
}

/// The attributes that are read.
const NAMES: [&str; 11] = [
    "class",
    "id",
    "style",
    "role",
    "hidden",
    "aria-hidden",
    "itemprop",
    "data-testid",
    "data-component",
    "data-qa",
    "data-module",
];

impl Said {
    const NOTHING: Said = Said { class: None, cues: 0, hidden: false, role: 0, property: 0 };

    fn by<'a>(page: Document<'a>, node: NodeId, values: &mut Lately<'a, Value, 512>) -> Said {
        let mut said = Said::NOTHING;
        page.attributes_among(node, &NAMES, |name, attribute| match NAMES[name] {
            "class" => {
                let value = Value::of(attribute, values);
                said.class = Some(value.hash);
                said.cues |= value.cues;
            }
            "hidden" => said.hidden = true,
            "aria-hidden" => said.hidden |= attribute.value() == "true",
            "style" => said.hidden |= hides(&attribute.value()),
            "role" => said.role = role(&attribute.value()),
            "itemprop" => said.property = property(&attribute.value()),
            _ => said.cues |= Value::of(attribute, values).cues,
        });
        said
    }
}

impl Value {
    fn of<'a>(attribute: Attribute<'a>, values: &mut Lately<'a, Value, 512>) -> Value {
        let hashed = hash(attribute.raw.as_bytes());
        values.of(attribute.raw, hashed, || match attribute.value() {
            // Drupal has it around the whole of a page, to move that aside for a dialog.
            Cow::Borrowed("dialog-off-canvas-main-canvas") => Value { hash: hashed, cues: 0 },
            Cow::Borrowed(value) => Value { hash: hashed, cues: cues::find(value) },
            Cow::Owned(value) => Value { hash: hash(value.as_bytes()), cues: cues::find(&value) },
        })
    }
}

/// Whether a style sets `display: none` or `visibility: hidden`, blanks and case aside.
pub(super) fn hides(style: &str) -> bool {
    /// Whether `word` follows, blanks aside.
    fn follows(style: &[u8], word: &[u8]) -> bool {
        let mut rest = style.iter().filter(|b| !b.is_ascii_whitespace());
        word.iter().all(|byte| rest.next().is_some_and(|b| b.eq_ignore_ascii_case(byte)))
    }
    let style = style.as_bytes();
    style.iter().enumerate().any(|(at, byte)| match byte {
        b'd' | b'D' => follows(&style[at..], b"display:none"),
        b'v' | b'V' => follows(&style[at..], b"visibility:hidden"),
        _ => false,
    })
}

fn role(value: &str) -> u8 {
    match value {
        "navigation" | "menu" | "menubar" | "menuitem" => 1,
        "banner" => 2,
        "contentinfo" => 3,
        "complementary" => 4,
        "main" => 5,
        "article" => 6,
        "search" => 7,
        "dialog" | "alertdialog" | "alert" => 8,
        "tab" | "tablist" => 9,
        "tabpanel" => 10,
        "list" | "listitem" => 11,
        "button" => 12,
        "heading" => 13,
        "region" => 14,
        "presentation" | "none" => 15,
        _ => 0,
    }
}

fn property(value: &str) -> u8 {
    if value.eq_ignore_ascii_case("articleBody") {
        1
    } else if ["text", "description", "reviewBody"].iter().any(|p| value.eq_ignore_ascii_case(p)) {
        2
    } else if ["headline", "name"].iter().any(|p| value.eq_ignore_ascii_case(p)) {
        3
    } else if ["author", "datePublished", "dateModified"]
        .iter()
        .any(|p| value.eq_ignore_ascii_case(p))
    {
        4
    } else {
        5
    }
}
