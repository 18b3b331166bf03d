//! Where pages come from.

pub mod saved;
