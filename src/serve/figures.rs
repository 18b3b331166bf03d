//! Figures that take a walk over the whole index, kept for a while.
//!
//! Making them costs a millisecond in a small archive and a second in a large one, so they are kept in
//! proportion: for twenty times as long as they took, so that at most a twentieth of a core goes into
//! them however many readers there are. Figures that are only a little old are shown while new ones
//! are made. They are made for the first time when the server starts; a page that is worth reading
//! without them says that they are being counted, and only a page about nothing else waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};

use super::library::Library;
use crate::store::{Archive, Count, Day, SiteRow, SourceHealth, StoreError};

/// Days of the chart.
pub(super) const DAYS: u64 = 30;

/// How many times longer than they took to make figures are kept.
const KEPT: u32 = 20;

/// Figures older than this, and older than twice the time they are kept for, are never shown.
const OLDEST: Duration = Duration::from_secs(60);

/// How long a page that can do without the figures waits for them.
const SOON: Duration = Duration::from_millis(20);

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

impl Made {
    /// Whether they may still be shown.
    fn is_good(&self) -> bool {
        self.at.elapsed() <= OLDEST.max(self.took * KEPT * 2)
    }

    /// Whether there is no need yet to make them anew.
    fn is_fresh(&self) -> bool {
        self.at.elapsed() <= self.took * KEPT
    }

    /// Whether making them anew costs no more than looking for them: the archive is small.
    fn is_cheap(&self) -> bool {
        self.took <= Duration::from_millis(5)
    }
}

/// The figures of one archive. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    made: Arc<Mutex<Option<Made>>>,
    /// Held by whoever makes them: all who wait meanwhile take what was made.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Kept {
    /// The figures as of now, or as of a little while ago.
    pub(super) async fn figures(
        &self,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Arc<Figures>, StoreError> {
        let shown = self.kept(|made| {
            let wanted = made.is_good() && (made.is_fresh() || !made.is_cheap());
            wanted.then(|| (made.figures.clone(), made.is_fresh()))
        });
        match shown {
            Some((figures, true)) => Ok(figures),
            Some((figures, false)) => {
                if let Ok(turn) = self.making.clone().try_lock_owned() {
                    let (kept, library) = (self.clone(), library.clone());
                    tokio::spawn(async move {
                        let _turn = turn;
                        // What went wrong is told to the next reader who has to wait for them.
                        let _ = kept.make(&library, now).await;
                    });
                }
                Ok(figures)
            }
            None => self.wait(library, now).await,
        }
    }

    /// The figures, if they are there or are made within a moment: in a large archive the first readers
    /// get none. They are made all the same, for the next.
    pub(super) async fn figures_soon(
        &self,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Figures>>, StoreError> {
        let (kept, library) = (self.clone(), library.clone());
        let asked = async move { kept.figures(&library, now).await };
        if self.kept(|made| made.is_good().then_some(())).is_some() {
            return asked.await.map(Some);
        }
        match tokio::time::timeout(SOON, tokio::spawn(asked)).await {
            Ok(Ok(figures)) => figures.map(Some),
            // A panic of the task is told to those who wait for it.
            Ok(Err(_)) | Err(_) => Ok(None),
        }
    }

    /// Makes figures anew, now and then on, for as long as the server runs, so that no reader of a large
    /// archive has to wait for them.
    pub(super) async fn keep_fresh(self, library: Library, clock: fn() -> DateTime<Utc>) {
        loop {
            let began = Instant::now();
            // What went wrong is told to the reader who asks.
            let _ = self.wait(&library, clock()).await;
            tokio::time::sleep((began.elapsed() * KEPT).max(OLDEST / 2)).await;
        }
    }

    fn kept<T>(&self, look: impl FnOnce(&Made) -> Option<T>) -> Option<T> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.as_ref().and_then(look)
    }

    /// Figures made after this was asked, by whomever.
    async fn wait(
        &self,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<Arc<Figures>, StoreError> {
        let asked = Instant::now();
        let _turn = self.making.lock().await;
        match self.kept(|made| (made.at >= asked).then(|| made.figures.clone())) {
            Some(figures) => Ok(figures),
            None => self.make(library, now).await,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Access;

    #[tokio::test]
    async fn a_reader_waits_for_no_first_count_that_takes_long_and_the_next_has_it() {
        let folder = tempfile::tempdir().unwrap();
        Archive::open(folder.path(), Access::Write).unwrap();
        let library = Library::new(folder.path().to_owned());
        let (kept, now) = (Kept::default(), Utc::now());
        let counting = kept.making.clone().lock_owned().await;
        assert!(kept.figures_soon(&library, now).await.unwrap().is_none());
        drop(counting);
        assert_eq!(kept.figures(&library, now).await.unwrap().texts, 0);
        assert!(kept.figures_soon(&library, now).await.unwrap().is_some());
    }
}
