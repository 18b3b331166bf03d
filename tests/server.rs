//! A small HTTP server on loopback that does exactly what a test tells it to, faults included.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use spoglio::config::{Endpoint, Fetch};
use spoglio::fetch::{Edges, FetchError, Fetched, Fetcher, Resolver, Resolving, Validators};
use url::Url;

/// A connection, plain or TLS.
pub(crate) trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// What a request said.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) at: Instant,
}

/// A server that lives until the test's process ends.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    busiest: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each request with what `answer` writes; the connection is closed after it.
    pub(crate) fn start(
        answer: impl Fn(&Request, &mut dyn Wire) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Server {
        Server::over(|stream| Some(Box::new(stream)), answer)
    }

    /// The same, over what `secure` makes of each connection.
    pub(crate) fn over(
        secure: impl Fn(TcpStream) -> Option<Box<dyn Wire>> + Send + Sync + 'static,
        answer: impl Fn(&Request, &mut dyn Wire) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            requests: Arc::default(),
            busiest: Arc::default(),
        };
        let (shared, now) = (Arc::new((secure, answer)), Arc::new(AtomicUsize::new(0)));
        let told = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, told, now) = (shared.clone(), told.clone(), now.clone());
                thread::spawn(move || {
                    let Some(mut wire) = (shared.0)(stream) else { return };
                    let Some(request) = read_request(&mut *wire) else { return };
                    told.requests.lock().unwrap().push(request.clone());
                    let busy = now.fetch_add(1, Ordering::SeqCst) + 1;
                    told.busiest.fetch_max(busy, Ordering::SeqCst);
                    let _ = (shared.1)(&request, &mut *wire);
                    let _ = wire.flush();
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    /// A server for fixed pages: path ─▶ status, headers, body. Everything else is a 404, robots.txt
    /// included.
    pub(crate) fn pages(pages: Vec<(&'static str, u16, &'static str, Vec<u8>)>) -> Server {
        Server::start(move |request, wire| {
            match pages.iter().find(|(path, ..)| *path == request.path) {
                Some((_, status, headers, body)) => reply(wire, *status, headers, body),
                None => reply(wire, 404, "", b"nothing here"),
            }
        })
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    /// The paths that were asked for, in order, those of a site's own files left out.
    pub(crate) fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        let own = ["/robots.txt", "/.well-known/tdmrep.json"];
        requests.into_iter().map(|r| r.path).filter(|path| !own.contains(&path.as_str())).collect()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How many requests it answered at the same time at most.
    pub(crate) fn busiest(&self) -> usize {
        self.busiest.load(Ordering::SeqCst)
    }
}

fn read_request(wire: &mut dyn Wire) -> Option<Request> {
    let mut lines = BufReader::new(wire);
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        line.clear();
        lines.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
            None => return Some(Request { path, headers, at: Instant::now() }),
        }
    }
}

/// Writes an ordinary answer; `headers` are lines that end in CRLF.
pub(crate) fn reply(
    wire: &mut dyn Wire,
    status: u16,
    headers: &str,
    body: &[u8],
) -> std::io::Result<()> {
    write!(
        wire,
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    )?;
    wire.write_all(body)
}

/// A configuration that may ask these servers, without pauses and with little patience.
pub(crate) fn config(servers: &[&Server]) -> Fetch {
    Fetch {
        allow: servers
            .iter()
            .map(|server| Endpoint { host: "127.0.0.1".to_owned(), port: server.port })
            .collect(),
        delay_min: Duration::ZERO,
        delay_max: Duration::ZERO,
        retry_pause: Duration::from_millis(1),
        attempts: 1,
        connect_timeout: Duration::from_secs(2),
        first_byte_timeout: Duration::from_millis(700),
        idle_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_secs(5),
        max_body: 1_000_000,
        tdmrep: false,
        ..Fetch::default()
    }
}

/// A resolver that a test fills: each name gives its lists of addresses in turn, the last for ever.
#[derive(Default)]
pub(crate) struct Names(pub(crate) Mutex<HashMap<String, Vec<Vec<IpAddr>>>>);

impl Names {
    pub(crate) fn of(names: &[(&str, &[&[&str]])]) -> Names {
        let table = names.iter().map(|(name, answers)| {
            let answers = answers
                .iter()
                .map(|addresses| addresses.iter().map(|text| text.parse().unwrap()).collect());
            ((*name).to_owned(), answers.collect())
        });
        Names(Mutex::new(table.collect()))
    }
}

impl Resolver for Names {
    fn resolve(&self, host: &str) -> Resolving {
        let mut names = self.0.lock().unwrap();
        let found = names
            .get_mut(host)
            .map(|answers| if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() });
        Box::pin(async move { Ok(found.unwrap_or_default()) })
    }
}

pub(crate) fn edges_with(names: Names) -> Edges {
    Edges { resolver: Arc::new(names), chance: Arc::new(|| 0.5), ..Edges::real() }
}

/// Fetches one page with a fetcher of its own.
pub(crate) fn fetch(config: &Fetch, url: &Url) -> Result<Fetched, FetchError> {
    fetch_with(config, &Edges::real(), url)
}

pub(crate) fn fetch_with(config: &Fetch, edges: &Edges, url: &Url) -> Result<Fetched, FetchError> {
    let fetcher = Fetcher::new(config, edges)?;
    block_on(fetcher.fetch(url, &Validators::default()))
}

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap().block_on(work)
}
