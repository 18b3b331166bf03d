//! Which doctypes put a page into quirks mode, in which a table does not end a paragraph.

/// Whether a doctype means quirks mode; `body` is what stands behind `<!doctype`, its `>` included
/// if it has one (<https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode>).
pub(super) fn quirks(body: &str) -> bool {
    let Some(inner) = body.strip_suffix('>') else { return true };
    let Some(doctype) = Doctype::read(inner) else { return true };
    let public = doctype.public.map(str::to_ascii_lowercase);
    let system = doctype.system.map(str::to_ascii_lowercase);
    if !doctype.name.eq_ignore_ascii_case("html") {
        return true;
    }
    if system.as_deref() == Some(QUIRKY_SYSTEM) {
        return true;
    }
    let Some(public) = public else { return false };
    QUIRKY_PUBLIC.contains(&public.as_str())
        || QUIRKY_PREFIXES.iter().any(|prefix| public.starts_with(prefix))
        || (system.is_none() && HTML4_PREFIXES.iter().any(|prefix| public.starts_with(prefix)))
}

struct Doctype<'a> {
    name: &'a str,
    public: Option<&'a str>,
    system: Option<&'a str>,
}

impl<'a> Doctype<'a> {
    /// None where the standard sets the force-quirks flag.
    fn read(inner: &'a str) -> Option<Self> {
        let blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r' | '\x0c');
        let rest = inner.trim_start_matches(blank);
        let (name, rest) = rest.split_at(rest.find(blank).unwrap_or(rest.len()));
        if name.is_empty() {
            return None;
        }
        let mut doctype = Doctype { name, public: None, system: None };
        let rest = rest.trim_start_matches(blank);
        if rest.is_empty() {
            return Some(doctype);
        }
        let keyword = rest.get(..6)?;
        let rest = rest.get(6..)?.trim_start_matches(blank);
        let rest = if keyword.eq_ignore_ascii_case("public") {
            let (public, rest) = quoted(rest)?;
            doctype.public = Some(public);
            let rest = rest.trim_start_matches(blank);
            if rest.is_empty() {
                return Some(doctype);
            }
            rest
        } else if keyword.eq_ignore_ascii_case("system") {
            rest
        } else {
            return None;
        };
        // What follows a system identifier is an error of no consequence.
        doctype.system = Some(quoted(rest)?.0);
        Some(doctype)
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].split_once(quote)
}

const QUIRKY_SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

const QUIRKY_PUBLIC: &[&str] =
    &["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

/// Quirks only where there is no system identifier.
const HTML4_PREFIXES: &[&str] =
    &["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

const QUIRKY_PREFIXES: &[&str] = &[
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];

#[cfg(test)]
mod tests {
    use super::quirks;

    #[test]
    fn modern_and_strict_doctypes_are_no_quirks() {
        assert!(!quirks(" html>"));
        assert!(!quirks("HTML>"));
        assert!(!quirks(" html SYSTEM 'about:legacy-compat'>"));
        assert!(!quirks(
            r#" HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">"#
        ));
        assert!(!quirks(r#" html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x">"#));
    }

    #[test]
    fn old_and_broken_doctypes_are_quirks() {
        assert!(quirks(">"));
        assert!(quirks(" html"));
        assert!(quirks(" svg>"));
        assert!(quirks(" html PUBLIC>"));
        assert!(quirks(" html nonsense>"));
        assert!(quirks(r#" HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">"#));
        assert!(quirks(r#" HTML PUBLIC "-//IETF//DTD HTML//EN">"#));
    }
}
