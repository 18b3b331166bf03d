//! Features of flattened pages, for the trainer.
//!
//! Reads lines of `PATH<TAB>MODEL` from standard input (MODEL may be empty: then there are only the
//! first look's columns); writes `FOLDER/rows.f32` (all rows, one after
//! the other), `FOLDER/pages.jsonl` (path, texts, words, what the rules said) and
//! `FOLDER/names.txt`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::path::Path;

use spoglio::strip::{Model, lines_training as training};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: dump_lines FOLDER < list")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let (first, second) = training::names();
    let text =
        format!("{}\n{}\n{}\n", training::fingerprint(), first.join("\n"), second.join("\n"));
    std::fs::write(folder.join("names.txt"), text)?;
    let mut rows = BufWriter::new(File::create(folder.join("rows.f32"))?);
    let mut pages = BufWriter::new(File::create(folder.join("pages.jsonl"))?);
    let mut models: BTreeMap<String, Model> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (path, model) = line.split_once('\t').ok_or("a line is PATH<TAB>MODEL")?;
        if !model.is_empty() && !models.contains_key(model) {
            let read = training::read(&std::fs::read(model)?)
                .ok_or_else(|| format!("{model}: no model of these features"))?;
            models.insert(model.to_owned(), read);
        }
        let model = models.get(model);
        let bytes = std::fs::read(path)?;
        let decoded = spoglio::decode::decode(&bytes, None);
        let sample = training::sample(&decoded.text, model);
        let width = first.len() + if model.is_some() { second.len() } else { 0 };
        if sample.rows.len() != sample.words.len() * width {
            return Err(format!("{path}: rows are not {width} wide").into());
        }
        for row in sample.rows.chunks(width) {
            for value in row {
                rows.write_all(&value.to_le_bytes())?;
            }
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
