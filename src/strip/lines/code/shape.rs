//! What code looks like: lines of it, and what stands before and behind its brackets.

/// Words of programs and elements of pages: they stand side by side in code as words do in a sentence.
const KEYWORDS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "all",
    "and",
    "article",
    "aside",
    "async",
    "audio",
    "await",
    "b",
    "blockquote",
    "body",
    "button",
    "canvas",
    "case",
    "cite",
    "class",
    "code",
    "const",
    "dd",
    "delete",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "else",
    "em",
    "export",
    "extends",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "for",
    "form",
    "from",
    "function",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "i",
    "if",
    "iframe",
    "img",
    "import",
    "in",
    "input",
    "instanceof",
    "kbd",
    "label",
    "legend",
    "let",
    "li",
    "main",
    "mark",
    "menu",
    "nav",
    "new",
    "not",
    "of",
    "ol",
    "only",
    "p",
    "pre",
    "print",
    "return",
    "samp",
    "screen",
    "section",
    "select",
    "small",
    "span",
    "static",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "th",
    "throw",
    "tr",
    "typeof",
    "ul",
    "var",
    "video",
    "void",
];

/// What lines of code begin with.
const BEGINNINGS: &[&str] = &[
    "!function",
    "$(",
    "(function",
    "(()",
    "@charset",
    "@font-face",
    "@import",
    "@media",
    "@supports",
    "async function",
    "case ",
    "catch",
    "const ",
    "document.",
    "else",
    "fbq(",
    "for (",
    "for(",
    "function ",
    "function(",
    "gtag(",
    "if (",
    "if(",
    "jQuery(",
    "let ",
    "return ",
    "return;",
    "self.",
    "switch",
    "try",
    "var ",
    "while",
    "window.",
    "window[",
];

/// Whether a text has words in a row, as sentences have and code outside of its strings has not.
pub(super) fn is_prose(text: &str) -> bool {
    /// Words in a row.
    const ROW: usize = 3;
    let (mut row, mut quoted, mut named) = (0, None, false);
    for word in text.split([' ', '\t', '\n', '\u{a0}']) {
        if word.is_empty() {
            continue;
        }
        let inside = quoted.is_some();
        for c in word.chars() {
            match quoted {
                Some(mark) if c == mark => quoted = None,
                None if matches!(c, '"' | '\'' | '`') => quoted = Some(c),
                _ => {}
            }
        }
        let letters = word.trim_end_matches([',', '.', '?', '!', '…']);
        let plain = !inside
            && letters.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’'))
            && letters.chars().any(char::is_alphabetic);
        row = if plain { row + 1 } else { 0 };
        named = plain && (named || !KEYWORDS.contains(&letters));
        if row >= ROW && named {
            return true;
        }
    }
    false
}

/// Whether a line is a sentence of a text, with nothing in it that code is made of.
pub(super) fn is_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', ':', '!', '?', '…', '"', '”'])
        && !line.contains(['{', '}', '=', ';'])
        && !is_comment(line)
        && is_prose(line)
}

/// Where the state of a page begins in a line, which its program reads out of one long string: at a call, or at
/// its beginning where it is full of names that were escaped for it.
pub(super) fn state_start(line: &str) -> Option<usize> {
    /// Escaped marks, and bytes from one to the next.
    const MARKS: usize = 4;
    const APART: usize = 200;
    if let Some(at) = line.find("self.__next_f") {
        return Some(at - usize::from(line[..at].ends_with('(')));
    }
    let escaped = |mark: &str| memchr::memmem::find_iter(line.as_bytes(), mark).count();
    let marks = if line.contains('\\') { escaped("\\\":") + escaped("\\u00") } else { 0 };
    (marks >= MARKS && marks * APART >= line.len()).then_some(0)
}

/// Whether a whole line is one of code: what it ends with and what it is made of say so.
pub(super) fn is_line(line: &str) -> bool {
    let body = line.trim();
    let bytes = body.as_bytes();
    let Some(mut last) = bytes.last() else { return false };
    if is_entry(body) || body.starts_with(['@', '.']) && *last == b'{' {
        return true;
    }
    // without what is remarked behind it
    let remark = body.find(" //").or_else(|| body.find("\t//"));
    let body = remark.map_or(body, |at| body[..at].trim_end());
    last = body.as_bytes().last().unwrap_or(last);
    let calls = || body.contains(['(', '=', '[', '{']);
    let likely = match last {
        b'{' => true,
        b';' => body.contains([':', '}', ')']) || calls() || begins(body),
        b'}' | b')' | b',' | b'(' | b'[' | b']' | b':' | b'+' | b'|' | b'&' | b'?' => {
            // closing brackets, and what parts them
            body.bytes().all(|byte| b"{}()[];,".contains(&byte))
                || body.starts_with('}')
                || body.starts_with('.') && calls()
                || begins(body)
                || is_property(body)
        }
        _ => begins(body) && calls(),
    };
    likely && !is_prose(body) && !is_address(body)
}

/// Whether an address, or what stands for one, begins before anything that only code has.
pub(super) fn is_address(body: &str) -> bool {
    let begin = body.find("://").or_else(|| body.find("javascript:"));
    begin.is_some_and(|at| !body[..at].contains(['{', '(', '"', '\'', '=', ';']))
}

/// Whether a line is a remark in code, or one of those that surround it.
pub(super) fn is_comment(line: &str) -> bool {
    let body = line.trim();
    ["//", "/*", "*/", "* ", "<!--", "-->"].iter().any(|mark| body.starts_with(mark))
        || body == "*"
        || body.ends_with("*/")
}

/// Whether a line begins as code does.
pub(super) fn begins(body: &str) -> bool {
    BEGINNINGS.iter().any(|begin| body.starts_with(begin))
}

/// An entry of data: `"section": "News",`. A converter to Markdown may have escaped its name.
fn is_entry(body: &str) -> bool {
    /// Bytes of the longest name.
    const NAME: usize = 80;
    let Some(rest) = body.strip_prefix('"') else { return false };
    let near = &rest.as_bytes()[..rest.len().min(NAME)];
    let Some(end) = memchr::memchr(b'"', near) else { return false };
    let spelled = rest[..end].bytes().all(|b| b.is_ascii_graphic());
    spelled && rest[end + 1..].trim_start().starts_with(':')
}

/// A property of a program's data or of a style sheet: `lazy: true,`, `margin: 0`.
fn is_property(body: &str) -> bool {
    let Some((name, value)) = body.split_once(':') else { return false };
    let name = name.trim_end().trim_matches(['\'', '"']);
    !name.is_empty()
        && name.len() < 40
        && !value.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$'))
        && name.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '-' | '_' | '$'))
}

/// Whether a word is an address, or the link of Markdown that has one.
pub(super) fn has_address(word: &str) -> bool {
    word.contains("://") && !word.contains(['"', '\'', '`'])
}

/// Whether what stands between brackets is no code but the attributes that Pandoc writes behind `before`:
/// `{.more rel="nofollow"}`.
pub(super) fn is_attributes(pair: &str, before: &str) -> bool {
    let inside = pair.strip_prefix('{').unwrap_or(pair);
    let name = inside.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'-').count();
    (inside.starts_with(['.', '#', '=']) || name > 0 && inside[name..].starts_with("=\""))
        && (!inside.contains('{') || before.ends_with(']') || before.ends_with("::: "))
}

/// Where the code before an opening bracket begins in what its line has there, in bytes.
pub(super) fn head_start(head: &str) -> usize {
    let body = head.trim_start();
    if body.is_empty() || body.starts_with('@') || !is_prose(body) && is_head(body) {
        return 0;
    }
    // glued to the text before it
    let mut from = head.len();
    for begin in BEGINNINGS.iter().chain(&["body", "html", ":root", "/*"]) {
        let Some(at) = head.rfind(begin) else { continue };
        if at < from && !is_prose(&head[at..]) {
            from = at;
        }
    }
    if from == head.len() && head.ends_with(|c: char| c.is_ascii_graphic()) {
        let last = head.rfind([' ', '\t']).map_or(0, |at| at + 1);
        let word = &head[last..];
        from = word.find(['.', '#', '@', '*', '(', '$', '_']).map_or(from, |at| last + at);
    }
    from
}

/// Whether what stands before an opening bracket is code, and nothing but code.
fn is_head(body: &str) -> bool {
    let last = body.trim_end().as_bytes().last().copied().unwrap_or(b' ');
    b")=(,:[>|&?+;}".contains(&last)
        || begins(body)
        || body.starts_with(['.', '#', '@', '*', ':', '}', '[', '('])
        || body.split([' ', ',', '>', ':']).all(|word| word.is_empty() || KEYWORDS.contains(&word))
}

/// How many bytes behind a closing bracket are still code, of what its line has there.
pub(super) fn tail_length(tail: &str) -> usize {
    /// Bytes of the longest statement that is followed.
    const STATEMENT: usize = 600;
    let end = tail.trim_end();
    if !is_prose(end) && (end.ends_with([';', ')', '}', ',', '{', '(', '[']) || is_comment(end)) {
        return tail.len();
    }
    let bytes = tail.as_bytes();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| b")]};,".contains(byte)).count();
        let near = tail.get(at..tail.floor_char_boundary(at + STATEMENT)).unwrap_or("");
        let next = if near.starts_with('(') {
            near.find(')').map(|end| end + 1)
        } else {
            near.find(';').map(|end| end + 1).filter(|end| near[..*end].contains(['(', '=']))
        };
        match next.filter(|end| !is_prose(&near[..*end])) {
            Some(length) => at += length,
            None => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_code_are_told_from_those_of_a_text() {
        let code = [
            "});",
            "if (window.paper.user) {",
            "var elem = document.createElement( 'div' );",
            "\"consent_note\": \"The ferry stays in port until Monday, says he\",",
            "\"section\\_id\": 7",
            "visibility: hidden;",
            "AdSlots.show('top');",
            ".then(function(a) { return a; })",
        ];
        for line in code {
            assert!(is_line(line), "{line}");
        }
        let text = [
            "The ferry stays;",
            "Lenta: the ferry stays, they say,",
            "He said (and she heard it) that the ferry stays;",
            "if the river falls",
            "Sandwick:",
            "Home",
            "By Mira Tolo (Lenta)",
            "",
        ];
        for line in text {
            assert!(!is_line(line), "{line}");
        }
    }

    #[test]
    fn code_is_cut_off_from_what_is_glued_to_it() {
        let head = |head: &'static str| &head[head_start(head)..];
        assert_eq!(head("The ferry - Valley Heraldbody"), "body");
        assert_eq!(head("The old ferry of Lentawindow.a=a||"), "window.a=a||");
        assert_eq!(head("html body .nav a"), "html body .nav a");
        assert_eq!(head("The old ferry "), "");
        let tail = |tail: &'static str| &tail[..tail_length(tail)];
        assert_eq!(tail("})(window,\"script\");The old ferry stays."), "})(window,\"script\");");
        assert_eq!(tail("a('js',new Date());HomeNewsSport and more"), "a('js',new Date());");
        assert_eq!(tail("HomeNews"), "");
    }
}
