//! How pages are fetched: politeness, robots.txt, redirects, retries, conditional requests.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use spoglio::config::{Endpoint, Fetch};
use spoglio::fetch::{Edges, Fetcher, Resolver, Resolving, Validators};
use url::Url;

use super::server::{Server, block_on, config, fetch, reply};

fn reason(config: &Fetch, server: &Server, path: &str) -> String {
    fetch(config, &server.url(path)).expect_err("it was fetched").reason()
}

#[test]
fn a_page_comes_as_it_was_sent_with_what_was_asked_and_answered() {
    let server =
        Server::pages(vec![("/a?b=c", 200, "Content-Type: text/html\r\n", b"<p>x".to_vec())]);
    let settings = Fetch { contact: "https://example.org/bot".to_owned(), ..config(&[&server]) };
    let page = fetch(&settings, &server.url("/a?b=c")).unwrap();
    assert_eq!(page.body, b"<p>x");
    let request = String::from_utf8(page.answer.request).unwrap();
    assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n"), "{request}");
    let response = String::from_utf8(page.answer.response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("content-type: text/html\r\n") && response.ends_with("\r\n\r\n"));
    let asked = &server.requests()[1];
    let agent = &asked.headers["user-agent"];
    assert!(
        agent.starts_with("spoglio/") && agent.ends_with("(+https://example.org/bot)"),
        "{agent}"
    );
    assert_eq!(asked.headers["host"], format!("127.0.0.1:{}", server.port));
}

#[test]
fn robots_txt_is_asked_first_and_obeyed() {
    let robots = b"User-agent: spoglio\nDisallow: /private\n".to_vec();
    let server = Server::pages(vec![
        ("/robots.txt", 200, "", robots),
        ("/open", 200, "", b"x".to_vec()),
        ("/private/a", 200, "", b"x".to_vec()),
    ]);
    let settings = config(&[&server]);
    assert_eq!(reason(&settings, &server, "/private/a"), "robots");
    assert!(fetch(&settings, &server.url("/open")).is_ok());
    assert_eq!(server.asked(), ["/open"]);
}

#[test]
fn a_robots_txt_that_cannot_be_had_forbids_everything() {
    for status in [500, 503, 429] {
        let server = Server::start(move |request, wire| match request.path.as_str() {
            "/robots.txt" => reply(wire, status, "", b""),
            _ => reply(wire, 200, "", b"x"),
        });
        assert_eq!(reason(&config(&[&server]), &server, "/a"), "robots-unreachable", "{status}");
        assert!(server.asked().is_empty());
    }
    // No answer at all, and one that breaks off.
    let silent = Server::start(|_, _| {
        std::thread::sleep(Duration::from_secs(2));
        Ok(())
    });
    let settings = Fetch {
        connect_timeout: Duration::from_millis(200),
        first_byte_timeout: Duration::from_millis(200),
        ..config(&[&silent])
    };
    assert_eq!(reason(&settings, &silent, "/a"), "robots-unreachable");
    let broken = Server::start(|_, wire| wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-le"));
    assert_eq!(reason(&config(&[&broken]), &broken, "/a"), "robots-unreachable");
}

/// A resolver that takes its time to say that all is here.
struct Slow(Duration);

impl Resolver for Slow {
    fn resolve(&self, _: &str) -> Resolving {
        let long = self.0;
        Box::pin(async move {
            tokio::time::sleep(long).await;
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        })
    }
}

/// Each time-out bounds what it is named after: the wait for a connection is not added to that for the head.
#[test]
fn a_head_that_does_not_come_is_waited_for_as_long_as_is_said() {
    let silent = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        }
    });
    let settings = Fetch {
        connect_timeout: Duration::from_secs(10),
        first_byte_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_secs(30),
        ..config(&[&silent])
    };
    let begun = Instant::now();
    let error = fetch(&settings, &silent.url("/a")).unwrap_err();
    assert!(error.to_string().contains("the answer's head took longer than 0.3 s"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // A connection that takes longer than a head may is waited for as long as it may take.
    let answering = Server::pages(vec![("/a", 200, "", b"page".to_vec())]);
    let url = Url::parse(&format!("http://slow.example:{}/a", answering.port)).unwrap();
    let allow = vec![Endpoint { host: "slow.example".to_owned(), port: answering.port }];
    let settings = Fetch { allow, ..settings };
    let edges = Edges { resolver: Arc::new(Slow(Duration::from_millis(900))), ..Edges::real() };
    let fetcher = Fetcher::new(&settings, &edges).unwrap();
    let fetched = block_on(fetcher.fetch(&url, &Validators::default())).unwrap();
    assert_eq!(fetched.body, b"page");
}

#[test]
fn robots_txt_may_be_redirected_five_times_and_no_more() {
    for (hops, allowed) in [(5, false), (6, true)] {
        let server = Server::start(move |request, wire| {
            let hop = match request.path.as_str() {
                "/robots.txt" => 0,
                path => path.trim_start_matches("/r").parse().unwrap_or(99),
            };
            match hop {
                99 => reply(wire, 200, "", b"page"),
                hop if hop < hops => reply(wire, 302, &format!("location: /r{}\r\n", hop + 1), b""),
                _ => reply(wire, 200, "", b"User-agent: *\nDisallow: /"),
            }
        });
        let fetched = fetch(&config(&[&server]), &server.url("/page"));
        assert_eq!(fetched.is_ok(), allowed, "{hops} redirects");
    }
}

#[test]
fn robots_txt_is_asked_once_for_many_pages() {
    let server =
        Server::pages(vec![("/a", 200, "", b"x".to_vec()), ("/b", 200, "", b"x".to_vec())]);
    let fetcher = Fetcher::new(&config(&[&server]), &Edges::real()).unwrap();
    block_on(async {
        for path in ["/a", "/b", "/a"] {
            fetcher.fetch(&server.url(path), &Validators::default()).await.unwrap();
        }
    });
    let robots = server.requests().iter().filter(|r| r.path == "/robots.txt").count();
    assert_eq!(robots, 1);
}

#[test]
fn a_host_is_never_asked_twice_at_once_nor_sooner_than_its_pause() {
    let server = Server::start(|_, wire| {
        std::thread::sleep(Duration::from_millis(5));
        reply(wire, 200, "", b"x")
    });
    let pause = Duration::from_millis(40);
    let settings = Fetch { delay_min: pause, delay_max: pause, ..config(&[&server]) };
    let fetcher = Arc::new(Fetcher::new(&settings, &Edges::real()).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let (fetcher, url) = (fetcher.clone(), server.url(&format!("/{number}")));
                tokio::spawn(async move { fetcher.fetch(&url, &Validators::default()).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
    assert_eq!(server.busiest(), 1);
    let times: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    assert_eq!(times.len(), 9, "robots.txt and eight pages");
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] >= pause, "{:?}", pair[1] - pair[0]);
    }
}

#[test]
fn failures_that_may_pass_are_tried_again_and_others_are_not() {
    for (status, tries) in [(500, 3), (502, 3), (404, 1), (410, 1), (403, 1), (418, 1)] {
        let server = Server::pages(vec![("/a", status, "", b"no".to_vec())]);
        let settings = Fetch { attempts: 3, ..config(&[&server]) };
        assert_eq!(reason(&settings, &server, "/a"), format!("http-{status}"));
        assert_eq!(server.asked().len(), tries, "{status}");
    }
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let server = Server::start(move |request, wire| {
        if request.path == "/robots.txt" {
            reply(wire, 404, "", b"")
        } else if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        } else {
            reply(wire, 200, "", b"whole")
        }
    });
    let settings = Fetch { attempts: 2, ..config(&[&server]) };
    assert_eq!(fetch(&settings, &server.url("/a")).unwrap().body, b"whole");
}

#[test]
fn retry_after_is_waited_for() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ if counted.fetch_add(1, Ordering::SeqCst) == 0 => {
            reply(wire, 429, "retry-after: 1\r\n", b"")
        }
        _ => reply(wire, 200, "", b"x"),
    });
    let settings = Fetch { attempts: 2, ..config(&[&server]) };
    let begun = Instant::now();
    assert!(fetch(&settings, &server.url("/a")).is_ok());
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[test]
fn redirects_keep_their_kind() {
    let server = Server::pages(vec![
        ("/moved", 301, "location: /for-good\r\n", Vec::new()),
        ("/for-good", 308, "location: /page#part\r\n", Vec::new()),
        ("/today", 302, "location: /moved\r\n", Vec::new()),
        ("/page", 200, "", b"x".to_vec()),
        ("/nowhere", 302, "", Vec::new()),
    ]);
    let settings = config(&[&server]);
    let page = fetch(&settings, &server.url("/moved")).unwrap();
    assert!(page.moved);
    assert_eq!(page.answer.url, server.url("/page"));
    assert_eq!(page.requested, server.url("/moved"));
    assert!(!fetch(&settings, &server.url("/today")).unwrap().moved);
    assert!(!fetch(&settings, &server.url("/page")).unwrap().moved);
    assert_eq!(reason(&settings, &server, "/nowhere"), "redirects");
}

#[test]
fn every_hop_asks_robots_txt_of_its_own_host() {
    let strict = Server::pages(vec![
        ("/robots.txt", 200, "", b"User-agent: *\nDisallow: /".to_vec()),
        ("/page", 200, "", b"x".to_vec()),
    ]);
    let target = strict.url("/page");
    let open = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => reply(wire, 302, &format!("location: {target}\r\n"), b""),
    });
    assert_eq!(reason(&config(&[&strict, &open]), &open, "/a"), "robots");
    assert!(strict.asked().is_empty());
}

#[test]
fn a_conditional_request_may_be_answered_with_nothing_new() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"") => {
            reply(wire, 304, "etag: \"v1\"\r\n", b"")
        }
        _ => reply(wire, 200, "etag: \"v1\"\r\n", b"x"),
    });
    let fetcher = Fetcher::new(&config(&[&server]), &Edges::real()).unwrap();
    block_on(async {
        let first = fetcher.fetch(&server.url("/a"), &Validators::default()).await.unwrap();
        assert_eq!(first.answer.status, 200);
        let etag = first.answer.header("etag").map(str::to_owned);
        let validators = Validators { etag, last_modified: None };
        let second = fetcher.fetch(&server.url("/a"), &validators).await.unwrap();
        assert_eq!((second.answer.status, second.body.len()), (304, 0));
    });
    // A 304 that nobody asked for is no page.
    let liar = Server::pages(vec![("/a", 304, "", Vec::new())]);
    assert_eq!(reason(&config(&[&liar]), &liar, "/a"), "http-304");
}

#[test]
fn a_failing_host_is_left_alone_after_some_failures() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => reply(wire, 500, "", b""),
    });
    let fetcher = Fetcher::new(&config(&[&server]), &Edges::real()).unwrap();
    let reasons: Vec<String> = block_on(async {
        let mut reasons = Vec::new();
        for number in 0..8 {
            let url = server.url(&format!("/{number}"));
            reasons.push(fetcher.fetch(&url, &Validators::default()).await.unwrap_err().reason());
        }
        reasons
    });
    assert_eq!(reasons[4], "http-500");
    assert_eq!(reasons[5..], ["host-resting", "host-resting", "host-resting"]);
    assert_eq!(server.asked().len(), 5);
}

#[test]
fn a_page_that_fails_again_and_again_counts_once_for_its_host() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/1" | "/3" => reply(wire, 500, "", b""),
        _ => reply(wire, 200, "", b"x"),
    });
    let settings = Fetch { attempts: 3, ..config(&[&server]) };
    let fetcher = Fetcher::new(&settings, &Edges::real()).unwrap();
    let outcomes: Vec<String> = block_on(async {
        let mut outcomes = Vec::new();
        // Two bad pages, one after the other, were as many failures as let a host rest.
        for number in [1, 3, 2, 1, 3, 1, 3, 1, 3] {
            let url = server.url(&format!("/{number}"));
            let fetched = fetcher.fetch(&url, &Validators::default()).await;
            outcomes.push(fetched.map_or_else(|error| error.reason(), |_| "had".to_owned()));
        }
        outcomes
    });
    assert_eq!(outcomes[..3], ["http-500", "http-500", "had"]);
    // Five pages in a row that fail do so still; what is left of the fifth's attempts is not made.
    assert_eq!(outcomes[3..7], ["http-500"; 4]);
    assert_eq!(outcomes[7..], ["host-resting", "host-resting"]);
    assert_eq!(server.asked().len(), 2 * 3 + 1 + 4 * 3 + 1);
}

#[test]
fn robots_txt_gets_the_attempts_of_a_page() {
    for (good, asked) in [(3, 3), (9, 3)] {
        let polls = AtomicUsize::new(0);
        let server = Server::start(move |request, wire| match request.path.as_str() {
            "/robots.txt" if polls.fetch_add(1, Ordering::SeqCst) + 1 < good => {
                reply(wire, 502, "", b"")
            }
            "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /b\n"),
            _ => reply(wire, 200, "", b"x"),
        });
        let settings = Fetch { attempts: 3, ..config(&[&server]) };
        let fetched = fetch(&settings, &server.url("/a"));
        assert_eq!(fetched.is_ok(), good <= 3, "{fetched:?}");
        let requests = server.requests();
        let robots = requests.iter().filter(|request| request.path == "/robots.txt").count();
        assert_eq!(robots, asked);
    }
}
