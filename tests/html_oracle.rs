//! The fast path and html5ever see one tree, on everything at hand.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use scraper::node::Node;
use spoglio::html::{Arena, Document, Hard, Limits, NodeId, parse, parse_with_html5ever};

/// A tree as lines: an element with its attributes sorted, or a run of text, indented by depth.
#[derive(Default)]
struct Dump {
    out: String,
    /// Depth and place of the text that the last line is.
    text: Option<(usize, String)>,
}

impl Dump {
    fn element(&mut self, depth: usize, name: &str, mut attributes: Vec<(String, String)>) {
        self.flush();
        attributes.sort();
        write!(self.out, "{:depth$}<{name}", "").unwrap();
        for (name, value) in attributes {
            write!(self.out, " {name}={value:?}").unwrap();
        }
        self.out.push_str(">\n");
    }

    /// Neighbouring runs count as one: where they are split is not part of the promise.
    fn text(&mut self, depth: usize, text: &str) {
        match &mut self.text {
            Some((last, run)) if *last == depth => run.push_str(text),
            _ => {
                self.flush();
                self.text = Some((depth, text.to_owned()));
            }
        }
    }

    fn flush(&mut self) {
        if let Some((depth, text)) = self.text.take() {
            writeln!(self.out, "{:depth$}{text:?}", "").unwrap();
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out
    }
}

pub(super) fn dump(page: Document<'_>) -> String {
    let mut dump = Dump::default();
    for id in page.ids() {
        let depth = usize::from(page.depth(id));
        if page.is_text(id) {
            dump.text(depth, &page.text(id));
        } else {
            let attributes =
                page.attributes(id).map(|(n, v)| (n.to_owned(), v.into_owned())).collect();
            dump.element(depth, page.tag_name(id), attributes);
        }
    }
    dump.finish()
}

pub(super) fn dump_html5ever(input: &str) -> String {
    let tree = scraper::Html::parse_document(input).tree;
    let mut dump = Dump::default();
    let mut depth = 0;
    for edge in tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let mut attributes: Vec<_> =
                        element.attrs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
                    // `href` and `xlink:href` have one local name; that without a prefix counts.
                    let mut seen = std::collections::HashSet::new();
                    attributes.retain(|(name, _)| seen.insert(name.clone()));
                    dump.element(depth, element.name(), attributes);
                    depth += 1;
                }
                Node::Text(text) => dump.text(depth, text),
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if node.value().is_element() {
                    depth -= 1;
                }
            }
        }
    }
    dump.finish()
}

/// What the numbers of a document promise beside its content.
pub(super) fn check_shape(page: Document<'_>) {
    for id in page.ids() {
        let end = page.end(id);
        assert!(id < end && end.0 <= page.len());
        if let Some(parent) = page.parent(id) {
            assert!(parent < id && end <= page.end(parent), "{id:?} outside its parent");
            assert_eq!(page.depth(id), page.depth(parent) + 1);
            assert!(!page.is_text(parent));
        }
        let mut expected = NodeId(id.0 + 1);
        for child in page.children(id) {
            assert_eq!(child, expected);
            assert_eq!(page.parent(child), Some(id));
            expected = page.end(child);
        }
        assert!(page.is_text(id) || expected == end);
        assert!(!page.text_is_plain(id) || page.raw_text(id) == page.text(id));
    }
}

/// How the page was parsed, or where the two trees part.
pub(super) fn compare(input: &str) -> Result<Option<Hard>, String> {
    let limits = Limits { attributes: u16::MAX, depth: 4000, ..Limits::default() };
    let mut arena = Arena::new();
    let page = parse(input, &mut arena, &limits);
    check_shape(page);
    let ours = dump(page);
    let theirs = dump_html5ever(input);
    if ours != theirs {
        return Err(format!("reason {:?}, {}", page.hard(), parting(&ours, &theirs)));
    }
    let hard = page.hard();
    // The other road too, whatever the page holds: the fuzzer takes it for the judge.
    if hard.is_none() && input.len() < 20_000 {
        let fallback = parse_with_html5ever(input, &mut arena, &limits);
        check_shape(fallback);
        let fallback = dump(fallback);
        if fallback != theirs {
            return Err(format!("by the fallback, {}", parting(&fallback, &theirs)));
        }
    }
    Ok(hard)
}

/// Where two dumps part.
fn parting(ours: &str, theirs: &str) -> String {
    let (mut ours, mut theirs) = (ours.lines(), theirs.lines());
    let mut line = 0;
    loop {
        let (our, their) = (ours.next(), theirs.next());
        line += 1;
        if our != their {
            let short =
                |l: Option<&str>| l.unwrap_or("(end)").chars().take(300).collect::<String>();
            return format!("line {line}:\n  ours   {}\n  theirs {}", short(our), short(their));
        }
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("SPOGLIO_SHARED").map_or_else(beside, PathBuf::from).join(name);
    if !folder.is_dir() {
        println!("skipped: no folder {}", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Counts of one comparison over many pages.
#[derive(Default)]
struct Tally {
    pages: usize,
    hard: std::collections::BTreeMap<Hard, usize>,
    different: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, input: &str) {
        self.pages += 1;
        match compare(input) {
            Ok(None) => {}
            Ok(Some(reason)) => *self.hard.entry(reason).or_default() += 1,
            Err(message) => self.different.push(format!("{name}: {message}")),
        }
    }

    fn finish(self, what: &str) {
        let hard: usize = self.hard.values().sum();
        println!("{what}: {} compared, {hard} hard {:?}", self.pages, self.hard);
        let first: Vec<_> = self.different.iter().take(10).map(String::as_str).collect();
        assert!(
            self.different.is_empty(),
            "{what}: {} of {} differ silently\n{}",
            self.different.len(),
            self.pages,
            first.join("\n")
        );
    }
}

#[test]
fn every_tree_construction_test_gives_one_tree() {
    let Some(folder) = shared("html5lib-tests") else { return };
    let mut tally = Tally::default();
    for path in files(&folder, "dat") {
        let content = std::fs::read_to_string(&path).unwrap();
        for (number, test) in content.split("#data\n").skip(1).enumerate() {
            let input = test.split_once("\n#errors").map_or("", |(input, _)| input);
            let name = format!("{}:{number} {input:?}", path.file_name().unwrap().display());
            tally.add(&name, input);
        }
    }
    tally.finish("tree construction");
}

#[test]
fn every_tokenizer_test_gives_one_tree() {
    let Some(folder) = shared("html5lib-tests/tokenizer") else { return };
    let mut tally = Tally::default();
    for path in files(&folder, "test") {
        let content = std::fs::read_to_string(&path).unwrap();
        let content: serde_json::Value = serde_json::from_str(&content).unwrap();
        let tests = content.as_object().unwrap().values().next().unwrap();
        for test in tests.as_array().unwrap() {
            let input = test["input"].as_str().unwrap();
            let name = path.file_name().unwrap().display().to_string();
            // Also in places where other rules read the same signs.
            for (before, after) in [
                ("", ""),
                ("<body>", "<p>x"),
                ("<textarea>", "</textarea>x"),
                ("<script>", "</script>x"),
                ("<svg>", "x"),
                ("<table><tr>", "<td>x"),
                ("<p title=\"", "\">x"),
                ("<p title=", ">x"),
            ] {
                let input = format!("{before}{input}{after}");
                tally.add(&format!("{name} {input:?}"), &input);
            }
        }
    }
    tally.finish("tokenizer");
}

/// Real pages, where a folder of them is named: `SPOGLIO_BENCH=FOLDER cargo test -- html_oracle`.
#[test]
fn every_bench_page_gives_one_tree() {
    let Some(folder) = std::env::var_os("SPOGLIO_BENCH") else {
        println!("skipped: SPOGLIO_BENCH names no folder of pages");
        return;
    };
    let mut tally = Tally::default();
    for path in files(Path::new(&folder), "html") {
        let bytes = std::fs::read(&path).unwrap();
        let decoded = spoglio::decode::decode(&bytes, None);
        tally.add(&path.display().to_string(), &decoded.text);
    }
    tally.finish("bench");
}
