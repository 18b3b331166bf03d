//! Asking for what was had before: only where it changed, and now and then to see whether that is true.

use url::Url;

use crate::fetch::{FetchError, Fetched, Fetcher, Validators};

/// Which part of the answers that nothing changed is looked into.
pub(super) const AUDITS: f64 = 0.1;

/// What is known of what is asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::pipeline) struct Before {
    /// What is sent.
    pub(super) validators: Validators,
    /// Whether an answer that nothing changed is looked into.
    pub(super) is_audit: bool,
    /// Whether a text was found there when it was last seen.
    pub(super) had_text: bool,
}

/// An answer.
pub(super) struct Asked {
    pub(super) answer: Fetched,
    /// Whether the server says that this very answer is what it gave before.
    pub(super) is_called_unchanged: bool,
}

/// Asks for an address, conditionally where its validators are known.
pub(super) async fn ask(
    fetcher: &Fetcher,
    url: &Url,
    before: &Before,
) -> Result<Asked, FetchError> {
    let validators = &before.validators;
    let answer = once(fetcher, url, validators, before.had_text).await?;
    let told = |answer| Asked { answer, is_called_unchanged: false };
    if answer.answer.status != 304 {
        return Ok(told(answer));
    }
    if contradicts(validators, &answer) {
        return once(fetcher, url, &Validators::default(), before.had_text).await.map(told);
    }
    if !before.is_audit {
        return Ok(told(answer));
    }
    // Where it cannot be looked into now, the server is believed.
    let Ok(whole) = once(fetcher, url, &Validators::default(), before.had_text).await else {
        return Ok(told(answer));
    };
    let is_called_unchanged = sent_with(&whole) == *validators
        // It may have changed in between, and the server knows that by now.
        || fetcher.fetch(url, validators).await.is_ok_and(|again| again.answer.status == 304);
    Ok(Asked { answer: whole, is_called_unchanged })
}

async fn once(
    fetcher: &Fetcher,
    url: &Url,
    validators: &Validators,
    had_text: bool,
) -> Result<Fetched, FetchError> {
    match had_text {
        true => fetcher.fetch_again(url, validators).await,
        false => fetcher.fetch(url, validators).await,
    }
}

/// The validators that an answer came with.
pub(super) fn sent_with(answer: &Fetched) -> Validators {
    let header = |name| answer.answer.header(name).map(str::to_owned);
    Validators { etag: header("etag"), last_modified: header("last-modified") }
}

/// Whether an answer of 304 names another version than the one it calls unchanged (RFC 9110, 15.4.5:
/// it carries the validators of the answer that a 200 would have been); compared weakly.
fn contradicts(sent: &Validators, answer: &Fetched) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    match (&sent.etag, answer.answer.header("etag")) {
        (Some(sent), Some(named)) => plain(sent) != plain(named),
        _ => false,
    }
}
