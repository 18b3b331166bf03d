//! Records of WARC files that stand for a page captured earlier, or say that it is lost.

use super::event::Event;
use super::keeper::Keeper;
use super::kept::{Kept, Recording, as_it_is};
use super::setting::Setting;
use crate::config::Source;
use crate::pipeline::Cleaner;
use crate::pipeline::answer::{Answer, Origin, Waiting, cleaned, unfit};
use crate::pipeline::lost::{is_gone, lost};
use crate::pipeline::revisit::{AHEAD, Referring, Revisit, find_by_digest, revisit};
use crate::store::{Capture, CaptureKind, StoreError};

/// Records that stand for a page captured earlier, or say that it is lost.
pub(super) struct Revisits<'a> {
    source: Source,
    setting: &'a Setting,
    recording: Recording,
    cleaner: Cleaner,
    /// Those whose page has not come yet.
    ahead: Vec<Referring>,
    /// Answers that say that a page is lost which has not come yet.
    lost: Waiting,
    /// How many of them were of addresses without a text.
    unknown: usize,
}

impl<'a> Revisits<'a> {
    pub(super) fn new(source: &Source, setting: &'a Setting) -> Revisits<'a> {
        Revisits {
            source: source.clone(),
            setting,
            recording: setting.recording(),
            cleaner: Cleaner::default(),
            ahead: Vec::new(),
            lost: Waiting::default(),
            unknown: 0,
        }
    }

    /// Takes a record whose page is known, or else keeps it until the end.
    pub(super) fn take(
        &mut self,
        referring: Referring,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), StoreError> {
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

    /// Takes what was kept until all is read.
    pub(super) fn end(&mut self, keeper: &mut Keeper<'_>) -> Result<(), StoreError> {
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
    pub(super) fn take_lost(
        &mut self,
        lost: Answer,
        keeper: &mut Keeper<'_>,
    ) -> Result<(), StoreError> {
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
        let from = (&self.source, self.setting, &self.recording);
        match kept(&mut self.cleaner, capture, &body, from) {
            Ok(kept) => {
                keeper.tell(&Event::Waiting { host: &self.source.name, pages: 1 });
                keeper.keep(kept)?;
            }
            Err((reason, detail)) => {
                keeper.file_failed(&self.source, &origin.file, reason, &detail)?;
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
                let from = (&self.source, self.setting, &self.recording);
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
        keeper.file_failed(&self.source, &referring.path, reason, detail)
    }
}

/// A page made ready to be stored, its body given with its content encoding undone; or why it cannot be. What is a
/// clean text already is not cleaned.
pub(super) fn kept(
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
