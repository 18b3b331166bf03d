//! Dates in the languages of the table, and what only looks like one.

use super::*;

fn of(text: &str, lang: &str) -> String {
    let lang = (!lang.is_empty()).then_some(lang);
    read(text, lang, None).map_or_else(|| "none".to_owned(), |stamp| stamp.to_string())
}

#[test]
fn twenty_one_languages() {
    for (text, lang) in [
        ("martedì 7 ottobre 2025", "it"),
        ("Dienstag, 7. Oktober 2025", "de"),
        ("mardi 7 octobre 2025", "fr"),
        ("October 7th, 2025", "en"),
        ("Tuesday, 7 Oct 2025", "en"),
        ("7 de octubre de 2025", "es"),
        ("7 de outubro de 2025", "pt"),
        ("7 oktober 2025", "nl"),
        ("7 października 2025", "pl"),
        ("7 oktober 2025", "sv"),
        ("7. oktober 2025", "no"),
        ("7. okt. 2025", "da"),
        ("7. října 2025", "cs"),
        ("7 Ekim 2025 Salı", "tr"),
        ("7 октября 2025 г.", "ru"),
        ("7 жовтня 2025 року", "uk"),
        ("٧ أكتوبر ٢٠٢٥", "ar"),
        ("7 تشرين الأول 2025", "ar"),
        ("7 באוקטובר 2025", "he"),
        ("७ अक्टूबर २०२५", "hi"),
        ("2025年10月7日", "zh"),
        ("2025年10月7日（火）", "ja"),
        ("2025년 10월 7일", "ko"),
        ("2025. 10. 7.", "ko"),
        ("令和7年10月7日", "ja"),
        ("7 تشرين الأول/أكتوبر 2025", "ar"),
        ("2025. október 7.", "hu"),
        ("7 tháng 10 năm 2025", "vi"),
        ("07.10.2025", "de"),
        ("7/10/2025", "it"),
        ("7-10-2025", "nl"),
        ("10/7/2025", "en"),
        ("7/10/2025", "en-gb"),
        ("07.10.25", "de"),
        ("07.10.2025", "en"),
        ("Pubblicato il 7 ottobre 2025", "it"),
        ("le 7/10/2025", "fr"),
        ("1er octobre 2025", ""),
    ] {
        let want = if text.starts_with("1er") { "2025-10-01" } else { "2025-10-07" };
        assert_eq!(of(text, lang), want, "{text}");
    }
    assert_eq!(read("7/10/2025", Some("en"), Some("uk")).unwrap().to_string(), "2025-10-07");
}

#[test]
fn the_order_is_the_other_where_only_that_is_a_date() {
    assert_eq!(of("25/12/2025", "en"), "2025-12-25");
    assert_eq!(of("12/25/2025", "it"), "2025-12-25");
}

#[test]
fn times_are_read_where_they_stand_beside() {
    for (text, want) in [
        ("7. Oktober 2025, 10:16 Uhr", "2025-10-07T10:16:00"),
        ("07.10.2025 - 10.16 Uhr", "2025-10-07T10:16:00"),
        ("7 octobre 2025 à 10h16", "2025-10-07T10:16:00"),
        ("Oct 7, 2025 at 9:05 PM EDT", "2025-10-07T21:05:00-04:00"),
        ("10:16, 7 ottobre 2025", "2025-10-07T10:16:00"),
        ("2025年10月7日 10時16分", "2025-10-07T10:16:00"),
        ("7. Oktober 2025 (aktualisiert 8.10.2025)", "2025-10-07"),
    ] {
        assert_eq!(of(text, "de"), want, "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "31.02.2025",
        "30 febbraio 2025",
        "7 ottobre",
        "October 2025",
        "gestern",
        "2 hours ago",
        "1.2.3.4",
        "192.168.10.25",
        "3 von 4",
        "2025/26",
        "00/00/0000",
        "",
        "Mai 12 Personen",
        "+39 02 12 34 567",
    ] {
        assert_eq!(of(text, "de"), "none", "{text}");
    }
}
