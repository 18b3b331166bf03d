//! Of the project's pipeline, the pure part.

#[path = "../../src/pipeline/clean.rs"]
mod clean;
#[path = "../../src/pipeline/kind.rs"]
pub mod kind;

pub use clean::{Cleaner, Options, RawPage};
