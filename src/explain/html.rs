//! The explanation as one HTML file that needs nothing else and runs nothing.

use std::fmt::Write as _;

use super::facts::facts;
use crate::page::{Block, Shape};
use crate::pipeline::Cleaned;

/// No script, no frame, no image, no font, no form, no base: the file's own style and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { text-align: start; vertical-align: top; padding: .15rem .8rem .15rem 0; overflow-wrap: anywhere; }
td:last-child { white-space: nowrap; opacity: .7; }
.b { position: relative; margin: .25rem 0; padding: .25rem .6rem; border-inline-start: .35rem solid var(--c);
  background: color-mix(in srgb, var(--c) 14%, transparent); border-radius: .2rem;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
.b::before { content: attr(data-label); float: inline-end; margin-inline-start: 1rem; font-size: .7rem;
  color: var(--c); filter: saturate(1.4); }
.b::after { content: attr(data-why); display: none; font-size: .75rem; opacity: .8; margin-top: .2rem; }
.b:hover::after, .b:focus::after { display: block; }
.dropped { opacity: .65; font-size: .85rem; }
.heading { font-weight: 700; }
.pre { white-space: pre-wrap; font-family: ui-monospace, monospace; font-size: .85rem; }
.row { white-space: pre-wrap; tab-size: 8; }
#kept:checked ~ main .dropped { display: none; }
.key span { display: inline-block; margin: 0 .8rem .3rem 0; padding: 0 .5rem; font-size: .8rem;
  border-inline-start: .35rem solid var(--c); }
.article { --c: #1a7f37; } .title { --c: #0b5cad; } .beside { --c: #0e7490; } .comment { --c: #8250df; }
.elsewhere { --c: #9a6700; } .site { --c: #cf222e; } .other { --c: #6e7781; }
";

/// The explanation of a page as an HTML document. `name` says which page it is.
#[must_use]
pub fn html(cleaned: &Cleaned, name: &str) -> String {
    let mut out = String::with_capacity(cleaned.blocks.text.len() * 2 + 8192);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{} explained</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        escape(name),
        escape(name)
    );
    let verdict = &cleaned.verdict;
    let _ = write!(
        out,
        "<p><strong>{}</strong>, confidence {:.2}</p>\n<ul>\n",
        verdict.outcome, verdict.confidence
    );
    for line in verdict.evidence.iter().chain(&cleaned.notes) {
        let _ = writeln!(out, "<li dir=\"auto\">{}</li>", escape(line));
    }
    out.push_str("</ul>\n<table>\n");
    for fact in facts(&cleaned.metadata) {
        let _ = writeln!(
            out,
            "<tr><th>{}</th><td dir=\"auto\">{}</td><td>{}</td></tr>",
            fact.name,
            escape(fact.value),
            fact.from
        );
    }
    out.push_str("</table>\n<p class=\"key\">");
    for (class, what) in KEY {
        let _ = write!(out, "<span class=\"{class}\">{what}</span>");
    }
    out.push_str(
        "</p>\n<input type=\"checkbox\" id=\"kept\"> <label for=\"kept\">only what is kept</label>\n\
         <main>\n",
    );
    for (block, text) in cleaned.blocks.iter() {
        self::block(&mut out, block, text);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

const KEY: [(&str, &str); 7] = [
    ("title", "title and standfirst"),
    ("article", "article"),
    ("beside", "caption, byline, date"),
    ("comment", "comments"),
    ("elsewhere", "menus, related, share, tags"),
    ("site", "adverts, newsletters, notices"),
    ("other", "other"),
];

fn block(out: &mut String, block: &Block, text: &str) {
    let kept = if block.kept { "kept" } else { "dropped" };
    let shape = match block.shape {
        Shape::Heading(_) => " heading",
        Shape::Preformatted => " pre",
        Shape::TableRow { .. } => " row",
        _ => "",
    };
    let why = format!("{kept}: {} ({:.2}) {}", block.label, block.score, block.reason);
    let why = escape(why.trim_end());
    let _ = writeln!(
        out,
        "<div class=\"b {} {kept}{shape}\" tabindex=\"0\" dir=\"auto\" data-label=\"{}\" \
         data-why=\"{why}\" title=\"{why}\">{}</div>",
        block.label.group().name(),
        block.label,
        escape(text)
    );
}

/// A text that is safe as content and as a quoted attribute of HTML. Control characters and such as
/// turn the writing direction are left out: they show nothing and could hide something.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
