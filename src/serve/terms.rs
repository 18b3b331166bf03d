//! The names that the archive keeps (outcomes, labels, classes of changes), in the reader's language.
//!
//! JSON keeps the names as they are; only pages translate them. A name that is not in the table is
//! shown as it is.

use super::words::Tongue;

/// Name, English, Italian.
const TERMS: &[(&str, &str, &str)] = &[
    // What a page is.
    ("article", "article", "articolo"),
    ("forum", "forum", "forum"),
    ("live-blog", "live blog", "diretta"),
    ("product", "product", "prodotto"),
    ("documentation", "documentation", "documentazione"),
    ("list-page", "list page", "pagina di elenco"),
    ("consent-wall", "consent wall", "muro dei cookie"),
    ("paywall-stub", "paywall stub", "solo per abbonati"),
    ("challenge", "bot challenge", "verifica anti-bot"),
    ("error-page", "error page", "pagina di errore"),
    ("javascript-shell", "empty until scripts run", "vuota senza script"),
    ("gone", "gone", "scomparsa"),
    ("truncated", "broken off", "interrotta"),
    ("empty", "empty", "vuota"),
    // What a block is.
    ("title", "title", "titolo"),
    ("standfirst", "standfirst", "sommario"),
    ("body", "body", "corpo"),
    ("subhead", "subhead", "titoletto"),
    ("list-item", "list item", "voce di elenco"),
    ("quotation", "quotation", "citazione"),
    ("table", "table", "tabella"),
    ("code", "code", "codice"),
    ("caption", "caption", "didascalia"),
    ("credit", "credit", "credito"),
    ("byline", "byline", "firma"),
    ("date", "date", "data"),
    ("comment", "comment", "commento"),
    ("related", "related", "correlati"),
    ("navigation", "navigation", "navigazione"),
    ("share", "share", "condivisione"),
    ("newsletter", "newsletter", "newsletter"),
    ("notice", "notice", "avviso"),
    ("advert", "advert", "pubblicità"),
    ("tags", "tags", "tag"),
    ("footer", "footer", "piè di pagina"),
    ("hidden", "hidden", "nascosto"),
    ("repeat", "repeat", "ripetizione"),
    ("other", "other", "altro"),
    // What kind of change it was.
    ("typo", "typo", "refuso"),
    ("correction", "correction", "correzione"),
    ("update", "update", "aggiornamento"),
    ("cut", "cut", "taglio"),
    ("rewrite", "rewrite", "riscrittura"),
    ("retraction", "retraction", "ritrattazione"),
    ("page-lost", "page lost", "pagina perduta"),
    // How two texts are near.
    ("same-body", "same body", "stesso corpo"),
    ("copy", "copy", "copia"),
    ("excerpt", "excerpt", "estratto"),
    ("boilerplate-only", "boilerplate only", "solo frasi di rito"),
];

/// The groups of labels, by the name that the style sheet uses.
const GROUPS: &[(&str, &str, &str)] = &[
    ("title", "title and standfirst", "titolo e sommario"),
    ("article", "article", "articolo"),
    ("beside", "caption, byline, date", "didascalia, firma, data"),
    ("comment", "comments", "commenti"),
    ("elsewhere", "menus, related, share, tags", "menu, correlati, condivisione, tag"),
    ("site", "adverts, newsletters, notices", "pubblicità, newsletter, avvisi"),
    ("other", "other", "altro"),
];

impl Tongue {
    /// A name of the archive in this language.
    pub(super) fn term(self, name: &str) -> &str {
        self.look(TERMS, name)
    }

    /// The name of a group of labels in this language.
    pub(super) fn group(self, name: &str) -> &str {
        self.look(GROUPS, name)
    }

    fn look<'a>(self, table: &[(&str, &'static str, &'static str)], name: &'a str) -> &'a str {
        match table.iter().find(|(term, ..)| *term == name) {
            Some((_, english, italian)) => match self {
                Tongue::English => english,
                Tongue::Italian => italian,
            },
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::{NearClass, VersionClass};
    use crate::page::{Label, LabelGroup, Outcome};

    #[test]
    fn every_name_that_the_archive_keeps_has_a_word_in_both_languages() {
        // What another cleaner reads is no change of the page, and none is shown.
        let changes =
            VersionClass::ALL.into_iter().filter(|class| *class != VersionClass::Recleaned);
        let near = [
            NearClass::SameBody,
            NearClass::Copy,
            NearClass::Excerpt,
            NearClass::Update,
            NearClass::BoilerplateOnly,
        ];
        let names = Outcome::ALL
            .map(Outcome::name)
            .into_iter()
            .chain(Label::ALL.map(Label::name))
            .chain(changes.map(VersionClass::name))
            .chain(near.map(NearClass::name));
        for name in names {
            let found = TERMS.iter().find(|(term, ..)| *term == name);
            assert!(found.is_some_and(|(_, e, i)| !e.is_empty() && !i.is_empty()), "{name}");
        }
        for group in LabelGroup::ALL.map(LabelGroup::name) {
            assert!(GROUPS.iter().any(|(name, ..)| *name == group), "{group}");
        }
        assert_eq!(Tongue::Italian.term("something-new"), "something-new");
    }
}
