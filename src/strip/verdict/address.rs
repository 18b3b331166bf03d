//! What the parts of a page's address say of its kind.

/// Path segments, whole, that speak for a kind.
const FORUM_PATHS: [&str; 9] = [
    "forum",
    "forums",
    "thread",
    "threads",
    "questions",
    "question",
    "discussion",
    "discussions",
    "comments",
];
/// Programs of forums, wherever they stand.
const FORUM_PROGRAMS: [&str; 4] =
    ["forumdisplay.php", "showthread.php", "viewforum.php", "viewtopic.php"];
/// The same where a number stands below them: portals and shops have such parts, too.
const NUMBERED_FORUM_PATHS: [&str; 3] = ["topic", "topics", "t"];
const DOCUMENTATION_PATHS: [&str; 14] = [
    "docs",
    "doc",
    "documentation",
    "reference",
    "manual",
    "manuals",
    "api",
    "api-reference",
    "apidocs",
    "handbook",
    "sdk",
    "developer",
    "developers",
    "man",
];
/// Parts of the addresses of pages to log in at, to register and to ask for a new password, without their signs.
const LOGIN_PATHS: [&str; 44] = [
    "accountcreate",
    "anmelden",
    "anmeldung",
    "connexion",
    "createaccount",
    "einloggen",
    "forgot",
    "forgotpassword",
    "forgotpwd",
    "forgottenpassword",
    "iniciarsesion",
    "inscription",
    "login",
    "loginregister",
    "logon",
    "lostpassword",
    "newaccount",
    "passwordforgotten",
    "passwordrecovery",
    "passwordremind",
    "passwordreset",
    "passwortvergessen",
    "pwdreset",
    "recoverpassword",
    "register",
    "registerform",
    "registration",
    "registrace",
    "registracija",
    "registrati",
    "registrazione",
    "registrieren",
    "registro",
    "rejestracja",
    "remindpassword",
    "resetpassword",
    "sendpassword",
    "signin",
    "signon",
    "signup",
    "userregister",
    "wplogin",
    "wpregister",
    "wpsignup",
];
/// The parts of an address that speak for a kind.
pub(super) struct Address<'a> {
    host: &'a str,
    /// The parts of its path, the first twenty.
    pub segments: Vec<&'a str>,
    /// What its query sets, the first ten.
    values: Vec<&'a str>,
    /// Whether its query names one page among others: `?p=4312`, `?view=article&id=4312`.
    names_page: bool,
}

/// What a query names one page of a site by, without its signs, beside all that ends in `id`.
const PAGE_NAMES: [&str; 12] = [
    "a", "art", "artikel", "article", "articolo", "n", "news", "noticia", "nr", "p", "post",
    "story",
];

/// Whether a pair of a query names one page: by a number under one of these names.
fn names_page(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // "fbclid", "gclid" and "sessid" name readers
    let own =
        name.ends_with("id") && !["clid", "sessid", "sid"].iter().any(|end| name.ends_with(end));
    (own || PAGE_NAMES.contains(&name.as_str())) && value.contains(|c: char| c.is_ascii_digit())
}

impl<'a> Address<'a> {
    pub(super) fn of(url: &'a str) -> Address<'a> {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or("");
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut parts = path.split('/');
        let host = parts.next().unwrap_or("");
        let pairs = || query.split('&').filter_map(|pair| pair.split_once('=')).take(10);
        Address {
            host,
            segments: parts.filter(|part| !part.is_empty()).take(20).collect(),
            values: pairs().map(|(_, value)| value).collect(),
            names_page: pairs().any(|(name, value)| names_page(name, value)),
        }
    }

    pub(super) fn any(&self, names: &[&str]) -> bool {
        self.segments.iter().any(|part| names.iter().any(|name| part.eq_ignore_ascii_case(name)))
    }

    /// Whether a part with one of these names is followed by one that begins with a number.
    fn is_numbered(&self, names: &[&str]) -> bool {
        let named = |part: &&str| names.iter().any(|name| part.eq_ignore_ascii_case(name));
        let below = self.segments.iter().skip_while(|part| !named(part)).skip(1);
        below.take(2).any(is_thread_number)
    }

    /// Whether it is a site's own, or that of the site in one language.
    pub(super) fn is_front(&self) -> bool {
        let language =
            |part: &str| part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        !self.host.is_empty()
            && !self.names_page
            && match self.segments.as_slice() {
                [] => true,
                [one] => language(one) || one.starts_with("index.") || one.starts_with("home"),
                _ => false,
            }
    }

    /// Whether the last part is a headline's slug.
    pub(super) fn is_deep(&self) -> bool {
        self.segments.last().is_some_and(|last| last.matches(['-', '_']).count() >= 3)
    }

    /// Whether a part of the path is a year, as in an article's address.
    pub(super) fn is_dated(&self) -> bool {
        let year = |part: &&&str| part.len() == 4 && matches!(part.get(..2), Some("19" | "20"));
        self.segments.iter().filter(year).any(|part| part.bytes().all(|b| b.is_ascii_digit()))
    }

    pub(super) fn is_forum(&self) -> bool {
        let host = ["forum.", "forums.", "community.", "discuss.", "discourse.", "answers."];
        let shop = self.segments.iter().any(|part| part.contains("community-"));
        host.iter().any(|name| self.host.starts_with(name)) && !self.segments.is_empty() && !shop
            || self.segments.len() >= 2 && self.any(&FORUM_PATHS)
            || self.any(&FORUM_PROGRAMS)
            || self.is_numbered(&NUMBERED_FORUM_PATHS)
            || ["stackexchange.com", "stackoverflow.com", "reddit.com"]
                .iter()
                .any(|name| self.host.ends_with(name) && self.segments.len() >= 2)
    }

    pub(super) fn is_documentation(&self) -> bool {
        let host =
            ["docs.", "doc.", "developer.", "developers.", "dev.", "api.", "learn.", "wiki."];
        host.iter().any(|name| self.host.starts_with(name))
            || self.host.ends_with(".readthedocs.io")
            || self.any(&DOCUMENTATION_PATHS)
    }

    /// Whether it is one to log in at, to register or to ask for a new password.
    pub(super) fn is_login(&self) -> bool {
        self.segments.iter().chain(&self.values).any(|part| is_login_part(part))
    }
}

/// Whether a part of an address is that of a page to log in at: `sign-in`, `wp-login.php`, `register.aspx`.
fn is_login_part(part: &str) -> bool {
    let stem = part.split_once('.').map_or(part, |(stem, _)| stem);
    let letters = stem.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    LOGIN_PATHS.iter().any(|name| name.bytes().eq(letters.clone()))
}

/// Whether a part of a path is a number, with a title behind it or without, and no day: `451`, `451-on-dams`.
fn is_thread_number(part: &&str) -> bool {
    let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = part.len() - rest.len();
    let year = digits == 4 && matches!(part.get(..2), Some("19" | "20"));
    let title = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    digits > 0 && !year && (rest.is_empty() || title)
}
