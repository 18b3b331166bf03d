//! What surrounds a mail: its header lines, the line that says whom it quotes, its signature.

use super::physical::RawLine;
use super::signs::Signs;

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
];

/// The field that says what a mail is about, in the same languages.
const SUBJECT: &[&str] = &["subject", "betreff", "oggetto", "objet", "asunto", "assunto"];

/// What mail programs set before a subject when they answer or pass on.
const ANSWERS: &[&str] = &["re:", "fwd:", "fw:", "aw:", "wg:", "r:", "i:", "tr:", "rv:"];

/// The longest of them, in bytes.
const LONGEST: usize = 14;

/// The subject of a mail: its line, and where in the line it begins, in bytes.
pub(super) type Subject = (usize, usize);

/// Marks lines to be left out. Gives the subject of a mail with whose header the text begins: its
/// line stays, for it is the mail's headline.
pub(super) fn leave_out(lines: &[RawLine<'_>], skip: &mut [bool]) -> Option<Subject> {
    let mut from = 0;
    let mut mail = false;
    let mut subject = None;
    while from < lines.len() {
        let to = header_end(lines, from);
        let header = from..to.max(from);
        let fields = header.clone().filter(|at| is_field(&lines[*at])).count();
        if fields >= HEADER {
            let first = !mail && lines[..from].iter().filter(|l| !l.is_blank()).count() <= ABOVE;
            mail = true;
            skip[header.clone()].iter_mut().for_each(|skip| *skip = true);
            if first {
                subject = header.clone().find_map(|at| Some((at, subject_of(&lines[at])?)));
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
        if !(goes_on || is_field(line)) {
            break;
        }
        to += 1;
    }
    to
}

/// Where the subject begins in a line that names one.
fn subject_of(line: &RawLine<'_>) -> Option<usize> {
    let (name, mut subject) = line.body().split_once(':')?;
    if !SUBJECT.contains(&name.to_lowercase().as_str()) {
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

fn is_field(line: &RawLine<'_>) -> bool {
    if !line.signs.any(Signs::COLON) {
        return false;
    }
    let body = line.body();
    let start = &body.as_bytes()[..body.len().min(LONGEST + 1)];
    let Some(colon) = memchr::memchr(b':', start) else { return false };
    let (name, value) = (&body[..colon], &body[colon + 1..]);
    let name = name.to_lowercase();
    value.starts_with(' ') && FIELDS.iter().chain(SUBJECT).any(|field| name == *field)
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
            let found = leave_out(&lines, &mut vec![false; lines.len()]);
            found.map(|(at, from)| lines[at].text[from..].to_owned())
        };
        let header = "From: Mira\nTo: desk@valley.example\nSubject: Re: AW: The ferry\n   and the pier\nDate: 3 Mar 2031\n";
        assert_eq!(subject(&format!("{header}\nIt stays.")).as_deref(), Some("The ferry"));
        // a mail that is passed on inside of a text heads nothing
        let story = "One line.\n\nTwo lines.\n\nThree.\n\nFour.\n\n";
        assert_eq!(subject(&format!("{story}{header}")), None);
    }

    #[test]
    fn fields_and_strokes_of_a_text_stay() {
        let text = "Date: 3 March\nPlace: Brodd\n\nThe mayor said:\nwe wait.\n--\nMore";
        assert_eq!(left(text).len(), 6);
    }
}
