//! What a configuration means, every rule checked.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::page::Near;
use crate::strip::SiteRules;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The archive's folder.
    pub archive: PathBuf,
    /// What is done with texts that are nearly those the archive has.
    pub near: Near,
    /// Whether what a site repeats across its pages is learned, and used in cleaning.
    pub profiles: bool,
    /// How pages are fetched.
    pub fetch: Fetch,
    /// How sources are watched.
    pub watch: Watch,
    /// Where pages come from, in the file's order; names are unique.
    pub sources: Vec<Source>,
    /// Sources that are not asked now (`active = false`).
    pub inactive: Vec<Source>,
    /// What the user says of single sites.
    pub sites: SiteRules,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            archive: PathBuf::from("archive"),
            near: Near::default(),
            profiles: true,
            fetch: Fetch::default(),
            watch: Watch::default(),
            sources: Vec::new(),
            inactive: Vec::new(),
            sites: SiteRules::default(),
        }
    }
}

/// How pages are fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// How site owners can reach whoever runs this: an address of mail or of a page, sent in the
    /// `User-Agent`. Empty sends none.
    pub contact: String,
    /// How many hosts are asked at the same time.
    pub concurrency: usize,
    /// The shortest pause between two requests to one host.
    pub delay_min: Duration,
    /// The longest pause that a slow answer leads to. Between the two, the pause is five times what
    /// the last answer took.
    pub delay_max: Duration,
    /// How many requests one host gets in one run.
    pub requests_per_host: usize,
    /// How often an address is tried before it counts as failed.
    pub attempts: u32,
    /// After how long a page that the archive has is asked for again, when a source still names it.
    pub revisit: Duration,
    /// The pause before the second attempt; doubled for each further one.
    pub retry_pause: Duration,
    /// How long a connection (DNS, TCP, TLS) may take to stand.
    pub connect_timeout: Duration,
    /// How long the answer's head may take once the connection stands.
    pub first_byte_timeout: Duration,
    /// How long the body may pause.
    pub idle_timeout: Duration,
    /// How long one answer may take from connect to the last byte.
    pub total_timeout: Duration,
    /// The slowest body that is waited for, bytes a second, averaged from the body's start and
    /// looked at after ten seconds.
    pub min_speed: u64,
    /// The largest body, bytes, counted after content encodings are undone.
    pub max_body: u64,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// The ports that may be asked.
    pub ports: Vec<u16>,
    /// Hosts and ports that may be asked although their address is private or the port unusual.
    pub allow: Vec<Endpoint>,
    /// A PEM file of root certificates that are trusted beside the system's.
    pub roots: Option<PathBuf>,
    /// The browser that renders pages, instead of the one on the search path.
    pub browser: Option<PathBuf>,
    /// The proxy that everything goes through.
    pub proxy: Option<Proxy>,
    /// Which reservations keep a page from being stored. robots.txt is obeyed in any case.
    pub obey: Vec<Reservation>,
    /// Whether each site is asked once a day for `/.well-known/tdmrep.json`.
    pub tdmrep: bool,
}

/// A proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User name and password.
    pub login: Option<(String, String)>,
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP with `CONNECT`.
    Http,
    /// SOCKS5 (RFC 1928).
    Socks5,
}

impl fmt::Display for Proxy {
    /// Without the login, so that no message gives it away.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({:?} {self})", self.kind)
    }
}

/// A reservation of rights that the configuration may tell us to obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reservation {
    /// `noarchive` in `X-Robots-Tag` or the robots meta.
    NoArchive,
    /// `noindex` or `none` there.
    NoIndex,
    /// `nosnippet` there.
    NoSnippet,
    /// `unavailable_after` there, with a date that is over.
    UnavailableAfter,
    /// A text and data mining reservation (TDMRep) in a header, the page or tdmrep.json.
    Tdm,
    /// A `Content-Usage` preference (AIPREF) that denies something, in a header or robots.txt.
    ContentUsage,
    /// A licence (RSL) that robots.txt or a `Link` header names.
    Rsl,
}

impl Reservation {
    /// All of them with the words they have in config.toml and in reports.
    pub const ALL: [(Reservation, &str); 7] = [
        (Reservation::NoArchive, "noarchive"),
        (Reservation::NoIndex, "noindex"),
        (Reservation::NoSnippet, "nosnippet"),
        (Reservation::UnavailableAfter, "unavailable-after"),
        (Reservation::Tdm, "tdm"),
        (Reservation::ContentUsage, "content-usage"),
        (Reservation::Rsl, "rsl"),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        Reservation::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            contact: String::new(),
            concurrency: 16,
            delay_min: Duration::from_secs(1),
            delay_max: Duration::from_secs(30),
            requests_per_host: 500,
            attempts: 3,
            revisit: Duration::from_secs(6 * 3600),
            retry_pause: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(120),
            min_speed: 256,
            max_body: 20_000_000,
            max_redirects: 10,
            ports: vec![80, 443],
            allow: Vec::new(),
            roots: None,
            browser: None,
            proxy: None,
            obey: Vec::new(),
            tdmrep: true,
        }
    }
}

/// How sources are watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The hours in which nothing is asked, in local time, minutes since midnight; the first is
    /// part of them, the last is not. They may go over midnight.
    pub quiet: Option<(u16, u16)>,
    /// After how long a source that brought nothing new is reported.
    pub alarm: Duration,
    /// How long after it was first seen an article is asked for again, to see whether it was
    /// corrected; ascending. Also in a single run.
    pub corrections: Vec<Duration>,
}

impl Default for Watch {
    fn default() -> Self {
        Watch {
            quiet: None,
            alarm: Duration::from_secs(3 * 86_400),
            corrections: [1, 6, 24, 7 * 24].map(|hours| Duration::from_secs(hours * 3600)).to_vec(),
        }
    }
}

/// When a source is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rhythm {
    /// As often as it brings something new, between ten minutes and a day.
    #[default]
    Own,
    /// At a fixed interval.
    Every(Duration),
    /// At the times of a cron expression, in local time.
    Cron(String),
}

/// A host with a port, as the allow-list names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The host as the URL standard writes it: lower case, an IPv6 address in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// One source of pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name in reports; unique in a configuration.
    pub name: String,
    /// What it is and where.
    pub kind: SourceKind,
    /// Patterns (`*` and `?`, in any letter case) that a page must fit, one of them: file names in a
    /// folder, whole addresses otherwise. Empty: every page; of a folder, [`SourceKind::PAGES`].
    pub include: Vec<String>,
    /// How many pages of it one run takes at most, those already in the archive not counted.
    pub limit: Option<usize>,
    /// Pages that the source says are older are not taken.
    pub max_age: Option<Duration>,
    /// When `watch` asks it.
    pub rhythm: Rhythm,
    /// Whether its pages are rendered by a browser, so that their scripts run.
    pub render: bool,
}

impl Source {
    /// A source without further wishes.
    #[must_use]
    pub fn new(name: &str, kind: SourceKind) -> Source {
        let name = name.to_owned();
        Source {
            name,
            kind,
            include: Vec::new(),
            limit: None,
            max_age: None,
            rhythm: Rhythm::Own,
            render: false,
        }
    }

    /// Which listing it reads, and which pages of it: what an answer of 304 is about.
    #[must_use]
    pub fn listing(&self) -> String {
        format!("{} {}", self.kind.address(), self.include.join(" ")).trim_end().to_owned()
    }
}

/// What a source is.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceKind {
    /// An RSS, Atom or JSON feed.
    Feed(Url),
    /// Addresses written into the configuration.
    Urls(Vec<Url>),
    /// A file with one address a line.
    List(PathBuf),
    /// A sitemap, an index of sitemaps, or a robots.txt that names some.
    Sitemap(Url),
    /// A page that links to articles: a home page, a section front.
    Hub(Url),
    /// A folder of saved pages; its subfolders are searched too.
    Folder(PathBuf),
    /// A WARC or WACZ file, or a folder of them.
    Warc(PathBuf),
}

impl SourceKind {
    /// The file names that count as saved pages unless a source says otherwise.
    pub const PAGES: [&str; 11] = [
        "*.html",
        "*.htm",
        "*.xhtml",
        "*.txt",
        "*.html.gz",
        "*.htm.gz",
        "*.xhtml.gz",
        "*.txt.gz",
        "*.eml",
        "*.mbox",
        "*.mbox.gz",
    ];

    /// The file names that count as WARC files: packed or not, of the form before it, or gathered in a WACZ.
    pub const WARCS: [&str; 6] =
        ["*.warc", "*.warc.gz", "*.warc.zst", "*.arc", "*.arc.gz", "*.wacz"];

    /// Where it is, for messages.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            SourceKind::Feed(url) | SourceKind::Sitemap(url) | SourceKind::Hub(url) => {
                url.to_string()
            }
            SourceKind::Urls(urls) => match &urls[..] {
                [one] => one.to_string(),
                urls => format!("{} addresses", urls.len()),
            },
            SourceKind::List(path) | SourceKind::Folder(path) | SourceKind::Warc(path) => {
                path.display().to_string()
            }
        }
    }

    /// Whether it lies on this machine and needs no network.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        matches!(self, SourceKind::Folder(_) | SourceKind::Warc(_))
    }

    /// What kind it is, in a word.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            SourceKind::Feed(_) => "feed",
            SourceKind::Urls(_) => "urls",
            SourceKind::List(_) => "list",
            SourceKind::Sitemap(_) => "sitemap",
            SourceKind::Hub(_) => "hub",
            SourceKind::Folder(_) => "folder",
            SourceKind::Warc(_) => "warc",
        }
    }
}
