//! The archive on disk: text files whose names prove their bytes, WARC files with every capture, and
//! an index derived from both.
//!
//! ```text
//! archive/
//!   000_3fb2….txt                    clean texts
//!   index.sqlite                     the index
//!   sources.json                     what a run remembers of its sources; see `pipeline::run`
//!   robots.json                      what sites' robots.txt said in the last day; see `fetch`
//!   warc/spoglio-<time>-000.warc.gz  request, response or revisit, conversion, metadata
//!   .lock                            held by the one writer; says who that is
//! ```
//!
//! # The order of writes
//!
//! For a batch of captures ([`Archive::record_all`], or [`Archive::record_prepared`] where other threads
//! digested and packed them before, see [`Prepared`]):
//!
//! 1. Each capture's records are appended to the WARC file, in one piece: the page, its request, its
//!    text when that is new (`conversion`), and last its entry (`metadata`), which says what was found
//!    and closes the group.
//! 2. New texts are written under provisional names (`.new-…`), and the WARC file and they are brought
//!    to the disk: side by side, or many at once with all that their file system has to write.
//! 3. When all of it is there, the texts are renamed, and the folder is brought to the disk.
//!    A large batch goes through steps 1 to 3 in portions, so that one is brought to the disk while the
//!    next is decided, or waited for where pages are still on their way.
//! 4. The index transaction, which also says up to which length the WARC file's records are in the
//!    index, is committed. Only then is anything reported stored. The index is not waited for: what a
//!    power cut takes of its last transactions is made again from the WARC files, as any index is, and
//!    SQLite's write-ahead log keeps the rest sound. What it alone knows (runs, failures, what pages left
//!    for their sites' profiles) is brought to the disk once a minute, and when a run ends.
//!
//! Whoever opens the archive for writing compares the WARC files' lengths with those in the index, and so
//! does a reader when nobody writes, who then brings the groups in and leaves a torn end where it is. A
//! writer that ended after step 2 left groups that the index does not know: their texts and rows are
//! made from the WARC file. One that ended before left a torn end: it is set aside beside the file
//! (`….torn-<offset>`), and nothing of it was ever reported. So it is with texts under provisional names whose
//! records a power cut took; they are removed where the lock shows that its holder did not give it back.

mod archive;
mod capture;
mod disk;
mod entry;
mod error;
mod folder;
mod index;
mod key;
mod lock;
mod marks;
mod name;
mod near;
mod open_to_read;
mod overview;
mod pages;
mod preparing;
mod read;
mod rebuild;
mod recording;
mod recover;
mod referred;
mod site;
mod stored;
mod surt;
mod told;
mod verify;
mod versions;
mod wacz;
pub mod warc;
mod words;

pub use archive::{Access, Archive};
pub use capture::{
    Capture, CaptureKind, Failure, Finding, Known, Recorded, SeenArticle, Truncated,
};
#[doc(hidden)]
pub use disk::fault::Step;
pub use error::StoreError;
pub(crate) use folder::{INDEX_FILE, WARC_FOLDER, read as read_file};
pub use index::{
    Count, Day, FailureRow, Period, ProfileRow, RunRow, RunSummary, SearchBounds, SearchOrder,
    SiteRow, SourceHealth, Stats, TextToday,
};
pub use key::url_key;
pub(crate) use lock::LOCK_FILE;
pub use name::{NAME_DIGITS, ParsedName, TextDigest, digest, file_name, hex, parse};
pub use preparing::{Preparation, Preparing};
pub use recording::Confirmed;
pub use recording::prepared::Prepared;
pub use recording::records::address_fault;
pub use site::is_of_site;
pub use stored::{CaptureRow, NearText, StoredText};
pub use told::{Told, told};
pub use verify::{Problem, Progress, Repaired, Verification, repair, repair_telling, verify};
pub use wacz::{WaczCounts, WaczError, WaczListener, WaczPart, WaczPoint, write_wacz};
pub use words::asks_for_words;
pub use words::passage::{PassagePiece, marked, passage};
