//! What only the labelled blocks tell.

use crate::page::{Blocks, Metadata};

/// Completes the metadata with what only the labelled blocks tell: the heading, bylines, datelines,
/// the language of the text.
pub fn complete(metadata: &mut Metadata, blocks: &Blocks, url: Option<&str>) {
    let _ = (metadata, blocks, url);
}
