//! What links carry along that names no page: the number of a visit, and how a reader came.
//!
//! It is dropped where a source is read, and not in the keys of addresses: those of an archive stay what they are.
//! A server that wants the number of a visit gives a new one.

use url::Url;

/// Parameters, in lower case, with which servers know a visitor again.
const SESSIONS: [&str; 5] = ["cfid", "cftoken", "jsessionid", "phpsessid", "sessionid"];
/// Parameters that say how a reader came; `store::url_key` passes over others in any address.
const WAYS: [&str; 19] = [
    "_ga",
    "_gl",
    "at_campaign",
    "at_format",
    "at_medium",
    "cmp",
    "gbraid",
    "igsh",
    "igshid",
    "ito",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "wbraid",
    "wt_mc_o",
    "xtor",
    "xtref",
];
/// Beginnings of such parameters.
const BEGINNINGS: [&str; 6] = ["aspsessionid", "at_custom", "at_link", "at_ptr", "mtm_", "pk_"];

/// An address without what links carry along.
pub(super) fn without(mut url: Url) -> Url {
    if let Some(path) = without_session(url.path()) {
        url.set_path(&path);
    }
    let Some(query) = url.query() else { return url };
    let name = |pair: &str| pair.split('=').next().unwrap_or("").to_ascii_lowercase();
    let has_mail = query.split('&').any(|pair| name(pair) == "emc");
    let is_carried = |pair: &&str| {
        let name = name(pair);
        let value = pair.split_once('=').map_or("", |(_, value)| value);
        SESSIONS.contains(&&*name)
            || WAYS.contains(&&*name)
            || BEGINNINGS.iter().any(|begin| name.starts_with(begin))
            // Alone, these may be an article's.
            || has_mail && matches!(&*name, "emc" | "partner")
            || name == "sid" && value.len() >= 32 && value.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let pairs: Vec<&str> = query.split('&').collect();
    let kept: Vec<&str> = pairs.iter().copied().filter(|pair| !is_carried(pair)).collect();
    if kept.len() < pairs.len() {
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
    url
}

/// A path without `;jsessionid=…`; none where there is none.
fn without_session(path: &str) -> Option<String> {
    let at = path.to_ascii_lowercase().find(";jsessionid=")?;
    let after = &path[at + 1..];
    let end = after.find([';', '/']).unwrap_or(after.len());
    Some([&path[..at], &after[end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_links_carry_along_is_dropped_and_what_names_a_page_stays() {
        let read = |path: &str| {
            let url = Url::parse(&format!("https://example.org{path}")).unwrap();
            without(url).as_str().replace("https://example.org", "")
        };
        for (written, meant) in [
            ("/a-10000;jsessionid=00AB.node1", "/a-10000"),
            ("/a;JSESSIONID=1/b;v=2?id=7", "/a/b;v=2?id=7"),
            ("/a.html?PHPSESSID=0123", "/a.html"),
            ("/t?sid=0123456789abcdef0123456789abcdef&id=7", "/t?id=7"),
            ("/a.html?xtor=RSS-3208", "/a.html"),
            ("/a?id=7&at_medium=RSS&at_campaign=rss&at_custom1=x", "/a?id=7"),
            ("/a?ns_mchannel=rss&ns_campaign=1490&ito=1490", "/a"),
            ("/a?CMP=rss", "/a"),
            ("/a?partner=rss&emc=rss", "/a"),
            ("/a?pk_campaign=rss&gbraid=1&igshid=1&_ga=1.2&id=9", "/a?id=9"),
        ] {
            assert_eq!(read(written), meant, "{written}");
        }
        for path in ["/a?partner=12", "/a?sid=12", "/a?", "/a?&b=%2F&", "/a;p=1", "/?id=1&cmpt=2"] {
            assert_eq!(read(path), path);
        }
    }
}
