//! Lines that may be headlines of flattened pages, for the trainer of `src/strip/lines/title.rs`.
//!
//! Reads paths from standard input; writes a line of JSON for each to standard output: `path` and
//! `titles`, pairs of a text and what is known of it. The first line names what is known.

use std::error::Error;
use std::io::{BufRead as _, BufWriter, Write as _};

use spoglio::strip::lines_training as training;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{}", serde_json::json!(training::title_facts()))?;
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let bytes = std::fs::read(&path)?;
        let decoded = spoglio::decode::decode(&bytes, None);
        let titles = training::titles(&decoded.text);
        writeln!(out, "{}", serde_json::json!({ "path": path, "titles": titles }))?;
    }
    out.flush()?;
    Ok(())
}
