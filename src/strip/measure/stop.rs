//! Stop words, by the hash that [`crate::strip::measure`] gives a word.

use std::sync::LazyLock;

use super::measure;
use crate::lexicon;
use crate::strip::hashed::set::HashedSet;

static STOP: LazyLock<HashedSet> = LazyLock::new(|| {
    let mut set = HashedSet::with_room_for(2600);
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

/// The stop words of every language.
pub(in crate::strip) fn words() -> &'static HashedSet {
    &STOP
}
