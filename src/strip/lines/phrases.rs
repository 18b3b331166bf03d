//! Words that furniture is made of, by language, for whole lines of flattened text.

use std::sync::OnceLock;

use crate::page::Label;

/// Heads of sections that lead away from the article; lower case, without punctuation behind.
const RELATED: &[&str] = &[
    // it
    "i più letti",
    "più letti",
    "le più lette",
    "leggi anche",
    "leggi di più",
    "altre notizie",
    "potrebbe interessarti",
    "potrebbero interessarti",
    "ultime notizie",
    "articoli correlati",
    "correlati",
    "storie consigliate",
    "notizie correlate",
    "in evidenza",
    "da non perdere",
    "più recente",
    "più vecchio",
    "più recenti",
    "articolo precedente",
    "articolo successivo",
    // en
    "related",
    "related articles",
    "related stories",
    "related news",
    "related topics",
    "related posts",
    "related content",
    "read more",
    "read next",
    "read also",
    "also read",
    "most read",
    "most popular",
    "most viewed",
    "trending",
    "trending now",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "you may like",
    "latest news",
    "latest stories",
    "latest posts",
    "recent posts",
    "popular posts",
    "top stories",
    "more stories",
    "more news",
    "editor's picks",
    "editors' picks",
    "up next",
    "more on this story",
    "newer post",
    "older post",
    "next article",
    "previous article",
    // de
    "mehr zum thema",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "auch interessant",
    "meistgelesen",
    "meistgelesene artikel",
    "lesen sie auch",
    "weitere artikel",
    "weitere themen",
    "weitere nachrichten",
    "ähnliche artikel",
    "neueste artikel",
    "empfohlen",
    // fr
    "à lire aussi",
    "lire aussi",
    "sur le même sujet",
    "les plus lus",
    "articles similaires",
    "à ne pas manquer",
    "dans la même rubrique",
    "voir aussi",
    // es
    "lea también",
    "lee también",
    "te puede interesar",
    "lo más leído",
    "lo más visto",
    "noticias relacionadas",
    "artículos relacionados",
    "más noticias",
    // pt
    "leia mais",
    "leia também",
    "mais lidas",
    "veja também",
    "notícias relacionadas",
    // nl, sv, no, da, fi
    "lees ook",
    "meest gelezen",
    "gerelateerde artikelen",
    "läs också",
    "läs även",
    "mest läst",
    "les også",
    "mest lest",
    "læs også",
    "mest læste",
    "lue myös",
    "luetuimmat",
    // pl, cs, ro, hu, tr
    "czytaj także",
    "czytaj też",
    "zobacz także",
    "zobacz też",
    "najczęściej czytane",
    "polecane",
    "čtěte také",
    "nejčtenější",
    "citește și",
    "cele mai citite",
    "olvasta már",
    "legolvasottabb",
    "ilgili haberler",
    "çok okunanlar",
    // ru, uk, el
    "читайте также",
    "самое читаемое",
    "популярное",
    "читайте також",
    "διαβάστε επίσης",
    // ja, zh, ko, ar
    "関連記事",
    "おすすめ",
    "アクセスランキング",
    "相关阅读",
    "相关新闻",
    "相關新聞",
    "관련기사",
    "많이 본 뉴스",
    "اقرأ أيضا",
    "الأكثر قراءة",
];

/// Links over the page's furniture, for those who cannot see it.
const SKIP: &[&str] = &[
    "salta al contenuto",
    "vai al contenuto",
    "vai al contenuto principale",
    "passa al contenuto principale",
    "salta ai contenuti",
    "skip to content",
    "skip to main content",
    "skip to navigation",
    "jump to content",
    "zum inhalt springen",
    "zum inhalt",
    "direkt zum inhalt",
    "aller au contenu",
    "aller au contenu principal",
    "passer au contenu",
    "saltar al contenido",
    "ir al contenido",
    "ir para o conteúdo",
    "pular para o conteúdo",
    "ga naar inhoud",
    "hoppa till innehåll",
    "gå til innhold",
    "gå til indhold",
    "siirry sisältöön",
    "przejdź do treści",
    "přejít k obsahu",
    "sari la conținut",
    "içeriğe geç",
    "перейти к содержанию",
    "перейти до вмісту",
    "μετάβαση στο περιεχόμενο",
    "コンテンツへスキップ",
    "跳至内容",
    "본문 바로가기",
    "تخطي إلى المحتوى",
];

/// A word for a list, and a word for its end, as screen readers announce them: "list of 3 items",
/// "end of list".
const LIST: &[(&str, &str)] = &[
    ("elenco", "fine"),
    ("list", "end"),
    ("liste", "ende"),
    ("liste", "fin"),
    ("lista", "fin"),
    ("lista", "fim"),
    ("lista", "koniec"),
    ("lijst", "einde"),
    ("lista", "slut"),
    ("liste", "slutt"),
    ("liste", "slut"),
    ("luettelo", "loppu"),
    ("seznam", "konec"),
    ("listă", "sfârșit"),
    ("liste", "son"),
    ("список", "конец"),
    ("список", "кінець"),
    ("λίστα", "τέλος"),
    ("قائمة", "نهاية"),
];

/// News agencies and words that join their names, as they sign a line.
const AGENCIES: &[&str] = &[
    "sda",
    "ats",
    "keystone",
    "ansa",
    "agi",
    "adnkronos",
    "askanews",
    "lapresse",
    "dpa",
    "afp",
    "ap",
    "apa",
    "reuters",
    "efe",
    "upi",
    "tass",
    "interfax",
    "ria",
    "kyodo",
    "xinhua",
    "yonhap",
    "kcna",
    "pti",
    "ani",
    "belga",
    "anp",
    "tt",
    "ntb",
    "ritzau",
    "stt",
    "pap",
    "čtk",
    "ctk",
    "agerpres",
    "mti",
    "anadolu",
    "aa",
    "ukrinform",
    "lusa",
    "bloomberg",
    "getty",
    "imago",
    "epa",
    "sid",
    "kna",
    "epd",
    "awp",
    "afx",
    "images",
    "press",
    "agency",
    "news",
    "associated",
    "afptv",
];

/// Words of dates beside the names of months: of publication, change, time zones.
const DATE_WORDS: &[&str] = &[
    "pubblicato",
    "aggiornato",
    "il",
    "alle",
    "ore",
    "del",
    "dal",
    "data",
    "ultimo",
    "aggiornamento",
    "published",
    "updated",
    "last",
    "modified",
    "posted",
    "on",
    "at",
    "date",
    "of",
    "am",
    "pm",
    "gmt",
    "utc",
    "cet",
    "cest",
    "est",
    "edt",
    "et",
    "bst",
    "ist",
    "pst",
    "pdt",
    "stand",
    "veröffentlicht",
    "aktualisiert",
    "am",
    "um",
    "uhr",
    "der",
    "den",
    "vom",
    "publié",
    "mis",
    "à",
    "jour",
    "le",
    "de",
    "la",
    "publicado",
    "actualizado",
    "atualizado",
    "el",
    "a",
    "las",
    "em",
    "às",
    "hora",
    "horas",
    "h",
    "gepubliceerd",
    "bijgewerkt",
    "op",
    "om",
    "uur",
    "publicerad",
    "uppdaterad",
    "publisert",
    "oppdatert",
    "publiceret",
    "opdateret",
    "kl",
    "kello",
    "julkaistu",
    "päivitetty",
    "opublikowano",
    "aktualizacja",
    "dnia",
    "godz",
    "r",
    "publikováno",
    "aktualizováno",
    "publicat",
    "actualizat",
    "la",
    "közzétéve",
    "frissítve",
    "yayınlanma",
    "güncelleme",
    "tarihi",
    "saat",
    "опубликовано",
    "обновлено",
    "в",
    "г",
    "года",
    "опубліковано",
    "оновлено",
    "о",
    "року",
    "δημοσίευση",
    "ενημέρωση",
    "στις",
    "公開",
    "更新",
    "发布时间",
    "发布于",
    "입력",
    "수정",
    "نشر",
    "تحديث",
    "first",
    "the",
    "min",
    "lesezeit",
    "read",
    "minute",
    "minutes",
    "mins",
    "th",
    "st",
    "nd",
    "rd",
    "local",
    "time",
];

/// The first letters of the months and weekdays, enough to know them in any of the languages.
const MONTHS: &[&str] = &[
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "jänner",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "abril",
    "mayo",
    "junio",
    "julio",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "dezembro",
    "januari",
    "februari",
    "maart",
    "mei",
    "augustus",
    "augusti",
    "maj",
    "desember",
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
    "ledna",
    "února",
    "března",
    "dubna",
    "května",
    "června",
    "července",
    "srpna",
    "září",
    "října",
    "prosince",
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "iunie",
    "iulie",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
    "január",
    "február",
    "március",
    "április",
    "május",
    "június",
    "július",
    "augusztus",
    "szeptember",
    "október",
    "ocak",
    "şubat",
    "mart",
    "nisan",
    "mayıs",
    "haziran",
    "temmuz",
    "ağustos",
    "eylül",
    "ekim",
    "kasım",
    "aralık",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
    "tammikuuta",
    "helmikuuta",
    "maaliskuuta",
    "huhtikuuta",
    "toukokuuta",
    "kesäkuuta",
    "heinäkuuta",
    "elokuuta",
    "syyskuuta",
    "lokakuuta",
    "marraskuuta",
    "joulukuuta",
    "ιανουαρίου",
    "φεβρουαρίου",
    "μαρτίου",
    "απριλίου",
    "μαΐου",
    "ιουνίου",
    "ιουλίου",
    "αυγούστου",
    "σεπτεμβρίου",
    "οκτωβρίου",
    "νοεμβρίου",
    "δεκεμβρίου",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "gen",
    "mag",
    "giu",
    "lug",
    "ago",
    "set",
    "ott",
    "dic",
    "okt",
    "dez",
    "janv",
    "févr",
    "juil",
    "ene",
    "abr",
    "fev",
    "out",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// The furniture that a whole line is, if its words alone say so: heads of related sections, skip
/// links, hints of screen readers.
pub(super) fn furniture(text: &str) -> Option<(Label, &'static str)> {
    if text.len() > 120 {
        return None;
    }
    let low = text.to_lowercase();
    let low = low.trim_matches(|c: char| !c.is_alphanumeric());
    if table(&RELATED_SORTED, RELATED).binary_search(&low).is_ok() {
        return Some((Label::Related, "the head of a section that leads to other articles"));
    }
    if SKIP.contains(&low) {
        return Some((Label::Hidden, "a skip link"));
    }
    is_list_hint(low).then_some((Label::Hidden, "a screen reader's hint at a list"))
}

static RELATED_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();
static AGENCIES_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();
static DATES_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();
static MONTHS_SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();

fn table(
    cell: &'static OnceLock<Vec<&'static str>>,
    words: &[&'static str],
) -> &'static [&'static str] {
    cell.get_or_init(|| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    })
}

/// "list of 3 items", "end of list", or both run together, in any of the languages.
fn is_list_hint(low: &str) -> bool {
    if low.split_whitespace().count() > 10 {
        return false;
    }
    LIST.iter().any(|(list, end)| {
        let counted = low.starts_with(list)
            && low[list.len()..].starts_with(' ')
            && low.bytes().any(|b| b.is_ascii_digit())
            && low.split_whitespace().take(3).any(|w| w.bytes().all(|b| b.is_ascii_digit()));
        let ended = low.starts_with(end) && low.ends_with(list) && low.len() < 30;
        let words = low.split_whitespace().count();
        (counted && (words <= 4 || low.contains(end))) || ended
    })
}

/// Whether a line names news agencies and nothing else.
pub(super) fn is_agency_line(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let low = text.to_lowercase();
    let known = table(&AGENCIES_SORTED, AGENCIES);
    let mut any = false;
    low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(|word| {
        any = true;
        known.binary_search(&word).is_ok()
    }) && any
}

/// How much of a line is a date: none, some of it, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dated {
    /// No date.
    No,
    /// A date among other words.
    Part,
    /// Nothing but a date or a time and the words that go with it.
    Whole,
}

/// Looks for a date in a line.
pub(super) fn dated(text: &str) -> Dated {
    if text.len() > 160 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return Dated::No;
    }
    let low = text.to_lowercase();
    let months = table(&MONTHS_SORTED, MONTHS);
    let words = table(&DATES_SORTED, DATE_WORDS);
    let (mut numbers, mut named, mut year, mut clock, mut other) = (0, false, false, false, false);
    let mut digits_only = true;
    for token in
        low.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '|' | '•' | '·'))
    {
        let token = token.trim_matches(|c: char| matches!(c, '.' | '-' | '–' | ':' | '—' | '/'));
        if token.is_empty() {
            continue;
        }
        let has_digit = token.bytes().any(|b| b.is_ascii_digit());
        if has_digit {
            let shape: Vec<&str> = token
                .split(['.', '/', '-', ':', 'h', 't', 'z', '年', '月', '日', '+'])
                .filter(|p| !p.is_empty())
                .collect();
            let plain = shape.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
            let suffixed = token.trim_end_matches(char::is_alphabetic);
            if plain || suffixed.bytes().all(|b| b.is_ascii_digit() || b == b':') {
                numbers += shape.len();
                year |= shape
                    .iter()
                    .any(|p| p.len() == 4 && (p.starts_with("19") || p.starts_with("20")));
                clock |= token.contains(':') && shape.len() >= 2 && shape[0].len() <= 2;
                year |=
                    shape.len() == 3 && !token.contains(':') && shape.iter().all(|p| p.len() <= 4);
            } else {
                other = true;
            }
            continue;
        }
        digits_only = false;
        if months.binary_search(&token).is_ok() {
            named = true;
        } else if words.binary_search(&token).is_err() {
            other = true;
        }
    }
    let date = (named && numbers >= 1) || (year && numbers >= 3);
    let whole = date || (clock && numbers <= 4 && !digits_only) || (clock && numbers == 2);
    if whole && !other {
        Dated::Whole
    } else if date && (year || named) {
        Dated::Part
    } else {
        Dated::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_hints_are_known_in_any_language() {
        for line in ["Most read", "Mehr zum Thema:", "À lire aussi", "Lees ook", "関連記事"] {
            assert_eq!(furniture(line).map(|f| f.0), Some(Label::Related), "{line}");
        }
        for line in [
            "list of 4 items",
            "Liste mit 5 EinträgenEnde der Liste",
            "end of list",
            "Zum Inhalt springen",
        ] {
            assert_eq!(furniture(line).map(|f| f.0), Some(Label::Hidden), "{line}");
        }
        assert_eq!(furniture("The list of 300 ships that sank is long"), None);
        assert_eq!(furniture("Readers wrote in"), None);
    }

    #[test]
    fn lines_that_are_dates() {
        for line in [
            "7.10.2025 - 10:16",
            "Published 3 March 2024",
            "March 3, 2024",
            "2025-08-13",
            "12:40 Uhr",
            "Aktualisiert am 3. März 2024, 12:40 Uhr",
        ] {
            assert_eq!(dated(line), Dated::Whole, "{line}");
        }
        assert_eq!(dated("2025-08-13 The paper of the valley"), Dated::Part);
        assert_eq!(dated("In 2024 the ferry sank"), Dated::No);
        assert_eq!(dated("No digits in May"), Dated::No);
    }

    #[test]
    fn lines_that_name_agencies() {
        assert!(is_agency_line("(dpa/AFP)"));
        assert!(is_agency_line("Keystone-SDA"));
        assert!(!is_agency_line("Ansa Bridge"));
    }
}
