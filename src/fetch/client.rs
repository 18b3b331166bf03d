//! The HTTP clients. None can be built without the guard in its resolver.

use std::fs;
use std::sync::{Arc, Once};

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

use super::cookies::Jar;
use super::edges::Edges;
use super::error::FetchError;
use super::guard::{Ground, GuardedResolver};
use crate::config::Fetch;

/// The product token: what robots.txt groups are looked up by.
pub const PRODUCT: &str = "spoglio";

/// One client for each ground, so that a connection made on one is never used on the other.
#[derive(Debug)]
pub(super) struct Clients {
    public: Client,
    listed: Client,
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
                .map_err(|error| {
                    FetchError::Setup(format!(
                        "fetch.roots: {}: {error}: name a PEM file of certificates",
                        path.display()
                    ))
                })?,
        };
        let jar = Arc::new(Jar::default());
        let client = |ground| {
            let resolver = GuardedResolver { inner: edges.resolver.clone(), ground };
            let builder = builder(config, resolver, jar.clone()).tls_certs_merge(roots.clone());
            builder.build().or_else(|first| {
                // A machine without root certificates: those of Mozilla, as they were when this
                // program was built, still tell right from wrong.
                let resolver = GuardedResolver { inner: edges.resolver.clone(), ground };
                let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS
                    .iter()
                    .filter_map(|der| Certificate::from_der(der).ok());
                builder_with_roots(config, resolver, jar.clone(), mozilla, &roots)
                    .build()
                    .map_err(|_| FetchError::Setup(format!("no HTTP client: {}", chain(&first))))
            })
        };
        Ok(Clients { public: client(Ground::Public)?, listed: client(Ground::Listed)? })
    }

    pub(super) fn of(&self, ground: Ground) -> &Client {
        match ground {
            Ground::Public => &self.public,
            Ground::Listed => &self.listed,
        }
    }
}

fn builder_with_roots(
    config: &Fetch,
    resolver: GuardedResolver,
    jar: Arc<Jar>,
    mozilla: impl Iterator<Item = Certificate>,
    own: &[Certificate],
) -> ClientBuilder {
    builder(config, resolver, jar).tls_certs_only(mozilla.chain(own.iter().cloned()))
}

fn builder(config: &Fetch, resolver: GuardedResolver, jar: Arc<Jar>) -> ClientBuilder {
    Client::builder()
        .user_agent(user_agent(&config.contact))
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .connect_timeout(config.connect_timeout)
        .pool_max_idle_per_host(1)
        .http1_max_headers(256)
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
