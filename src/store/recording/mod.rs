//! Handing captures to the archive: in batches, each of which is on the disk as a whole or not at all.

mod batch;
mod cut_short;
mod holder;
pub(super) mod prepared;
mod profiles;
pub(super) mod records;

use std::borrow::Cow;
use std::path::Path;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::archive::{Archive, RECLEAN, Writer};
use super::disk::Disk;
use super::disk::fault::Step;
use super::disk::provisional::Pending;
use super::folder::WARC_FOLDER;
use super::index::Index;
use super::recover::TornEnd;
use super::warc::WarcWriter;
use super::{
    Capture, CaptureKind, CaptureRow, Finding, Known, Prepared, Recorded, StoreError, recover,
    url_key,
};
use batch::{Job, Staged};
use prepared::Work;

/// What cleaning pages again showed of captures of which nothing is to be recorded.
#[derive(Clone, Debug, Default)]
pub struct Confirmed<'a> {
    /// The name of the cleaner.
    pub cleaner: &'a str,
    /// Numbers of captures whose recorded answer it gives too, each with the version of the site's
    /// profile it was cleaned with.
    pub captures: Vec<(i64, Option<String>)>,
    /// The name of the work, and the number of the first capture that it has not dealt with.
    pub progress: Option<(&'a str, i64)>,
}

impl Archive {
    /// Records one capture and what cleaning made of it. When this returns, it survives a kill and a
    /// power cut. To record many, [`Archive::record_all`] is several times faster.
    ///
    /// # Errors
    /// When the disk refuses; then the capture counts as not recorded, and nothing stored is touched.
    pub fn record(&mut self, capture: &Capture, finding: &Finding) -> Result<Recorded, StoreError> {
        let staged = self.write_jobs([captured(capture, finding)].into_iter())?.pop();
        staged.map(|staged| staged.recorded).ok_or_else(|| StoreError::Unsound {
            path: self.folder.clone(),
            what: "nothing was recorded".to_owned(),
        })
    }

    /// Records a batch in order, with one round of bringing things to the disk. When this returns,
    /// all of it survives a kill and a power cut; on an error none of it counts as recorded.
    ///
    /// # Errors
    /// As for [`Archive::record`].
    pub fn record_all(
        &mut self,
        batch: &[(Capture, Finding)],
    ) -> Result<Vec<Recorded>, StoreError> {
        let jobs: Vec<_> =
            batch.par_iter().map(|(capture, finding)| captured(capture, finding)).collect();
        let staged = self.write_jobs(jobs.into_iter())?;
        Ok(staged.into_iter().map(|staged| staged.recorded).collect())
    }

    /// The same for captures that were prepared on other threads, which leaves only the writing to
    /// this one. They may still be on their way when it begins: each is taken as it comes, and what was
    /// taken is brought to the disk meanwhile. Gives each capture back, without its body, with what
    /// became of it.
    ///
    /// # Errors
    /// As for [`Archive::record`].
    pub fn record_prepared(
        &mut self,
        batch: impl IntoIterator<Item = Prepared>,
    ) -> Result<Vec<(Capture, Finding, Recorded)>, StoreError> {
        let jobs = batch.into_iter().map(|prepared| {
            let (capture, finding, work) = prepared.parts();
            Job { capture: Cow::Owned(capture), finding: Cow::Owned(finding), recleans: None, work }
        });
        let told = self.write_jobs(jobs)?.into_iter();
        Ok(told
            .map(|Staged { capture, finding, recorded, .. }| {
                (capture.into_owned(), finding.into_owned(), recorded)
            })
            .collect())
    }

    /// Records answers of status 304: each becomes a sighting of the text that its address had, and a
    /// WARC `revisit` that refers to the capture which holds the page. `None` for an address of which
    /// no text is known, or whose page is lost; nothing is recorded of it.
    ///
    /// # Errors
    /// As for [`Archive::record`].
    pub fn record_unchanged(
        &mut self,
        answers: &[Capture],
    ) -> Result<Vec<Option<Recorded>>, StoreError> {
        self.write_batch(|folder, index, writer, _| {
            batch::stage_unchanged(folder, index, writer, answers)
        })
    }

    /// Whether the page that an address last answered with is in a WARC file, so that an answer of status
    /// 304 can be recorded: where it is not, the page is to be asked for without a condition.
    ///
    /// # Errors
    /// When the archive is not open for writing or the index refuses.
    pub fn holds_page(&self, url: &str, last: &Known) -> Result<bool, StoreError> {
        let Some(writer) = &self.writer else {
            return Err(StoreError::ReadOnly(self.folder.clone()));
        };
        let Some(url) = self.index.find_url(&url_key(url))? else { return Ok(false) };
        let body = (url, &last.payload, CaptureKind::Http);
        let first = self.index.same_payload(url, &last.payload, CaptureKind::Http)?;
        Ok(holder::holder(&self.folder, &self.index, &writer.warc, body, first)?.is_some())
    }

    /// Records what a later cleaner made of pages that were captured before, at the time `at`, and
    /// with it what is known of captures whose answer stays. Nothing is recorded for a page whose text
    /// stays as it is, or that gave no text this time: its stored text stays.
    ///
    /// # Errors
    /// As for [`Archive::record`].
    pub fn record_recleaned(
        &mut self,
        batch: &[(CaptureRow, Finding)],
        at: DateTime<Utc>,
        known: &Confirmed<'_>,
    ) -> Result<Vec<Recorded>, StoreError> {
        let captures: Vec<Capture> = batch
            .iter()
            .map(|(row, _)| Capture {
                url: row.asked.clone(),
                final_url: row.url.clone(),
                at,
                kind: CaptureKind::Recleaned,
                source: row.source.clone(),
                ..Capture::default()
            })
            .collect();
        let jobs: Vec<_> = batch
            .par_iter()
            .zip(&captures)
            .map(|((row, finding), capture)| {
                let work = Work::again(capture, finding, row);
                let (capture, finding) = (Cow::Borrowed(capture), Cow::Borrowed(finding));
                Job { capture, finding, recleans: Some(row), work }
            })
            .collect();
        let staged = self.write_batch(|folder, index, writer, disk| {
            let staged = batch::stage(folder, index, writer, disk, jobs.into_iter())?;
            for (capture, profile) in &known.captures {
                index.confirm(*capture, known.cleaner, profile.as_deref())?;
            }
            if let Some((work, next)) = known.progress {
                index.set_progress(RECLEAN, work, next)?;
            }
            Ok(staged)
        })?;
        Ok(staged.into_iter().map(|staged| staged.recorded).collect())
    }

    /// Records captures, and keeps what their pages left for their sites' profiles.
    fn write_jobs<'a>(
        &mut self,
        jobs: impl Iterator<Item = Job<'a>>,
    ) -> Result<Vec<Staged<'a>>, StoreError> {
        self.write_batch(|folder, index, writer, disk| {
            let staged = batch::stage(folder, index, writer, disk, jobs)?;
            profiles::keep_marks(index, writer, &staged.0)?;
            Ok(staged)
        })
    }

    /// Stages records and rows, brings them to the disk, and commits; or takes all of it back.
    fn write_batch<T>(
        &mut self,
        stage: impl FnOnce(&Path, &Index, &mut Writer, &mut Disk) -> Result<(T, Pending), StoreError>,
    ) -> Result<T, StoreError> {
        self.catch_up()?;
        self.index.learn_values()?;
        let Some(writer) = self.writer.as_mut() else {
            return Err(StoreError::ReadOnly(self.folder.clone()));
        };
        let end = writer.warc.end().map(|(name, length)| (name.to_owned(), length));
        self.index.begin()?;
        let (faults, paces) = (writer.faults.clone(), writer.paces.clone());
        let mut disk = Disk::new(self.folder.clone(), faults, paces);
        let staged = stage(&self.folder, &self.index, writer, &mut disk);
        let (recorded, texts) = match staged {
            Ok(staged) => staged,
            Err(error) => {
                writer.recent.clear();
                self.index.rollback();
                if disk.has_begun() {
                    // Texts of it may be there, and records that say so must stay: what they lack
                    // is done before the next write.
                    writer.behind = true;
                } else {
                    self.forget_records(end);
                }
                return Err(error);
            }
        };
        let finished = finish(&self.folder, &self.index, writer, disk, texts);
        if finished.is_err() {
            // The records are on the disk, and the texts perhaps too: what is missing is done
            // before the next write, from the WARC file, exactly as after a crash.
            self.index.rollback();
            writer.recent.clear();
            writer.behind = true;
        }
        finished.map(|()| recorded)
    }

    /// Cuts off records that were appended and of which nobody was told anything.
    fn forget_records(&mut self, end: Option<(String, u64)>) {
        let Some(writer) = self.writer.as_mut() else { return };
        if writer.warc.cut_back(end).is_err() {
            writer.behind = true;
        }
    }

    /// Does what an earlier write of this process left undone.
    fn catch_up(&mut self) -> Result<(), StoreError> {
        let Some(writer) = self.writer.as_mut().filter(|w| w.behind) else { return Ok(()) };
        let torn = TornEnd::SetAside;
        let files =
            recover::bring_up_to_date(&self.folder, &self.index, torn, &mut self.notes, &|_| {})?;
        writer.warc = WarcWriter::open(&self.folder.join(WARC_FOLDER), &files, writer.roll_over)?;
        writer.behind = false;
        Ok(())
    }
}

/// A capture and what cleaning made of it, with what can be worked out of the two.
fn captured<'a>(capture: &'a Capture, finding: &'a Finding) -> Job<'a> {
    let work = Work::of(capture, capture.body.clone(), finding);
    let (capture, finding) = (Cow::Borrowed(capture), Cow::Borrowed(finding));
    Job { capture, finding, recleans: None, work }
}

/// The part of a write that follows the records: see the order in the room's documentation.
fn finish(
    folder: &Path,
    index: &Index,
    writer: &Writer,
    disk: Disk,
    texts: Pending,
) -> Result<(), StoreError> {
    disk.finish(writer.warc.appended(), texts)?;
    index.commit()?;
    index.settle_now_and_then();
    writer.faults.at(Step::Committed).map_err(StoreError::io(folder, "storing"))
}
