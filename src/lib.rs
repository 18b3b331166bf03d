//! spoglio fetches news articles, strips the furniture around them, drops what it already has and
//! keeps the clean texts in an archive whose file names prove their content.
//!
//! The way a page takes, and the rooms it passes:
//!
//! ```text
//! source ─▶ fetch ─▶ decode ─▶ html ─▶ strip ─▶ text ─▶ dedup ─▶ store
//!                       └──────── pure, synchronous ───────┘
//! ```
//!
//! [`pipeline::clean`] is the only road from bytes to a clean text. ARCHITECTURE.md has the map and
//! the rule of who may import whom.

#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod config;
pub mod decode;
pub mod dedup;
pub mod explain;
pub mod fetch;
pub mod html;
pub mod lexicon;
pub mod meta;
pub mod page;
pub mod pipeline;
pub mod profile;
pub mod serve;
pub mod source;
pub mod store;
pub mod strip;
pub mod text;
