//! What `clean` is pointed at: files, folders, WARC files, standard input.

use std::borrow::Cow;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::decode;
use crate::decode::content::{Caps, Fault, unpack_file};
use crate::source::mailbox::{self, Mail, MailBox, Stream};
use crate::source::saved;
use crate::store::told;
use crate::store::warc::{self, Located, ReadError, WarcPage, WarcReader};

/// One page that is to be cleaned, or what stands in the way.
pub(in crate::cli) enum Input {
    /// A saved page, not read yet.
    File(PathBuf),
    /// A page read from standard input.
    Stdin(io::Result<Vec<u8>>),
    /// A mail found in a mail box, and the box.
    Mail(PathBuf, Box<Mail>),
    /// A page found in a WARC file.
    Captured(Box<WarcPage>),
    /// A clean text found in a WARC file of an archive.
    Text(Box<WarcPage>),
    /// Something that cannot be read, and why.
    Broken(String),
}

type Inputs = Box<dyn Iterator<Item = Input> + Send>;

/// The pages behind one argument, one at a time, in order. Where a folder is named, those in the folder
/// `output` below it are passed over: they are what is being written.
pub(in crate::cli) fn inputs(path: &Path, output: Option<&Path>) -> Inputs {
    if path.as_os_str() == "-" {
        return stdin();
    }
    let wanted = |path: &Path| saved::is_warc_name(path) || saved::is_page(path);
    let found = saved::walk(path, wanted).without(output);
    Box::new(found.flat_map(|found| match found {
        Ok(path) if saved::is_warc_name(&path) => warc_file(&path),
        // What cannot be read is told when it is.
        Ok(path) => match mailbox::open(&path) {
            Ok(Some(found)) => mails(path, found),
            Ok(None) | Err(_) => one(Input::File(path)),
        },
        Err((path, error)) => one(Input::Broken(format!(
            "cannot read {}: {}",
            path.display(),
            saved::not_readable(&error)
        ))),
    }))
}

/// What a file holds, unpacked as far as it can be, and what is wrong with its packing; or why there is no
/// page in it.
pub(in crate::cli) fn unpacked<'a>(
    name: &str,
    bytes: &'a [u8],
) -> Result<(Cow<'a, [u8]>, Option<Fault>), String> {
    let (bytes, fault) = match unpack_file(bytes, &Caps::default()) {
        Ok(plain) => (plain.bytes, None),
        Err(undone) => (Cow::Owned(undone.decoded), Some(undone.fault)),
    };
    if let Some(found) = decode::sniff(&bytes) {
        return Err(format!("{name}: {found}, not a page: only HTML and text are cleaned"));
    }
    match fault {
        Some(fault) if bytes.is_empty() => Err(format!("{name}: {fault}")),
        fault => Ok((bytes, fault)),
    }
}

fn one(input: Input) -> Inputs {
    Box::new(std::iter::once(input))
}

/// Standard input: a WARC stream or a mail box when it begins as one, a page otherwise.
fn stdin() -> Inputs {
    let mut input = BufReader::new(io::stdin());
    if input.fill_buf().is_ok_and(|head| head.starts_with(b"WARC/")) {
        return records("-".to_owned(), WarcReader::new(input));
    }
    match mailbox::told(input) {
        Ok(Stream::Mails(found)) => mails(PathBuf::from("-"), found),
        Ok(Stream::Other(input)) => one(Input::Stdin(saved::read(input))),
        Err(error) => one(Input::Stdin(Err(error))),
    }
}

/// The mails of a box. Where it cannot be read to its end, that is told.
fn mails<R: Read + Send + 'static>(path: PathBuf, found: MailBox<R>) -> Inputs {
    Box::new(found.map(move |found| match found {
        Ok(mail) => Input::Mail(path.clone(), Box::new(mail)),
        Err(error) => Input::Broken(format!(
            "cannot read {} to its end: {}",
            path.display(),
            saved::not_readable(&error)
        )),
    }))
}

fn warc_file(path: &Path) -> Inputs {
    let name = path.display().to_string();
    match warc::open(path) {
        Ok(found) => records(name, found),
        Err(error) => {
            one(Input::Broken(format!("cannot read {name}: {}", saved::not_readable(&error))))
        }
    }
}

/// The pages of a WARC file. A damaged record is told, and the reading goes on behind it.
fn records(
    name: String,
    found: impl Iterator<Item = Result<Located, ReadError>> + Send + 'static,
) -> Inputs {
    let caps = Caps::default();
    Box::new(told(found).filter_map(move |found| match found {
        Ok(told) => match told.page(&caps) {
            Ok(None) => None,
            Ok(Some(page)) if told.is_text => Some(Input::Text(Box::new(page))),
            Ok(Some(page)) => Some(Input::Captured(Box::new(page))),
            Err(fault) => {
                let about = told.record.target().unwrap_or("a page");
                let why = format!("{name}: {about}: its body cannot be decoded: {fault}");
                Some(Input::Broken(why))
            }
        },
        Err(error) => Some(Input::Broken(format!("{name}: {error}"))),
    }))
}
