//! WARC files with damage between sound records.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::store::folder::WARC_FOLDER;
use crate::store::preparing::{Preparation, Tell, Told};
use crate::store::recover::warc_files;
use crate::store::warc::{ReadError, WarcReader};
use crate::store::{StoreError, folder};

/// The folder for files that are not what their names say.
pub(super) const ASIDE: &str = "set-aside";

/// Sets every WARC file that is damaged between sound records aside as it is, and writes its sound
/// records, byte for byte, under its name. A torn end is left to [`crate::store::recover`]. Tells
/// what was done.
pub(super) fn mend(
    folder: &Path,
    notes: &mut Vec<String>,
    tell: Tell<'_>,
) -> Result<(), StoreError> {
    let warcs = folder.join(WARC_FOLDER);
    let files = warc_files(&warcs)?;
    let total = files.iter().map(|(_, length)| length).sum();
    let told = Told::new(tell, Preparation::Damage, total);
    let mut before = 0;
    for (name, length) in files {
        let path = warcs.join(&name);
        let sound = sound_stretches(&path, &|read| told.done(before + read))?;
        before += length;
        let Some(sound) = sound else { continue };
        let mended = path.with_file_name(format!("{name}.mending"));
        let io = |error| StoreError::io(&path, "mending the WARC file")(error);
        copy(&path, &mended, &sound).map_err(io)?;
        let aside = folder.join(ASIDE);
        fs::create_dir_all(&aside).map_err(StoreError::io(&aside, "making the folder"))?;
        let stamp = chrono::Utc::now().format("%Y%m%d%H%M%S%3f");
        let kept = format!("{name}.{stamp}");
        fs::rename(&path, aside.join(&kept)).map_err(io)?;
        fs::rename(&mended, &path).map_err(io)?;
        folder::sync_folder(&aside)?;
        folder::sync_folder(&warcs)?;
        notes.push(format!(
            "{WARC_FOLDER}/{name}: damaged between sound records; it is kept as {ASIDE}/{kept}, and its sound records stand in its place"
        ));
    }
    Ok(())
}

/// Where the sound records of a file stand, neighbours taken together; `None` for a file that has no
/// damage but perhaps at its end.
fn sound_stretches(path: &Path, tell: &dyn Fn(u64)) -> Result<Option<Vec<(u64, u64)>>, StoreError> {
    let file = folder::open(path).map_err(StoreError::io(path, "opening"))?;
    let mut stretches: Vec<(u64, u64)> = Vec::new();
    let (mut damaged, mut between) = (false, false);
    for item in WarcReader::new(file).block_limit(u64::MAX) {
        match item {
            Ok(located) => {
                between |= damaged;
                let end = located.offset + located.length;
                tell(end);
                match stretches.last_mut() {
                    Some((_, last)) if *last == located.offset => *last = end,
                    _ => stretches.push((located.offset, end)),
                }
            }
            Err(ReadError::Io { source, .. }) => {
                return Err(StoreError::io(path, "reading")(source));
            }
            Err(ReadError::Record { .. } | ReadError::Nothing) => damaged = true,
        }
    }
    Ok(between.then_some(stretches))
}

fn copy(from: &Path, to: &Path, stretches: &[(u64, u64)]) -> io::Result<()> {
    let mut input = File::open(from)?;
    let mut out = BufWriter::new(File::create(to)?);
    for (start, end) in stretches {
        input.seek(SeekFrom::Start(*start))?;
        io::copy(&mut io::Read::take(&mut input, end - start), &mut out)?;
    }
    out.flush()?;
    out.get_ref().sync_all()
}
