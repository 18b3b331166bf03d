//! Makes the lists of phrases that the measured rooms hold, as the project's own build script does.

use std::path::PathBuf;
use std::{env, io};

#[allow(dead_code, unreachable_pub, reason = "the script builds lists, and looks up nothing")]
#[path = "../src/page/label.rs"]
mod label;
#[allow(dead_code, unreachable_pub, reason = "the script builds lists, and looks up nothing")]
#[path = "../src/lexicon/building.rs"]
mod lexicon;

/// What the lists know of the rooms beside theirs.
mod page {
    pub(crate) use super::label::Label;
}

fn main() -> io::Result<()> {
    for part in ["build.rs", "../src/lexicon", "../src/page/label.rs"] {
        println!("cargo::rerun-if-changed={part}");
    }
    lexicon::write_lists(&PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()))
}
