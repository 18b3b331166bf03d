//! Pages in many encodings, declared rightly, wrongly and not at all.

use super::*;

const ITALIAN: &str = "<html><head><title>Perché no</title></head><body><p>La città è già più \
     bella di così, disse l'assessore alla viabilità; il costo è di 20 € a persona.</p></body>";

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "the test text has no {} spelling", encoding.name());
    bytes.into_owned()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let swap = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(swap).collect()
}

#[test]
fn utf8_is_borrowed() {
    for content_type in [None, Some("text/html"), Some("text/html; charset=utf-8")] {
        let page = decode(ITALIAN.as_bytes(), content_type);
        assert!(matches!(page.text, Cow::Borrowed(_)));
        assert_eq!((page.encoding, page.notes.len()), ("UTF-8", 0));
    }
}

#[test]
fn a_byte_order_mark_wins_and_is_not_text() {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(ITALIAN.as_bytes());
    assert_eq!(decode(&bytes, Some("text/html; charset=windows-1252")).text, ITALIAN);
    let mut bytes = b"\xff\xfe".to_vec();
    bytes.extend(utf16(ITALIAN, false));
    let page = decode(&bytes, Some("text/html; charset=utf-8"));
    assert_eq!((&*page.text, page.encoding), (ITALIAN, "UTF-16LE"));
}

#[test]
fn utf16_without_a_mark_is_seen() {
    for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
        let bytes = utf16(ITALIAN, big);
        let page = decode(&bytes, Some("text/html; charset=utf-8"));
        assert_eq!((&*page.text, page.encoding, page.notes.len()), (ITALIAN, name, 1));
    }
    let japanese = "<html><body><p>東京都は新しい計画を発表した。来年の春から始まる。</p></body>";
    assert_eq!(decode(&utf16(japanese, false), None).text, japanese);
}

#[test]
fn the_header_and_the_page_declare() {
    let latin9 = encode(encoding_rs::ISO_8859_15, ITALIAN);
    let page = decode(&latin9, Some("text/html; charset=ISO-8859-15"));
    assert_eq!((&*page.text, page.encoding), (ITALIAN, "ISO-8859-15"));

    let declared = ITALIAN.replace("<head>", "<head><meta charset='iso-8859-15'>");
    let bytes = encode(encoding_rs::ISO_8859_15, &declared);
    assert_eq!(decode(&bytes, None).text, declared);

    let far = format!("<!--{}--><meta charset=iso-8859-15>{ITALIAN}", "x".repeat(5000));
    let bytes = encode(encoding_rs::ISO_8859_15, &far);
    assert_eq!(decode(&bytes, None).encoding, "ISO-8859-15");

    let bytes = encode(WINDOWS_1252, ITALIAN);
    let page = decode(&bytes, Some("text/html;charset=iso-8859-1"));
    assert_eq!((&*page.text, page.encoding), (ITALIAN, "windows-1252"));
}

#[test]
fn a_declaration_that_lies_loses() {
    let page = decode(ITALIAN.as_bytes(), Some("text/html; charset=ISO-8859-1"));
    assert_eq!((&*page.text, page.encoding), (ITALIAN, "UTF-8"));
    assert_eq!(page.notes, ["declared windows-1252, but is UTF-8"]);

    let bytes = encode(WINDOWS_1252, ITALIAN);
    let page = decode(&bytes, Some("text/html; charset=utf-8"));
    assert_eq!((&*page.text, page.encoding), (ITALIAN, "windows-1252"));
    assert_eq!(page.notes, ["declared UTF-8, but is windows-1252 by its bytes"]);
}

#[test]
fn undeclared_pages_are_guessed_with_the_help_of_the_domain() {
    let russian = "Правительство объявило о новых мерах поддержки для семей с детьми.";
    let bytes = encode(encoding_rs::WINDOWS_1251, russian);
    assert_eq!(decode_at(&bytes, None, Some("https://novosti.example.ru/a")).text, russian);
    let japanese = "東京都は来年の春から始まる新しい計画を発表した。";
    for encoding in [encoding_rs::SHIFT_JIS, EUC_JP, ISO_2022_JP] {
        assert_eq!(decode(&encode(encoding, japanese), None).text, japanese);
    }
    for url in ["https://127.0.0.1/", "https://example.xn--p1ai/", "not a url", "https://a.b./"] {
        assert_eq!(decode_at(&encode(WINDOWS_1252, ITALIAN), None, Some(url)).text, ITALIAN);
    }
}

#[test]
fn damage_costs_only_the_damaged_bytes() {
    let mut bytes = ITALIAN.as_bytes().to_vec();
    bytes.extend(b"<p>caff\xe8 nero</p> cut \xe2\x82");
    let page = decode(&bytes, None);
    assert_eq!(page.encoding, "UTF-8", "undeclared, but more of it is UTF-8 than is not");
    assert!(page.text.ends_with("<p>caffè nero</p> cut \u{fffd}"), "{}", page.text);
    let page = decode(b"<p>caff\xe8 nero, t\xe8 verde</p>", None);
    assert_eq!(page.encoding, "windows-1252", "undeclared and not UTF-8: a guess");
    let page = decode(&bytes, Some("text/html; charset=utf-8"));
    assert!(page.text.ends_with("<p>caffè nero</p> cut \u{fffd}"), "{}", page.text);
    assert_eq!(page.notes.len(), 2);
}

#[test]
fn the_old_two_byte_encodings_are_kept_where_declared() {
    let chinese = "<meta charset=gbk><p>北京市政府宣布了新的计划，明年春天开始。</p>";
    let bytes = encode(encoding_rs::GBK, chinese);
    assert_eq!(decode(&bytes, None).text, chinese);
    // Declared Big5, but only GBK reads it without an error.
    let bytes = encode(encoding_rs::GBK, &"北京市政府宣布了新的计划，明年春天开始。".repeat(4));
    let page = decode(&bytes, Some("text/html; charset=shift_jis"));
    assert!(page.text.starts_with("北京市"), "{}", page.text);
}

#[test]
fn nothing_panics() {
    for bytes in [&b""[..], b"\0", b"\0\0\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3"] {
        for content_type in [None, Some("charset=utf-8"), Some("charset=gbk"), Some(";;charset==")]
        {
            let _ = decode(bytes, content_type);
        }
    }
}
