//! Which hosts are a site's.

use crate::profile::host_of;

/// Whether the host of an address is a site's or below it: `www.example.org` for `example.org`. A site that
/// names no port has them all.
#[must_use]
pub fn is_of_site(address: &str, site: &str) -> bool {
    let is_of_web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    is_of_web && host_of(address).is_some_and(|host| is_below(&host, site))
}

/// Whether a host, perhaps with its port, is a site's or below it.
pub(super) fn is_below(host: &str, site: &str) -> bool {
    let bare = match host.rsplit_once(':') {
        Some((bare, port))
            if !bare.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            bare
        }
        _ => host,
    };
    [host, bare].into_iter().any(|host| {
        host.strip_suffix(site).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_the_hosts_below_it_at_every_port() {
        for host in ["a.test", "www.a.test", "m.www.a.test", "a.test:8080", "www.a.test:81"] {
            assert!(is_below(host, "a.test"), "{host}");
            assert!(is_of_site(&format!("https://{host}/b"), "a.test"), "{host}");
        }
        for host in ["aa.test", "a.test.b", "test", "[::1]"] {
            assert!(!is_below(host, "a.test"), "{host}");
            assert!(!is_of_site(&format!("https://{host}/b"), "a.test"), "{host}");
        }
        assert!(is_below("a.test:81", "a.test:81") && !is_below("a.test:82", "a.test:81"));
        assert!(is_below("[::1]:81", "[::1]") && !is_below("[::1]", "1]"));
        assert!(!is_of_site("file:///a.test", "a.test") && !is_of_site("a.test", "a.test"));
    }
}
