//! Deciding what becomes of each capture of a batch, and laying it out.

use std::path::Path;

use super::archive::Writer;
use super::entry::{Entry, EntryText, Recleans};
use super::fault::Step;
use super::index::{Index, Places};
use super::records::{self, Earlier};
use super::relate::{NewText, Pending, Relations, content, relations};
use super::warc::{WarcRecord, sha1_digest};
use super::{Capture, CaptureRow, Finding, Recorded, StoreError, name, url_key};
use crate::dedup::{NearClass, VersionClass, change, classify};
use crate::page::Near;

/// One capture and what cleaning made of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'a> {
    pub(super) capture: &'a Capture,
    pub(super) finding: &'a Finding,
    /// The earlier capture whose page was cleaned again, when nothing new was captured.
    pub(super) recleans: Option<&'a CaptureRow>,
}

/// What became of each capture, and the texts to be written, by file name.
type Staged = (Vec<Recorded>, Pending);

/// A text that is to be written.
struct Fresh {
    bytes: Vec<u8>,
    relations: Relations,
}

/// Appends the records of a batch to the WARC file and writes its rows, neither of which is final
/// yet. The index must be in a transaction.
pub(super) fn stage(
    folder: &Path,
    index: &Index,
    writer: &mut Writer,
    batch: &[Job<'_>],
) -> Result<Staged, StoreError> {
    let mut recorded = Vec::with_capacity(batch.len());
    let mut texts = Pending::new();
    for job in batch {
        let payload = match job.recleans {
            Some(row) => index.payload_of(row.id)?,
            None => sha1_digest(&[&job.capture.body]),
        };
        if let Some(answer) = there_already(index, job, &payload)? {
            recorded.push(answer);
            continue;
        }
        let mut entry = Entry::new(job.capture, job.finding, &payload);
        entry.recleans =
            job.recleans.map(|row| Recleans { record: row.record.clone(), at: row.at });
        let earlier = earlier(index, job, &entry, &payload)?;
        let (answer, fresh) = if job.finding.outcome().is_storable() {
            let place = Place { folder, index, pending: &texts };
            identify(&place, writer, job, earlier.as_ref(), &mut entry)?
        } else {
            (Recorded::Refused { outcome: job.finding.outcome() }, None)
        };
        recorded.push(answer);
        let new_text = fresh.as_ref().map(|fresh| fresh.bytes.as_slice());
        let page = match job.recleans {
            Some(row) => Page::Earlier(row.record.clone()),
            None => Page::New(records::page(
                job.capture,
                &payload,
                earlier.as_ref().map(Earlier::from).as_ref(),
            )),
        };
        let places = append(writer, job.capture, page, &entry, new_text)?;
        index.insert(&entry, &places, writer.run())?;
        if let (Some(fresh), Some(text)) = (fresh, &entry.text) {
            let finding = job.finding;
            fresh.relations.write(
                index,
                text.ordinal,
                finding.text.title(),
                finding.text.body(),
            )?;
            texts.insert(text.name.clone(), fresh.bytes);
        }
        appended(index, writer, &places)?;
    }
    Ok((recorded, texts))
}

/// The same as [`stage`] for answers of status 304: see [`super::Archive::record_unchanged`].
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
        // The page may have been cleaned again since.
        let today = index.text_today(row.id)?.map(|today| today.ordinal);
        let Some(text) = today.map(|ordinal| index.text(ordinal)).transpose()?.flatten() else {
            recorded.push(None);
            continue;
        };
        let holder =
            index.same_payload(url, &last.payload, answer.kind)?.unwrap_or_else(|| row.clone());
        let entry = Entry::unchanged(answer, &row, &last, &text);
        let earlier = Earlier::from(&holder);
        let page = records::not_modified(answer, &last.payload, &earlier);
        let places = append(writer, answer, Page::New(page), &entry, None)?;
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

/// What there is to say of a capture that the archive has: the same address, moment and bytes, or a
/// page cleaned again with the result that it has. Nothing is written for these.
fn there_already(
    index: &Index,
    job: &Job<'_>,
    payload: &[u8; 20],
) -> Result<Option<Recorded>, StoreError> {
    let outcome = job.finding.outcome();
    let ordinal = match job.recleans {
        Some(_) if !outcome.is_storable() => return Ok(Some(Recorded::Refused { outcome })),
        Some(row) => match index.text_today(row.id)? {
            Some(today) if today.sha256 == job.finding.text.sha256() => today.ordinal,
            _ => return Ok(None),
        },
        None => {
            let Capture { url, at, kind, .. } = job.capture;
            match index.same_capture(url, *at, payload, *kind)? {
                Some(CaptureRow { text: Some(ordinal), .. }) => ordinal,
                Some(CaptureRow { near: Some(near), .. }) => near,
                Some(_) if !outcome.is_storable() => {
                    return Ok(Some(Recorded::Refused { outcome }));
                }
                _ => return Ok(None),
            }
        }
    };
    Ok(index.text(ordinal)?.map(|text| Recorded::SeenBefore {
        ordinal,
        name: text.name,
        first_seen: text.first_seen,
    }))
}

/// The earliest capture with this very body at the same address.
fn earlier(
    index: &Index,
    job: &Job<'_>,
    entry: &Entry,
    payload: &[u8; 20],
) -> Result<Option<CaptureRow>, StoreError> {
    let capture = job.capture;
    if job.recleans.is_some() || capture.body.is_empty() || capture.truncated.is_some() {
        return Ok(None);
    }
    match index.find_url(&url_key(entry.answered()))? {
        Some(url) => index.same_payload(url, payload, entry.kind),
        None => Ok(None),
    }
}

/// Where texts are looked for.
struct Place<'a> {
    folder: &'a Path,
    index: &'a Index,
    pending: &'a Pending,
}

/// Whether the archive has this text, and what it is to its address. Gives what to write when the
/// text is new.
fn identify(
    place: &Place<'_>,
    writer: &Writer,
    job: &Job<'_>,
    earlier: Option<&CaptureRow>,
    entry: &mut Entry,
) -> Result<(Recorded, Option<Fresh>), StoreError> {
    let (index, found) = (place.index, &job.finding.text);
    let bytes = found.canonical().into_bytes();
    let digest = name::digest(&bytes);
    let here = match job.recleans {
        Some(row) => index.text_today(row.id)?.map(|today| today.ordinal),
        None => match index.text_at(&url_key(entry.answered()))? {
            None if entry.final_url.is_some() => index.text_at(&url_key(&entry.url))?,
            there => there,
        },
    };
    // The same bytes gave another text before: it is the cleaner that changed, not the page.
    let same_page = job.recleans.is_some()
        || (here.is_some() && earlier.is_some_and(|earlier| earlier.text == here));
    let text = |ordinal, name: &str, new, previous| -> Result<EntryText, StoreError> {
        Ok(EntryText {
            ordinal,
            name: name.to_owned(),
            sha256: name::hex(&digest),
            title: found.title().to_owned(),
            bytes: bytes.len() as u64,
            words: found.body().split_whitespace().count() as u64,
            new,
            previous,
            class: version_class(place, previous, same_page, &bytes)?,
        })
    };
    if let Some(known) = index.find_text(&digest)? {
        let previous = here.filter(|there| *there != known.ordinal);
        entry.text = Some(text(known.ordinal, &known.name, false, previous)?);
        let answer = Recorded::SeenBefore {
            ordinal: known.ordinal,
            name: known.name,
            first_seen: known.first_seen,
        };
        return Ok((answer, None));
    }
    let ordinal = index.next_ordinal()?;
    let new = NewText { ordinal, body: found.body(), previous: here };
    let relations = relations(place.folder, index, place.pending, new)?;
    if writer.near == Near::Skip
        && here.is_none()
        && job.recleans.is_none()
        && let Some(near) = relations.near.iter().find(|near| {
            near.class == NearClass::SameBody.name() || near.class == NearClass::Copy.name()
        })
        && let Some(other) = index.text(near.ordinal)?
    {
        entry.near = Some(near.clone());
        let (class, jaccard) = (near.class.clone(), near.jaccard);
        let answer = Recorded::Near { ordinal: near.ordinal, name: other.name, class, jaccard };
        return Ok((answer, None));
    }
    let name = name::file_name(ordinal, &digest, index.digits_for(&digest, writer.digits)?);
    entry.text = Some(text(ordinal, &name, true, here)?);
    let answer = match here {
        Some(previous) => Recorded::Version { ordinal, name, previous },
        None => Recorded::New { ordinal, name },
    };
    Ok((answer, Some(Fresh { bytes, relations })))
}

/// What kind of change led from the text before to this one.
fn version_class(
    place: &Place<'_>,
    previous: Option<u64>,
    same_page: bool,
    bytes: &[u8],
) -> Result<Option<String>, StoreError> {
    let Some(previous) = previous else { return Ok(None) };
    if same_page {
        return Ok(Some(VersionClass::Recleaned.name().to_owned()));
    }
    let before = content(place.folder, place.index, place.pending, previous)?;
    Ok(before.map(|(title, body)| {
        let after = String::from_utf8_lossy(bytes);
        classify(&change(&format!("{title}\n\n{body}"), &after)).name().to_owned()
    }))
}

/// The page that a group of records is about.
enum Page {
    /// It is the group's first record.
    New(WarcRecord),
    /// It stands elsewhere, under this id, and was cleaned again.
    Earlier(String),
}

/// Appends the records of one capture: the page, its request, its text when that is new, and last
/// the entry, which is what makes the group count. A page cleaned again has its text and its entry
/// only, which refer to the page where it stands.
fn append(
    writer: &mut Writer,
    capture: &Capture,
    page: Page,
    entry: &Entry,
    new_text: Option<&[u8]>,
) -> Result<Places, StoreError> {
    let mut members = Vec::with_capacity(4);
    let mut put = |writer: &mut Writer, mut record: WarcRecord| {
        let id = writer.warc.seal(&mut record);
        members.push(writer.warc.pack(&record));
        id
    };
    let is_new = matches!(page, Page::New(_));
    let page = match page {
        Page::Earlier(id) => id,
        Page::New(page) => {
            let id = put(writer, page);
            if let Some(request) = records::request(capture, &id) {
                put(writer, request);
            }
            id
        }
    };
    if let Some(text) = new_text {
        put(writer, records::conversion(capture, &page, text.to_vec()));
    }
    let json = serde_json::to_vec(entry).map_err(|error| StoreError::Unsound {
        path: writer.warc.folder().to_path_buf(),
        what: format!("the entry of {} cannot be written as JSON: {error}", entry.url),
    })?;
    let own = put(writer, records::entry(capture, &page, json));
    let positions = writer.warc.append(&members)?;
    match (positions.first(), positions.last()) {
        (Some(first), Some(last)) => Ok(Places {
            capture: if is_new { first.clone() } else { last.clone() },
            record: if is_new { page } else { own },
            entry: last.clone(),
        }),
        _ => Err(StoreError::Unsound {
            path: writer.warc.folder().to_path_buf(),
            what: "no record was written".to_owned(),
        }),
    }
}
