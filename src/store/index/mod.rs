//! The index: an SQLite file derived from the texts and the WARC files.

mod addresses;
mod captures;
mod changes;
mod check;
mod cleaners;
mod familiar;
mod filter;
mod held;
mod insert;
mod learn;
mod lines;
mod lookup;
mod overview;
mod payloads;
mod profiles;
mod relate;
mod runs;
mod schema;
mod search;
mod sightings;
mod stats;
mod texts;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use super::disk::files;
use super::folder::{INDEX_FILE, is_file, is_file_or_missing, missing};
use familiar::Familiar;

pub use captures::TextToday;
pub(super) use held::{END, Moment};
pub(super) use insert::{Inserted, Places};
pub(super) use lines::{CaptureLine, Kept, Since, TextLine};
pub use overview::{Day, FailureRow, RunRow, SiteRow, SourceHealth};
pub use profiles::ProfileRow;
pub use runs::RunSummary;
pub use search::{SearchBounds, SearchOrder};
pub use stats::{Count, Period, Stats};

/// The open index.
#[derive(Debug)]
pub(super) struct Index {
    connection: Connection,
    path: PathBuf,
    /// Which file was opened: another may have taken its place since.
    file: Option<FileId>,
    /// Which values the sketches of its texts have, and which hashes texts and addresses.
    familiar: Familiar,
    /// When all of it was last brought to the disk.
    settled: Cell<Instant>,
}

/// What the index alone knows of a run that is under way (failures, what pages left for their sites'
/// profiles) is brought to the disk this often.
const SETTLED_EVERY: Duration = Duration::from_secs(60);

/// What tells a file from another that takes its name.
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<FileId> {
    let made = std::fs::metadata(path).ok()?.created().ok()?;
    let since = made.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((since.as_secs(), u64::from(since.subsec_nanos())))
}

/// Has statements planned once, and not anew for each value that is bound. What SQLite would learn from the
/// values are statistics that the index does not keep, and the look-ups of its full-text tables are so
/// short that planning them takes longer than they do.
fn plan_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// A connection that reads, also on a read-only disk.
fn connected_to_read(path: &Path) -> Result<Connection, StoreError> {
    let open = |immutable: bool| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let uri = url::Url::from_file_path(std::path::absolute(path).unwrap_or_default())
            .map_or_else(|()| path.display().to_string(), String::from);
        let uri = if immutable { format!("{uri}?immutable=1") } else { uri };
        let connection = Connection::open_with_flags(uri, flags)?;
        plan_once(&connection)?;
        connection.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -4096;")?;
        // Reading the schema is what fails where the write-ahead log cannot be made.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok::<Connection, rusqlite::Error>(connection)
    };
    open(false).or_else(|_| open(true)).map_err(failed(path, "opening it"))
}

impl Index {
    /// Opens the index for writing, making or migrating it as needed.
    pub(super) fn open(folder: &Path) -> Result<Index, StoreError> {
        Index::open_as(folder, INDEX_FILE)
    }

    /// The same for an index that has another name.
    pub(super) fn open_as(folder: &Path, file: &str) -> Result<Index, StoreError> {
        let path = folder.join(file);
        is_file_or_missing(&path).map_err(StoreError::io(&path, "opening it"))?;
        let connection = Connection::open(&path).map_err(failed(&path, "opening it"))?;
        plan_once(&connection).map_err(failed(&path, "opening it"))?;
        connection
            .execute_batch(
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
                 PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
                 PRAGMA wal_autocheckpoint = 4000;",
            )
            .map_err(failed(&path, "opening it"))?;
        connection.set_prepared_statement_cache_capacity(64);
        let file = file_id(&path);
        let index = Index::of(connection, path, file);
        index.migrate()?;
        Ok(index)
    }

    fn of(connection: Connection, path: PathBuf, file: Option<FileId>) -> Index {
        let settled = Cell::new(Instant::now());
        Index { connection, path, file, familiar: Familiar::default(), settled }
    }

    /// Opens the index for reading, also on a read-only disk. It is not migrated.
    pub(super) fn open_to_read(folder: &Path) -> Result<Index, StoreError> {
        let path = folder.join(INDEX_FILE);
        if !path.try_exists().map_err(StoreError::io(folder, "opening the archive"))? {
            return Err(if files::is_archive(folder) {
                StoreError::NoIndex(folder.to_path_buf())
            } else {
                missing(folder)
            });
        }
        is_file(&path).map_err(StoreError::io(&path, "opening it"))?;
        let file = file_id(&path);
        let connection = connected_to_read(&path)?;
        let index = Index::of(connection, path, file);
        let (found, known) = (index.version()?, schema::MIGRATIONS.len() as i64);
        if found > known {
            return Err(StoreError::TooNew { path: index.path, found, known });
        }
        if found < known {
            let advice =
                "any other command, `spoglio stats` for one, brings it to that one".to_owned();
            return Err(StoreError::TooOld { path: index.path, found, known, advice });
        }
        Ok(index)
    }

    /// Opens an index of an earlier schema for reading, where it may not be changed: as a copy in the folder for
    /// temporary files, which is brought to the present schema and gone when it is closed.
    pub(super) fn open_copy_to_read(folder: &Path) -> Result<Index, StoreError> {
        let path = folder.join(INDEX_FILE);
        let file = file_id(&path);
        let room = tempfile::tempdir().map_err(StoreError::io(
            &std::env::temp_dir(),
            "making room for a copy of the index",
        ))?;
        let copy = room.path().join(INDEX_FILE);
        connected_to_read(&path)?
            .execute("VACUUM INTO ?1", [copy.display().to_string()])
            .map_err(failed(&copy, "copying the index"))?;
        let connection = Connection::open(&copy).map_err(failed(&copy, "opening it"))?;
        plan_once(&connection).map_err(failed(&copy, "opening it"))?;
        // The file has no name any more when it is read, and nothing in it outlives this process.
        connection
            .execute_batch(
                "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;",
            )
            .map_err(failed(&copy, "opening it"))?;
        let index = Index::of(connection, path, file);
        index.migrate()?;
        Ok(index)
    }

    /// Whether the file that was opened is no longer the one in the archive's folder.
    pub(super) fn is_replaced(&self) -> bool {
        file_id(&self.path) != self.file
    }

    fn version(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(self.failed("reading its version"))
    }

    fn migrate(&self) -> Result<(), StoreError> {
        let (found, known) = (self.version()?, schema::MIGRATIONS.len() as i64);
        if found > known {
            return Err(StoreError::TooNew { path: self.path.clone(), found, known });
        }
        for (step, sql) in schema::MIGRATIONS.iter().enumerate().skip(found as usize) {
            let sql =
                format!("BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {}; COMMIT;", step + 1);
            if let Err(error) = self.connection.execute_batch(&sql) {
                self.rollback();
                return Err(self.failed("bringing it to the present schema")(error));
            }
        }
        Ok(())
    }

    /// Begins a transaction; the next step is [`Index::commit`] or [`Index::rollback`].
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(self.failed("beginning a change"))
    }

    /// Commits. When this returns, the change survives a kill, and a power cut as far as the WARC files tell
    /// it: what they tell must be on the disk before, and is brought into the index again.
    pub(super) fn commit(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("COMMIT").map_err(self.failed("writing a change"))
    }

    /// Brings all that was committed to the disk.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        // The checkpoint waits for the write-ahead log before it takes anything over from it.
        self.connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(self.failed("bringing it to the disk"))
    }

    /// The same when it has not been done for a while. Not in a transaction.
    pub(super) fn settle_now_and_then(&self) {
        if self.settled.get().elapsed() >= SETTLED_EVERY {
            self.settled.set(Instant::now());
            // What the WARC files tell is safe without it; the rest is tried again.
            let _ = self.settle();
        }
    }

    /// Brings all of it to the disk, in its one file, and closes it.
    pub(super) fn close(self) -> Result<(), StoreError> {
        let Index { connection, path, .. } = self;
        let emptied = connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(failed(&path, "bringing it to the disk"))?;
        connection.close().map_err(|(_, error)| failed(&path, "closing it")(error))?;
        match emptied {
            0 => Ok(()),
            _ => Err(StoreError::Unsound { path, what: "another program reads it".to_owned() }),
        }
    }

    /// Makes a change and brings it to the disk, and all that was committed before it.
    fn durably<T>(
        &self,
        change: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.connection.execute_batch("PRAGMA synchronous = FULL")?;
        let made = change(&self.connection);
        self.connection.execute_batch("PRAGMA synchronous = NORMAL")?;
        made
    }

    /// Takes back everything since [`Index::begin`].
    pub(super) fn rollback(&self) {
        self.familiar.clear();
        // Fails only when no transaction is open any more, which is what was wanted.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn failed(&self, what: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
        failed(&self.path, what)
    }
}

fn failed(path: &Path, what: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    let path = path.to_path_buf();
    move |source| StoreError::Index { path, what, source }
}
