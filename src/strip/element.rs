//! Elements as the labelling sees them: what they are called and how they repeat.

use super::cues;
use crate::html::{Attribute, Document, NodeId, Tag};

/// An element of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
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
    pub(super) fn root() -> Element {
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
    /// It has no attributes at all.
    pub plain: bool,
    /// It has neither role nor property, so that its parent's hold for it.
    pub inherits: bool,
}

impl Traits {
    /// The traits with role and property filled in from the parent's.
    pub(super) fn below(self, parent: Traits) -> Traits {
        Traits {
            role: if self.role == 0 { parent.role } else { self.role },
            property: if self.property == 0 { parent.property } else { self.property },
            ..self
        }
    }
}

/// What was found in one distinct attribute value.
#[derive(Clone, Copy, Debug, Default)]
struct Value<'a> {
    /// The value as it stands in the page.
    raw: &'a str,
    /// Its hash, never 0; 0 in a slot that is free.
    key: u32,
    /// The hash of the value, decoded.
    hash: u32,
    cues: u32,
}

/// Reads attributes, and remembers what was found in each distinct value.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    slots: Vec<Value<'a>>,
    used: usize,
}

impl<'a> Names<'a> {
    /// What the attributes of an element say.
    pub(super) fn read(&mut self, page: Document<'a>, node: NodeId, tag: Tag) -> Traits {
        let mut traits = Traits { signature: tag.index() as u32, plain: true, ..Traits::default() };
        if tag == Tag::UNKNOWN {
            let name = page.tag_name(node);
            traits.signature = hash(name.as_bytes());
            traits.cues |= cues::find(name);
        }
        for attribute in page.raw_attributes(node) {
            traits.plain = false;
            // most attributes are none of these, and most of these differ in their length
            match attribute.name {
                "class" => {
                    let value = self.value(attribute);
                    traits.signature = traits.signature.wrapping_mul(31).wrapping_add(value.hash);
                    traits.cues |= value.cues;
                }
                "id" | "data-testid" | "data-component" | "data-qa" | "data-module" => {
                    traits.cues |= self.value(attribute).cues;
                }
                "hidden" => traits.hidden = true,
                "aria-hidden" => traits.hidden |= attribute.value() == "true",
                "style" => traits.hidden |= hides(&attribute.value()),
                "role" => traits.role = role(&attribute.value()),
                "itemprop" => traits.property = property(&attribute.value()),
                _ => {}
            }
        }
        // menus and accordions hide what a click shows: only whole articles are told by the rest
        if matches!(tag, Tag::HTML | Tag::BODY) {
            traits.cues = 0;
            traits.hidden = false;
        }
        traits.inherits = traits.role == 0 || traits.property == 0;
        traits
    }

    fn value(&mut self, attribute: Attribute<'a>) -> Value<'a> {
        let raw = attribute.raw;
        let key = hash(raw.as_bytes()).max(1);
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let kept = &self.slots[at];
            if kept.key == 0 {
                let value = attribute.value();
                let (hash, cues) = (hash(value.as_bytes()), cues::find(&value));
                self.slots[at] = Value { raw, key, hash, cues };
                self.used += 1;
                return self.slots[at];
            }
            if kept.key == key && kept.raw == raw {
                return *kept;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(256);
        let old = std::mem::replace(&mut self.slots, vec![Value::default(); size]);
        for value in old.into_iter().filter(|value| value.key != 0) {
            let mut at = value.key as usize & (size - 1);
            while self.slots[at].key != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = value;
        }
    }
}

/// A fast hash of a short string, eight bytes at a time.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(K).rotate_left(29);
    }
    let mut word = [0; 8];
    let rest = chunks.remainder();
    word[..rest.len()].copy_from_slice(rest);
    hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(K);
    (hash ^ (hash >> 32)) as u32
}

/// Counts, for every element, its siblings of the same signature.
pub(super) fn count_alike(elements: &mut [Element]) {
    let size = (elements.len() * 2).next_power_of_two().max(2);
    let mut slots = vec![(u32::MAX, 0u32, 0u16); size];
    let mut places = Vec::with_capacity(elements.len());
    for element in elements.iter() {
        let key = element.parent.wrapping_mul(0x9E37_79B9) ^ element.signature;
        let mut at = key.wrapping_mul(0x85EB_CA6B) as usize >> 3 & (size - 1);
        loop {
            let slot = &mut slots[at];
            if slot.0 == u32::MAX {
                *slot = (element.parent, element.signature, 1);
                break;
            }
            if slot.0 == element.parent && slot.1 == element.signature {
                slot.2 = slot.2.saturating_add(1);
                break;
            }
            at = (at + 1) & (size - 1);
        }
        places.push(at as u32);
    }
    for (element, place) in elements.iter_mut().zip(places) {
        element.alike = slots[place as usize].2;
    }
}

/// Whether a style sets `display: none` or `visibility: hidden`, blanks and case aside.
fn hides(style: &str) -> bool {
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
