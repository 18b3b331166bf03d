//! What becomes due while one slow host is worked off.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use spoglio::config::{self, Source};
use spoglio::pipeline::run::{Meanwhile, Memory, Setting, Summary, run};
use spoglio::store::{Access, Archive};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

/// A site with a feed of three pages that come only after a time.
fn site(slowness: Duration) -> Server {
    Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        "/feed" => {
            let items = ["/1", "/2", "/3"].map(|path| format!("<item><link>{path}</link></item>"));
            let feed = format!(
                "<rss version=\"2.0\"><channel><title>t</title>{}</channel></rss>",
                items.concat()
            );
            reply(wire, 200, "etag: \"f\"\r\n", feed.as_bytes())
        }
        path => {
            std::thread::sleep(slowness);
            let host = &request.headers["host"];
            let text = article(&format!("Story {path}"), &format!("{path} of {host} it is"));
            reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
        }
    })
}

/// A folder whose configuration has two sources, each of a host of its own, of which a pass begins with the first.
fn folder(slow: &Server, fast: &Server) -> tempfile::TempDir {
    let feed = |name: &str, server: &Server| {
        format!("[[source]]\nname = \"{name}\"\nfeed = \"{}\"\n", server.url("/feed"))
    };
    let folder = folder_for(slow, &(feed("slow", slow) + &feed("fast", fast)), "");
    let file = folder.path().join("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let both = format!("\"127.0.0.1:{}\", \"127.0.0.1:{}\"", slow.port, fast.port);
    let one = format!("\"127.0.0.1:{}\"", slow.port);
    // A pause in which a server sees that it has answered.
    let config = config.replacen(&one, &both, 1).replace("\"0s\"", "\"100ms\"");
    std::fs::write(&file, config).unwrap();
    folder
}

/// A pass over the first source, with what is due meanwhile.
fn pass(
    folder: &Path,
    longest: Duration,
    due: impl Fn(&Memory, &[Source]) -> Vec<Source> + Send + Sync + 'static,
) -> Summary {
    let mut config = config::load(&folder.join("config.toml")).unwrap();
    let all = config.sources.clone();
    config.sources.truncate(1);
    let (_switch, stop) = spoglio::pipeline::run::Switch::new();
    let due = Arc::new(move |memory: &Memory, _| due(memory, &all));
    let setting = Setting { stop, meanwhile: Some(Meanwhile { due, longest }), ..Setting::real() };
    let mut archive = Archive::open(&config.archive, Access::Write).unwrap();
    let (summary, ended) = run(&config, &setting, &mut archive, &mut |_| {});
    ended.unwrap();
    summary
}

#[test]
fn other_hosts_are_asked_for_what_becomes_due_while_a_slow_one_is_worked_off() {
    let (slow, fast) = (site(Duration::from_millis(1500)), site(Duration::ZERO));
    let folder = folder(&slow, &fast);
    // Both are always due, and each time that it is looked they are asked: also the one of which pages are in work.
    let summary = pass(folder.path(), Duration::from_secs(60), |_, all| all.to_vec());
    assert_eq!((summary.stored, summary.postponed.len()), (6, 0), "{summary:?}");
    let last = |server: &Server, path: &str| {
        server.requests().into_iter().rfind(|request| request.path == path).unwrap().at
    };
    assert!(last(&fast, "/3") < last(&slow, "/3"), "it did not wait for the slow host");
    for server in [&slow, &fast] {
        for page in ["/1", "/2", "/3"] {
            let asked = server.asked().iter().filter(|path| *path == page).count();
            assert_eq!(asked, 1, "{:?}", server.asked());
        }
        assert_eq!(server.busiest(), 1, "one request at a time");
    }
    let feeds = |server: &Server| server.asked().iter().filter(|path| *path == "/feed").count();
    assert!(feeds(&slow) > 1, "it does not wait for its own pages");
    assert!(feeds(&fast) > 1, "it was due again");
    let (memory, _) = Memory::load(&folder.path().join("archive"));
    let fast = &memory.sources["fast"];
    assert_eq!((fast.stored, fast.named, fast.known), (3, 3, 3), "{fast:?}");
    let slow = &memory.sources["slow"];
    assert_eq!((slow.stored, slow.named, slow.known), (3, 3, 3), "{slow:?}");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}

#[test]
fn a_pass_that_went_on_for_long_ends_for_what_is_due_and_the_next_goes_on_with_what_is_left() {
    let (slow, fast) = (site(Duration::from_millis(1500)), site(Duration::ZERO));
    let folder = folder(&slow, &fast);
    let begun = Instant::now();
    let summary = pass(folder.path(), Duration::ZERO, |_, all| all[1..].to_vec());
    assert!(begun.elapsed() < Duration::from_secs(4), "it ended early");
    assert!(summary.postponed.contains_key("stopped"), "{summary:?}");
    assert_eq!(fast.asked().len(), 0);
    let (memory, _) = Memory::load(&folder.path().join("archive"));
    assert_eq!(memory.sources["slow"].was_asked(), None, "it has its turn at once");
    assert!(memory.sources["slow"].etag.is_none(), "and is asked for in full");
    let stored = texts(folder.path()).len();
    let ran = spoglio(&["run"], folder.path());
    assert_eq!(ran.status.code(), Some(0), "{:?}", said(&ran));
    assert_eq!(texts(folder.path()).len(), 6);
    // What was stored is not asked for again; what was under way is.
    let pages = slow.asked().iter().filter(|path| *path != "/feed").count();
    assert!(pages <= 4, "{stored} were stored: {:?}", slow.asked());
}

#[test]
fn a_source_is_taken_in_once_it_is_due_by_what_it_brought_in_the_same_pass() {
    let (slow, fast) = (site(Duration::from_millis(1500)), site(Duration::ZERO));
    let folder = folder(&slow, &fast);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = seen.clone();
    pass(folder.path(), Duration::from_secs(60), move |memory, all| {
        let asked = memory.sources.get("fast").and_then(|known| known.was_asked());
        told.lock().unwrap().push(asked.is_some());
        if asked.is_some() { Vec::new() } else { all[1..].to_vec() }
    });
    let feeds = fast.asked().iter().filter(|path| *path == "/feed").count();
    assert_eq!(feeds, 1, "it was not due again");
    let seen = seen.lock().unwrap();
    assert!(!seen[0] && seen.last() == Some(&true), "{seen:?}");
}

#[test]
fn folders_and_warc_files_are_read_while_a_slow_host_is_worked_off() {
    let (all_read, waited) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (seen, done) = (all_read.clone(), waited.clone());
    // Its last page comes when all that is on this machine is read.
    let slow = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        "/feed" => {
            let feed = "<rss version=\"2.0\"><channel><item><link>/1</link></item></channel></rss>";
            reply(wire, 200, "", feed.as_bytes())
        }
        path => {
            let begun = Instant::now();
            while !seen.load(Ordering::SeqCst) && begun.elapsed() < Duration::from_secs(100) {
                std::thread::sleep(Duration::from_millis(50));
            }
            done.store(seen.load(Ordering::SeqCst), Ordering::SeqCst);
            let text = article(&format!("Story {path}"), "it comes late");
            reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
        }
    });
    let fast = site(Duration::ZERO);
    let folder = folder(&slow, &fast);
    shelf(folder.path(), 40);
    let file = folder.path().join("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let patient = "attempts = 1\nfirst_byte_timeout = \"110s\"";
    let more = "[[source]]\nname = \"shelf\"\nfolder = \"saved\"\n[[source]]\nname = \"nowhere\"\nfolder = \"none\"\n[[source]]\nname = \"crawl\"\nwarc = \"crawl\"\n";
    std::fs::write(&file, config.replacen("attempts = 1", patient, 1) + more).unwrap();
    // WARC files of another archive.
    let source = format!("[[source]]\nname = \"b\"\nfeed = \"{}\"\n", fast.url("/feed"));
    let other = folder_for(&fast, &source, "");
    assert_eq!(spoglio(&["run"], other.path()).status.code(), Some(0));
    std::fs::create_dir(folder.path().join("crawl")).unwrap();
    for entry in std::fs::read_dir(other.path().join("archive/warc")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join("crawl").join(entry.file_name())).unwrap();
    }
    let summary = pass(folder.path(), Duration::from_secs(600), move |memory, all| {
        let stored = |name| memory.sources.get(name).map_or(0, |known| known.stored);
        if (stored("shelf"), stored("crawl")) == (40, 3) {
            all_read.store(true, Ordering::SeqCst);
        }
        // All that was not asked yet is due.
        let is_new = |source: &&Source| !memory.sources.contains_key(&source.name);
        all[2..].iter().filter(is_new).cloned().collect()
    });
    assert!(waited.load(Ordering::SeqCst), "the folders waited for the host: {summary:?}");
    assert_eq!(summary.stored, 1 + 40 + 3, "{summary:?}");
    assert_eq!(summary.sources_failed.get("unreadable"), Some(&1), "{summary:?}");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}

/// A folder of saved pages.
fn shelf(folder: &Path, pages: usize) {
    let saved = folder.join("saved");
    std::fs::create_dir(&saved).unwrap();
    for number in 0..pages {
        let page = article(&format!("Paper {number}"), &format!("it lies on shelf {number}"));
        std::fs::write(saved.join(format!("{number}.html")), page).unwrap();
    }
}

#[test]
fn a_pass_is_not_ended_for_what_is_due_while_a_folder_is_read() {
    let (slow, fast) = (site(Duration::ZERO), site(Duration::ZERO));
    let folder = folder(&slow, &fast);
    shelf(folder.path(), 400);
    let file = folder.path().join("config.toml");
    let source = "[[source]]\nname = \"shelf\"\nfolder = \"saved\"\n";
    let config = std::fs::read_to_string(&file).unwrap();
    let at = config.find("[[source]]").unwrap();
    std::fs::write(&file, format!("{}{source}{}", &config[..at], &config[at..])).unwrap();
    // The folder is what the pass begins with, and a feed is due all the time.
    let summary = pass(folder.path(), Duration::ZERO, |memory, all| {
        let asked = memory.sources.get("slow").and_then(|known| known.was_asked());
        if asked.is_some() { Vec::new() } else { all[1..2].to_vec() }
    });
    assert!(summary.stored >= 400 && summary.postponed.is_empty(), "{summary:?}");
    let (memory, _) = Memory::load(&folder.path().join("archive"));
    assert!(memory.sources["shelf"].was_asked().is_some(), "it is read to its end");
}

#[test]
fn pages_that_were_left_stay_left_when_their_feed_is_asked_again_in_the_same_pass() {
    let slow = site(Duration::from_millis(1500));
    let tired = Server::start(|request, wire| match request.path.as_str() {
        "/robots.txt" | "/.well-known/tdmrep.json" => reply(wire, 404, "", b""),
        _ => reply(wire, 429, "retry-after: 3600\r\n", b""),
    });
    let (polls, pages) = (AtomicUsize::new(0), tired.url("/"));
    let feeds = Server::start(move |request, wire| match request.path.as_str() {
        "/feed" => {
            // What it named at first it names no more.
            let named = if polls.fetch_add(1, Ordering::SeqCst) == 0 { 8 } else { 0 };
            let item = |n| format!("<item><link>{pages}{n}</link></item>");
            let items: String = (0..named).map(item).collect();
            let feed = format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
            reply(wire, 200, "", feed.as_bytes())
        }
        _ => reply(wire, 404, "", b""),
    });
    let folder = folder(&slow, &feeds);
    let file = folder.path().join("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let allowed = format!("allow = [\"127.0.0.1:{}\", ", tired.port);
    std::fs::write(&file, config.replacen("allow = [", &allowed, 1)).unwrap();
    let summary = pass(folder.path(), Duration::from_secs(60), |_, all| all[1..].to_vec());
    assert_eq!(summary.postponed.get("host-resting"), Some(&7), "{summary:?}");
    assert!(feeds.asked().iter().filter(|path| *path == "/feed").count() > 1);
    let (memory, _) = Memory::load(&folder.path().join("archive"));
    assert_eq!(memory.sources["fast"].waiting.len(), 7);
}
