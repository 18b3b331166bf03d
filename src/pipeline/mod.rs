//! Whole ways through the stages: one page ([`clean`], pure), all cores, a run over the sources.

mod clean;

pub use clean::{Cleaned, Kind, Options, RawPage, clean};
