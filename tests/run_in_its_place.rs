//! What stands in the place of a page whose text the archive has: another page, a part of it, a wall.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use spoglio::store::{Access, Archive};

use super::run::{said, spoglio, texts};
use super::run_again::run_at;
use super::run_network::folder_for;
use super::server::{Server, reply};

const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

const BRIDGE: [&str; 5] = [
    "The council voted on Tuesday evening to spend 4.2 million euros on the repair of the old harbour bridge.",
    "Mayor Elena Brandt said the work would begin in the first week of May and last until the end of the year.",
    "Residents of the northern district had collected more than 3,000 signatures against the closure.",
    "An engineer's report published in January found cracks in two of the seven pillars of the bridge.",
    "The contract is to be put out to tender across Europe, and the first bids are expected before the summer.",
];

const ABOUT: [&str; 4] = [
    "The Gazette was founded in 1921 by the printer Karl Weiss and has been owned by his family ever since.",
    "Today it employs forty journalists in three offices and publishes a newspaper on six days of the week.",
    "Subscribers can read all articles on the website, and receive a letter from the editor on Sundays.",
    "The newsroom works according to the press code, and its decisions are independent of advertisers.",
];

const CONSENT: &str = "<!DOCTYPE html><html lang=en><head><title>Your privacy choices</title></head><body><div class=consent><h1>We value your privacy</h1><p>We and our 842 partners store and access information on your device, such as cookies, and process personal data to show personalised ads.</p><p>You can accept or manage your choices, including your right to object where legitimate interest is used.</p><button>Accept all</button><button>Reject all</button><button>Manage options</button></div></body></html>";

const MAINTENANCE: &str = "<!DOCTYPE html><html lang=en><title>Site maintenance</title><body><h1>We will be back soon</h1><p>Our website is undergoing scheduled maintenance. We apologise for the inconvenience and will be back online shortly.</body></html>";

fn page(title: &str, paragraphs: &[&str]) -> String {
    let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title}</title><meta property=og:type content=article></head><body><main><article><h1>{title}</h1>{text}</article></main><footer><p>Imprint</p></footer></body></html>"
    )
}

fn bridge() -> String {
    page("Council approves repair of harbour bridge", &BRIDGE)
}

/// What `/news/bridge` answers with at each run, a minute apart: status, more headers, body.
type Answers = Vec<(u16, &'static str, String)>;

/// Runs once for each answer. Gives the lines of the page's history and of `changes`, and how many texts there are.
fn seen(answers: Answers) -> (Vec<String>, Vec<String>, usize) {
    let (runs, at) = (answers.len(), Arc::new(AtomicUsize::new(0)));
    let now = at.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/news/bridge" => {
            let (status, headers, body) = &answers[now.load(Ordering::SeqCst)];
            if body.len() > 1 && *headers == "cut" {
                // Its end is where the connection ends.
                write!(wire, "HTTP/1.1 200 OK\r\n{HTML}connection: close\r\n\r\n")?;
                return wire.write_all(body.as_bytes());
            }
            reply(wire, *status, &format!("{HTML}{headers}"), body.as_bytes())
        }
        "/" | "/about/" => reply(wire, 200, HTML, page("About The Gazette", &ABOUT).as_bytes()),
        "/2026/bridge" => reply(wire, 200, HTML, bridge().as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let url = server.url("/news/bridge");
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{url}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    for run in 0..runs {
        at.store(run, Ordering::SeqCst);
        minutes.store(run as i64, Ordering::SeqCst);
        run_at(folder.path(), &minutes);
    }
    let told = |arguments: &[&str]| -> Vec<String> {
        let (out, _) = said(&spoglio(arguments, folder.path()));
        out.lines().filter(|line| line.starts_with("20")).map(str::to_owned).collect()
    };
    let (history, changes) = (told(&["history", "--no-diff", url.as_str()]), told(&["changes"]));
    // What a reading of the page alone says later makes no text of it.
    let (out, err) = said(&spoglio(&["reclean", "--all", "--apply"], folder.path()));
    assert!(out.contains("0 with a text where none was"), "{out}{err}");
    assert!(spoglio(&["verify"], folder.path()).status.success());
    (history, changes, texts(folder.path()).len())
}

fn ok(body: String) -> (u16, &'static str, String) {
    (200, "", body)
}

fn to(location: &'static str) -> (u16, &'static str, String) {
    (302, location, String::new())
}

#[test]
fn a_page_that_leads_to_the_front_page_or_to_something_else_is_lost_and_its_text_stays() {
    for elsewhere in ["location: /\r\n", "location: /about/\r\n"] {
        let (history, changes, texts) = seen(vec![ok(bridge()), to(elsewhere), ok(bridge())]);
        assert_eq!(texts, 1, "{elsewhere}: {history:?}");
        for (line, what) in history.iter().zip(["new ", "page-lost", "seen again"]) {
            assert!(line.contains(what), "{elsewhere}: {history:?}");
        }
        assert_eq!(changes.len(), 1, "{elsewhere}: {changes:?}");
    }
}

#[test]
fn a_page_that_moved_with_its_text_is_not_lost() {
    let (history, changes, texts) = seen(vec![ok(bridge()), to("location: /2026/bridge\r\n")]);
    assert_eq!((texts, changes.len()), (1, 0), "{history:?} {changes:?}");
    assert!(history[1].contains("seen again"), "{history:?}");
}

#[test]
fn an_address_that_always_leads_elsewhere_brings_what_stands_there() {
    // The story of the day.
    let answers = vec![to("location: /2026/bridge\r\n"), to("location: /about/\r\n")];
    let (history, _, texts) = seen(answers);
    assert_eq!(texts, 2, "{history:?}");
}

#[test]
fn a_wall_or_an_error_that_passes_is_no_lost_page() {
    let answers = vec![
        ok(bridge()),
        ok(CONSENT.to_owned()),
        ok(MAINTENANCE.to_owned()),
        (410, "", "Gone".to_owned()),
    ];
    let (history, changes, texts) = seen(answers);
    assert_eq!((texts, history.len(), changes.len()), (1, 4, 1), "{history:?} {changes:?}");
    assert!(history[1].contains("consent-wall") && !history[1].contains("lost"), "{history:?}");
    assert!(history[2].contains("error-page") && !history[2].contains("lost"), "{history:?}");
    // That it was gone after that is an answer, as if the walls had not been.
    assert!(history[3].contains("page-lost") && changes[0].contains("page-lost"), "{history:?}");
}

#[test]
fn a_body_that_broke_off_does_not_replace_a_whole_one() {
    let whole = bridge();
    let half = whole[..whole.find("An engineer").unwrap() + 20].to_owned();
    let died = format!(
        "{half}<br><b>Fatal error</b>: Allowed memory size of 134217728 bytes exhausted in <b>/var/www/db.php</b> on line <b>2349</b>"
    );
    for body in [half.clone(), died] {
        let (history, changes, texts) =
            seen(vec![ok(whole.clone()), (200, "cut", body), ok(whole.clone())]);
        assert_eq!((texts, changes.len()), (1, 0), "{history:?} {changes:?}");
        assert!(history[1].contains("truncated"), "{history:?}");
    }
    // An article that got shorter ends, as it did; one that never ended is no shorter for that.
    let shorter = page("Council approves repair of harbour bridge", &BRIDGE[..3]);
    let (history, _, texts) = seen(vec![ok(whole.clone()), ok(shorter.clone())]);
    assert_eq!(texts, 2, "{history:?}");
    let bare = |page: &str| ok(page.replace("</body></html>", ""));
    let (history, _, texts) = seen(vec![bare(&whole), bare(&shorter)]);
    assert_eq!(texts, 2, "{history:?}");
}

#[test]
fn a_page_that_broke_off_is_kept_as_such() {
    let whole = bridge();
    let half = whole[..whole.find("An engineer").unwrap() + 20].to_owned();
    let answers = [whole, half];
    let at = AtomicUsize::new(0);
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/a" => reply(wire, 200, HTML, answers[at.fetch_add(1, Ordering::SeqCst)].as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let url = server.url("/a").to_string();
    let source = format!("[[source]]\nname = \"one\"\nurls = [\"{url}\"]\n");
    let folder = folder_for(&server, &source, "revisit = \"0s\"");
    let minutes = Arc::new(AtomicI64::new(0));
    run_at(folder.path(), &minutes);
    let (summary, _) = run_at(folder.path(), &minutes);
    assert_eq!(summary.refused.get("truncated"), Some(&1), "{summary:?}");
    let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
    let rows = archive.captures_of_url(&url).unwrap();
    let record = archive.record_of(rows.last().unwrap()).unwrap();
    assert_eq!(record.field("WARC-Truncated"), Some("unspecified"));
    assert!(archive.evidence(rows.last().unwrap()).unwrap()[0].contains("broke off"));
}

/// What `get` prints and says of `/a` on a server.
fn got(server: &Server) -> (String, String) {
    let folder = folder_for(server, "", "");
    let page = server.url("/a").to_string();
    said(&spoglio(&["get", "--config", "config.toml", &page], folder.path()))
}

#[test]
fn a_page_without_a_text_that_leads_elsewhere_is_followed_once() {
    let meta = "<!DOCTYPE html><html><head><meta http-equiv=refresh content=\"0; url=/real\"></head><body>If you are not redirected <a href=/real>click here</a>.</body></html>";
    let slow = meta.replace("0; url", "300; url");
    let on = meta.replace("/real", "/on");
    for (head, body, is_followed) in [
        ("", meta, true),
        ("refresh: 1; url=/real\r\n", "<html><body></body></html>", true),
        ("", &slow, false),
        ("", &on, false),
    ] {
        let (body, on) = (body.to_owned(), meta.to_owned());
        let server = Server::start(move |request, wire| match request.path.as_str() {
            "/a" => reply(wire, 200, &format!("{HTML}{head}"), body.as_bytes()),
            "/on" => reply(wire, 200, HTML, on.as_bytes()),
            "/real" => reply(wire, 200, HTML, bridge().as_bytes()),
            _ => reply(wire, 404, "", b""),
        });
        let (out, err) = got(&server);
        assert_eq!(out.contains("Mayor Elena Brandt"), is_followed, "{head}{out}{err}");
        assert_eq!(server.asked().contains(&"/real".to_owned()), is_followed, "{err}");
    }
    // Where robots.txt forbids it, it is not asked for.
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 200, "", b"User-agent: *\nDisallow: /real\n"),
        "/a" => reply(wire, 200, HTML, meta.as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let (out, err) = got(&server);
    assert!(out.is_empty() && err.contains("robots.txt"), "{out}{err}");
    assert_eq!(server.asked(), ["/a"]);
}

#[test]
fn the_first_of_several_pages_is_told_as_such() {
    let first = bridge().replace(
        "</article>",
        "</article><div class=page-links>Pages: <span>1</span> <a href=\"/a/2/\">2</a></div>",
    );
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/a" => reply(wire, 200, HTML, first.as_bytes()),
        _ => reply(wire, 404, "", b""),
    });
    let next = server.url("/a/2/").to_string();
    let folder = folder_for(&server, "", "");
    let page = server.url("/a").to_string();
    let (_, err) = said(&spoglio(&["get", "--config", "config.toml", &page], folder.path()));
    assert!(err.contains("one of several pages") && err.contains(&next), "{err}");
    let archive = Archive::open(folder.path().join("archive"), Access::Read).unwrap();
    assert_eq!(archive.text(0).unwrap().metadata["next_page"]["value"], next);
}
