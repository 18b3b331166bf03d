//! The shingles of texts that were stored or compared lately: copies of one story come close together,
//! and their files need not be read again for each.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::dedup::Shingles;

/// Bytes of shingles that are kept.
const KEPT: usize = 8 << 20;

/// Shingles by the ordinal of their text, the last that came.
#[derive(Debug, Default)]
pub(in crate::store) struct Recent {
    held: HashMap<u64, Arc<Shingles>>,
    order: VecDeque<u64>,
    bytes: usize,
}

impl Recent {
    pub(super) fn get(&self, ordinal: u64) -> Option<Arc<Shingles>> {
        self.held.get(&ordinal).cloned()
    }

    pub(in crate::store) fn keep(&mut self, ordinal: u64, shingles: Arc<Shingles>) {
        let size = shingles.size();
        if size > KEPT / 8 || self.held.contains_key(&ordinal) {
            return;
        }
        self.bytes += size;
        self.held.insert(ordinal, shingles);
        self.order.push_back(ordinal);
        while self.bytes > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            let gone = self.held.remove(&oldest);
            self.bytes -= gone.map_or(0, |gone| gone.size());
        }
    }

    /// Forgets everything: after a write that was taken back, ordinals are given again.
    pub(in crate::store) fn clear(&mut self) {
        *self = Recent::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_first_goes_first_and_memory_is_bounded() {
        let mut recent = Recent::default();
        let words: String = (0..40_000).map(|n| format!("w{n} ")).collect();
        let long = Arc::new(Shingles::new(&words));
        for ordinal in 0..100 {
            recent.keep(ordinal, long.clone());
        }
        assert!(recent.bytes <= KEPT && recent.bytes > KEPT / 2);
        assert!(recent.get(0).is_none());
        assert!(recent.get(99).is_some());
        recent.clear();
        assert!(recent.get(99).is_none());
        assert_eq!(recent.bytes, 0);
    }
}
