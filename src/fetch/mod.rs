//! Pages from the network: where a fetch may go ([`Refused`]), robots.txt, politeness, time-outs and
//! limits, redirects by our own policy, retries.
//!
//! No client can be built without the guard: addresses outside the public Internet are refused for
//! literals before a request, for names after DNS at every connection, and at every redirect.

mod address;
mod client;
mod cookies;
mod edges;
mod error;
mod exchange;
mod fetched;
mod fetcher;
mod guard;
mod hosts;
mod own_files;
mod relay;
mod render;
mod reserved;
mod rests;
mod retry_after;
mod robots;
mod sites;
mod standing;

pub use address::is_public;
pub use client::{PRODUCT, user_agent};
pub use edges::{Edges, Resolver, Resolving, SystemResolver};
pub use error::{FetchError, Wait};
pub use exchange::{Exchange, Validators};
pub use fetched::{Fetched, GONE, Rendered};
pub use fetcher::Fetcher;
pub use guard::Refused;
pub use render::find_browser;
pub use reserved::forbidden;
pub use robots::{Permission, Rules};
pub use sites::FILE as ROBOTS_FILE;

pub(crate) use hosts::key as host_key;
pub use rests::Rest;
