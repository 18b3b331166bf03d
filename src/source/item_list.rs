//! The list of pages that a page gives in its data: `ItemList` of schema.org in JSON-LD.

use serde_json::Value;
use url::Url;

use super::candidate::Candidate;
use crate::html::Document;

/// The pages that a page's lists name, in their order. Data that is no JSON is passed over.
pub(super) fn read(document: Document<'_>, base: &Url) -> Vec<Candidate> {
    let mut found = Vec::new();
    for id in document.ids().filter(|&id| document.tag(id).name() == "script") {
        let kind = document.attribute(id, "type");
        if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) {
            continue;
        }
        let text = document.subtree_text(id);
        if !text.contains("ItemList") {
            continue;
        }
        let Ok(data) = serde_json::from_str::<Value>(&text) else { continue };
        // Depth first, what stands first being taken first.
        let mut open = vec![&data];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values.iter().rev()),
                Value::Object(fields) => {
                    if is_list(value) {
                        let items = value.get("itemListElement").and_then(Value::as_array);
                        found.extend(
                            items.into_iter().flatten().filter_map(|item| candidate(item, base)),
                        );
                    } else {
                        open.extend(fields.values().filter(|value| !value.is_string()));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

fn is_list(value: &Value) -> bool {
    let is_name = |name: &Value| name.as_str() == Some("ItemList");
    value.get("@type").is_some_and(|kind| match kind {
        Value::Array(kinds) => kinds.iter().any(is_name),
        kind => is_name(kind),
    })
}

/// An item is an address, or says it itself, or of the thing that it stands for.
fn candidate(item: &Value, base: &Url) -> Option<Candidate> {
    let thing = item.get("item").unwrap_or(item);
    let said = |name: &str| {
        let value = item.get(name).or_else(|| thing.get(name))?.as_str()?.trim();
        (!value.is_empty()).then_some(value)
    };
    let address = item.as_str().or_else(|| thing.as_str());
    let address = address.or_else(|| said("url")).or_else(|| said("@id"))?;
    let mut candidate = Candidate::at(address, Some(base))?;
    candidate.title = said("name").or_else(|| said("headline")).map(str::to_owned);
    Some(candidate)
}
