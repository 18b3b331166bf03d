//! What a reader looks for, in the language of the search.

use super::article::other_forms;
use super::token::Tokens;

/// Words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Phrase {
    /// In their folded form; never none.
    words: Vec<String>,
    /// Whether the last one is the beginning of a word.
    prefix: bool,
    /// Whether they are looked for in titles alone.
    title: bool,
}

impl Phrase {
    /// The words of a text, the last of which may go on. `None` where there are none.
    pub(in crate::store) fn beginning(text: &str) -> Option<Phrase> {
        Phrase::of(text, true, false)
    }

    fn of(text: &str, prefix: bool, title: bool) -> Option<Phrase> {
        let words = Tokens::of(text).into_words();
        (!words.is_empty()).then_some(Phrase { words, prefix, title })
    }

    /// Whether the phrase stands in a text at one of its words.
    pub(super) fn stands_at(&self, tokens: &Tokens, at: usize) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().enumerate().all(|(n, word)| match tokens.word(at + n) {
            there if n == last && self.prefix => there.starts_with(word.as_str()),
            there => there == word,
        })
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Its first word, where a text must have it as it is.
    pub(super) fn first(&self) -> Option<&str> {
        self.words.first().map(String::as_str).filter(|_| self.words.len() > 1 || !self.prefix)
    }

    /// In FTS5's language.
    pub(in crate::store) fn expression(&self) -> String {
        // No folded word has a quotation mark in it.
        let field = if self.title { "title : " } else { "" };
        let beginning = if self.prefix { " *" } else { "" };
        format!("{field}\"{}\"{beginning}", self.words.join(" "))
    }
}

/// Texts that have all of some parts and none of others. A part that is left out finds nothing by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct All {
    wanted: Vec<Part>,
    unwanted: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Phrase(Phrase),
    Near(Near),
    Any(Vec<All>),
}

/// Words that stand near each other, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Near {
    phrases: Vec<Phrase>,
    /// How many others may stand between them.
    apart: u32,
}

impl Near {
    fn expression(&self) -> String {
        let title = self.phrases.iter().any(|phrase| phrase.title);
        let bare = |phrase: &Phrase| Phrase { title: false, ..phrase.clone() }.expression();
        let phrases: Vec<String> = self.phrases.iter().map(bare).collect();
        let field = if title { "title : " } else { "" };
        format!("{field}NEAR({}, {})", phrases.join(" "), self.apart)
    }
}

/// Brackets within brackets that are followed; FTS5 follows no more than some thirty of its own.
const DEPTH: usize = 8;

/// Words that may stand between those that are looked for near each other.
const APART: u32 = 1_000;

/// Words that a query may have; what comes after them is passed over.
const WORDS: usize = 400;

/// Beginnings of words that a query may have; others are taken for whole words. Each has the search go through
/// all words that begin so.
const BEGINNINGS: usize = 8;

/// A query: every word must be there; `"…"` is a phrase, `-word` and `NOT word` must not be there, `word*` is a
/// beginning, `"…"~5` are words with no more than five others between them, in any order, `OR` stands between what may take each other's place and binds less than what is side by side, `( )`
/// hold together, `title:` looks in titles alone. What has none of these meanings where it stands is passed
/// over, so that no query is a mistake.
#[derive(Clone, Debug)]
pub(in crate::store) struct Query {
    any: Vec<All>,
}

impl Query {
    pub(in crate::store) fn of(query: &str) -> Query {
        let mut reader = Reader { rest: query, words: 0, beginnings: 0 };
        Query { any: reader.any(0) }
    }

    /// Whether it asks for nothing that a text must have.
    pub(in crate::store) fn is_empty(&self) -> bool {
        self.any.is_empty()
    }

    /// In FTS5's language; `None` where it asks for nothing.
    pub(in crate::store) fn expression(&self) -> Option<String> {
        (!self.is_empty()).then(|| any_of(&self.any))
    }

    /// The phrases that are looked for.
    pub(super) fn phrases(&self) -> Vec<&Phrase> {
        let mut phrases = Vec::new();
        let mut open: Vec<&All> = self.any.iter().collect();
        while let Some(all) = open.pop() {
            for part in &all.wanted {
                match part {
                    Part::Phrase(phrase) => phrases.push(phrase),
                    Part::Near(near) => phrases.extend(&near.phrases),
                    Part::Any(any) => open.extend(any),
                }
            }
        }
        phrases
    }
}

fn any_of(any: &[All]) -> String {
    joined(any.iter().map(All::expression), " OR ")
}

fn joined(parts: impl Iterator<Item = String>, by: &str) -> String {
    let parts: Vec<String> = parts.collect();
    match &parts[..] {
        [one] => one.clone(),
        parts => format!("({})", parts.join(by)),
    }
}

impl All {
    fn expression(&self) -> String {
        let wanted = joined(self.wanted.iter().map(Part::expression), " AND ");
        if self.unwanted.is_empty() {
            return wanted;
        }
        format!("({wanted} NOT {})", joined(self.unwanted.iter().map(Part::expression), " OR "))
    }
}

impl Part {
    /// A word that stands alone: also with an article that is written as one with it, or without.
    fn of_word(phrase: Phrase) -> Part {
        let forms = match &phrase.words[..] {
            [word] if !phrase.prefix => other_forms(word),
            _ => Vec::new(),
        };
        if forms.is_empty() {
            return Part::Phrase(phrase);
        }
        let title = phrase.title;
        let forms =
            forms.into_iter().map(|word| Phrase { words: vec![word], prefix: false, title });
        let one = |phrase| All { wanted: vec![Part::Phrase(phrase)], unwanted: Vec::new() };
        Part::Any(std::iter::once(phrase).chain(forms).map(one).collect())
    }

    fn expression(&self) -> String {
        match self {
            Part::Phrase(phrase) => phrase.expression(),
            Part::Near(near) => near.expression(),
            Part::Any(any) => any_of(any),
        }
    }
}

/// Reads a query from its beginning on.
struct Reader<'a> {
    rest: &'a str,
    words: usize,
    beginnings: usize,
}

impl<'a> Reader<'a> {
    /// Reads up to the bracket that closes, or to the end. What asks for nothing is left out.
    fn any(&mut self, depth: usize) -> Vec<All> {
        let mut any = Vec::new();
        let mut all = All::default();
        let mut negative = false;
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.words >= WORDS {
                break;
            }
            if depth > 0 && self.skip(")") {
                break;
            }
            if let Some(operator) = self.operator() {
                match operator {
                    "OR" => any.push(std::mem::take(&mut all)),
                    "NOT" => negative = true,
                    _ => {}
                }
                continue;
            }
            negative |= self.rest.len() > 1 && self.skip("-");
            let part = if self.skip("(") {
                if depth == DEPTH {
                    continue;
                }
                let any = self.any(depth + 1);
                (!any.is_empty()).then_some(Part::Any(any))
            } else {
                self.part(depth)
            };
            if let Some(part) = part {
                let there = if negative { &mut all.unwanted } else { &mut all.wanted };
                if !there.contains(&part) {
                    there.push(part);
                }
            }
            negative = false;
        }
        any.push(all);
        any.retain(|all| !all.wanted.is_empty());
        any
    }

    fn skip(&mut self, start: &str) -> bool {
        match self.rest.strip_prefix(start) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A word in capitals that joins what stands beside it.
    fn operator(&mut self) -> Option<&'static str> {
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-') || is_quote(c);
        let operator = ["AND", "OR", "NOT"].into_iter().find(|operator| {
            let after = self.rest.strip_prefix(operator);
            after.is_some_and(|rest| rest.is_empty() || rest.starts_with(ends))
        })?;
        self.rest = self.rest.get(operator.len()..).unwrap_or_default();
        Some(operator)
    }

    /// Reads a word, a phrase, or words that stand near each other.
    fn part(&mut self, depth: usize) -> Option<Part> {
        let title = self.skip("title:");
        let mut chars = self.rest.chars();
        if !chars.next().is_some_and(is_quote) {
            let ends = |c: char| c.is_whitespace() || depth > 0 && c == ')';
            let (words, after) =
                self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
            self.rest = after;
            return self.phrase(words, words.ends_with('*'), title).map(Part::of_word);
        }
        let quoted = chars.as_str();
        let (words, after) = quoted.split_once(is_quote).unwrap_or((quoted, ""));
        self.rest = after;
        if let Some(apart) = self.apart() {
            let mut phrases: Vec<Phrase> = words
                .split_whitespace()
                .filter_map(|word| self.phrase(word, word.ends_with('*'), title))
                .collect();
            return match phrases.len() {
                0 | 1 => phrases.pop().map(Part::Phrase),
                _ => Some(Part::Near(Near { phrases, apart })),
            };
        }
        self.rest = after.trim_start_matches('*');
        let begins = self.rest.len() < after.len() || words.ends_with('*');
        self.phrase(words, begins, title).map(Part::Phrase)
    }

    /// Reads how many words may stand between those of a quotation, where it is said.
    fn apart(&mut self) -> Option<u32> {
        let said = self.rest.strip_prefix('~')?;
        let digits = said.find(|c: char| !c.is_ascii_digit()).unwrap_or(said.len());
        let (number, after) = said.split_at(digits);
        if number.is_empty() {
            return None;
        }
        self.rest = after;
        Some(number.parse().map_or(APART, |apart: u32| apart.min(APART)))
    }

    fn phrase(&mut self, words: &str, begins: bool, title: bool) -> Option<Phrase> {
        if self.words >= WORDS {
            return None;
        }
        let mut phrase = Phrase::of(words, begins && self.beginnings < BEGINNINGS, title)?;
        let left = WORDS.saturating_sub(self.words).max(1);
        if phrase.len() > left {
            phrase.words.truncate(left);
            phrase.prefix = false;
        }
        self.words += phrase.len();
        self.beginnings += usize::from(phrase.prefix);
        Some(phrase)
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(query: &str) -> Option<String> {
        Query::of(query).expression()
    }

    #[test]
    fn queries_become_expressions() {
        for (query, wanted) in [
            ("flood valley", r#"("flood" AND "valley")"#),
            (r#""two words" -rain NOT snow"#, r#"("two words" NOT ("rain" OR "snow"))"#),
            ("flo* AND", r#""flo" *"#),
            (r#"a"b"#, r#""a b""#),
            ("col:x ( ^", r#""col x""#),
            ("北京", r#""北 京""#),
            ("Straße “été à Paris”", r#"("strasse" AND "ete a paris")"#),
            ("a b OR c", r#"(("a" AND "b") OR "c")"#),
            ("a (b OR -c OR d)", r#"("a" AND ("b" OR "d"))"#),
            ("a -(b OR c) x", r#"(("a" AND "x") NOT ("b" OR "c"))"#),
            ("OR a OR OR b AND", r#"("a" OR "b")"#),
            ("a) f(x) (b", r#"("a" AND "f x" AND "b")"#),
            ("title:flood title:\"of day\"*", r#"(title : "flood" AND title : "of day" *)"#),
            ("ORDER NOTE or", r#"("order" AND "note" AND "or")"#),
            ("a NOT -b a", r#"("a" NOT "b")"#),
            ("NOT\"b\"a", r#"("a" NOT "b")"#),
            (r#""fire brigade"~5 x"#, r#"(NEAR("fire" "brigade", 5) AND "x")"#),
            (r#"title:"a b* 東京"~99999"#, r#"title : NEAR("a" "b" * "東 京", 1000)"#),
            (r#"-"a b"~2 "c"~3 d~4"#, r#"(("c" AND "d 4") NOT NEAR("a" "b", 2))"#),
            (r#""a b"~ "c d"~x"#, r#"("a b" AND "c d" AND "x")"#),
            ("طريق", r#"("طريق" OR "الطريق" OR "والطريق" OR "بالطريق" OR "للطريق")"#),
            ("\"طريق\" طري*", r#"("طريق" AND "طري" *)"#),
        ] {
            assert_eq!(expression(query).as_deref(), Some(wanted), "{query}");
        }
        for nothing in
            ["", "  ", "*", "\"", "-", "-rain", "()", "AND", "OR NOT", "NOT a", "(-a)", "title:"]
        {
            assert_eq!(expression(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn no_query_is_too_deep_or_too_long() {
        assert_eq!(expression(&format!("{}a", "(".repeat(100_000))).as_deref(), Some("\"a\""));
        let words: String = (0..10_000).map(|n| format!("(w{n} OR -b{n}*) NOT c ")).collect();
        let long = expression(&words).unwrap_or_default();
        assert!(long.len() < 10_000, "{}", long.len());
        let phrase = format!("{}\"{}", "a ".repeat(300), "b ".repeat(90_000));
        assert_eq!(expression(&phrase).map(|e| e.matches('b').count()), Some(100));
        let beginnings: String = ('a'..='z').map(|c| format!("{c}* ")).collect();
        let said = expression(&beginnings).unwrap_or_default();
        assert_eq!(said.matches('*').count(), BEGINNINGS, "{said}");
        let deep = "(ba OR (co -(di AND (fer OR ".repeat(20);
        let said = expression(&deep).unwrap_or_default();
        let (mut depth, mut deepest) = (0, 0);
        for c in said.chars() {
            depth += i32::from(c == '(') - i32::from(c == ')');
            deepest = deepest.max(depth);
        }
        assert!(deepest < 30, "{said}");
    }
}
