//! `spoglio add` and `spoglio doctor`, and the report of a run.

use std::fs;

use super::run::{article, said, spoglio};
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html\r\n";

/// A site with two feeds, a sitemap that robots.txt names, and a front page with six articles.
fn portal() -> Server {
    Server::start(|request, wire| {
        let host = &request.headers["host"];
        let feed = |names: &[&str]| {
            let items: String = names
                .iter()
                .map(|name| {
                    format!("<item><title>{name} in the news</title><link>/{name}</link></item>")
                })
                .collect();
            format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
        };
        match request.path.as_str() {
            "/robots.txt" => {
                reply(wire, 200, "", format!("Sitemap: http://{host}/map.xml").as_bytes())
            }
            "/map.xml" => reply(wire, 200, "", b"<urlset><url><loc>/a</loc></url></urlset>"),
            "/" | "/plain" => {
                let links: String = (0..6)
                    .map(|n| format!("<h2><a href='/2026/story-number-{n}-of-today'>The story number {n} of today</a></h2>"))
                    .collect();
                let head = if request.path == "/" {
                    "<link rel=alternate type=application/rss+xml title='Comments' href=/comments/feed><link rel=alternate type=application/rss+xml href=/news.rss>"
                } else {
                    ""
                };
                reply(wire, 200, HTML, format!("<html><head>{head}</head><body>{links}").as_bytes())
            }
            "/news.rss" => reply(wire, 200, "", feed(&["a", "b", "c"]).as_bytes()),
            "/comments/feed" => reply(wire, 200, "", feed(&["x"]).as_bytes()),
            _ => reply(wire, 404, HTML, b"<p>no"),
        }
    })
}

#[test]
fn add_finds_the_feed_and_leaves_the_rest_of_the_file_alone() {
    let server = portal();
    let folder = folder_for(&server, "# my sources follow\n", "");
    let file = folder.path().join("config.toml");
    let before = fs::read_to_string(&file).unwrap();
    let url = server.url("/").to_string();
    let dry = spoglio(&["add", "--dry-run", &url], folder.path());
    let (out, err) = said(&dry);
    assert_eq!(dry.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("/news.rss: 3 pages") && out.contains("a in the news"), "{out}");
    assert!(out.contains("/map.xml: 1 page"), "{out}");
    assert!(out.contains("hub ") && out.contains("6 pages"), "{out}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before, "a dry run changes nothing");
    let added = spoglio(&["add", "--name", "Portal", &url], folder.path());
    assert_eq!(added.status.code(), Some(0), "{:?}", said(&added));
    let after = fs::read_to_string(&file).unwrap();
    for line in before.lines() {
        assert!(after.contains(line), "lost: {line}");
    }
    assert!(after.contains(&format!("name = \"Portal\"\nfeed = \"{url}news.rss\"")), "{after}");
    let again = spoglio(&["add", &url], folder.path());
    assert!(said(&again).1.contains("there already, as `Portal`"), "{:?}", said(&again));
    let hub = spoglio(&["add", "--kind", "hub", server.url("/plain").as_ref()], folder.path());
    assert_eq!(hub.status.code(), Some(0));
    assert!(fs::read_to_string(&file).unwrap().contains("hub = \""));
}

#[test]
fn add_says_when_there_is_nothing() {
    let server = Server::pages(vec![("/", 200, HTML, b"<p>hello".to_vec())]);
    let folder = folder_for(&server, "", "");
    let nothing = spoglio(&["add", server.url("/").as_ref()], folder.path());
    assert_eq!(nothing.status.code(), Some(2));
    assert!(said(&nothing).1.contains("no feed, sitemap or hub page found"));
    let no_map = ["add", "--kind", "sitemap", server.url("/").as_ref()].map(str::to_owned);
    let no_map = spoglio(&no_map.each_ref().map(String::as_str), folder.path());
    assert!(said(&no_map).1.contains("no sitemap found"), "{no_map:?}");
    let gone = spoglio(&["add", server.url("/gone").as_ref()], folder.path());
    assert_eq!(gone.status.code(), Some(2));
    assert!(said(&gone).1.contains("status 404 Not Found"));
}

#[test]
fn doctor_names_each_fault_with_its_cure() {
    let server = portal();
    let sources = format!(
        "[[source]]\nname = \"good\"\nfeed = \"{}\"\n[[source]]\nname = \"gone\"\nfeed = \"{}\"\n[[source]]\nname = \"saved\"\nfolder = \"no such folder\"\n",
        server.url("/news.rss"),
        server.url("/gone.rss"),
    );
    let folder = folder_for(&server, &sources, "");
    let sick = spoglio(&["doctor"], folder.path());
    let (out, _) = said(&sick);
    assert_eq!(sick.status.code(), Some(1), "{out}");
    let line = |word: &str| out.lines().find(|line| line.contains(word)).unwrap_or("").to_owned();
    assert!(
        line("source good").starts_with("ok ") && line("source good").contains("3 pages"),
        "{out}"
    );
    assert!(line("source gone").starts_with("BAD") && line("source gone").contains("404"), "{out}");
    assert!(line("source saved").starts_with("BAD"), "{out}");
    for word in ["configuration", "clock", "archive", "disk", "certificates"] {
        assert!(line(word).starts_with("ok "), "{word}: {out}");
    }
    assert!(!folder.path().join("archive").exists(), "a check makes nothing");
    let offline = spoglio(&["doctor", "--offline"], folder.path());
    assert_eq!(offline.status.code(), Some(0), "{:?}", said(&offline));
    fs::write(folder.path().join("config.toml"), "[fetch]\nroots = \"gone.pem\"\n").unwrap();
    let (out, _) = said(&spoglio(&["doctor"], folder.path()));
    assert!(out.contains("BAD  certificates   fetch.roots: gone.pem"), "{out}");
    fs::write(folder.path().join("config.toml"), "[fetch]\nproxy = \"http://127.0.0.1:9\"\n")
        .unwrap();
    let (out, _) = said(&spoglio(&["doctor"], folder.path()));
    assert!(out.contains("BAD  proxy          127.0.0.1:9: "), "{out}");
    let there = format!("[fetch]\nproxy = \"http://127.0.0.1:{}\"\n", server.port);
    fs::write(folder.path().join("config.toml"), there).unwrap();
    let (out, _) = said(&spoglio(&["doctor"], folder.path()));
    assert!(out.contains("ok   proxy "), "{out}");
    fs::write(folder.path().join("config.toml"), "[fetch\n").unwrap();
    let (out, _) = said(&spoglio(&["doctor"], folder.path()));
    assert!(out.contains("BAD  configuration  config.toml:1"), "{out}");
}

#[test]
fn a_report_tells_every_page_to_programs_and_build_servers() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/good" => reply(wire, 200, HTML, article("A <bridge> & more", "sound").as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let urls = format!(
        "[[source]]\nname = \"a & b\"\nurls = [\"{}\", \"{}\"]\n",
        server.url("/good"),
        server.url("/gone?a=1&b=2"),
    );
    let folder = folder_for(&server, &urls, "");
    let ran = spoglio(&["run", "--report", "run.json"], folder.path());
    assert_eq!(ran.status.code(), Some(1), "{:?}", said(&ran));
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("run.json")).unwrap()).unwrap();
    assert_eq!(report["summary"]["stored"], 1);
    assert!(report["events"].as_array().unwrap().iter().any(|event| event["reason"] == "http-404"));
    spoglio(&["run", "--report", "run.xml"], folder.path());
    let xml = fs::read_to_string(folder.path().join("run.xml")).unwrap();
    assert!(xml.contains("tests=\"1\" failures=\"1\""), "{xml}");
    assert!(xml.contains("classname=\"a &amp; b\"") && xml.contains("?a=1&amp;b=2"), "{xml}");
    let lost = spoglio(&["run", "--report", "no/such/run.json"], folder.path());
    assert!(said(&lost).1.contains("no/such/run.json"), "{:?}", said(&lost));
}

#[test]
fn a_source_that_stands_in_the_file_switched_off_is_switched_on_and_not_added_again() {
    let server = portal();
    let url = server.url("/").to_string();
    for off in [
        format!("[[source]]\nname = \"P\"\nfeed = \"{url}news.rss\"\nactive = false\n"),
        format!("#[[source]]\n#name = \"P\"\n#feed = \"{url}news.rss\"\n"),
    ] {
        let folder = folder_for(&server, &off, "");
        let file = folder.path().join("config.toml");
        let before = fs::read_to_string(&file).unwrap();
        let (out, err) = said(&spoglio(&["add", "--dry-run", &url], folder.path()));
        assert!(out.contains("there already, as `P`, but it is not active"), "{out}{err}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
        let added = spoglio(&["add", &url], folder.path());
        assert_eq!(added.status.code(), Some(0), "{:?}", said(&added));
        assert!(said(&added).0.contains("as `P`, and active from now on"), "{:?}", said(&added));
        let after = fs::read_to_string(&file).unwrap();
        assert_eq!(after.matches("news.rss").count(), 1, "{after}");
        let (out, _) = said(&spoglio(&["sources"], folder.path()));
        assert!(out.starts_with("P\n"), "{out}");
    }
    // The name of a source that is off is taken too.
    let other = "[[source]]\nname = \"127.0.0.1\"\nlist = \"a.txt\"\nactive = false\n";
    let folder = folder_for(&server, other, "");
    let added = spoglio(&["add", &url], folder.path());
    assert!(said(&added).0.contains("feed 127.0.0.1 2"), "{:?}", said(&added));
}

/// A feed of so many pages, an hour apart, the newest so many days old.
fn dated_feed(name: &str, pages: i64, days: i64) -> String {
    let items: String = (0..pages)
        .map(|page| {
            let at = chrono::Utc::now() - chrono::TimeDelta::hours(days * 24 + page);
            let date = at.to_rfc2822();
            format!(
                "<item><title>t</title><link>/{name}/{page}</link><pubDate>{date}</pubDate></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

/// The first source that `add` finds at a server's front page, and all that it says.
fn best_of(server: &Server) -> (String, String) {
    let folder = folder_for(server, "", "");
    let added = spoglio(&["add", "--dry-run", server.url("/").as_ref()], folder.path());
    let (out, err) = said(&added);
    (out.lines().next().unwrap_or("").to_owned(), out + &err)
}

#[test]
fn add_takes_the_feed_that_lives_and_not_the_one_with_the_most_pages() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/" => {
            let link = |path: &str| {
                format!("<link rel=alternate type=application/rss+xml title=x href={path}>")
            };
            let links = ["/podcast/feed", "/blog/rss", "/news.rss"].map(link).concat();
            reply(wire, 200, HTML, format!("<head>{links}</head><body>").as_bytes())
        }
        "/news.rss" => reply(wire, 200, "", dated_feed("news", 20, 0).as_bytes()),
        "/blog/rss" => reply(wire, 200, "", dated_feed("blog", 50, 2_600).as_bytes()),
        "/podcast/feed" => reply(wire, 200, "", dated_feed("episode", 100, 0).as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let (best, said) = best_of(&server);
    assert!(best.contains("/news.rss: 20 pages"), "{said}");
    let last = said.lines().rfind(|line| line.starts_with("feed"));
    assert!(last.is_some_and(|line| line.contains("/blog/rss")), "{said}");
}

#[test]
fn add_finds_feeds_that_are_called_xml_and_those_that_a_page_links_to() {
    for (page, feed) in [
        (
            "<head><link rel=alternate type=text/xml href=/home.xml><link rel=alternate type=text/xml+oembed href=/o.xml>",
            "/home.xml",
        ),
        ("<body><a href=/feeds/home.rss><img src=rss.png></a>", "/feeds/home.rss"),
    ] {
        let server = Server::start(move |request, wire| match request.path.as_str() {
            "/" => reply(wire, 200, HTML, page.as_bytes()),
            path if path == feed => reply(wire, 200, "", dated_feed("n", 3, 0).as_bytes()),
            _ => reply(wire, 404, "", b""),
        });
        let (best, said) = best_of(&server);
        assert!(best.contains(&format!("{feed}: 3 pages")), "{said}");
        assert!(!server.asked().contains(&"/o.xml".to_owned()));
    }
}

#[test]
fn add_looks_around_a_front_page_that_turns_it_away() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/feed" => reply(wire, 200, "", dated_feed("n", 3, 0).as_bytes()),
        "/" => reply(wire, 403, HTML, b"<title>Just a moment...</title>"),
        _ => reply(wire, 404, "", b""),
    });
    let (best, said) = best_of(&server);
    assert!(best.contains("/feed: 3 pages"), "{said}");
    let server = Server::start(|_, wire| reply(wire, 403, HTML, b"no"));
    let (_, said) = best_of(&server);
    assert!(said.contains("status 403 Forbidden: the site turns us away"), "{said}");
}

#[test]
fn add_looks_at_the_site_itself_where_its_front_page_is_behind_a_consent_host() {
    let consent = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        _ => reply(wire, 200, HTML, b"<h1>Your privacy</h1><p>Accept all cookies?"),
    });
    let wall = format!("location: {}\r\n", consent.url("/consent?back=/"));
    let site = Server::start(move |request, wire| match request.path.as_str() {
        "/" => reply(wire, 302, &wall, b""),
        "/feed" => reply(wire, 200, "", dated_feed("n", 3, 0).as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder_for(&site, "", "");
    let file = folder.path().join("config.toml");
    let config = fs::read_to_string(&file).unwrap();
    let both = format!("allow = [\"127.0.0.1:{}\", ", consent.port);
    fs::write(&file, config.replace("allow = [", &both)).unwrap();
    let added = spoglio(&["add", "--dry-run", site.url("/").as_ref()], folder.path());
    let (out, err) = said(&added);
    assert!(out.contains("/feed: 3 pages"), "{out}{err}");
}

#[test]
fn add_says_how_an_address_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (typed, cure) in [
        ("www.example.org", "write https://"),
        ("ftp://example.org/", "only http and https addresses are fetched"),
    ] {
        let (_, err) = said(&spoglio(&["add", typed], folder.path()));
        assert!(err.contains(cure), "{err}");
    }
}
