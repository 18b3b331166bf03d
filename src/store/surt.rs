//! The key under which indexes of web archives sort an address (SURT, "Sort-friendly URI Reordering Transform"): the
//! host's parts in reverse, and an address in all its spellings brought to one. Replay tools work it out of what they
//! are asked for and look it up, so that a key which is made otherwise is never found: this is what the `surt`
//! package of the Internet Archive makes, with its oddities.

use std::fmt::Write as _;

use url::Host;

/// The key of an address; the address itself, whitespace escaped, where it has a port that is none.
pub(super) fn surt(address: &str) -> String {
    key(address).unwrap_or_else(|| address.replace(char::is_whitespace, "%20"))
}

fn key(address: &str) -> Option<String> {
    let address: String =
        address.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    let mut address = match scheme_of(&address) {
        Some(_) => address.as_str(),
        None => &format!("http://{address}"),
    };
    // Two protocols in a row, as broken links have them.
    while let Some(rest) = ["http://", "https://"].iter().find_map(|s| address.strip_prefix(s)) {
        if !rest.starts_with("http://") && !rest.starts_with("https://") {
            break;
        }
        address = rest;
    }
    let scheme = scheme_of(address)?;
    let rest = address[scheme.len() + 1..].split('#').next().unwrap_or("");
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(r, q)| (r, Some(q)));
    let (mut authority, mut path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    if scheme.starts_with("http") && authority.is_empty() {
        let rest = path.trim_start_matches('/');
        (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    }
    let (host, port) = host_and_port(authority)?;
    let mut key = if host.is_empty() {
        format!("{scheme}:")
    } else {
        let port = port.filter(|port| Some(*port) != default_port(scheme));
        let mut key = reversed(host);
        if let Some(port) = port {
            let _ = write!(key, ":{port}");
        }
        key.push(')');
        key
    };
    let mut path = unescaped(path.as_bytes());
    if !host.is_empty() {
        path = without_dots(&path);
    }
    let mut path = without_session(escaped(&path).to_ascii_lowercase());
    if path.len() > 1 && path.ends_with('/') {
        path.pop();
    }
    key.push_str(&path);
    let query = query.map(|query| in_order(&escaped(&unescaped(query.as_bytes()))));
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        // What is no path needs one before its query.
        key.push_str(if path.is_empty() { "/?" } else { "?" });
        key.push_str(&query);
    }
    Some(key)
}

fn scheme_of(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let may_be = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(may_be))
        .then_some(scheme)
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Host and port of an authority; nothing where the port is no number that a port may have.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let place = authority.rsplit('@').next().unwrap_or("").trim_end_matches(':');
    let (host, port) = match place.split_once('[') {
        Some((_, bracketed)) => {
            let (host, rest) = bracketed.split_once(']').unwrap_or((bracketed, ""));
            (host, rest.split_once(':').map_or("", |(_, port)| port))
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    if port.is_empty() {
        return Some((host, None));
    }
    let is_number = port.bytes().all(|digit| digit.is_ascii_digit());
    let port: u16 = is_number.then(|| port.parse().ok()).flatten()?;
    Some((host, (port != 0).then_some(port)))
}

/// A host's parts from the last to the first, in lower case, without the `www.` or `www2.` before them.
fn reversed(host: &str) -> String {
    let plain = unescaped(host.as_bytes());
    let mut host = plain.clone();
    if !plain.is_ascii() {
        let text: String = String::from_utf8_lossy(&plain).replace(char::REPLACEMENT_CHARACTER, "");
        host = match Host::parse(&text) {
            Ok(Host::Domain(name)) => name.into_bytes(),
            _ => plain,
        };
    }
    let host = escaped(&host).to_ascii_lowercase().replace("..", ".");
    let mut host = host.trim_matches('.').to_owned();
    // An address in numbers of another form is the same place.
    if host.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        && let Ok(Host::Ipv4(place)) = Host::parse(&host)
    {
        host = place.to_string();
    }
    let bare =
        host.strip_prefix("www").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let host = bare.and_then(|rest| rest.strip_prefix('.')).unwrap_or(&host);
    host.rsplit('.').collect::<Vec<_>>().join(",")
}

/// Percent-encoding undone until there is none, in one pass: what comes out may begin or end a further one.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for byte in bytes {
        out.push(*byte);
        while let Some([b'%', high, low]) = out.last_chunk::<3>()
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            out.truncate(out.len() - 3);
            out.push((high * 16 + low) as u8);
        }
    }
    out
}

/// Percent-encodes what is no printing ASCII, and the two characters that would be read as something else.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len()), |mut out, byte| {
        if byte.is_ascii_graphic() && !matches!(byte, b'%' | b'#') {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A path without `.`, `..` and empty parts. What leads out of the root stays once and leads back.
fn without_dots(path: &[u8]) -> Vec<u8> {
    let mut kept: Vec<&[u8]> = Vec::new();
    for part in path.split(|byte| *byte == b'/').skip(1) {
        match part {
            b"." => {}
            b".." if !kept.is_empty() => drop(kept.pop()),
            part => kept.push(part),
        }
    }
    let mut out = b"/".to_vec();
    if let Some((last, before)) = kept.split_last() {
        for part in before.iter().filter(|part| !part.is_empty()) {
            out.extend_from_slice(part);
            out.push(b'/');
        }
        out.extend_from_slice(last);
    }
    out
}

/// How many letters and digits a session has in the paths of ASP.NET and in queries.
const PATH_SESSION: usize = 24;
const QUERY_SESSION: usize = 32;

/// A path without the part that ASP.NET puts a session into: `/(S(…))/page.aspx`, `/(…)/page.aspx`.
fn without_session(path: String) -> String {
    let is_id =
        |id: &str| id.len() == PATH_SESSION && id.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_named = |id: &str| {
        let mut ids = id.strip_suffix(')').unwrap_or("").split(')');
        ids.all(|id| {
            id.split_once('(').is_some_and(|(name, id)| {
                name.len() == 1 && name.bytes().all(|b| b.is_ascii_alphabetic()) && is_id(id)
            })
        })
    };
    let mut at = path.len();
    while let Some(found) = path[..at].rfind("/(") {
        let (before, rest) = path.split_at(found + 1);
        if let Some((part, after)) = rest.split_once('/')
            && let Some(id) = part.strip_prefix('(').and_then(|id| id.strip_suffix(')'))
            && (is_id(id) || is_named(id))
            && after.split('?').next().and_then(|page| page.rfind(".aspx")).is_some_and(|at| at > 0)
        {
            return format!("{before}{after}");
        }
        at = found;
    }
    path
}

/// A query without sessions, in lower case, its parts in the order of their names.
fn in_order(query: &str) -> String {
    let mut query = query.to_ascii_lowercase();
    for name in ["jsessionid=", "phpsessid=", "sid=", "aspsessionid", "cfid="] {
        if let Some((from, to)) = session(&query, name) {
            query.replace_range(from..to, "");
        }
    }
    let mut parts: Vec<_> = query
        .split('&')
        .map(|part| part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value))))
        .collect();
    parts.sort_unstable();
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(name, value)| value.map_or_else(|| name.to_owned(), |v| format!("{name}={v}")))
        .collect();
    parts.join("&")
}

/// Where the last session under this name stands in a query, with the `&` after it: what its own name is the end
/// of another's counts too.
fn session(query: &str, name: &str) -> Option<(usize, usize)> {
    let ends = |at: usize| match query.as_bytes().get(at) {
        None => Some(at),
        Some(b'&') => Some(at + 1),
        Some(_) => None,
    };
    let run = |from: usize, length: usize, digits: bool| {
        let id = query.as_bytes().get(from..from + length)?;
        let is_id = id.iter().all(|b| b.is_ascii_alphabetic() || (digits && b.is_ascii_digit()));
        is_id.then_some(from + length)
    };
    let value = |from: usize| {
        let length = query.get(from..)?.split('&').next()?.len();
        (length > 0).then_some(from + length)
    };
    query.rmatch_indices(name).find_map(|(from, _)| {
        let after = from + name.len();
        let end = match name {
            "aspsessionid" => {
                let at = run(after, 8, false).filter(|at| query[*at..].starts_with('='))?;
                run(at + 1, 24, false)
            }
            "cfid=" => {
                let at = value(after).filter(|at| query[*at..].starts_with("&cftoken="))?;
                value(at + "&cftoken=".len())
            }
            _ => run(after, QUERY_SESSION, true),
        }?;
        Some((from, ends(end)?))
    })
}

#[cfg(test)]
#[path = "surt_tests.rs"]
mod tests;
