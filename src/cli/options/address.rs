//! Addresses that pages are said to be from.

use url::Url;

/// Reads an address and gives it back as it was typed: what cleaning makes of it is not decided here.
pub(in crate::cli) fn address(typed: &str) -> Result<String, String> {
    match Url::parse(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(error) => Err(format!("no address: {error}; write https://…")),
    }
}
