//! What stands in a page's markup beside its text.

use crate::html::{Document, Tag};

/// Names in script addresses, ids and titles that only challenge pages carry.
const CHALLENGERS: [&str; 16] = [
    "challenges.cloudflare.com",
    "/cdn-cgi/challenge-platform/h/",
    "cf-browser-verification",
    "cf_chl_opt",
    "captcha-delivery.com",
    "px-captcha",
    "perimeterx.net",
    "_incapsula_resource",
    "awswafintegration",
    "aws-waf-token",
    "sec-if-cpt-container",
    "/_sec/verify",
    "distil_r_captcha",
    "geo.captcha",
    "ddos-guard",
    "/.well-known/sgcaptcha",
];

/// Longest script, in bytes, that is searched for a challenger's name.
const SEARCHED: usize = 20_000;
/// Scripts that are searched: a challenge page has few.
const SCRIPTS: usize = 12;

/// What a verdict wants to know of the markup.
#[derive(Clone, Debug, Default)]
pub(in crate::strip) struct Markup {
    /// The words of `noscript` elements, the start of them.
    pub noscript: String,
    /// Scripts of the page.
    pub scripts: u32,
    /// Bytes of inline scripts.
    pub script_bytes: u32,
    /// The name of a challenge service, when a script bears it.
    pub challenger: Option<&'static str>,
    /// Whether a password is asked for.
    pub password: bool,
    /// An empty element that a framework fills: `<div id="root"></div>`.
    pub mount: bool,
}

impl Markup {
    /// Reads the markup in one pass. `small` says that the page has few words, so that it is worth
    /// looking into its scripts.
    pub(in crate::strip) fn of(page: Document<'_>, small: bool) -> Markup {
        let mut markup = Markup::default();
        if !small {
            return markup;
        }
        for id in page.ids() {
            match page.tag(id) {
                Tag::SCRIPT => markup.script(page, id),
                Tag::NOSCRIPT if markup.noscript.len() < 2000 => {
                    let text = page.subtree_text(id);
                    let cut = text.floor_char_boundary(1000);
                    markup.noscript.push_str(text.get(..cut).unwrap_or(""));
                    markup.noscript.push(' ');
                }
                Tag::INPUT => {
                    let kind = page.attribute(id, "type");
                    markup.password |= kind.is_some_and(|k| k.eq_ignore_ascii_case("password"));
                }
                Tag::DIV if page.children(id).next().is_none() => {
                    let name = page.attribute(id, "id").unwrap_or_default();
                    markup.mount |= matches!(&*name, "root" | "app" | "__next" | "__nuxt" | "main")
                        || matches!(&*name, "app-root" | "react-root" | "svelte" | "application");
                }
                _ => {}
            }
        }
        markup
    }

    fn script(&mut self, page: Document<'_>, id: crate::html::NodeId) {
        self.scripts += 1;
        let text = page.subtree_text(id);
        self.script_bytes = self.script_bytes.saturating_add(text.len() as u32);
        if self.challenger.is_some() || self.scripts as usize > SCRIPTS {
            return;
        }
        let start = text.get(..text.floor_char_boundary(SEARCHED)).unwrap_or("");
        let address = page.attribute(id, "src").unwrap_or_default();
        let searched = format!("{address} {start}").to_ascii_lowercase();
        self.challenger = CHALLENGERS.into_iter().find(|name| searched.contains(name));
    }
}
