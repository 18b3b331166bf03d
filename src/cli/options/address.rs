//! Addresses: those that pages are said to be from, and those that are fetched.

use url::Url;

use crate::config;
use crate::source::Candidate;

/// Reads an address and gives it back as it was typed: what cleaning makes of it is not decided here.
pub(in crate::cli) fn address(typed: &str) -> Result<String, String> {
    match Url::parse(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(error) => Err(format!("no address: {error}; write https://…")),
    }
}

/// An address that can be fetched, without its fragment.
pub(in crate::cli) fn page_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("{error}; write https://…"))?;
    if config::has_login(&url) {
        return Err(config::LOGIN.to_owned());
    }
    let wrong = || "only http and https addresses are fetched".to_owned();
    Candidate::new(url).map(|candidate| candidate.url).ok_or_else(wrong)
}
