//! Where pages come from: what a source holds, read into candidates. Nothing here fetches; bytes are
//! handed in.

mod article_address;
mod brackets;
mod candidate;
mod carried;
mod dialect;
pub mod feed;
mod headline;
pub mod hub;
mod item_list;
mod json_feed;
pub mod list;
pub mod mailbox;
mod mend;
pub mod pattern;
pub mod saved;
pub mod schedule;
pub mod sitemap;
pub mod sitemap_index;

pub use candidate::{Candidate, Page, gather, is_front_page};
