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
/// tracking parameters (RFC 3986 section 6.2.2 and a list of parameters). Nothing else of the query
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
    url.into()
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
    fn what_names_the_article_stays() {
        assert_ne!(url_key("https://example.org/?id=1"), url_key("https://example.org/?id=2"));
        assert_ne!(url_key("https://example.org/?source=1"), url_key("https://example.org/"));
        assert_eq!(url_key("https://example.org/?utm_source=1"), "https://example.org/");
        assert_eq!(url_key("not a url"), "not a url");
    }
}
