//! Stop words, by the hash that [`super::measure`] gives a word.

use std::sync::LazyLock;

use super::measure::measure;
use super::table::HashedSet;
use crate::lexicon;

static STOP: LazyLock<HashedSet> = LazyLock::new(|| {
    let mut set = HashedSet::with_room_for(2048);
    let mut words = Vec::new();
    for word in lexicon::stop_words() {
        words.clear();
        measure(word, &mut words);
        if let [word] = words[..] {
            set.insert(word);
        }
    }
    set
});

/// Whether a word is a stop word of any language.
pub(super) fn is_stop(word: u32) -> bool {
    STOP.has(word)
}
