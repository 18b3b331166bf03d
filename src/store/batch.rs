//! Deciding what becomes of each capture of a batch, and laying it out.

use std::path::Path;

use super::archive::Writer;
use super::entry::{Entry, EntryText};
use super::fault::Step;
use super::index::{Index, Places};
use super::records::{self, Earlier};
use super::relate::{NewText, Pending, content, relate};
use super::warc::{WarcRecord, compress, sha1_digest};
use super::{Capture, Finding, Recorded, StoreError, name, url_key};
use crate::dedup::{change, classify};

/// What became of each capture, and the texts to be written, by file name.
type Staged = (Vec<Recorded>, Pending);

/// Appends the records of a batch to the WARC file and writes its rows, neither of which is final
/// yet. The index must be in a transaction.
pub(super) fn stage(
    folder: &Path,
    index: &Index,
    writer: &mut Writer,
    batch: &[(&Capture, &Finding)],
) -> Result<Staged, StoreError> {
    let mut recorded = Vec::with_capacity(batch.len());
    let mut texts = Pending::new();
    for (capture, finding) in batch {
        let payload = sha1_digest(&[&capture.body]);
        let mut entry = Entry::new(capture, finding, &payload);
        let outcome = finding.outcome();
        let mut new_text = None;
        recorded.push(if outcome.is_storable() {
            let (answer, text) =
                identify(folder, index, &texts, writer.digits, &mut entry, finding)?;
            new_text = text;
            answer
        } else {
            Recorded::Refused { outcome }
        });
        let earlier = earlier(index, capture, &entry, &payload)?;
        let page = records::page(capture, &payload, earlier.as_ref());
        let places = append(writer, capture, page, &entry, new_text.as_deref())?;
        index.insert(&entry, &places, writer.run())?;
        if let (Some(bytes), Some(text)) = (new_text, &entry.text) {
            let (title, body) = (finding.text.title(), finding.text.body());
            let new = NewText { ordinal: text.ordinal, title, body, previous: text.previous };
            relate(folder, index, &texts, new)?;
            texts.insert(text.name.clone(), bytes);
        }
        appended(index, writer, &places)?;
    }
    Ok((recorded, texts))
}

/// The same for answers of status 304: see [`super::Archive::record_unchanged`].
pub(super) fn stage_unchanged(
    index: &Index,
    writer: &mut Writer,
    answers: &[Capture],
) -> Result<(Vec<Option<Recorded>>, Pending), StoreError> {
    let mut recorded = Vec::with_capacity(answers.len());
    for answer in answers {
        let key = url_key(records::answered(answer));
        let known = match index.find_url(&key)? {
            Some(url) => index.last_with_text(url)?.map(|(row, last)| (url, row, last)),
            None => None,
        };
        let Some((url, row, last)) = known else {
            recorded.push(None);
            continue;
        };
        let Some(text) = row.text.map(|ordinal| index.text(ordinal)).transpose()?.flatten() else {
            recorded.push(None);
            continue;
        };
        let holder =
            index.same_payload(url, &last.payload, answer.kind)?.unwrap_or_else(|| row.clone());
        let entry = Entry::unchanged(answer, &row, &last, &text);
        let earlier = Earlier { record: holder.record, url: holder.url, at: holder.at };
        let page = records::not_modified(answer, &last.payload, &earlier);
        let places = append(writer, answer, page, &entry, None)?;
        index.insert(&entry, &places, writer.run())?;
        appended(index, writer, &places)?;
        recorded.push(Some(Recorded::SeenBefore {
            ordinal: text.ordinal,
            name: text.name,
            first_seen: text.first_seen,
        }));
    }
    Ok((recorded, Pending::new()))
}

/// Takes note of how far the WARC file reaches with a group that was just appended.
fn appended(index: &Index, writer: &mut Writer, places: &Places) -> Result<(), StoreError> {
    let folder_error = StoreError::io(Path::new(&places.entry.file), "writing");
    writer.faults.at(Step::RecordsAppended).map_err(folder_error)?;
    for place in [&places.capture, &places.entry] {
        index.set_committed(&place.file, place.offset + place.length)?;
    }
    Ok(())
}

/// Whether the archive has this text, and what it is to its address. Gives the bytes to write when
/// the text is new.
fn identify(
    folder: &Path,
    index: &Index,
    pending: &Pending,
    digits: usize,
    entry: &mut Entry,
    finding: &Finding,
) -> Result<(Recorded, Option<Vec<u8>>), StoreError> {
    let bytes = finding.text.canonical().into_bytes();
    let digest = name::digest(&bytes);
    let here = match index.text_at(&url_key(entry.answered()))? {
        Some(ordinal) => Some(ordinal),
        None if entry.final_url.is_some() => index.text_at(&url_key(&entry.url))?,
        None => None,
    };
    let title = finding.text.title().to_owned();
    let words = finding.text.body().split_whitespace().count() as u64;
    let length = bytes.len() as u64;
    let sha256 = name::hex(&digest);
    let text = |ordinal, name: &str, new, previous| EntryText {
        ordinal,
        name: name.to_owned(),
        sha256: sha256.clone(),
        title: title.clone(),
        bytes: length,
        words,
        new,
        previous,
        class: None,
    };
    let class = |previous: Option<u64>| -> Result<Option<String>, StoreError> {
        let Some(previous) = previous else { return Ok(None) };
        let before = content(folder, index, pending, previous)?;
        Ok(before.map(|(title, body)| {
            let before = format!("{title}\n\n{body}");
            classify(&change(&before, &finding.text.canonical())).name().to_owned()
        }))
    };
    if let Some(known) = index.find_text(&digest)? {
        let previous = here.filter(|there| *there != known.ordinal);
        let class = class(previous)?;
        entry.text = Some(EntryText { class, ..text(known.ordinal, &known.name, false, previous) });
        let answer = Recorded::SeenBefore {
            ordinal: known.ordinal,
            name: known.name,
            first_seen: known.first_seen,
        };
        return Ok((answer, None));
    }
    let ordinal = index.next_ordinal()?;
    let name = name::file_name(ordinal, &digest, index.digits_for(&digest, digits)?);
    entry.text = Some(EntryText { class: class(here)?, ..text(ordinal, &name, true, here) });
    let answer = match here {
        Some(previous) => Recorded::Version { ordinal, name, previous },
        None => Recorded::New { ordinal, name },
    };
    Ok((answer, Some(bytes)))
}

/// The capture of the same address that holds the same body.
fn earlier(
    index: &Index,
    capture: &Capture,
    entry: &Entry,
    payload: &[u8; 20],
) -> Result<Option<Earlier>, StoreError> {
    if capture.body.is_empty() || capture.truncated.is_some() {
        return Ok(None);
    }
    let Some(url) = index.find_url(&url_key(entry.answered()))? else { return Ok(None) };
    let row = index.same_payload(url, payload, entry.kind)?;
    Ok(row.map(|row| Earlier { record: row.record, url: row.url, at: row.at }))
}

/// Appends the records of one capture: the page, its request, its text when that is new, and last
/// the entry, which is what makes the group count.
fn append(
    writer: &mut Writer,
    capture: &Capture,
    page: WarcRecord,
    entry: &Entry,
    new_text: Option<&[u8]>,
) -> Result<Places, StoreError> {
    let mut members = Vec::with_capacity(4);
    let mut put = |writer: &mut Writer, mut record: WarcRecord| {
        let id = writer.warc.seal(&mut record);
        members.push(compress(&record));
        id
    };
    let id = put(writer, page);
    if let Some(request) = records::request(capture, &id) {
        put(writer, request);
    }
    if let Some(text) = new_text {
        put(writer, records::conversion(capture, &id, text.to_vec()));
    }
    let json = serde_json::to_vec(entry).map_err(|error| StoreError::Unsound {
        path: writer.warc.folder().to_path_buf(),
        what: format!("the entry of {} cannot be written as JSON: {error}", entry.url),
    })?;
    put(writer, records::entry(capture, &id, json));
    let positions = writer.warc.append(&members)?;
    match (positions.first(), positions.last()) {
        (Some(first), Some(last)) => {
            Ok(Places { capture: first.clone(), record: id, entry: last.clone() })
        }
        _ => Err(StoreError::Unsound {
            path: writer.warc.folder().to_path_buf(),
            what: "no record was written".to_owned(),
        }),
    }
}
