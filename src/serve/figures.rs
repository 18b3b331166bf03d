//! Figures that take a walk over the whole index, kept for a while.
//!
//! Making them costs a millisecond in a small archive and a second in a large one, so they are kept in
//! proportion: for twenty times as long as they took, so that at most a twentieth of a core goes into
//! them however many readers there are. Figures that are only a little old are shown while new ones
//! are made; nobody waits for them but the first reader.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};

use super::library::Library;
use crate::store::{Archive, Count, Day, SiteRow, SourceHealth, StoreError};

/// Days of the chart.
pub(super) const DAYS: u64 = 30;

/// How many times longer than they took to make figures are kept.
const KEPT: u32 = 20;

/// Figures older than this are never shown.
const OLDEST: Duration = Duration::from_secs(60);

/// What is known of the archive as a whole.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) texts: u64,
    pub(super) days: Vec<Day>,
    pub(super) sources: Vec<SourceHealth>,
    pub(super) sites: Vec<SiteRow>,
    pub(super) languages: Vec<Count>,
}

impl Figures {
    fn read(archive: &Archive, now: DateTime<Utc>) -> Result<Figures, StoreError> {
        Ok(Figures {
            texts: archive.count()?,
            days: archive.days(now.checked_sub_days(Days::new(DAYS)).unwrap_or(now))?,
            sources: archive.sources()?,
            sites: archive.sites()?,
            languages: archive.languages()?,
        })
    }
}

#[derive(Debug)]
struct Made {
    figures: Arc<Figures>,
    at: Instant,
    took: Duration,
}

/// The figures of one archive. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    made: Arc<Mutex<Option<Made>>>,
    making: Arc<AtomicBool>,
}

impl Kept {
    /// The figures as of now, or as of a little while ago.
    pub(super) async fn figures(
        &self,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Arc<Figures>, StoreError> {
        let kept = {
            let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.as_ref().map(|made| (made.figures.clone(), made.at.elapsed(), made.took))
        };
        match kept {
            Some((figures, age, took)) if age <= took * KEPT && age <= OLDEST => Ok(figures),
            // So small an archive that making them anew costs no more than looking for them.
            Some((figures, age, took)) if age <= OLDEST && took > Duration::from_millis(5) => {
                if !self.making.swap(true, Ordering::AcqRel) {
                    let (kept, library) = (self.clone(), library.clone());
                    tokio::spawn(async move {
                        // What went wrong is told to the next reader who has to wait for them.
                        let _ = kept.make(&library, now).await;
                        kept.making.store(false, Ordering::Release);
                    });
                }
                Ok(figures)
            }
            _ => self.make(library, now).await,
        }
    }

    /// Makes figures anew, now and then on, for as long as the server runs, so that no reader of a large
    /// archive has to wait for them.
    pub(super) async fn keep_fresh(self, library: Library, clock: fn() -> DateTime<Utc>) {
        loop {
            let began = Instant::now();
            // What went wrong is told to the reader who asks.
            let _ = self.make(&library, clock()).await;
            tokio::time::sleep((began.elapsed() * KEPT).max(OLDEST / 2)).await;
        }
    }

    async fn make(
        &self,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Arc<Figures>, StoreError> {
        let (figures, took) = library
            .read(move |archive| {
                let began = Instant::now();
                let figures = Figures::read(archive, now)?;
                Ok((Arc::new(figures), began.elapsed()))
            })
            .await?;
        let made = Made { figures: figures.clone(), at: Instant::now(), took };
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        Ok(figures)
    }
}
