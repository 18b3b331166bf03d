//! Where a page's links and pictures lead.

use url::Url;

use crate::html::Document;

/// Where a page's links start from.
pub(super) struct Base {
    /// The page's own address.
    own: Option<Url>,
    /// What it says its links start from, or its own address.
    base: Option<Url>,
}

impl Base {
    pub(super) fn of(page: Document<'_>, url: Option<&str>) -> Base {
        let own = url.and_then(|url| Url::parse(url).ok());
        let said = page.base();
        let base = match (&own, said) {
            (Some(own), Some(said)) => own.join(&said).ok(),
            (None, Some(said)) => Url::parse(&said).ok(),
            (_, None) => None,
        };
        Base { base: base.or_else(|| own.clone()), own }
    }

    /// Where a link leads; none for one that leads nowhere, to another place of the page, or to what only a browser
    /// can do something with.
    pub(super) fn target(&self, href: &str) -> Option<String> {
        let href = href.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        match self.join(href) {
            Ok(url) if !matches!(url.scheme(), "http" | "https" | "mailto" | "ftp") => None,
            Ok(url) if url.fragment().is_some() && self.is_own(&url) => None,
            Ok(url) => Some(url.into()),
            Err(url::ParseError::RelativeUrlWithoutBase) => Some(href.to_owned()),
            Err(_) => None,
        }
    }

    /// Where a picture is; none for one that is no address of the web.
    pub(super) fn picture(&self, src: &str) -> Option<String> {
        let src = src.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        match self.join(src) {
            _ if src.is_empty() => None,
            Ok(url) => matches!(url.scheme(), "http" | "https").then(|| url.into()),
            Err(url::ParseError::RelativeUrlWithoutBase) => Some(src.to_owned()),
            Err(_) => None,
        }
    }

    fn join(&self, href: &str) -> Result<Url, url::ParseError> {
        match &self.base {
            Some(base) => base.join(href),
            None => Url::parse(href),
        }
    }

    fn is_own(&self, url: &Url) -> bool {
        let bare = |url: &Url| {
            let mut url = url.clone();
            url.set_fragment(None);
            url
        };
        self.own.as_ref().is_some_and(|own| bare(own) == bare(url))
    }
}
