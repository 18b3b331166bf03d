//! Waiting until files that were written are on the disk.
//!
//! One file after the other is slow: each takes a round of its own. Many are asked for either side by side,
//! or all at once, by asking the file system to bring everything it has to the disk (`syncfs`): that is one
//! round, and takes a tenth of the processor's time. It also waits for what other programs wrote, so where
//! that takes long both ways are timed, and the one that took less is gone.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::provisional::Provisional;
use crate::store::StoreError;
use crate::store::warc::Appended;

/// Texts from which on the file system may be asked for all of it.
const MANY: usize = 16;

/// Seconds a text that are not long: then there is no need to know how long the other way takes.
const SOON: f64 = 0.001;

/// One time in so many the way that took longer is gone, to see whether it still does.
const RETRIED: u32 = 16;

/// Threads that wait for the disk. A file system brings what many ask for at once to the disk in one
/// go, so that waiting side by side is many times faster than one after the other.
const WAITING: usize = 16;

/// How long both ways took, for all batches of a writer.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Paces(Arc<Mutex<Taken>>);

/// Seconds a text, those of earlier times counted less and less.
#[derive(Debug, Default)]
struct Taken {
    at_once: Option<f64>,
    each: Option<f64>,
    /// How often the quicker way was gone since the other was.
    since: u32,
}

impl Taken {
    /// Whether all is to be brought to the disk at once the next time.
    fn is_at_once(&mut self) -> bool {
        let (at_once, each) = match (self.at_once, self.each) {
            (Some(at_once), _) if at_once <= SOON => return true,
            (Some(at_once), Some(each)) => (at_once, each),
            (at_once, _) => return at_once.is_none(),
        };
        self.since += 1;
        let is_retry = self.since >= RETRIED;
        if is_retry {
            self.since = 0;
        }
        (at_once <= each) != is_retry
    }

    fn took(&mut self, at_once: bool, texts: usize, long: Duration) {
        let now = long.as_secs_f64() / texts.max(1) as f64;
        let taken = if at_once { &mut self.at_once } else { &mut self.each };
        *taken = Some(taken.map_or(now, |before| (before + now) / 2.0));
    }
}

/// The file system of a folder, opened before anything is written to it: what goes wrong from then on is told
/// when it is asked.
pub(super) struct FileSystem {
    folder: Option<File>,
    paces: Paces,
}

impl FileSystem {
    /// That of the texts' folder.
    pub(super) fn of(folder: &Path, paces: &Paces) -> FileSystem {
        let folder = File::open(folder).ok().filter(can_be_asked);
        FileSystem { folder, paces: paces.clone() }
    }

    /// Brings records that were appended and texts that were written to the disk.
    pub(super) fn bring(
        &self,
        records: Option<&Appended>,
        written: &[Provisional],
    ) -> Result<(), StoreError> {
        let Some(folder) = self.folder.as_ref().filter(|_| written.len() >= MANY) else {
            return bring(records, written);
        };
        let paces = || self.paces.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        let at_once = paces().is_at_once();
        let done = if at_once && ask(folder) {
            // They may lie on another disk than the texts; where they do not, this is soon done.
            records.map_or(Ok(()), Appended::sync)
        } else {
            // Where the file system cannot bring all to the disk, each file tells what is wrong with it.
            bring(records, written)
        };
        paces().took(at_once, written.len(), begun.elapsed());
        done
    }
}

#[cfg(target_os = "linux")]
fn ask(folder: &File) -> bool {
    rustix::fs::syncfs(folder).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn ask(_: &File) -> bool {
    false
}

/// Whether a file system is one that, asked for everything, says what it could not write: Linux before 5.8
/// did not, and of file systems that lie on top of others, or beyond a network, it is not known.
#[cfg(target_os = "linux")]
fn can_be_asked(folder: &File) -> bool {
    use std::sync::LazyLock;

    /// ext2 to ext4, XFS, Btrfs, F2FS.
    const KNOWN: [u64; 4] = [0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010];
    static TELLS: LazyLock<bool> = LazyLock::new(|| {
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        tells(&release)
    });
    *TELLS && rustix::fs::fstatfs(folder).is_ok_and(|found| KNOWN.contains(&(found.f_type as u64)))
}

#[cfg(not(target_os = "linux"))]
fn can_be_asked(_: &File) -> bool {
    false
}

/// Whether this release of Linux tells of what could not be written.
#[cfg(any(target_os = "linux", test))]
fn tells(release: &str) -> bool {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().unwrap_or(0));
    let release: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    release >= (5, 8)
}

/// Brings records that were appended and texts that were written to the disk, all side by side.
pub(super) fn bring(records: Option<&Appended>, written: &[Provisional]) -> Result<(), StoreError> {
    let texts = |some: &[Provisional]| some.iter().try_for_each(Provisional::sync);
    let share = written.len().div_ceil(WAITING).max(1);
    std::thread::scope(|scope| {
        let mut shares = written.chunks(share);
        // This thread waits too: for the records, or where there are none for some of the texts.
        let own = if records.is_none() { shares.next() } else { None };
        let waiting: Vec<_> = shares.map(|some| scope.spawn(move || texts(some))).collect();
        let mut done = records.map_or(Ok(()), Appended::sync);
        done = done.and(own.map_or(Ok(()), texts));
        for thread in waiting {
            done = done.and(thread.join().unwrap_or_else(|_| {
                let error = std::io::Error::other("the thread that waited for it ended early");
                Err(StoreError::io(Path::new("archive"), "bringing the texts to the disk")(error))
            }));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_apart() {
        for (release, wanted) in [
            ("5.8.0", true),
            ("5.10.0-27-amd64\n", true),
            ("6.1.0", true),
            ("5.7.19", false),
            ("4.19.0-25", false),
            ("", false),
        ] {
            assert_eq!(tells(release), wanted, "{release}");
        }
    }

    #[test]
    fn the_quicker_way_is_gone_and_the_other_is_tried_again() {
        let mut taken = Taken::default();
        let mut go = |at_once: u64, each: u64| {
            let is_at_once = taken.is_at_once();
            let long = Duration::from_millis(if is_at_once { at_once } else { each });
            taken.took(is_at_once, 100, long);
            is_at_once
        };
        assert!((0..50).all(|_| go(10, 50)), "it is quick, and the other way is not tried");
        // Another program writes much.
        let ways: Vec<bool> = (0..36).map(|_| go(900, 300)).collect();
        assert!(ways.iter().filter(|at_once| **at_once).count() < 10, "{ways:?}");
        // And has stopped.
        let ways: Vec<bool> = (0..160).map(|_| go(10, 300)).collect();
        assert!(ways[100..].iter().all(|at_once| *at_once), "{ways:?}");
    }

    #[test]
    fn a_file_system_that_can_be_asked_answers() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ask(&File::open(folder.path()).unwrap()), cfg!(target_os = "linux"));
    }
}
