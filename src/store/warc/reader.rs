//! Reading WARC files record by record: plain, gzip or zstd, from any stream.
//!
//! What is read is somebody else's: lengths may lie, members may be torn, types may be wrong. Nothing
//! is taken on trust: no memory is set aside for a length before the bytes are there, and after a bad
//! record reading goes on with the next that begins soundly.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::counting::Counting;
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

enum State<R: Read> {
    /// Between two members, or in a plain file.
    Open(Source<R>),
    Gzip(Box<BufReader<GzDecoder<Source<R>>>>),
    Zstd(Box<BufReader<zstd::Decoder<'static, Source<R>>>>),
    End,
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
}

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

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
            match std::mem::replace(&mut self.state, State::End) {
                State::End => return None,
                State::Open(source) => {
                    if let Some(answer) = self.open_member(source) {
                        return Some(answer);
                    }
                }
                State::Gzip(mut member) => match member.fill_buf() {
                    Ok([]) => self.state = State::Open((*member).into_inner().into_inner()),
                    Ok(_) => {
                        let answer =
                            self.record_in(&mut *member, |m| m.get_ref().get_ref().place());
                        self.state = match answer {
                            Err(ReadError::Record { .. }) => {
                                State::Open(past_gzip((*member).into_inner()))
                            }
                            _ => State::Gzip(member),
                        };
                        return Some(answer);
                    }
                    Err(error) => {
                        let source = (*member).into_inner().into_inner();
                        return Some(self.damaged(source, &error));
                    }
                },
                State::Zstd(mut member) => match member.fill_buf() {
                    Ok([]) => self.state = State::Open((*member).into_inner().finish()),
                    Ok(_) => {
                        let answer =
                            self.record_in(&mut *member, |m| m.get_ref().get_ref().place());
                        self.state = match answer {
                            Err(ReadError::Record { .. }) => {
                                let mut member = (*member).into_inner();
                                let _ = std::io::copy(&mut member, &mut std::io::sink());
                                State::Open(member.finish())
                            }
                            _ => State::Zstd(member),
                        };
                        return Some(answer);
                    }
                    Err(error) => {
                        let source = (*member).into_inner().finish();
                        return Some(self.damaged(source, &error));
                    }
                },
            }
        }
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
        source.mark();
        if head.starts_with(GZIP) {
            self.state =
                State::Gzip(Box::new(BufReader::with_capacity(1 << 16, GzDecoder::new(source))));
            return None;
        }
        if head.starts_with(ZSTD) {
            return match zstd::Decoder::with_dictionary(source, &self.dictionary) {
                Ok(decoder) => {
                    let member = BufReader::with_capacity(1 << 16, decoder.single_frame());
                    self.state = State::Zstd(Box::new(member));
                    None
                }
                Err(source) => Some(Err(ReadError::Io { offset, source })),
            };
        }
        if let [low @ 0x50..=0x5f, 0x2a, 0x4d, 0x18, length @ ..] = head.as_slice() {
            let length = length.first_chunk::<4>().map_or(0, |b| u32::from_le_bytes(*b));
            let mut content = Vec::new();
            let read = source
                .skip(8)
                .and_then(|()| (&mut source).take(u64::from(length)).read_to_end(&mut content));
            if let Err(source) = read {
                return Some(Err(ReadError::Io { offset, source }));
            }
            // The dictionary of a .warc.zst stands in a skippable frame of this number.
            if *low == 0x5d {
                self.dictionary = if content.starts_with(ZSTD) {
                    let mut plain = Vec::new();
                    match zstd::Decoder::new(content.as_slice())
                        .and_then(|d| d.take(64 << 20).read_to_end(&mut plain))
                    {
                        Ok(_) => plain,
                        Err(source) => return Some(Err(ReadError::Io { offset, source })),
                    }
                } else {
                    content
                };
            }
            self.state = State::Open(source);
            return None;
        }
        if matches!(head.first(), Some(b'\r' | b'\n')) {
            let skipped = source.skip(1);
            self.state = State::Open(source);
            return skipped.err().map(|source| Err(ReadError::Io { offset, source }));
        }
        if head.starts_with(b"WARC/") {
            let answer = self.record_in(&mut source, |s| s.place());
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

    fn record_in<B: BufRead>(
        &self,
        input: &mut B,
        place: impl Fn(&B) -> u64,
    ) -> Result<Located, ReadError> {
        let offset = self.member;
        let bad = |what: String, torn| ReadError::Record { offset, what, torn };
        let (kind, fields, length) = read_head(input).map_err(|error| match error {
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
        if have == kept && kept < length {
            let rest = std::io::copy(&mut input.by_ref().take(length - kept), &mut std::io::sink());
            have += rest.map_err(|source| ReadError::Io { offset, source })?;
        }
        if have < length {
            return Err(bad(format!("it says it has {length} bytes and has {have}"), true));
        }
        // Two line ends close a record. Without them its length lied, and what follows is not to be
        // taken for a record.
        let mut end = Vec::with_capacity(4);
        let closed = input.by_ref().take(4).read_to_end(&mut end);
        if closed.is_err() || !(end == b"\r\n\r\n" || end == b"\n\n" || end.is_empty()) {
            return Err(bad(
                format!("it does not end after the {length} bytes it says it has"),
                false,
            ));
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

/// The stream after a gzip member that is not read to its end.
fn past_gzip<R: Read>(mut member: GzDecoder<Source<R>>) -> Source<R> {
    if std::io::copy(&mut member, &mut std::io::sink()).is_err() {
        let mut source = member.into_inner();
        source.rewind();
        let _ = source.seek_to(&[&[0x1f, 0x8b, 0x08]]);
        return source;
    }
    member.into_inner()
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
