//! Features of flattened pages, for the trainer.
//!
//! Reads paths from standard input; writes `FOLDER/rows.f32` (all rows, one after the other),
//! `FOLDER/pages.jsonl` (path, texts, words, what the rules said) and `FOLDER/names.txt`.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::path::Path;

use spoglio::strip::lines_training as training;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: dump_lines FOLDER < list")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let names = training::names();
    let text = format!("{}\n{}\n", training::fingerprint(), names.join("\n"));
    std::fs::write(folder.join("names.txt"), text)?;
    let mut rows = BufWriter::new(File::create(folder.join("rows.f32"))?);
    let mut pages = BufWriter::new(File::create(folder.join("pages.jsonl"))?);
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let bytes = std::fs::read(&path)?;
        let decoded = spoglio::decode::decode(&bytes, None);
        let sample = training::sample(&decoded.text);
        if sample.rows.len() != sample.words.len() * names.len() {
            return Err(format!("{path}: rows are not {} wide", names.len()).into());
        }
        for value in &sample.rows {
            rows.write_all(&value.to_le_bytes())?;
        }
        let texts: Vec<&str> = sample.blocks.iter().map(|(_, text)| text).collect();
        let page = serde_json::json!({
            "path": path, "flags": "", "texts": texts, "words": sample.words, "ruled": sample.ruled,
            "reasons": sample.reasons,
        });
        writeln!(pages, "{page}")?;
    }
    rows.flush()?;
    pages.flush()?;
    Ok(())
}
