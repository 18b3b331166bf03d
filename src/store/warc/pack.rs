//! Records made ready to be appended: named, digested, packed. Needs no archive, so that the threads that
//! clean do it and the one that writes only writes.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Utc;
use libdeflater::{CompressionLvl, Compressor};
use sha2::{Digest as _, Sha256};

use super::{WarcRecord, payload_digest, sha1_digest};

/// How hard the packer tries, from 1 to 12. Measured on 499 news pages of 134 MB: the library's
/// default, 6, takes 2.4 times as long for files that are a tenth smaller (21.4 MB, not 23.9), and
/// packing was a quarter of what storing a page cost.
const LEVEL: i32 = 1;

/// A record as one gzip member.
#[derive(Clone, Debug)]
pub(in crate::store) struct Packed {
    /// Its `WARC-Record-ID`.
    pub(in crate::store) id: String,
    /// The member.
    pub(in crate::store) bytes: Vec<u8>,
}

/// A thread's packer and its room. Its tables are kept from record to record, since making them takes
/// longer than packing a short record.
struct Packer {
    compressor: Compressor,
    room: Vec<u8>,
}

thread_local! {
    static PACKER: RefCell<Packer> = RefCell::new(Packer {
        compressor: Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()),
        room: Vec::new(),
    });
}

/// Gives a record its `WARC-Record-ID` and its block digest, and packs it.
pub(in crate::store) fn pack(record: WarcRecord) -> Packed {
    let id = new_id(record.target().unwrap_or(""), &[]);
    pack_as(id, record)
}

/// The same under an id that was given before.
pub(in crate::store) fn pack_as(id: String, record: WarcRecord) -> Packed {
    let block = sha1_digest(&[&record.block]);
    pack_digested(id, record, &block)
}

/// The same for a record whose block's SHA-1 is known.
pub(in crate::store) fn pack_digested(
    id: String,
    mut record: WarcRecord,
    block: &[u8; 20],
) -> Packed {
    record.fields.insert(0, ("WARC-Record-ID".to_owned(), id.clone()));
    record.fields.push(("WARC-Block-Digest".to_owned(), payload_digest(block)));
    let plain = record.to_bytes();
    let bytes = PACKER.with_borrow_mut(|Packer { compressor, room }| {
        let bound = compressor.gzip_compress_bound(plain.len());
        if room.len() < bound {
            room.resize(bound, 0);
        }
        // The bound is what the library itself asks for, so that this cannot fail for want of room.
        let length = compressor.gzip_compress(&plain, room).unwrap_or(0);
        let bytes = room.get(..length).unwrap_or(&[]).to_vec();
        // What a huge page needed is not kept for the ordinary ones.
        if room.len() > ROOM_KEPT {
            *room = Vec::new();
        }
        bytes
    });
    Packed { id, bytes }
}

/// Bytes of room that a thread keeps from record to record.
const ROOM_KEPT: usize = 4 << 20;

/// A new record's id: a UUID (version 8, RFC 9562) made from what the record is about, the process, a
/// running number and the time.
pub(in crate::store) fn new_id(target: &str, about: &[u8]) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut sha = Sha256::new();
    for part in [
        about,
        target.as_bytes(),
        &std::process::id().to_le_bytes(),
        &COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes(),
        &Utc::now().timestamp_nanos_opt().unwrap_or(0).to_le_bytes(),
    ] {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    let digest: [u8; 32] = sha.finalize().into();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = crate::store::name::hex(&bytes);
    format!(
        "<urn:uuid:{}-{}-{}-{}-{}>",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
