//! What the page's site is called, and where it stands.

use url::Url;

use super::host::is_host;
use super::title;
use crate::lexicon;

/// The address that an archive of the web replays a page of: what stands behind the time of capture in
/// `https://web.archive.org/web/20140312081455/http://example.org/a`. Any other address is its own.
pub(super) fn replayed(url: &str) -> &str {
    let original = |at: usize| {
        let before = url[..at].strip_suffix('/')?.rsplit('/').next()?;
        let time = before.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        let captured = (4..=14).contains(&time.len()) && time.bytes().all(|b| b.is_ascii_digit());
        (captured && (before == time || before.ends_with('_'))).then(|| &url[at..])
    };
    let inner = |scheme: &str| url.get(1..)?.find(scheme).map(|at| at + 1);
    ["https://", "http://"].iter().filter_map(|s| inner(s)).find_map(original).unwrap_or(url)
}

/// Words that the name of a site may have and its domain leave out.
const SMALL: [&str; 15] = [
    "and", "das", "de", "del", "der", "die", "du", "el", "et", "il", "la", "le", "les", "of", "the",
];

/// Whether a domain is the beginnings of a name's words: `nytimes` of `The New York Times`.
fn is_short_for(domain: &str, name: &str) -> bool {
    fn fits(domain: &str, words: &[String]) -> bool {
        let Some((word, rest)) = words.split_first() else { return domain.is_empty() };
        let shared = word.chars().zip(domain.chars()).take_while(|(a, b)| a == b);
        let lengths = shared.scan(0, |length, (c, _)| {
            *length += c.len_utf8();
            Some(*length)
        });
        SMALL.contains(&&**word) && fits(domain, rest)
            || lengths.into_iter().any(|length| fits(&domain[length..], rest))
    }
    // Longer ones are whole words, and would be taken apart in too many ways.
    const LONG: usize = 16;
    let words: Vec<String> = name.split_whitespace().take(7).map(lexicon::key).collect();
    domain.len() <= LONG
        && (2..=6).contains(&words.len())
        && words.iter().all(|word| !word.is_empty())
        && fits(domain, &words)
}

/// A site's name without what the site says of itself behind it: `Bote` of `Bote - Zeitung für alle` on `bote`.
pub(super) fn without_slogan<'a>(name: &'a str, domain: &str) -> &'a str {
    let plain = |text: &str| lexicon::key(&lexicon::fold(text));
    let own = |first: &&str| {
        let (first, domain) = (plain(first), lexicon::key(domain));
        let most = first.len() * 2 >= domain.len() && domain.starts_with(&first);
        domain.len() >= 3 && (first.starts_with(&domain) || most)
    };
    title::first_part(name).filter(|first| !first.is_empty()).filter(own).unwrap_or(name)
}

/// What the site of this domain is called at an end of the window's title: `The Valley Post` of
/// `The weir is closed | The Valley Post` on `valleypost`.
pub(super) fn named_in(title: &str, domain: &str) -> Option<String> {
    /// Shorter domains are found in too many words.
    const SHORT: usize = 3;
    let domain = lexicon::key(domain);
    if domain.len() < SHORT {
        return None;
    }
    let is_whole = |part: &str| {
        let name = lexicon::key(part);
        name == domain || is_host(part) && name.starts_with(&domain)
    };
    // With an article or the place before it, or without what the domain adds to it.
    let is_like = |part: &str| {
        let name = lexicon::key(part);
        let held = domain.len() >= 5
            && name.len() <= domain.len() * 2
            && (name.starts_with(&domain) || name.ends_with(&domain));
        held || is_short_for(&domain, part)
            || name.len() >= 5 && name.len() * 4 >= domain.len() * 3 && domain.contains(&name)
    };
    let bracketed = title.strip_suffix(']').and_then(|title| Some(title.rsplit_once(" [")?.1));
    // The whole title is the headline, whatever it holds; the last of its segments is the likeliest.
    let segments = title::segments(title);
    let parts = segments.iter().skip(1).copied().filter(|part| !part.ends_with(']'));
    let last = segments.get(2).copied().filter(|last| is_like(last) && !last.ends_with(']'));
    let whole = bracketed.into_iter().chain(parts).find(|part| is_whole(part));
    whole.or(bracketed.filter(|part| is_like(part))).or(last).map(str::to_owned)
}

/// The address of a page, taken apart as far as metadata needs it.
#[derive(Debug, Default)]
pub(super) struct Address {
    /// The registrable domain without its suffix: `example` of `www.example.co.uk`.
    pub name: Option<String>,
    /// The top-level domain where it is a country's and not sold to everyone: `uk`.
    pub region: Option<String>,
    path: String,
}

/// Domains of countries that are sold to anyone, as names of their own: sites there say nothing of the country.
const SOLD: [&str; 14] =
    ["ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "nu", "sh", "to", "tv", "ws"];

impl Address {
    /// Takes an address apart; of what is no address nothing is known.
    pub(super) fn of(url: Option<&str>) -> Address {
        let Some(url) = url.and_then(|u| Url::parse(replayed(u.trim())).ok()) else {
            return Address::default();
        };
        let Some(host) = url.domain() else { return Address::default() };
        let name = psl::domain_str(host).and_then(|d| d.split('.').next()).map(str::to_owned);
        let sold = |tld: &str| SOLD.contains(&tld) && psl::suffix_str(host) == Some(tld);
        let country = host.rsplit('.').next().filter(|tld| tld.len() == 2 && !sold(tld));
        let region = country.map(str::to_owned);
        Address { name, region, path: url.path().to_owned() }
    }

    /// The date that the address holds: `/2025/10/07/`, `2025-10-07`, `20251007`.
    pub(super) fn date(&self) -> Option<super::date::stamp::Stamp> {
        self.dated(false).map(|(_, date)| date)
    }

    /// Whether the date of the address may as well be another number or another day: it stands within the name of an
    /// article, or is digits alone that end the address (`/a/74-20190123`, `/trial-of-2024-05-12-begins`).
    pub(super) fn is_date_in_name(&self) -> bool {
        self.dated(false).is_some_and(|(at, _)| {
            let (before, date) = self.path.split_at_checked(at).unwrap_or_default();
            let digits = date.len() <= 8 && date.bytes().all(|byte| byte.is_ascii_digit());
            !before.ends_with('/') || digits
        })
    }

    /// The same, and the date that begins a longer number, with a time of day: `A2025100714320005196`.
    /// Not every such number is a date.
    pub(super) fn likely_date(&self) -> Option<super::date::stamp::Stamp> {
        self.dated(true).map(|(_, date)| date)
    }

    /// The first date of the path, and where it stands there.
    fn dated(&self, in_numbers: bool) -> Option<(usize, super::date::stamp::Stamp)> {
        let bytes = self.path.as_bytes();
        let number = |at: usize, count: usize| -> Option<u32> {
            let digits = self.path.get(at..at + count)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let from_1990 = |year: u32| (1990..=2099).contains(&year);
        let date_at = |at: usize| {
            if at > 0 && digit(at - 1) {
                return None;
            }
            if let Some(day_first) = self.day_first(at) {
                return Some(day_first);
            }
            let year = number(at, 4).filter(|y| from_1990(*y))?;
            let separator = *bytes.get(at + 4)?;
            if separator.is_ascii_digit() {
                let (month, day) = (number(at + 4, 2)?, number(at + 6, 2)?);
                let below = |at: usize, most: u32| number(at, 2).is_some_and(|n| n < most);
                let timed = in_numbers && below(at + 8, 24) && below(at + 10, 60);
                return (!digit(at + 8) || timed)
                    .then(|| super::date::stamp::Stamp::day(year as i32, month, day))?;
            }
            if !matches!(separator, b'/' | b'-' | b'_' | b'.') {
                return None;
            }
            let from = at + 5 + self.sections(at + 5, separator);
            let (month, length) = self.month(from)?;
            let at = from + length;
            // `2025-10/07` is common in China.
            let between = *bytes.get(at)?;
            if between != separator && (separator, between) != (b'-', b'/') {
                return None;
            }
            let day_digits = if digit(at + 2) { 2 } else { 1 };
            let day = number(at + 1, day_digits)?;
            // A number that goes on is an article's and not a day's.
            (!digit(at + 1 + day_digits))
                .then(|| super::date::stamp::Stamp::day(year as i32, month, day))?
        };
        (0..bytes.len()).find_map(|at| Some((at, date_at(at)?)))
    }

    /// Bytes of the names of sections that stand between a year and the digits of its month: `/2010/WORLD/europe/08/13/`.
    fn sections(&self, at: usize, separator: u8) -> usize {
        /// How many stand there at most, and the longest of them, in bytes.
        const MOST: usize = 2;
        const LONG: usize = 24;
        let Some(rest) = self.path.get(at..).filter(|_| separator == b'/') else { return 0 };
        let mut length = 0;
        for part in rest.split('/').take(MOST + 1) {
            if part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()) {
                return length;
            }
            let named = part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.');
            if part.len() > LONG || !named || self.month(at + length).is_some() {
                break;
            }
            length += part.len() + 1;
        }
        0
    }

    /// The month at this place of the path, in digits or letters, and the length of it.
    fn month(&self, at: usize) -> Option<(u32, usize)> {
        let rest = self.path.get(at..)?;
        let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let month = rest.get(..digits.min(2))?.parse().ok()?;
            return Some((month, digits.min(2)));
        }
        let letters = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
        let month = lexicon::month(&rest.get(..letters)?.to_ascii_lowercase())?;
        Some((month, letters))
    }

    /// `29-10-2021` or `29102021` at this place of the path.
    fn day_first(&self, at: usize) -> Option<super::date::stamp::Stamp> {
        let path = self.path.get(at..).unwrap_or("");
        let digits = |from: usize, to: usize| -> Option<u32> {
            let digits = path.get(from..to)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let separator = *path.as_bytes().get(2)?;
        let (month, year) = match separator {
            b'-' | b'_' | b'.' if path.as_bytes().get(5) == Some(&separator) => ((3, 5), (6, 10)),
            b'0' | b'1' => ((2, 4), (4, 8)),
            _ => return None,
        };
        let ends = path.as_bytes().get(year.1).is_none_or(|b| !b.is_ascii_digit());
        let (day, month) = (digits(0, 2)?, digits(month.0, month.1)?);
        let year = digits(year.0, year.1).filter(|y| (1990..=2099).contains(y) && ends)?;
        super::date::stamp::Stamp::day(year as i32, month, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let address = Address::of(Some("https://www.example.co.uk/2025/10/07/story-12345678"));
        assert_eq!(address.name.as_deref(), Some("example"));
        assert_eq!(address.region.as_deref(), Some("uk"));
        for (host, region) in
            [("blatt.de", Some("de")), ("post.io", None), ("diario.com.co", Some("co"))]
        {
            let address = Address::of(Some(&format!("https://{host}/")));
            assert_eq!(address.region.as_deref(), region, "{host}");
        }
        for (path, want) in [
            ("/2025/10/07/story", "2025-10-07"),
            ("/news/2025-10-7-story.html", "2025-10-07"),
            ("/a/20251007/x", "2025-10-07"),
            ("/a/2025/10/1234567", ""),
            ("/a/2025/13/07", ""),
            ("/a/2025/02/31/", ""),
            ("/a/120251007", ""),
            ("/news/07-10-2025-story", "2025-10-07"),
            ("/news/07102025-story", "2025-10-07"),
            ("/news/31022025-story", ""),
            ("/news/071020251-story", ""),
            ("/local/2025-10/07/c_1125", "2025-10-07"),
            ("/blog/2025/october/07/story", "2025-10-07"),
            ("/blog/2025/oct/7/story", "2025-10-07"),
            ("/blog/2025/story/07/", ""),
            ("/2010/POLITICS/08/13/story/index.html", "2010-08-13"),
            ("/2010/WORLD/europe/08/13/story/", "2010-08-13"),
            ("/2010/a/b/c/08/13/story/", ""),
            ("/2010/top10/08/13/story/", ""),
            ("/é/2025", ""),
        ] {
            let date = Address::of(Some(&format!("https://example.org{path}"))).date();
            assert_eq!(date.map_or(String::new(), |d| d.to_string()), want, "{path}");
        }
    }

    #[test]
    fn a_date_within_a_name_may_be_another_number() {
        for (path, within) in [
            ("/2025/10/07/story", false),
            ("/20251007/story", false),
            ("/2025-10-07-story", false),
            ("/a/74-20251007", true),
            ("/a/20251007", true),
            ("/trial-of-2025-10-07-begins", true),
            ("/story", false),
        ] {
            let address = Address::of(Some(&format!("https://example.org{path}")));
            assert_eq!(address.is_date_in_name(), within, "{path}");
        }
    }

    #[test]
    fn a_replayed_page_is_the_one_that_was_captured() {
        let page = "http://example.ro/local/a/?from=https://example.com/";
        for url in [
            page.to_owned(),
            format!("https://web.archive.org/web/20140312081455/{page}"),
            format!("https://web.archive.org/web/2014/{page}"),
            format!("https://replay.example.org/all/20140312081455mp_/{page}"),
        ] {
            assert_eq!(replayed(&url), page, "{url}");
        }
        for own in [
            "https://example.org/share/12/https://example.com/",
            "https://example.org/?year=2014/https://example.com/",
            "https://example.org/20140312x/https://example.com/",
        ] {
            assert_eq!(replayed(own), own);
        }
        let address = Address::of(Some(
            "https://web.archive.org/web/20140312081455/http://blatt.example.ro/a",
        ));
        assert_eq!(address.region.as_deref(), Some("ro"));
        assert_eq!(address.likely_date(), None, "the day of capture is none of publication");
    }

    #[test]
    fn a_site_is_called_what_the_title_ends_with_and_its_domain_says() {
        for (title, domain, want) in [
            ("The weir is closed | The Valley Post", "valleypost", Some("The Valley Post")),
            ("The weir is closed - Bote.com", "bote", Some("Bote.com")),
            ("The weir is closed [LWN.net]", "lwn", Some("LWN.net")),
            ("Accountancy Age: the weir is closed", "accountancyage", Some("Accountancy Age")),
            (
                "The weir is closed [Archive of the Valley]",
                "archiveofthevalley",
                Some("Archive of the Valley"),
            ),
            ("The weir is closed - Valley Post", "thevalleypost", Some("Valley Post")),
            ("The weir is closed - The New Valley Times", "nvtimes", Some("The New Valley Times")),
            ("The weir is closed - Sport", "valleypost", None),
            ("Sellby wins | Sport", "sellby", None),
            ("The weir is closed - Sports", "valleysports", None),
            ("The valley post", "valleypost", None),
            ("A - B", "b", None),
        ] {
            assert_eq!(named_in(title, domain).as_deref(), want, "{title}");
        }
    }

    #[test]
    fn a_slogan_is_no_part_of_a_name() {
        for (name, domain, want) in [
            ("Bote - Zeitung für alle", "bote", "Bote"),
            ("Říční.cz - Víte, co se děje", "ricni", "Říční.cz"),
            ("Valley News | Sport", "valleynews", "Valley News"),
            ("News - Valley Post", "valleypost", "News - Valley Post"),
            ("Bote", "bote", "Bote"),
            ("A - Bote", "abote", "A - Bote"),
        ] {
            assert_eq!(without_slogan(name, domain), want, "{name}");
        }
    }

    #[test]
    fn a_number_that_begins_with_day_and_time_is_likely_a_date() {
        for (path, want) in [
            ("/article/A2025100714320005196", "2025-10-07"),
            ("/article/A2025100714990005196", ""),
            ("/article/A202510071", ""),
            ("/a/20251007/x", "2025-10-07"),
        ] {
            let address = Address::of(Some(&format!("https://example.org{path}")));
            let found = address.likely_date().map_or(String::new(), |date| date.to_string());
            assert_eq!(found, want, "{path}");
        }
    }
}
