//! The small words within names.

/// Small words within the names of people, in order; two of them stand between two people.
const PARTICLES: [&str; 37] = [
    "af", "al", "and", "av", "ben", "bin", "d'", "da", "das", "de", "del", "della", "den", "der",
    "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "san", "st", "ten", "ter",
    "und", "van", "vom", "von", "y", "zu", "zum", "zur",
];

/// Whether a word in small letters may stand within a name: Mira `van` `der` Tolo.
#[must_use]
pub fn is_particle(word: &str) -> bool {
    PARTICLES.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_in_order() {
        assert!(PARTICLES.is_sorted_by(|a, b| a < b));
        assert!(is_particle("van") && !is_particle("Van") && !is_particle("ferry"));
    }
}
