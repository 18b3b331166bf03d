//! Under which name the cleaner's answers are recorded.

use super::Options;
use crate::profile::{Profiles, SiteProfile};
use crate::store;

/// The program, its version, and a digest of all that its cleaning depends on: see `build.rs`. What
/// one name has answered to a page, it answers again.
const CLEANER: &str = concat!("spoglio ", env!("CARGO_PKG_VERSION"), " ", env!("SPOGLIO_CLEANER"));

/// The name of the cleaner with these options, apart from the profiles of sites: which of them a page
/// was cleaned with is recorded with each page.
#[must_use]
pub fn cleaner_name(options: &Options) -> String {
    let usual = Options::default();
    let mut name = CLEANER.to_owned();
    if options.sites != usual.sites {
        name += &format!(" with site rules {}", digest(&format!("{:?}", options.sites)));
    }
    if (options.limits, options.include) != (usual.limits, usual.include) {
        let others = format!("{:?} {:?}", options.limits, options.include);
        name += &format!(" with options {}", digest(&others));
    }
    name
}

/// The same for work over all sites: with all of their profiles.
pub(super) fn with_profiles(cleaner: &str, profiles: &Profiles) -> String {
    if profiles.is_empty() {
        return cleaner.to_owned();
    }
    let versions: Vec<&str> = profiles.iter().map(SiteProfile::version).collect();
    format!("{cleaner} with site profiles {}", digest(&versions.join(" ")))
}

fn digest(of: &str) -> String {
    let digest = store::hex(&store::digest(of.as_bytes()));
    digest.get(..16).unwrap_or(&digest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Include;

    #[test]
    fn whatever_changes_an_answer_changes_the_name() {
        let usual = cleaner_name(&Options::default());
        let digest = usual.rsplit(' ').next().unwrap();
        assert!(digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()), "{usual}");
        assert_eq!(usual, cleaner_name(&Options::default()));
        let captions = Options {
            include: Include { captions: true, ..Include::default() },
            ..Options::default()
        };
        assert!(cleaner_name(&captions).starts_with(&usual));
        assert_ne!(cleaner_name(&captions), usual);
        assert_eq!(with_profiles(&usual, &Profiles::default()), usual);
    }
}
