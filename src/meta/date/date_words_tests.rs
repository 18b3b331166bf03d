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
        ("Közzétéve: 2025. okt. 7.", "hu"),
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
fn other_calendars_and_other_numerals() {
    for (text, lang) in [
        ("5 มีนาคม 2568", "th"),
        ("วันพุธที่ 5 มีนาคม พ.ศ. 2568", "th"),
        ("วันที่ ๕ เดือนมีนาคม พ.ศ. ๒๕๖๘", "th"),
        ("5 มี.ค. 2568", "th"),
        ("5 มี.ค. 68", ""),
        ("5 มี.ค.68", "th"),
        ("5 มีนาคม ค.ศ. 2025", ""),
        ("เผยแพร่ 5 มีนาคม 2025", "th"),
        ("05/03/2568", "th"),
        ("2568-03-05", "th"),
        ("5 March 2568", "th"),
        ("۱۵ اسفند ۱۴۰۳", "fa"),
        ("چهارشنبه ۱۵ اسفند ماه ۱۴۰۳", ""),
        ("15 اسفندماه 1403", ""),
        ("۱۵ حوت ۱۴۰۳", "prs"),
        ("۱۴۰۳/۱۲/۱۵", "fa"),
        ("1403-12-15", "fa-ir"),
        ("۵ مارس ۲۰۲۵", "fa"),
        ("۲۰۲۵/۰۳/۰۵", "fa"),
        ("5 مارچ 2025", "ur"),
        ("٥ مارس ٢٠٢٥", "ar"),
        ("٥/٣/٢٠٢٥", "ar"),
        ("٢٠٢٥/٠٣/٠٥", "ar"),
        ("५ मार्च २०२५", "hi"),
        ("बुधवार, ०५ मार्च २०२५", "hi"),
        ("०५/०३/२०२५", "hi"),
        ("५ मार्च, २०२५", "mr"),
        ("৫ মার্চ ২০২৫", "bn"),
        ("二〇二五年三月五日", "zh"),
        ("二零二五年三月五日", "zh"),
        ("二○二五年三月五日 星期三", ""),
        ("2025年三月5日", "zh"),
        ("令和七年三月五日", "ja"),
        ("民國114年3月5日", "zh-tw"),
    ] {
        assert_eq!(of(text, lang), "2025-03-05", "{text}");
    }
    for (text, lang) in [("25-03-05", "zh"), ("발행 25.03.05 10:16", ""), ("25.03.05.", "hu")] {
        assert!(of(text, lang).starts_with("2025-03-05"), "{text}");
    }
    assert_eq!(read("5/3/2568", None, Some("th")).unwrap().to_string(), "2025-03-05");
    assert_eq!(read("1403/12/15", None, Some("ir")).unwrap().to_string(), "2025-03-05");
    for (text, want) in [
        ("5 มี.ค. 2568 10:30 น.", "2025-03-05T10:30:00"),
        ("5 มีนาคม 2568 เวลา 10.30 น.", "2025-03-05T10:30:00"),
        ("۱۵ اسفند ۱۴۰۳ - ۱۰:۳۰", "2025-03-05T10:30:00"),
        ("۱۰:۳۰ - ۱۴۰۳/۱۲/۱۵", "2025-03-05T10:30:00"),
        ("二〇二五年三月五日 10:30", "2025-03-05T10:30:00"),
    ] {
        let lang = if text.contains('ม') { "th" } else { "fa" };
        assert_eq!(of(text, lang), want, "{text}");
    }
}

#[test]
fn what_is_no_day_of_another_calendar_is_none() {
    for (text, lang) in [
        ("31 เมษายน 2568", "th"),
        ("29 ก.พ. 2568", "th"),
        ("5 มีนาคม", "th"),
        ("5 มี.ค. 3568", "th"),
        ("05/03/2568", "de"),
        ("۳۱ مهر ۱۴۰۴", "fa"),
        ("۳۰ اسفند ۱۴۰۴", "fa"),
        ("۱۵ اسفند ۲۰۲۵", "fa"),
        ("۱۵ اسفند", "fa"),
        ("۰۳/۱۲/۱۵", "fa"),
        ("1403/12/15", "de"),
        ("٣١/٠٤/٢٠٢٥", "ar"),
        ("٥ رمضان ١٤٤٦", "ar"),
        ("३१ अप्रैल २०२५", "hi"),
        ("二〇二五年二月三十日", "zh"),
        ("二〇二五年十三月一日", "zh"),
        ("三月五日", "zh"),
        ("十年一日", "zh"),
    ] {
        assert_eq!(of(text, lang), "none", "{text}");
    }
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

#[test]
fn months_of_further_languages_are_known() {
    for (text, lang) in [
        ("понедељак, 09. новембар 2026.", "sr"),
        ("9. novembra 2026.", "sr-latn"),
        ("9 ноември 2026", "bg"),
        ("9. studenoga 2026.", "hr"),
        ("9. novembra 2026", "sk"),
        ("9 de novembre de 2026", "ca"),
        ("2026 m. lapkričio 9 d.", "lt"),
        ("2026. gada 9. novembrī", "lv"),
        ("9. november 2026", "et"),
        ("9 listopada 2026", "pl"),
        ("2026ko azaroaren 9a", "eu"),
        ("2026 жылғы 9 қараша", "kk"),
        ("9 նոյեմբերի, 2026", "hy"),
        ("9 ნოემბერი, 2026", "ka"),
        ("09 Nëntor 2026", "sq"),
        ("9 Noyabr 2026", "az"),
        ("9 Tachwedd 2026", "cy"),
        ("9 Samhain 2026", "ga"),
        ("Novemba 9, 2026", "sw"),
        ("Nobyembre 9, 2026", "tl"),
        ("9 நவம்பர் 2026", "ta"),
        ("9. nóvember 2026", "is"),
        ("9 лістапада 2026", "be"),
    ] {
        let found = read(text, Some(lang), None).map(|stamp| stamp.to_string());
        assert_eq!(found.as_deref(), Some("2026-11-09"), "{text}");
    }
    // The same name, of another month.
    let october = read("9. listopada 2026.", Some("hr"), None).map(|stamp| stamp.to_string());
    assert_eq!(october.as_deref(), Some("2026-10-09"));
}

#[test]
fn the_half_of_the_day_may_stand_before_the_hour() {
    for (text, lang, time) in [
        ("입력 2026.11.05. 오후 2:20", "ko", "2026-11-05T14:20:00"),
        ("2026년 11월 5일 오전 12시 05분", "ko", "2026-11-05T00:05:00"),
        ("2026年11月5日 下午2:20", "zh", "2026-11-05T14:20:00"),
        ("2026年11月5日 上午9:20", "zh", "2026-11-05T09:20:00"),
        ("2026年11月5日 午後12時10分", "ja", "2026-11-05T12:10:00"),
    ] {
        assert_eq!(of(text, lang), time, "{text}");
    }
}

#[test]
fn letters_of_a_zone_mean_what_they_mean_where_the_page_is_from() {
    for (region, lang, want) in [
        (None, None, "2025-10-07T10:16:00+05:30"),
        (Some("in"), Some("en"), "2025-10-07T10:16:00+05:30"),
        (Some("ie"), Some("en"), "2025-10-07T10:16:00"),
        (None, Some("en-ie"), "2025-10-07T10:16:00"),
        (None, Some("he"), "2025-10-07T10:16:00"),
    ] {
        let found = read("7 October 2025, 10:16 IST", lang, region).map(|stamp| stamp.to_string());
        assert_eq!(found.as_deref(), Some(want), "{region:?} {lang:?}");
    }
}

#[test]
fn a_town_is_no_half_of_the_day() {
    assert_eq!(of("7 oktober 2025 12:30 Amsterdam", "nl"), "2025-10-07T12:30:00");
    assert_eq!(of("7 October 2025 12:30 am", "en"), "2025-10-07T00:30:00");
}

#[test]
fn an_hour_is_no_year() {
    for (text, want) in [
        ("7 Oct 10:16", "none"),
        ("7 Oct 10h16", "none"),
        ("7 Oct 10", "2010-10-07"),
        ("7 Oct 10, 10:16", "2010-10-07T10:16:00"),
        ("17.11. 06:30", "none"),
        ("17. 11. 14:30", "none"),
        ("17.11. 07:45 Uhr", "none"),
        ("17.11.06 06:30", "2006-11-17T06:30:00"),
        ("17 novembre, 14 h 30", "none"),
        ("17 novembre 14 h 10:16", "2014-11-17T10:16:00"),
    ] {
        assert_eq!(of(text, "en"), want, "{text}");
    }
}

#[test]
fn hours_with_a_dot_are_read_whatever_the_month_is_called() {
    for (text, lang, want) in [
        ("2025.10.07. 14:25", "hu", "2025-10-07T14:25:00"),
        ("2025. október 7. 14:25", "hu", "2025-10-07T14:25:00"),
        ("7 april 2025 kl 14.25", "sv", "2025-04-07T14:25:00"),
        ("7 april 2025 kl. 14.25", "sv", "2025-04-07T14:25:00"),
        ("7 april 2025 9.05", "sv", "2025-04-07T09:05:00"),
        ("Monday 7 April 2025 14.25 BST", "en", "2025-04-07T14:25:00+01:00"),
        ("7 April 2025 14:25", "en", "2025-04-07T14:25:00"),
        ("7 April 2025, page 14.253", "en", "2025-04-07"),
        ("2025.10.07.", "hu", "2025-10-07"),
    ] {
        assert_eq!(of(text, lang), want, "{text}");
    }
}

#[test]
fn months_of_further_scripts_and_years_with_a_word() {
    for (text, lang) in [
        ("12 నవంబర్ 2025", "te"),
        ("12 നവംബർ 2025", "ml"),
        ("၁၂ နိုဝင်ဘာ ၂၀၂၅", "my"),
        ("១២ វិច្ឆិកា ២០២៥", "km"),
        ("12 ພະຈິກ 2025", "lo"),
        ("12 ኖቬምበር 2025", "am"),
        ("2025 оны 11 сарын 12", "mn"),
        ("2025-yil 12-noyabr", "uz"),
    ] {
        assert_eq!(of(text, lang), "2025-11-12", "{text}");
    }
}

#[test]
fn halves_of_the_day_are_named_in_many_languages() {
    for (text, lang) in [
        ("الأربعاء، 12 نوفمبر 2025 05:02 م", "ar"),
        ("12/11/2025 05:02 مساءً", "ar"),
        ("12/11/2025 - 05:02 CH", "vi"),
        ("बुधवार, 12 नवंबर 2025 05:02 अपराह्न", "hi"),
        ("12 Νοεμβρίου 2025, 5:02 μμ", "el"),
        ("12 نومبر 2025 05:02 شام", "ur"),
        ("১২ নভেম্বর ২০২৫, বিকেল ৫:০২", "bn"),
    ] {
        assert_eq!(of(text, lang), "2025-11-12T17:02:00", "{text}");
    }
    assert_eq!(of("12 نوفمبر 2025 04:02 ص", "ar"), "2025-11-12T04:02:00");
}
