//! What was read, on its way into the archive.

use super::outcome::{Imported, Importing, Item, not_read};
use super::read::{Done, as_it_is, clean, there, there_already};
use crate::pipeline::Cleaner;
use crate::pipeline::answer::{Answer, Origin, Waiting};
use crate::pipeline::lost::{is_gone, lost};
use crate::pipeline::revisit::{AHEAD, Referring, Revisit, find_by_digest, revisit};
use crate::store::{Archive, Capture, CaptureKind, Prepared, Recorded, StoreError};

/// Pages that are brought to the disk in one go at most.
pub(super) const BATCH: usize = 256;

/// Bytes of such pages at most: those of pages with their pictures in them count by millions.
pub(super) const HELD: usize = 64 << 20;

/// Takes what was read in its order, brings it to the disk in batches, and tells what became of it.
pub(super) struct Intake<'a> {
    pub(super) archive: &'a mut Archive,
    observe: &'a mut dyn FnMut(&Item),
    cleaner: Cleaner,
    wanted: &'a Importing,
    /// Under which name what the cleaner finds is recorded.
    name: &'a str,
    /// Pages that wait to be stored.
    pages: Vec<(Origin, Prepared)>,
    /// About how many bytes they hold.
    held: usize,
    /// Answers of status 304 that do. There are never both, so that the order stays.
    unchanged: Vec<(Origin, Capture)>,
    /// Records whose page has not come yet.
    ahead: Vec<Referring>,
    /// Answers that say that a page is lost which has not come yet.
    lost: Waiting,
    /// Whether all that came before is in the archive: so it is when the texts of one of ours come.
    settled: bool,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        archive: &'a mut Archive,
        observe: &'a mut dyn FnMut(&Item),
        (wanted, name): (&'a Importing, &'a str),
    ) -> Intake<'a> {
        let cleaner = Cleaner::default();
        Intake {
            archive,
            observe,
            cleaner,
            wanted,
            name,
            pages: Vec::new(),
            held: 0,
            unchanged: Vec::new(),
            ahead: Vec::new(),
            lost: Waiting::default(),
            settled: false,
        }
    }

    pub(super) fn take(&mut self, done: Done) -> Result<(), StoreError> {
        self.settled &= matches!(done, Done::Rest(..) | Done::There(_) | Done::Failed(..));
        match done {
            Done::Nothing => Ok(()),
            Done::There(item) => {
                (self.observe)(&item);
                Ok(())
            }
            Done::Failed(path, why) => {
                (self.observe)(&not_read(&path, why));
                Ok(())
            }
            Done::Page(origin, page) => self.page(origin, *page),
            Done::Refers(referring) => self.refers(*referring),
            Done::InItsPlace(answer) => self.in_its_place(*answer),
            Done::Rest(origin, text) => self.rest(origin, *text),
        }
    }

    /// Takes what waited for a page that never came, and stores what is left.
    pub(super) fn end(&mut self) -> Result<(), StoreError> {
        self.flush()?;
        // Either may wait for the other: a record may stand for an answer that waits.
        self.take_lost()?;
        let mut left = Vec::new();
        for referring in std::mem::take(&mut self.ahead) {
            left.extend(self.found(referring)?.err());
        }
        self.flush()?;
        find_by_digest(self.archive, &mut left)?;
        for referring in left {
            if referring.holder.is_none() {
                self.missing(&referring);
            } else if let Err(referring) = self.found(referring)? {
                self.missing(&referring);
            }
        }
        self.flush()?;
        self.take_lost()?;
        for answer in self.lost.take() {
            self.passed_over(answer);
        }
        Ok(())
    }

    /// Takes the answers whose page has come, and stores them.
    fn take_lost(&mut self) -> Result<(), StoreError> {
        for answer in self.lost.take() {
            self.wait(answer)?;
        }
        self.flush()
    }

    /// Takes a text of an archive of ours that none of its records brought.
    fn rest(&mut self, origin: Origin, text: Prepared) -> Result<(), StoreError> {
        if !self.settled {
            self.end()?;
            self.settled = true;
        }
        if self.archive.find(&text.finding().text.sha256()).is_ok() {
            return self.take(there(&origin.file, text.capture()));
        }
        self.page(origin, text)
    }

    /// Takes an answer that came in the place of a page, where the page is known, or else keeps it until the end.
    fn in_its_place(&mut self, answer: Answer) -> Result<(), StoreError> {
        if lost(&answer.capture).is_none() {
            self.passed_over(answer);
            return Ok(());
        }
        self.wait(answer)
    }

    /// Takes an answer that says that a page is lost, or keeps it until the page has come.
    fn wait(&mut self, answer: Answer) -> Result<(), StoreError> {
        let answer = self.is_lost(answer)?;
        if let Some(answer) = answer.and_then(|answer| self.lost.keep(answer)) {
            self.passed_over(answer);
        }
        Ok(())
    }

    /// Takes an answer that says that a page is lost; gives it back where the archive has no text of the address.
    fn is_lost(&mut self, answer: Answer) -> Result<Option<Answer>, StoreError> {
        if !self.archive.had_text(&answer.capture.url)? {
            return Ok(Some(answer));
        }
        let Answer { origin, capture, body } = answer;
        let done = match there_already(self.archive, &origin.file, &capture) {
            Some(there) => there,
            None => clean(&mut self.cleaner, (self.wanted, self.name), origin, capture, &body),
        };
        self.take(done)?;
        Ok(None)
    }

    fn passed_over(&mut self, Answer { origin, capture, .. }: Answer) {
        (self.observe)(&Item {
            file: origin.file.display().to_string(),
            imported: Imported::PassedOver { status: capture.status().unwrap_or_default() },
            url: Some(capture.url),
            foreign_id: capture.foreign_id,
            note: None,
        });
    }

    fn page(&mut self, origin: Origin, page: Prepared) -> Result<(), StoreError> {
        if !self.unchanged.is_empty() {
            self.flush()?;
        }
        self.held += page.held();
        self.pages.push((origin, page));
        if self.pages.len() >= BATCH || self.held >= HELD { self.flush() } else { Ok(()) }
    }

    fn refers(&mut self, mut referring: Referring) -> Result<(), StoreError> {
        if self.pages.iter().any(|(_, page)| referring.may_mean(page.capture())) {
            self.flush()?;
        }
        match self.found(referring)? {
            Ok(()) => return Ok(()),
            Err(back) => referring = back,
        }
        if self.ahead.len() < AHEAD {
            self.ahead.push(referring);
        } else {
            self.missing(&referring);
        }
        Ok(())
    }

    /// Takes a record whose page is in the archive; gives it back where it is not.
    fn found(&mut self, referring: Referring) -> Result<Result<(), Referring>, StoreError> {
        let path = &referring.path;
        let origin = || Origin { file: path.clone(), note: referring.visit.note.clone() };
        let found = match revisit(self.archive, &referring) {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(Err(referring)),
            Err(error) => {
                (self.observe)(&not_read(path, error.to_string()));
                return Ok(Ok(()));
            }
        };
        match found {
            Revisit::Page { capture, body } if lost(&capture).is_some() => {
                self.in_its_place(Answer { origin: origin(), capture, body })?;
            }
            Revisit::Page { capture, body } => {
                let done = match there_already(self.archive, path, &capture) {
                    Some(there) => there,
                    None if capture.kind == CaptureKind::Text => as_it_is(origin(), capture),
                    None => {
                        clean(&mut self.cleaner, (self.wanted, self.name), origin(), capture, &body)
                    }
                };
                self.take(done)?;
            }
            Revisit::Unchanged(capture) => {
                if !self.pages.is_empty() {
                    self.flush()?;
                }
                self.unchanged.push((origin(), Capture { body: Vec::new(), ..capture }));
                if self.unchanged.len() >= BATCH {
                    self.flush()?;
                }
            }
            Revisit::There(capture) => self.take(there(path, &capture))?,
            Revisit::Nothing => {}
            Revisit::Outdated => (self.observe)(&not_read(path, referring.outdated())),
        }
        Ok(Ok(()))
    }

    fn missing(&mut self, referring: &Referring) {
        if let Some(status) = referring.record.status().filter(|status| is_gone(*status)) {
            (self.observe)(&Item {
                file: referring.path.display().to_string(),
                url: Some(referring.reference.url.clone()),
                foreign_id: None,
                note: None,
                imported: Imported::PassedOver { status },
            });
            return;
        }
        if let Some(why) = referring.alone() {
            (self.observe)(&not_read(&referring.path, why));
        }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.held = 0;
        let (origins, batch): (Vec<Origin>, Vec<Prepared>) = self.pages.drain(..).unzip();
        let recorded = self.archive.record_prepared(batch)?;
        for (origin, (capture, _, recorded)) in origins.into_iter().zip(recorded) {
            (self.observe)(&item(origin, capture, recorded));
        }
        let (origins, batch): (Vec<Origin>, Vec<Capture>) = self.unchanged.drain(..).unzip();
        if batch.is_empty() {
            return Ok(());
        }
        let recorded = self.archive.record_unchanged(&batch)?;
        for ((origin, capture), recorded) in origins.into_iter().zip(batch).zip(recorded) {
            if let Some(recorded) = recorded {
                (self.observe)(&item(origin, capture, recorded));
            }
        }
        Ok(())
    }
}

fn item(origin: Origin, capture: Capture, recorded: Recorded) -> Item {
    let imported = match recorded {
        Recorded::New { name, .. } => Imported::Stored { name },
        Recorded::Version { name, previous, .. } => Imported::NewVersion { name, previous },
        Recorded::SeenBefore { name, .. } => Imported::SeenBefore { name },
        Recorded::Near { name, class, .. } => Imported::Near { name, class },
        Recorded::Refused { outcome } => Imported::Refused { outcome: outcome.name() },
    };
    Item {
        file: origin.file.display().to_string(),
        url: Some(capture.url),
        foreign_id: capture.foreign_id,
        note: origin.note,
        imported,
    }
}
