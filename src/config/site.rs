//! `[site."host"]`: rules for single sites.

use std::collections::BTreeMap;

use toml::Spanned;
use url::Url;

use super::error::{ConfigError, Places};
use super::raw::RawSite;
use crate::html::Selectors;
use crate::strip::{SiteRule, SiteRules};

pub(super) fn rules(
    raw: &BTreeMap<Spanned<String>, Spanned<RawSite>>,
    places: &Places<'_>,
) -> Result<SiteRules, ConfigError> {
    let mut rules: Vec<SiteRule> = Vec::with_capacity(raw.len());
    let mut written: Vec<_> = raw.iter().collect();
    written.sort_by_key(|(name, _)| name.span().start);
    for (name, site) in written {
        let host = host(name, places)?;
        if rules.iter().any(|rule| rule.host == host) {
            let message = format!("two sites are `{host}`: write both as one");
            return Err(places.rule(name.span(), message));
        }
        let site = site.get_ref();
        let content = site.content.as_ref().map(|one| selectors(one, places)).transpose()?;
        let remove = site.remove.iter().flatten().map(|one| selectors(one, places));
        let remove = remove.collect::<Result<Vec<_>, _>>()?;
        if content.is_none() && remove.is_empty() {
            let message = format!(
                "site `{}` has no rule: add content = \"…\" or remove = [\"…\"], CSS selectors both",
                name.get_ref()
            );
            return Err(places.rule(name.span(), message));
        }
        rules.push(SiteRule { host, content, remove });
    }
    Ok(SiteRules::new(rules))
}

fn host(name: &Spanned<String>, places: &Places<'_>) -> Result<String, ConfigError> {
    let text = name.get_ref();
    let plain = !text.contains(['/', ':', '@', '?', '#', '*', '\\']) && !text.starts_with('.');
    // The URL parser reads hosts everywhere, so that no two spellings of one can differ.
    let url = Url::parse(&format!("http://{text}/")).ok().filter(|_| plain);
    let host = url.as_ref().and_then(Url::host_str).map(|host| host.trim_end_matches('.'));
    host.map(str::to_owned).ok_or_else(|| {
        let message = format!(
            "`{text}` is no site: write its host alone, as in [site.\"example.org\"]; subdomains \
             are part of it"
        );
        places.rule(name.span(), message)
    })
}

fn selectors(text: &Spanned<String>, places: &Places<'_>) -> Result<Selectors, ConfigError> {
    Selectors::parse(text.get_ref()).map_err(|error| places.rule(text.span(), error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::parse;

    fn message(text: &str) -> String {
        parse(text, Path::new("config.toml")).unwrap_err().to_string()
    }

    #[test]
    fn a_site_s_rules_are_read() {
        let text = "[site.\"Bücher.example\"]\ncontent = \"article > .text\"\n\n\
            [site.\"example.org\"]\nremove = [\".ad\", \"aside, nav\"]\n";
        let sites = parse(text, Path::new("config.toml")).unwrap().sites;
        let of = |url: &str| sites.of(url).map(|rule| (rule.content.clone(), rule.remove.clone()));
        let (content, remove) = of("https://www.xn--bcher-kva.example/a").unwrap();
        assert_eq!(content.unwrap().as_str(), "article > .text");
        assert!(remove.is_empty());
        let (content, remove) = of("http://example.org/").unwrap();
        assert_eq!(content, None);
        let remove: Vec<_> = remove.iter().map(|one| one.as_str()).collect();
        assert_eq!(remove, [".ad", "aside, nav"]);
        assert_eq!(of("http://example.com/"), None);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, words) in [
            ("[site.\"example.org\"]\ncontent = \"p >> \"\n", 2, "is no CSS selector ("),
            ("[site.\"example.org\"]\nremove = [\n\"p\",\n\"a:hovver\",\n]\n", 4, "\"a:hovver\""),
            ("[site.\"example.org\"]\nremove = [\"\"]\n", 2, "is no CSS selector"),
            ("\n[site.\"example.org\"]\n", 2, "has no rule: add content"),
            ("[site.\"https://example.org/\"]\ncontent = \"p\"\n", 1, "write its host alone"),
            ("[site.\"\"]\ncontent = \"p\"\n", 1, "write its host alone"),
            ("[site.\"*.example.org\"]\ncontent = \"p\"\n", 1, "write its host alone"),
            ("[site.\"a.test\"]\ncontent=\"p\"\n[site.\"A.test\"]\ncontent=\"p\"\n", 3, "one"),
            ("[site.\"a.test\"]\ncontents = \"p\"\n", 2, "did you mean `content`?"),
            ("[site]\ncontent = \"p\"\n", 2, ""),
        ] {
            let said = message(text);
            assert!(said.starts_with(&format!("config.toml:{line}: ")), "{text:?} gave: {said}");
            assert!(said.contains(words), "{text:?} gave: {said}");
            assert!(!said.contains('\n'), "one line: {said:?}");
        }
    }
}
