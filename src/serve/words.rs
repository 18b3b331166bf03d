//! The interface's words, in English and Italian.

/// The languages of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tongue {
    #[default]
    English,
    Italian,
}

impl Tongue {
    /// The language a browser asks for in `Accept-Language`; English when it asks for neither.
    pub(super) fn accepted(header: Option<&str>) -> Tongue {
        let mut best = (0.0, Tongue::English);
        for part in header.unwrap_or("").split(',') {
            let (range, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            let primary = range.trim().split('-').next().unwrap_or("");
            let tongue = match primary.to_ascii_lowercase().as_str() {
                "en" => Tongue::English,
                "it" => Tongue::Italian,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, tongue);
            }
        }
        best.1
    }

    /// The language named by `?lang=`, if it is one of ours.
    pub(super) fn named(name: &str) -> Option<Tongue> {
        match name {
            "en" => Some(Tongue::English),
            "it" => Some(Tongue::Italian),
            _ => None,
        }
    }

    /// The tag for the `lang` attribute.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Tongue::English => "en",
            Tongue::Italian => "it",
        }
    }
}

macro_rules! words {
    ($($name:ident $english:literal $italian:literal)*) => {
        impl Tongue {
            $(
                pub(super) const fn $name(self) -> &'static str {
                    match self {
                        Tongue::English => $english,
                        Tongue::Italian => $italian,
                    }
                }
            )*
        }

        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $italian),)*];
    };
}

words! {
    skip "Skip to content" "Vai al contenuto"
    latest "Latest" "Ultimi"
    search "Search" "Cerca"
    runs "Runs" "Esecuzioni"
    sites "Sites" "Siti"
    changes "Changes" "Modifiche"
    texts "texts" "testi"
    latest_texts "Latest texts" "Ultimi testi"
    nothing_stored "Nothing is stored yet. Run: spoglio run" "Non c'è ancora nulla. Esegui: spoglio run"
    sources "Sources" "Fonti"
    source "Source" "Fonte"
    per_day "Per day" "Al giorno"
    stored "stored" "salvati"
    seen_before "seen before" "già visti"
    new_versions "new versions" "nuove versioni"
    refused "refused" "rifiutati"
    failed "failed" "falliti"
    language "Language" "Lingua"
    any "any" "tutte"
    site "Site" "Sito"
    from "From" "Dal"
    to "To" "Al"
    outcome "Kind" "Tipo"
    results "results" "risultati"
    no_results "Nothing found." "Nessun risultato."
    query_hint "Words to look for" "Parole da cercare"
    older "Older" "Precedenti"
    newer "Newer" "Successivi"
    metadata "Metadata" "Metadati"
    proof "Proof" "Prova"
    proof_words "The file's name is the start of its own digest. Check it with:" "Il nome del file è l'inizio della sua stessa impronta. Verifica con:"
    digest "SHA-256" "SHA-256"
    file "File" "File"
    capture "Capture" "Cattura"
    captures "Captures" "Catture"
    near "Near-duplicates" "Quasi duplicati"
    none "none" "nessuno"
    left_out "What was left out" "Che cosa è stato tolto"
    left_out_words "The captured page as text: kept blocks are marked, everything else was left out. Point at a block for the reason." "La pagina catturata come testo: i blocchi tenuti sono evidenziati, il resto è stato tolto. Indica un blocco per vederne il motivo."
    kept "kept" "tenuto"
    dropped "left out" "tolto"
    reason "Reason" "Motivo"
    difference "Difference" "Differenza"
    authors "Authors" "Autori"
    published "Published" "Pubblicato"
    modified "Modified" "Modificato"
    address "Address" "Indirizzo"
    canonical "Own address" "Indirizzo proprio"
    section "Section" "Sezione"
    description "Description" "Descrizione"
    tags "Tags" "Tag"
    agency "Agency" "Agenzia"
    access "Access" "Accesso"
    rights "Rights" "Diritti"
    found_in "found in" "trovato in"
    first_seen "First seen" "Visto la prima volta"
    last_seen "Last seen" "Visto l'ultima volta"
    started "Started" "Inizio"
    ended "Ended" "Fine"
    running "running or broken off" "in corso o interrotta"
    not_found "There is nothing at this address." "Non c'è nulla a questo indirizzo."
    unreadable "The archive cannot be read now" "L'archivio non si può leggere ora"
    back "Back to the front page" "Torna alla prima pagina"
    too_large "These texts are too long to be compared here." "Questi testi sono troppo lunghi per confrontarli qui."
    full_text "The text is very long; only its beginning is shown." "Il testo è molto lungo; se ne mostra solo l'inizio."
    added "added" "aggiunto"
    removed "removed" "tolto"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        assert!(ALL.iter().all(|(_, english, italian)| !english.is_empty() && !italian.is_empty()));
    }

    #[test]
    fn the_browser_decides_by_weight() {
        assert_eq!(Tongue::accepted(Some("de, it;q=0.8, en;q=0.7")), Tongue::Italian);
        assert_eq!(Tongue::accepted(Some("en-GB,en;q=0.9,it;q=0.8")), Tongue::English);
        assert_eq!(Tongue::accepted(Some("it-CH")), Tongue::Italian);
        assert_eq!(Tongue::accepted(None), Tongue::English);
        assert_eq!(Tongue::accepted(Some(";;,q=;it;q=x")), Tongue::English);
    }
}
