//! The HTTP clients. None can be built without the guard in its resolver.

use std::fs;
use std::sync::{Arc, Once};

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

use super::cookies::Jar;
use super::edges::Edges;
use super::error::FetchError;
use super::guard::{Ground, GuardedResolver};
use super::relay::Relay;
use super::standing::TellsWhenItStands;
use crate::config::Fetch;
use crate::page::hex;

/// The product token: what robots.txt groups are looked up by.
pub const PRODUCT: &str = "spoglio";

/// One client for each ground, so that a connection made on one is never used on the other.
#[derive(Debug)]
pub(super) struct Clients {
    public: Way,
    listed: Way,
}

/// A client, and the relay it goes through when there is a proxy.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) client: Client,
    pub(super) relay: Option<Relay>,
}

impl Clients {
    pub(super) fn new(config: &Fetch, edges: &Edges) -> Result<Clients, FetchError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails only when one is installed already, which then serves.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let roots = match &config.roots {
            None => Vec::new(),
            Some(path) => fs::read(path)
                .map_err(|error| error.to_string())
                .and_then(|pem| {
                    Certificate::from_pem_bundle(&pem).map_err(|error| error.to_string())
                })
                .and_then(|roots| match roots.is_empty() {
                    true => Err("no certificate is in it".to_owned()),
                    false => Ok(roots),
                })
                .map_err(|error| {
                    FetchError::Setup(format!(
                        "fetch.roots: {}: {error}: name a PEM file of certificates",
                        path.display()
                    ))
                })?,
        };
        let jar = Arc::new(Jar::new(edges.clone()));
        let client = |ground| {
            let relay = relay(config, edges, ground)?;
            let resolver = GuardedResolver { inner: edges.resolver.clone(), ground };
            let through = through(relay.as_ref())?;
            let first = builder(config, resolver, jar.clone(), through.clone());
            let built = first.tls_certs_merge(roots.clone()).build().or_else(|first| {
                // A machine without root certificates: those of Mozilla, as they were when this
                // program was built, still tell right from wrong.
                let resolver = GuardedResolver { inner: edges.resolver.clone(), ground };
                let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS
                    .iter()
                    .filter_map(|der| Certificate::from_der(der).ok());
                let roots = mozilla.chain(roots.iter().cloned());
                builder(config, resolver, jar.clone(), through)
                    .tls_certs_only(roots)
                    .build()
                    .map_err(|_| FetchError::Setup(format!("no HTTP client: {}", chain(&first))))
            });
            built.map(|client| Way { client, relay })
        };
        Ok(Clients { public: client(Ground::Public)?, listed: client(Ground::Listed)? })
    }

    pub(super) fn of(&self, ground: Ground) -> &Way {
        match ground {
            Ground::Public => &self.public,
            Ground::Listed => &self.listed,
        }
    }
}

/// The relay to the configured proxy.
fn relay(config: &Fetch, edges: &Edges, ground: Ground) -> Result<Option<Relay>, FetchError> {
    let Some(proxy) = &config.proxy else { return Ok(None) };
    let mut secret = [0; 16];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut secret).map_err(|_| FetchError::Setup("no random bits here".to_owned()))?;
    Relay::start(proxy, ground, edges.resolver.clone(), config.connect_timeout, hex(&secret))
        .map(Some)
        .map_err(|error| FetchError::Setup(format!("no way to the proxy: {error}")))
}

fn through(relay: Option<&Relay>) -> Result<Option<reqwest::Proxy>, FetchError> {
    let proxy = relay.map(|relay| reqwest::Proxy::all(relay.url())).transpose();
    proxy.map_err(|error| FetchError::Setup(format!("no way to the proxy: {error}")))
}

fn builder(
    config: &Fetch,
    resolver: GuardedResolver,
    jar: Arc<Jar>,
    through: Option<reqwest::Proxy>,
) -> ClientBuilder {
    let builder = Client::builder().no_proxy();
    let builder = match through {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    };
    builder
        .user_agent(user_agent(&config.contact))
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(config.connect_timeout)
        .connector_layer(TellsWhenItStands)
        .pool_max_idle_per_host(1)
        .http1_max_headers(256)
        // Whole servers write such heads, and browsers read them.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .cookie_provider(jar)
        .dns_resolver(resolver)
}

/// What the `User-Agent` header says.
#[must_use]
pub fn user_agent(contact: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match contact {
        "" => format!("{PRODUCT}/{version}"),
        contact => format!("{PRODUCT}/{version} (+{contact})"),
    }
}

/// An error with what caused it, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !words.contains(&text) {
            words.push_str(": ");
            words.push_str(&text);
        }
        source = cause.source();
    }
    words.replace(['\n', '\r'], " ")
}
