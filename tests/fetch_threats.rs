//! What a server may send: every line of the threat list that meets the fetcher, one test each.

use std::io::Write as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use spoglio::config::Fetch;

use super::server::{Server, Wire, config, fetch, reply};

/// A server that answers every page in the same way and has no robots.txt.
fn hostile(
    answer: impl Fn(&mut dyn Wire) -> std::io::Result<()> + Send + Sync + 'static,
) -> Server {
    Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => answer(wire),
    })
}

/// The reason for which a page is not had, and that it took no longer than it may.
fn refused(config: &Fetch, server: &Server) -> String {
    let begun = Instant::now();
    let error = fetch(config, &server.url("/a")).expect_err("it was fetched");
    let most = config.total_timeout + Duration::from_secs(2);
    assert!(begun.elapsed() < most, "{:?}", begun.elapsed());
    let said = error.to_string();
    assert!(!said.is_empty() && !said.contains('\n'), "{said:?}");
    error.reason()
}

#[test]
fn a_body_larger_than_the_limit_is_not_read_to_its_end() {
    let server = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        // Ten gigabytes, unless the other side hangs up.
        for _ in 0..10_000 {
            wire.write_all(&vec![b'a'; 1 << 20])?;
        }
        Ok(())
    });
    assert_eq!(refused(&config(&[&server]), &server), "too-large");
}

#[test]
fn a_declared_length_beyond_the_limit_is_refused_before_it_is_read() {
    let server = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\nabc")?;
        sleep(Duration::from_secs(1));
        Ok(())
    });
    // Who waited for the body would say that it pauses.
    assert_eq!(refused(&config(&[&server]), &server), "too-large");
}

#[test]
fn compression_bombs_stop_at_the_limit() {
    let zeros = vec![0u8; 3 << 20];
    let gzip = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&zeros).unwrap();
        encoder.finish().unwrap()
    };
    let twice = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&gzip).unwrap();
        encoder.finish().unwrap()
    };
    let zlib = {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&zeros).unwrap();
        encoder.finish().unwrap()
    };
    let bare = {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&zeros).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = zstd::stream::encode_all(&zeros[..], 3).unwrap();
    for (coding, bomb) in [
        ("gzip", gzip),
        ("gzip, gzip", twice),
        ("deflate", zlib),
        ("deflate", bare),
        ("zstd", zstd),
    ] {
        assert!(bomb.len() < 1_000_000, "{coding}: {} bytes", bomb.len());
        let server = hostile(move |wire| {
            reply(wire, 200, &format!("content-encoding: {coding}\r\n"), &bomb)
        });
        assert_eq!(refused(&config(&[&server]), &server), "too-large", "{coding}");
    }
}

#[test]
fn a_bomb_in_one_chunk_of_the_transfer_encoding_stops_too() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![0u8; 3 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    let server = hostile(move |wire| {
        wire.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n",
        )?;
        write!(wire, "{:x}\r\n", bomb.len())?;
        wire.write_all(&bomb)?;
        wire.write_all(b"\r\n0\r\n\r\n")
    });
    assert_eq!(refused(&config(&[&server]), &server), "too-large");
}

#[test]
fn an_encoding_that_is_damaged_or_cut_or_unknown_is_an_error() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&(0..50_000u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    let whole = encoder.finish().unwrap();
    let mut damaged = whole.clone();
    for byte in &mut damaged[500..600] {
        *byte ^= 0xff;
    }
    for (coding, body) in
        [("gzip", whole[..whole.len() / 2].to_vec()), ("gzip", damaged), ("rot13", whole)]
    {
        let server = hostile(move |wire| {
            reply(wire, 200, &format!("content-encoding: {coding}\r\n"), &body)
        });
        assert_eq!(refused(&config(&[&server]), &server), "bad-encoding", "{coding}");
    }
}

#[test]
fn a_connection_that_drips_a_byte_a_second_is_given_up() {
    let drip = || {
        hostile(|wire| {
            wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")?;
            loop {
                wire.write_all(b"a")?;
                wire.flush()?;
                sleep(Duration::from_millis(100));
            }
        })
    };
    // By its speed …
    let server = drip();
    assert_eq!(refused(&config(&[&server]), &server), "too-slow");
    // … and, where any speed is good enough, by the time it takes in all.
    let server = drip();
    let patient =
        Fetch { min_speed: 0, total_timeout: Duration::from_secs(1), ..config(&[&server]) };
    assert_eq!(refused(&patient, &server), "time-out");
}

#[test]
fn a_body_that_pauses_too_long_is_given_up() {
    let server = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc")?;
        wire.flush()?;
        sleep(Duration::from_secs(3));
        Ok(())
    });
    let begun = Instant::now();
    assert_eq!(refused(&config(&[&server]), &server), "time-out");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let server = hostile(|_| {
        sleep(Duration::from_secs(6));
        Ok(())
    });
    let hasty = Fetch { connect_timeout: Duration::from_millis(100), ..config(&[&server]) };
    assert_eq!(refused(&hasty, &server), "time-out");
}

#[test]
fn headers_without_end_are_cut_off() {
    let many = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\n")?;
        for number in 0..10_000_000u64 {
            write!(wire, "x-{number}: {}\r\n", "y".repeat(50))?;
        }
        Ok(())
    });
    assert_eq!(refused(&config(&[&many]), &many), "not-http");
    let long = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nx: ")?;
        for _ in 0..10_000 {
            wire.write_all(&[b'y'; 65_536])?;
        }
        Ok(())
    });
    assert_eq!(refused(&config(&[&long]), &long), "not-http");
}

#[test]
fn redirects_without_end_and_in_a_circle_are_given_up() {
    let endless = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path => reply(wire, 302, &format!("location: {path}a\r\n"), b""),
    });
    assert_eq!(refused(&config(&[&endless]), &endless), "redirects");
    assert_eq!(endless.asked().len(), 11, "the page and ten redirects");
    let circle = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/a" => reply(wire, 302, "location: /b\r\n", b""),
        _ => reply(wire, 302, "location: /a\r\n", b""),
    });
    assert_eq!(refused(&config(&[&circle]), &circle), "redirects");
    assert!(circle.asked().len() < 6, "a circle is noticed: {:?}", circle.asked());
}

#[test]
fn a_body_cut_short_is_no_page() {
    let counted =
        hostile(|wire| wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<p>half"));
    assert_eq!(refused(&config(&[&counted]), &counted), "connection-broken");
    let chunked = hostile(|wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n<p>half\r\n")
    });
    assert_eq!(refused(&config(&[&chunked]), &chunked), "connection-broken");
}

#[test]
fn what_is_no_http_is_no_page() {
    for noise in [&b"SSH-2.0-OpenSSH_9.9\r\n"[..], b"\0\0\0\0\0\0", b"HTTP/9.9 abc\r\n\r\n", b""] {
        let server = hostile(move |wire| wire.write_all(noise));
        let reason = refused(&config(&[&server]), &server);
        assert!(["not-http", "connection-broken", "unreachable"].contains(&&*reason), "{reason}");
    }
}

#[test]
fn a_robots_txt_of_a_gigabyte_is_read_for_half_a_megabyte() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => {
            wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\nUser-agent: *\nDisallow: /no\n")?;
            for _ in 0..1000 {
                wire.write_all(&[b'#'; 1_000_000])?;
            }
            Ok(())
        }
        _ => reply(wire, 200, "", b"x"),
    });
    let settings = config(&[&server]);
    assert!(fetch(&settings, &server.url("/yes")).is_ok());
    assert_eq!(fetch(&settings, &server.url("/no")).unwrap_err().reason(), "robots");
}

#[test]
fn a_robots_txt_that_is_a_bomb_is_read_as_far_as_it_is_read() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"User-agent: *\nDisallow: /no\n").unwrap();
    encoder.write_all(&vec![b'\n'; 3 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 200, "content-encoding: gzip\r\n", &bomb),
        _ => reply(wire, 200, "", b"x"),
    });
    let settings = config(&[&server]);
    assert_eq!(fetch(&settings, &server.url("/no")).unwrap_err().reason(), "robots");
    assert!(fetch(&settings, &server.url("/yes")).is_ok());
}

#[test]
fn a_host_that_is_down_is_said_to_be() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let server = Server::pages(Vec::new());
    let mut settings = config(&[&server]);
    settings.allow[0].port = port;
    let url = url::Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    let error = fetch(&settings, &url).unwrap_err();
    assert_eq!(error.reason(), "unreachable");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[test]
fn a_connection_that_is_reset_is_no_page() {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 16];
            // Closing with bytes unread sends a reset; robots.txt gets its answer.
            let seen = stream.peek(&mut head).unwrap_or(0);
            if head[..seen].starts_with(b"GET /robots.txt") {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = stream
                    .write_all(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            }
        }
    });
    let server = Server::pages(Vec::new());
    let mut settings = config(&[&server]);
    settings.allow[0].port = port;
    let url = url::Url::parse(&format!("http://127.0.0.1:{port}/a")).unwrap();
    let error = fetch(&settings, &url).unwrap_err();
    assert_eq!(error.reason(), "connection-broken", "{error}");
}

#[test]
fn a_name_server_that_does_not_answer_is_given_up() {
    use spoglio::fetch::{Edges, Resolver, Resolving};
    struct Slow;
    impl Resolver for Slow {
        fn resolve(&self, _: &str) -> Resolving {
            Box::pin(async {
                tokio::time::sleep(Duration::from_secs(600)).await;
                Ok(Vec::new())
            })
        }
    }
    let edges = Edges { resolver: std::sync::Arc::new(Slow), ..Edges::real() };
    let settings = Fetch { connect_timeout: Duration::from_millis(300), ..config(&[]) };
    let url = url::Url::parse("http://slow.example/a").unwrap();
    let begun = Instant::now();
    let error = super::server::fetch_with(&settings, &edges, &url).unwrap_err();
    assert!(error.to_string().contains("time-out"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}
