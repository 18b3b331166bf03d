use super::*;

fn allowed(robots: &str, path: &str) -> bool {
    let url = Url::parse("https://example.org").unwrap().join(path).unwrap();
    Rules::read(robots.as_bytes()).permission(&url) == Permission::Allowed
}

#[test]
fn every_status_means_what_rfc_9309_says() {
    let url = Url::parse("https://example.org/a").unwrap();
    for status in [400, 401, 403, 404, 410, 418, 451] {
        let permission = Rules::answered(status, b"User-agent: *\nDisallow: /").permission(&url);
        assert_eq!(permission, Permission::Allowed, "{status}");
    }
    for status in [429, 500, 501, 502, 503, 504, 599, 304, 600] {
        assert!(Rules::answered(status, b"").why_unreachable().is_some(), "{status}");
    }
    assert_eq!(Rules::answered(200, b"").permission(&url), Permission::Allowed);
}

#[test]
fn the_examples_of_rfc_9309_hold() {
    // Section 5.1, with our token for one of its crawlers.
    let simple = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\nUser-Agent: barbot\nUser-Agent: spoglio\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n";
    assert!(!allowed(simple, "/example/page.html"));
    assert!(allowed(simple, "/example/other.html"), "no inheritance from *");
    assert!(allowed(simple, "/a.gif"), "no inheritance from *");
    // Section 5.2: the longest match wins.
    let longest =
        "User-Agent: spoglio\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    assert!(!allowed(longest, "/example/page/disallowed.gif"));
    assert!(allowed(longest, "/example/page/other.gif"));
    // Section 2.2.2's table of percent-encoding.
    for (rule, path) in [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
        ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
    ] {
        let robots = format!("User-agent: *\nDisallow: {rule}\n");
        if rule.contains("https://") {
            // The standard's own table lists this pair as not encoded alike; either reading is safe.
            continue;
        }
        assert!(!allowed(&robots, path), "{rule} {path}");
    }
    // Section 2.2.3's special characters.
    assert!(!allowed(
        "User-agent: *\nDisallow: /path/file-with-a-%2A.html",
        "/path/file-with-a-%2A.html"
    ));
    assert!(allowed("User-agent: *\nDisallow: /path/foo-%24", "/path/foo-"));
}

#[test]
fn googles_published_groups_and_paths_hold() {
    // Order of precedence for user agents: specific group alone, equal groups merged.
    let merged = "user-agent: spoglio\ndisallow: /fish\n\nuser-agent: *\ndisallow: /carrots\n\nuser-agent: SPOGLIO\ndisallow: /shrimp\n";
    assert!(!allowed(merged, "/fish"));
    assert!(!allowed(merged, "/shrimp"));
    assert!(allowed(merged, "/carrots"));
    let several = "user-agent: a\nuser-agent: spoglio\nuser-agent: b\ndisallow: /c\n";
    assert!(!allowed(several, "/c"));
    // A group interrupted by other lines.
    let other = "user-agent: a\nsitemap: https://example.org/sitemap.xml\n\nuser-agent: spoglio\ndisallow: /\n";
    assert!(!allowed(other, "/x"));
    // Precedence of rules: the more specific wins, and on a tie the less restrictive.
    for (rules, path, expected) in [
        ("allow: /p\ndisallow: /", "/page", true),
        ("allow: /folder\ndisallow: /folder", "/folder/page", true),
        ("allow: /page\ndisallow: /*.htm", "/page.htm", false),
        ("allow: /page\ndisallow: /*.ph", "/page.php5", true),
        ("allow: /$\ndisallow: /", "/", true),
        ("allow: /$\ndisallow: /", "/page.htm", false),
        ("disallow: /fish*", "/fishheads/yummy.html", false),
        ("disallow: /fish/", "/fish", true),
        ("disallow: /*.php$", "/filename.php?parameters", true),
        ("disallow: /*.php$", "/folder/filename.php", false),
        ("disallow: /fish*.php", "/fishheads/catfish.php?parameters", false),
        ("disallow:", "/anything", true),
    ] {
        let robots = format!("user-agent: *\n{rules}\n");
        assert_eq!(allowed(&robots, path), expected, "{rules:?} {path}");
    }
}

#[test]
fn a_crawl_delay_between_user_agents_does_not_split_the_group() {
    let robots = "User-agent: a\nCrawl-delay: 5\nUser-agent: spoglio\nDisallow: /no\n";
    assert!(!allowed(robots, "/no"));
    let before = "User-agent: spoglio\nCrawl-delay: 5\nUser-agent: b\nDisallow: /no\n";
    assert!(!allowed(before, "/no"));
    assert_eq!(Rules::read(before.as_bytes()).crawl_delay, Some(Duration::from_secs(5)));
    let last = "User-agent: spoglio\nCrawl-delay: 2.5";
    assert_eq!(Rules::read(last.as_bytes()).crawl_delay, Some(Duration::from_millis(2500)));
    let of_another =
        "User-agent: other\nDisallow: /\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /x\n";
    assert_eq!(Rules::read(of_another.as_bytes()).crawl_delay, None);
}

#[test]
fn names_are_tokens_in_any_letter_case() {
    assert!(!allowed("User-agent: Spoglio/2.0\nDisallow: /", "/a"));
    assert!(!allowed("USER-AGENT: SPOGLIO\nDISALLOW: /", "/a"));
    assert!(allowed("User-agent: spogliobot\nDisallow: /", "/a"));
    assert!(allowed("User-agent: spoglio-news\nDisallow: /", "/a"));
    assert!(!allowed("User-agent: * # everyone\nDisallow: / # all\n", "/a"));
}

#[test]
fn odd_files_are_read_as_far_as_they_make_sense() {
    assert!(!allowed("\u{feff}User-agent: *\nDisallow: /a", "/a"), "byte order mark");
    assert!(!allowed("User-agent: *\rDisallow: /a\r", "/a"), "old line ends");
    assert!(allowed("<html><body>Not found</body></html>", "/a"), "a page in its place");
    assert!(allowed("Disallow: /a", "/a"), "a rule of no group");
    assert!(allowed("User-agent: *\nDisallow: /", "/robots.txt"));
    assert!(!allowed("User-agent: *\nDisallow: /%66oo", "/foo"));
    assert!(
        Rules::read(&[0xff; 4096]).permission(&Url::parse("https://example.org/").unwrap())
            == Permission::Allowed
    );
}

#[test]
fn five_hundred_kibibytes_are_read_and_a_gigabyte_is_not() {
    let mut long = "# filler line of thirty bytes\n".repeat(17_000);
    assert!(long.len() < 512 * 1024 && long.len() > 500 * 1000);
    long.push_str("User-agent: *\nDisallow: /late\n");
    assert!(!allowed(&long, "/late"), "a rule near the 500th kibibyte counts");
    let mut endless = "a".repeat(2_000_000);
    endless.push_str("\nUser-agent: *\nDisallow: /\n");
    assert!(allowed(&endless, "/a"));
    let rules = "User-agent: *\n".to_owned() + &"Disallow: /*a*b*c*d*e*f*g*h$\n".repeat(15_000);
    let started = std::time::Instant::now();
    assert!(allowed(&rules, &format!("/{}", "abcdefg".repeat(100))));
    assert!(started.elapsed().as_secs() < 5, "no rule may backtrack");
}

#[test]
fn sitemaps_are_told_whatever_group_they_stand_in_and_however_they_are_written() {
    let rules = Rules::read(
        b"\xef\xbb\xbfSitemap: https://a.example/1.xml\nUser-agent: x\nDisallow: /\r\nSITEMAP:https://b.example/2.xml # news\nsitemap: /3.xml\nSitemap : 4.xml.gz\nSitemap: https://a.example/1.xml\nSitemap:\nSitemap: ftp://a.example/5.xml\n",
    );
    let sitemaps = rules.sitemaps(&Url::parse("https://c.example/a/b?c").unwrap());
    let urls: Vec<&str> = sitemaps.iter().map(Url::as_str).collect();
    let expected = [
        "https://a.example/1.xml",
        "https://b.example/2.xml",
        "https://c.example/3.xml",
        "https://c.example/4.xml.gz",
    ];
    assert_eq!(urls, expected);
}

#[test]
fn a_file_in_utf_16_or_packed_without_a_word_forbids_what_it_forbids() {
    let file = "User-agent: *\r\nDisallow: /no\r\n";
    let utf16: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big_endian: Vec<u8> = file.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, file.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = packed[..4].to_vec();
    for bytes in [[&b"\xff\xfe"[..], &utf16].concat(), utf16, big_endian, packed] {
        let rules = Rules::answered(200, &bytes);
        let permission = |path: &str| {
            rules.permission(&Url::parse("https://example.org").unwrap().join(path).unwrap())
        };
        assert_eq!(permission("/no"), Permission::Forbidden, "{:?}", &bytes[..4]);
        assert_eq!(permission("/yes"), Permission::Allowed);
    }
    // What cannot be unpacked at all is no file without rules.
    assert!(Rules::answered(200, &cut).why_unreachable().is_some());
}
