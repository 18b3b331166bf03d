//! Deciding what becomes of each capture of a batch, and laying it out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::cut_short;
use super::holder::holder;
use super::prepared::{Text, Work};
use super::records::{self, Earlier};
use crate::dedup::NEARLY_THE_SAME;
use crate::page::Near;
use crate::store::archive::Writer;
use crate::store::disk::fault::Step;
use crate::store::disk::provisional::Pending;
use crate::store::disk::{Disk, PORTION};
use crate::store::entry::{Entry, EntryText};
use crate::store::index::{END, Index, Places};
use crate::store::near::{NewText, Relations, relations};
use crate::store::versions::{self, Later, Place};
use crate::store::warc::{Packed, pack, pack_as};
use crate::store::{Capture, CaptureRow, Finding, Recorded, StoreError, name, url_key};

/// One capture and what cleaning made of it.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) capture: Cow<'a, Capture>,
    pub(super) finding: Cow<'a, Finding>,
    /// The earlier capture whose page was cleaned again, when nothing new was captured.
    pub(super) recleans: Option<&'a CaptureRow>,
    /// What was worked out of the two.
    pub(super) work: Work,
}

/// A capture of which it is decided what becomes of it.
#[derive(Debug)]
pub(super) struct Staged<'a> {
    pub(super) capture: Cow<'a, Capture>,
    pub(super) finding: Cow<'a, Finding>,
    /// What its page leaves for its site's profile, packed.
    pub(super) marks: Vec<u8>,
    pub(super) recorded: Recorded,
}

/// A text that is to be written.
struct Fresh {
    text: Text,
    relations: Relations,
}

/// Appends the records of a batch to the WARC file and writes its rows, neither of which is final
/// yet, and has what is done brought to the disk meanwhile. The index must be in a transaction. Gives
/// what became of each capture, and the texts that are still to be brought to the disk.
pub(super) fn stage<'a>(
    folder: &Path,
    index: &Index,
    writer: &mut Writer,
    disk: &mut Disk,
    batch: impl Iterator<Item = Job<'a>>,
) -> Result<(Vec<Staged<'a>>, Pending), StoreError> {
    let mut staged = Vec::with_capacity(batch.size_hint().0);
    let mut texts = Pending::new();
    let mut last = Pending::new();
    let mut reached = Reached::new();
    let mut since = 0;
    for mut job in batch {
        if since >= PORTION && disk.is_idle() {
            disk.hand_over(writer.warc.appended(), std::mem::take(&mut last))?;
            since = 0;
        }
        since += 1;
        let marks = std::mem::take(&mut job.work.marks);
        if let Some(row) = job.recleans {
            job.work.payload = index.payload_of(row.id)?;
            job.work.entry.payload = name::hex(&job.work.payload);
        }
        let place = Place { folder, index, pending: &texts };
        cut_short::refuse(&place, job.recleans, &mut job.finding, &mut job.work)?;
        if let Some(recorded) = there_already(index, &job)? {
            let Job { capture, finding, .. } = job;
            staged.push(Staged { capture, finding, marks, recorded });
            continue;
        }
        let earlier = earlier(index, &job)?;
        let text = job.work.text.take();
        let (recorded, fresh) = match text {
            Some(text) => {
                let place = Place { folder, index, pending: &texts };
                let url = earlier.as_ref().map(|(url, _)| *url);
                identify(&place, writer, &mut job, url, text)?
            }
            None => (Recorded::Refused { outcome: job.finding.outcome() }, None),
        };
        let Job { capture, finding, work, .. } = job;
        let Work { payload, length, entry, keys, original, page_id, page, request, .. } = work;
        let page = match earlier {
            // A page whose earlier records are lost is kept whole once more.
            Some((url, first)) if page.is_some() => {
                let body = (url, &payload, capture.kind);
                match holder(folder, index, &writer.warc, body, Some(first))? {
                    Some(holder) => {
                        let holder = Earlier::from(&holder);
                        let record = records::revisit(&capture, length, &payload, &holder);
                        Some(pack_as(page_id.clone(), records::beside(record, &original)))
                    }
                    None => page,
                }
            }
            _ => page,
        };
        let mut group = Group { original, page_id, page, request, conversion: None };
        let fresh = fresh.map(|Fresh { text, relations }| {
            group.conversion = Some(text.conversion);
            (text.bytes, relations)
        });
        let places = append(writer, &capture, group, &entry)?;
        let inserted = index.insert(&entry, &keys, &places, writer.run())?;
        if let (Some((bytes, relations)), Some(text)) = (fresh, &entry.text) {
            let (title, body) = (finding.text.title(), finding.text.body());
            relations.write(index, text.ordinal, title, body)?;
            let bytes = Arc::new(bytes);
            texts.insert(text.name.clone(), bytes.clone());
            last.insert(text.name.clone(), bytes);
        }
        if entry.text.is_some() && entry.recleans.is_none() {
            let place = Place { folder, index, pending: &texts };
            versions::put_right_after(&place, &keys, entry.at, &inserted)?;
        }
        appended(writer, &mut reached, places)?;
        staged.push(Staged { capture, finding, marks, recorded });
    }
    set_committed(index, reached)?;
    Ok((staged, last))
}

/// The same as [`stage`] for answers of status 304: see [`crate::store::Archive::record_unchanged`].
pub(super) fn stage_unchanged(
    folder: &Path,
    index: &Index,
    writer: &mut Writer,
    answers: &[Capture],
) -> Result<(Vec<Option<Recorded>>, Pending), StoreError> {
    let mut recorded = Vec::with_capacity(answers.len());
    let mut reached = Reached::new();
    for answer in answers {
        let key = url_key(records::answered(answer));
        let known = match index.find_url(&key)? {
            Some(url) => index.last_with_text(url, END)?.map(|(row, last)| (url, row, last)),
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
        // What refers to a page that is lost would be of no use to anyone.
        let body = (url, &last.payload, answer.kind);
        let first = index.same_payload(url, &last.payload, answer.kind)?;
        let Some(holder) = holder(folder, index, &writer.warc, body, first)? else {
            recorded.push(None);
            continue;
        };
        let entry = Entry::unchanged(answer, &row, &last, &text);
        let earlier = Earlier::from(&holder);
        let page = pack(records::not_modified(answer, &last.payload, &earlier));
        let page_id = page.id.clone();
        let request = records::request(answer, &page_id).map(pack);
        let group =
            Group { original: Vec::new(), page_id, page: Some(page), request, conversion: None };
        let places = append(writer, answer, group, &entry)?;
        let keys = entry.keys();
        let inserted = index.insert(&entry, &keys, &places, writer.run())?;
        // It may have been seen in the place of another text: by a clock that was wrong, or after a redirect.
        let place = Place { folder, index, pending: &Pending::new() };
        versions::put_right_with(&place, &keys, entry.at, &inserted)?;
        appended(writer, &mut reached, places)?;
        recorded.push(Some(Recorded::SeenBefore {
            ordinal: text.ordinal,
            name: text.name,
            first_seen: text.first_seen,
            previous: None,
        }));
    }
    set_committed(index, reached)?;
    Ok((recorded, Pending::new()))
}

/// How far the WARC files reach with the groups that were appended, by file name.
type Reached = BTreeMap<String, u64>;

/// Takes note of a group that was just appended. All of it is in one file.
fn appended(writer: &mut Writer, reached: &mut Reached, places: Places) -> Result<(), StoreError> {
    let folder_error = StoreError::io(Path::new(&places.entry.file), "writing");
    writer.faults.at(Step::RecordsAppended).map_err(folder_error)?;
    reached.insert(places.entry.file, places.entry.offset + places.entry.length);
    Ok(())
}

/// Writes down how far the WARC files' records are in the index.
fn set_committed(index: &Index, reached: Reached) -> Result<(), StoreError> {
    reached.iter().try_for_each(|(file, length)| index.set_committed(file, *length))
}

/// What there is to say of a capture that the archive has: the same address, moment and bytes, or a
/// page cleaned again with the result that it has. Nothing is written for these.
fn there_already(index: &Index, job: &Job<'_>) -> Result<Option<Recorded>, StoreError> {
    let outcome = job.finding.outcome();
    let ordinal = match job.recleans {
        Some(_) if !outcome.is_storable() => return Ok(Some(Recorded::Refused { outcome })),
        Some(row) => match index.text_today(row.id)? {
            Some(today) if today.sha256 == job.finding.text.sha256() => today.ordinal,
            _ => return Ok(None),
        },
        None => {
            let (Capture { at, kind, .. }, work) = (&*job.capture, &job.work);
            match index.same_capture(&work.keys.asked, *at, &work.payload, *kind)? {
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
        previous: None,
    }))
}

/// The earliest capture with this very body at the same address, and the address's number.
fn earlier(index: &Index, job: &Job<'_>) -> Result<Option<(i64, CaptureRow)>, StoreError> {
    let (work, is_whole) = (&job.work, job.capture.truncated.is_none());
    if job.recleans.is_some() || work.length == 0 || !is_whole {
        return Ok(None);
    }
    match index.find_url(&work.keys.answered)? {
        Some(url) => {
            let row = index.same_payload(url, &work.payload, work.entry.kind)?;
            Ok(row.map(|row| (url, row)))
        }
        None => Ok(None),
    }
}

/// Whether the archive has this text, and what it is to its address, whose number is given where it gave this very
/// body before. Gives what to write when the text is new.
fn identify(
    place: &Place<'_>,
    writer: &mut Writer,
    job: &mut Job<'_>,
    url: Option<i64>,
    ready: Text,
) -> Result<(Recorded, Option<Fresh>), StoreError> {
    let (index, found, entry) = (place.index, &job.finding.text, &mut job.work.entry);
    let keys = &job.work.keys;
    let digest = ready.digest;
    // What came before may be later: of an old crawl that is imported beside new ones.
    let moment = (entry.at.timestamp_millis(), i64::MAX);
    let here = match job.recleans {
        Some(row) => index.text_today(row.id)?.map(|today| today.ordinal),
        None => index.held_before(keys, moment)?.map(|held| held.text),
    };
    // The bytes that were there last gave another text then: it is the cleaner that changed, not the page.
    let same_page = job.recleans.is_some()
        || match url {
            Some(url) => {
                let last = index.last_with_text(url, moment)?;
                here.is_some() && last.is_some_and(|(_, last)| last.payload == job.work.payload)
            }
            None => false,
        };
    let site = entry.profile.clone().map(|version| (entry.answered().to_owned(), version));
    let text = |ordinal, name: &str, new, previous: Option<u64>| -> Result<EntryText, StoreError> {
        let class = match previous {
            Some(previous) => {
                let text = &String::from_utf8_lossy(&ready.bytes);
                let site = site.as_ref().map(|(address, version)| (&**address, &**version));
                versions::class(place, previous, &Later { text, same_page, site })?
            }
            None => None,
        };
        Ok(EntryText {
            ordinal,
            name: name.to_owned(),
            sha256: name::hex(&digest),
            title: found.title().to_owned(),
            bytes: ready.bytes.len() as u64,
            words: ready.words,
            new,
            previous,
            class: class.map(str::to_owned),
        })
    };
    if let Some(known) = index.find_text(&digest)? {
        let previous = here.filter(|there| *there != known.ordinal);
        entry.text = Some(text(known.ordinal, &known.name, false, previous)?);
        let answer = Recorded::SeenBefore {
            ordinal: known.ordinal,
            name: known.name,
            first_seen: known.first_seen.min(entry.at),
            previous,
        };
        return Ok((answer, None));
    }
    let ordinal = index.next_ordinal()?;
    let mut others = index.texts_after(keys, moment)?;
    others.extend(here);
    let new = NewText { ordinal, shingles: ready.shingles.clone(), versions: &others };
    let relations = relations(place.folder, index, place.pending, &mut writer.recent, &new)?;
    if writer.near == Near::Skip
        && others.is_empty()
        && job.recleans.is_none()
        && let Some(near) = relations.near.iter().find(|near| near.jaccard >= NEARLY_THE_SAME)
        && let Some(other) = index.text(near.ordinal)?
    {
        entry.near = Some(near.clone());
        let (class, jaccard) = (near.class.clone(), near.jaccard);
        let answer = Recorded::Near { ordinal: near.ordinal, name: other.name, class, jaccard };
        return Ok((answer, None));
    }
    let name = name::file_name(ordinal, &digest, index.digits_for(&digest, writer.digits)?);
    entry.text = Some(text(ordinal, &name, true, here)?);
    writer.recent.keep(ordinal, new.shingles);
    let answer = match here {
        Some(previous) => Recorded::Version { ordinal, name, previous },
        None => Recorded::New { ordinal, name },
    };
    Ok((answer, Some(Fresh { text: ready, relations })))
}

/// The records of one capture, packed.
struct Group {
    /// The server's answer of a page that a browser made.
    original: Vec<Packed>,
    page_id: String,
    /// None where the page stands elsewhere, under that id, and was cleaned again.
    page: Option<Packed>,
    request: Option<Packed>,
    conversion: Option<Packed>,
}

/// Appends the records of one capture: the page, its request, its text when that is new, and last
/// the entry, which is what makes the group count. Before a page that a browser made stands the server's
/// answer. A page cleaned again has its text and its entry only, which refer to the page where it stands.
fn append(
    writer: &mut Writer,
    capture: &Capture,
    group: Group,
    entry: &Entry,
) -> Result<Places, StoreError> {
    let json = serde_json::to_vec(entry).map_err(|error| StoreError::Unsound {
        path: writer.warc.folder().to_path_buf(),
        what: format!("the entry of {} cannot be written as JSON: {error}", entry.url),
    })?;
    let own = pack(records::entry(capture, &group.page_id, json));
    let is_new = group.page.is_some();
    let record = if is_new { group.page_id } else { own.id.clone() };
    let before = group.original.len();
    let page = group.page.into_iter().chain(group.request).chain(group.conversion);
    let members: Vec<Packed> = group.original.into_iter().chain(page).chain([own]).collect();
    let positions = writer.warc.append(&members)?;
    match (positions.get(before), positions.last()) {
        (Some(first), Some(last)) => Ok(Places {
            capture: if is_new { first.clone() } else { last.clone() },
            record,
            entry: last.clone(),
        }),
        _ => Err(StoreError::Unsound {
            path: writer.warc.folder().to_path_buf(),
            what: "no record was written".to_owned(),
        }),
    }
}
