//! What a sentence of an article says of the article itself: that it was corrected, shortened, withdrawn.

use super::built;
use super::fold::folded;
use super::line::Line;
use super::saying::Saying;

/// What a sentence says of the article that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// That something in it was wrong and is corrected.
    Correction,
    /// That it, or something of it, was taken away.
    Removal,
    /// That it was withdrawn.
    Retraction,
}

/// Words of a date, at most, between `Correction` and its colon.
const DATE: usize = 4;
/// Bytes, at most, between the name of the article and what became of it.
const BETWEEN: usize = 40;
/// Phrases that are looked at: no sentence that says such a thing has more.
const MET: usize = 64;

/// What a sentence says of the article that it stands in; `opens` says that a paragraph begins with it. A single
/// word never is enough: armies withdraw, and cities correct their maps.
#[must_use]
pub fn note(sentence: &str, opens: bool) -> Option<Note> {
    folded(sentence, |line| {
        let mut met = Vec::new();
        built::notes().each(line, |saying, start, end| {
            met.extend(Saying::ALL.get(usize::from(saying)).map(|saying| (*saying, start, end)));
            met.len() < MET
        });
        let all = |wanted| met.iter().filter(move |(saying, ..)| *saying == wanted);
        let says = |saying| all(saying).next().is_some();
        let of_page = |saying| {
            let near = |(.., start, end): &(_, usize, usize)| {
                all(Saying::Page)
                    .any(|(_, from, to)| *from <= end + BETWEEN && *start <= to + BETWEEN)
            };
            all(saying).any(near)
        };
        let headed = opens && all(Saying::Head).any(|(.., end)| heads(sentence, line, *end));
        if says(Saying::Retraction) {
            Some(Note::Retraction)
        } else if says(Saying::Told) || headed || of_page(Saying::Corrected) {
            Some(Note::Correction)
        } else if of_page(Saying::Withdrawn) {
            Some(Note::Retraction)
        } else {
            of_page(Saying::Removed).then_some(Note::Removal)
        }
    })
}

/// Whether a word that stands over notes, and ends here in the line, is set apart from what follows: by a colon
/// behind it or behind a date, by brackets, or by the end of the line.
fn heads(sentence: &str, line: &Line, end: usize) -> bool {
    let rest = line.text().get(end..).unwrap_or("");
    let colon = rest.split_once(':').is_some_and(|(date, _)| date.split(' ').count() <= DATE + 1);
    rest.is_empty() || colon || sentence.starts_with(['[', '(', '【', '（', '〔', '［', '〈', '《'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(sentence: &str) -> Option<Note> {
        note(sentence, true)
    }

    #[test]
    fn notes_of_correction_are_known_in_the_words_of_newspapers() {
        for sentence in [
            "Correction: the mayor's name is Anna Rossi.",
            "Correction (5 May): the mayor's name is Anna Rossi.",
            "Correction, May 5, 2026: the mayor's name is Anna Rossi.",
            "This article was amended on 5 May 2026.",
            "Update 5 May: This article was amended to make clear that the road is open.",
            "Editor's note: An earlier version of this story gave the wrong first name for the mayor.",
            "(This story has been refiled to correct the year in paragraph three)",
            "(Corrects year in paragraph 4 to 1962, not 1926)",
            "Fe de errores: en una versión anterior de este artículo se decía que el puente es de 1926.",
            "Correção: uma versão anterior deste texto dizia que a ponte foi construída em 1926.",
            "ERRAMOS: a versão anterior informava ano incorreto.",
            "Aanvulling/verbetering: in een eerdere versie van dit artikel stond 1926.",
            "Rättelse 5 maj: bron byggdes 1962.",
            "Anmerkung der Redaktion: In einer früheren Version dieses Artikels hieß es 1926.",
            "Une première version de cet article indiquait 1926.",
            "Questo articolo è stato corretto il 5 maggio.",
            "【訂正】橋の完成年に誤りがありました。",
            "更正：大桥建于1962年。",
            "Статья исправлена: мост построен в 1962 году.",
            "تصحيح: بني الجسر عام 1962.",
        ] {
            assert_eq!(says(sentence), Some(Note::Correction), "{sentence}");
        }
    }

    #[test]
    fn a_withdrawn_article_is_told_from_what_else_is_withdrawn() {
        for sentence in [
            "This article has been retracted.",
            "The Valley Herald retracts this article.",
            "Retraction: the account could not be verified.",
            "Dieser Artikel wurde zurückgezogen.",
            "Dit artikel is ingetrokken.",
            "Este artigo foi retirado do ar.",
            "Questo articolo è stato ritirato.",
            "Artikeln är avpublicerad: den här artikeln har avpublicerats.",
            "本文已撤回。",
        ] {
            assert_eq!(says(sentence), Some(Note::Retraction), "{sentence}");
        }
        let removed =
            "This article has been removed from our website because it did not meet our standards.";
        assert_eq!(says(removed), Some(Note::Removal));
        for sentence in [
            "The army said its helicopters would be withdrawn.",
            "Martedì il fiume si è ritirato e la strada è stata riaperta.",
            "The charges against the owner had been withdrawn.",
            "The minister demanded a retraction from the broadcaster.",
            "Der Kandidat hat seine Bewerbung zurückgezogen.",
            "El diputado se ha retractado de sus palabras.",
            "The city had corrected its flood maps only last year.",
            "The department of corrections said nothing.",
            "La rettifica del letto del fiume costerà due milioni: lo dice il cantone.",
            "Die Korrektur des Laufs dauert zwei Jahre.",
            "Correction officers went on strike.",
            "An earlier version of this software had the fault, too.",
            "This article was updated at noon.",
            "Update: the road is open again.",
        ] {
            assert_eq!(says(sentence), None, "{sentence}");
        }
        let amended = "This article was amended to say that the charges had been withdrawn.";
        assert_eq!(says(amended), Some(Note::Correction));
        assert_eq!(note("Correction: it is open.", false), None, "in the midst of a paragraph");
    }
}
