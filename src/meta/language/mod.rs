//! The page's language: what it says, and what its text shows.

mod script;
mod tag;

pub(in crate::meta) use tag::canonical;

/// Less text than this proves nothing, in letters.
const ENOUGH: usize = 150;
/// The same where a script tells the language.
const SIGNS: usize = 20;

/// The language of a text where that is certain and is not the one claimed: the claim stands
/// wherever the text does not clearly speak against it.
///
/// Told by script where that suffices, by stop words where the claim holds, and by whatlang's
/// trigrams (<https://github.com/greyblake/whatlang-rs>) where it does not.
pub(super) fn of_text(sample: &str, claimed: Option<&str>) -> Option<&'static str> {
    let claimed = claimed.map(|tag| tag.split('-').next().unwrap_or(tag));
    let of_ascii = sample.bytes().filter(u8::is_ascii_alphabetic).count();
    let ascii = sample.is_ascii();
    let other = |c: &char| !c.is_ascii() && c.is_alphabetic();
    let others = if ascii { 0 } else { sample.chars().filter(other).count() };
    let letters = of_ascii + others;
    let script = if ascii { None } else { script::of(sample) };
    if let Some((script, count)) = script
        && count * 2 > letters
        && count >= SIGNS
    {
        return script.language(sample, claimed);
    }
    if letters < ENOUGH {
        let unclaimed = claimed.is_none() && others * 2 > letters && others >= SIGNS;
        return if unclaimed { script::cyrillic(sample) } else { None };
    }
    let counts = crate::lexicon::stop_words_by_language(sample);
    let most = counts.iter().max_by_key(|(_, count)| *count)?;
    let same = |tag: &str| claimed.is_some_and(|claimed| relative(claimed) == relative(tag));
    if same(most.0) {
        return None;
    }
    // The claimed language's stop words are almost as many: two that are close, or mixed text.
    let of_claim = counts.iter().filter(|(tag, _)| same(tag)).map(|(_, count)| *count).max();
    if of_claim.is_some_and(|count| count * 4 >= most.1 * 3) {
        return None;
    }
    if claimed.is_none() && is_clear(&counts, *most) {
        return Some(most.0);
    }
    // A language that neither stop words nor trigrams know has no one to speak for it.
    let unknown = |tag: &str| !CODES.iter().any(|(_, known)| relative(known) == relative(tag));
    if claimed.is_some_and(unknown) && (most.1 as usize) * 3 < sample.split_whitespace().count() {
        return None;
    }
    let found = whatlang::detect(sample)?;
    let tag = two_letters(found.lang().code())?;
    if same(tag) {
        return None;
    }
    // Trigrams are not sure of a text in two languages, of which the claimed one is neither.
    if most.1 >= MANY && of_claim.is_some_and(|count| count * 4 < most.1) {
        return Some(most.0);
    }
    let agree = relative(tag) == relative(most.0) && most.1 >= 12;
    let certain = agree && found.is_reliable() || found.confidence() > 0.95 && letters >= 400;
    (certain || claimed.is_none() && (agree || found.is_reliable())).then_some(tag)
}

/// Stop words from which they alone tell a language, where no other has half as many.
const MANY: u32 = 20;

/// Whether stop words alone tell the language of a text: trigrams cost many times as much, and say the
/// same. Languages that have near relatives are left to them.
fn is_clear(counts: &[(&'static str, u32)], most: (&'static str, u32)) -> bool {
    let alone = !matches!(relative(most.0), "no" | "hr" | "id" | "cs" | "es");
    let others = counts.iter().filter(|(tag, _)| *tag != most.0).map(|(_, count)| *count);
    alone && most.1 >= MANY && others.max().is_none_or(|count| count * 2 < most.1)
}

/// Languages that one is often called for another of, or that texts do not tell apart.
fn relative(tag: &str) -> &str {
    match tag {
        "nb" | "nn" | "no" | "da" => "no",
        "hr" | "bs" | "sr" | "sh" => "hr",
        "id" | "ms" => "id",
        "cs" | "sk" => "cs",
        "gsw" | "als" | "bar" | "de" => "de",
        "ca" | "gl" | "ast" | "es" => "es",
        other => other,
    }
}

/// The languages that whatlang knows, and their tags of two letters.
const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "no"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// The tag of two letters for a code of three that whatlang gives.
fn two_letters(code: &str) -> Option<&'static str> {
    CODES.binary_search_by_key(&code, |(from, _)| from).ok().map(|found| CODES[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_their_languages() {
        let japanese = "東京都は来年の春から始まる新しい計画を発表した。住民の意見を聞くという。";
        assert_eq!(of_text(japanese, Some("en")), Some("ja"));
        assert_eq!(of_text(japanese, Some("ja")), None);
        let chinese = "北京市政府宣布了新的计划，明年春天开始实施，并将听取居民的意见和建议。";
        assert_eq!(of_text(chinese, None), Some("zh"));
        assert_eq!(of_text(chinese, Some("zh")), None);
        let korean = "서울시는 내년 봄부터 시작되는 새로운 계획을 발표했다. 주민 의견도 듣는다.";
        assert_eq!(of_text(korean, Some("en")), Some("ko"));
        assert_eq!(of_text("", Some("en")), None);
    }

    #[test]
    fn a_language_that_nothing_knows_stands_as_claimed() {
        let albanian = "Pesë persona janë plagosur me thikë, gjatë një sulmi në një qendër tregtare, në \
                        qytetin pranë lumit. Njerëzit brenda qendrës tregtare janë evakuuar dhe \
                        transporti publik është ndalur së funksionuari. Policia ka arrestuar një \
                        burrë të moshës dyzet vjeç, dhe e ka dyshuar atë për sulm të rëndë. Një \
                        zëdhënës i policisë konfirmoi se të plagosurit janë dërguar në spital. Në \
                        këtë fazë të hershme, ne jemi duke mbajtur të hapur motivin e këtij \
                        incidenti të tmerrshëm, tha ai.";
        assert_eq!(of_text(albanian, Some("sq")), None);
        let french = "Le pont sur la rivière a été rouvert vendredi matin par le maire, qui a parlé d'un \
                      jour de joie pour toute la vallée. Les travaux avaient duré neuf ans, et les \
                      commerçants de la vieille ville se sont plaints du bruit, de la poussière et \
                      des clients qui ne sont pas venus. Il reste à payer la moitié de la facture.";
        assert_eq!(of_text(french, Some("sq")), Some("fr"));
    }

    #[test]
    fn every_language_of_whatlang_has_a_tag() {
        for lang in whatlang::Lang::all() {
            assert!(two_letters(lang.code()).is_some(), "{}", lang.code());
        }
    }
}
