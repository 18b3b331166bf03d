//! Content encodings (gzip, deflate, br, zstd) undone, with caps that are counted while streaming.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::sniff::begins_as_html;

/// One content encoding of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// gzip, RFC 1952, any number of members.
    Gzip,
    /// deflate: zlib (RFC 1950) as the standard has it, or bare (RFC 1951) as some servers send it.
    Deflate,
    /// Brotli, RFC 7932.
    Brotli,
    /// Zstandard, RFC 8878, any number of frames.
    Zstd,
}

impl Coding {
    /// The coding of a token of `Content-Encoding`; none for `identity` and unknown ones.
    #[must_use]
    pub fn of(token: &str) -> Option<Coding> {
        let known = [
            ("gzip", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("deflate", Coding::Deflate),
            ("br", Coding::Brotli),
            ("zstd", Coding::Zstd),
        ];
        known.iter().find(|(name, _)| token.eq_ignore_ascii_case(name)).map(|(_, coding)| *coding)
    }

    /// The coding that a file's first bytes show: gzip or Zstandard, the two that have such bytes.
    #[must_use]
    pub fn of_magic(bytes: &[u8]) -> Option<Coding> {
        match bytes {
            [0x1f, 0x8b, 0x08, ..] => Some(Coding::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Coding::Zstd),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
        }
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Bounds on what an encoded body may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Decoded bytes, of the result and of every layer in between.
    pub bytes: u64,
    /// Decoded bytes for each byte received, asked once a layer has given [`Caps::RATIO_FROM`].
    pub ratio: u64,
}

impl Caps {
    /// The ratio is not asked below this many bytes: a small page of nothing but zeros harms nobody.
    pub const RATIO_FROM: u64 = 4 << 20;
}

impl Default for Caps {
    /// 256 MiB, and 200 bytes for one.
    fn default() -> Self {
        Caps { bytes: 256 << 20, ratio: 200 }
    }
}

/// Why a body could not be decoded to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The server names an encoding that does not exist or that was not asked for.
    #[error("unknown content encoding {0:?}: ask the server for gzip, br, zstd or none")]
    Unknown(String),
    /// More layers than anyone needs.
    #[error("{0} content encodings on top of each other, at most {most} are undone", most = LAYERS)]
    Layers(usize),
    /// The decoded body is larger than [`Caps::bytes`].
    #[error("more than {0} bytes when decoded: raise the limit if the page is wanted")]
    TooLarge(u64),
    /// The decoded body is out of proportion to what was received ([`Caps::ratio`]).
    #[error("decodes to more than {0} times its size, as a decompression bomb does")]
    Ratio(u64),
    /// The encoded bytes end too early.
    #[error("{0} data cut short: fetch it again")]
    Truncated(Coding),
    /// The encoded bytes are damaged.
    #[error("{0} data damaged: {1}")]
    Corrupt(Coding, String),
}

/// A body that could not be decoded to its end, with what was decoded until then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault} ({} bytes decoded until then)", decoded.len())]
pub struct Undone {
    /// What went wrong.
    pub fault: Fault,
    /// What was decoded before that.
    pub decoded: Vec<u8>,
}

/// A decoded body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    /// The bytes; borrowed where nothing was encoded.
    pub bytes: Cow<'a, [u8]>,
    /// What was odd, one sentence each.
    pub notes: Vec<String>,
}

/// How many encodings on top of each other are undone.
const LAYERS: usize = 4;

/// Undoes the encodings that a `Content-Encoding` header lists, last applied first.
///
/// A body that is not encoded as is declared is taken as it is, with a note: servers that keep the header after a
/// proxy has decoded the body are common, and so are names in it that are no encodings (`utf-8`, `binary`). One that
/// is packed once more than the header says, or without one, is unpacked too: it would be no text otherwise.
///
/// # Errors
/// [`Undone`], which keeps what could be decoded.
pub fn undo<'a>(
    bytes: &'a [u8],
    content_encoding: &str,
    caps: &Caps,
) -> Result<Plain<'a>, Box<Undone>> {
    let mut codings = Vec::new();
    let mut notes = Vec::new();
    let mut unknown = None;
    for token in content_encoding.split(',') {
        let name = token.split(';').next().unwrap_or("").trim();
        if let Some(coding) = Coding::of(name) {
            codings.push(coding);
        } else if !["", "identity", "none", "utf-8", "utf8"]
            .iter()
            .any(|t| name.eq_ignore_ascii_case(t))
        {
            unknown = Some(name.chars().take(40).collect::<String>());
        }
    }
    if codings.len() > LAYERS {
        return Err(undone(Fault::Layers(codings.len()), Vec::new()));
    }
    if let Some(last @ (Coding::Gzip | Coding::Zstd)) = codings.last().copied()
        && Coding::of_magic(bytes) != Some(last)
        && !bytes.is_empty()
    {
        notes.push(is_not(last));
        codings.pop();
    }
    let mut plain = Cow::Borrowed(bytes);
    if !codings.is_empty() && !bytes.is_empty() {
        match through(bytes, &codings, caps) {
            Ok(decoded) => plain = Cow::Owned(decoded),
            // These two have no first bytes that tell them.
            Err(undone) => match codings.last().copied() {
                Some(last @ (Coding::Deflate | Coding::Brotli)) if is_plain(bytes) => {
                    notes.push(is_not(last));
                }
                _ => return Err(undone),
            },
        }
    }
    if let Some(name) = unknown {
        if !is_plain(&plain) {
            return Err(undone(Fault::Unknown(name), Vec::new()));
        }
        notes.push(format!("declared {name:?}, which is no content encoding"));
    }
    // What cannot be unpacked to its end is a file, and stays as it is.
    if let Some(inner) =
        Coding::of_magic(&plain).and_then(|coding| through(&plain, &[coding], caps).ok())
    {
        plain = Cow::Owned(inner);
    }
    Ok(Plain { bytes: plain, notes })
}

fn is_not(coding: Coding) -> String {
    format!("declared {coding}, but is not")
}

/// Whether bytes that are said to be encoded are not: they begin as HTML, or are a text in UTF-8 without a control
/// character, which encoded bytes never are.
fn is_plain(bytes: &[u8]) -> bool {
    let is_written = |b: &u8| *b >= b' ' || matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    begins_as_html(bytes) || (bytes.iter().all(is_written) && std::str::from_utf8(bytes).is_ok())
}

/// Decompresses a saved file that is gzip or Zstandard by its first bytes; other files are handed
/// back as they are.
///
/// # Errors
/// [`Undone`], which keeps what could be decoded.
pub fn unpack_file<'a>(bytes: &'a [u8], caps: &Caps) -> Result<Plain<'a>, Box<Undone>> {
    let bytes = match Coding::of_magic(bytes) {
        Some(coding) => Cow::Owned(through(bytes, &[coding], caps)?),
        None => Cow::Borrowed(bytes),
    };
    Ok(Plain { bytes, notes: Vec::new() })
}

fn undone(fault: Fault, decoded: Vec<u8>) -> Box<Undone> {
    Box::new(Undone { fault, decoded })
}

fn through(bytes: &[u8], codings: &[Coding], caps: &Caps) -> Result<Vec<u8>, Box<Undone>> {
    let received = bytes.len() as u64;
    let mut reader: Box<dyn BufRead + '_> = Box::new(bytes);
    for coding in codings.iter().rev() {
        let layer = Layer {
            inner: decoder(*coding, reader)
                .map_err(|e| undone(fault_of(&e, *coding), Vec::new()))?,
            coding: *coding,
            given: 0,
            received,
            caps: *caps,
        };
        reader = Box::new(BufReader::with_capacity(64 << 10, layer));
    }
    let mut decoded = Vec::new();
    match reader.read_to_end(&mut decoded) {
        Ok(_) => Ok(decoded),
        Err(error) => Err(undone(fault_of(&error, codings[0]), decoded)),
    }
}

fn decoder<'a>(coding: Coding, input: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match coding {
        Coding::Gzip => Box::new(Members { member: Some(GzDecoder::new(input)), any: false }),
        Coding::Deflate => deflate(input)?,
        Coding::Brotli => {
            let input = Watched { input, ended: Rc::default() };
            let ended = Rc::clone(&input.ended);
            Box::new(Brotli {
                inner: brotli_decompressor::Decompressor::new(input, 16 << 10),
                ended,
            })
        }
        Coding::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(input)?),
    })
}

/// `deflate` is zlib by the standard, bare deflate by some servers: the first two bytes tell.
fn deflate<'a>(mut input: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    let mut head = Vec::with_capacity(2);
    input.by_ref().take(2).read_to_end(&mut head)?;
    let zlib =
        matches!(head[..], [a, b] if a & 0x0f == 8 && (u16::from(a) << 8 | u16::from(b)) % 31 == 0);
    let input = Cursor::new(head).chain(input);
    Ok(if zlib { Box::new(ZlibDecoder::new(input)) } else { Box::new(DeflateDecoder::new(input)) })
}

/// The Brotli decoder calls data that ends too early damaged; where its input had ended, it was cut.
struct Brotli<R: Read> {
    inner: brotli_decompressor::Decompressor<Watched<R>>,
    ended: Rc<Cell<bool>>,
}

impl<R: Read> Read for Brotli<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| {
            if self.ended.get() && error.kind() == io::ErrorKind::InvalidData {
                return io::ErrorKind::UnexpectedEof.into();
            }
            error
        })
    }
}

/// An input that remembers that it has ended.
struct Watched<R> {
    input: R,
    ended: Rc<Cell<bool>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.ended.set(count == 0 && !buffer.is_empty());
        Ok(count)
    }
}

/// The members of a gzip file, one after the other; what follows the last and is none is ignored,
/// as every common decoder does.
struct Members<R: BufRead> {
    member: Option<GzDecoder<R>>,
    any: bool,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.any = true;
            let Some(member) = self.member.take() else { break };
            let mut rest = member.into_inner();
            if rest.fill_buf()?.starts_with(&[0x1f]) {
                self.member = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

/// One decoder with its caps: counts what it gives, and gives faults a type.
struct Layer<'a> {
    inner: Box<dyn Read + 'a>,
    coding: Coding,
    given: u64,
    received: u64,
    caps: Caps,
}

impl Read for Layer<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| {
            // A fault of a layer below has its type already.
            if error.get_ref().is_some_and(|e| e.is::<Fault>()) {
                return error;
            }
            io::Error::other(fault_of(&error, self.coding))
        })?;
        self.given += count as u64;
        if self.given > self.caps.bytes {
            return Err(io::Error::other(Fault::TooLarge(self.caps.bytes)));
        }
        if self.given > Caps::RATIO_FROM
            && self.given > self.received.saturating_mul(self.caps.ratio)
        {
            return Err(io::Error::other(Fault::Ratio(self.caps.ratio)));
        }
        Ok(count)
    }
}

fn fault_of(error: &io::Error, coding: Coding) -> Fault {
    if let Some(fault) = error.get_ref().and_then(|e| e.downcast_ref::<Fault>()) {
        return fault.clone();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::Truncated(coding),
        _ => Fault::Corrupt(coding, error.to_string()),
    }
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
