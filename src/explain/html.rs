//! The explanation as one HTML file that needs nothing else and runs nothing.

use std::fmt::Write as _;

use super::facts::facts;
use crate::page::{Block, Label, Shape};
use crate::pipeline::Cleaned;
use crate::text::escape_html;

/// No script, no frame, no image, no font, no form, no base: the file's own style and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("style.css");

/// The explanation of a page as an HTML document. `name` says which page it is.
#[must_use]
pub fn html(cleaned: &Cleaned, name: &str) -> String {
    let mut out = String::with_capacity(cleaned.blocks.text.len() * 2 + 8192);
    let shown = Label::ALL
        .map(|label| cleaned.blocks.rows.iter().filter(|block| block.label == label).count());
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{} explained</title>\n\
         <style>\n{STYLE}",
        escape_html(name)
    );
    for (label, _) in Label::ALL.iter().zip(shown).filter(|(_, count)| *count > 0) {
        let _ =
            writeln!(out, "body:has(#show-{label}:not(:checked)) .is-{label} {{ display: none; }}");
    }
    let _ = write!(out, "</style>\n</head>\n<body>\n<h1>{}</h1>\n", escape_html(name));
    verdict(&mut out, cleaned);
    out.push_str("<table>\n");
    for fact in facts(&cleaned.metadata) {
        let _ = writeln!(
            out,
            "<tr><th>{}</th><td dir=\"auto\">{}</td><td>{}</td></tr>",
            fact.name,
            escape_html(fact.value),
            fact.from
        );
    }
    out.push_str("</table>\n");
    filters(&mut out, cleaned, shown);
    out.push_str("<main>\n");
    for (block, text) in cleaned.blocks.iter() {
        self::block(&mut out, block, text);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What the page is and what speaks for it.
fn verdict(out: &mut String, cleaned: &Cleaned) {
    let verdict = &cleaned.verdict;
    let refused = if verdict.outcome.is_storable() { "" } else { " refused" };
    let _ = write!(
        out,
        "<p class=\"verdict{refused}\"><strong>{}</strong> confidence {:.2}</p>\n<ul>\n",
        verdict.outcome, verdict.confidence
    );
    for line in verdict.evidence.iter().chain(&cleaned.notes) {
        let _ = writeln!(out, "<li dir=\"auto\">{}</li>", escape_html(line));
    }
    out.push_str("</ul>\n");
}

/// The legend, which is also what chooses the blocks that are shown: by styles alone.
fn filters(out: &mut String, cleaned: &Cleaned, shown: [usize; Label::ALL.len()]) {
    let all = cleaned.blocks.rows.len();
    let kept = cleaned.blocks.rows.iter().filter(|block| block.kept).count();
    out.push_str("<fieldset><legend>Show</legend>\n");
    let choices = [
        ("all", "every block", all, " checked"),
        ("kept", "what is kept", kept, ""),
        ("dropped", "what is left out", all - kept, ""),
    ];
    for (id, what, count, checked) in choices {
        let _ = writeln!(
            out,
            "<label><input type=\"radio\" name=\"show\" id=\"{id}\"{checked}> {what} \
             <b>{count}</b></label>"
        );
    }
    out.push_str("<label><input type=\"checkbox\" id=\"why\"> every reason</label>\n</fieldset>\n");
    out.push_str("<fieldset><legend>Labels</legend>\n");
    for (label, count) in Label::ALL.into_iter().zip(shown).filter(|(_, count)| *count > 0) {
        let _ = writeln!(
            out,
            "<label class=\"{}\"><input type=\"checkbox\" id=\"show-{label}\" checked> \
             <span>{label}</span> <b>{count}</b></label>",
            label.group().name()
        );
    }
    out.push_str("</fieldset>\n");
}

fn block(out: &mut String, block: &Block, text: &str) {
    let kept = if block.kept { "kept" } else { "dropped" };
    let shape = match block.shape {
        Shape::Heading(_) => " heading",
        Shape::Preformatted => " pre",
        Shape::TableRow { .. } => " row",
        _ => "",
    };
    let why = format!("{kept}: {} ({:.2}) {}", block.label, block.score, block.reason);
    let why = escape_html(why.trim_end());
    let _ = writeln!(
        out,
        "<div class=\"b {} is-{label} {kept}{shape}\" tabindex=\"0\" data-label=\"{label} {:.2}\" \
         data-why=\"{why}\" title=\"{why}\"><p dir=\"auto\">{}</p></div>",
        block.label.group().name(),
        block.score,
        escape_html(text),
        label = block.label
    );
}
