//! What a site repeats across its pages: its furniture, learned from pages that were seen.
//!
//! A page leaves [`Marks`]: a digest of each block's text with where it stood and what it was taken
//! for. [`learn()`] makes a [`SiteProfile`] of the marks of some pages, and [`Profiles`] are those of
//! many sites, for [`crate::strip`] to look into. Everything is arithmetic over what it is given:
//! the same pages give the same profile, whatever their order, and a profile's version is a digest
//! of what it says.

mod file;
mod key;
mod learn;
mod marks;
mod site;
mod sites;

pub use file::{FileError, read, written};
pub use key::key;
pub use learn::{Gathered, LEAST, PAGES, Seen, learn};
pub use marks::{MARKS, Mark, Marks};
pub use site::{Furniture, SiteProfile};
pub use sites::{Profiles, host_of};

#[cfg(test)]
mod tests;
