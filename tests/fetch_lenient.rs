//! Answers that are not as the standards want them, and that browsers read all the same.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use spoglio::config::Fetch;

use super::server::{Server, config, fetch, reply};

const WHOLE: &str =
    "<!DOCTYPE html><html><body><p>The pillars of the bridge are sound.</p></body></html>";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What is fetched of an answer that is sent as it is, or the reason why nothing is.
fn answered(answer: Vec<u8>) -> Result<Vec<u8>, String> {
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/a" => wire.write_all(&answer),
        _ => reply(wire, 404, "", b""),
    });
    fetch(&config(&[&server]), &server.url("/a"))
        .map(|page| page.body)
        .map_err(|error| error.reason())
}

fn with_head(head: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{head}\r\n").into_bytes();
    answer.extend_from_slice(body);
    answer
}

#[test]
fn heads_that_browsers_read_are_read() {
    for head in [
        "content-security-policy: default-src self;\r\n  img-src *\r\n",
        "X Frame Options: SAMEORIGIN\r\n",
        "x-cache : HIT\r\n",
        "x-r\u{e9}daction: oui\r\n",
        "x-a: a\u{1}b\r\n",
    ] {
        assert_eq!(
            answered(with_head(head, WHOLE.as_bytes())).unwrap(),
            WHOLE.as_bytes(),
            "{head}"
        );
    }
}

#[test]
fn what_is_packed_without_saying_so_is_unpacked() {
    let (once, twice) = (gzip(WHOLE.as_bytes()), gzip(&gzip(WHOLE.as_bytes())));
    for (head, body) in [("", &once), ("content-encoding: gzip\r\n", &twice)] {
        assert_eq!(answered(with_head(head, body)).unwrap(), WHOLE.as_bytes(), "{head}");
    }
    // What cannot be unpacked is a file.
    let broken = [&once[..once.len() / 2], b"no more"].concat();
    assert_eq!(answered(with_head("", &broken)).unwrap(), broken);
}

#[test]
fn packed_data_that_lack_their_sums_are_taken_where_the_document_ends() {
    let head = "content-encoding: gzip\r\n";
    let cut = |page: &str| {
        let packed = gzip(page.as_bytes());
        answered(with_head(head, &packed[..packed.len() - 8]))
    };
    assert_eq!(cut(WHOLE).unwrap(), WHOLE.as_bytes());
    assert_eq!(cut("<p>The pillars of the bridge").unwrap_err(), "bad-encoding");
}

#[test]
fn a_location_in_the_servers_own_encoding_is_followed_byte_by_byte() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/a" => {
            wire.write_all(b"HTTP/1.1 302 X\r\nlocation: /citt\xe0\r\ncontent-length: 0\r\n\r\n")
        }
        "/citt%E0" => reply(wire, 200, "", b"here"),
        _ => reply(wire, 404, "", b""),
    });
    assert_eq!(fetch(&config(&[&server]), &server.url("/a")).unwrap().body, b"here");
}

#[test]
fn a_tls_connection_that_just_ends_is_taken_where_the_document_ends() {
    for (page, is_taken) in [(WHOLE, true), ("<!DOCTYPE html><html><body><p>The pillars", false)] {
        // The server's side is dropped without a word when the answer is written.
        let (server, root) =
            super::fetch_guard::tls_server_with(move |request, wire| match request.path.as_str() {
                "/a" => wire.write_all(&with_head("connection: close\r\n", page.as_bytes())),
                _ => reply(wire, 404, "", b""),
            });
        let folder = tempfile::tempdir().unwrap();
        let roots = folder.path().join("root.pem");
        std::fs::write(&roots, root).unwrap();
        let settings = Fetch { roots: Some(roots), ..config(&[&server]) };
        let mut url = server.url("/a");
        url.set_scheme("https").unwrap();
        match fetch(&settings, &url) {
            Ok(answer) => assert_eq!((answer.body, is_taken), (page.into(), true)),
            Err(error) => {
                assert!(!is_taken, "{error}");
                assert_eq!(error.reason(), "connection-broken");
                assert!(!error.to_string().contains("docs.rs"), "{error}");
            }
        }
    }
}
