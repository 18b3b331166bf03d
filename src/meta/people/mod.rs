//! Bylines taken apart into people.

pub(super) mod authors;
pub(super) mod byline;
pub(super) mod person;

use crate::lexicon::{self, reporters};
use byline::{after_amid, without_label};
use person::{is_role, person};

/// Words between two names.
const AND: &[&str] = &[
    "and", "und", "et", "y", "e", "ed", "en", "och", "og", "i", "oraz", "a", "ve", "и", "і", "та",
    "και", "with", "mit", "avec", "con", "com", "met",
];

/// Words that lead up to who took the pictures, who edited the text or where it is from, in lower case.
const OTHERS: &[&str] = &[
    " bild:",
    " bilder:",
    " foto:",
    " fotograf:",
    " fotografie:",
    " fotos:",
    " fotó:",
    " kuva ",
    " kuva:",
    " kuvat ",
    " kuvat:",
    " photo:",
    " photos:",
    " valokuvat:",
    " zdjęcia:",
    " фото:",
    " 來源:",
    " 來源：",
    " 摄影:",
    " 摄影：",
    " 攝影:",
    " 攝影：",
    " 来源:",
    " 来源：",
    " 校对:",
    " 校对：",
    " 編輯:",
    " 編輯：",
    " 编辑:",
    " 编辑：",
    " 責任編輯:",
    " 責任編輯：",
    " 责任编辑:",
    " 责任编辑：",
    " 责编:",
    " 责编：",
];

/// At most this many people are kept, of one line and of a page.
const MOST: usize = 40;

/// What follows a name behind a comma and belongs to it.
const GENERATIONS: &[&str] = &["II", "III", "IV", "Jr", "Jr.", "Sr", "Sr."];

/// What follows the name of a company behind a comma and belongs to it.
const COMPANIES: &[&str] = &[
    "Co",
    "Co.",
    "Corp",
    "Corp.",
    "GmbH",
    "Inc",
    "Inc.",
    "Incorporated",
    "LLC",
    "L.L.C.",
    "LLP",
    "L.P.",
    "LP",
    "Limited",
    "Ltd",
    "Ltd.",
    "PLC",
    "plc",
    "S.A.",
    "S.L.",
    "S.p.A.",
];

/// What follows a name behind a comma and is no one's name.
const DEGREES: &[&str] = &[
    "CPA", "DO", "DDS", "DVM", "DrPH", "Esq", "JD", "LLB", "LLM", "M.A", "M.D", "M.P.H", "M.S",
    "MA", "MBA", "MBBS", "MD", "MPH", "MS", "MSc", "MSN", "NP", "PhD", "Ph.D", "PharmD", "PsyD",
    "RD", "RN",
];

/// The people that a byline names, in its order: labels, roles, addresses and handles left out.
pub(super) fn names(byline: &str) -> Vec<String> {
    let byline = &byline[..byline.floor_char_boundary(2000)];
    let object = byline.trim_start().starts_with('{').then(|| name_of_object(byline)).flatten();
    let text = without_markup(object.as_deref().unwrap_or(byline));
    let address =
        |word: &&str| word.contains('@') || word.contains("://") || word.starts_with("www.");
    let text = text.split_whitespace().filter(|w| !address(w)).collect::<Vec<_>>().join(" ");
    if let Some(found) = of_reporters(&text) {
        return found;
    }
    let text = without_brackets(&text);
    let text = before_others(&text);
    let mut found: Vec<String> = Vec::new();
    let marks = |c: char| matches!(c, ',' | ';' | '|' | '·' | '•' | '、' | '，' | '؛' | '،' | '\n');
    let mut after_first = false;
    for segment in without_label(after_amid(text)).split(marks).flat_map(joined) {
        if let Some(last) = found.last_mut()
            && GENERATIONS.contains(&segment.trim())
        {
            last.push(' ');
            last.push_str(segment.trim());
            continue;
        }
        if let Some(last) = found.last_mut()
            && COMPANIES.contains(&segment.trim())
        {
            last.push_str(", ");
            last.push_str(segment.trim());
            continue;
        }
        for name in people(segment) {
            let name = person(name);
            if let Some(name) = name
                && !(after_first && DEGREES.contains(&&*name))
                && !(after_first && is_role(&name))
                && !found.iter().any(|n| n.eq_ignore_ascii_case(&name))
                && found.len() < MOST
            {
                found.push(name);
            }
            after_first = true;
        }
    }
    found
}

/// The name in a field that holds an object of JSON as a string: `{"@type": "Person", "name": "Jane Doe"}`.
fn name_of_object(text: &str) -> Option<String> {
    let object: serde_json::Value = serde_json::from_str(text).ok()?;
    object.get("name")?.as_str().map(str::to_owned)
}

/// The names behind what a Chinese paper calls its reporters, in which no name has a blank: `河边日报记者 林小满 陈立`. A
/// Japanese one calls them so behind the name.
fn of_reporters(text: &str) -> Option<Vec<String>> {
    let title =
        text.contains("记者") || text.rsplit_once("記者").is_some_and(|(_, name)| !name.is_empty());
    let named = reporters::signed(text).filter(|_| title)?;
    // a title may stand behind what they did: `采写：河边日报记者 林小满`
    let named = reporters::behind_title(named).map_or(named, str::trim_start);
    Some(named.split([' ', '\u{3000}', '、', ',']).map(str::to_owned).collect())
}

/// One person's name that is written with the family name first, in the order in which it is said: `Anna
/// Muster` of `Muster, Anna`.
pub(super) fn turned(name: &str) -> Option<String> {
    let (family, given) = name.trim().split_once(", ")?;
    let few = |part: &str, most: usize| {
        let words = || part.split(' ').filter(|word| !word.is_empty());
        (1..=most).contains(&words().count()) && capital(part) && !part.contains([',', ';'])
    };
    let agencies = [family, given].into_iter().any(|part| lexicon::agency(part).is_some());
    (few(family, 2) && few(given, 3) && !is_role(given) && !agencies)
        .then(|| format!("{given} {family}"))
}

/// What a byline says before it goes on with who took the pictures and the like: `Text: Anna Muster Fotos: Max
/// Muster`.
fn before_others(text: &str) -> &str {
    let lower = text.to_lowercase();
    let at = OTHERS.iter().filter_map(|words| lower.find(words)).min();
    // Lower case may be of another length; then the text stays as it is.
    at.filter(|_| lower.len() == text.len()).and_then(|at| text.get(..at)).unwrap_or(text)
}

/// The two sides of a `&` or `/`, where either is a name; otherwise the whole is one: `RFE/RL`.
fn joined(segment: &str) -> Vec<&str> {
    let parts: Vec<&str> = segment.split(['&', '/']).map(str::trim).collect();
    let caseless = |part: &str| part.chars().all(|c| !c.is_lowercase() && !c.is_uppercase());
    let last = parts.last().is_some_and(|last| last.contains(' '));
    let all = parts.iter().all(|part| {
        !part.is_empty() && (last || caseless(part) || lexicon::agency(part).is_some())
    });
    if parts.len() > 1 && all { parts } else { vec![segment] }
}

/// A byline without what stands in brackets behind or inside of a name.
fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '（'])
        && let Some(len) = rest[open..].find([')', ']', '）'])
        && !(out.trim().is_empty() && rest[..open].trim().is_empty())
    {
        out.push_str(rest[..open].trim_end());
        out.push(' ');
        let after = &rest[open + len..];
        rest = &after[after.chars().next().map_or(0, char::len_utf8)..];
        if rest.starts_with([',', ';', '、', '，']) {
            out.pop();
        }
        rest = rest.trim_start();
    }
    out.push_str(rest);
    out
}

/// Markup that a field holds by mistake, and the references of its addresses.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The names of a segment that stand between words for "and".
fn people(segment: &str) -> Vec<&str> {
    let segment = segment.trim();
    // "A, B, and C"
    let segment = match segment.split_once(' ') {
        Some((first, rest)) if AND.contains(&first) && capital(rest) => rest.trim_start(),
        _ => segment,
    };
    let mut names = Vec::new();
    let (mut from, mut at) = (0, 0);
    for word in segment.split(' ') {
        let end = at + word.len();
        let before = segment[from..at].trim();
        let rest = segment.get(end..).unwrap_or("").trim();
        if AND.contains(&word) && !before.is_empty() && !rest.is_empty() && capital(rest) {
            names.push(before);
            from = end;
        }
        at = end + 1;
    }
    names.push(segment.get(from..).unwrap_or("").trim());
    names
}

fn capital(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_name_that_comes_first_goes_behind() {
        for (name, want) in [
            ("Muster, Anna", Some("Anna Muster")),
            ("Doe, Jane M.", Some("Jane M. Doe")),
            ("Jong, Jan de", Some("Jan de Jong")),
            ("Jane Doe, John Smith, Eve Park", None),
            ("Jane Doe, Editor", None),
            ("Reuters, AP", None),
            ("Jane Doe, senior editor", None),
            ("Jane Doe", None),
        ] {
            assert_eq!(turned(name).as_deref(), want, "{name}");
        }
    }

    #[test]
    fn bylines_are_taken_apart() {
        for (byline, want) in [
            ("By Jane Doe and John Smith", &["Jane Doe", "John Smith"][..]),
            (
                "Von Anna Muster, Peter Beispiel und Eva Probe",
                &["Anna Muster", "Peter Beispiel", "Eva Probe"],
            ),
            ("di Mario Rossi e Luca Bianchi", &["Mario Rossi", "Luca Bianchi"]),
            ("Por María García y Juan Pérez", &["María García", "Juan Pérez"]),
            ("Par Jean-Luc Petit (avec AFP)", &["Jean-Luc Petit"]),
            ("Jane Doe, Senior Political Correspondent", &["Jane Doe"]),
            ("Written by: Jane Doe", &["Jane Doe"]),
            ("Autor: Max von Muster", &["Max von Muster"]),
            ("Jane Doe jane.doe@example.org", &["Jane Doe"]),
            ("<a href='/a'>Jane Doe</a>", &["Jane Doe"]),
            ("https://www.facebook.com/example", &[]),
            ("@example", &[]),
            ("12345", &[]),
            ("", &[]),
            ("dpa", &["dpa"]),
            ("王小明、李大华", &["王小明", "李大华"]),
            ("未知 责任编辑：王小明", &[]),
            ("河边日报记者 林小满 陈立", &["林小满", "陈立"]),
            ("河边日报见习记者 林小满", &["林小满"]),
            ("采写：河边记者 林小满 陈立", &["林小满", "陈立"]),
            ("记者林小满", &["林小满"]),
            ("山谷報 記者林小滿", &["林小滿"]),
            ("山田 太郎 記者", &["山田 太郎 記者"]),
            ("Авторы Полина Дорохова", &["Полина Дорохова"]),
            ("林小满 河边大学水利研究院院长", &["林小满"]),
            ("김철수 나무 칼럼니스트", &["김철수"]),
            ("山田 太郎", &["山田 太郎"]),
            ("相关文章", &[]),
            ("name", &[]),
            ("Jane Mary Doe Fri.", &["Jane Mary Doe"]),
            ("Jane Doe; Jane Doe", &["Jane Doe"]),
            ("Ben E. King", &["Ben E. King"]),
            ("Jane Doe December 16, 2025", &["Jane Doe"]),
            ("April Roach 3 May 2024", &["April Roach"]),
            ("Jane May 3 May 2024", &["Jane May"]),
            ("Dec 16", &[]),
            ("Veröffentlicht von Anna Muster", &["Anna Muster"]),
            ("责任编辑： 王小明", &["王小明"]),
            ("https://example.org/a, Jane Doe", &["Jane Doe"]),
            ("Lena H. Sun", &["Lena H. Sun"]),
            ("Jane Ann Doe Thursday, June 6", &["Jane Ann Doe"]),
            ("Jane Doe on Thursday", &["Jane Doe"]),
            ("Anna Sonntag", &["Anna Sonntag"]),
            ("Thursday", &[]),
            ("Jane Doe, John Smith, and Eve Park", &["Jane Doe", "John Smith", "Eve Park"]),
            ("Jane Doe, MD, and John Smith, Jr.", &["Jane Doe", "John Smith Jr."]),
            ("Harrow & Finch, Inc.", &["Harrow & Finch, Inc."]),
            ("Acme Robotics, LLC, Jane Doe", &["Acme Robotics, LLC", "Jane Doe"]),
            ("Jane Doe, Limited Edition", &["Jane Doe", "Limited Edition"]),
            ("Yo-Yo Ma, Jack Ma", &["Yo-Yo Ma", "Jack Ma"]),
            ("Anne Petit (avec Luc Grand et Zoé Noir)", &["Anne Petit"]),
            ("Bruno (Henrique) Costa, Ana Lima", &["Bruno Costa", "Ana Lima"]),
            ("Design & Trend", &["Design & Trend"]),
            ("{ \"@type\": \"Person\", \"name\": \"Jane Doe\" }", &["Jane Doe"]),
            ("RFE/RL", &["RFE/RL"]),
            ("dpa/AFP", &["dpa", "AFP"]),
            ("Jane Doe & John Smith", &["Jane Doe", "John Smith"]),
            ("Jane & John Smith", &["Jane", "John Smith"]),
            ("Last Updated: January 7, 2025", &[]),
            ("Text: Anna Muster Fotos: Max Muster", &["Anna Muster"]),
            ("Teksti Liisa Korpela Kuvat Oskari Niemi", &["Liisa Korpela"]),
            ("Google+", &[]),
            ("Του Μανώλη Δελαπόρτα", &["Μανώλη Δελαπόρτα"]),
            ("От Ралица Дончева", &["Ралица Дончева"]),
            ("Deur Marlene Swart", &["Marlene Swart"]),
            ("Nga: Drita Halili", &["Drita Halili"]),
            ("Nga Pham", &["Nga Pham"]),
            ("By Ann Lee and Bob Ray in Millbrook", &["Ann Lee", "Bob Ray"]),
            ("By Ann Lee in Millbrook and Bob Ray in Fara", &["Ann Lee", "Bob Ray"]),
            ("Jan in der Mühle", &["Jan in der Mühle"]),
            ("Design in Motion", &["Design in Motion"]),
            ("Di Fox", &["Di Fox"]),
            ("Von Redaktion", &["Redaktion"]),
            ("来源:山谷报 作者:陈晓雯 责任编辑:黄敏", &["陈晓雯"]),
        ] {
            assert_eq!(names(byline), want, "{byline}");
        }
    }
}
