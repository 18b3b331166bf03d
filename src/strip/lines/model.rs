//! The trained line model: how probable it is of each block that it belongs to the article.

use std::sync::LazyLock;

use super::features::{self, Sums};
use super::likely::likely;
use super::rules::{Page, Ruling};
use crate::page::Label;
use crate::strip::forest::{Bytes, Forest};

/// What the file begins with.
const MAGIC: u32 = u32::from_le_bytes(*b"SPGF");
/// The layout of the file.
const VERSION: u16 = 1;

static SHIPPED: LazyLock<Option<Forest>> = LazyLock::new(|| read(include_bytes!("model.bin")));

/// Reads a model file. `None` when it is not one, or was trained on other features than these.
fn read(bytes: &[u8]) -> Option<Forest> {
    let mut bytes = Bytes(bytes);
    if bytes.u32()? != MAGIC || bytes.u16()? != VERSION || bytes.u32()? != fingerprint() {
        return None;
    }
    let _floor = bytes.f32()?;
    let _stages = bytes.u8()?;
    Forest::read(&mut bytes).filter(|forest| forest.width() <= features::names().len())
}

/// The probability of each block. A block that a rule has dropped has none. Without a model file,
/// which a test forbids, stretches of running text decide.
pub(super) fn probabilities(page: &Page<'_>, rulings: &[Option<Ruling>], sums: &Sums) -> Vec<f32> {
    let Some(forest) = SHIPPED.as_ref() else { return likely(page, rulings) };
    let likely = likely(page, rulings);
    let mut row = Vec::with_capacity(features::names_count());
    (0..page.len())
        .map(|at| {
            if let Some(ruling) = rulings[at] {
                return f32::from(u8::from(ruling.label == Label::Title));
            }
            // one row at a time: the memory they take does not grow with the text
            features::fill(page, rulings, sums, at..at + 1, &mut row);
            let p = forest.probability(&row);
            // running text of the page's main stretch has the benefit of the doubt: trained on
            // whole pages, the model is unsure of texts with little around them
            if likely[at] > 0.8 { (p + likely[at]) / 2.0 } else { p }
        })
        .collect()
}

/// A hash of the names of all features, so that a model cannot be used with others.
pub(super) fn fingerprint() -> u32 {
    let mut hash = 0x811c_9dc5u32;
    for byte in features::names().join("\n").bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_fits_the_features() {
        assert!(SHIPPED.is_some(), "train the line model again: its features have changed");
        assert_eq!(features::names_count(), features::names().len());
    }

    #[test]
    fn a_cut_file_is_refused() {
        let bytes = include_bytes!("model.bin");
        assert!(read(&bytes[..bytes.len() / 2]).is_none());
        assert!(read(b"").is_none());
        assert!(read(b"not a model at all").is_none());
    }
}
