//! Bounds on what a page may hold.

/// Bounds on what a page may hold. What lies beyond a bound is flattened or cut, and said so in
/// [`super::Document::notes`]; it is never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested deeper than this are flattened into their ancestor at this depth. The parts
    /// of a table and elements without content of their own may stand a few levels deeper.
    pub depth: u16,
    /// Nodes in the arena; a page with more ends there.
    pub nodes: u32,
    /// Attributes read of one tag.
    pub attributes: u16,
    /// Bytes of input; the rest is cut off. No more than 1 GiB is read in any case.
    pub input: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 512, nodes: 4_000_000, attributes: 256, input: 256 << 20 }
    }
}
