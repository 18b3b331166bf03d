//! How things of JSON-LD refer to each other, by `@id`, and to pages, by address.

use super::json::{Json, Value};

/// What the blocks say anywhere of a thing under its `@id`, which may be all that stands in its place.
pub(super) fn elsewhere<'a>(
    value: Value<'a>,
    blocks: &'a [Json<'a>],
) -> impl Iterator<Item = Value<'a>> {
    let id = value.each().find_map(|value| match value.get("@id") {
        Some(id) => id.text(),
        None => value.text().filter(|name| name.contains('#')),
    });
    id.into_iter().flat_map(move |id| {
        let things = blocks.iter().flat_map(Json::all).filter(|value| value.is_object());
        things.filter(move |thing| thing.get("@id").and_then(Value::text).as_ref() == Some(&id))
    })
}

/// Whether two addresses differ in no more than scheme, `www.`, fragment and final slash.
pub(in crate::meta) fn same_address(a: &str, b: &str) -> bool {
    fn bare(address: &str) -> &str {
        let address = address.split('#').next().unwrap_or("");
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
    }
    !bare(a).is_empty() && bare(a) == bare(b)
}
