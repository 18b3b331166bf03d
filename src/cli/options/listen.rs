//! Where a server listens, as it is typed.

use std::net::{Ipv4Addr, SocketAddr};

/// Reads `PORT` or `localhost:PORT`, which are of loopback, or `ADDRESS:PORT`. Other names are not looked up: what
/// they stand for changes, and with it who may read.
pub(in crate::cli) fn address(typed: &str) -> Result<SocketAddr, String> {
    let port = typed.strip_prefix("localhost:").unwrap_or(typed);
    if let Ok(port) = port.parse::<u16>() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    typed.parse().map_err(|_| {
        "write a port, or an address of this machine and a port: 127.0.0.1:9464".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_one_of_loopback() {
        let loopback = |port: u16| Ok(SocketAddr::from(([127, 0, 0, 1], port)));
        assert_eq!(address("9464"), loopback(9464));
        assert_eq!(address("localhost:0"), loopback(0));
        assert_eq!(address("127.0.0.1:80"), loopback(80));
        assert_eq!(address("[::]:80").map(|address| address.port()), Ok(80));
        for wrong in
            ["example.org:80", "localhost", "127.0.0.1", "65536", "localhost:127.0.0.1:80", ""]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
