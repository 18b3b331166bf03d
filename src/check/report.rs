//! What a check found: for people, for programs, for build servers.

use std::fmt::{Display, Write as _};
use std::path::PathBuf;

use quick_xml::escape::escape;
use serde_json::json;

use super::{CheckError, Judgement};

/// The forms in which a report can be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// One JSON object.
    Json,
    /// JUnit XML, which build servers read.
    Junit,
}

/// What a check found, fixture by fixture in the order of their names.
#[derive(Debug)]
pub struct Report {
    /// The folder that was checked.
    pub folder: PathBuf,
    /// Each fixture's name with its judgement, or why it could not be judged.
    pub pages: Vec<(String, Result<Judgement, CheckError>)>,
}

impl Report {
    /// The fixtures that failed.
    #[must_use]
    pub fn regressions(&self) -> usize {
        self.judged().filter(|(_, judged)| !judged.passed()).count()
    }

    /// The fixtures that could not be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.pages.iter().filter(|(_, judged)| judged.is_err()).count()
    }

    /// The report for people: what failed and how, what is known to fail, what got better, and a
    /// closing line.
    #[must_use]
    pub fn human(&self) -> String {
        let mut out = String::new();
        for (name, judged) in &self.pages {
            match judged {
                Ok(judged) => page(name, judged, &mut out),
                Err(error) => {
                    let _ = writeln!(out, "{name}: cannot be checked: {error}");
                }
            }
        }
        let exact = self.judged().filter(|(_, j)| j.passed() && j.exact).count();
        let above =
            self.judged().filter(|(_, j)| j.passed() && !j.exact && j.score.is_some()).count();
        let bare = self.judged().filter(|(_, j)| j.passed() && j.score.is_none()).count();
        let _ = write!(
            out,
            "{}: {}: {exact} exact, {above} above a floor, {bare} without a text, {}",
            self.folder.display(),
            counted(self.pages.len(), "page", "pages"),
            counted(self.regressions(), "regression", "regressions"),
        );
        if self.unreadable() > 0 {
            let _ = write!(out, ", {} unreadable", self.unreadable());
        }
        out.push('\n');
        out
    }

    /// The report for programs.
    #[must_use]
    pub fn write(&self, format: ReportFormat) -> String {
        match format {
            ReportFormat::Json => self.json(),
            ReportFormat::Junit => self.junit(),
        }
    }

    fn judged(&self) -> impl Iterator<Item = (&str, &Judgement)> {
        self.pages.iter().filter_map(|(name, j)| j.as_ref().ok().map(|j| (name.as_str(), j)))
    }

    fn json(&self) -> String {
        let pages: Vec<_> = self
            .pages
            .iter()
            .map(|(name, judged)| match judged {
                Ok(j) => json!({
                    "name": name,
                    "passed": j.passed(),
                    "outcome": j.outcome.name(),
                    "exact": j.exact,
                    "score": j.score,
                    "floor": j.floor,
                    "failures": j.failures.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "known_failures": j.known.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "mended": j.mended,
                    "diff": j.diff,
                }),
                Err(error) => json!({ "name": name, "passed": false, "error": error.to_string() }),
            })
            .collect();
        let report = json!({
            "folder": self.folder.display().to_string(),
            "regressions": self.regressions(),
            "unreadable": self.unreadable(),
            "pages": pages,
        });
        format!("{report:#}\n")
    }

    fn junit(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            out,
            "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            attribute(&self.folder.display().to_string()),
            self.pages.len(),
            self.regressions(),
            self.unreadable(),
        );
        for (name, judged) in &self.pages {
            let (site, slug) = name.rsplit_once('/').unwrap_or(("", name));
            let (site, slug) = (attribute(site), attribute(slug));
            let _ = write!(out, "  <testcase classname=\"{site}\" name=\"{slug}\"");
            match judged {
                Ok(j) if j.passed() => out.push_str("/>\n"),
                Ok(j) => {
                    let failures: Vec<_> = j.failures.iter().map(ToString::to_string).collect();
                    let _ = writeln!(
                        out,
                        ">\n    <failure message=\"{}\">{}</failure>\n  </testcase>",
                        attribute(&failures.join("; ")),
                        escape(xml_text(&j.diff)),
                    );
                }
                Err(error) => {
                    let error = attribute(&error.to_string());
                    let _ = writeln!(out, ">\n    <error message=\"{error}\"/>\n  </testcase>");
                }
            }
        }
        out.push_str("</testsuite>\n");
        out
    }
}

fn page(name: &str, judged: &Judgement, out: &mut String) {
    for failure in &judged.failures {
        let _ = writeln!(out, "{name}: {failure}");
    }
    if !judged.passed() {
        for line in judged.diff.lines() {
            let _ = writeln!(out, "  {line}");
        }
    }
    for failure in &judged.known {
        let _ = writeln!(out, "{name}: known: {failure}");
    }
    for mended in &judged.mended {
        let _ = writeln!(out, "{name}: no longer fails, --accept strikes it: {mended}");
    }
    if judged.floor_can_rise() {
        let reached = match judged.score.filter(|_| !judged.exact) {
            Some(score) => format!("word F1 {score:.4}"),
            None => "the expected text".to_owned(),
        };
        let _ = writeln!(out, "{name}: reaches {reached}, --accept raises its floor");
    }
}

/// A number with what it counts.
pub(crate) fn counted<N: Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    format!("{n} {}", if n == N::from(1) { one } else { many })
}

/// Text for an XML attribute; a line break would become a space there.
fn attribute(text: &str) -> String {
    escape(xml_text(text)).replace('\n', "&#10;")
}

/// The text without the control characters that XML 1.0 has no way to write.
fn xml_text(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
