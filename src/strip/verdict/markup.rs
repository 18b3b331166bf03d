//! What stands in a page's markup beside its text.

use crate::html::{Document, Tag};

/// Names in the scripts of pages that stand in place of others, to tell readers from programs.
const INTERSTITIALS: [&str; 14] = [
    "cf_chl_opt",
    "cf-browser-verification",
    "captcha-delivery.com",
    "px-captcha",
    "gokuprops",
    "sec-if-cpt-container",
    "/_sec/verify",
    "/_sec/cp_challenge",
    "distil_r_captcha",
    "geo.captcha",
    "/.well-known/sgcaptcha",
    "sucuri_cloudproxy_js",
    "/.within.website/x/cmd/anubis",
    "/.well-known/vercel/security",
];

/// Names of services that also guard the forms of ordinary pages, or watch them.
const GUARDS: [&str; 8] = [
    "challenges.cloudflare.com",
    "/cdn-cgi/challenge-platform/h/",
    "perimeterx.net",
    "_pxuuid",
    "_incapsula_resource",
    "awswafintegration",
    ".awswaf.com/",
    "ddos-guard",
];

/// Elements that hold the task to be solved, by their ids.
const TASKS: [&str; 6] = [
    "px-captcha",
    "sec-if-cpt-container",
    "captcha-form",
    "captcha-container",
    "challenge-form",
    "challenge-container",
];

/// What the names of fields contain that ask for a reader's name, or address of mail.
const ACCOUNTS: [&str; 4] = ["login", "mail", "user", "account"];

/// What the classes and ids of boxes contain that stand where the rest of an article is for subscribers.
const WALLS: [&str; 10] = [
    "gateway-content",
    "meteredwall",
    "metered-wall",
    "paywall",
    "pay-wall",
    "premium-wall",
    "registration-wall",
    "registrationwall",
    "regwall",
    "teaserwall",
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
    /// The name of a challenge service, when a script, a frame or an id bears it.
    pub challenger: Option<&'static str>,
    /// Whether only pages that stand in place of others bear that name.
    pub interstitial: bool,
    /// Whether a password is asked for.
    pub password: bool,
    /// Whether a field asks for a reader's name, or address of mail.
    pub account: bool,
    /// An empty element that a framework fills: `<div id="root"></div>`.
    pub mount: bool,
    /// Whether a box bears the name of a wall before the rest of an article.
    pub walled: bool,
}

impl Markup {
    /// Reads the markup in one pass. `small` says that the page has few words, so that it is worth
    /// looking into its scripts; `short` that what was kept of it has few.
    pub(in crate::strip) fn of(page: Document<'_>, small: bool, short: bool) -> Markup {
        let mut markup = Markup::default();
        if !small && !short {
            return markup;
        }
        for id in page.ids() {
            markup.walled = markup.walled || is_walled(page, id);
            match page.tag(id) {
                Tag::INPUT => markup.field(page, id),
                _ if !small => {}
                Tag::SCRIPT => markup.script(page, id),
                Tag::NOSCRIPT if markup.noscript.len() < 2000 => {
                    let text = page.subtree_text(id);
                    let cut = text.floor_char_boundary(1000);
                    markup.noscript.push_str(text.get(..cut).unwrap_or(""));
                    markup.noscript.push(' ');
                }
                Tag::IFRAME => {
                    let address = page.attribute(id, "src").unwrap_or_default();
                    // of Imperva's pages it is all that a reader sees
                    if address.to_ascii_lowercase().contains("_incapsula_resource") {
                        markup.challenger = Some("_incapsula_resource");
                        markup.interstitial = true;
                    }
                }
                Tag::DIV | Tag::FORM => {
                    let name = page.attribute(id, "id").unwrap_or_default();
                    if markup.challenger.is_none() {
                        markup.challenger = TASKS.into_iter().find(|task| *task == name);
                    }
                    let empty = page.tag(id) == Tag::DIV && page.children(id).next().is_none();
                    markup.mount |= empty
                        && matches!(
                            &*name,
                            "root"
                                | "app"
                                | "__next"
                                | "__nuxt"
                                | "main"
                                | "app-root"
                                | "react-root"
                                | "svelte"
                                | "application"
                        );
                }
                _ => {}
            }
        }
        markup
    }

    fn field(&mut self, page: Document<'_>, id: crate::html::NodeId) {
        let kind = page.attribute(id, "type").unwrap_or_default().to_ascii_lowercase();
        self.password |= kind == "password";
        if self.account || !matches!(&*kind, "" | "text" | "email") {
            return;
        }
        let name = page.attribute(id, "name").or_else(|| page.attribute(id, "id"));
        let name = name.unwrap_or_default().to_ascii_lowercase();
        self.account = kind == "email" || ACCOUNTS.iter().any(|account| name.contains(account));
    }

    fn script(&mut self, page: Document<'_>, id: crate::html::NodeId) {
        self.scripts += 1;
        let text = page.subtree_text(id);
        self.script_bytes = self.script_bytes.saturating_add(text.len() as u32);
        if self.interstitial || self.scripts as usize > SCRIPTS {
            return;
        }
        let start = text.get(..text.floor_char_boundary(SEARCHED)).unwrap_or("");
        let address = page.attribute(id, "src").unwrap_or_default();
        let searched = format!("{address} {start}").to_ascii_lowercase();
        let found = |names: &[&'static str]| names.iter().copied().find(|n| searched.contains(n));
        if let Some(name) = found(&INTERSTITIALS) {
            (self.challenger, self.interstitial) = (Some(name), true);
        } else if self.challenger.is_none() {
            self.challenger = found(&GUARDS);
        }
    }
}

/// Whether an element is named as a box is that stands where the rest of an article is for subscribers.
fn is_walled(page: Document<'_>, id: crate::html::NodeId) -> bool {
    if !matches!(page.tag(id), Tag::DIV | Tag::SECTION | Tag::ASIDE) {
        return false;
    }
    ["class", "id", "data-testid", "data-area"].into_iter().any(|name| {
        page.attribute(id, name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            WALLS.iter().any(|wall| value.contains(wall))
        })
    })
}
