//! What a text says of itself in fields before it begins: the front matter of Markdown files, the head that
//! readers of feeds and converters write, the fields of a press database.

pub(in crate::strip::lines) use super::fields::Field;
use super::fields::{NAMES, PRESS};
use super::physical::RawLine;
use super::signs::Signs;

/// A line that is a field: where its value stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) line: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) field: Field,
}

/// Lines of a front matter, at most.
const LONGEST: usize = 200;
/// Fields from which a head without marks around it is one.
const ENOUGH: usize = 3;

/// The fields of a text; marks their lines, which are read apart, and those that tell nothing.
pub(super) fn find(lines: &[RawLine<'_>], skip: &mut [bool]) -> Vec<Told> {
    let mut told = Vec::new();
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(0);
    if !front_matter(lines, first, skip, &mut told) && !head(lines, first, skip, &mut told) {
        press(lines, skip, &mut told);
    }
    told
}

/// What stands between two lines of three hyphens, or of three plus signs, above everything: YAML, TOML.
fn front_matter(
    lines: &[RawLine<'_>],
    first: usize,
    skip: &mut [bool],
    told: &mut Vec<Told>,
) -> bool {
    let Some(fence) = lines.get(first).map(|line| line.text) else { return false };
    let sign = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return false,
    };
    let inside = || lines[first + 1..].iter().take(LONGEST);
    let Some(length) = inside().position(|line| line.text == fence) else { return false };
    let body = first + 1..first + 1 + length;
    // a key, an item of the key above, a section of TOML, or what is set in below one of them
    let fits = |line: &RawLine<'_>| {
        line.is_blank()
            || line.indent > 0
            || line.body().starts_with(['#', '[', '-', ']', '}'])
            || key(line.body(), sign).is_some()
    };
    let keys =
        lines[body.clone()].iter().filter(|l| l.indent == 0 && key(l.body(), sign).is_some());
    if keys.count() < 2 || !lines[body.clone()].iter().all(fits) {
        return false;
    }
    skip[first..body.end + 1].fill(true);
    let mut field = None;
    for at in body {
        let line = &lines[at];
        let known = (line.indent == 0).then(|| key(line.body(), sign)).flatten();
        let value = match known {
            Some((name, value)) => {
                field = named(NAMES, name);
                value
            }
            // - "[[Mira Tolo]]"
            None if field == Some(Field::Author) => match line.body().strip_prefix("- ") {
                Some(item) => item,
                None => continue,
            },
            None => continue,
        };
        let again = field.is_some_and(|field| {
            field != Field::Author && told.iter().any(|told| told.field == field)
        });
        if let Some(field) = field.filter(|_| !again) {
            tell(lines, at, bare(value), field, skip, told);
        }
    }
    true
}

/// A head without marks around it: fields with known names, one below the other, a title among them.
fn head(lines: &[RawLine<'_>], first: usize, skip: &mut [bool], told: &mut Vec<Told>) -> bool {
    let mut fields = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(first).take(LONGEST) {
        if line.is_blank() {
            continue;
        }
        let Some((name, value)) = key(line.body(), ':') else { break };
        let lower = name.to_lowercase();
        let Some((_, field)) = NAMES.iter().find(|(known, _)| *known == lower) else { break };
        fields.push((at, value, *field));
    }
    let has = |told: Field| fields.iter().any(|(_, _, field)| *field == Some(told));
    // a head that names no title says at least when and by whom
    let says = has(Field::Title) || has(Field::Author) && has(Field::Date);
    if fields.len() < ENOUGH || !says {
        return false;
    }
    for (at, value, field) in fields {
        skip[at] = true;
        let again = field.is_some_and(|field| told.iter().any(|told| told.field == field));
        if let Some(field) = field.filter(|_| !again) {
            tell(lines, at, bare(value), field, skip, told);
        }
    }
    true
}

/// The fields of articles from a press database (`BYLINE: Mira Tolo`, `LENGTH: 118 words`), and what stands
/// above the first of each article's: the name of the paper and the day, and below them the headline.
fn press(lines: &[RawLine<'_>], skip: &mut [bool], told: &mut Vec<Told>) {
    let mut articles = 0;
    let mut at = 0;
    let mut end = 0;
    while at < lines.len() {
        if press_field(&lines[at]).is_none() {
            at += 1;
            continue;
        }
        let from = at;
        let (mut fields, mut sure) = (Vec::new(), false);
        while at < lines.len() && (lines[at].is_blank() || press_field(&lines[at]).is_some()) {
            if let Some((known, value, length)) = press_field(&lines[at]) {
                sure |= length;
                fields.push((at, value, known));
            }
            at += 1;
        }
        // those behind the text tell nothing: the day on which a database got it
        let head = fields.iter().any(|(_, _, known)| known.is_some());
        if !sure || fields.len() < 2 && !head {
            continue;
        }
        for (at, value, known) in &fields {
            skip[*at] = true;
            if let Some(known) = known.filter(|known| *known == Field::Author && articles == 0) {
                tell(lines, *at, value, known, skip, told);
            }
        }
        if head {
            let next = if articles == 0 { Field::Title } else { Field::NextTitle };
            let named = fields.iter().find(|(_, _, known)| *known == Some(Field::Title));
            match named {
                Some((at, value, _)) => tell(lines, *at, value, next, skip, told),
                None => headline(lines, end, from, next, skip, told),
            }
            articles += 1;
        }
        end = at;
    }
}

/// A field of a press database: what it tells, its value, and whether only such databases have it.
fn press_field<'a>(line: &RawLine<'a>) -> Option<(Option<Field>, &'a str, bool)> {
    if line.indent > 0 || !line.signs.any(Signs::COLON) {
        return None;
    }
    let (name, value) = line.body().split_once(':')?;
    if name.len() > 20 {
        return None;
    }
    let lower = name.to_lowercase();
    let (known, field) = PRESS.iter().find(|(known, _)| *known == lower)?;
    let length = *known == "length" && value.bytes().any(|byte| byte.is_ascii_digit());
    Some((*field, value.trim(), length || *known == "load-date"))
}

/// The headline of an article from a press database: the line before its fields, where it is not set in the
/// middle as the name of the paper and the day above it are.
fn headline(
    lines: &[RawLine<'_>],
    from: usize,
    to: usize,
    field: Field,
    skip: &mut [bool],
    told: &mut Vec<Told>,
) {
    let shown = |at: &usize| !lines[*at].is_blank();
    let Some(at) = (from..to).rev().find(shown).filter(|at| lines[*at].indent == 0) else { return };
    let above = (from..at).rev().filter(shown).take_while(|at| lines[*at].indent >= 8);
    let above: Vec<usize> = above.take(6).collect();
    if above.is_empty() {
        return;
    }
    for above in above {
        skip[above] = true;
        let line = &lines[above];
        let day = line.signs.any(Signs::DIGIT) && line.body().split(' ').any(is_year);
        if day && field == Field::Title && !told.iter().any(|told| told.field == Field::Date) {
            tell(lines, above, line.body(), Field::Date, skip, told);
        }
    }
    tell(lines, at, lines[at].body(), field, skip, told);
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Notes a field whose value is part of its line.
pub(super) fn tell(
    lines: &[RawLine<'_>],
    line: usize,
    value: &str,
    field: Field,
    skip: &mut [bool],
    told: &mut Vec<Told>,
) {
    let text = lines[line].text;
    let from = value.as_ptr() as usize - text.as_ptr() as usize;
    if value.is_empty() || text.get(from..from + value.len()) != Some(value) {
        return;
    }
    skip[line] = false;
    told.push(Told { line, from, to: from + value.len(), field });
}

fn named(names: &[(&str, Option<Field>)], name: &str) -> Option<Field> {
    let lower = name.to_lowercase();
    names.iter().find(|(known, _)| *known == lower).and_then(|(_, field)| *field)
}

/// The name of a field and its value: one or two words before the sign, a space or nothing behind it.
fn key(body: &str, sign: char) -> Option<(&str, &str)> {
    let (name, value) = body.split_once(sign)?;
    let name = name.trim_end().trim_matches('"');
    let spelled = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | ':' | '.');
    let (name, value) = match value.split_once(':') {
        // dc:creator: Mira Tolo
        Some((more, value)) if name == "dc" => (body.get(..name.len() + 1 + more.len())?, value),
        _ => (name, value),
    };
    (name.len() <= 40
        && name.chars().next().is_some_and(char::is_alphabetic)
        && name.split(' ').count() <= 2
        && name.chars().all(spelled)
        && (value.is_empty() || value.starts_with([' ', '\t'])))
    .then(|| (name, value.trim()))
}

/// A value without quotation marks and brackets: `"[[Mira Tolo]]"`, `["Mira Tolo"]`.
fn bare(value: &str) -> &str {
    value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '[' | ']'))
}

#[cfg(test)]
mod tests {
    use super::super::physical::lines;
    use super::super::skip::lines_to_skip;
    use super::*;

    fn fields(text: &str) -> Vec<(Field, String)> {
        let lines = lines(text);
        let told = lines_to_skip(&lines, &[]).told.into_iter();
        told.map(|t| (t.field, lines[t.line].text[t.from..t.to].to_owned())).collect()
    }

    fn of(fields: &[(Field, &str)]) -> Vec<(Field, String)> {
        fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect()
    }

    #[test]
    fn front_matter_tells_title_author_and_day() {
        let yaml = "---\ntitle: \"The ferry: it stays\"\nauthor:\n  - \"[[Mira Tolo]]\"\ncreated: 2031-04-01\npublished: 2031-03-03\ntags:\n  - ferry\n---\nIt stays in port.\n";
        let expected = [
            (Field::Title, "The ferry: it stays"),
            (Field::Author, "Mira Tolo"),
            (Field::Date, "2031-03-03"),
        ];
        assert_eq!(fields(yaml), of(&expected));
        let toml = "+++\ntitle = \"The ferry\"\nauthors = [\"Mira Tolo\"]\n[taxonomies]\ntags = [\"ferry\"]\n+++\nIt stays.\n";
        assert_eq!(fields(toml), of(&[(Field::Title, "The ferry"), (Field::Author, "Mira Tolo")]));
        let text = "---\nThe ferry stays in port: nobody knows why.\nMore.\n---\nIt stays.\n";
        assert_eq!(fields(text), []);
    }

    #[test]
    fn a_head_of_known_fields_is_read() {
        let head = "Title: The ferry\n\nURL Source: https://valley.example/ferry\n\nPublished Time: 2031-03-03\n\nMarkdown Content:\nIt stays in port.\n";
        assert_eq!(fields(head), of(&[(Field::Title, "The ferry"), (Field::Date, "2031-03-03")]));
        assert_eq!(fields("Title: The ferry\nIt stays in port: until May.\n"), []);
    }

    #[test]
    fn articles_of_a_press_database_have_headlines() {
        let one = |title: &str| {
            format!(
                "              The Valley Post\n\n           March 3, 2031 Monday\n\n{title}\n\nBYLINE: Mira Tolo\n\nLENGTH: 118 words\n\nIt stays in port.\n\nLOAD-DATE: March 4, 2031\n\n"
            )
        };
        let expected = [
            (Field::Date, "March 3, 2031 Monday"),
            (Field::Title, "The ferry"),
            (Field::Author, "Mira Tolo"),
            (Field::NextTitle, "The pier"),
        ];
        assert_eq!(fields(&(one("The ferry") + &one("The pier"))), of(&expected));
    }
}
