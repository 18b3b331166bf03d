//! Makes the lists of phrases of the word lists, so that a program that starts has them ready, and gives
//! the cleaner a name that changes whenever it may read a page otherwise: a digest of the sources of
//! the rooms that cleaning consists of, of the models and word lists that lie in them, and of the versions
//! of the crates they use. The same sources give the same digest on any machine, in any folder, with or
//! without git, and however a checkout ends its lines.

use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::{env, fs, io};

use sha2::{Digest, Sha256};

#[allow(dead_code, unreachable_pub, reason = "the script builds lists, and looks up nothing")]
#[path = "src/page/label.rs"]
mod label;
#[allow(dead_code, unreachable_pub, reason = "the script builds lists, and looks up nothing")]
#[path = "src/lexicon/building.rs"]
mod lexicon;

/// What the lists know of the rooms beside theirs.
mod page {
    pub(crate) use super::label::Label;
}

/// What cleaning depends on. The architecture test holds that none of these rooms uses another one.
const PARTS: [&str; 11] = [
    "Cargo.lock",
    "src/decode",
    "src/html",
    "src/lexicon",
    "src/meta",
    "src/page",
    "src/pipeline/clean.rs",
    "src/pipeline/kind.rs",
    "src/profile",
    "src/strip",
    "src/text",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    let mut sha = Sha256::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        add(&mut sha, &root.join(part), part)?;
    }
    let digest: String = sha.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=SPOGLIO_CLEANER={digest}");
    lexicon::write_lists(&PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()))?;
    Ok(())
}

/// Adds a file, or all files below a folder in the order of their names, each with its name.
fn add(sha: &mut Sha256, path: &Path, name: &str) -> io::Result<()> {
    if path.is_dir() {
        let mut names = Vec::new();
        for item in fs::read_dir(path)? {
            let name = item?.file_name().to_string_lossy().into_owned();
            // What editors and file managers leave is hidden and no source.
            if !name.starts_with('.') && !name.ends_with('~') {
                names.push(name);
            }
        }
        names.sort();
        return names.iter().try_for_each(|n| add(sha, &path.join(n), &format!("{name}/{n}")));
    }
    // A crate that is used by another one has no lock file of its own.
    let bytes = if path.is_file() { fs::read(path)? } else { Vec::new() };
    let bytes = String::from_utf8(bytes)
        .map_or_else(FromUtf8Error::into_bytes, |text| text.replace("\r\n", "\n").into_bytes());
    for part in [name.as_bytes(), &bytes] {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    Ok(())
}
