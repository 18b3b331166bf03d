//! Fetching through a proxy: the guard holds, and a proxy that is down is said to be.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use spoglio::config::{self, Endpoint, Fetch};
use url::Url;

use super::run::{said, spoglio};
use super::server::{Names, Server, config as settings, edges_with, fetch, fetch_with, reply};

/// An HTTP proxy for `CONNECT` that writes down what it is asked, and answers with `status`.
struct ConnectProxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    fn start(status: u16) -> ConnectProxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let told = asked.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let told = told.clone();
                thread::spawn(move || {
                    let mut head = Vec::new();
                    let mut byte = [0];
                    while !head.ends_with(b"\r\n\r\n") {
                        if stream.read(&mut byte).unwrap_or(0) == 0 {
                            return;
                        }
                        head.push(byte[0]);
                    }
                    let head = String::from_utf8(head).unwrap();
                    let target = head.split(' ').nth(1).unwrap().to_owned();
                    told.lock().unwrap().push(head);
                    let _ = write!(stream, "HTTP/1.1 {status} X\r\n\r\n");
                    if status != 200 {
                        return;
                    }
                    let Ok(mut upstream) = TcpStream::connect(target) else { return };
                    let (mut from, mut to) =
                        (stream.try_clone().unwrap(), upstream.try_clone().unwrap());
                    thread::spawn(move || std::io::copy(&mut from, &mut to));
                    let _ = std::io::copy(&mut upstream, &mut stream);
                });
            }
        });
        ConnectProxy { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn through(config: Fetch, proxy: &str) -> Fetch {
    let text = format!("[fetch]\nproxy = \"{proxy}\"\n");
    let read = config::parse(&text, std::path::Path::new("config.toml")).unwrap();
    Fetch { proxy: read.fetch.proxy, ..config }
}

#[test]
fn pages_come_through_the_proxy_which_is_asked_for_judged_addresses_only() {
    let server = Server::pages(vec![("/a", 200, "", b"through".to_vec())]);
    let proxy = ConnectProxy::start(200);
    let mut config = settings(&[&server]);
    config.allow.push(Endpoint { host: "paper.example".to_owned(), port: server.port });
    let config = through(config, &format!("http://me:secret@127.0.0.1:{}", proxy.port));
    let edges = edges_with(Names::of(&[("paper.example", &[&["127.0.0.1"]])]));
    let url = Url::parse(&format!("http://paper.example:{}/a", server.port)).unwrap();
    assert_eq!(fetch_with(&config, &edges, &url).unwrap().body, b"through");
    let asked = proxy.asked();
    assert!(!asked.is_empty());
    for head in asked {
        let target = format!("CONNECT 127.0.0.1:{} HTTP/1.1\r\n", server.port);
        assert!(head.starts_with(&target), "the proxy gets no name to resolve: {head}");
        assert!(head.contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"), "{head}");
    }
    let request = server.requests().pop().unwrap();
    assert_eq!(request.headers["host"], format!("paper.example:{}", server.port));
    assert!(!request.headers.contains_key("proxy-authorization"));
}

#[test]
fn a_proxy_leads_to_no_private_address() {
    let inside = Server::pages(vec![("/secret", 200, "", b"secret".to_vec())]);
    let proxy = ConnectProxy::start(200);
    let open = Server::start({
        let target = inside.url("/secret");
        move |request, wire| match request.path.as_str() {
            "/robots.txt" => reply(wire, 404, "", b""),
            _ => reply(wire, 302, &format!("location: {target}\r\n"), b""),
        }
    });
    let mut config = settings(&[&open]);
    config.ports.push(inside.port);
    let config = through(config, &format!("http://127.0.0.1:{}", proxy.port));
    let edges = edges_with(Names::of(&[("inside.example", &[&["127.0.0.1"]])]));
    for url in [
        format!("http://inside.example:{}/secret", inside.port),
        format!("http://127.0.0.1:{}/secret", inside.port),
        open.url("/a").to_string(),
    ] {
        let error = fetch_with(&config, &edges, &Url::parse(&url).unwrap()).unwrap_err();
        assert_eq!(error.reason(), "address-refused", "{url}: {error}");
    }
    assert!(inside.requests().is_empty());
    let inside = format!(":{}", inside.port);
    assert!(proxy.asked().iter().all(|head| !head.contains(&inside)), "{:?}", proxy.asked());
}

#[test]
fn a_proxy_that_is_down_or_refuses_is_said_to_and_is_not_gone_around() {
    let server = Server::pages(vec![("/a", 200, "", b"x".to_vec())]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let refusing = ConnectProxy::start(403);
    let asking = ConnectProxy::start(407);
    for (port, scheme, words) in [
        (free, "http", "fetch.proxy"),
        (free, "socks5", "fetch.proxy"),
        (refusing.port, "http", "it answered 403 to CONNECT"),
        (asking.port, "http", "it asks for a login"),
        (server.port, "socks5", "no connection through it"),
    ] {
        let config = through(settings(&[&server]), &format!("{scheme}://127.0.0.1:{port}"));
        let error = fetch(&config, &server.url("/a")).unwrap_err();
        assert_eq!(error.reason(), "proxy", "{error}");
        let said = error.to_string();
        assert!(said.contains(&format!("127.0.0.1:{port}")) && said.contains(words), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn what_is_no_proxy_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for (proxy, words) in [
        ("proxy.example", "no proxy's address"),
        ("ftp://proxy.example:21", "http:// or socks5://"),
        ("https://proxy.example", "http:// or socks5://"),
        ("http://proxy.example/path", "no proxy's address"),
    ] {
        let text = format!("[fetch]\nproxy = \"{proxy}\"\n");
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let ran = spoglio(&["run"], folder.path());
        assert_eq!(ran.status.code(), Some(3));
        let (_, err) = said(&ran);
        assert!(err.contains("config.toml:2: ") && err.contains(words), "{proxy}: {err}");
    }
}
