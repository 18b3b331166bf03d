//! The key under which sightings of one address are brought together.

use url::Url;

/// Query parameters that say how a reader came, not what is shown.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "srsltid", "mc_cid", "mc_eid",
    "_hsenc", "s_cid", "cmpid", "wt_mc", "spm",
];

/// Beginnings of such parameters.
const TRACKING_PREFIXES: &[&str] = &["utm_", "mtm_", "ga_", "__hs", "vero_", "oly_", "itm_"];

/// The key of an address: scheme and host in lower case, without fragment, default port and
/// tracking parameters, percent-encoding in one spelling (RFC 3986 section 6.2.2 and a list of parameters):
/// feeds write `%e3` where links have the character itself, which becomes `%E3`. Nothing else of the query
/// is taken away, since on many sites the article's number stands in it. What is no URL is its own
/// key.
///
/// ```
/// use spoglio::store::url_key;
/// assert_eq!(url_key("HTTPS://Example.org:443/a?id=7&utm_source=x#top"), "https://example.org/a?id=7");
/// ```
#[must_use]
pub fn url_key(address: &str) -> String {
    let Ok(mut url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    url.set_fragment(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
        let kept = kept.join("&");
        url.set_query(if kept.is_empty() { None } else { Some(&kept) });
    }
    in_one_spelling(url.into())
}

/// Percent-encodes in capitals (RFC 3986, 6.2.2.1), and nothing that need not be (6.2.2.2).
fn in_one_spelling(address: String) -> String {
    if !address.contains('%') {
        return address;
    }
    let mut out = String::with_capacity(address.len());
    let mut rest = address.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        match after.get(..2).and_then(|hex| Some((hex, decoded(hex)?))) {
            Some((_, plain)) if is_unreserved(plain) => out.push(char::from(plain)),
            Some((hex, _)) => {
                out.push('%');
                out.push_str(&hex.to_ascii_uppercase());
            }
            None => {
                out.push('%');
                rest = after;
                continue;
            }
        }
        rest = &after[2..];
    }
    out.push_str(rest);
    out
}

fn decoded(hex: &str) -> Option<u8> {
    let is_hex = hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(hex, 16).ok()).flatten()
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The key of the same address under the other scheme of the web. Sites have moved from `http` to `https`, and
/// some answer under both; what they show is the same, so that archives of the web take the two for one. `None`
/// where a port is named: another port is another server.
pub(super) fn other_scheme(key: &str) -> Option<String> {
    let (scheme, rest) = key.split_once("://")?;
    let other = match scheme {
        "http" => "https",
        "https" => "http",
        _ => return None,
    };
    let url = Url::parse(key).ok()?;
    (url.port().is_none() && url.has_host()).then(|| format!("{other}://{rest}"))
}

/// A key as it was written before percent-encoding had one spelling, where most writers spell it otherwise.
pub(super) fn earlier_spelling(key: &str) -> Option<String> {
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some((before, after)) = rest.split_once('%') {
        let hex = after.get(..2)?;
        out.push_str(before);
        out.push('%');
        out.push_str(&hex.to_ascii_lowercase());
        rest = &after[2..];
    }
    out.push_str(rest);
    (out != key).then_some(out)
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|p| name.starts_with(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_share_a_key() {
        let key = "https://example.org/a/b?id=7&ref=home";
        for address in [
            "https://example.org/a/b?id=7&ref=home",
            "https://EXAMPLE.org:443/a/./b?id=7&ref=home#comments",
            " https://example.org/a/b?utm_medium=mail&id=7&ref=home&fbclid=1",
        ] {
            assert_eq!(url_key(address), key);
        }
    }

    #[test]
    fn percent_encoding_has_one_spelling() {
        let key = "https://example.org/%E3%83%86%E3/~me/a.b?q=%2F%C3%A9";
        for address in [
            "https://example.org/%e3%83%86%e3/%7Eme/a%2Eb?q=%2f%c3%a9",
            "https://example.org/%E3%83%86%E3/~me/a.b?q=%2Fé",
        ] {
            assert_eq!(url_key(address), key);
        }
        let earlier = "https://example.org/%e3%83%86%e3/~me/a.b?q=%2f%c3%a9";
        assert_eq!(earlier_spelling(key).as_deref(), Some(earlier));
        assert_eq!(earlier_spelling("https://example.org/a"), None);
        // What is no encoding stays as it is.
        for odd in ["https://example.org/100%", "https://example.org/%zz%4", "https://e.org/?a=%+1"]
        {
            assert_eq!(url_key(odd), odd);
        }
    }

    #[test]
    fn an_address_has_two_schemes_unless_it_names_a_port() {
        let (old, new) = ("http://example.org/a?id=7", "https://example.org/a?id=7");
        assert_eq!(other_scheme(old).as_deref(), Some(new));
        assert_eq!(other_scheme(new).as_deref(), Some(old));
        for alone in
            ["https://example.org:8443/a", "file:///a.html", "a.html", "https://", "http:a"]
        {
            assert_eq!(other_scheme(alone), None, "{alone}");
        }
    }

    #[test]
    fn what_names_the_article_stays() {
        assert_ne!(url_key("https://example.org/?id=1"), url_key("https://example.org/?id=2"));
        assert_ne!(url_key("https://example.org/?source=1"), url_key("https://example.org/"));
        assert_eq!(url_key("https://example.org/?utm_source=1"), "https://example.org/");
        assert_eq!(url_key("not a url"), "not a url");
    }
}
