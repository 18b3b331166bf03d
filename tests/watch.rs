//! `spoglio watch` and what is remembered of the sources.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::run::{article, said, spoglio, texts};
use super::run_network::folder_for;
use super::server::{Server, reply};

/// A site whose feed names one more page each time it is asked.
fn growing() -> (Server, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = Server::start(move |request, wire| match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/feed" => {
            let pages = count.fetch_add(1, Ordering::SeqCst) + 1;
            let items: String =
                (0..pages).map(|page| format!("<item><link>/{page}</link></item>")).collect();
            let feed =
                format!("<rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>");
            reply(wire, 200, "", feed.as_bytes())
        }
        "/slow" => {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        path => {
            let text = article(&format!("Story {path}"), &format!("{path} is what it is about"));
            reply(wire, 200, "content-type: text/html\r\n", text.as_bytes())
        }
    });
    (server, asked)
}

fn start(arguments: &[&str], folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    command.args(arguments).current_dir(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A `watch` that writes what it tells into a file.
fn start_telling(folder: &Path, told: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    command.arg("watch").current_dir(folder);
    command.stdout(Stdio::null()).stderr(fs::File::create(told).unwrap()).spawn().unwrap()
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn terminate(child: &Child) {
    signal("-TERM", child);
}

/// Sends a signal by its name.
pub(crate) fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

fn feed_source(server: &Server, more: &str) -> String {
    format!("[[source]]\nname = \"gazette\"\nfeed = \"{}\"\n{more}\n", server.url("/feed"))
}

/// Sets a source's last poll back, as if time had passed.
fn set_back(folder: &Path, hours: i64) {
    let file = folder.join("archive/sources.json");
    let mut memory: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let then = chrono::Utc::now() - chrono::TimeDelta::hours(hours);
    memory["sources"]["gazette"]["asked"] = then.to_rfc3339().into();
    fs::write(&file, memory.to_string()).unwrap();
}

#[test]
fn watch_asks_what_is_due_takes_up_changes_and_ends_well() {
    let (server, asked) = growing();
    let folder = folder_for(&server, &feed_source(&server, "every = \"1h\""), "");
    let mut watch = start(&["watch"], folder.path());
    until("a first text", || folder.path().join("archive/sources.json").exists());
    assert_eq!(texts(folder.path()).len(), 1);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(asked.load(Ordering::SeqCst), 1, "it is not due for an hour");
    // An hour later; the change of the configuration wakes it.
    set_back(folder.path(), 2);
    let file = folder.path().join("config.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{config}\n# changed\n")).unwrap();
    until("a second text", || texts(folder.path()).len() == 2);
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
    let verified = spoglio(&["verify"], folder.path());
    assert_eq!(verified.status.code(), Some(0), "{:?}", said(&verified));
}

/// Whether these tests were started to ignore a signal, as under `nohup`: what they start ignores it, too.
#[cfg(target_os = "linux")]
fn is_ignored_here(name: &str) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    let bit = if name == "-HUP" { 1 } else { 2 };
    u64::from_str_radix(ignored.trim(), 16).unwrap() & bit != 0
}

#[cfg(target_os = "linux")]
#[test]
fn hangup_and_interrupt_end_run_and_watch_well_unless_they_were_started_to_ignore_them() {
    let (server, _) = growing();
    let urls = format!(
        "[[source]]\nname = \"list\"\nurls = [\"{}\", \"{}\"]\n",
        server.url("/1"),
        server.url("/slow")
    );
    for command in ["run", "watch"] {
        for (start, name, goes_on) in [
            ("exec", "-HUP", false),
            ("exec nohup", "-HUP", true),
            ("exec", "-INT", false),
            // As a shell starts `spoglio run &` in a script.
            ("trap '' INT; exec", "-INT", true),
        ] {
            if !goes_on && is_ignored_here(name) {
                println!("skipped: the tests themselves were started to ignore {name}");
                continue;
            }
            let folder = folder_for(&server, &urls, "first_byte_timeout = \"60s\"");
            let mut started = Command::new("sh")
                .args(["-c", &format!("{start} \"$0\" {command}"), env!("CARGO_BIN_EXE_spoglio")])
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            until("a text", || {
                folder.path().join("archive").exists() && texts(folder.path()).len() == 1
            });
            signal(name, &started);
            if name == "-HUP" {
                // Told twice, as shells and the system do.
                signal(name, &started);
            }
            if goes_on {
                std::thread::sleep(Duration::from_millis(500));
                assert_eq!(started.try_wait().unwrap(), None, "{start} {command} after {name}");
                terminate(&started);
            }
            let begun = Instant::now();
            let status = started.wait().unwrap();
            // No signal ended it: what was under way was left for later, what was fetched is stored.
            assert!(
                matches!(status.code(), Some(0 | 1)),
                "{start} {command} after {name}: {status}"
            );
            assert!(begun.elapsed() < Duration::from_secs(10), "{command}: ended by a time-out");
            assert_eq!(texts(folder.path()).len(), 1);
            assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
            let (shown, _) = said(&spoglio(&["sources"], folder.path()));
            assert!(shown.contains("asked    not to the end"), "{command}: {shown}");
            assert!(!shown.contains("1970"), "{command}: {shown}");
        }
    }
}

#[test]
fn after_a_kill_nothing_is_fetched_twice() {
    let (server, _) = growing();
    let urls = format!(
        "[[source]]\nname = \"list\"\nurls = [\"{}\", \"{}\", \"{}\"]\n",
        server.url("/1"),
        server.url("/2"),
        server.url("/slow")
    );
    let folder = folder_for(&server, &urls, "first_byte_timeout = \"30s\"");
    let mut watch = start(&["watch"], folder.path());
    until("two texts", || {
        folder.path().join("archive").exists() && texts(folder.path()).len() == 2
    });
    watch.kill().unwrap();
    watch.wait().unwrap();
    let mut again = start(&["watch"], folder.path());
    until("the slow page again", || {
        server.asked().iter().filter(|path| *path == "/slow").count() == 2
    });
    terminate(&again);
    let begun = Instant::now();
    again.wait().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "the slow page is not waited for");
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|path| *path == "/1").count(), 1, "{asked:?}");
    assert_eq!(spoglio(&["verify"], folder.path()).status.code(), Some(0));
}

#[test]
fn sources_are_shown_with_what_they_brought_and_what_went_wrong() {
    let (server, _) = growing();
    let sources = feed_source(&server, "every = \"0 6 * * 1-5\"")
        + &format!("[[source]]\nname = \"gone\"\nfeed = \"{}\"\n", server.url("/1"));
    let folder = folder_for(&server, &sources, "");
    let before = spoglio(&["sources"], folder.path());
    assert!(said(&before).0.contains("asked    never"), "{:?}", said(&before));
    spoglio(&["run"], folder.path());
    let (out, _) = said(&spoglio(&["sources"], folder.path()));
    assert!(out.contains("gazette\n  kind     feed: http://127.0.0.1"), "{out}");
    assert!(out.contains("rhythm   at 0 6 * * 1-5"), "{out}");
    assert!(out.contains("brought  1 text, last 20"), "{out}");
    assert!(out.contains("error    no RSS, Atom or JSON feed"), "{out}");
    assert!(out.contains("(1 in a row)") && out.contains("next     20"), "{out}");
    let (out, _) = said(&spoglio(&["sources", "--json"], folder.path()));
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(all[0]["stored"], 1);
    assert_eq!(all[1]["failures"], 1);
}

#[test]
fn a_feed_is_asked_conditionally_once_all_it_named_is_dealt_with() {
    let gone = Arc::new(AtomicUsize::new(1));
    let missing = gone.clone();
    let server = Server::start(move |request, wire| {
        match request.path.as_str() {
        "/robots.txt" => reply(wire, 404, "", b""),
        "/feed" if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"f\"") => {
            reply(wire, 304, "", b"")
        }
        "/feed" => reply(wire, 200, "etag: \"f\"\r\n", b"<rss version=\"2.0\"><channel><title>t</title><item><link>/1</link></item></channel></rss>"),
        _ if missing.load(Ordering::SeqCst) == 1 => reply(wire, 500, "", b""),
        _ => reply(wire, 200, "content-type: text/html\r\n", article("One", "one").as_bytes()),
    }
    });
    let folder = folder_for(&server, &feed_source(&server, ""), "");
    let conditional = || {
        let requests = server.requests();
        let last = requests.iter().rfind(|request| request.path == "/feed").unwrap().clone();
        last.headers.contains_key("if-none-match")
    };
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(2));
    gone.store(0, Ordering::SeqCst);
    assert_eq!(spoglio(&["run"], folder.path()).status.code(), Some(0));
    assert!(!conditional(), "a page was still to be fetched");
    // One request in ten is unconditional on purpose; ten in a row are not.
    let ever = (0..10).any(|_| {
        spoglio(&["run"], folder.path());
        conditional()
    });
    assert!(ever);
}

#[test]
fn a_wrong_configuration_while_it_runs_is_told_and_the_old_one_kept() {
    let (server, asked) = growing();
    let folder = folder_for(&server, &feed_source(&server, "every = \"1h\""), "");
    let told = folder.path().join("told");
    let mut watch = start_telling(folder.path(), &told);
    until("a first text", || folder.path().join("archive/sources.json").exists());
    set_back(folder.path(), 2);
    fs::write(folder.path().join("config.toml"), "[[source]]\nnmae = 1\n").unwrap();
    until("a second poll", || asked.load(Ordering::SeqCst) >= 2);
    // The poll may have begun before the configuration was looked at again.
    let complaint = "did you mean `name`?: going on with the old one";
    until("the complaint", || fs::read_to_string(&told).unwrap().contains(complaint));
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

/// What a server answers to one request by hand.
fn ask(address: &str, path: &str, host: &str) -> String {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn metrics_and_health_are_told_on_loopback_to_who_asks_by_its_name() {
    use std::io::{BufRead as _, BufReader};
    let (server, _) = growing();
    let gone = format!("[[source]]\nname = \"go\\\"ne\"\nfeed = \"{}\"\n", server.url("/1"));
    let sources = feed_source(&server, "every = \"1h\"") + &gone;
    let folder = folder_for(&server, &sources, "");
    let mut watch = start(&["watch", "--metrics", "0", "--log", "json"], folder.path());
    let mut lines = BufReader::new(watch.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.split("http://").nth(1).unwrap().trim_end_matches("/metrics").to_owned();
    std::thread::spawn(move || lines.count());
    until("the first pass", || {
        ask(&address, "/metrics", &address).contains("spoglio_passes_total 1")
    });
    until("the wait", || {
        ask(&address, "/metrics", &address).contains("source_failing{source=\"go")
    });
    let metrics = ask(&address, "/metrics", &address);
    assert!(metrics.starts_with("HTTP/1.1 200") && metrics.contains("version=0.0.4"), "{metrics}");
    for line in [
        "spoglio_pages_total{outcome=\"stored\"} 1",
        "spoglio_pages_total{outcome=\"failed\"} 0",
        "spoglio_source_failures_total{reason=\"no-feed\"} 1",
        "spoglio_source_failing{source=\"go\\\"ne\"} 1",
        "spoglio_source_silent{source=\"gazette\"} 0",
        "spoglio_pages_waiting 0",
        "spoglio_healthy 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in {metrics}");
    }
    let health = ask(&address, "/health", &address);
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("\"status\":\"ok\""), "{health}");
    for path in ["/metrics", "/health"] {
        let rebound = ask(&address, path, "evil.example");
        assert!(rebound.starts_with("HTTP/1.1 421") && !rebound.contains("gazette"), "{rebound}");
    }
    assert!(ask(&address, "/", &address).starts_with("HTTP/1.1 404"));
    let taken = spoglio(&["watch", "--metrics", &address], folder.path());
    assert_eq!(taken.status.code(), Some(2));
    assert!(said(&taken).1.contains("another --metrics address may be free"), "{:?}", said(&taken));
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[test]
fn watch_asks_for_articles_again_at_their_ages() {
    let (server, asked) = growing();
    let sources =
        "[watch]\ncorrections = [\"2s\"]\n".to_owned() + &feed_source(&server, "every = \"1h\"");
    let folder = folder_for(&server, &sources, "");
    let mut watch = start(&["watch"], folder.path());
    let count = || server.asked().iter().filter(|path| *path == "/0").count();
    until("the article again", || count() == 2);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "its source is not due");
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[test]
fn watch_asks_nothing_in_quiet_hours() {
    let (server, asked) = growing();
    let now = chrono::Local::now();
    let minute = |minutes: i64| (now + chrono::TimeDelta::minutes(minutes)).format("%H:%M");
    let quiet = format!("[watch]\nquiet = \"{}-{}\"\n", minute(-2), minute(30));
    let folder = folder_for(&server, &(quiet + &feed_source(&server, "")), "");
    let mut watch = start(&["watch"], folder.path());
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[test]
fn a_source_that_fell_silent_is_told() {
    let (server, _) = growing();
    let folder = folder_for(&server, &feed_source(&server, ""), "");
    spoglio(&["run"], folder.path());
    let file = folder.path().join("archive/sources.json");
    let mut memory: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let then = (chrono::Utc::now() - chrono::TimeDelta::days(5)).to_rfc3339();
    memory["sources"]["gazette"]["brought_new"] = then.into();
    fs::write(&file, memory.to_string()).unwrap();
    let config = folder.path().join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("/feed", "/feed?limit") + "limit = 1\n").unwrap();
    let (_, err) = said(&spoglio(&["run"], folder.path()));
    assert!(err.contains("source gazette: has brought nothing new since"), "{err}");
}

#[test]
fn a_change_of_the_configuration_is_taken_up_while_a_slow_page_is_waited_for() {
    let (server, _) = growing();
    let urls = |name: &str, path: &str| {
        format!("[[source]]\nname = \"{name}\"\nurls = [\"{}\"]\n", server.url(path))
    };
    let sources = urls("list", "/slow");
    let folder = folder_for(&server, &sources, "first_byte_timeout = \"60s\"");
    let mut watch = start(&["watch"], folder.path());
    until("a request", || server.asked().contains(&"/slow".to_owned()));
    let file = folder.path().join("config.toml");
    let config = fs::read_to_string(&file).unwrap();
    fs::write(&file, config.replace(&sources, &urls("other", "/2"))).unwrap();
    let begun = Instant::now();
    until("a text", || folder.path().join("archive").exists() && texts(folder.path()).len() == 1);
    assert!(begun.elapsed() < Duration::from_secs(12), "it waited for the slow page");
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
    assert_eq!(server.asked(), ["/slow", "/2"]);
}

#[test]
fn a_second_watch_says_whom_it_waits_for_and_ends_when_it_is_told_to() {
    let (server, _) = growing();
    let urls = format!("[[source]]\nname = \"list\"\nurls = [\"{}\"]\n", server.url("/slow"));
    let folder = folder_for(&server, &urls, "first_byte_timeout = \"60s\"");
    let mut first = start(&["watch"], folder.path());
    until("a request", || server.asked().contains(&"/slow".to_owned()));
    let told = folder.path().join("told");
    let mut second = start_telling(folder.path(), &told);
    until("whom it waits for", || {
        fs::read_to_string(&told).unwrap().contains(&format!("process {}", first.id()))
    });
    let begun = Instant::now();
    terminate(&second);
    assert_eq!(second.wait().unwrap().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited for the first to end");
    terminate(&first);
    first.wait().unwrap();
    assert_eq!(server.asked(), ["/slow"]);
}

#[test]
fn metrics_beyond_loopback_need_a_token() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let (server, _) = growing();
    let folder = folder_for(&server, &feed_source(&server, "every = \"1h\""), "");
    let refused = spoglio(&["watch", "--metrics", "0.0.0.0:0"], folder.path());
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).1.contains("SPOGLIO_TOKEN"), "{:?}", said(&refused));
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoglio"));
    command.args(["watch", "--metrics", "0.0.0.0:0", "--log", "json"]).current_dir(folder.path());
    command.env("SPOGLIO_TOKEN", "s3cret").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut watch = command.spawn().unwrap();
    let mut lines = BufReader::new(watch.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let port = first.trim_end_matches("/metrics").rsplit(':').next().unwrap().to_owned();
    std::thread::spawn(move || lines.count());
    let ask = |authorization: &str| {
        let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let head = "GET /metrics HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n";
        write!(stream, "{head}{authorization}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    for wrong in ["", "Authorization: Bearer s3cre\r\n", "Authorization: Bearer \r\n"] {
        let answer = ask(wrong);
        assert!(answer.starts_with("HTTP/1.1 401") && !answer.contains("spoglio_"), "{answer}");
    }
    assert!(ask("Authorization: Bearer s3cret\r\n").contains("spoglio_passes_total"));
    terminate(&watch);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}
