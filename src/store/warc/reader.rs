//! Reading WARC and ARC files record by record: plain, gzip or zstd, from any stream.
//!
//! What is read is somebody else's: lengths may lie, members may be torn, types may be wrong. Nothing
//! is taken on trust: no memory is set aside for a length before the bytes are there, and after a bad
//! record reading goes on with the next that begins soundly, also where it begins within the bytes that
//! the bad one claimed.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::arc;
use super::counting::Counting;
use super::dictionary::{self, ZSTD};
use super::record::{HeadError, WarcRecord, read_head};

/// Bytes of a block that are kept when the caller sets no other limit.
pub const BLOCK_LIMIT: u64 = 256 << 20;

/// A record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Where it starts in the file: its own byte, or that of the compressed member it stands in.
    pub offset: u64,
    /// The bytes it takes there; for a record that shares a member with others, those of the member
    /// read so far.
    pub length: u64,
    /// The record. Its block is cut at the reader's limit.
    pub record: WarcRecord,
    /// Whether the block was cut.
    pub cut: bool,
}

/// Why a record could not be read. Reading goes on after it unless the file itself failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The stream failed; nothing more can be read.
    #[error("at byte {offset}: {source}")]
    Io {
        /// Where.
        offset: u64,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The record is damaged; the next one may not be.
    #[error("record at byte {offset}: {what}")]
    Record {
        /// Where the record or its member starts.
        offset: u64,
        /// What is wrong with it.
        what: String,
        /// Whether the file ends in the middle of it.
        torn: bool,
    },
    /// The file is at its end and there was none.
    #[error("no WARC record is in it: is it whole? copy or download it again")]
    Nothing,
}

type Source<R> = Counting<BufReader<R>>;
/// What a compressed member holds.
type Member<D> = Box<Counting<BufReader<D>>>;

enum State<R: Read> {
    /// Between two members, or in a plain file.
    Open(Source<R>),
    Gzip(Member<GzDecoder<Source<R>>>),
    Zstd(Member<zstd::Decoder<'static, Source<R>>>),
    End,
}

/// Opens what a decoder gives.
fn member<D: Read>(decoder: D) -> Member<D> {
    Box::new(Counting::new(BufReader::with_capacity(1 << 16, decoder), 0))
}

impl<R: Read> std::fmt::Debug for WarcReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WarcReader").field("member", &self.member).finish_non_exhaustive()
    }
}

/// Reads records one after the other.
///
/// ```no_run
/// use spoglio::store::warc::WarcReader;
/// for record in WarcReader::new(std::fs::File::open("crawl.warc.gz")?) {
///     match record {
///         Ok(found) => println!("{} {:?}", found.record.kind, found.record.target()),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct WarcReader<R: Read> {
    state: State<R>,
    /// Where the open member starts.
    member: u64,
    block_limit: u64,
    dictionary: Vec<u8>,
    /// Whether it is an ARC file.
    is_arc: bool,
}

const GZIP: &[u8] = &[0x1f, 0x8b];

/// How a record begins within what another claimed.
const RECORDS: &[&[u8]] = &[b"\nWARC/1.", b"\nWARC/0."];

/// What stands between two records: within a block it is not expected.
const OTHER: &[u8] = b"\r\n\r\nWARC/1.";

/// Line ends behind a record that are looked over, where there are others than two.
const LINE_ENDS: usize = 64;

impl<R: Read> WarcReader<R> {
    /// Reads from the start of a file, or from the start of any of its members.
    pub fn new(input: R) -> Self {
        WarcReader::starting_at(input, 0)
    }

    /// Reads a stream that begins `offset` bytes into its file; places are told accordingly.
    pub fn starting_at(input: R, offset: u64) -> Self {
        let input = BufReader::with_capacity(1 << 18, input);
        WarcReader {
            state: State::Open(Counting::new(input, offset)),
            member: offset,
            block_limit: BLOCK_LIMIT,
            dictionary: Vec::new(),
            is_arc: false,
        }
    }

    /// Cuts blocks at this many bytes.
    #[must_use]
    pub fn block_limit(mut self, bytes: u64) -> Self {
        self.block_limit = bytes;
        self
    }

    fn step(&mut self) -> Option<Result<Located, ReadError>> {
        loop {
            let answer = match std::mem::replace(&mut self.state, State::End) {
                State::End => return None,
                State::Open(source) => self.open_member(source),
                State::Gzip(member) => {
                    let place = |decoder: &GzDecoder<Source<R>>| decoder.get_ref().place();
                    self.in_member(member, place, GzDecoder::into_inner, State::Gzip)
                }
                State::Zstd(member) => {
                    let place =
                        |decoder: &zstd::Decoder<'static, Source<R>>| decoder.get_ref().place();
                    self.in_member(member, place, zstd::Decoder::finish, State::Zstd)
                }
            };
            if answer.is_some() {
                return answer;
            }
        }
    }

    /// Reads the next record of a member; nothing where there is none, and the member is left.
    fn in_member<D: Read>(
        &mut self,
        mut member: Member<D>,
        place: impl Fn(&D) -> u64,
        source: impl FnOnce(D) -> Source<R>,
        state: impl FnOnce(Member<D>) -> State<R>,
    ) -> Option<Result<Located, ReadError>> {
        let source = |member: Member<D>| source((*member).into_inner().into_inner());
        let line_ends = match member.fill_buf() {
            Ok([]) => {
                self.state = State::Open(source(member));
                return None;
            }
            Ok(begins) => begins.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count(),
            Err(error) => return Some(self.damaged(source(member), &error)),
        };
        if line_ends > 0 {
            member.consume(line_ends);
            self.state = state(member);
            return None;
        }
        let answer = self.record_in(&mut member, |member| place(member.get_ref().get_ref()));
        self.state = match &answer {
            // What is sound of the member behind a bad record is read too.
            Err(ReadError::Record { .. }) => match member.seek_to(self.records()) {
                Ok(true) => state(member),
                Ok(false) => State::Open(source(member)),
                Err(_) => {
                    let mut source = source(member);
                    source.rewind();
                    match source.seek_to(&[&[0x1f, 0x8b, 0x08], ZSTD]) {
                        Ok(true) => State::Open(source),
                        _ => State::End,
                    }
                }
            },
            _ => state(member),
        };
        Some(answer)
    }

    /// Looks at what begins here. Gives an answer when that is a plain record or damage.
    fn open_member(&mut self, mut source: Source<R>) -> Option<Result<Located, ReadError>> {
        let offset = source.place();
        self.member = offset;
        let head = match source.peek(8) {
            Ok(head) => head.to_vec(),
            Err(source) => return Some(Err(ReadError::Io { offset, source })),
        };
        if head.is_empty() {
            return None;
        }
        if head.starts_with(GZIP) {
            source.mark();
            self.state = State::Gzip(member(GzDecoder::new(source)));
            return None;
        }
        if head.starts_with(ZSTD) {
            source.mark();
            return match zstd::Decoder::with_dictionary(source, &self.dictionary) {
                Ok(decoder) => {
                    self.state = State::Zstd(member(decoder.single_frame()));
                    None
                }
                Err(source) => Some(Err(ReadError::Io { offset, source })),
            };
        }
        if let [low @ 0x50..=0x5f, 0x2a, 0x4d, 0x18, length @ ..] = head.as_slice() {
            let length = length.first_chunk::<4>().map_or(0, |b| u32::from_le_bytes(*b));
            // The dictionary of a .warc.zst stands in a skippable frame of this number. Of others nothing is kept.
            let read = source.skip(8).and_then(|()| match low {
                0x5d => dictionary::read(&mut source, length).map(|read| self.dictionary = read),
                _ => source.skip(u64::from(length)),
            });
            if let Err(source) = read {
                return Some(Err(ReadError::Io { offset, source }));
            }
            self.state = State::Open(source);
            return None;
        }
        if matches!(head.first(), Some(b'\r' | b'\n')) {
            let skipped = source.skip(1);
            self.state = State::Open(source);
            return skipped.err().map(|source| Err(ReadError::Io { offset, source }));
        }
        if head.starts_with(b"WARC/") || arc::FIRST.starts_with(&head) || self.is_arc {
            let mut answer = self.record_in(&mut source, Counting::place);
            if let Err(ReadError::Record { torn, .. }) = &mut answer {
                match source.seek_to(self.records()) {
                    Ok(true) => *torn = false,
                    Ok(false) => {}
                    Err(source) => return Some(Err(ReadError::Io { offset, source })),
                }
            }
            self.state = State::Open(source);
            return Some(answer);
        }
        let found = source.seek_to(&[b"WARC/1.", &[0x1f, 0x8b, 0x08], ZSTD]);
        let what = "neither a WARC record nor a gzip or zstd member begins here".to_owned();
        if let Ok(found) = found {
            self.state = if found { State::Open(source) } else { State::End };
        }
        Some(Err(ReadError::Record { offset, what, torn: false }))
    }

    /// How a record begins within what another claimed.
    fn records(&self) -> &'static [&'static [u8]] {
        if self.is_arc { arc::RECORDS } else { RECORDS }
    }

    fn damaged(
        &mut self,
        mut source: Source<R>,
        error: &std::io::Error,
    ) -> Result<Located, ReadError> {
        let torn = error.kind() == std::io::ErrorKind::UnexpectedEof;
        // The damage may have led past the member's end: the next is looked for from its beginning.
        source.rewind();
        let more = source.seek_to(&[&[0x1f, 0x8b, 0x08], ZSTD]).unwrap_or(false);
        self.state = if more { State::Open(source) } else { State::End };
        let what = if torn && !more {
            "the file ends in the middle of it".to_owned()
        } else {
            format!("it cannot be decompressed: {error}")
        };
        Err(ReadError::Record { offset: self.member, what, torn: torn && !more })
    }

    /// Reads the record that begins here. Of one whose length lies the block is given back, since others may begin
    /// in it.
    fn record_in<B: BufRead>(
        &mut self,
        input: &mut Counting<B>,
        place: impl Fn(&Counting<B>) -> u64,
    ) -> Result<Located, ReadError> {
        let offset = self.member;
        let bad = |what: String, torn| ReadError::Record { offset, what, torn };
        let begins = input.peek(arc::FIRST.len()).unwrap_or(b"");
        self.is_arc |= begins == arc::FIRST;
        let is_arc = self.is_arc && !begins.starts_with(b"WARC/");
        let head = if is_arc { arc::read_head(input) } else { read_head(input) };
        let (kind, fields, length) = head.map_err(|error| match error {
            HeadError::Torn => bad("the file ends in the middle of its head".to_owned(), true),
            HeadError::Bad(what) => bad(what, false),
            HeadError::Io(source) => bad(format!("it cannot be read: {source}"), false),
        })?;
        let mut block = Vec::new();
        let kept = length.min(self.block_limit);
        let read = input.by_ref().take(kept).read_to_end(&mut block);
        let mut have = match read {
            Ok(have) => have as u64,
            Err(error) => {
                let torn = error.kind() == std::io::ErrorKind::UnexpectedEof;
                return Err(bad(format!("its block cannot be read: {error}"), torn));
            }
        };
        // Where others begin in a block longer than any is kept, what is behind them need not be read to tell.
        let others = kept < length && memchr::memmem::find(&block, OTHER).is_some();
        if have == kept && kept < length && !others {
            let rest = std::io::copy(&mut input.by_ref().take(length - kept), &mut std::io::sink());
            have += rest.map_err(|source| ReadError::Io { offset, source })?;
        }
        let lies = if have < length {
            Some((format!("it says it has {length} bytes and has {have}"), true))
        } else {
            let closed = closes(input, is_arc).map_err(|error| {
                let torn = error.kind() == std::io::ErrorKind::UnexpectedEof;
                bad(format!("its member does not end well: {error}"), torn)
            })?;
            let what = || format!("it does not end after the {length} bytes it says it has");
            (!closed).then(|| (what(), false))
        };
        if let Some((what, torn)) = lies {
            if have == block.len() as u64 {
                input.give_back(block);
            }
            return Err(bad(what, torn));
        }
        // Reading up to the member's end checks the member's own checksum.
        if let Err(error) = input.fill_buf() {
            let torn = error.kind() == std::io::ErrorKind::UnexpectedEof;
            return Err(bad(format!("its member does not end well: {error}"), torn));
        }
        let cut = kept < length;
        let record = WarcRecord { kind, fields, block };
        Ok(Located { offset, length: place(input).saturating_sub(offset), record, cut })
    }
}

/// Goes over the two line ends that close a record, or over whatever line ends stand between it and the next or the
/// end. Where there is anything else its length lied, and what follows is not to be taken for a record.
fn closes<B: BufRead>(input: &mut Counting<B>, is_arc: bool) -> std::io::Result<bool> {
    let after = input.peek(LINE_ENDS + 5)?;
    let line_ends = after.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let count = if after.starts_with(b"\r\n\r\n") && !is_arc {
        4
    } else if after.starts_with(b"\n\n") && !is_arc {
        2
    } else {
        let next = after.get(line_ends..).unwrap_or(b"");
        if !(next.is_empty() || next.starts_with(b"WARC/") || (is_arc && arc::begins(next))) {
            return Ok(false);
        }
        line_ends
    };
    input.skip(count as u64)?;
    Ok(true)
}

impl<R: Read> Iterator for WarcReader<R> {
    type Item = Result<Located, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let answer = self.step();
        if let Some(Err(ReadError::Io { .. })) = &answer {
            self.state = State::End;
        }
        answer
    }
}
