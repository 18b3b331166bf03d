//! What a reader is answered: a page or JSON, or what went wrong.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Serialize;

use super::layout::{Place, page, problem};
use super::view::{COOKIE, View};
use crate::store::StoreError;

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

    /// Answers that a field of the address cannot be read.
    pub(super) fn misread(&self, detail: &str) -> Response {
        self.failed(StatusCode::BAD_REQUEST, self.tongue.misread(), detail)
    }

    fn failed(&self, status: StatusCode, words: &str, detail: &str) -> Response {
        if self.json {
            let error = serde_json::json!({ "error": words, "detail": detail });
            return (status, json(&error)).into_response();
        }
        problem(self, status, words, detail)
    }
}

fn json(data: &impl Serialize) -> Response {
    match serde_json::to_string(data) {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text + "\n").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
