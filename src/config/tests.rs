use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

fn parsed(text: &str) -> Result<Config, String> {
    parse(text, Path::new("config.toml")).map_err(|error| error.to_string())
}

fn message(text: &str) -> String {
    parsed(text).expect_err("a wrong configuration was accepted")
}

#[test]
fn the_shipped_file_equals_the_built_in_defaults() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let samples = Source {
        name: "samples".to_owned(),
        kind: SourceKind::Folder(PathBuf::from("tests/pages")),
        include: vec!["page.*".to_owned()],
        limit: None,
        max_age: None,
        rhythm: Rhythm::Own,
        render: false,
    };
    let expected = Config { sources: vec![samples], ..Config::default() };
    assert_eq!(parsed(&text), Ok(expected));
}

#[test]
fn the_shipped_file_shows_every_key_and_its_commented_sources_parse() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    let text = std::fs::read_to_string(path).unwrap();
    // A commented line of configuration is `#key = …` or `#[[source]]`, prose is `# …`.
    let active: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.is_empty() => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = parsed(&active).unwrap();
    assert!(config.sources.len() > 18, "the live sources stand one # away");
    let all_keys = message("[fetch]\nno_such_key_at_all_here = 1\n");
    let known = all_keys.split("known here: ").nth(1).unwrap();
    for key in known.split(", ") {
        assert!(active.contains(&format!("{key} = ")), "config.toml does not show fetch.{key}");
    }
}

#[test]
fn an_empty_file_means_the_defaults() {
    assert_eq!(parsed(""), Ok(Config::default()));
}

#[test]
fn an_unknown_key_is_refused_with_line_and_the_nearest_known_one() {
    let said = message("archive = \"a\"\n\n[fetch]\nconcurency = 3\n");
    assert_eq!(said, "config.toml:4: unknown key `concurency`: did you mean `concurrency`?");
    let said = message("[[source]]\nname = \"a\"\nfede = \"https://example.org/\"\n");
    assert_eq!(said, "config.toml:3: unknown key `fede`: did you mean `feed`?");
    let said = message("colour = 1\n");
    assert!(
        said.contains("known here: archive, near, profiles, fetch, watch, source, site"),
        "{said}"
    );
}

#[test]
fn every_broken_rule_names_its_line() {
    for (text, line, words) in [
        ("archive = ", 1, ""),
        ("archive = 3\n", 1, "archive: write a text in quotes"),
        ("[fetch]\nconcurrency = \"3\"\n", 2, "concurrency: write a whole number"),
        ("[fetch]\nconcurrency = 99999999999999999999\n", 2, "write a whole number"),
        ("[fetch]\nports = 80\n", 2, "ports: write a list"),
        ("[fetch]\nallow = [\n  5,\n]\n", 3, "5: write a text"),
        ("profiles = \"yes\"\n", 1, "profiles: write true or false"),
        ("fetch = 1\n", 1, "fetch: write a table"),
        ("[source]\nname = \"a\"\n", 1, "[[source]]"),
        ("[[source]]\nname = \"a\"\nfolder = \"a\\u0000b\"\n", 3, "NUL"),
        ("[[source]]\nname = \"a\"\nfeed = \"https://u:p@example.org/\"\n", 3, "user name or"),
        ("archive = \"\"\n", 1, "empty path"),
        ("[fetch]\n\nconcurrency = 0\n", 3, "write 1 to 512"),
        ("[fetch]\nidle_timeout = \"10\"\n", 2, "no duration"),
        ("[fetch]\nidle_timeout = \"0s\"\n", 2, "refuse every page"),
        ("[watch]\nalarm = \"0s\"\n", 2, "may bring nothing new, like \"3d\""),
        ("[fetch]\nmax_body = \"big\"\n", 2, "no size"),
        ("[fetch]\nports = [0]\n", 2, "no port"),
        ("[fetch]\nallow = [\"10.0.0.1\"]\n", 2, "no host with port"),
        ("[fetch]\nallow = [\"user@host:80\"]\n", 2, "no host with port"),
        ("[fetch]\ndelay_min = \"3s\"\ndelay_max = \"1s\"\n", 3, "shorter"),
        ("[fetch]\ncontact = \"caffè\"\n", 2, "ASCII"),
        ("[[source]]\nfeed = \"https://example.org/\"\n", 1, "no name"),
        ("[[source]]\nname = \"a\"\n", 1, "says not where"),
        ("[[source]]\nname = \"a\"\nfeed = \"example.org\"\n", 3, "no address"),
        ("[[source]]\nname = \"a\"\nfeed = \"ftp://example.org/\"\n", 3, "only http and https"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nfolder = \"b\"\n", 1, "both list and folder"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\ninclude = [\"\"]\n", 4, "fits nothing"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nmax_age = \"0s\"\n", 4, "refuse every page"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nevery = \"10s\"\n", 4, "once a minute"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nevery = \"61 * * * *\"\n", 4, "cron"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nevery = \"0 6 31 2 *\"\n", 4, "never comes"),
        ("[[source]]\nname = \"a\"\nfolder = \"a\"\nrender = true\n", 4, "saved pages"),
        ("[watch]\nquiet = \"late\"\n", 2, "no hours"),
        ("[[source]]\nname = \"a\"\nlist = \"a\"\nlimit = 0\n", 4, "limit = 0"),
        (
            "[[source]]\nname = \"a\"\nlist = \"a\"\n[[source]]\nname = \"a\"\nlist = \"b\"\n",
            4,
            "first on line 1",
        ),
    ] {
        let said = message(text);
        assert!(said.starts_with(&format!("config.toml:{line}: ")), "{text:?} gave: {said}");
        assert!(said.contains(words), "{text:?} gave: {said}");
        assert!(!said.contains('\n'), "one line: {said:?}");
    }
}

#[test]
fn values_mean_what_was_typed_and_paths_start_at_the_file() {
    let text = "archive = \"store\"\n[fetch]\ndelay_min = \"250ms\"\nallow = [\"LOCALHOST:8080\", \"[::1]:81\", \"0x7f.1:82\"]\n[[source]]\nname = \"x\"\nfolder = \"pages\"\n[[source]]\nname = \"off\"\nlist = \"l\"\nactive = false\n";
    let config = parse(text, Path::new("/etc/spoglio/config.toml")).unwrap();
    assert_eq!(config.archive, Path::new("/etc/spoglio/store"));
    assert_eq!(config.fetch.delay_min, Duration::from_millis(250));
    let hosts: Vec<&str> = config.fetch.allow.iter().map(|entry| entry.host.as_str()).collect();
    assert_eq!(hosts, ["localhost", "[::1]", "127.0.0.1"]);
    assert_eq!(config.sources.len(), 1, "a source that is not active is checked, and not used");
}

#[test]
fn a_file_in_another_encoding_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, b"# one\n[[source]]\nname = \"caff\xe8\"\n").unwrap();
    let said = load(&path).unwrap_err().to_string();
    assert!(
        said.ends_with("config.toml:3: this line is not UTF-8: save the file as UTF-8"),
        "{said}"
    );
}

#[test]
fn a_missing_file_says_what_to_do() {
    let said = load(Path::new("no/such/config.toml")).unwrap_err().to_string();
    assert!(said.contains("no/such/config.toml: no such file"), "{said}");
    assert!(said.contains("--config"), "{said}");
}
