//! Languages by the script of a text, and by the letters that only they have of it.

use std::ops::RangeInclusive;

use whatlang::{Detector, Lang};

/// How much of a sample is looked at to tell its script, in characters.
const SAMPLE: usize = 600;
/// From what share of a text's letters a language's own letters tell it, in hundredths.
const OWN: usize = 2;

/// A script that only some languages are written in.
#[derive(Debug)]
pub(super) struct Script {
    letters: RangeInclusive<char>,
    /// The most common first.
    languages: &'static [&'static str],
}

const fn script(from: char, to: char, languages: &'static [&'static str]) -> Script {
    Script { letters: from..=to, languages }
}

/// By their letters' place in Unicode.
static SCRIPTS: [Script; 25] = [
    script('\u{370}', '\u{3ff}', &["el"]),
    script('\u{530}', '\u{58f}', &["hy"]),
    script('\u{590}', '\u{5ff}', &["he", "yi"]),
    script('\u{600}', '\u{6ff}', &["ar", "fa", "ur", "ps", "ckb", "ku", "ug", "sd", "az", "pnb"]),
    script('\u{780}', '\u{7bf}', &["dv"]),
    script('\u{900}', '\u{97f}', &["hi", "mr", "ne", "sa", "mai", "bho"]),
    script('\u{980}', '\u{9ff}', &["bn", "as"]),
    script('\u{a00}', '\u{a7f}', &["pa"]),
    script('\u{a80}', '\u{aff}', &["gu"]),
    script('\u{b00}', '\u{b7f}', &["or"]),
    script('\u{b80}', '\u{bff}', &["ta"]),
    script('\u{c00}', '\u{c7f}', &["te"]),
    script('\u{c80}', '\u{cff}', &["kn"]),
    script('\u{d00}', '\u{d7f}', &["ml"]),
    script('\u{d80}', '\u{dff}', &["si"]),
    script('\u{e00}', '\u{e7f}', &["th"]),
    script('\u{e80}', '\u{eff}', &["lo"]),
    script('\u{f00}', '\u{fff}', &["bo", "dz"]),
    script('\u{1000}', '\u{109f}', &["my"]),
    script('\u{10a0}', '\u{10ff}', &["ka"]),
    script('\u{1200}', '\u{137f}', &["am", "ti"]),
    script('\u{1780}', '\u{17ff}', &["km"]),
    script('\u{3040}', '\u{30ff}', &["ja"]),
    script('\u{4e00}', '\u{9fff}', &["zh", "yue"]),
    script('\u{ac00}', '\u{d7af}', &["ko"]),
];
const KANA: usize = 22;
const HAN: usize = 23;

/// The script that most of a sample is written in, and how many letters of it the sample has.
pub(super) fn of(sample: &str) -> Option<(&'static Script, usize)> {
    let mut counts = [0; SCRIPTS.len()];
    for c in sample.chars().take(SAMPLE).filter(|c| *c >= *SCRIPTS[0].letters.start()) {
        let next = SCRIPTS.partition_point(|script| *script.letters.start() <= c);
        let Some(at) = next.checked_sub(1) else { continue };
        counts[at] += usize::from(SCRIPTS[at].letters.contains(&c));
    }
    // Japanese mixes both; a text of ideographs alone is Chinese.
    if counts[KANA] * 10 > counts[HAN] {
        counts[KANA] += counts[HAN];
        counts[HAN] = 0;
    } else {
        counts[KANA] = 0;
    }
    let most = (0..SCRIPTS.len()).max_by_key(|at| counts[*at]).filter(|at| counts[*at] > 0)?;
    Some((&SCRIPTS[most], counts[most]))
}

impl Script {
    /// The language of a text in this script, unless it is the one claimed: a claim stands for any language of the
    /// script, but where letters tell that it is another of those that letters tell.
    pub(super) fn language(&self, sample: &str, claimed: Option<&str>) -> Option<&'static str> {
        let claimed = claimed.map(|tag| if tag == "ku" { "ckb" } else { tag });
        let own = self.languages[0] == "ar";
        let told =
            |tag: &str| own && (tag == "ar" || ARABIC.iter().any(|(known, _)| *known == tag));
        if claimed.is_some_and(|tag| self.languages.contains(&tag) && !told(tag)) {
            return None;
        }
        let found = match self.languages[0] {
            "ar" => arabic(sample),
            "he" => among(sample, &[(Lang::Heb, "he"), (Lang::Yid, "yi")]),
            "bn" if sample.contains(['ৰ', 'ৱ']) => "as",
            "hi" => among(sample, &[(Lang::Hin, "hi"), (Lang::Mar, "mr"), (Lang::Nep, "ne")]),
            first => first,
        };
        (claimed != Some(found)).then_some(found)
    }
}

/// Letters that Arabic lacks, and that of the languages written in its script only one has, or few; Persian's, which
/// most of them have, come last.
const ARABIC: [(&str, &str); 6] = [
    ("ur", "ٹڈڑںےہ"),
    ("ckb", "ێۆڕڵە"),
    ("ug", "ۇۈۋڭېە"),
    ("ps", "ښړډۍځڅټې"),
    ("sd", "ڪٿڀڻڄڃڇٻ"),
    ("fa", "پچژگکی"),
];

fn arabic(sample: &str) -> &'static str {
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let share = |own: &str| sample.chars().filter(|c| own.contains(*c)).count();
    let (persian, others) =
        ARABIC.split_last().map_or((None, &ARABIC[..]), |(last, rest)| (Some(last), rest));
    let most = others.iter().max_by_key(|(_, own)| share(own)).into_iter().chain(persian);
    let told = |(_, own): &&(&str, &str)| share(own) * 100 >= letters * OWN;
    most.filter(told).map(|(tag, _)| *tag).next().unwrap_or("ar")
}

/// Which of some languages that share their letters a text is in, by whatlang's trigrams; the first, if they cannot
/// tell.
fn among(sample: &str, languages: &[(Lang, &'static str)]) -> &'static str {
    let detector = Detector::with_allowlist(languages.iter().map(|(lang, _)| *lang).collect());
    let found = detector.detect_lang(sample);
    let told = languages.iter().find(|(lang, _)| Some(*lang) == found);
    told.or(languages.first()).map_or("", |(_, tag)| *tag)
}

/// Letters of which one tells a language that is written in Cyrillic, and those that tell that it is another one.
const CYRILLIC: [(&str, &str, &str); 8] = [
    ("be", "ў", ""),
    ("bg", "ъ", "ыэёөү"),
    ("kk", "әғқұ", "ҷӯҳ"),
    ("mk", "ѓќѕ", ""),
    ("ru", "ыэё", "ўіөүқҷӯҳ"),
    ("sr", "ђћјљњџ", "ѓќѕ"),
    ("tg", "ҷӯҳӣ", ""),
    ("uk", "їєґі", "ыэёўқ"),
];

/// The language of a text in Cyrillic, where its letters tell.
pub(super) fn cyrillic(sample: &str) -> Option<&'static str> {
    let lower = sample.to_lowercase();
    let has = |letters: &str| lower.contains(|c| letters.contains(c));
    let told = CYRILLIC.iter().find(|(_, own, others)| has(own) && !has(others));
    told.map(|(tag, ..)| *tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sample: &str, claimed: Option<&str>) -> Option<&'static str> {
        of(sample).and_then(|(script, _)| script.language(sample, claimed))
    }

    #[test]
    fn a_script_of_one_language_tells_it() {
        let greek = "Ο υπουργός δήλωσε τη Δευτέρα ότι η γέφυρα θα ανοίξει ξανά.";
        assert_eq!(told(greek, None), Some("el"));
        assert_eq!(told(greek, Some("el")), None);
        assert_eq!(told("สะพานข้ามแม่น้ำจะเปิดให้ใช้อีกครั้งในเดือนมกราคม", Some("en")), Some("th"));
        assert_eq!(told("ხიდი მდინარეზე იანვრიდან კვლავ გაიხსნება.", None), Some("ka"));
        assert_eq!(told("The bridge is open again.", None), None);
    }

    #[test]
    fn letters_of_its_own_tell_a_language_of_the_arabic_script() {
        let arabic =
            "قال الوزير يوم الاثنين إن الجسر القديم على النهر سيفتح من جديد في بداية العام المقبل.";
        let persian =
            "وزیر روز دوشنبه گفت که پل قدیمی رودخانه از آغاز سال آینده دوباره باز خواهد شد.";
        let urdu = "وزیر نے پیر کے روز کہا کہ دریا پر پرانا پل اگلے سال کے آغاز سے دوبارہ کھول دیا جائے گا۔";
        let kurdish = "وەزیر ڕۆژی دووشەممە ڕایگەیاند کە پردە کۆنەکەی سەر ڕووبارەکە لە سەرەتای ساڵی داهاتووەوە دەکرێتەوە.";
        let pashto = "وزير د دوشنبې په ورځ وويل چې پر سيند زوړ پل به د راتلونکي کال په پيل کې بيا پرانيستل شي، ځکه چې ښه دی.";
        for (text, tag) in
            [(arabic, "ar"), (persian, "fa"), (urdu, "ur"), (kurdish, "ckb"), (pashto, "ps")]
        {
            assert_eq!(told(text, None), Some(tag), "{text}");
            assert_eq!(told(text, Some("en")), Some(tag), "{text}");
            assert_eq!(told(text, Some(tag)), None, "{text}");
        }
        assert_eq!(told(persian, Some("ar")), Some("fa"), "a claim that the letters refute");
        assert_eq!(told(kurdish, Some("ku")), None);
        assert_eq!(told(persian, Some("az")), None, "a language that no letters tell");
    }

    #[test]
    fn marathi_and_nepali_are_no_hindi() {
        let marathi = "मंत्र्यांनी सोमवारी सांगितले की नदीवरील जुना पूल पुढच्या वर्षी पुन्हा सुरू होणार आहे.";
        let nepali = "मन्त्रीले सोमबार नदीमाथिको पुरानो पुल अर्को वर्षदेखि फेरि खुल्ने बताएका छन्।";
        let hindi = "मंत्री ने सोमवार को कहा कि नदी पर बना पुराना पुल अगले साल से फिर खोल दिया जाएगा।";
        for (text, tag) in [(marathi, "mr"), (nepali, "ne"), (hindi, "hi")] {
            assert_eq!(told(text, None), Some(tag), "{text}");
        }
        assert_eq!(told(marathi, Some("hi")), None, "a claim stands where letters do not tell");
    }

    #[test]
    fn letters_tell_languages_of_cyrillic() {
        for (text, tag) in [
            ("Міст через річку знову відкриють у січні.", Some("uk")),
            ("Мост через реку был закрыт и снова откроется в январе.", Some("ru")),
            ("Мостът над реката ще бъде отворен отново през януари.", Some("bg")),
            ("Мост преко реке поново ће бити отворен у јануару.", Some("sr")),
            ("Мост праз раку зноў адкрыюць у студзені, паведамілі ўлады.", Some("be")),
            ("Өзен үстіндегі көпір қаңтарда қайта ашылады.", Some("kk")),
            ("Гүүрийг нэгдүгээр сард дахин нээнэ.", None),
        ] {
            assert_eq!(cyrillic(text), tag, "{text}");
        }
    }

    #[test]
    fn scripts_are_in_order() {
        assert!(SCRIPTS.windows(2).all(|pair| pair[0].letters.end() < pair[1].letters.start()));
        assert_eq!((SCRIPTS[KANA].languages[0], SCRIPTS[HAN].languages[0]), ("ja", "zh"));
    }
}
