//! What is wanted of texts that are nearly the same.

use serde::{Deserialize, Serialize};

/// What is done with a text that is nearly one that the archive has, at an address that had none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// It is stored, and the two are linked.
    #[default]
    Link,
    /// One that says the same but for a few words, or under another headline, is not stored; the capture is recorded
    /// and names the text it is near to. What shares less, and new versions of a page, are stored all the same.
    Skip,
}

impl Near {
    /// The two choices, as they are written in config.toml and on the command line.
    pub const NAMES: [(&'static str, Near); 2] = [("link", Near::Link), ("skip", Near::Skip)];
}
