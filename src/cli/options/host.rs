//! Hosts as they are typed: a name, or an address from which it is taken.

use crate::profile::host_of;

/// Reads a host, with its port where that is not the usual one: `example.org`, `https://example.org/news`.
/// International names come out as they stand in addresses.
pub(in crate::cli) fn host(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    let address = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    host_of(&address).ok_or_else(|| "no host (www.example.org)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_host_is_read_as_people_write_it() {
        for (typed, read) in [
            ("example.org", "example.org"),
            ("WWW.Example.org", "www.example.org"),
            ("https://www.example.org/news?a=1", "www.example.org"),
            ("http://example.org:8080", "example.org:8080"),
            ("example.org/news", "example.org"),
            ("https://example.org:443/", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("[::1]:81", "[::1]:81"),
        ] {
            assert_eq!(host(typed).as_deref(), Ok(read), "{typed}");
        }
        for wrong in ["", " ", "a b", "https://", "file:///tmp"] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }
}
