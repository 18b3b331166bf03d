//! At which address a saved page was.

use url::Url;

use super::Cleaner;
use super::kind::{Kind, read_as};
use crate::html::Limits;
use crate::source::{is_front_page, saved};
use crate::store::address_fault;
use crate::{decode, html, meta};

impl Cleaner {
    /// The address that a saved page is from: the one that whoever saved it wrote into it, the one that it names as
    /// its own, or the one that its mirror was made from; none where nothing in it says so.
    pub fn saved_from(&mut self, bytes: &[u8], limits: &Limits) -> Option<String> {
        saved::saved_from(bytes)
            .or_else(|| self.own_address(bytes, limits))
            .or_else(|| saved::mirrored_from(bytes))
            .map(String::from)
    }

    /// The address that a page names as its own, unless that is a site's front door, which many pages name by
    /// mistake.
    fn own_address(&mut self, bytes: &[u8], limits: &Limits) -> Option<Url> {
        let decoded = decode::decode(bytes, None);
        if read_as(&decoded.text).kind != Kind::Html {
            return None;
        }
        let document = html::parse(&decoded.text, &mut self.arena, limits);
        let canonical = meta::from_html(document, None).canonical?.value;
        let url = Url::parse(&canonical).ok()?;
        let is_page = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some()
            && !is_front_page(&url)
            && address_fault(url.as_str()).is_none();
        is_page.then_some(url)
    }
}
