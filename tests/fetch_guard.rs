//! Where a fetch may go: every line of the threat list, one test each.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use spoglio::config::{Endpoint, Fetch};
use spoglio::fetch::{Edges, Fetcher, Validators};
use url::Url;

use super::server::{
    Names, Request, Server, Wire, block_on, config, edges_with, fetch, fetch_with, reply,
};

fn reason(config: &Fetch, url: &str) -> String {
    fetch(config, &Url::parse(url).unwrap()).expect_err("it was fetched").reason()
}

/// A server on loopback that nothing allows to be asked; it must never see a request.
fn forbidden() -> Server {
    Server::pages(vec![("/secret", 200, "", b"secret".to_vec())])
}

#[test]
fn loopback_is_refused_unless_host_and_port_are_named() {
    let server = forbidden();
    let settings = Fetch { ports: vec![server.port], ..Fetch::default() };
    assert_eq!(reason(&settings, server.url("/secret").as_str()), "address-refused");
    assert!(server.requests().is_empty());
    assert!(fetch(&config(&[&server]), &server.url("/secret")).is_ok());
}

#[test]
fn a_name_that_leads_to_a_private_address_is_refused_after_dns() {
    let server = forbidden();
    let settings = Fetch { ports: vec![server.port], attempts: 1, ..Fetch::default() };
    let names = Names::of(&[
        ("inside.example", &[&["127.0.0.1"]]),
        ("metadata.example", &[&["169.254.169.254"]]),
        ("mapped.example", &[&["::ffff:127.0.0.1"]]),
        ("nowhere.example", &[&[]]),
    ]);
    let edges = edges_with(names);
    for (name, expected) in [
        ("inside.example", "is not on the public Internet"),
        ("metadata.example", "is not on the public Internet"),
        ("mapped.example", "is not on the public Internet"),
        ("nowhere.example", "host not found"),
    ] {
        let url = Url::parse(&format!("http://{name}:{}/secret", server.port)).unwrap();
        let said = fetch_with(&settings, &edges, &url).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_name_that_changes_its_address_between_two_connections_gains_nothing() {
    // The first answer is public and cannot be reached from here; the second is loopback.
    let server = forbidden();
    let settings = Fetch {
        ports: vec![server.port],
        attempts: 3,
        connect_timeout: Duration::from_millis(100),
        first_byte_timeout: Duration::from_millis(100),
        retry_pause: Duration::from_millis(1),
        delay_min: Duration::ZERO,
        delay_max: Duration::ZERO,
        ..Fetch::default()
    };
    let names = Names::of(&[("rebind.example", &[&["8.8.8.8", "127.0.0.1"], &["127.0.0.1"]])]);
    let fetcher = Fetcher::new(&settings, &edges_with(names)).unwrap();
    let url = Url::parse(&format!("http://rebind.example:{}/secret", server.port)).unwrap();
    block_on(async {
        for _ in 0..3 {
            assert!(fetcher.fetch(&url, &Validators::default()).await.is_err());
        }
    });
    assert!(server.requests().is_empty(), "the loopback address was asked");
}

#[test]
fn a_redirect_into_the_internal_network_is_refused_at_its_hop() {
    let inside = forbidden();
    for target in [
        inside.url("/secret").to_string(),
        format!("http://localhost:{}/secret", inside.port),
        format!("http://0x7f000001:{}/secret", inside.port),
        "http://10.0.0.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://user:secret@example.org/".to_owned(),
    ] {
        let to = target.clone();
        let server = Server::start(move |request, wire| match request.path.as_str() {
            "/robots.txt" => reply(wire, 404, "", b""),
            _ => reply(wire, 302, &format!("location: {to}\r\n"), b""),
        });
        let refused = reason(&config(&[&server]), server.url("/a").as_str());
        assert_eq!(refused, "address-refused", "{target}");
    }
    assert!(inside.requests().is_empty());
}

#[test]
fn robots_txt_cannot_lead_into_the_internal_network_either() {
    let inside = forbidden();
    let target = inside.url("/secret");
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 302, &format!("location: {target}\r\n"), b""),
        _ => reply(wire, 200, "", b"x"),
    });
    assert_eq!(reason(&config(&[&server]), server.url("/a").as_str()), "robots-unreachable");
    assert!(inside.requests().is_empty());
}

#[test]
fn a_listed_host_opens_only_its_own_port() {
    let (listed, other) = (forbidden(), forbidden());
    let names = Names::of(&[("intranet.example", &[&["127.0.0.1"]])]);
    let settings = Fetch {
        ports: vec![80, 443, other.port],
        allow: vec![Endpoint { host: "intranet.example".to_owned(), port: listed.port }],
        ..config(&[])
    };
    let edges = edges_with(names);
    let url = |port: u16| Url::parse(&format!("http://intranet.example:{port}/secret")).unwrap();
    assert!(fetch_with(&settings, &edges, &url(listed.port)).is_ok());
    let refused = fetch_with(&settings, &edges, &url(other.port)).unwrap_err();
    assert_eq!(refused.reason(), "address-refused");
    assert!(other.requests().is_empty());
}

#[test]
fn a_proxy_in_the_environment_does_not_bypass_the_guard() {
    let (proxy, server) = (forbidden(), forbidden());
    let folder = tempfile::tempdir().unwrap();
    let list = format!(
        "[fetch]\nallow = [\"127.0.0.1:{}\"]\ndelay_min = \"0s\"\n[[source]]\nname = \"a\"\nurls = [\"{}\"]\n",
        server.port,
        server.url("/secret")
    );
    std::fs::write(folder.path().join("config.toml"), list).unwrap();
    let through = format!("http://127.0.0.1:{}", proxy.port);
    std::process::Command::new(env!("CARGO_BIN_EXE_spoglio"))
        .arg("run")
        .envs([("http_proxy", &through), ("HTTP_PROXY", &through), ("ALL_PROXY", &through)])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(proxy.requests().is_empty(), "the proxy was asked");
    assert_eq!(server.asked(), ["/secret"]);
}

#[test]
fn cookies_never_follow_a_redirect_to_another_origin() {
    let other = Server::pages(vec![("/page", 200, "", b"x".to_vec())]);
    let target = other.url("/page");
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/login" => {
            reply(wire, 302, "set-cookie: session=secret; Path=/\r\nlocation: /again\r\n", b"")
        }
        _ => reply(wire, 302, &format!("location: {target}\r\n"), b""),
    });
    assert!(fetch(&config(&[&server, &other]), &server.url("/login")).is_ok());
    let again = server.requests().into_iter().find(|request| request.path == "/again").unwrap();
    assert_eq!(again.headers["cookie"], "session=secret", "the origin gets its own");
    for request in other.requests() {
        assert!(!request.headers.contains_key("cookie"), "{request:?}");
        assert!(!request.headers.contains_key("authorization"), "{request:?}");
        assert!(!request.headers.contains_key("referer"), "{request:?}");
    }
}

/// A TLS server whose certificate a test authority signed, and the authority's certificate.
fn tls_server() -> (Server, String) {
    tls_server_with(|_, wire| reply(wire, 200, "", b""))
}

/// The same that answers with what `answer` writes.
pub(crate) fn tls_server_with(
    answer: impl Fn(&Request, &mut dyn Wire) -> std::io::Result<()> + Send + Sync + 'static,
) -> (Server, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let tls = Arc::new(tls);
    let server = Server::over(
        move |stream| {
            let connection = ServerConnection::new(tls.clone()).ok()?;
            Some(Box::new(StreamOwned::new(connection, stream)) as Box<dyn Wire>)
        },
        answer,
    );
    (server, root)
}

#[test]
fn a_certificate_error_is_an_error_and_never_retried_without_verification() {
    let (server, root) = tls_server();
    let url = Url::parse(&format!("https://127.0.0.1:{}/a", server.port)).unwrap();
    let settings = Fetch { attempts: 3, ..config(&[&server]) };
    let error = fetch(&settings, &url).unwrap_err();
    assert_eq!(error.reason(), "certificate");
    assert!(error.to_string().contains("certificate error"), "{error}");
    assert!(server.requests().is_empty(), "a request was sent without verification");
    // With the authority among the roots it is a page like any other.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root.pem");
    std::fs::write(&file, root).unwrap();
    let trusting = Fetch { roots: Some(file), ..config(&[&server]) };
    assert_eq!(fetch(&trusting, &url).unwrap().answer.status, 200);
    // A name that the certificate is not for stays an error.
    let wrong = Url::parse(&format!("https://wrong.example:{}/a", server.port)).unwrap();
    let mut wrong_name = trusting.clone();
    wrong_name.allow.push(Endpoint { host: "wrong.example".to_owned(), port: server.port });
    let edges = edges_with(Names::of(&[("wrong.example", &[&["127.0.0.1"]])]));
    let error = fetch_with(&wrong_name, &edges, &wrong).unwrap_err();
    assert!(error.to_string().contains("certificate error"), "{error}");
}

#[test]
fn roots_that_cannot_be_read_are_named() {
    let settings = Fetch { roots: Some("no/such.pem".into()), ..Fetch::default() };
    let said = Fetcher::new(&settings, &Edges::real()).unwrap_err().to_string();
    assert!(said.contains("fetch.roots: no/such.pem"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.pem");
    std::fs::write(&file, "no certificate at all\n").unwrap();
    let settings = Fetch { roots: Some(file), ..Fetch::default() };
    let said = Fetcher::new(&settings, &Edges::real()).unwrap_err().to_string();
    assert!(said.contains("none.pem: no certificate is in it"), "{said}");
}
