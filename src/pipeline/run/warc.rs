//! WARC files as a source: every page in them is taken as it was seen then.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::event::Event;
use super::keeper::{Keeper, WINDOW};
use super::kept::{Kept, Recording, as_it_is};
use super::setting::{RunError, Setting};
use crate::config::{Source, SourceKind};
use crate::pipeline::Cleaner;
use crate::pipeline::answer::{Answer, Held, Origin, Waiting, cleaned, held, unfit};
use crate::pipeline::lost::{is_gone, lost};
use crate::pipeline::ordered::in_order_within;
use crate::pipeline::revisit::{AHEAD, Referring, Revisit, find_by_digest, revisit};
use crate::source::{pattern, saved};
use crate::store::warc::{self, ReadError};
use crate::store::{Capture, CaptureKind, StoreError, Told, told};

/// One record of one file, or why there is none.
type Found = (PathBuf, Result<Told, String>);

enum Done {
    /// Nothing to clean: a request, a picture, …
    Nothing,
    /// A page, and what is to be told of it beside what becomes of it.
    Page(Box<Kept>, Option<String>),
    Failed(PathBuf, &'static str, String),
    /// A record that stands for a page captured earlier.
    Refers(Box<Referring>),
    /// An answer that says that a page is lost.
    Lost(Box<Answer>),
}

pub(super) fn pass(
    source: &Source,
    root: &Path,
    setting: &Setting,
    keeper: &mut Keeper<'_>,
) -> Result<(), RunError> {
    let (address, recording) = (root.display().to_string(), setting.recording());
    if let Err(error) = std::fs::metadata(root) {
        let detail = format!("{error}: name a WARC file or a folder of them");
        keeper.not_listed(source, "unreadable", &detail);
        return Ok(());
    }
    let wanted = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match &source.include[..] {
            [] => SourceKind::WARCS.iter().any(|pattern| pattern::fits(pattern, &name)),
            include => pattern::fits_one(include, &name),
        }
    };
    let files: Vec<_> = saved::walk(root, wanted).without(Some(keeper.folder())).collect();
    keeper.listed(source, 0);
    if files.is_empty() {
        let detail = format!("no file in {address} has a WARC file's name");
        keeper.tell(&Event::Note { source: &source.name, detail: &detail });
    }
    let records = files.into_iter().flat_map(records_of);
    let mut stored: Result<(), StoreError> = Ok(());
    let mut left = source.limit.unwrap_or(usize::MAX);
    let mut revisits = Revisits {
        source,
        setting,
        recording: &recording,
        cleaner: Cleaner::default(),
        ahead: Vec::new(),
        lost: Waiting::default(),
        unknown: 0,
    };
    in_order_within(
        records,
        setting.threads,
        WINDOW,
        Cleaner::default,
        |cleaner, found| page_of(cleaner, found, source, setting, &recording),
        |done| {
            stored = match done {
                Done::Nothing => Ok(()),
                Done::Page(kept, note) => {
                    match keeper.fits(&kept, &mut left) {
                        Ok(true) => {}
                        Ok(false) => return ControlFlow::Break(()),
                        Err(error) => {
                            stored = Err(error);
                            return ControlFlow::Break(());
                        }
                    }
                    if let Some(detail) = &note {
                        keeper.tell(&Event::Note { source: &source.name, detail });
                    }
                    keeper.tell(&Event::Waiting { host: &source.name, pages: 1 });
                    keeper.keep(*kept)
                }
                Done::Refers(referring) => revisits.take(*referring, keeper),
                Done::Lost(lost) => revisits.take_lost(*lost, keeper),
                Done::Failed(path, reason, detail) => {
                    keeper.file_failed(source, &path, reason, &detail)
                }
            };
            if stored.is_ok() && !setting.stop.is_pressed() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
    stored?;
    keeper.flush()?;
    revisits.end(keeper)?;
    Ok(())
}

/// Records that stand for a page captured earlier, or say that it is lost.
struct Revisits<'a> {
    source: &'a Source,
    setting: &'a Setting,
    recording: &'a Recording,
    cleaner: Cleaner,
    /// Those whose page has not come yet.
    ahead: Vec<Referring>,
    /// Answers that say that a page is lost which has not come yet.
    lost: Waiting,
    /// How many of them were of addresses without a text.
    unknown: usize,
}

impl Revisits<'_> {
    fn take(&mut self, referring: Referring, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        if let Some(detail) = &referring.visit.note {
            keeper.tell(&Event::Note { source: &self.source.name, detail });
        }
        if self.is_found(&referring, keeper)? {
            return Ok(());
        }
        if self.ahead.len() < AHEAD {
            self.ahead.push(referring);
            return Ok(());
        }
        self.alone(&referring, keeper)
    }

    fn end(&mut self, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        // Either may wait for the other: a record may stand for an answer that waits.
        self.take_waiting(keeper)?;
        let mut left = Vec::new();
        for referring in std::mem::take(&mut self.ahead) {
            if !self.is_found(&referring, keeper)? {
                left.push(referring);
            }
        }
        keeper.flush()?;
        find_by_digest(keeper.archive, &mut left)?;
        for referring in left {
            if referring.holder.is_none() || !self.is_found(&referring, keeper)? {
                self.alone(&referring, keeper)?;
            }
        }
        keeper.flush()?;
        self.take_waiting(keeper)?;
        self.unknown += self.lost.take().len();
        if self.unknown > 0 {
            let detail = format!(
                "{} answers say that pages are gone of which no text is here: not taken over",
                self.unknown
            );
            keeper.tell(&Event::Note { source: &self.source.name, detail: &detail });
        }
        Ok(())
    }

    /// Takes the answers whose page has come, and stores them.
    fn take_waiting(&mut self, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        for lost in self.lost.take() {
            self.take_lost(lost, keeper)?;
        }
        keeper.flush()
    }

    /// Takes an answer where the page that it says is lost is known, or else keeps it until the end.
    fn take_lost(&mut self, lost: Answer, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        let lost = self.is_lost(lost, keeper)?;
        self.unknown += usize::from(lost.and_then(|lost| self.lost.keep(lost)).is_some());
        Ok(())
    }

    /// The same; gives it back where the archive has no text of the address.
    fn is_lost(
        &mut self,
        lost: Answer,
        keeper: &mut Keeper<'_>,
    ) -> Result<Option<Answer>, StoreError> {
        if !keeper.archive.had_text(&lost.capture.url)? {
            return Ok(Some(lost));
        }
        let Answer { origin, capture, body } = lost;
        let from = (self.source, self.setting, self.recording);
        match kept(&mut self.cleaner, capture, &body, from) {
            Ok(kept) => {
                keeper.tell(&Event::Waiting { host: &self.source.name, pages: 1 });
                keeper.keep(kept)?;
            }
            Err((reason, detail)) => {
                keeper.file_failed(self.source, &origin.file, reason, &detail)?;
            }
        }
        Ok(None)
    }

    /// Takes a record whose page is in the archive; false where it is not.
    fn is_found(
        &mut self,
        referring: &Referring,
        keeper: &mut Keeper<'_>,
    ) -> Result<bool, StoreError> {
        keeper.flush_with(|page| referring.may_mean(page))?;
        match revisit(keeper.archive, referring) {
            Ok(None) => return Ok(false),
            Ok(Some(Revisit::Page { capture, body })) if lost(&capture).is_some() => {
                let origin = Origin { file: referring.path.clone(), note: None };
                self.take_lost(Answer { origin, capture, body }, keeper)?;
            }
            Ok(Some(Revisit::Page { capture, body })) => {
                let from = (self.source, self.setting, self.recording);
                match kept(&mut self.cleaner, capture, &body, from) {
                    Ok(kept) => {
                        keeper.tell(&Event::Waiting { host: &self.source.name, pages: 1 });
                        keeper.keep(kept)?;
                    }
                    Err((reason, detail)) => self.failed(referring, reason, &detail, keeper)?,
                }
            }
            Ok(Some(Revisit::Unchanged(answer))) => {
                keeper.tell(&Event::Waiting { host: &self.source.name, pages: 1 });
                let source = Some(self.source.name.clone());
                let answer = Capture { source, body: Vec::new(), ..answer };
                keeper.unchanged(&self.source.name, answer)?;
            }
            Ok(Some(Revisit::There(_) | Revisit::Nothing)) => {}
            Ok(Some(Revisit::Outdated)) => {
                self.failed(referring, "outdated", &referring.outdated(), keeper)?;
            }
            Err(error) => self.failed(referring, "damaged", &error.to_string(), keeper)?,
        }
        Ok(true)
    }

    fn alone(&mut self, referring: &Referring, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
        if referring.record.status().is_some_and(is_gone) {
            self.unknown += 1;
            return Ok(());
        }
        let Some(why) = referring.alone() else { return Ok(()) };
        self.failed(referring, "no-page", &why, keeper)
    }

    fn failed(
        &self,
        referring: &Referring,
        reason: &str,
        detail: &str,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), StoreError> {
        keeper.file_failed(self.source, &referring.path, reason, detail)
    }
}

/// A page made ready to be stored, its body given with its content encoding undone; or why it cannot be. What is a
/// clean text already is not cleaned.
fn kept(
    cleaner: &mut Cleaner,
    capture: Capture,
    body: &[u8],
    (source, setting, recording): (&Source, &Setting, &Recording),
) -> Result<Kept, (&'static str, String)> {
    let capture = Capture { source: Some(source.name.clone()), ..capture };
    if let Some(why) = unfit(&capture) {
        return Err(("address-too-long", why));
    }
    if capture.kind == CaptureKind::Text {
        return Ok(as_it_is(source.name.clone(), capture));
    }
    let cleaned = cleaned(cleaner, &capture, body, &setting.options);
    let cleaned = cleaned.map_err(|why| ("internal", why))?;
    Ok(recording.of(source.name.clone(), capture, cleaned))
}

/// The records of one file, one at a time; what cannot be read is told and passed over.
fn records_of(
    found: Result<PathBuf, (PathBuf, std::io::Error)>,
) -> Box<dyn Iterator<Item = Found> + Send> {
    let opened = found.and_then(|path| match warc::open(&path) {
        Ok(records) => Ok((path, told(records))),
        Err(error) => Err((path, error)),
    });
    match opened {
        Ok((path, records)) => Box::new(
            records.map(move |record| (path.clone(), record.map_err(|error| in_one_line(&error)))),
        ),
        Err((path, error)) => Box::new(std::iter::once((path, Err(error.to_string())))),
    }
}

fn in_one_line(error: &ReadError) -> String {
    error.to_string().replace('\n', " ")
}

fn page_of(
    cleaner: &mut Cleaner,
    (path, record): Found,
    source: &Source,
    setting: &Setting,
    recording: &Recording,
) -> Done {
    let told = match record {
        Ok(told) => told,
        Err(detail) => return Done::Failed(path, "damaged", detail),
    };
    match held(path, told) {
        Held::Page(Answer { origin, capture, body }) => {
            match kept(cleaner, capture, &body, (source, setting, recording)) {
                Ok(kept) => Done::Page(Box::new(kept), origin.note),
                Err((reason, detail)) => Done::Failed(origin.file, reason, detail),
            }
        }
        Held::Refers(referring) => Done::Refers(referring),
        Held::InItsPlace(answer) if lost(&answer.capture).is_some() => Done::Lost(Box::new(answer)),
        Held::InItsPlace(_) | Held::Nothing => Done::Nothing,
    }
}
