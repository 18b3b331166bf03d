//! Against nginx as Debian ships it: TLS from a test authority, HTTP/2, gzip, validators, redirects,
//! rate limits. Skipped, with a line that says so, where there is no nginx.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, Issuer, KeyPair};
use spoglio::config::{Endpoint, Fetch};
use spoglio::fetch::{Fetcher, Validators};
use url::Url;

use super::run::{article, said, spoglio, texts};
use super::server::{Names, block_on, edges_with};

/// A running nginx; it ends when this is dropped.
struct Nginx {
    child: Child,
    folder: tempfile::TempDir,
    http: u16,
    https: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &id]).status();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("nginx")).find(|program| program.is_file())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Nginx {
    fn start() -> Option<Nginx> {
        let Some(program) = program() else {
            println!("skipped: no nginx here");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let site = at.join("site");
        fs::create_dir(&site).unwrap();
        fs::write(site.join("robots.txt"), "User-agent: *\nDisallow: /closed\n").unwrap();
        for name in ["bridge", "harbour", "ferry"] {
            let page = article(&format!("The {name}"), &format!("the {name} is sound"));
            fs::write(site.join(format!("{name}.html")), page).unwrap();
        }
        let items: String = ["bridge", "harbour", "moved", "closed"]
            .iter()
            .map(|name| format!("<item><link>/{name}.html</link></item>"))
            .collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
        fs::write(site.join("feed.xml"), feed).unwrap();
        certificates(at);
        let (http, https) = (free_port(), free_port());
        let config = format!(
            "daemon off; master_process off; worker_processes 1;\n\
             error_log {at}/error.log; pid {at}/nginx.pid;\n\
             events {{ worker_connections 64; }}\n\
             http {{\n\
               access_log {at}/access.log combined;\n\
               client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f;\n\
               uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
               types {{ text/html html; application/rss+xml xml; text/plain txt; }}\n\
               gzip on; gzip_min_length 1; gzip_types application/rss+xml text/plain;\n\
               limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/s; limit_req_status 429;\n\
               server {{\n\
                 listen 127.0.0.1:{http}; listen 127.0.0.1:{https} ssl http2;\n\
                 ssl_certificate {at}/site.pem; ssl_certificate_key {at}/site.key;\n\
                 root {at}/site;\n\
                 location = /moved.html {{ return 301 /ferry.html; }}\n\
                 location = /loop {{ return 302 /loop; }}\n\
                 location = /limited {{ limit_req zone=slow; add_header Retry-After 1 always; try_files /bridge.html =404; }}\n\
               }}\n\
             }}\n",
            at = at.display()
        );
        fs::write(at.join("nginx.conf"), config).unwrap();
        let child = Command::new(program)
            .arg("-c")
            .arg(at.join("nginx.conf"))
            .arg("-p")
            .arg(at)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Nginx { child, folder, http, https };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", https)).is_err() {
            let log = || fs::read_to_string(nginx.folder.path().join("error.log"));
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx: {:?}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(nginx)
    }

    /// The lines of its access log.
    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.path().join("access.log")).unwrap();
        log.lines().map(str::to_owned).collect()
    }

    fn config(&self) -> Fetch {
        let endpoint = |host: &str, port| Endpoint { host: host.to_owned(), port };
        Fetch {
            allow: vec![
                endpoint("paper.example", self.https),
                endpoint("paper.example", self.http),
                endpoint("127.0.0.1", self.http),
            ],
            roots: Some(self.folder.path().join("authority.pem")),
            delay_min: Duration::ZERO,
            delay_max: Duration::ZERO,
            retry_pause: Duration::from_millis(1),
            tdmrep: false,
            ..Fetch::default()
        }
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("https://paper.example:{}{path}", self.https)).unwrap()
    }
}

/// An authority, and a certificate of it for `paper.example`.
fn certificates(folder: &Path) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap();
    fs::write(folder.join("authority.pem"), root.pem()).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = vec!["paper.example".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(folder.join("site.pem"), certificate.pem()).unwrap();
    fs::write(folder.join("site.key"), key.serialize_pem()).unwrap();
}

#[test]
fn nginx_serves_over_tls_and_http2_what_is_asked_conditionally_the_second_time() {
    let Some(nginx) = Nginx::start() else { return };
    let edges = edges_with(Names::of(&[("paper.example", &[&["127.0.0.1"]])]));
    let fetcher = Fetcher::new(&nginx.config(), &edges).unwrap();
    block_on(async {
        let page = fetcher.fetch(&nginx.url("/bridge.html"), &Validators::default()).await.unwrap();
        assert_eq!(page.answer.header("content-encoding"), Some("gzip"), "as it was sent");
        assert!(page.answer.body.starts_with(&[0x1f, 0x8b]), "as it was received");
        assert!(String::from_utf8_lossy(&page.body).contains("the bridge is sound"), "undone");
        let validators = Validators {
            etag: page.answer.header("etag").map(str::to_owned),
            last_modified: page.answer.header("last-modified").map(str::to_owned),
        };
        assert!(validators.etag.is_some() && validators.last_modified.is_some());
        let again = fetcher.fetch(&nginx.url("/bridge.html"), &validators).await.unwrap();
        assert_eq!((again.answer.status, again.body.len()), (304, 0));
        let moved = fetcher.fetch(&nginx.url("/moved.html"), &Validators::default()).await.unwrap();
        assert!(
            moved.moved && moved.answer.url == nginx.url("/ferry.html"),
            "{}",
            moved.answer.url
        );
        for (path, reason) in [("/loop", "redirects"), ("/closed", "robots"), ("/gone", "http-404")]
        {
            let error = fetcher.fetch(&nginx.url(path), &Validators::default()).await.unwrap_err();
            assert_eq!(error.reason(), reason, "{path}");
        }
    });
    let log = nginx.log();
    let bridge = log.iter().filter(|line| line.contains("GET /bridge.html HTTP/2.0")).count();
    assert_eq!(bridge, 2, "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("/closed")), "{log:#?}");
}

#[test]
fn nginx_with_another_certificate_or_without_the_authority_is_refused() {
    let Some(nginx) = Nginx::start() else { return };
    let edges = edges_with(Names::of(&[("paper.example", &[&["127.0.0.1"]])]));
    let without = Fetch { roots: None, attempts: 1, ..nginx.config() };
    let fetcher = Fetcher::new(&without, &edges).unwrap();
    let url = nginx.url("/bridge.html");
    let error = block_on(fetcher.fetch(&url, &Validators::default())).unwrap_err();
    assert_eq!(error.reason(), "certificate", "{error}");
    assert!(nginx.log().is_empty(), "nothing was asked");
}

#[test]
fn nginxs_rate_limit_is_waited_for() {
    let Some(nginx) = Nginx::start() else { return };
    let edges = edges_with(Names::of(&[("paper.example", &[&["127.0.0.1"]])]));
    let fetcher = Fetcher::new(&nginx.config(), &edges).unwrap();
    let begun = Instant::now();
    block_on(async {
        for _ in 0..3 {
            fetcher.fetch(&nginx.url("/limited"), &Validators::default()).await.unwrap();
        }
    });
    assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
    let busy = nginx.log().iter().filter(|line| line.contains("\" 429 ")).count();
    assert!((1..=4).contains(&busy), "each refusal is waited out: {:#?}", nginx.log());
}

#[test]
fn a_run_over_a_feed_of_nginx_stores_its_pages_and_the_second_asks_for_nothing() {
    let Some(nginx) = Nginx::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let base = format!("http://127.0.0.1:{}", nginx.http);
    let config = format!(
        "[fetch]\nallow = [\"127.0.0.1:{}\"]\ndelay_min = \"0s\"\ndelay_max = \"0s\"\n[[source]]\nname = \"paper\"\nfeed = \"{base}/feed.xml\"\n",
        nginx.http
    );
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(1), "robots.txt forbids one: {:?}", said(&ran));
    assert_eq!(texts(folder.path()).len(), 3);
    let before = nginx.log().len();
    spoglio(&["run"], folder.path());
    let again = nginx.log().split_off(before);
    assert!(again.iter().all(|line| line.contains("/feed.xml")), "{again:#?}");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}
