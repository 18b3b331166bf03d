//! `spoglio export`: the archive in forms that other programs read.

mod arguments;
mod columns;
mod ended;
mod resume;
mod rows;
mod source;
mod text;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use self::arguments::Format;
use self::columns::Columns;
use self::ended::{Ended, Failure};
use self::resume::Marker;
use self::source::Source;
use super::Exit;
use super::terminal::message::complain;
use super::terminal::opened::opened;
use super::terminal::signals::stop_on_signal;
use crate::fetch::ROBOTS_FILE;
use crate::pipeline::run::{MEMORY_FILE, Stop};
use crate::store::{self, Access, Archive, WaczCounts, WaczPart, WaczStep, write_wacz};

pub(super) use self::arguments::Arguments;

pub(super) fn run(arguments: &Arguments) -> Exit {
    let folder = match arguments.archive.folder() {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    match export(arguments, &folder) {
        Ok(exit) => exit,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(Failure::Output(error)) => {
            let place =
                arguments.output.as_ref().map_or("standard output".into(), |p| p.to_string_lossy());
            let advice = match error.kind() {
                io::ErrorKind::StorageFull => ": make room there, or name another --output",
                io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::NotFound
                | io::ErrorKind::NotADirectory => ": name another --output",
                _ => "",
            };
            complain(&format!("{place}: cannot be written: {error}{advice}"));
            Exit::NothingDone
        }
        Err(Failure::Archive(error)) => {
            complain(&error.to_string());
            Exit::NothingDone
        }
    }
}

fn export(arguments: &Arguments, folder: &Path) -> Result<Exit, Failure> {
    let archive = opened(folder, Access::Read)?;
    let Some(output) = &arguments.output else {
        return stream(arguments, &archive, io::stdout().lock());
    };
    let output = match Place::of(output)? {
        Place::File(file) if is_of_archive(&file, folder) => {
            complain(&format!(
                "{}: is a file of the archive itself: name another --output",
                file.display()
            ));
            return Ok(Exit::BadConfiguration);
        }
        Place::File(file) => file,
        Place::Stream(stream_to) if matches!(arguments.format(), Format::Jsonl | Format::Csv) => {
            return stream(arguments, &archive, stream_to);
        }
        Place::Stream(_) => {
            let why = "it is no file, and this form can be written to one only";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why).into());
        }
    };
    // Under a provisional name until it is whole.
    let mut provisional = output.clone().into_os_string();
    provisional.push(".part");
    let provisional = PathBuf::from(provisional);
    let ended = match arguments.format() {
        // These two cannot be taken up again: what is there of one that failed is of no use.
        Format::Wacz => {
            wacz(arguments, &archive, &provisional).inspect_err(|_| abandon(&provisional))?
        }
        Format::Parquet => {
            parquet(arguments, &archive, &provisional).inspect_err(|_| abandon(&provisional))?
        }
        Format::Jsonl | Format::Csv => lines(arguments, &archive, &provisional)?,
    };
    if ended.written == 0 && ended.missed > 0 {
        // What an earlier export left under that name is worth more.
        abandon(&provisional);
        Marker::remove(&provisional);
        return Ok(ended.exit());
    }
    if let Some(next) = ended.next {
        if arguments.format() == Format::Parquet {
            fs::rename(&provisional, &output)?;
            complain(&format!(
                "told to end: {} holds the texts below {next:03}; go on with --from {next} and another --output",
                output.display()
            ));
        } else {
            complain("told to end: the same command goes on where this one was");
        }
        return Ok(ended.exit());
    }
    fs::rename(&provisional, &output)?;
    Marker::remove(&provisional);
    Ok(ended.exit())
}

/// Whether the archive in `folder` keeps something of its own under this name, or may do so.
fn is_of_archive(file: &Path, folder: &Path) -> bool {
    let real =
        |path: &Path| fs::canonicalize(if path == Path::new("") { Path::new(".") } else { path });
    let (Some(Ok(within)), Ok(folder)) = (file.parent().map(real), real(folder)) else {
        return false;
    };
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_own = store::parse(name).is_some()
        || name.starts_with(store::INDEX_FILE)
        || [MEMORY_FILE, ROBOTS_FILE, store::LOCK_FILE].contains(&name);
    (within == folder && is_own) || within == folder.join(store::WARC_FOLDER)
}

/// What an output's name stands for.
enum Place {
    /// A file, there or to be made. Of a link, the file it leads to.
    File(PathBuf),
    /// A pipe or a device, which is written to and never replaced.
    Stream(File),
}

impl Place {
    fn of(output: &Path) -> io::Result<Place> {
        match fs::metadata(output) {
            Ok(about) if about.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(about) if about.is_file() => fs::canonicalize(output).map(Place::File),
            Ok(_) => File::options().write(true).open(output).map(Place::Stream),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !output.is_symlink() => {
                Ok(Place::File(output.to_owned()))
            }
            Err(error) => Err(error),
        }
    }
}

/// Writes JSON lines or CSV to what takes them as they come.
fn stream(arguments: &Arguments, archive: &Archive, out: impl Write) -> Result<Exit, Failure> {
    let (mut out, format) = (BufWriter::new(out), arguments.format());
    if arguments.from == 0 {
        rows::heading(&mut out, format)?;
    }
    let source = Source::new(archive, arguments, arguments.from)?;
    let ended =
        source.each(&Stop::never(), |text| Ok(rows::row(&mut out, format, &text)?), |_| Ok(()))?;
    out.flush()?;
    Ok(ended.exit())
}

/// Takes away what was written of a file that did not come about.
fn abandon(provisional: &Path) {
    // Where it cannot be taken away, it stays, and is written over the next time.
    let _ = fs::remove_file(provisional);
}

fn wacz(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let part = arguments.is_part().then(|| WaczPart {
        bounds: arguments.bounds.bounds(),
        from: arguments.from,
        told: format!("texts {}", arguments.told()),
    });
    let mut out = BufWriter::new(File::create(provisional)?);
    let written = write_wacz(archive, part.as_ref(), &mut out, |step| match step {
        WaczStep::Writing(part) => complain(&format!("writing {part}")),
        WaczStep::Missed(error) => complain(&error.to_string()),
    });
    let counts = match written {
        Ok(counts) => counts,
        Err(error) => {
            // What is still in the buffer would be tried once more.
            drop(out.into_parts());
            return Err(error.into());
        }
    };
    if part.is_some() && counts == WaczCounts::default() {
        complain(&format!("no text {}", arguments.told()));
    }
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(Ended { next: None, missed: counts.missed, written: counts.captures })
}

/// Writes a Parquet file.
fn parquet(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let mut columns = Columns::new(File::create(provisional)?)?;
    let source = Source::new(archive, arguments, arguments.from)?;
    let ended = source.each(&stop_on_signal(), |text| Ok(columns.push(text)?), |_| Ok(()))?;
    columns.finish()?.sync_all()?;
    Ok(ended)
}

/// Writes JSON lines or CSV into a file, going on where an earlier export was interrupted.
fn lines(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let (format, mut marker) = (arguments.format(), Marker::begin(arguments));
    let file = match Marker::read(provisional).filter(|there| there.goes_on(&marker)) {
        Some(there) => {
            complain(&format!("going on with text {:03}, where the last export ended", there.next));
            marker = there;
            let file = File::options().append(true).open(provisional)?;
            // What was written after the marker may be half a text.
            file.set_len(marker.bytes)?;
            file
        }
        None => File::create(provisional)?,
    };
    let out = std::cell::RefCell::new(resume::Counted::new(BufWriter::new(file), marker.bytes));
    if marker.bytes == 0 && arguments.from == 0 {
        rows::heading(&mut *out.borrow_mut(), format)?;
    }
    let source = Source::new(archive, arguments, marker.next)?;
    let ended = source.each(
        &stop_on_signal(),
        |text| Ok(rows::row(&mut *out.borrow_mut(), format, &text)?),
        |next| {
            let mut out = out.borrow_mut();
            out.flush()?;
            out.inner.get_ref().sync_data()?;
            marker.next = next;
            marker.bytes = out.bytes;
            Ok(marker.write(provisional)?)
        },
    )?;
    let mut out = out.into_inner();
    out.flush()?;
    out.inner.get_ref().sync_all()?;
    Ok(ended)
}
