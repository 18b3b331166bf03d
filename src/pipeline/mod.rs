//! Whole ways through the stages: one page ([`clean()`], pure), all cores ([`in_order`]), a run over
//! the sources.

mod answer;
mod broken_off;
mod captured;
mod clean;
mod cleaner_name;
mod discover;
mod guarded;
pub mod import;
mod kind;
mod lost;
mod ordered;
mod profiles;
pub mod reclean;
mod record;
mod revisit;
pub mod run;
mod saved_from;
mod taken_over;

pub use captured::marks;
pub use clean::{Cleaned, Cleaner, Options, RawPage, clean};
pub use cleaner_name::cleaner_name;
pub use discover::{Offer, discover, try_source};
pub use guarded::Defect;
pub use kind::Kind;
pub use ordered::in_order;
pub use profiles::learn_stored;
pub use record::Record;
pub use taken_over::taken_over;
