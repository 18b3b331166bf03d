//! Reading other people's WARC files.

use std::io::Write as _;

use spoglio::store::warc::{Located, ReadError, WarcReader};

fn record(n: usize, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/{n}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn read(bytes: &[u8]) -> (Vec<Located>, Vec<ReadError>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    // A reader that gives a few bytes at a time, as a pipe does.
    for item in WarcReader::new(Trickle(bytes)) {
        match item {
            Ok(located) => good.push(located),
            Err(error) => bad.push(error),
        }
    }
    (good, bad)
}

struct Trickle<'a>(&'a [u8]);

impl std::io::Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = out.len().min(7).min(self.0.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn urls(found: &[Located]) -> Vec<&str> {
    found.iter().map(|located| located.record.target().unwrap()).collect()
}

const THREE: [&str; 3] = ["http://a.test/0", "http://a.test/1", "http://a.test/2"];

#[test]
fn every_packing_reads_the_same() {
    let records: Vec<Vec<u8>> = (0..3).map(|n| record(n, &"<p>word</p>".repeat(n * 400))).collect();
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    let frames: Vec<u8> =
        records.iter().flat_map(|r| zstd::encode_all(r.as_slice(), 3).unwrap()).collect();
    let one = gzip(&plain);
    for (way, bytes) in
        [("plain", &plain), ("members", &members), ("frames", &frames), ("one member", &one)]
    {
        let (good, bad) = read(bytes);
        assert!(bad.is_empty(), "{way}: {bad:?}");
        assert_eq!(urls(&good), THREE, "{way}");
        assert!(
            good.iter().zip(&records).all(|(found, r)| {
                r.ends_with(&[&found.record.block[..], b"\r\n\r\n"].concat())
            })
        );
    }
    let (good, _) = read(&members);
    let from = good[1].offset as usize;
    let member = &members[from..from + good[1].length as usize];
    assert_eq!(urls(&read(member).0), ["http://a.test/1"], "a place leads to its record");
}

#[test]
fn a_dictionary_before_the_frames_is_used() {
    let dictionary =
        b"HTTP/1.1 200 OK WARC-Type: response WARC-Target-URI: http://a.test/".repeat(3);
    let mut bytes = vec![0x5d, 0x2a, 0x4d, 0x18];
    bytes.extend((dictionary.len() as u32).to_le_bytes());
    bytes.extend(&dictionary);
    for n in 0..3 {
        let mut out = zstd::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
        out.write_all(&record(n, "x")).unwrap();
        bytes.extend(out.finish().unwrap());
    }
    let (good, bad) = read(&bytes);
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(urls(&good), THREE);
}

#[test]
fn one_bad_record_stops_nothing() {
    let [first, second, third] = [0, 1, 2].map(|n| record(n, "<p>some words</p>"));
    let text = String::from_utf8(second.clone()).unwrap();
    let length = text.lines().find(|line| line.starts_with("Content-Length")).unwrap();
    let with = |from: &str, to: &str| text.replace(from, to).into_bytes();
    for (what, lying) in [
        ("too short", with(length, "Content-Length: 20")),
        ("too long", with(length, "Content-Length: 5000")),
        ("far too long", with(length, "Content-Length: 18446744073709551615")),
        ("negative", with(length, "Content-Length: -1")),
        ("none", with(length, "X: y")),
        ("no type", with("WARC-Type: response", "X: y")),
        ("no record", b"\x00\x01garbage".repeat(50)),
        ("empty", Vec::new()),
    ] {
        let members = [gzip(&first), gzip(&lying), gzip(&third)].concat();
        let (good, bad) = read(&members);
        assert_eq!(urls(&good), [THREE[0], THREE[2]], "{what}, in members");
        assert_eq!(bad.len(), usize::from(what != "empty"), "{what}: {bad:?}");
    }
    let mut torn = gzip(&second);
    let middle = torn.len() / 2;
    torn[middle] ^= 0xff;
    let (good, bad) = read(&[gzip(&first), torn, gzip(&third)].concat());
    assert_eq!(urls(&good), [THREE[0], THREE[2]], "a damaged member");
    assert_eq!(bad.len(), 1, "{bad:?}");
    // A plain file is found back at the next record.
    let (good, bad) = read(&[&first[..], &with(length, "Content-Length: 20"), &third].concat());
    assert_eq!(urls(&good), [THREE[0], THREE[2]]);
    assert!(!bad.is_empty());
}

#[test]
fn what_a_lying_length_claims_is_read_too() {
    let [first, second, third] = [0, 1, 2].map(|n| record(n, "<p>some words</p>"));
    let text = String::from_utf8(first).unwrap();
    let length = text.lines().find(|line| line.starts_with("Content-Length")).unwrap();
    let name = ["plain", "in one gzip member", "in one zstd frame"];
    for said in ["300", "5000", "99999999", "18446744073709551615"] {
        let lying = text.replace(length, &format!("Content-Length: {said}")).into_bytes();
        let plain = [&lying[..], &second, &third].concat();
        let packed = [plain.clone(), gzip(&plain), zstd::encode_all(&plain[..], 3).unwrap()];
        for (bytes, name) in packed.iter().zip(name) {
            let (good, bad) = read(bytes);
            assert_eq!(urls(&good), [THREE[1], THREE[2]], "{said}, {name}: {bad:?}");
            assert_eq!(bad.len(), 1, "{said}, {name}: {bad:?}");
            assert!(matches!(bad[0], ReadError::Record { offset: 0, .. }), "{bad:?}");
        }
        let (good, _) = read(&plain);
        let from = good[1].offset as usize;
        assert!(plain[from..].starts_with(b"WARC/1.0"), "places are told rightly all the same");
        assert_eq!(good[1].length as usize, plain.len() - from);
    }
}

#[test]
fn a_length_beyond_what_is_kept_claims_no_other_record() {
    let text = String::from_utf8(record(0, &"x".repeat(2000))).unwrap();
    let length = text.lines().find(|line| line.starts_with("Content-Length")).unwrap();
    let lying = text.replace(length, "Content-Length: 99999999").into_bytes();
    let records: Vec<Vec<u8>> = (1..40).map(|n| record(n, "<p>some words</p>")).collect();
    let bytes = [lying, records.concat()].concat();
    let found: Vec<_> = WarcReader::new(&bytes[..]).block_limit(4000).collect();
    assert_eq!(found.iter().filter(|found| found.is_ok()).count(), 39, "{:?}", found[0]);
    assert!(found[0].is_err());
}

#[test]
fn records_that_are_closed_otherwise_are_sound() {
    let records: Vec<Vec<u8>> = (0..3).map(|n| record(n, "<p>some words</p>")).collect();
    for end in ["", "\n", "\r\n", "\n\n", "\n\r\n", "\r\n\r\n\r\n", "\r\n\r\n\n\n\n\n\n\n\n\n"] {
        let closed: Vec<Vec<u8>> =
            records.iter().map(|r| [&r[..r.len() - 4], end.as_bytes()].concat()).collect();
        let members: Vec<u8> = closed.iter().flat_map(|r| gzip(r)).collect();
        for bytes in [closed.concat(), members, gzip(&closed.concat())] {
            let (good, bad) = read(&bytes);
            assert!(bad.is_empty(), "{end:?}: {bad:?}");
            assert_eq!(urls(&good), THREE, "{end:?}");
        }
    }
}

#[test]
fn a_frame_that_is_to_be_skipped_is_not_kept() {
    let skippable = |number: u8, bytes: &[u8]| {
        let length = (bytes.len() as u32).to_le_bytes();
        [&[number, 0x2a, 0x4d, 0x18], &length[..], bytes].concat()
    };
    let frame = |n| zstd::encode_all(&record(n, "x")[..], 3).unwrap();
    let bytes = [skippable(0x50, &[0; 9000]), frame(0), skippable(0x5f, b""), frame(1)].concat();
    let (good, bad) = read(&bytes);
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(urls(&good), THREE[..2]);
    // A dictionary is read in memory: one out of all proportion is told.
    let mut head = vec![0x5d, 0x2a, 0x4d, 0x18];
    head.extend(u32::MAX.to_le_bytes());
    let zeros = std::io::Read::take(std::io::repeat(0), u64::from(u32::MAX));
    let mut reader = WarcReader::new(std::io::Read::chain(&head[..], zeros));
    let error = reader.next().unwrap().unwrap_err().to_string();
    assert!(error.contains("a dictionary of more than 64 MB is not read"), "{error}");
    assert!(reader.next().is_none());
}

#[test]
fn every_cut_is_noticed() {
    let bytes = [gzip(&record(0, "first")), gzip(&record(1, "second"))].concat();
    let whole = gzip(&record(0, "first")).len();
    for cut in 1..bytes.len() {
        let (good, bad) = read(&bytes[..cut]);
        let full = usize::from(cut >= whole);
        assert_eq!(good.len(), full, "cut at {cut}");
        assert_eq!(bad.len(), usize::from(cut != whole), "cut at {cut}: {bad:?}");
    }
}

#[test]
fn a_large_block_is_cut_at_the_limit() {
    let bytes = [gzip(&record(0, &"x".repeat(100_000))), gzip(&record(1, "y"))].concat();
    let found: Vec<Located> =
        WarcReader::new(bytes.as_slice()).block_limit(1000).map(Result::unwrap).collect();
    assert_eq!((found[0].record.block.len(), found[0].cut), (1000, true));
    assert_eq!((urls(&found)[1], found[1].cut), ("http://a.test/1", false));
}

#[test]
fn the_warc_files_of_a_wacz_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crawl.wacz");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let deflated = stored.compression_method(zip::CompressionMethod::Deflated);
    for (name, options, bytes) in [
        ("datapackage.json", deflated, b"{}".to_vec()),
        (
            "archive/../../data.warc.gz",
            stored,
            [gzip(&record(0, "a")), gzip(&record(1, "b"))].concat(),
        ),
        ("archive/more.warc", deflated, record(2, "c")),
        ("indexes/index.cdx.gz", stored, gzip(b"x")),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
    let found: Vec<Located> =
        spoglio::store::warc::open(&path).unwrap().map(Result::unwrap).collect();
    assert_eq!(urls(&found), THREE);
    std::fs::write(&path, b"no zip").unwrap();
    assert!(spoglio::store::warc::open(&path).is_err());
}

/// A file of the form that was before WARC: the records of two pages, a picture and a name that was looked up.
fn arc(version: usize) -> Vec<Vec<u8>> {
    let page =
        |n: usize| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Page {n}</p>");
    let between = if version == 2 { " 200 ABC - 77 x.arc" } else { "" };
    let above = format!(
        "{version} 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    );
    [
        ("filedesc://x.arc", "0.0.0.0", "text/plain", above),
        (
            "dns:a.test",
            "192.0.2.1",
            "text/dns",
            "20080430204825\na.test 1 A 192.0.2.2\n".to_owned(),
        ),
        ("http://a.test/0", "192.0.2.2", "text/html", page(0)),
        ("http://a.test/a b", "192.0.2.2", "text/html", page(1)),
        ("http://a.test/2", "192.0.2.2", "text/html", "<html>http/0.9".to_owned()),
    ]
    .into_iter()
    .map(|(url, ip, kind, block)| {
        let length = block.len();
        format!("{url} {ip} 20080430204825 {kind}{between} {length}\n{block}\n").into_bytes()
    })
    .collect()
}

#[test]
fn arc_files_are_read() {
    for version in [1, 2] {
        let records = arc(version);
        let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
        for bytes in [records.concat(), members, gzip(&records.concat())] {
            let (good, bad) = read(&bytes);
            assert!(bad.is_empty(), "{bad:?}");
            let pages: Vec<_> = good
                .iter()
                .filter_map(|found| found.record.page(&Default::default()).unwrap())
                .map(|page| {
                    (page.url, page.at.unwrap().to_rfc3339(), String::from_utf8(page.body).unwrap())
                })
                .collect();
            let at = "2008-04-30T20:48:25+00:00";
            let expected = [
                ("http://a.test/0", "<p>Page 0</p>"),
                ("http://a.test/a b", "<p>Page 1</p>"),
                ("http://a.test/2", "<html>http/0.9"),
            ];
            assert_eq!(
                pages,
                expected.map(|(url, body)| (url.to_owned(), at.to_owned(), body.to_owned()))
            );
        }
    }
}

#[test]
fn a_bad_record_of_an_arc_file_is_told_and_the_next_is_read() {
    let mut records = arc(1);
    let text = String::from_utf8(records[2].clone()).unwrap();
    for (from, to) in [(" 57\n", " 9000\n"), (" 57\n", " 20\n"), (" 57\n", " x\n")] {
        assert!(text.contains(from), "{text}");
        records[2] = text.replace(from, to).into_bytes();
        let (good, bad) = read(&records.concat());
        assert_eq!(urls(&good)[2..], ["http://a.test/a b", "http://a.test/2"], "{to}: {bad:?}");
        assert_eq!(bad.len(), 1, "{to}: {bad:?}");
    }
    for cut in 0..records.concat().len() {
        let _ = read(&records.concat()[..cut]);
    }
}

#[test]
fn a_wacz_that_is_laid_out_otherwise_is_read_or_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crawl.wacz");
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let with = |files: &[(&str, Vec<u8>)]| {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        spoglio::store::warc::open(&path).map(|found| found.collect::<Vec<_>>())
    };
    let found = with(&[("my crawl/archive/a.warc.gz", gzip(&record(0, "a")))]).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].as_ref().unwrap().record.target(), Some(THREE[0]));
    let told = |files: &[_]| with(files).map(|_| ()).unwrap_err().to_string();
    let several = told(&[("datapackage.json", b"{}".to_vec()), ("a.wacz", b"PK".to_vec())]);
    assert!(several.contains("unpack it, and name those in it, such as a.wacz"), "{several}");
    let other = told(&[("word/document.xml", b"<x/>".to_vec())]);
    assert!(other.contains("is it a WACZ file?"), "{other}");
    // One member that cannot be read keeps no other out.
    with(&[("archive/a.warc", record(0, "a")), ("archive/b.warc", record(1, "b"))]).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let directory = memchr_all(&bytes, b"PK\x01\x02");
    bytes[directory[0] + 10] = 12;
    std::fs::write(&path, bytes).unwrap();
    let found: Vec<_> = spoglio::store::warc::open(&path).unwrap().collect();
    let error = found[0].as_ref().unwrap_err().to_string();
    assert!(error.contains("archive/a.warc: packed with"), "{error}");
    assert_eq!(found[1].as_ref().unwrap().record.target(), Some(THREE[1]));
}

fn memchr_all(bytes: &[u8], mark: &[u8]) -> Vec<usize> {
    (0..bytes.len()).filter(|at| bytes[*at..].starts_with(mark)).collect()
}
