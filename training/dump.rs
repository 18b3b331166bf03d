//! Features of saved pages, for the trainer.
//!
//! Reads lines of `PATH<TAB>FLAGS<TAB>MODEL` from standard input, MODEL being the file of a first
//! look or nothing, FLAGS any of `n` (without class names) and `u` (without word lists); writes `FOLDER/rows.f32` (all rows, one after the other), `FOLDER/pages.jsonl`
//! (path, texts, words) and `FOLDER/names.txt`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::path::Path;

use spoglio::html::{Arena, Limits, parse};
use spoglio::strip::training::Guise;
use spoglio::strip::{Model, training};
use spoglio::{decode, meta};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: dump FOLDER < list")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let (first, second) = training::names();
    let names =
        format!("{}\n{}\n{}\n", training::fingerprint(), first.join("\n"), second.join("\n"));
    std::fs::write(folder.join("names.txt"), names)?;
    let width = first.len() + second.len();
    let mut models: BTreeMap<String, Model> = BTreeMap::new();
    let mut rows = BufWriter::new(File::create(folder.join("rows.f32"))?);
    let mut pages = BufWriter::new(File::create(folder.join("pages.jsonl"))?);
    let mut arena = Arena::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut parts = line.split('\t');
        let (path, flags) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let model = parts.next().unwrap_or("");
        if !model.is_empty() && !models.contains_key(model) {
            let read = Model::read(&std::fs::read(model)?)
                .ok_or_else(|| format!("{model}: no model of these features"))?;
            models.insert(model.to_owned(), read);
        }
        let bytes = std::fs::read(path)?;
        let decoded = decode::decode(&bytes, None);
        let mended = decode::repair(&decoded.text);
        let html = mended.as_deref().unwrap_or(&decoded.text);
        let document = parse(html, &mut arena, &Limits::default());
        let guise = Guise { nameless: flags.contains('n'), wordless: flags.contains('u') };
        let metadata = meta::from_html(document, None);
        let sample = training::sample(document, (&metadata, None), guise, models.get(model));
        if sample.rows.len() != sample.words.len() * width {
            return Err(format!("{path}: rows are not {width} wide").into());
        }
        for value in &sample.rows {
            rows.write_all(&value.to_le_bytes())?;
        }
        let texts: Vec<&str> = sample.blocks.iter().map(|(_, text)| text).collect();
        let page = serde_json::json!({ "path": path, "flags": flags, "texts": texts, "words": sample.words });
        writeln!(pages, "{page}")?;
    }
    rows.flush()?;
    pages.flush()?;
    Ok(())
}
