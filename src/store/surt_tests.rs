//! Addresses and their keys, as the `surt` package of the Internet Archive (0.3.1) makes them.

use super::*;

#[rustfmt::skip]
const KEYS: &[(&str, &str)] = &[
    ("https://www.News.example.org:8080/A?B=1", "org,example,news:8080)/a?b=1"),
    ("https://news.example.org:443/", "org,example,news)/"),
    ("http://news.example.org:80", "org,example,news)/"),
    ("http://news.example.org:443/a", "org,example,news:443)/a"),
    ("https://www2.qs.example/index.php?page=story&id=7", "example,qs)/index.php?id=7&page=story"),
    ("https://www.example.com/?B=1&a=2", "com,example)/?a=2&b=1"),
    ("https://www12.example.com/a/", "com,example)/a"),
    ("https://wwww.example.com/a/", "com,example,wwww)/a"),
    ("https://www.com/", "com)/"),
    ("https://example.com/index.php?b&b=&b=1&a", "com,example)/index.php?a&b&b=&b=1"),
    ("https://example.com/?", "com,example)/"),
    ("https://example.com/a?&", "com,example)/a?&"),
    ("https://example.com/a?x=%26&w=1", "com,example)/a?&w=1&x="),
    ("https://example.com/a/../b/./c//d/", "com,example)/b/c/d"),
    ("https://example.com/../../a", "com,example)/a"),
    ("https://example.com/../a", "com,example)/../a"),
    ("https://example.com//", "com,example)/"),
    ("https://example.com/a#top", "com,example)/a"),
    ("https://example.com/a?x=1#top?y", "com,example)/a?x=1"),
    ("https://user:secret@example.com/a", "com,example)/a"),
    ("https://example.com/%7Eme/%C3%A9t%C3%A9/%2541", "com,example)/~me/%c3%a9t%c3%a9/a"),
    ("https://example.com/100%", "com,example)/100%25"),
    ("https://example.com/a%20b?q=c%20d+e", "com,example)/a%20b?q=c%20d+e"),
    ("https://example.com/%3Fx=1?y", "com,example)/?x=1?y"),
    ("https://example.com/a%23b", "com,example)/a%23b"),
    ("https://example.com/a%2Fb", "com,example)/a/b"),
    ("https://b%C3%BCcher.example/Stra%C3%9Fe", "example,xn--bcher-kva)/stra%c3%9fe"),
    ("https://xn--bcher-kva.example/", "example,xn--bcher-kva)/"),
    ("https://EXAMPLE.com./a", "com,example)/a"),
    ("https://a..example.com/", "com,example,a)/"),
    ("http://127.0.0.1:8080/x", "1,0,0,127:8080)/x"),
    ("http://[2001:db8::1]/x", "2001:db8::1)/x"),
    ("http://[2001:db8::1]:8080/x", "2001:db8::1:8080)/x"),
    ("http://2130706433/", "1,0,0,127)/"),
    ("https://example.com:/a", "com,example)/a"),
    ("https://example.com:0/a", "com,example)/a"),
    ("https://example.com:99999/a", "https://example.com:99999/a"),
    ("https://example.com/(S(0123456789abcdef01234567))/Page.aspx?x=1", "com,example)/page.aspx?x=1"),
    ("https://example.com/(0123456789abcdef01234567)/page.aspx", "com,example)/page.aspx"),
    ("https://example.com/a;jsessionid=0123456789abcdef0123456789abcdef", "com,example)/a;jsessionid=0123456789abcdef0123456789abcdef"),
    ("https://example.com/a?jsessionid=0123456789abcdef0123456789ABCDEF", "com,example)/a"),
    ("https://example.com/a?b=2&PHPSESSID=0123456789abcdef0123456789abcdef&a=1", "com,example)/a?a=1&b=2"),
    ("https://example.com/a?b=2&sid=0123456789abcdef0123456789abcdef", "com,example)/a?&b=2"),
    ("https://example.com/a?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&z=1", "com,example)/a?z=1"),
    ("https://example.com/a?cfid=1&cftoken=2&z=1", "com,example)/a?z=1"),
    ("https://example.com/a?sid=0123456789abcdef0123456789abcdef0", "com,example)/a?sid=0123456789abcdef0123456789abcdef0"),
    ("https://example.com/a?Q=A&q=b&q=B", "com,example)/a?q=a&q=b&q=b"),
    ("https://example.com/a?q=~!@$^*()_+[]{}|:;'<>,.", "com,example)/a?q=~!@$^*()_+[]{}|:;'<>,."),
    ("https://example.com/a?b=%FF%00", "com,example)/a?b=%ff%00"),
    ("file:///tests/pages/A%20b/page.html", "file:/tests/pages/a%20b/page.html"),
    ("file:///a/b/", "file:/a/b"),
    ("file:///a/../b?x=2&a=1", "file:/a/../b?a=1&x=2"),
    ("http://https://example.com/a", "com,example)/a"),
    ("https:////example.com/a/b", "com,example)/a/b"),
    ("HTTP://Example.com/", "com,example)/"),
    ("http://example.com?b=1&a=2", "com,example)/?a=2&b=1"),
    ("http://under_score.example/a", "example,under_score)/a"),
    (r"https://example.com/\back\slash", r"com,example)/\back\slash"),
    ("https://example.com/a?url=https://other.example/?x=1&b=2", "com,example)/a?b=2&url=https://other.example/?x=1"),
    ("https://example.com/%e6%97%a5%e6%9c%ac", "com,example)/%e6%97%a5%e6%9c%ac"),
    ("https://example.com/.", "com,example)/"),
    ("https://example.com/a/..", "com,example)/"),
    ("https://example.com/a/../", "com,example)/"),
    ("https://example.com/?a==b&a=&=c", "com,example)/?=c&a=&a==b"),
    ("urn:spoglio:entry:https://example.com/", "urn:spoglio:entry:https://example.com"),
];

#[test]
fn keys_are_those_that_replay_tools_look_for() {
    for (address, key) in KEYS {
        assert_eq!(surt(address), *key, "{address}");
    }
}

#[test]
fn a_key_is_one_word_whatever_the_address() {
    for odd in [
        "",
        " ",
        "a b",
        "http://",
        "http://[",
        "http://a:b c/",
        "https://a/?\u{2003}",
        "://",
        "é",
        "#",
        "?",
    ] {
        let key = surt(odd);
        assert!(!key.contains(char::is_whitespace), "{odd:?}: {key:?}");
    }
}

/// The real one, where a Python with it is there (`SPOGLIO_PYTHON` names it, or `python3`).
#[test]
fn the_real_one_makes_the_same_keys() {
    use std::process::Command;
    let python = std::env::var("SPOGLIO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = "import surt, sys\nfor a in sys.argv[1:]:\n try: print(surt.surt(a))\n except ValueError: print(a)";
    let mut addresses: Vec<String> =
        KEYS.iter().map(|(address, _)| (*address).to_owned()).collect();
    // Every two of some odd parts, in every place.
    let parts = [
        "www3.", "%2541", "a=1&A", "/../", "//", "%", "?", "&", "=", "B", ";", ".", "%C3%9F", "~",
        "+",
    ];
    for (one, two) in parts.iter().flat_map(|one| parts.iter().map(move |two| (one, two))) {
        addresses.push(format!("https://e.test/{one}x{two}"));
        addresses.push(format!("https://e.test/?{one}x{two}&b"));
    }
    let output = Command::new(python).args(["-c", script]).args(&addresses).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        println!("skipped: no Python with surt here");
        return;
    };
    let keys = String::from_utf8(output.stdout).unwrap();
    assert_eq!(keys.lines().count(), addresses.len());
    for (address, key) in addresses.iter().zip(keys.lines()) {
        assert_eq!(surt(address), key, "{address}");
    }
}
