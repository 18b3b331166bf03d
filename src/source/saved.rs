//! Saved pages: files and folders of files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file name endings that are read from a folder when nothing else is asked for; `.gz` may
/// follow each.
pub const ENDINGS: [&str; 5] = ["html", "htm", "xhtml", "shtml", "txt"];

/// Whether a file found in a folder looks like a saved page by its name.
#[must_use]
pub fn is_page_name(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// The files below `root` that `wanted` accepts, sorted by path within each folder, as an iterator
/// that reads one folder at a time. A `root` that is a file is given whatever its name. Folders that
/// cannot be read come as errors with their path, and the walk goes on. Hidden files and links to
/// folders are passed over, so that a walk always ends.
pub fn walk(root: &Path, wanted: fn(&Path) -> bool) -> Walk {
    Walk { stack: vec![root.to_owned()], wanted, root: true }
}

/// See [`walk`].
#[derive(Debug)]
pub struct Walk {
    stack: Vec<PathBuf>,
    wanted: fn(&Path) -> bool,
    root: bool,
}

impl Iterator for Walk {
    type Item = Result<PathBuf, (PathBuf, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.stack.pop() {
            let root = std::mem::take(&mut self.root);
            let about = if root { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
            let about = match about {
                Ok(about) => about,
                Err(error) => return Some(Err((path, error))),
            };
            if about.is_dir() {
                if let Err(error) = self.open(&path) {
                    return Some(Err((path, error)));
                }
            } else if root || (self.wanted)(&path) {
                return Some(Ok(path));
            }
        }
        None
    }
}

impl Walk {
    fn open(&mut self, folder: &Path) -> io::Result<()> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                found.push(entry.path());
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        self.stack.extend(found);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_gives_pages_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/2.html", "b/1.HTM.gz", "a.txt", "c.png", ".hidden.html", "b/x/3.xhtml"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found: Vec<_> = walk(folder.path(), is_page_name)
            .map(|path| path.unwrap().strip_prefix(folder.path()).unwrap().to_owned())
            .collect();
        let expected = ["a.txt", "b/1.HTM.gz", "b/2.html", "b/x/3.xhtml"];
        assert_eq!(found, expected.map(PathBuf::from));
    }
}
