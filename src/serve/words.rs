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
    run "Run" "Esecuzione"
    sites "Sites" "Siti"
    changes "Changes" "Modifiche"
    text "text" "testo"
    texts "texts" "testi"
    words "words" "parole"
    latest_texts "Latest texts" "Ultimi testi"
    nothing_stored "Nothing is stored yet." "Non c'è ancora nulla."
    nothing_stored_next "Name your sources in config.toml and start the main job:" "Indica le fonti in config.toml e avvia il lavoro principale:"
    sources "Sources" "Fonti"
    source "Source" "Fonte"
    all_sources "All sources" "Tutte le fonti"
    alarms "Look at this" "Da guardare"
    last_try_failed "the last try failed" "l'ultimo tentativo è fallito"
    silent_for "nothing new for" "nulla di nuovo da"
    days "days" "giorni"
    healthy "well" "bene"
    being_counted "How many texts there are, what each day brought and how the sources are doing is still being counted." "Si sta ancora contando quanti sono i testi, che cosa ha portato ogni giorno e come stanno le fonti."
    load_again "Load again" "Ricarica"
    per_day "Per day" "Al giorno"
    figures "The figures" "Le cifre"
    day "Day" "Giorno"
    stored "stored" "salvati"
    seen_before "seen before" "già visti"
    new_versions "new versions" "nuove versioni"
    refused "refused" "rifiutati"
    failed "failed" "falliti"
    language "Language" "Lingua"
    any "any" "tutti"
    site "Site" "Sito"
    from "From" "Dal"
    to "To" "Al"
    outcome "Kind" "Tipo"
    order "Order" "Ordine"
    best_first "best first" "prima i più pertinenti"
    newest_first "newest first" "prima i più recenti"
    last_published_first "last published first" "prima gli ultimi pubblicati"
    results "results" "risultati"
    no_results "Nothing found." "Nessun risultato."
    no_results_next "Fewer words, a beginning with * or a wider span of days may find more." "Meno parole, un inizio con * o un arco di giorni più ampio possono trovare di più."
    query_hint "Words to look for" "Parole da cercare"
    search_help_all "every word must be in the title or the text; letter case, accents and vowel points do not count" "ogni parola deve stare nel titolo o nel testo; maiuscole, accenti e punti vocalici non contano"
    search_help_phrase "these words, one after the other" "queste parole, una dopo l'altra"
    search_help_near "these words in any order, with at most 5 others between them" "queste parole in qualsiasi ordine, con al massimo altre 5 in mezzo"
    search_help_without "without this word" "senza questa parola"
    search_help_start "words that begin so" "parole che cominciano così"
    search_help_or "one of these two, and the first word" "una di queste due, e la prima parola"
    search_help_title "in the title" "nel titolo"
    older "Older" "Precedenti"
    newer "Newer" "Successivi"
    further "Further results" "Altri risultati"
    back_results "Earlier results" "Risultati precedenti"
    metadata "Metadata" "Metadati"
    proof "Proof" "Prova"
    proof_words "The file's name is the start of its own digest. In the archive's folder, check it with:" "Il nome del file è l'inizio della sua stessa impronta. Nella cartella dell'archivio, verifica con:"
    digest "SHA-256" "SHA-256"
    file "File" "File"
    capture "Capture" "Cattura"
    captures "Captures" "Catture"
    record "Record" "Record"
    near "Near-duplicates" "Quasi duplicati"
    versions "Versions" "Versioni"
    this_one "this one" "questa"
    compare "Compare" "Confronta"
    compare_any "Compare two texts" "Confronta due testi"
    old_text "Old" "Vecchio"
    new_text "New" "Nuovo"
    with "with" "con"
    no_changes "No such change." "Nessun cambiamento di questo tipo."
    kind_of_change "Kind of change" "Tipo di cambiamento"
    show "Show" "Mostra"
    no_changes_yet "No such change among the captures that were looked at." "Nessun cambiamento di questo tipo tra le catture esaminate."
    no_runs "No run yet." "Ancora nessuna esecuzione."
    no_sites "No site yet." "Ancora nessun sito."
    left_out "What was left out" "Che cosa è stato tolto"
    left_out_words "The captured page as text, in its own order. Kept blocks stand as they were read; the others are pale. The colour says what a block is; point at a block for the reason." "La pagina catturata come testo, nel suo ordine. I blocchi tenuti stanno come li si legge; gli altri sono pallidi. Il colore dice che cos'è un blocco; indica un blocco per vederne il motivo."
    only_kept "Only what was kept" "Solo ciò che è stato tenuto"
    show_reasons "Show the reasons" "Mostra i motivi"
    verdict "Verdict" "Verdetto"
    confidence "Confidence" "Sicurezza"
    evidence "What spoke for it" "Che cosa lo indica"
    blocks "blocks" "blocchi"
    kept "kept" "tenuto"
    dropped "left out" "tolto"
    cleaned_today "Cleaned anew by this program; the stored text is as it was when captured." "Ripulita ora da questo programma; il testo salvato è com'era alla cattura."
    reason "Reason" "Motivo"
    difference "Difference" "Differenza"
    authors "Authors" "Autori"
    by "By" "Di"
    published "Published" "Pubblicato"
    modified "Modified" "Modificato"
    entries "Entries" "Aggiornamenti"
    address "Address" "Indirizzo"
    addresses "Addresses" "Indirizzi"
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
    month_drift "The last 30 days against the 30 before" "Gli ultimi 30 giorni rispetto ai 30 precedenti"
    last_30 "last 30 days" "ultimi 30 giorni"
    before_30 "30 before" "30 precedenti"
    furniture "What the site repeats" "Ciò che il sito ripete"
    nothing_learned "Nothing was learned yet: that takes three articles of the site that differ." "Non si è ancora imparato nulla: servono tre articoli diversi del sito."
    nothing_repeats "No text stands on three of these pages or more." "Nessun testo sta su tre o più di queste pagine."
    learned_from "pages it was learned from:" "pagine da cui lo si è imparato:"
    profile_version "version" "versione"
    furniture_since "Changes since" "Cambiamenti dal"
    no_drift "Nothing came and nothing went." "Nulla è comparso e nulla è scomparso."
    on_pages "on pages" "su pagine"
    taken_for "taken for" "inteso come"
    average_words "words of a text, on average" "parole per testo, in media"
    more_not_shown "More there is, but not on this page." "Ce ne sono altri, ma non in questa pagina."
    misread "This address cannot be read." "Questo indirizzo non si può leggere."
    not_found "There is nothing at this address." "Non c'è nulla a questo indirizzo."
    unreadable "The archive cannot be read now" "L'archivio non si può leggere ora"
    unreadable_next "It may be under repair. This page tries again by itself when you reload it." "Forse è in riparazione. Ricarica la pagina per riprovare."
    back "Back to the front page" "Torna alla prima pagina"
    too_large "These texts are too long to be compared here." "Questi testi sono troppo lunghi per confrontarli qui."
    full_text "The text is very long; only its beginning is shown. The whole file:" "Il testo è molto lungo; se ne mostra solo l'inizio. Il file intero:"
    added "added" "aggiunto"
    removed "removed" "tolto"
    page_as "This page as" "Questa pagina in"
    feed "Atom feed" "Feed Atom"
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
