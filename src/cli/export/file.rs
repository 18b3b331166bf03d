//! Writing into a file, and going on with one that an earlier export was interrupted in.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::arguments::{Arguments, Format};
use super::columns::Columns;
use super::ended::{Ended, Failure};
use super::resume::{Counted, Marker};
use super::rows;
use super::source::Source;
use crate::cli::terminal::message::complain;
use crate::cli::terminal::signals::stop_on_signal;
use crate::pipeline::run::Stop;
use crate::store::{
    Archive, StoreError, WaczCounts, WaczError, WaczListener, WaczPart, WaczPoint, write_wacz,
};

/// Writes what is asked for into the file, which has another name until it is whole.
pub(super) fn write(
    arguments: &Arguments,
    archive: &Archive,
    provisional: &Path,
) -> Result<Ended, Failure> {
    match arguments.format() {
        Format::Wacz => wacz(arguments, archive, provisional),
        Format::Parquet => parquet(arguments, archive, provisional),
        Format::Jsonl | Format::Csv => lines(arguments, archive, provisional),
    }
}

/// Writes JSON lines or CSV.
fn lines(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let format = arguments.format();
    let (mut marker, file) = begin(arguments, archive, provisional)?;
    let out = RefCell::new(Counted::new(BufWriter::new(file), marker.bytes));
    if marker.bytes == 0 && arguments.from == 0 {
        rows::heading(&mut *out.borrow_mut(), format)?;
    }
    let source = Source::new(archive, arguments, marker.next)?.behind(marker.counts);
    let ended = source.each(
        &stop_on_signal(),
        |text| Ok(rows::row(&mut *out.borrow_mut(), format, &text)?),
        |next| {
            let mut out = out.borrow_mut();
            out.flush()?;
            out.inner.get_ref().sync_data()?;
            marker.next = next;
            marker.counts = source.counts();
            marker.bytes = out.bytes;
            Ok(marker.write(provisional)?)
        },
    )?;
    let mut out = out.into_inner();
    out.flush()?;
    out.inner.get_ref().sync_all()?;
    Ok(ended)
}

/// Writes a Parquet file.
fn parquet(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let (mut marker, file) = begin(arguments, archive, provisional)?;
    let mut columns = match marker.bytes {
        0 => Columns::new(file)?,
        _ => Columns::go_on(file, provisional, &marker.footer)?,
    };
    let source = Source::new(archive, arguments, marker.next)?.behind(marker.counts);
    let mut reached = |columns: &mut Columns, next| {
        (marker.bytes, marker.footer) = columns.reached()?;
        marker.next = next;
        marker.counts = source.counts();
        marker.write(provisional)
    };
    let ended = source.each(
        &stop_on_signal(),
        |text| {
            let next = text.known.ordinal + 1;
            if columns.push(text)? {
                reached(&mut columns, next)?;
            }
            Ok(())
        },
        |_| Ok(()),
    )?;
    if ended.is_told_to_end {
        columns.write_group()?;
        reached(&mut columns, ended.next)?;
        return Ok(ended);
    }
    columns.finish()?.sync_all()?;
    Ok(ended)
}

/// Writes a WACZ file.
fn wacz(arguments: &Arguments, archive: &Archive, provisional: &Path) -> Result<Ended, Failure> {
    let part = arguments.is_part().then(|| WaczPart {
        bounds: arguments.bounds.bounds(),
        from: arguments.from,
        told: format!("texts {}", arguments.told()),
        full_at: None,
    });
    let (mut marker, file) = begin(arguments, archive, provisional)?;
    let from = marker.wacz.take();
    let mut listener =
        Listener { stop: stop_on_signal(), marker, file: file.try_clone()?, provisional };
    let counts = match write_wacz(archive, part.as_ref(), file, from, &mut listener) {
        Ok(counts) => counts,
        Err(WaczError::Stopped) => {
            return Ok(Ended { is_told_to_end: true, ..Ended::default() });
        }
        Err(WaczError::Archive(error)) => return Err(error.into()),
        Err(WaczError::Output(error)) => return Err(error.into()),
    };
    if part.is_some() && counts == WaczCounts::default() {
        complain(&format!("no text {}", arguments.told()));
    }
    listener.file.sync_all()?;
    Ok(Ended { missed: counts.missed, written: counts.captures, ..Ended::default() })
}

/// Tells of a WACZ file what is done, and remembers how far it has come.
struct Listener<'a> {
    stop: Stop,
    marker: Marker,
    file: File,
    provisional: &'a Path,
}

impl WaczListener for Listener<'_> {
    fn writing(&mut self, part: &str) {
        complain(&format!("writing {part}"));
    }

    fn missed(&mut self, why: &StoreError) {
        complain(&why.to_string());
    }

    fn reached(&mut self, point: WaczPoint) {
        self.marker.bytes = point.bytes();
        self.marker.wacz = Some(point);
        let written = self.file.sync_data().and_then(|()| self.marker.write(self.provisional));
        if let Err(error) = written {
            complain(&format!(
                "{}: how far it has come cannot be written down: {error}; an export that is interrupted now begins anew",
                self.provisional.display()
            ));
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_pressed()
    }
}

/// The file, and how far an earlier export of the same came with it.
fn begin(
    arguments: &Arguments,
    archive: &Archive,
    provisional: &Path,
) -> Result<(Marker, File), Failure> {
    let marker = Marker::begin(arguments, archive);
    if let Some(there) = marker.of_earlier(provisional) {
        let (is_whole, at) = match &there.wacz {
            Some(point) => (point.is_of(archive)?, format!("behind {} bytes", there.bytes)),
            None => (true, format!("with text {:03}", there.next)),
        };
        if is_whole {
            complain(&format!("going on {at}, where the last export ended"));
            let file = there.open(provisional)?;
            return Ok((there, file));
        }
    }
    // It would tell of a file that is not there any more.
    Marker::remove(provisional);
    let file =
        File::options().read(true).write(true).create(true).truncate(true).open(provisional)?;
    Ok((marker, file))
}
