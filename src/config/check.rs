//! From what was typed to what it means.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::DateTime;
use toml::Spanned;
use url::Url;

use super::checked::{
    Config, Endpoint, Fetch, Proxy, ProxyKind, Reservation, Rhythm, Source, SourceKind, Watch,
};
use super::error::{ConfigError, Places};
use super::raw::{Raw, RawFetch, RawSource, RawWatch};
use super::{site, units};
use crate::page::Near;

type Checked<T> = Result<T, ConfigError>;

pub(super) fn check(raw: &Raw, places: &Places<'_>) -> Checked<Config> {
    let defaults = Config::default();
    let archive = match &raw.archive {
        Some(path) => file_path(path, places)?,
        None => beside(&defaults.archive, places),
    };
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let (mut sources, mut inactive) = (Vec::with_capacity(raw.source.len()), Vec::new());
    for entry in &raw.source {
        let source = source(entry, places)?;
        let line = places.line(Some(entry.span()));
        if let Some(first) = names.insert(source.name.clone(), line) {
            let message = format!(
                "two sources are named `{}`, the first on line {first}: give each its own name",
                source.name
            );
            return Err(places.rule(entry.span(), message));
        }
        let is_active = entry.get_ref().active != Some(false);
        if is_active { &mut sources } else { &mut inactive }.push(source);
    }
    let (fetch, watch) = (fetch(&raw.fetch, places)?, watch(&raw.watch, places)?);
    let near = match &raw.near {
        Some(word) => Near::NAMES
            .iter()
            .find(|(name, _)| name == word.get_ref())
            .map(|(_, near)| *near)
            .ok_or_else(|| {
                let message = format!(
                    "near = \"{}\": write \"link\" (keep near texts and link them) or \"skip\" (do not store copies)",
                    word.get_ref()
                );
                places.rule(word.span(), message)
            })?,
        None => Near::default(),
    };
    let sites = site::rules(&raw.site, places)?;
    let profiles = raw.profiles.unwrap_or(true);
    Ok(Config { archive, near, profiles, fetch, watch, sources, inactive, sites })
}

fn fetch(raw: &RawFetch, places: &Places<'_>) -> Checked<Fetch> {
    let mut fetch = Fetch::default();
    if let Some(contact) = &raw.contact {
        let text = contact.get_ref();
        if !text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            let message = "contact goes into an HTTP header: write it in printable ASCII";
            return Err(places.rule(contact.span(), message));
        }
        fetch.contact = text.trim().to_owned();
    }
    set_number(&mut fetch.concurrency, &raw.concurrency, 1, 512, "concurrency", places)?;
    set_number(
        &mut fetch.requests_per_host,
        &raw.requests_per_host,
        1,
        1_000_000,
        "requests_per_host",
        places,
    )?;
    set_number(&mut fetch.attempts, &raw.attempts, 1, 10, "attempts", places)?;
    set_number(&mut fetch.max_redirects, &raw.max_redirects, 0, 50, "max_redirects", places)?;
    set_duration(&mut fetch.delay_min, &raw.delay_min, places)?;
    set_duration(&mut fetch.delay_max, &raw.delay_max, places)?;
    set_duration(&mut fetch.revisit, &raw.revisit, places)?;
    set_duration(&mut fetch.retry_pause, &raw.retry_pause, places)?;
    set_positive(&mut fetch.connect_timeout, &raw.connect_timeout, places)?;
    set_positive(&mut fetch.first_byte_timeout, &raw.first_byte_timeout, places)?;
    set_positive(&mut fetch.idle_timeout, &raw.idle_timeout, places)?;
    set_positive(&mut fetch.total_timeout, &raw.total_timeout, places)?;
    set_size(&mut fetch.min_speed, &raw.min_speed, places)?;
    set_size(&mut fetch.max_body, &raw.max_body, places)?;
    if fetch.delay_max < fetch.delay_min {
        let span = raw.delay_max.as_ref().or(raw.delay_min.as_ref()).map(Spanned::span);
        let message = "delay_max is shorter than delay_min: raise the one or lower the other";
        return Err(places.rule(span.unwrap_or_default(), message));
    }
    if let Some(ports) = &raw.ports {
        fetch.ports = ports
            .get_ref()
            .iter()
            .map(|&port| u16::try_from(port).ok().filter(|&port| port > 0).ok_or(port))
            .collect::<Result<_, _>>()
            .map_err(|port| {
                places.rule(ports.span(), format!("`{port}` is no port: write 1 to 65535"))
            })?;
    }
    if let Some(allow) = &raw.allow {
        fetch.allow = allow
            .get_ref()
            .iter()
            .map(|entry| endpoint(entry, places))
            .collect::<Checked<Vec<Endpoint>>>()?;
    }
    if let Some(roots) = &raw.roots {
        fetch.roots = Some(file_path(roots, places)?);
    }
    fetch.browser = raw.browser.as_ref().map(|path| file_path(path, places)).transpose()?;
    fetch.proxy = raw.proxy.as_ref().map(|value| proxy(value, places)).transpose()?;
    if let Some(obey) = &raw.obey {
        let words = obey.get_ref().iter().map(|word| reservation(word, places));
        fetch.obey = words.collect::<Checked<_>>()?;
    }
    fetch.tdmrep = raw.tdmrep.unwrap_or(fetch.tdmrep);
    Ok(fetch)
}

fn proxy(value: &Spanned<String>, places: &Places<'_>) -> Checked<Proxy> {
    let wrong = |words: &str| {
        let message = format!("{words}: write it like \"http://proxy.example:3128\"");
        places.rule(value.span(), message)
    };
    let no_address = || wrong("no proxy's address");
    let url = Url::parse(value.get_ref()).map_err(|_| no_address())?;
    let (kind, usual) = match url.scheme() {
        "http" => (ProxyKind::Http, 80),
        "socks5" | "socks5h" => (ProxyKind::Socks5, 1080),
        _ => return Err(wrong("a proxy is http:// or socks5://")),
    };
    let host = url.host_str().filter(|_| url.path().len() <= 1 && url.query().is_none());
    let host = host.ok_or_else(no_address)?.trim_matches(['[', ']']).to_owned();
    let plain =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = (!url.username().is_empty())
        .then(|| (plain(url.username()), plain(url.password().unwrap_or(""))));
    Ok(Proxy { kind, host, port: url.port().unwrap_or(usual), login })
}

fn reservation(word: &Spanned<String>, places: &Places<'_>) -> Checked<Reservation> {
    let known = Reservation::ALL.iter().find(|(_, name)| name == word.get_ref());
    known.map(|(reservation, _)| *reservation).ok_or_else(|| {
        let names: Vec<&str> = Reservation::ALL.iter().map(|(_, name)| *name).collect();
        let message =
            format!("`{}` is no reservation: there are {}", word.get_ref(), names.join(", "));
        places.rule(word.span(), message)
    })
}

fn source(entry: &Spanned<RawSource>, places: &Places<'_>) -> Checked<Source> {
    let raw = entry.get_ref();
    let Some(name) = &raw.name else {
        let message = "this source has no name: add name = \"…\" (it is what reports call it)";
        return Err(places.rule(entry.span(), message));
    };
    if name.get_ref().trim().is_empty() || name.get_ref().chars().any(char::is_control) {
        return Err(places.rule(name.span(), "a source's name is a line of text, not empty"));
    }
    let mut kinds: Vec<SourceKind> = Vec::new();
    for (value, kind) in [
        (&raw.feed, SourceKind::Feed as fn(Url) -> SourceKind),
        (&raw.sitemap, SourceKind::Sitemap),
        (&raw.hub, SourceKind::Hub),
    ] {
        if let Some(value) = value {
            kinds.push(kind(address(value, places)?));
        }
    }
    if let Some(urls) = &raw.urls {
        let urls = urls.get_ref().iter().map(|url| address(url, places));
        kinds.push(SourceKind::Urls(urls.collect::<Checked<_>>()?));
    }
    if let Some(list) = &raw.list {
        kinds.push(SourceKind::List(file_path(list, places)?));
    }
    if let Some(folder) = &raw.folder {
        kinds.push(SourceKind::Folder(file_path(folder, places)?));
    }
    if let Some(warc) = &raw.warc {
        kinds.push(SourceKind::Warc(file_path(warc, places)?));
    }
    let mut include = Vec::new();
    for pattern in raw.include.iter().flat_map(|patterns| patterns.get_ref()) {
        if pattern.get_ref().trim().is_empty() {
            return Err(places.rule(pattern.span(), "an empty pattern fits nothing: leave it out"));
        }
        include.push(pattern.get_ref().clone());
    }
    let known = "feed, sitemap, hub, urls, list, folder or warc";
    let kind = match (kinds.pop(), kinds.pop()) {
        (Some(kind), None) => kind,
        (None, _) => {
            let message = format!("source `{}` says not where: add one of {known}", name.get_ref());
            return Err(places.rule(entry.span(), message));
        }
        (Some(one), Some(other)) => {
            let message = format!(
                "source `{}` has both {} and {}: one source is one of {known}; write two",
                name.get_ref(),
                other.name(),
                one.name()
            );
            return Err(places.rule(entry.span(), message));
        }
    };
    let mut limit = None;
    if let Some(value) = &raw.limit {
        let mut number = 0;
        set_number(&mut number, &Some(value.clone()), 1, 1_000_000_000, "limit", places)?;
        limit = Some(number);
    }
    let mut max_age = None;
    if raw.max_age.is_some() {
        let mut age = Duration::ZERO;
        set_positive(&mut age, &raw.max_age, places)?;
        max_age = Some(age);
    }
    let rhythm = raw.every.as_ref().map_or(Ok(Rhythm::Own), |every| rhythm(every, places))?;
    let mut render = false;
    if let Some(wanted) = &raw.render {
        render = *wanted.get_ref();
        if render && kind.is_local() {
            let message = "saved pages are not rendered: leave render out";
            return Err(places.rule(wanted.span(), message));
        }
    }
    let name = name.get_ref().trim().to_owned();
    Ok(Source { name, kind, include, limit, max_age, rhythm, render })
}

fn watch(raw: &RawWatch, places: &Places<'_>) -> Checked<Watch> {
    let mut watch = Watch::default();
    set_duration(&mut watch.alarm, &raw.alarm, places)?;
    if let Some(alarm) = raw.alarm.as_ref().filter(|_| watch.alarm.is_zero()) {
        let message = "alarm = 0 would report every source at once: write how long one may bring nothing new, like \"3d\"";
        return Err(places.rule(alarm.span(), message));
    }
    if let Some(quiet) = &raw.quiet {
        let hours = units::hours(quiet.get_ref());
        watch.quiet = Some(hours.map_err(|message| places.rule(quiet.span(), message))?);
    }
    if let Some(corrections) = &raw.corrections {
        watch.corrections.clear();
        for after in corrections.get_ref() {
            let mut long = Duration::ZERO;
            set_duration(&mut long, &Some(after.clone()), places)?;
            if long < Duration::from_secs(1) {
                return Err(places.rule(
                    after.span(),
                    "less than a second is no age to ask an article for again at",
                ));
            }
            watch.corrections.push(long);
        }
        watch.corrections.sort_unstable();
    }
    Ok(watch)
}

/// An interval, or a cron expression.
fn rhythm(value: &Spanned<String>, places: &Places<'_>) -> Checked<Rhythm> {
    let text = value.get_ref().trim();
    if let Ok(interval) = units::duration(text) {
        if interval < Duration::from_secs(60) {
            return Err(places.rule(value.span(), "a source is asked once a minute at most"));
        }
        return Ok(Rhythm::Every(interval));
    }
    match croner::parser::CronParser::new().parse(text) {
        Ok(cron) if cron.find_next_occurrence(&DateTime::UNIX_EPOCH, false).is_err() => {
            let message = format!("`{text}` names a time that never comes");
            Err(places.rule(value.span(), message))
        }
        Ok(_) => Ok(Rhythm::Cron(text.to_owned())),
        Err(error) => {
            let message = format!(
                "`{text}` is neither an interval (\"30m\") nor a cron expression (\"0 6 * * 1-5\"): {error}"
            );
            Err(places.rule(value.span(), message))
        }
    }
}

fn set_number<T: TryFrom<i64>>(
    target: &mut T,
    value: &Option<Spanned<i64>>,
    min: i64,
    max: i64,
    key: &str,
    places: &Places<'_>,
) -> Checked<()> {
    let Some(value) = value else { return Ok(()) };
    let number = *value.get_ref();
    let fits = (min..=max).contains(&number).then(|| T::try_from(number).ok()).flatten();
    *target = fits.ok_or_else(|| {
        places.rule(value.span(), format!("{key} = {number}: write {min} to {max}"))
    })?;
    Ok(())
}

fn set_duration(
    target: &mut Duration,
    value: &Option<Spanned<String>>,
    places: &Places<'_>,
) -> Checked<()> {
    let Some(value) = value else { return Ok(()) };
    *target =
        units::duration(value.get_ref()).map_err(|message| places.rule(value.span(), message))?;
    Ok(())
}

fn set_positive(
    target: &mut Duration,
    value: &Option<Spanned<String>>,
    places: &Places<'_>,
) -> Checked<()> {
    set_duration(target, value, places)?;
    match value {
        Some(value) if target.is_zero() => {
            Err(places.rule(value.span(), "0 would refuse every page: write more"))
        }
        _ => Ok(()),
    }
}

fn set_size(target: &mut u64, value: &Option<Spanned<String>>, places: &Places<'_>) -> Checked<()> {
    let Some(value) = value else { return Ok(()) };
    *target = units::size(value.get_ref()).map_err(|message| places.rule(value.span(), message))?;
    Ok(())
}

/// What is said of an address with a login in it.
pub const LOGIN: &str = "the address carries a user name or password: take it out";

/// Whether there is a user name or a password in an address. None of a page or a source is fetched with one.
#[must_use]
pub fn has_login(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn address(value: &Spanned<String>, places: &Places<'_>) -> Checked<Url> {
    let text = value.get_ref();
    let url = Url::parse(text).map_err(|error| {
        places.rule(value.span(), format!("`{text}` is no address: {error}; write https://…"))
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        let message = format!("`{text}`: only http and https addresses are fetched");
        return Err(places.rule(value.span(), message));
    }
    if has_login(&url) {
        return Err(places.rule(value.span(), LOGIN));
    }
    Ok(url)
}

fn endpoint(value: &Spanned<String>, places: &Places<'_>) -> Checked<Endpoint> {
    let text = value.get_ref();
    let wrong = || {
        let message = format!(
            "`{text}` is no host with port: write it like \"127.0.0.1:8080\" or \"intranet.example:80\""
        );
        places.rule(value.span(), message)
    };
    let (_, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let port: u16 = port.parse().map_err(|_| wrong())?;
    // One URL parser reads all hosts, so that no two spellings of one host can differ.
    let url = Url::parse(&format!("http://{text}/")).map_err(|_| wrong())?;
    match url.host_str() {
        Some(host) if !has_login(&url) && port > 0 => Ok(Endpoint { host: host.to_owned(), port }),
        _ => Err(wrong()),
    }
}

fn file_path(value: &Spanned<String>, places: &Places<'_>) -> Checked<PathBuf> {
    let text = value.get_ref();
    if text.trim().is_empty() {
        return Err(places.rule(value.span(), "an empty path: write a file or folder"));
    }
    if text.contains('\0') {
        return Err(places.rule(value.span(), "no path has a NUL (\\u0000) in it: take it out"));
    }
    Ok(beside(Path::new(text), places))
}

/// A path as seen from the configuration file's folder.
fn beside(path: &Path, places: &Places<'_>) -> PathBuf {
    places.path.parent().unwrap_or(Path::new("")).join(path)
}
