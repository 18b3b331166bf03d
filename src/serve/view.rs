//! How a reader wants to see: in which language, as a page or as JSON.

use axum::extract::{FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::convert::Infallible;

use super::words::Tongue;

/// Where the language is remembered.
pub(super) const COOKIE: &str = "lang";

/// What was asked for beside the address.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The language of the interface.
    pub(super) tongue: Tongue,
    /// Whether JSON is wanted, by `Accept` or by an address that ends in `.json`.
    pub(super) json: bool,
    /// Whether the language was chosen on this very request, and is to be remembered.
    pub(super) remember: bool,
    /// The address that was asked for: its path, and its query without the language.
    path: String,
    query: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequestParts<S> for View {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let cookie = text(header::COOKIE).and_then(|all| {
            all.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        });
        let json = parts.uri.path().ends_with(".json")
            || text(header::ACCEPT).is_some_and(|accept| accept.starts_with("application/json"));
        let accepted = Tongue::accepted(text(header::ACCEPT_LANGUAGE));
        let remembered = cookie.and_then(Tongue::named);
        let path = parts.uri.path().to_owned();
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_or_else(|_| Vec::new(), |Query(pairs)| pairs);
        let (chosen, query): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(name, _)| name == "lang");
        let chosen = chosen.first().and_then(|(_, value)| Tongue::named(value));
        let tongue = chosen.or(remembered).unwrap_or(accepted);
        Ok(View { tongue, json, remember: chosen.is_some(), path, query })
    }
}

/// The fields of the address; one that cannot be read is answered with a page that says which.
#[derive(Debug)]
pub(super) struct Fields<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Fields<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let why = match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(fields)) => return Ok(Fields(fields)),
            Err(rejection) => rejection.body_text(),
        };
        let Ok(view) = View::from_request_parts(parts, state).await;
        Err(view.misread(&why))
    }
}

impl View {
    /// This page in another language.
    pub(super) fn in_language(&self, tongue: Tongue) -> String {
        self.address(&self.path, &[("lang", tongue.tag())])
    }

    /// This page's data.
    pub(super) fn as_json(&self) -> String {
        let path = match self.path.as_str() {
            "/" => "/index.json".to_owned(),
            path => format!("{path}.json"),
        };
        self.address(&path, &[])
    }

    /// This page with another value of a field.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let mut view = self.clone();
        view.query.retain(|(field, _)| field != name);
        view.address(&self.path, &[(name, value)])
    }

    /// Another page with the fields of this one, but for one of them.
    pub(super) fn elsewhere(&self, path: &str, without: &str) -> String {
        let mut view = self.clone();
        view.query.retain(|(field, value)| field != without && !value.is_empty());
        view.address(path, &[])
    }

    fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        // Two slashes at the beginning would name another host.
        let path = format!("/{}", path.trim_start_matches('/'));
        if self.query.is_empty() && more.is_empty() {
            return path;
        }
        let start = path + "?";
        let length = start.len();
        url::form_urlencoded::Serializer::for_suffix(start, length)
            .extend_pairs(&self.query)
            .extend_pairs(more)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_language_keeps_the_question() {
        let view = View {
            tongue: Tongue::English,
            json: false,
            remember: false,
            path: "/search".into(),
            query: vec![("q".into(), "a&b".into())],
        };
        assert_eq!(view.in_language(Tongue::Italian), "/search?q=a%26b&lang=it");
        assert_eq!(view.as_json(), "/search.json?q=a%26b");
        let front = View { path: "/".into(), query: Vec::new(), ..view.clone() };
        assert_eq!(
            (front.as_json(), front.in_language(Tongue::English)),
            ("/index.json".into(), "/?lang=en".into())
        );
        assert_eq!(view.with("q", "c"), "/search?q=c");
        assert_eq!(view.with("before", "1.2"), "/search?q=a%26b&before=1.2");
        assert_eq!(view.elsewhere("/changes.atom", "before"), "/changes.atom?q=a%26b");
        let elsewhere = View { path: "//evil.example/".into(), ..view };
        assert!(elsewhere.in_language(Tongue::English).starts_with("/evil.example/?"));
    }
}
