//! What a fetch takes from the world: the time, names' addresses, chance. Handed in, so that tests
//! can hand in something else.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};

/// A resolution under way.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Turns a host's name into its addresses.
pub trait Resolver: Send + Sync {
    /// The addresses of a host.
    fn resolve(&self, host: &str) -> Resolving;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, host: &str) -> Resolving {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The time, names' addresses and chance, as a program finds them in the world.
#[derive(Clone)]
pub struct Edges {
    /// The wall clock.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A number from 0 to below 1, another at each call.
    pub chance: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Names to addresses.
    pub resolver: Arc<dyn Resolver>,
}

impl Edges {
    /// The real ones.
    #[must_use]
    pub fn real() -> Edges {
        Edges {
            now: Arc::new(Utc::now),
            chance: Arc::new(chance),
            resolver: Arc::new(SystemResolver),
        }
    }
}

impl fmt::Debug for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edges")
    }
}

/// Chance good enough to spread retries: the standard library seeds its hash maps from the system.
fn chance() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};
    let bits = RandomState::new().hash_one(0u8) >> 11;
    bits as f64 / (1u64 << 53) as f64
}
