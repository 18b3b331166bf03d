//! What surrounds a mail: its header lines, the line that says whom it quotes, its signature.

use super::physical::RawLine;

/// Header lines that stand together from which they are a header.
const HEADER: usize = 3;
/// Lines of a signature, at most.
const SIGNATURE: usize = 12;

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
    "subject",
    "betreff",
    "oggetto",
    "objet",
    "asunto",
];

/// Marks lines to be left out.
pub(super) fn leave_out(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let mut from = 0;
    let mut mail = false;
    while from < lines.len() {
        let fields = lines[from..].iter().take_while(|line| is_field(line.body())).count();
        if fields >= HEADER {
            mail = true;
            skip[from..from + fields].iter_mut().for_each(|skip| *skip = true);
        }
        from += fields.max(1);
    }
    let quoted = lines.iter().filter(|line| line.body().starts_with('>')).count();
    for at in 0..lines.len() {
        let opens = lines[at].body().ends_with(':')
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
}

/// Two hyphens, a space and nothing else begin a signature (RFC 3676, section 4.3).
fn signature(lines: &[RawLine<'_>], skip: &mut [bool]) {
    let Some(at) = lines.iter().rposition(|line| line.text == "--") else { return };
    if lines.len() - at <= SIGNATURE {
        skip[at..].iter_mut().for_each(|skip| *skip = true);
    }
}

fn is_field(body: &str) -> bool {
    let Some((name, value)) = body.split_once(':') else { return false };
    name.len() <= 14
        && value.starts_with(' ')
        && FIELDS
            .iter()
            .any(|field| name.eq_ignore_ascii_case(field) || name.to_lowercase() == *field)
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::*;

    fn left(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let mut skip = vec![false; lines.len()];
        leave_out(&lines, &mut skip);
        lines
            .iter()
            .zip(skip)
            .filter(|(l, skip)| !skip && !l.is_blank())
            .map(|(l, _)| l.text)
            .collect()
    }

    #[test]
    fn header_attribution_and_signature_go() {
        let mail = "From: Mira Tolo <mira@valley.example>\nTo: desk@valley.example\nDate: Mon, 3 Mar 2031\nSubject: The ferry\n\nIt stays in port.\n\nOn 3 March Jo Brodd <jo@valley.example> wrote:\n> Will it run?\n\n-- \nMira Tolo\nThe Valley Paper\n";
        assert_eq!(left(mail), ["It stays in port.", "> Will it run?"]);
    }

    #[test]
    fn fields_and_strokes_of_a_text_stay() {
        let text = "Date: 3 March\nPlace: Brodd\n\nThe mayor said:\nwe wait.\n--\nMore";
        assert_eq!(left(text).len(), 6);
    }
}
