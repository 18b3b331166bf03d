//! How a reader wants to see: in which language, as a page or as JSON.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Serialize;
use std::convert::Infallible;

use super::layout::{Place, page, problem};
use super::words::Tongue;
use crate::store::StoreError;

const COOKIE: &str = "lang";

/// What was asked for beside the address.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The language of the interface.
    pub(super) tongue: Tongue,
    /// Whether JSON is wanted, by `Accept` or by an address that ends in `.json`.
    pub(super) json: bool,
    /// Whether the language was chosen on this very request, and is to be remembered.
    remember: bool,
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

impl View {
    /// Answers with `data` as JSON, or with the page made by `content`.
    pub(super) fn answer(
        &self,
        place: Place,
        title: &str,
        data: &impl Serialize,
        content: impl FnOnce() -> Markup,
    ) -> Response {
        if self.json {
            return json(data);
        }
        let mut response = page(self, place, title, &content());
        if self.remember
            && let Ok(cookie) =
                format!("{COOKIE}={}; Path=/; SameSite=Strict; Max-Age=31536000", self.tongue.tag())
                    .parse()
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Answers that something is not there.
    pub(super) fn missing(&self) -> Response {
        self.failed(StatusCode::NOT_FOUND, self.tongue.not_found(), "")
    }

    /// Answers with what went wrong in the archive.
    pub(super) fn error(&self, error: &StoreError) -> Response {
        if matches!(error, StoreError::NoSuchText { .. }) {
            return self.missing();
        }
        let words = self.tongue.unreadable();
        self.failed(StatusCode::SERVICE_UNAVAILABLE, words, &error.to_string())
    }

    /// Answers that what was asked for is more than a page can show.
    pub(super) fn too_large(&self) -> Response {
        self.failed(StatusCode::PAYLOAD_TOO_LARGE, self.tongue.too_large(), "")
    }

    fn failed(&self, status: StatusCode, words: &str, detail: &str) -> Response {
        if self.json {
            let error = serde_json::json!({ "error": words, "detail": detail });
            return (status, json(&error)).into_response();
        }
        problem(self, status, words, detail)
    }

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

fn json(data: &impl Serialize) -> Response {
    match serde_json::to_string(data) {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text + "\n").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
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
        let elsewhere = View { path: "//evil.example/".into(), ..view };
        assert!(elsewhere.in_language(Tongue::English).starts_with("/evil.example/?"));
    }
}
