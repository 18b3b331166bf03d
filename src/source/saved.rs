//! Saved pages: files and folders of files.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Utc};
use url::Url;

use crate::decode::{begins_as_html, mime};

/// The file name endings that are read from a folder when nothing else is asked for; `.gz` may
/// follow each.
pub const ENDINGS: [&str; 5] = ["html", "htm", "xhtml", "shtml", "txt"];

/// What HTTrack keeps for itself beside a mirror's pages: its cache and its log.
const OF_MIRRORS: [&str; 2] = ["hts-cache", "hts-log.txt"];

/// What browsers put behind a page's name for the folder of its frames, pictures and scripts, in the languages of
/// Windows, too.
const PARTS: [&str; 21] = [
    "_files",
    ".files",
    "-dateien",
    "_fichiers",
    "_archivos",
    "_arquivos",
    "_ficheiros",
    "_fitxers",
    "_bestanden",
    "_file",
    "-filer",
    "_tiedostot",
    "_pliki",
    "_soubory",
    "_elemei",
    "_dosyalar",
    "_datoteke",
    "_fajlovi",
    "_failid",
    "_fails",
    "_bylos",
];

/// Bytes of a file that tell whether it may be a page.
const BEGIN: u64 = 512;

/// How far into a page it is looked for where it was saved from.
const HEAD: usize = 4096;

/// Whether a file found in a folder looks like a saved page by its name.
#[must_use]
pub fn is_page_name(path: &Path) -> bool {
    let name = name_of(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Whether a file found in a folder is a mail or a box of mails by its name; `.gz` may follow.
fn is_mail_name(path: &Path) -> bool {
    let name = name_of(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".eml", ".mbox", ".mbx"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a file found in a folder is a saved page: by its name, or by how it begins. Mirrors keep pages
/// under what their addresses end in: `story`, `q?id=7`, `page.php`; mails and boxes of them have any name.
#[must_use]
pub fn is_page(path: &Path) -> bool {
    is_page_name(path) || is_mail_name(path) || begins_as_page(path).unwrap_or(false)
}

/// Whether a file begins as HTML does, or as a mail that was sent. What is no ordinary file is not opened: it might
/// never answer.
fn begins_as_page(path: &Path) -> io::Result<bool> {
    if !fs::metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut file = fs::File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(BEGIN).read_to_end(&mut head)?;
    if mime::may_be_mail(&head) {
        file.take(mime::MAIL_HEAD as u64 - BEGIN).read_to_end(&mut head)?;
        return Ok(mime::is_mail(&head) || mime::is_envelope(&head, true));
    }
    Ok(begins_as_html(&head))
}

/// A file's name in small letters. One that is no UTF-8, as old disks have them, has its ending all the same.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

/// Why a file or folder cannot be read, and what to do.
#[must_use]
pub fn not_readable(error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::NotFound => ": name a file or folder that is there",
        io::ErrorKind::PermissionDenied => ": give yourself the right to read it",
        io::ErrorKind::IsADirectory => ": name a file in it",
        _ => "",
    };
    format!("{error}{advice}")
}

/// Whether a file holds captures by its name: `.warc`, `.warc.gz`, `.warc.zst`, `.arc`, `.arc.gz`, `.wacz`, `.mhtml`
/// or `.mht`.
#[must_use]
pub fn is_warc_name(path: &Path) -> bool {
    let name = name_of(path);
    [".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz", ".mhtml", ".mht"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// How long a saved page may be, bytes.
const LONGEST: u64 = 1 << 30;

/// Reads a saved page, from a file or from standard input. What has no end, as `/dev/zero`, is left in time.
///
/// # Errors
/// When it cannot be read, or is longer than a page ever is.
pub fn read(input: impl io::Read) -> io::Result<Vec<u8>> {
    read_within(input, LONGEST)
}

fn read_within(input: impl io::Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let why = "a page of more than 1 GB is not read";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// Reads the saved page in a file, see [`read`].
///
/// # Errors
/// When it cannot be read, or is longer than a page ever is.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read(fs::File::open(path)?)
}

/// The files below `root` that `wanted` accepts, sorted by path within each folder, as an iterator
/// that reads one folder at a time. A `root` that is a file is given whatever its name. Folders that
/// cannot be read, and pipes and devices, come as errors with their path, and the walk goes on. Hidden
/// files, what mirrors keep beside their pages, the folder with the frames of a page that is saved beside it and
/// links to folders are passed over, so that a walk always ends.
pub fn walk<F: Fn(&Path) -> bool>(root: &Path, wanted: F) -> Walk<F> {
    Walk { stack: vec![root.to_owned()], wanted, root: true, skipped: None }
}

/// What is told of a pipe, a device, or a link that leads nowhere.
#[must_use]
pub fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "is no file that can be read")
}

/// See [`walk`].
#[derive(Debug)]
pub struct Walk<F> {
    stack: Vec<PathBuf>,
    wanted: F,
    root: bool,
    skipped: Option<PathBuf>,
}

impl<F> Walk<F> {
    /// Passes over a folder, if one is named, where it lies below the root: one that is written to meanwhile.
    #[must_use]
    pub fn without(mut self, folder: Option<&Path>) -> Walk<F> {
        let (Some(folder), Some(root)) = (folder, self.stack.first()) else { return self };
        let places = folder.canonicalize().and_then(|folder| Ok((folder, root.canonicalize()?)));
        self.skipped = places.ok().and_then(|(folder, within)| {
            let below = folder.strip_prefix(within).ok()?;
            (!below.as_os_str().is_empty()).then(|| root.join(below))
        });
        self
    }
}

impl<F: Fn(&Path) -> bool> Iterator for Walk<F> {
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
                if self.skipped.as_ref() == Some(&path) {
                    continue;
                }
                if let Err(error) = self.open(&path) {
                    return Some(Err((path, error)));
                }
            } else if root {
                return Some(Ok(path));
            } else if (self.wanted)(&path) {
                // A pipe is one's own to name; one that merely lies there would be waited for, for ever.
                let waits = !about.is_file() && fs::metadata(&path).is_ok_and(|to| !to.is_file());
                return Some(if waits { Err((path, no_file())) } else { Ok(path) });
            }
        }
        None
    }
}

impl<F> Walk<F> {
    fn open(&mut self, folder: &Path) -> io::Result<()> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if !name.as_encoded_bytes().starts_with(b".")
                && !OF_MIRRORS.iter().any(|own| name == *own)
            {
                found.push(entry.path());
            }
        }
        let pages: BTreeSet<String> = found.iter().filter_map(|path| page_stem(path)).collect();
        found.retain(|path| !is_of_page(path, &pages));
        found.sort_unstable_by(|a, b| b.cmp(a));
        self.stack.extend(found);
        Ok(())
    }
}

/// A saved page's name without its ending; nothing of other files.
fn page_stem(path: &Path) -> Option<String> {
    let name = name_of(path);
    let (stem, ending) = name.rsplit_once('.')?;
    ["html", "htm", "xhtml", "shtml"].contains(&ending).then(|| stem.to_owned())
}

/// Whether a folder holds the parts of one of the pages that are saved beside it.
fn is_of_page(path: &Path, pages: &BTreeSet<String>) -> bool {
    let name = name_of(path);
    let mut stems = PARTS.iter().filter_map(|parts| name.strip_suffix(parts));
    stems.any(|stem| pages.contains(stem)) && path.is_dir()
}

/// The address that whoever saved the page wrote into it, among its first bytes: browsers
/// (`<!-- saved from url=(0021)https://example.org/ -->`), SingleFile (`Page saved with SingleFile`, below it
/// `url: https://example.org/`) and monolith (`<!-- Saved from https://example.org/ at … using monolith`), and
/// who saved a page as text, on its first line (`URL: https://example.org/`).
#[must_use]
pub fn saved_from(bytes: &[u8]) -> Option<Url> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let after = |mark: &str| head.split_once(mark).map(|(_, rest)| rest);
    let by_browser = after("saved from url=").map(|rest| {
        let counted = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        counted.map_or(rest, |(_, rest)| rest)
    });
    let by_single_file = || of_single_file(&head, "url:");
    let by_monolith = || of_monolith(&head);
    let by_hand = || {
        let first = head.trim_start_matches('\u{feff}').trim_start().lines().next()?;
        let (name, address) = first.split_once(':')?;
        let named = ["url", "source"].iter().any(|known| name.eq_ignore_ascii_case(known));
        (named && !address.trim().contains(char::is_whitespace)).then_some(address)
    };
    let address = by_browser.or_else(by_single_file).or_else(by_monolith).or_else(by_hand)?;
    let address = address.trim_start().split(|c: char| c.is_whitespace() || c == '>').next()?;
    let url = Url::parse(address.trim_end_matches("--")).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The address that HTTrack wrote into a page of a mirror, among its first bytes
/// (`<!-- Mirrored from example.org/a?b=1 by HTTrack Website Copier/3.x …`). It leaves out the scheme, so that this
/// is an address under `http`.
#[must_use]
pub fn mirrored_from(bytes: &[u8]) -> Option<Url> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let (address, _) = of_httrack(&head)?;
    let is_one = !address.is_empty() && !address.contains(|c: char| c.is_whitespace() || c == '>');
    is_one.then(|| Url::parse(&format!("http://{address}")).ok()).flatten()
}

/// When a page was saved, where its saver wrote that beside the address, among its first bytes: SingleFile
/// (`saved date: Fri Nov 27 2026 22:05:00 GMT+0100 (…)`), monolith (`at 2026-11-27T21:05:00Z`) and HTTrack
/// (`Sun, 29 Nov 2026 20:25:22 GMT`).
#[must_use]
pub fn saved_at(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let by_single_file = || {
        let said = of_single_file(&head, "saved date:")?;
        let said = said.split(" (").next()?.trim();
        DateTime::parse_from_str(said, "%a %b %d %Y %H:%M:%S GMT%z").ok()
    };
    let by_monolith = || {
        let (_, said) = of_monolith(&head)?.split_once(" at ")?;
        DateTime::parse_from_rfc3339(said.split_whitespace().next()?).ok()
    };
    let by_httrack = || {
        let (_, said) = of_httrack(&head)?.1.split_once("], ")?;
        DateTime::parse_from_rfc2822(said.trim()).ok()
    };
    by_single_file().or_else(by_monolith).or_else(by_httrack).map(|at| at.to_utc())
}

/// What SingleFile says in its comment under a name.
fn of_single_file<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once("Page saved with SingleFile")?;
    let (comment, _) = rest.split_once("-->")?;
    comment.lines().find_map(|line| line.trim_start().strip_prefix(name))
}

/// What monolith says in its comment.
fn of_monolith(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once("<!-- Saved from ")?;
    let (comment, _) = rest.split_once("-->")?;
    comment.contains(" using monolith").then_some(comment)
}

/// What HTTrack says in its comment: the address, and what stands behind its own name.
fn of_httrack(head: &str) -> Option<(&str, &str)> {
    let (_, rest) = head.split_once("<!-- Mirrored from ")?;
    let (comment, _) = rest.split_once("-->").unwrap_or((rest, ""));
    comment.split_once(" by HTTrack")
}

/// When a file was last changed; the beginning of 1970 where the system does not say.
#[must_use]
pub fn changed(path: &Path) -> DateTime<Utc> {
    let changed = fs::metadata(path).and_then(|about| about.modified());
    changed.map_or_else(|_| DateTime::default(), DateTime::from)
}

/// The `file:` address of something within a file, by its name there.
#[must_use]
pub fn file_address_within(path: &Path, name: &str) -> String {
    let address = format!("{}/{}", file_address(path), percent(name).replace('/', "%2F"));
    Url::parse(&address).map_or(address, String::from)
}

/// The `file:` address of a saved page that does not say where it is from: that of its whole path, so that two
/// files of one name in two folders are two pages.
#[must_use]
pub fn file_address(path: &Path) -> String {
    let whole = std::path::absolute(path);
    address(whole.as_deref().unwrap_or(path), true)
}

/// The address that earlier versions gave a file: of its path as it was named, without the drive.
#[must_use]
pub fn earlier_file_address(path: &Path) -> String {
    address(path, false)
}

fn address(path: &Path, with_drive: bool) -> String {
    let mut url = String::from("file://");
    let mut part = |name: &OsStr| {
        url.push('/');
        for part in name.as_encoded_bytes().utf8_chunks() {
            url.push_str(&percent(part.valid()));
            // Two names that are no UTF-8 are not one address.
            for byte in part.invalid() {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    };
    for component in path.components() {
        match component {
            Component::Normal(name) => part(name),
            Component::ParentDir => part(OsStr::new("..")),
            Component::Prefix(drive) if with_drive => part(drive.as_os_str()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    Url::parse(&url).map_or(url, String::from)
}

/// Escapes what would end a path or begin an escape, and what the URL parser leaves out; it escapes the rest.
fn percent(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '%' | '?' | '#' | '\\' | '\t' | '\n' | '\r') {
            let _ = write!(escaped, "%{:02X}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
#[path = "saved_tests.rs"]
mod tests;
