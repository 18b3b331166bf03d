//! Sources in the network beside feeds: sitemaps and hub pages, good and bad.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, Wire, reply};

const XML: &str = "content-type: application/xml\r\n";

fn page(wire: &mut dyn Wire, path: &str) -> std::io::Result<()> {
    let text = article(&format!("Story {path}"), &format!("{path} is what it is about"));
    reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
}

fn source(kind: &str, server: &Server, path: &str, more: &str) -> String {
    format!("[[source]]\nname = \"site\"\n{kind} = \"{}\"\n{more}\n", server.url(path))
}

#[test]
fn an_index_of_sitemaps_that_names_itself_is_read_once() {
    let server = Server::start(|request, wire| {
        let index = "<sitemapindex><sitemap><loc>/index.xml</loc></sitemap><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/gone.xml</loc></sitemap></sitemapindex>";
        match request.path.as_str() {
            "/index.xml" => reply(wire, 200, XML, index.as_bytes()),
            "/a.xml" => reply(
                wire,
                200,
                XML,
                b"<urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset>",
            ),
            "/1" | "/2" => page(wire, &request.path),
            _ => reply(wire, 404, "", b""),
        }
    });
    let folder = folder_for(&server, &source("sitemap", &server, "/index.xml", ""), "");
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert_eq!(texts(folder.path()).len(), 2);
    assert!(err.contains("/gone.xml: status 404"), "{err}");
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|path| *path == "/index.xml").count(), 1, "{asked:?}");
}

#[test]
fn robots_txt_leads_to_the_sitemaps_and_old_pages_are_left_out() {
    let server = Server::start(|request, wire| {
        let host = &request.headers["host"];
        match request.path.as_str() {
            "/robots.txt" => {
                reply(wire, 200, "", format!("Sitemap: http://{host}/news.xml\n").as_bytes())
            }
            "/news.xml" => {
                let today = chrono::Utc::now().to_rfc3339();
                let urls = format!(
                    "<urlset><url><loc>/old</loc><lastmod>2001-01-01</lastmod></url><url><loc>/new</loc><lastmod>{today}</lastmod></url></urlset>"
                );
                reply(wire, 200, XML, urls.as_bytes())
            }
            path => page(wire, path),
        }
    });
    let more = "max_age = \"7d\"";
    let folder = folder_for(&server, &source("sitemap", &server, "/robots.txt", more), "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(server.asked(), ["/news.xml", "/new"]);
}

#[test]
fn a_hub_pages_articles_are_fetched_and_its_menu_is_not() {
    let server = Server::start(|request, wire| {
        match request.path.as_str() {
        "/" => reply(
            wire,
            200,
            "content-type: text/html\r\n",
            b"<nav><a href='/politics/the-whole-section-of-politics'>The whole section of politics</a></nav>
              <h2><a href='/2026/the-bridge-is-closed-again'>The bridge is closed again today</a></h2>",
        ),
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    }
    });
    let folder = folder_for(&server, &source("hub", &server, "/", ""), "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(server.asked(), ["/", "/2026/the-bridge-is-closed-again"]);
    // A pattern decides instead.
    let more = "include = [\"*/politics/*\"]";
    let folder = folder_for(&server, &source("hub", &server, "/", more), "");
    spoglio(&["run"], folder.path());
    assert_eq!(server.asked()[2..], ["/", "/politics/the-whole-section-of-politics"]);
}

#[test]
fn a_page_that_two_sources_name_is_fetched_once() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/a.xml" => {
            reply(wire, 200, XML, b"<urlset><url><loc>/1?utm_source=a</loc></url></urlset>")
        }
        "/b.xml" => {
            reply(wire, 200, XML, b"<urlset><url><loc>/1?utm_source=b</loc></url></urlset>")
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let two = source("sitemap", &server, "/a.xml", "")
        + &source("sitemap", &server, "/b.xml", "").replace("site\"\n", "other\"\n");
    let folder = folder_for(&server, &two, "");
    spoglio(&["run"], folder.path());
    let pages = server.asked().iter().filter(|path| path.starts_with("/1")).count();
    assert_eq!(pages, 1, "{:?}", server.asked());
}

#[test]
fn a_feed_of_far_too_many_items_costs_no_more_than_its_limits() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/feed" => {
            let mut feed = String::from("<rss version=\"2.0\"><channel><title>t</title>");
            for number in 0..60_000 {
                feed.push_str(&format!("<item><link>/{number}</link></item>"));
            }
            feed.push_str("</channel></rss>");
            reply(wire, 200, XML, feed.as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let folder = folder_for(&server, &source("feed", &server, "/feed", "limit = 2"), "");
    let ran = spoglio(&["run"], folder.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert!(err.contains("more pages than the 50000 that are taken, by 10000"), "{err}");
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn an_archives_own_warc_files_are_a_source_and_give_the_same_texts() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let urls = format!(
        "[[source]]\nname = \"two\"\nurls = [\"{}\", \"{}\"]\n",
        server.url("/1"),
        server.url("/2")
    );
    let folder = folder_for(&server, &urls, "");
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(0));
    let stored = texts(folder.path());
    assert_eq!(stored.len(), 2);
    let copy = tempfile::tempdir().unwrap();
    let from = folder.path().join("archive/warc");
    let config = format!("[[source]]\nname = \"old\"\nwarc = \"{}\"\n", from.display());
    std::fs::write(copy.path().join("config.toml"), config).unwrap();
    let ran = spoglio(&["run"], copy.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert!(err.is_empty(), "{err}");
    assert_eq!(texts(copy.path()), stored, "{out}");
    assert_eq!(spoglio(&["verify"], copy.path()).status.code(), Some(0));
    // A file that breaks off gives what it holds, and says so.
    let name = std::fs::read_dir(&from).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&name).unwrap();
    let torn = tempfile::tempdir().unwrap();
    std::fs::write(torn.path().join("torn.warc.gz"), &bytes[..bytes.len() - 400]).unwrap();
    std::fs::write(torn.path().join("config.toml"), "[[source]]\nname = \"old\"\nwarc = \".\"\n")
        .unwrap();
    let ran = spoglio(&["run"], torn.path());
    let (out, err) = said(&ran);
    assert_eq!(ran.status.code(), Some(1), "{out}{err}");
    assert!(err.contains("torn.warc.gz: record at byte"), "{err}");
    assert!(!texts(torn.path()).is_empty());
}

#[test]
fn a_sitemap_larger_than_a_page_may_be_is_read_up_to_the_standards_bound() {
    let of_length = |length: usize| {
        let mut map = String::from("<urlset><url><loc>/1</loc></url>");
        let filler = format!("<!-- {} -->\n", "x".repeat(990));
        while map.len() < length - 2_000 {
            map.push_str(&filler);
        }
        map + "<url><loc>/2</loc></url></urlset>"
    };
    let (large, beyond) = (of_length(21_000_000), of_length(52_432_000));
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/large.xml" => reply(wire, 200, XML, large.as_bytes()),
        "/beyond.xml" => reply(wire, 200, XML, beyond.as_bytes()),
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let two = source("sitemap", &server, "/large.xml", "");
    let folder = folder_for(&server, &two, "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(said(&ran).1, "");
    assert_eq!(texts(folder.path()).len(), 2);
    let folder = folder_for(&server, &source("sitemap", &server, "/beyond.xml", ""), "");
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    let (_, err) = said(&ran);
    assert!(err.contains("/beyond.xml: longer than 52428800 bytes: what follows"), "{err}");
    assert_eq!(texts(folder.path()).len(), 1);
}

#[test]
fn of_an_index_without_dates_the_newest_sitemaps_are_read_wherever_they_stand() {
    let server = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/months.xml" | "/numbers.xml" => {
            let name = |n: usize| match request.path.as_str() {
                "/months.xml" => format!("/m-{}-{:02}.xml", 2019 + n / 12, n % 12 + 1),
                _ => format!("/n-{n}.xml"),
            };
            let maps: String =
                (0..60).map(|n| format!("<sitemap><loc>{}</loc></sitemap>", name(n))).collect();
            reply(wire, 200, XML, format!("<sitemapindex>{maps}</sitemapindex>").as_bytes())
        }
        path if path.ends_with(".xml") => reply(wire, 200, XML, b"<urlset></urlset>"),
        path => page(wire, path),
    });
    for (index, newest, left_out) in [
        ("/months.xml", &["/m-2023-12.xml", "/m-2023-11.xml"][..], "/m-2019-01.xml"),
        ("/numbers.xml", &["/n-59.xml", "/n-0.xml"], "/n-30.xml"),
    ] {
        let before = server.asked().len();
        let folder = folder_for(&server, &source("sitemap", &server, index, ""), "");
        let ran = spoglio(&["run"], folder.path());
        let asked = &server.asked()[before..];
        assert!(asked[1..].iter().zip(newest).all(|(asked, new)| asked == new), "{asked:?}");
        assert!(!asked.iter().any(|path| path == left_out), "{asked:?}");
        assert!(said(&ran).1.contains("sitemaps that are not read: 11"), "{:?}", said(&ran));
    }
}

#[test]
fn links_with_the_number_of_a_visit_are_those_of_known_pages() {
    let visits = AtomicUsize::new(0);
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/" => {
            let visit = visits.fetch_add(1, Ordering::SeqCst);
            let front = format!(
                "<h2><a href='/news/article-10001;jsessionid={visit:032X}'>The bridge is closed again today</a></h2>
                 <h2><a href='/news/article-10002.html?PHPSESSID={visit:026}'>The harbour is open again today</a></h2>"
            );
            reply(wire, 200, "content-type: text/html\r\n", front.as_bytes())
        }
        "/robots.txt" => reply(wire, 404, "", b""),
        path => page(wire, path),
    });
    let folder = folder_for(&server, &source("hub", &server, "/", ""), "");
    for _ in 0..2 {
        let ran = spoglio(&["run"], folder.path());
        assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    }
    assert_eq!(server.asked(), ["/", "/news/article-10001", "/news/article-10002.html", "/"]);
}
