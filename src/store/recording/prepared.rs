//! What can be worked out of a capture without looking into the archive: digests, packed records, the
//! text's bytes and its shingles. The threads that clean do it, so that the one that writes only writes.

use std::sync::Arc;

use super::records;
use crate::dedup::Shingles;
use crate::page::word_count;
use crate::profile::Marks;
use crate::store::entry::{Entry, Keys, Recleans};
use crate::store::name::{self, TextDigest};
use crate::store::warc::{Packed, RecordType, new_id, pack, pack_as, pack_digested, sha1_digest};
use crate::store::{Capture, CaptureRow, Finding, marks};

/// A capture and what cleaning made of it, ready to be written. The capture's body is in its packed
/// record and nowhere else any more.
#[derive(Clone, Debug)]
pub struct Prepared {
    capture: Capture,
    finding: Finding,
    pub(super) work: Work,
}

impl Prepared {
    /// Works out what can be worked out without the archive.
    #[must_use]
    pub fn new(mut capture: Capture, mut finding: Finding) -> Prepared {
        let body = std::mem::take(&mut capture.body);
        let work = Work::of(&capture, body, &finding);
        // They are packed now, and it may wait.
        finding.marks = Marks::default();
        capture.original = None;
        Prepared { capture, finding, work }
    }

    /// The capture, without its body.
    #[must_use]
    pub fn capture(&self) -> &Capture {
        &self.capture
    }

    /// What cleaning made of it, without its marks.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// About how many bytes it holds while it waits: its packed records and its text.
    #[must_use]
    pub fn held(&self) -> usize {
        let Work { page, request, original, text, .. } = &self.work;
        let records = page.iter().chain(request).chain(original).map(|record| record.bytes.len());
        let text =
            text.as_ref().map_or(0, |text| 2 * text.bytes.len() + text.conversion.bytes.len());
        records.sum::<usize>() + text
    }

    /// The three parts, for writing.
    pub(super) fn parts(self) -> (Capture, Finding, Work) {
        (self.capture, self.finding, self.work)
    }
}

/// What was worked out.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// SHA-1 of the body as received; of a page cleaned again it is the index that knows it.
    pub(super) payload: [u8; 20],
    /// The body's length.
    pub(super) length: usize,
    /// The entry, without what only the archive can tell.
    pub(super) entry: Entry,
    /// The keys of the entry's addresses.
    pub(super) keys: Keys,
    /// The server's answer, and the request for it, of a page that a browser made; nothing of others.
    pub(super) original: Vec<Packed>,
    /// The id of the page's record.
    pub(super) page_id: String,
    /// The page's record; none where it stands in the archive already.
    pub(super) page: Option<Packed>,
    /// The request's record.
    pub(super) request: Option<Packed>,
    /// The text, where there is one to store.
    pub(super) text: Option<Text>,
    /// What the page leaves for its site's profile, packed; nothing where it leaves none.
    pub(super) marks: Vec<u8>,
}

/// A text that may be new.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// The bytes of its file.
    pub(super) bytes: Vec<u8>,
    pub(super) digest: TextDigest,
    /// Words of the body.
    pub(super) words: u64,
    pub(super) shingles: Arc<Shingles>,
    /// Its record, which refers to the page's.
    pub(super) conversion: Packed,
}

impl Work {
    /// Of a page that was captured.
    pub(super) fn of(capture: &Capture, body: Vec<u8>, finding: &Finding) -> Work {
        let payload = sha1_digest(&[&body]);
        let length = body.len();
        let page_id = new_id(records::answered(capture), &payload);
        let original = capture.original.as_deref().map_or_else(Vec::new, original);
        let record = records::beside(records::whole(capture, body, &payload), &original);
        // Where the block is the body, its digest is known.
        let page = match record.kind {
            RecordType::Resource => pack_digested(page_id.clone(), record, &payload),
            _ => pack_as(page_id.clone(), record),
        };
        let request = records::request(capture, &page_id)
            .map(|record| pack_as(new_id(records::answered(capture), b"request"), record));
        let text = Text::of(capture, finding, &page_id);
        let mut entry = Entry::new(capture, finding, &payload);
        entry.original = original.first().map(|answer| answer.id.clone());
        let marks = marks::kept(&finding.marks);
        let (keys, page) = (entry.keys(), Some(page));
        Work { payload, length, entry, keys, original, page_id, page, request, text, marks }
    }

    /// Of the page of an earlier capture that was cleaned again.
    pub(super) fn again(capture: &Capture, finding: &Finding, row: &CaptureRow) -> Work {
        let payload = [0; 20];
        let text = Text::of(capture, finding, &row.record);
        let mut entry = Entry::new(capture, finding, &payload);
        entry.recleans = Some(Recleans { record: row.record.clone(), at: row.at });
        let page_id = row.record.clone();
        // Its page left its marks when it was captured.
        let (marks, original) = (Vec::new(), Vec::new());
        Work {
            payload,
            length: 0,
            keys: entry.keys(),
            entry,
            original,
            page_id,
            page: None,
            request: None,
            text,
            marks,
        }
    }
}

/// The records of a server's answer that a browser made a page of.
fn original(answer: &Capture) -> Vec<Packed> {
    let payload = sha1_digest(&[&answer.body]);
    let id = new_id(records::answered(answer), &payload);
    let request = records::request(answer, &id).map(pack);
    let record = records::whole(answer, answer.body.clone(), &payload);
    [Some(pack_as(id, record)), request].into_iter().flatten().collect()
}

impl Text {
    fn of(capture: &Capture, finding: &Finding, page_id: &str) -> Option<Text> {
        if !finding.outcome().is_storable() {
            return None;
        }
        let bytes = finding.text.canonical().into_bytes();
        let body = finding.text.body();
        let record = records::conversion(capture, page_id, bytes.clone());
        let id = new_id(records::answered(capture), b"conversion");
        Some(Text {
            digest: name::digest(&bytes),
            words: word_count(body),
            shingles: Arc::new(Shingles::new(body)),
            conversion: pack_as(id, record),
            bytes,
        })
    }
}
