//! Opening an archive, and showing what takes long about it.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar};

use super::bar::bar;
use super::message::complain;
use crate::store::{Access, Archive, Preparation, Preparing, StoreError};

/// What is over before this is not shown.
const SOON: Duration = Duration::from_millis(700);

/// Opens an archive, tells what was put in order, and shows what takes long.
pub(in crate::cli) fn opened(folder: &Path, access: Access) -> Result<Archive, StoreError> {
    let preparations = Preparations::default();
    let archive = Archive::open_telling(folder, access, &|come| preparations.show(come))?;
    drop(preparations);
    for note in archive.notes() {
        complain(&format!("{}: {note}", folder.display()));
    }
    Ok(archive)
}

/// How far what takes long has come: a bar on a terminal, a line where standard error is none.
#[derive(Default)]
pub(in crate::cli) struct Preparations {
    shown: Mutex<Option<Shown>>,
}

struct Shown {
    what: Preparation,
    since: Instant,
    bar: Option<ProgressBar>,
    is_told: bool,
}

impl Preparations {
    /// Shows how far it has come.
    pub(in crate::cli) fn show(&self, come: Preparing) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref().is_none_or(|shown| shown.what != come.what) {
            clear(shown.take());
            let since = Instant::now();
            *shown = Some(Shown { what: come.what, since, bar: None, is_told: false });
        }
        let Some(shown) = shown.as_mut().filter(|shown| shown.since.elapsed() >= SOON) else {
            return;
        };
        if !shown.is_told {
            shown.is_told = true;
            complain(&line(come));
            if io::stderr().is_terminal() {
                shown.bar = Some(bar(template(come.what)));
            }
        }
        if let Some(bar) = &shown.bar {
            bar.set_length(come.total);
            bar.set_position(come.done);
        }
    }
}

impl Drop for Preparations {
    fn drop(&mut self) {
        clear(self.shown.get_mut().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn clear(shown: Option<Shown>) {
    if let Some(bar) = shown.and_then(|shown| shown.bar) {
        bar.finish_and_clear();
    }
}

/// What is being done, and what becomes of it when it is broken off.
fn line(come: Preparing) -> String {
    let (texts, bytes) = (HumanCount(come.total), HumanBytes(come.total));
    match come.what {
        Preparation::Words => format!(
            "making {texts} texts findable by their words as this version looks for them: this is done once, and broken off it goes on with the next command"
        ),
        Preparation::Captures => {
            format!("bringing captures into the index from {bytes} of WARC files")
        }
        Preparation::Names => format!("holding {texts} texts against their names"),
        Preparation::Damage => format!("looking through {bytes} of WARC files for damage"),
        _ => format!("taking {texts} texts without a record into the index"),
    }
}

fn template(what: Preparation) -> &'static str {
    match what {
        Preparation::Captures | Preparation::Damage => {
            "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}"
        }
        _ => "{wide_bar} {human_pos}/{human_len} texts {per_sec} {eta}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_soon_is_not_shown() {
        let preparations = Preparations::default();
        let come = |what, done| preparations.show(Preparing { what, done, total: 9 });
        let told = || preparations.shown.lock().unwrap().as_ref().map(|shown| shown.is_told);
        come(Preparation::Words, 0);
        assert_eq!(told(), Some(false));
        std::thread::sleep(SOON);
        come(Preparation::Words, 5);
        assert_eq!(told(), Some(true));
        come(Preparation::Captures, 1);
        assert_eq!(told(), Some(false), "what is begun after it is over soon, too");
    }
}
