//! The Arabic article, which is written as one with its word, as are the shortest particles before it.

const ARTICLE: &str = "ال";
/// What the article becomes where a particle stands before it.
const JOINED: [&str; 4] = ["ال", "وال", "بال", "لل"];
/// Letters of the shortest word of which it can be told that it begins with an article.
const SHORTEST: usize = 3;

/// The other forms of a folded word: with the article, or without the one that it has. None of a word in another
/// script.
pub(super) fn other_forms(word: &str) -> Vec<String> {
    let arabic = |c: char| matches!(c, '\u{621}'..='\u{64a}');
    if word.chars().count() < SHORTEST || !word.chars().all(arabic) {
        return Vec::new();
    }
    match word.strip_prefix(ARTICLE) {
        Some(bare) if bare.chars().count() >= SHORTEST => {
            let joined = JOINED.iter().filter(|form| **form != ARTICLE);
            let joined = joined.map(|form| format!("{form}{bare}"));
            std::iter::once(bare.to_owned()).chain(joined).collect()
        }
        _ => JOINED.iter().map(|form| format!("{form}{word}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_looked_for_with_its_article_and_without() {
        assert_eq!(other_forms("طريق"), ["الطريق", "والطريق", "بالطريق", "للطريق"]);
        assert_eq!(other_forms("الطريق"), ["طريق", "والطريق", "بالطريق", "للطريق"]);
        // Begins so without an article.
        assert_eq!(other_forms("الو")[0], "الالو");
        for word in ["river", "у", "في", "دریاچه"] {
            assert!(other_forms(word).is_empty(), "{word}");
        }
    }
}
