//! The way through a proxy that keeps the guard: the client speaks to a relay in this process, the
//! relay resolves and judges the host itself, and asks the proxy for the address that was judged. A
//! proxy never gets a name to resolve, so that it cannot lead where a direct connection may not go.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::address::is_public;
use super::edges::Resolver;
use super::error::FetchError;
use super::guard::{Ground, Refused};
use crate::config::{Proxy, ProxyKind};

/// The longest head of a proxy's answer that is read.
const LONGEST_HEAD: usize = 16 * 1024;

/// A SOCKS5 server on loopback for one client; it ends with its owner.
#[derive(Debug)]
pub(super) struct Relay {
    address: SocketAddr,
    /// What the client must show, so that no other program on this machine can use the way.
    secret: String,
    failures: Failures,
    _end: oneshot::Sender<()>,
}

/// What went wrong on the way to a host and port, for the client's error, which cannot hold it.
type Failures = Arc<Mutex<HashMap<(String, u16), FetchError>>>;

struct Way {
    proxy: Proxy,
    ground: Ground,
    resolver: Arc<dyn Resolver>,
    patience: Duration,
    secret: String,
    failures: Failures,
}

impl Relay {
    pub(super) fn start(
        proxy: &Proxy,
        ground: Ground,
        resolver: Arc<dyn Resolver>,
        patience: Duration,
        secret: String,
    ) -> io::Result<Relay> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let failures = Failures::default();
        let way = Arc::new(Way {
            proxy: proxy.clone(),
            ground,
            resolver,
            // Less than the client's own, so that what went wrong can be told.
            patience: patience.mul_f64(0.9),
            secret: secret.clone(),
            failures: failures.clone(),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        std::thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, way) => {}
                    _ = ended => {}
                }
            });
        })?;
        Ok(Relay { address, secret, failures, _end: end })
    }

    /// The client's proxy.
    pub(super) fn url(&self) -> String {
        format!("socks5h://spoglio:{}@{}", self.secret, self.address)
    }

    /// Why the last connection to a host failed, when that was on our way to it.
    pub(super) fn failure(&self, host: &str, port: u16) -> Option<FetchError> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&(host.to_owned(), port))
    }
}

impl Way {
    fn failed(&self, host: String, port: u16, error: FetchError) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.insert((host, port), error);
    }
}

async fn accept(listener: std::net::TcpListener, way: Arc<Way>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let way = way.clone();
        tokio::spawn(async move {
            let _ = serve(stream, &way).await;
        });
    }
}

/// One connection of the client: RFC 1928 with RFC 1929's user name and password.
async fn serve(mut client: TcpStream, way: &Way) -> io::Result<()> {
    let methods = counted(&mut client, 1).await?;
    let wanted = if methods.contains(&2) { 2 } else { 0xff };
    client.write_all(&[5, wanted]).await?;
    if wanted != 2 {
        return Ok(());
    }
    let _user = counted(&mut client, 1).await?;
    let length = client.read_u8().await?;
    let mut password = vec![0; usize::from(length)];
    client.read_exact(&mut password).await?;
    let known = password == way.secret.as_bytes();
    client.write_all(&[1, u8::from(!known)]).await?;
    if !known {
        return Ok(());
    }
    let mut head = [0; 4];
    client.read_exact(&mut head).await?;
    let host = match head[3] {
        1 => IpAddr::from(read::<4>(&mut client).await?).to_string(),
        4 => IpAddr::from(read::<16>(&mut client).await?).to_string(),
        3 => {
            let length = client.read_u8().await?;
            let mut name = vec![0; usize::from(length)];
            client.read_exact(&mut name).await?;
            String::from_utf8(name).map_err(|_| io::ErrorKind::InvalidData)?
        }
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let port = client.read_u16().await?;
    let refused = [5, 1, 0, 1, 0, 0, 0, 0, 0, 0];
    let accepted = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    let connected = match timeout(way.patience, connect(way, &host, port)).await {
        Ok(connected) => connected,
        Err(_) => Err(FetchError::Proxy {
            proxy: way.proxy.to_string(),
            why: format!("no connection through it in {:.1} s", way.patience.as_secs_f64()),
        }),
    };
    match connected {
        Ok(mut upstream) => {
            client.write_all(&accepted).await?;
            copy_bidirectional(&mut client, &mut upstream).await.map(drop)
        }
        Err(error) => {
            way.failed(host, port, error);
            client.write_all(&refused).await
        }
    }
}

/// Reads a version byte and what a length byte announces.
async fn counted(client: &mut TcpStream, skip: usize) -> io::Result<Vec<u8>> {
    let mut version = vec![0; skip];
    client.read_exact(&mut version).await?;
    let length = client.read_u8().await?;
    let mut bytes = vec![0; usize::from(length)];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// The address that a host may be asked at.
async fn judged(way: &Way, host: &str, port: u16) -> Result<IpAddr, FetchError> {
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let found = match plain.parse::<IpAddr>() {
        Ok(literal) => vec![literal],
        Err(_) => {
            let found = way.resolver.resolve(host).await;
            found.map_err(|_| FetchError::NoSuchHost(host.to_owned()))?
        }
    };
    let may = |address: &IpAddr| way.ground == Ground::Listed || is_public(*address);
    match (found.iter().find(|address| may(address)), found.first()) {
        (Some(address), _) => Ok(*address),
        (None, Some(address)) => {
            let (host, address) = (host.to_owned(), *address);
            Err(Refused::Private { host, address, port }.into())
        }
        (None, None) => Err(FetchError::NoSuchHost(host.to_owned())),
    }
}

async fn connect(way: &Way, host: &str, port: u16) -> Result<TcpStream, FetchError> {
    let address = judged(way, host, port).await?;
    let proxy = &way.proxy;
    let down = |why: String| FetchError::Proxy { proxy: proxy.to_string(), why };
    let mut stream = TcpStream::connect((proxy.host.as_str(), proxy.port))
        .await
        .map_err(|error| down(error.to_string()))?;
    let asked = match proxy.kind {
        ProxyKind::Http => tunnel(&mut stream, proxy, SocketAddr::new(address, port)).await,
        ProxyKind::Socks5 => socks(&mut stream, proxy, SocketAddr::new(address, port)).await,
    };
    match asked {
        Ok(None) => Ok(stream),
        Ok(Some(why)) => Err(down(why)),
        Err(error) => Err(down(format!("it ended the connection ({error})"))),
    }
}

/// `CONNECT` (RFC 9110, 9.3.6); gives what the proxy refused with.
async fn tunnel(
    stream: &mut TcpStream,
    proxy: &Proxy,
    target: SocketAddr,
) -> io::Result<Option<String>> {
    let mut head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some((user, password)) = &proxy.login {
        let both = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        head.push_str(&format!("Proxy-Authorization: Basic {both}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > LONGEST_HEAD {
            return Ok(Some("its answer has no end".to_owned()));
        }
        answer.push(stream.read_u8().await?);
    }
    let line = String::from_utf8_lossy(&answer);
    let line = line.lines().next().unwrap_or("").to_owned();
    let status = line.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
    Ok(match status {
        Some(200..=299) => None,
        Some(407) => Some("it asks for a login: put user:password@ before its host".to_owned()),
        Some(status) => Some(format!("it answered {status} to CONNECT {target}")),
        None => Some(format!("it is no HTTP proxy: {line:.60}")),
    })
}

async fn socks(
    stream: &mut TcpStream,
    proxy: &Proxy,
    target: SocketAddr,
) -> io::Result<Option<String>> {
    let method = if proxy.login.is_some() { 2 } else { 0 };
    stream.write_all(&[5, 1, method]).await?;
    let chosen = read::<2>(stream).await?;
    if chosen != [5, method] {
        let why = "it is no SOCKS5 proxy, or asks for a login: put user:password@ before its host";
        return Ok(Some(why.to_owned()));
    }
    if let Some((user, password)) = &proxy.login {
        let mut login = vec![1];
        for part in [user, password] {
            let part = &part.as_bytes()[..part.len().min(255)];
            login.push(part.len() as u8);
            login.extend_from_slice(part);
        }
        stream.write_all(&login).await?;
        if read::<2>(stream).await?[1] != 0 {
            return Ok(Some("it refuses the login".to_owned()));
        }
    }
    let mut request = vec![5, 1, 0];
    match target.ip() {
        IpAddr::V4(address) => {
            request.push(1);
            request.extend_from_slice(&address.octets());
        }
        IpAddr::V6(address) => {
            request.push(4);
            request.extend_from_slice(&address.octets());
        }
    }
    request.extend_from_slice(&target.port().to_be_bytes());
    stream.write_all(&request).await?;
    let head = read::<4>(stream).await?;
    let rest = match head[3] {
        1 => 6,
        4 => 18,
        _ => usize::from(stream.read_u8().await?) + 2,
    };
    let mut bound = vec![0; rest];
    stream.read_exact(&mut bound).await?;
    Ok((head[1] != 0)
        .then(|| format!("it could not connect to {target} (SOCKS reply {})", head[1])))
}
