//! Encodings rightly and wrongly applied, cut, damaged and out of proportion.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

/// "ciao!" in Brotli, written bit by bit: there is no encoder among the crates in use.
fn brotli() -> Vec<u8> {
    // An uncompressed meta-block (RFC 7932, 9.2): WBITS 16, MLEN 5, ISUNCOMPRESSED, then the end.
    let mut bits = Bits::default();
    bits.put(0, 1); // WBITS = 16
    bits.put(0, 1); // ISLAST = 0
    bits.put(0, 2); // MNIBBLES = 4
    bits.put(4, 16); // MLEN - 1
    bits.put(1, 1); // ISUNCOMPRESSED
    bits.align();
    bits.bytes.extend(b"ciao!");
    bits.put(0b11, 2); // ISLAST, ISLASTEMPTY
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((value >> bit & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }

    fn align(&mut self) {
        self.used = 0;
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 3).unwrap()
}

fn text() -> Vec<u8> {
    (0..3000).flat_map(|i| format!("<p>La città numero {i} è bella.</p>\n").into_bytes()).collect()
}

fn plain(bytes: &[u8], encoding: &str) -> Vec<u8> {
    undo(bytes, encoding, &Caps::default()).unwrap().bytes.into_owned()
}

#[test]
fn every_encoding_is_undone() {
    let text = text();
    assert_eq!(plain(&gzip(&text), "gzip"), text);
    assert_eq!(plain(&gzip(&text), "X-GZIP"), text);
    assert_eq!(plain(&zstd(&text), "zstd"), text);
    assert_eq!(plain(&brotli(), "br"), b"ciao!");
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&text).unwrap();
    assert_eq!(plain(&zlib.finish().unwrap(), "deflate"), text);
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(&text).unwrap();
    assert_eq!(plain(&bare.finish().unwrap(), "deflate"), text);
    assert_eq!(plain(b"as it is", "identity"), b"as it is");
    assert_eq!(plain(b"as it is", ""), b"as it is");
    assert_eq!(plain(b"", "gzip"), b"", "an empty body has nothing to decode");
}

#[test]
fn layers_members_and_frames_follow_each_other() {
    let text = text();
    assert_eq!(plain(&zstd(&gzip(&text)), "gzip, zstd"), text);
    let two = [gzip(b"one "), gzip(b"two")].concat();
    assert_eq!(plain(&two, "gzip"), b"one two");
    assert_eq!(plain(&[two, vec![0; 512]].concat(), "gzip"), b"one two", "padding is no member");
    assert_eq!(plain(&[zstd(b"one "), zstd(b"two")].concat(), "zstd"), b"one two");
    let five = undo(b"x", "gzip,gzip,gzip,gzip,gzip", &Caps::default()).unwrap_err();
    assert_eq!(five.fault, Fault::Layers(5));
}

#[test]
fn a_header_that_lies_is_noted() {
    let kept = undo(b"<p>plain", "gzip", &Caps::default()).unwrap();
    assert_eq!(&*kept.bytes, b"<p>plain");
    assert_eq!(kept.notes, ["declared gzip, but is not"]);
    let page = "<!DOCTYPE html><title>Übersicht</title>";
    let (latin, text) = (encoding_rs::WINDOWS_1252.encode(page).0, "Una città sul fiume.");
    for body in [page.as_bytes(), &latin, text.as_bytes()] {
        for (declared, note) in [
            ("br", "declared br, but is not"),
            ("deflate", "declared deflate, but is not"),
            ("binary", "declared \"binary\", which is no content encoding"),
            ("aws-chunked", "declared \"aws-chunked\", which is no content encoding"),
            ("zstd;q=1", "declared zstd, but is not"),
        ] {
            let kept = undo(body, declared, &Caps::default()).unwrap();
            assert_eq!(&*kept.bytes, body, "{declared}");
            assert_eq!(kept.notes, [note]);
        }
    }
    assert_eq!(plain(&gzip(b"x"), "gzip;q=1"), b"x");
    assert_eq!(plain(&gzip(b"x"), "aws-chunked, gzip"), b"x");
}

#[test]
fn what_is_encoded_otherwise_is_not_taken_as_it_is() {
    let packed = gzip(&text());
    let fault = |declared| undo(&packed, declared, &Caps::default()).unwrap_err().fault;
    assert_eq!(fault("rot13"), Fault::Unknown("rot13".into()));
    assert!(matches!(fault("br"), Fault::Corrupt(Coding::Brotli, _) | Fault::Truncated(_)));
    let cut = &brotli()[..6];
    assert!(undo(cut, "br", &Caps::default()).is_err(), "cut, and not plain");
}

#[test]
fn cut_data_keeps_what_was_there() {
    let text = text();
    for (bytes, name, coding) in
        [(gzip(&text), "gzip", Coding::Gzip), (zstd(&text), "zstd", Coding::Zstd)]
    {
        let cut = &bytes[..bytes.len() * 2 / 3];
        let undone = undo(cut, name, &Caps::default()).unwrap_err();
        assert_eq!(undone.fault, Fault::Truncated(coding));
        assert!(text.starts_with(&undone.decoded));
        assert!(name == "zstd" || undone.decoded.len() > text.len() / 3);
    }
    let undone = undo(&brotli()[..5], "br", &Caps::default()).unwrap_err();
    assert!(matches!(undone.fault, Fault::Truncated(_)), "{undone}");
}

#[test]
fn damaged_data_is_told_from_cut_data() {
    let mut bytes = gzip(&text());
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 40] {
        *byte ^= 0xa5;
    }
    let undone = undo(&bytes, "gzip", &Caps::default()).unwrap_err();
    assert!(matches!(undone.fault, Fault::Corrupt(Coding::Gzip, _)), "{undone}");
    assert!(undo(b"\xff\xff\xff\xff\xff\xff", "br", &Caps::default()).is_err());
    assert!(undo(b"\x78\x9c\xff\xff\xff\xff", "deflate", &Caps::default()).is_err());
}

#[test]
fn bombs_are_stopped_while_they_stream() {
    let zeros = vec![0u8; 5 << 20];
    for (bytes, name) in [(gzip(&zeros), "gzip"), (zstd(&zeros), "zstd")] {
        let undone = undo(&bytes, name, &Caps::default()).unwrap_err();
        assert_eq!(undone.fault, Fault::Ratio(200));
        assert!(undone.decoded.len() <= Caps::RATIO_FROM as usize);
        let small = Caps { bytes: 1 << 20, ratio: u64::MAX };
        let undone = undo(&bytes, name, &small).unwrap_err();
        assert_eq!(undone.fault, Fault::TooLarge(1 << 20));
        assert!(undone.decoded.len() <= 1 << 20);
    }
    let nested = gzip(&gzip(&zeros));
    let undone = undo(&nested, "gzip, gzip", &Caps::default()).unwrap_err();
    assert!(matches!(undone.fault, Fault::Ratio(_)), "{undone}");
}

#[test]
fn saved_files_are_known_by_their_first_bytes() {
    let caps = Caps::default();
    assert_eq!(&*unpack_file(&gzip(b"saved"), &caps).unwrap().bytes, b"saved");
    assert_eq!(&*unpack_file(&zstd(b"saved"), &caps).unwrap().bytes, b"saved");
    assert_eq!(&*unpack_file(b"<p>saved", &caps).unwrap().bytes, b"<p>saved");
}
