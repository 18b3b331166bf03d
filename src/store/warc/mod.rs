//! WARC/1.1 (ISO 28500:2017): writing our own captures, reading anyone's,
//! and the ARC files that were before it.

mod arc;
mod counting;
mod date;
mod dictionary;
mod digest;
pub(super) mod http;
mod member;
mod mhtml;
mod open;
mod pack;
mod page;
mod reader;
mod record;
mod refers;
mod write;

pub use digest::{base32, payload_digest, sha1_digest};
pub use member::Members;
pub use open::{Records, open};
pub(super) use pack::{Packed, new_id, pack, pack_as, pack_digested};
pub use page::WarcPage;
pub use reader::{BLOCK_LIMIT, Located, ReadError, WarcReader};
pub use record::{RecordType, WarcRecord};
pub use refers::Reference;
pub(super) use write::{Appended, Position, ROLL_OVER, WarcWriter, info, number, warc_date};
