//! What a script was to fill, where it was never run.

/// Letters beside the places to fill, at most.
const BESIDE: usize = 3;

/// Whether a text is places to fill between double braces, as Angular, Vue and Handlebars have them, and next to nothing
/// beside: `{{article.title}} - {{article.author}}`.
#[must_use]
pub fn is_template(text: &str) -> bool {
    // Hardly any text has one: looking for two takes a search that is prepared.
    let Some(first) = text.find('{').and_then(|at| Some(at + text[at..].find("{{")?)) else {
        return false;
    };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let (mut beside, mut rest) = (letters(&text[..first]), &text[first..]);
    while let Some((_, behind)) = rest.split_once("}}") {
        let next = behind.find("{{").unwrap_or(behind.len());
        beside += letters(&behind[..next]);
        rest = &behind[next..];
    }
    // One that never ends is none.
    rest.is_empty() && beside <= BESIDE
}

#[cfg(test)]
mod tests {
    use super::is_template;

    #[test]
    fn places_to_fill_are_told_from_text_about_them() {
        for text in [
            "{{article.title}}",
            "{{ user.name }} - {{ time*1000 | date : 'dd/MM' }}",
            "{{state === \"on\" ? \"Published\" : \"Draft\"}} le {{day}}",
        ] {
            assert!(is_template(text), "{text}");
        }
        for text in ["Write {{ name }} where the name goes.", "{{", "{{ name", "{ name }", ""] {
            assert!(!is_template(text), "{text}");
        }
    }
}
