//! The profiles of many sites.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::site::SiteProfile;

/// The profiles that cleaning looks into, by host. A copy is cheap.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    sites: Arc<BTreeMap<String, SiteProfile>>,
    nameless: bool,
}

impl Profiles {
    /// These profiles; of two for one host the last holds.
    #[must_use]
    pub fn new(profiles: impl IntoIterator<Item = SiteProfile>) -> Profiles {
        let by_host = |profile: SiteProfile| (profile.host().to_owned(), profile);
        Profiles { sites: Arc::new(profiles.into_iter().map(by_host).collect()), nameless: false }
    }

    /// The same, for pages without an address too, where there is only one profile.
    #[must_use]
    pub fn with_nameless(mut self) -> Profiles {
        self.nameless = true;
        self
    }

    /// The profile for the page at an address.
    #[must_use]
    pub fn of(&self, url: Option<&str>) -> Option<&SiteProfile> {
        if self.sites.is_empty() {
            return None;
        }
        match url {
            Some(url) => self.sites.get(&host_of(url)?),
            None if self.nameless && self.sites.len() == 1 => self.sites.values().next(),
            None => None,
        }
    }

    /// Each profile, by host.
    pub fn iter(&self) -> impl Iterator<Item = &SiteProfile> {
        self.sites.values()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }
}

/// The site that an address belongs to: its host in lower case, with the port where it names one.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
