//! WARC files in the archive's folder that have no name of ours: files of others, and our own that were renamed or
//! unpacked, which nothing else reads.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::verification::Verification;
use crate::store::StoreError;
use crate::store::folder::{WARC_FOLDER, open};
use crate::store::warc::{RecordType, WarcReader, WarcRecord, number};

/// How the names of WARC files end.
const ENDINGS: [&str; 3] = [".warc", ".warc.gz", ".warc.zst"];

/// Names every WARC file that is not read, and says how its captures come into the archive. One of ours is a
/// problem: what it holds is missing.
pub(super) fn verify(archive: &Path, found: &mut Verification) -> Result<(), StoreError> {
    let warcs = archive.join(WARC_FOLDER);
    let io = |error| StoreError::io(&warcs, "reading the folder")(error);
    let listing = match fs::read_dir(&warcs) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        listing => listing.map_err(io)?,
    };
    let mut names = Vec::new();
    for item in listing {
        let name = item.map_err(io)?.file_name().to_string_lossy().into_owned();
        let lower = name.to_ascii_lowercase();
        if number(&name).is_none() && ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
            names.push(name);
        }
    }
    names.sort_unstable();
    for name in names {
        let path = warcs.join(&name);
        let place = format!("{WARC_FOLDER}/{name}");
        match own_name(&path) {
            Some(own) if warcs.join(&own).exists() => found.notes.push(format!(
                "{place}: not read: by what it says of itself it is another copy of {own}"
            )),
            Some(own) if is_packed(&path) => found.problem(
                place,
                format!("a WARC file of this archive under another name, and its captures are not read: name it {own} again and run `spoglio verify --repair`"),
            ),
            Some(own) => found.problem(
                place,
                format!("the WARC file {own} of this archive, unpacked, and its captures are not read: put {own} back from a copy, or take it out of {WARC_FOLDER}/ and give it to `spoglio import`"),
            ),
            None => found.notes.push(format!(
                "{place}: no name of ours; left alone: `spoglio import` takes in the pages of WARC files from elsewhere"
            )),
        }
    }
    Ok(())
}

/// The name that a WARC file of ours was written under, where this is one.
fn own_name(path: &Path) -> Option<String> {
    let first = WarcReader::new(open(path).ok()?).next()?.ok()?.record;
    let is_ours = first.kind == RecordType::Warcinfo && says_ours(&first);
    let name = first.field("WARC-Filename").filter(|name| is_ours && number(name).is_some())?;
    Some(name.to_owned())
}

fn says_ours(warcinfo: &WarcRecord) -> bool {
    warcinfo.block.starts_with(b"software: spoglio/")
}

/// Whether the file is packed with gzip.
fn is_packed(path: &Path) -> bool {
    let mut start = [0; 2];
    open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start)).is_ok()
        && start == [0x1f, 0x8b]
}
