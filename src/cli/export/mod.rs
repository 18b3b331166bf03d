//! `spoglio export`: the archive in forms that other programs read.

mod arguments;
mod columns;
mod ended;
mod file;
mod resume;
mod rows;
mod source;
mod text;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use self::arguments::Format;
use self::ended::Failure;
use self::resume::Marker;
use self::source::Source;
use super::Exit;
use super::terminal::message::complain;
use super::terminal::opened::opened;
use crate::fetch::ROBOTS_FILE;
use crate::pipeline::run::{MEMORY_FILE, Stop};
use crate::store::{self, Access, Archive};

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
                arguments.file().map_or("standard output".into(), |path| path.to_string_lossy());
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
    if arguments.is_packed() {
        let file = arguments.file().unwrap_or(Path::new("")).display();
        complain(&format!(
            "{file}: an export is not packed: leave that ending out, or write to standard output and pack that"
        ));
        return Ok(Exit::BadConfiguration);
    }
    let archive = opened(folder, Access::Read)?;
    let Some(output) = arguments.file() else {
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
    let ended = file::write(arguments, &archive, &provisional).inspect_err(|failure| {
        // What cannot be taken up again is of no use.
        if failure.is_of_what_was_left() || !Marker::is_beside(&provisional) {
            abandon(&provisional);
        }
    })?;
    if ended.written == 0 && ended.missed > 0 {
        // What an earlier export left under that name is worth more.
        abandon(&provisional);
        return Ok(ended.exit());
    }
    if ended.is_told_to_end {
        if Marker::is_beside(&provisional) {
            complain("told to end: the same command goes on where this one was");
        } else {
            abandon(&provisional);
            complain("told to end before anything was written that could be gone on with");
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
    Marker::remove(provisional);
}
