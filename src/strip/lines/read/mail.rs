//! What surrounds a mail: its header lines, the line that says whom it quotes, its signature.

use super::physical::RawLine;
use super::signs::Signs;
use super::told::{self, Field, Told};

/// Header lines that stand together from which they are a header.
const HEADER: usize = 3;
/// Lines of a signature, at most.
const SIGNATURE: usize = 12;

/// Lines above the header of a mail that the whole text is, at most.
const ABOVE: usize = 3;

/// Fields of a header that a reader sees, in the languages of common mail programs.
const FIELDS: &[&str] = &[
    "from",
    "to",
    "cc",
    "date",
    "sent",
    "reply-to",
    "message-id",
    "content-type",
    "mime-version",
    "von",
    "an",
    "datum",
    "gesendet",
    "da",
    "a",
    "data",
    "inviato",
    "de",
    "à",
    "envoyé",
    "para",
    "fecha",
    "enviado",
    "enviada",
];

/// The field that says what a mail is about, in the same languages.
const SUBJECT: &[&str] = &["subject", "betreff", "oggetto", "objet", "asunto", "assunto", "subj"];

/// The field that says when it was sent, in the same languages.
const DATE: &[&str] = &[
    "date", "sent", "datum", "gesendet", "data", "inviato", "envoyé", "fecha", "enviado", "enviada",
];

/// What mail programs set before a subject when they answer or pass on.
const ANSWERS: &[&str] = &["re:", "fwd:", "fw:", "aw:", "wg:", "r:", "i:", "tr:", "rv:"];

/// The longest of them, in bytes.
const LONGEST: usize = 14;

/// The subject of a mail: its line, and where in the line it begins, in bytes.
pub(super) type Subject = (usize, usize);

/// Marks lines to be left out. Gives the subject of a mail with whose header the text begins: its
/// line stays, for it is the mail's headline.
pub(super) fn leave_out(
    lines: &[RawLine<'_>],
    skip: &mut [bool],
    told: &mut Vec<Told>,
) -> Option<Subject> {
    let mut from = 0;
    let mut mail = false;
    let mut subject = None;
    while from < lines.len() {
        let to = header_end(lines, from);
        let header = from..to.max(from);
        if fields(&lines[header.clone()]) >= HEADER {
            let first = !mail && lines[..from].iter().filter(|line| says(line)).count() <= ABOVE;
            mail = true;
            skip[header.clone()].iter_mut().for_each(|skip| *skip = true);
            if first {
                subject = header.clone().find_map(|at| Some((at, subject_of(&lines[at])?)));
            }
            if told.is_empty() {
                tell(lines, header.clone(), skip, told);
            }
        }
        from = to.max(from + 1);
    }
    if let Some((at, _)) = subject {
        skip[at] = false;
    }
    let quoted = lines.iter().filter(|line| line.body().starts_with('>')).count();
    for at in 0..lines.len() {
        let opens = lines[at].signs.any(Signs::COLON)
            && lines[at].body().ends_with(':')
            && lines[at + 1..]
                .iter()
                .find(|line| !line.is_blank())
                .is_some_and(|line| line.body().starts_with('>'));
        // "On 3 March Mira Tolo <mira@valley.example> wrote:"
        if opens
            && (lines[at].text.contains('@')
                || (quoted >= 3 && lines[at].text.bytes().any(|b| b.is_ascii_digit())))
        {
            skip[at] = true;
            mail = true;
        }
    }
    if mail || quoted >= 3 {
        signature(lines, skip);
    }
    subject
}

/// One past the last line of a header that begins here: its fields, and what is set in below one of
/// them because it was too long for a line.
fn header_end(lines: &[RawLine<'_>], from: usize) -> usize {
    let mut to = from;
    while let Some(line) = lines.get(to) {
        let goes_on = to > from && !line.is_blank() && line.indent > lines[from].indent;
        if !(goes_on || is_any_field(line)) {
            break;
        }
        to += 1;
    }
    to
}

/// Where the subject begins in a line that names one.
fn subject_of(line: &RawLine<'_>) -> Option<usize> {
    let (name, mut subject) = line.body().split_once(':')?;
    if !SUBJECT.contains(&name.trim_end().to_lowercase().as_str()) {
        return None;
    }
    subject = subject.trim_start();
    while let Some(answer) = ANSWERS.iter().find(|answer| {
        subject.get(..answer.len()).is_some_and(|start| start.eq_ignore_ascii_case(answer))
    }) {
        subject = subject[answer.len()..].trim_start();
    }
    (!subject.is_empty()).then_some(line.text.len() - subject.len())
}

/// Two hyphens, a space and nothing else begin a signature (RFC 3676, section 4.3).
fn signature(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let Some(at) = lines.iter().rposition(|line| line.text == "--") else { return };
    if lines.len() - at <= SIGNATURE {
        skip[at..].iter_mut().for_each(|skip| *skip = true);
    }
}

/// Whether a line has words, and is no stroke.
fn says(line: &RawLine<'_>) -> bool {
    line.body().bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

fn is_field(line: &RawLine<'_>) -> bool {
    if !line.signs.any(Signs::COLON) {
        return false;
    }
    let body = line.body();
    let start = &body.as_bytes()[..body.len().min(LONGEST + 1)];
    let Some(colon) = memchr::memchr(b':', start) else { return false };
    let (name, value) = (&body[..colon], &body[colon + 1..]);
    let name = name.trim_end().to_lowercase();
    value.starts_with(' ') && FIELDS.iter().chain(SUBJECT).any(|field| name == *field)
}

/// Whether a line is a field, whichever it is: one word, a colon and something behind it
/// (`NNTP-Posting-Host: valley.example`).
fn is_any_field(line: &RawLine<'_>) -> bool {
    if !line.signs.any(Signs::COLON) {
        return false;
    }
    let body = line.body();
    is_field(line)
        || body.split_once(':').is_some_and(|(name, value)| {
            (2..=40).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && value.starts_with(' ')
        })
}

/// How many different fields a reader sees are among the lines.
fn fields(header: &[RawLine<'_>]) -> usize {
    let mut names: Vec<String> = header
        .iter()
        .filter(|line| is_field(line))
        .filter_map(|line| Some(line.body().split_once(':')?.0.trim_end().to_lowercase()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// What a header tells of the text below it: the day, and who wrote it where it was written to a group.
fn tell(
    lines: &[RawLine<'_>],
    header: std::ops::Range<usize>,
    skip: &mut [bool],
    told: &mut Vec<Told>,
) {
    let value = |names: &[&str]| {
        header.clone().find_map(|at| {
            let (name, value) = lines[at].body().split_once(':')?;
            let name = name.trim_end().to_lowercase();
            names.contains(&&*name).then(|| (at, value.trim()))
        })
    };
    if let Some((at, day)) = value(DATE) {
        told::tell(lines, at, day, Field::Date, skip, told);
    }
    let group = value(&["newsgroups", "list-id", "list-post"]).is_some();
    if let Some((at, from)) = value(&["from"]).filter(|_| group) {
        // hobb@valley.example (R. Hobb), R. Hobb <hobb@valley.example>
        let name = match from.split_once('(') {
            Some((_, name)) => name.trim_end_matches(')'),
            None => from.split('<').next().unwrap_or(from),
        };
        let name = name.trim_matches([' ', '"']);
        if !name.contains('@') {
            told::tell(lines, at, name, Field::Author, skip, told);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::super::skip::tests::left;
    use super::*;

    #[test]
    fn header_attribution_and_signature_go() {
        let mail = "From: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nDate: Mon, 3 Mar 2031\nSubject: The ferry\n\nIt stays in port.\n\nOn 3 March Jo Brodd <jo@valley.example> wrote:\n> Will it run?\n\n-- \nMira Tolo\nThe Valley Paper\n";
        assert_eq!(left(mail), ["Subject: The ferry", "It stays in port.", "> Will it run?"]);
    }

    #[test]
    fn the_subject_is_found_behind_its_answers() {
        let subject = |text: &str| {
            let lines = lines(text);
            let found = leave_out(&lines, &mut vec![false; lines.len()], &mut Vec::new());
            found.map(|(at, from)| lines[at].text[from..].to_owned())
        };
        let header = "From: Mira\nTo: desk@valley.example\nSubject: Re: AW: The ferry\n   and the pier\nDate: 3 Mar 2031\n";
        assert_eq!(subject(&format!("{header}\nIt stays.")).as_deref(), Some("The ferry"));
        // a mail that is passed on inside of a text heads nothing
        let story = "One line.\n\nTwo lines.\n\nThree.\n\nFour.\n\n";
        assert_eq!(subject(&format!("{story}{header}")), None);
    }

    #[test]
    fn a_header_is_read_with_the_fields_that_nobody_sees() {
        let post = "Path: news.example!not-for-mail\nFrom: mira@valley.example (M. Tolo)\nNewsgroups: rec.ferries\nSubject: The ferry\nDate: 3 Mar 1997 21:14:07 GMT\nX-Newsreader: TIN\n\nIt stays.";
        let lines = lines(post);
        let mut told = Vec::new();
        let subject = leave_out(&lines, &mut vec![false; lines.len()], &mut told);
        assert_eq!(subject.map(|(at, from)| &lines[at].text[from..]), Some("The ferry"));
        let found: Vec<_> = told.iter().map(|t| &lines[t.line].text[t.from..t.to]).collect();
        assert_eq!(found, ["3 Mar 1997 21:14:07 GMT", "M. Tolo"]);
        // the letters of questions and answers are no fields
        let asked = "A: It stays.\nDE: Why?\nA: Nobody knows.\nDE: And the pier?\n";
        assert_eq!(left(asked).len(), 4);
    }

    #[test]
    fn fields_and_strokes_of_a_text_stay() {
        let text = "Date: 3 March\nPlace: Brodd\n\nThe mayor said:\nwe wait.\n--\nMore";
        assert_eq!(left(text).len(), 6);
    }
}
