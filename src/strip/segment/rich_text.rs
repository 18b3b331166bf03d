//! The article of a page that keeps it among its data as a tree of rich text, for a program in the reader's browser to
//! print: `[{"type":"p","children":[{"type":"text","data":"…"}]}]`. The trees of Contentful, Sanity's Portable Text,
//! Slate, ProseMirror, Lexical, Draft.js and of parsers of HTML are of one make: nodes with a kind, text in leaves, and
//! what a node holds in a list.

use serde_json::{Map, Value};

use super::markup::escaped;

type Node = Map<String, Value>;

/// Fewer paragraphs side by side than this make no article.
const PARAGRAPHS: usize = 3;
/// What a node says of its kind, holds and says, under the names of all makes.
const KINDS: [&str; 4] = ["nodeType", "_type", "type", "name"];
const HELD: [&str; 3] = ["children", "content", "blocks"];
const SAID: [&str; 3] = ["text", "data", "value"];
/// Bytes of the longest script that is read: its values take a hundred times as much memory at worst.
const LARGEST: usize = 2 << 20;
/// Bytes before the first brace of a script that hands data over: `window.__STATE__ = {`.
const BEFORE: usize = 200;

/// What an object calls the headline of what it holds.
const HEADLINES: [&str; 3] = ["headline", "title", "heading"];

/// A tree of rich text as markup.
pub(super) struct Tree {
    /// Whether it stands below the page's title: scripts hold other articles of the site, too.
    pub(super) own: bool,
    /// Bytes of text.
    pub(super) letters: usize,
    pub(super) markup: String,
}

impl Tree {
    /// The page's own comes before others, the longer before the shorter.
    pub(super) fn rank(&self) -> (bool, usize) {
        (self.own, self.letters)
    }
}

/// The tree of rich text in a script that most likely is the page's article, of those with more than `least` bytes of
/// text.
pub(super) fn article(script: &str, title: Option<&str>, least: usize) -> Option<Tree> {
    let held = |name: &&str| memchr::memmem::find(script.as_bytes(), name.as_bytes()).is_some();
    if script.len() > LARGEST || !HELD.iter().any(held) {
        return None;
    }
    let start = script[..script.floor_char_boundary(BEFORE)].find(['{', '['])?;
    let title = title.map(letters_of).unwrap_or_default();
    let mut found = Found { least, title, best: None };
    found.look(&parsed(&script[start..])?, false, false);
    let tree = found.best?;
    Some(Tree { markup: format!("<article>{}</article>", tree.markup), ..tree })
}

/// The first value of a text, whatever stands behind it. Nothing where it nests deeper than the parser goes.
fn parsed(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// The letters and digits of a text, in small ones.
fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

struct Found {
    /// Only longer ones are taken.
    least: usize,
    /// The letters of the page's title.
    title: String,
    best: Option<Tree>,
}

impl Found {
    /// `own` says whether the headline of what the value is part of is the page's title.
    fn look(&mut self, value: &Value, own: bool, within_string: bool) {
        match value {
            Value::Array(nodes) if is_rich_text(nodes) => {
                let mut writer = Writer::default();
                nodes.iter().for_each(|node| writer.node(node));
                let tree = Tree { own, letters: writer.letters, markup: writer.out };
                let best = self.best.as_ref();
                if tree.letters > self.least && best.is_none_or(|best| best.rank() < tree.rank()) {
                    self.best = Some(tree);
                }
            }
            Value::Array(values) => values.iter().for_each(|v| self.look(v, own, within_string)),
            Value::Object(fields) => {
                let headline = string(fields, &HEADLINES).map(letters_of);
                let own =
                    headline.map_or(own, |headline| !headline.is_empty() && headline == self.title);
                fields.values().for_each(|v| self.look(v, own, within_string));
            }
            // Some hand the tree over as a string of its own.
            Value::String(text) if !within_string && text.len() > self.least => {
                if text.trim_start().starts_with(['{', '['])
                    && let Some(value) = parsed(text)
                {
                    self.look(&value, own, true);
                }
            }
            _ => {}
        }
    }
}

/// Whether a list is what an article of rich text holds.
fn is_rich_text(nodes: &[Value]) -> bool {
    let paragraphs = nodes.iter().filter_map(Value::as_object).filter(|node| {
        matches!(element(node), Some("p")) && (held(node).is_some() || said(node).is_some())
    });
    paragraphs.take(PARAGRAPHS).count() == PARAGRAPHS
}

fn string<'a>(node: &'a Node, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| node.get(*name)?.as_str())
}

fn held(node: &Node) -> Option<&Vec<Value>> {
    HELD.iter().find_map(|name| node.get(*name)?.as_array())
}

fn said(node: &Node) -> Option<&str> {
    string(node, &SAID)
}

/// The element that a node of this kind is; `None` of what is neither text nor holds any, as pictures and boxes.
fn element(node: &Node) -> Option<&'static str> {
    const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
    let kind = string(node, &KINDS)?.to_ascii_lowercase();
    // What Portable Text calls a block has its kind in its style.
    let style = || string(node, &["style"]).unwrap_or("normal").to_ascii_lowercase();
    let listed = node.get("listItem").is_some();
    let kind = if kind == "block" { if listed { "li".to_owned() } else { style() } } else { kind };
    let heading = |level: Option<u64>| {
        let level = usize::try_from(level?).ok()?;
        HEADINGS.get(level.checked_sub(1)?).copied()
    };
    match &*kind {
        "p" | "paragraph" | "normal" | "unstyled" => Some("p"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(kind[1..].parse().ok()),
        "heading" | "header" => {
            let attributes = node.get("attrs").unwrap_or(&Value::Null);
            let level = node.get("level").or_else(|| attributes.get("level"));
            heading(level.and_then(Value::as_u64).or(Some(2)))
        }
        "li"
        | "listitem"
        | "list-item"
        | "list_item"
        | "unordered-list-item"
        | "ordered-list-item" => Some("li"),
        "ul" | "ol" | "list" | "bulletlist" | "bullet_list" | "orderedlist" | "ordered_list"
        | "unordered-list" | "ordered-list" | "bulleted-list" | "numbered-list" => Some("ul"),
        "blockquote" | "quote" => Some("blockquote"),
        "a" | "link" | "hyperlink" => Some("a"),
        "text" | "span" | "em" | "strong" | "b" | "i" | "u" | "bold" | "italic" | "mark"
        | "autolink" | "tag" => Some("span"),
        "div" | "section" | "article" | "doc" | "document" | "root" => Some("div"),
        _ => kind.strip_prefix("heading-").or_else(|| kind.strip_prefix("header-")).and_then(
            |level| match level {
                "one" => Some("h1"),
                "two" => Some("h2"),
                "three" => Some("h3"),
                "four" => Some("h4"),
                level => heading(level.parse().ok()),
            },
        ),
    }
}

/// Writes nodes as markup.
#[derive(Default)]
struct Writer {
    out: String,
    /// Bytes of text.
    letters: usize,
}

impl Writer {
    fn node(&mut self, value: &Value) {
        let Some(node) = value.as_object() else { return };
        // Slate's leaves have no kind.
        let leaf = held(node).is_none() && string(node, &["text"]).is_some();
        let kind = string(node, &KINDS);
        let Some(element) = element(node).or_else(|| (leaf && kind.is_none()).then_some("span"))
        else {
            return;
        };
        self.out.push_str(&match (element, address(node)) {
            ("a", Some(address)) => format!("<a href=\"{}\">", escaped(address)),
            _ => format!("<{element}>"),
        });
        match held(node) {
            Some(nodes) => nodes.iter().for_each(|node| self.node(node)),
            None => {
                let said = said(node).unwrap_or("");
                self.letters += said.len();
                self.out.push_str(&escaped(said));
            }
        }
        self.out.push_str(&format!("</{element}>"));
    }
}

/// Where a link leads.
fn address(node: &Node) -> Option<&str> {
    const FOLDERS: [&str; 4] = ["attribs", "attrs", "data", "attributes"];
    const NAMES: [&str; 3] = ["href", "url", "uri"];
    let folders = FOLDERS.iter().filter_map(|name| node.get(*name)?.as_object());
    std::iter::once(node).chain(folders).find_map(|fields| string(fields, &NAMES))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SAID_: &str = "The weir was opened <at last>.";

    fn markup(data: &Value) -> Option<String> {
        of(data, None)
    }

    fn of(data: &Value, title: Option<&str>) -> Option<String> {
        let script = format!("window.__STATE__ = {data};(function() {{}})()");
        article(&script, title, 40).map(|found| found.markup)
    }

    #[test]
    fn trees_of_every_make_are_read() {
        let makes = [
            json!({"type": "p", "children": [{"type": "text", "data": SAID_}]}),
            json!({"nodeType": "paragraph", "content": [{"nodeType": "text", "value": SAID_}]}),
            json!({"_type": "block", "style": "normal", "children": [{"_type": "span", "text": SAID_}]}),
            json!({"type": "paragraph", "children": [{"text": SAID_}]}),
            json!({"type": "paragraph", "content": [{"type": "text", "text": SAID_}]}),
            json!({"type": "unstyled", "text": SAID_, "entityRanges": []}),
        ];
        for node in makes {
            let found = markup(&json!({"a": {"body": {"children": [node, node, node]}}}));
            let found = found.unwrap_or_default();
            let text = found.replace("<span>", "").replace("</span>", "");
            let paragraph = "<p>The weir was opened &lt;at last>.</p>";
            assert_eq!(text, format!("<article>{}</article>", paragraph.repeat(3)), "{node}");
        }
    }

    #[test]
    fn headings_lists_and_links_are_kept_and_boxes_are_not() {
        let text = |said: &str| json!({"type": "text", "text": said});
        let node = |kind: &str, held: Value| json!({"type": kind, "children": [held]});
        let link = json!({"type": "a", "attribs": {"href": "/lock"}, "children": [text("a lock")]});
        let nodes = json!([
            node("p", text("The weir was opened at last.")),
            node("h2", text("The lock")),
            node("p", link),
            {"type": "newsletter", "text": "Subscribe."},
            node("ul", node("li", text("one"))),
            {"type": "heading", "attrs": {"level": 3}, "content": [text("The mill")]},
            node("p", text("Nobody came to see it.")),
        ]);
        let found = markup(&json!({ "json": nodes, "children": [] })).unwrap();
        let found = found.replace("<span>", "").replace("</span>", "");
        assert!(found.contains("<h2>The lock</h2><p><a href=\"/lock\">a lock</a></p><ul><li>one"));
        assert!(found.contains("<h3>The mill</h3>") && !found.contains("Subscribe"), "{found}");
    }

    #[test]
    fn the_longest_of_several_is_taken_also_out_of_a_string() {
        let tree = |said: &str| {
            let node = json!({"type": "p", "children": [{"text": said}]});
            json!([node, node, node])
        };
        let data = json!({"x": tree("A short one, but long enough."), "y": tree(&SAID_.repeat(3)).to_string(),
            "children": 0});
        assert!(markup(&data).unwrap().contains("at last"));
    }

    #[test]
    fn the_pages_own_is_taken_before_a_longer_one() {
        let tree = |said: &str| {
            let node = json!({"type": "p", "children": [{"text": said}]});
            json!([node, node, node])
        };
        let data = json!({
            "x": {"headline": "“Ferry at Lenta” stays in port", "body": tree("Nobody repaired the ferry.")},
            "y": {"headline": "The weir of Millbrook", "body": {"json": tree(&SAID_.repeat(3))}},
            "children": 0,
        });
        let title = Some("Ferry at Lenta stays in port");
        assert!(of(&data, title).unwrap().contains("the ferry"));
        assert!(of(&data, Some("The weir of Millbrook")).unwrap().contains("weir"));
        assert!(of(&data, None).unwrap().contains("weir"), "the longest");
    }

    #[test]
    fn what_is_no_tree_is_none() {
        let node = json!({"type": "p", "children": [{"text": "x".repeat(90)}]});
        for data in [
            json!({"children": [node, node]}),
            json!({"children": [{"type": "product", "text": "y".repeat(90)}, 1, 2, 3]}),
            json!({"content": "a string"}),
        ] {
            assert_eq!(markup(&data), None, "{data}");
        }
        for script in ["children", "x = {\"children\": [", "{\"children\":", ""] {
            assert!(article(script, None, 1).is_none());
        }
        let deep = "{\"children\":[".repeat(100_000);
        assert!(article(&deep, None, 1).is_none());
    }
}
