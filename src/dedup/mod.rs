//! Two texts held against each other: what changed from one version to the next, and whether two
//! texts are nearly the same.

mod beginning;
mod change;
mod class;
mod near;
mod sentences;
mod spelling;

pub use beginning::is_beginning;
pub use change::{Change, Piece, Span, change};
pub use class::{VersionClass, classify};
pub(crate) use near::is_unspaced;
pub use near::{Likeness, NEARLY_THE_SAME, NearClass, Shingles, near_class};
