//! The token that readers must show.

use axum::http::header::{self, HeaderMap};
use sha2::{Digest as _, Sha256};

/// A token, kept as its SHA-256.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token([u8; 32]);

impl Token {
    pub(crate) fn new(token: &str) -> Token {
        Token(Sha256::digest(token.as_bytes()).into())
    }

    /// Whether this is the token. Compares in constant time; the digests hide the token's length too.
    pub(crate) fn is(&self, shown: &str) -> bool {
        let Token(shown) = Token::new(shown);
        self.0.iter().zip(shown).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}

/// What a request shows as `Authorization: Bearer TOKEN`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
