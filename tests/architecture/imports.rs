//! Which file takes names from which, as the compiler resolves them: through modules, groups, renamings and
//! re-exports, down to the file where the name is defined.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree};

/// How many renamings a name may go through. A name that goes in circles leads nowhere.
const RENAMINGS: usize = 16;

/// What a name stands for in a module.
#[derive(Clone)]
enum Named {
    /// Something that this file defines.
    Defined(PathBuf),
    /// What this path leads to from here.
    Renamed(Vec<String>),
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    names: HashMap<String, Named>,
    children: BTreeSet<String>,
    /// Modules all of whose names are taken in.
    globs: Vec<Vec<String>>,
    /// Every path that the code names, uses among them; but not what it hands on from within itself.
    paths: Vec<Vec<String>>,
}

/// Of each file, which others it takes names from, and by which paths.
pub(super) type Imports = BTreeMap<PathBuf, BTreeMap<PathBuf, BTreeSet<String>>>;

/// The modules of a crate, and what they take from each other.
pub(super) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
}

impl Crate {
    /// Reads the crate whose root is this file. Tests are left out: they may look at anything.
    pub(super) fn read(root: &Path) -> Crate {
        let mut read = Crate { modules: BTreeMap::new() };
        read.module(Vec::new(), root, root.parent().unwrap());
        read
    }

    fn module(&mut self, path: Vec<String>, file: &Path, folder: &Path) {
        let text = fs::read_to_string(file).unwrap();
        let parsed =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.items(path, file, folder, &parsed.items);
    }

    fn items(&mut self, path: Vec<String>, file: &Path, folder: &Path, items: &[Item]) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(child) => {
                    let name = child.ident.to_string();
                    module.children.insert(name.clone());
                    let (mut inner, below) = (path.clone(), folder.join(&name));
                    inner.push(name.clone());
                    match &child.content {
                        Some((_, items)) => self.items(inner, file, &below, items),
                        None => {
                            let beside = folder.join(format!("{name}.rs"));
                            let found = if beside.exists() { beside } else { below.join("mod.rs") };
                            self.module(inner, &found, &below);
                        }
                    }
                }
                Item::Use(taken) => {
                    let private = matches!(taken.vis, syn::Visibility::Inherited);
                    let mut head = Vec::new();
                    module.take(&taken.tree, &mut head, private);
                }
                item => {
                    if let Some(name) = name_of(item) {
                        module.names.insert(name, Named::Defined(file.to_owned()));
                    }
                    paths_in(item.to_token_stream(), &mut module.paths);
                }
            }
        }
        self.modules.insert(path, module);
    }

    /// The file that defines what this path leads to from a module; of a module, nothing.
    fn lead(&self, from: &[String], path: &[String], patience: usize) -> Option<PathBuf> {
        match self.follow(from, path, patience)? {
            Target::File(file) => Some(file),
            Target::Module(_) => None,
        }
    }

    fn follow(&self, from: &[String], path: &[String], patience: usize) -> Option<Target> {
        let patience = patience.checked_sub(1)?;
        let mut at = from.to_vec();
        let mut rest = path;
        while let Some((first, behind)) = rest.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()?),
                _ => break,
            }
            rest = behind;
        }
        while let Some((first, behind)) = rest.split_first() {
            let module = self.modules.get(&at)?;
            if module.children.contains(first) {
                at.push(first.clone());
                rest = behind;
                continue;
            }
            match module.names.get(first) {
                Some(Named::Defined(file)) => return Some(Target::File(file.clone())),
                Some(Named::Renamed(path)) => match self.follow(&at, path, patience)? {
                    Target::Module(module) => at = module,
                    file => return Some(file),
                },
                None => {
                    let through = |glob: &Vec<String>| {
                        let Target::Module(module) = self.follow(&at, glob, patience)? else {
                            return None;
                        };
                        (module != at).then(|| self.follow(&module, rest, patience))?
                    };
                    return module.globs.iter().find_map(through);
                }
            }
            rest = behind;
        }
        Some(Target::Module(at))
    }

    /// What every file takes.
    pub(super) fn imports(&self) -> Imports {
        let mut found = Imports::new();
        for (at, module) in &self.modules {
            let imports = found.entry(module.file.clone()).or_default();
            for path in &module.paths {
                let Some(file) = self.lead(at, path, RENAMINGS) else { continue };
                if file != module.file {
                    imports.entry(file).or_default().insert(path.join("::"));
                }
            }
        }
        found
    }
}

enum Target {
    File(PathBuf),
    Module(Vec<String>),
}

impl Module {
    fn take(&mut self, tree: &UseTree, head: &mut Vec<String>, private: bool) {
        match tree {
            UseTree::Path(path) => {
                head.push(path.ident.to_string());
                self.take(&path.tree, head, private);
                head.pop();
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.take(tree, head, private))
            }
            UseTree::Glob(_) => self.globs.push(head.clone()),
            UseTree::Name(name) => self.taken(&name.ident.to_string(), None, head, private),
            UseTree::Rename(name) => {
                self.taken(&name.ident.to_string(), Some(name.rename.to_string()), head, private);
            }
        }
    }

    fn taken(&mut self, name: &str, as_name: Option<String>, head: &[String], private: bool) {
        let mut path = head.to_vec();
        if name != "self" {
            path.push(name.to_owned());
        }
        let Some(last) = path.last() else { return };
        let as_name = as_name.unwrap_or_else(|| last.clone());
        // `use rand;` and its like would lead to itself.
        if path != [as_name.clone()] {
            self.names.insert(as_name, Named::Renamed(path.clone()));
        }
        if private || ["crate", "super"].contains(&path[0].as_str()) {
            self.paths.push(path);
        }
    }
}

/// Paths of two names and more.
fn paths_in(tokens: TokenStream, found: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    let mut end = |path: &mut Vec<String>| {
        if path.len() > 1 {
            found.push(std::mem::take(path));
        }
        path.clear();
    };
    let mut groups = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    end(&mut path);
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                end(&mut path);
                colons = 0;
                groups.push(group.stream());
            }
            _ => {
                end(&mut path);
                colons = 0;
            }
        }
    }
    end(&mut path);
    for group in groups {
        paths_in(group, found);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test")
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
