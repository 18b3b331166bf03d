//! Cleans saved pages with model files other than the one that ships.
//!
//! Reads lines of `PATH<TAB>MODEL` from standard input and prints what `spoglio clean --format
//! jsonl` would, as far as scoring needs it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, Write as _};

use spoglio::html::{Arena, Limits, parse};
use spoglio::strip::{Context, Model, training};
use spoglio::{decode, meta, text};

fn main() -> Result<(), Box<dyn Error>> {
    let mut models: BTreeMap<String, Model> = BTreeMap::new();
    let mut arena = Arena::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (path, model) = line.split_once('\t').ok_or("a line is PATH<TAB>MODEL")?;
        if !models.contains_key(model) {
            let read = Model::read(&std::fs::read(model)?)
                .ok_or_else(|| format!("{model}: no model of these features"))?;
            models.insert(model.to_owned(), read);
        }
        let Some(model) = models.get(model) else { continue };
        let bytes = std::fs::read(path)?;
        let decoded = decode::decode(&bytes, None);
        let mended = decode::repair(&decoded.text);
        let html = mended.as_deref().unwrap_or(&decoded.text);
        let document = parse(html, &mut arena, &Limits::default());
        let metadata = meta::from_html(document, None);
        let context = Context { metadata: &metadata, url: None, site: None, profile: None };
        let stripped = training::strip(document, &context, model);
        let clean = text::clean_text(&stripped.blocks, text::Include::default());
        let title = metadata.title.as_ref().map(|title| &title.value);
        let page = serde_json::json!({ "source": path, "title": title, "text": clean.body() });
        writeln!(out, "{page}")?;
    }
    Ok(())
}
