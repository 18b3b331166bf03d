//! Where a fetch may go: schemes, ports, hosts and, after DNS, addresses.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use thiserror::Error;
use url::{Host, Url};

use super::address::is_public;
use super::edges::Resolver;
use crate::config::{Endpoint, Fetch, LOGIN, has_login};

/// Why an address may not be fetched.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Neither http nor https.
    #[error("only http and https are fetched, not {0}")]
    Scheme(String),
    /// No host in the address.
    #[error("the address has no host")]
    NoHost,
    /// A user name or password before the host.
    #[error("{LOGIN}")]
    Credentials,
    /// A port that the configuration does not name.
    #[error("port {port} is not asked: name \"{host}:{port}\" in fetch.allow if it should be")]
    Port {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// An address outside the public Internet.
    #[error(
        "{host} leads to {address}, which is not on the public Internet: name \"{host}:{port}\" in fetch.allow if it should be asked"
    )]
    Private {
        /// The host.
        host: String,
        /// The address it leads to.
        address: IpAddr,
        /// The port that was to be asked.
        port: u16,
    },
}

/// On what ground an address may be asked. A connection made on one ground is never used on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ground {
    /// It is on the public Internet.
    Public,
    /// The configuration names its host and port.
    Listed,
}

/// The rules of where a fetch may go.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    ports: Vec<u16>,
    allow: Vec<Endpoint>,
}

impl Guard {
    pub(super) fn new(config: &Fetch) -> Guard {
        Guard { ports: config.ports.clone(), allow: config.allow.clone() }
    }

    /// Judges an address before it is asked. A host name is judged again once it is resolved, by
    /// [`GuardedResolver`]; an IP literal never reaches a resolver and is judged here.
    pub(super) fn check(&self, url: &Url) -> Result<Ground, Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme(url.scheme().to_owned()));
        }
        if has_login(url) {
            return Err(Refused::Credentials);
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Refused::NoHost);
        };
        let name = host.to_string();
        let name = name.trim_end_matches('.');
        if self.allow.iter().any(|entry| entry.port == port && entry.host == name) {
            return Ok(Ground::Listed);
        }
        if !self.ports.contains(&port) {
            return Err(Refused::Port { host: name.to_owned(), port });
        }
        let literal = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        match literal {
            Some(address) if !is_public(address) => {
                Err(Refused::Private { host: name.to_owned(), address, port })
            }
            _ => Ok(Ground::Public),
        }
    }
}

/// Resolves names for one of the two clients. The one for the public Internet gets only public
/// addresses, at every connection anew, so that a name which changes its address between the check
/// and the connection gains nothing.
pub(super) struct GuardedResolver {
    pub(super) inner: Arc<dyn Resolver>,
    pub(super) ground: Ground,
}

impl fmt::Debug for GuardedResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedResolver").field("ground", &self.ground).finish_non_exhaustive()
    }
}

impl reqwest::dns::Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let (inner, ground) = (self.inner.clone(), self.ground);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = inner.resolve(&host).await?;
            let mut private = None;
            let mut usable = Vec::with_capacity(found.len());
            for address in found {
                if ground == Ground::Listed || is_public(address) {
                    // Port 0 is replaced by the address's own.
                    usable.push(std::net::SocketAddr::new(address, 0));
                } else {
                    private = Some(address);
                }
            }
            match (usable.is_empty(), private) {
                (true, Some(address)) => {
                    Err(Box::new(Refused::Private { host, address, port: 0 }) as _)
                }
                (true, None) => Err(Box::new(NoAddress(host)) as _),
                (false, _) => Ok(Box::new(usable.into_iter()) as _),
            }
        })
    }
}

/// A name without an address.
#[derive(Debug, Error)]
#[error("{0} has no address")]
pub(super) struct NoAddress(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<Ground, Refused> {
        let config = Fetch {
            allow: vec![
                Endpoint { host: "127.0.0.1".to_owned(), port: 8080 },
                Endpoint { host: "intranet.example".to_owned(), port: 80 },
            ],
            ..Fetch::default()
        };
        Guard::new(&config).check(&Url::parse(url).unwrap())
    }

    #[test]
    fn only_http_and_https_on_the_named_ports() {
        assert_eq!(check("https://example.org/"), Ok(Ground::Public));
        assert_eq!(check("http://example.org:443/"), Ok(Ground::Public));
        for scheme in
            ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:,x"]
        {
            assert!(matches!(check(scheme), Err(Refused::Scheme(_))), "{scheme}");
        }
        for port in ["http://example.org:22/", "https://example.org:8443/", "http://example.org:0/"]
        {
            assert!(matches!(check(port), Err(Refused::Port { .. })), "{port}");
        }
    }

    #[test]
    fn a_private_address_is_refused_however_it_is_spelled() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://127。0。0。1/",
            "http://①②⑦.0.0.1/",
            "http://%31%32%37.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[0:0:0:0:0:ffff:7f00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[fe80::1]/",
            "http://0/",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            assert!(matches!(check(url), Err(Refused::Private { .. })), "{url}: {:?}", check(url));
        }
    }

    #[test]
    fn credentials_before_the_host_are_refused() {
        assert_eq!(check("http://user@example.org/"), Err(Refused::Credentials));
        assert_eq!(check("http://example.org@127.0.0.1/"), Err(Refused::Credentials));
        assert_eq!(check("http://:secret@example.org/"), Err(Refused::Credentials));
    }

    #[test]
    fn the_allow_list_opens_one_host_and_port_and_no_other() {
        assert_eq!(check("http://127.0.0.1:8080/x"), Ok(Ground::Listed));
        assert_eq!(check("http://0x7f.1:8080/x"), Ok(Ground::Listed), "another spelling of it");
        assert!(matches!(check("http://127.0.0.1:8081/"), Err(Refused::Port { .. })));
        assert!(matches!(check("http://127.0.0.1/"), Err(Refused::Private { .. })));
        assert!(matches!(check("http://127.0.0.2:8080/"), Err(Refused::Port { .. })));
        assert_eq!(check("http://intranet.example./"), Ok(Ground::Listed));
        assert_eq!(check("https://intranet.example/"), Ok(Ground::Public), "another port");
    }
}
