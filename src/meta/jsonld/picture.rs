//! The picture that a thing of JSON-LD leads with.

use super::json::{Json, Value};
use super::plain::clean;
use super::reference::elsewhere;

/// How many pictures of a thing are looked at.
const MOST: usize = 10;

/// The address and the caption of the first picture of a thing that tells its address, itself or elsewhere under
/// its `@id`.
pub(super) fn of(thing: Value<'_>, blocks: &[Json<'_>]) -> Option<(String, Option<String>)> {
    let pictures = thing.get("image").or_else(|| thing.get("thumbnailUrl"))?;
    pictures.each().take(MOST).find_map(|picture| {
        let said = || elsewhere(picture, blocks).find(|node| address(*node).is_some());
        let own = address(picture).filter(|address| picture.is_object() || !names_a_part(address));
        let (url, node) = match own {
            Some(url) => (url, None),
            None => match said() {
                Some(node) => (address(node)?, Some(node)),
                None => (alone(picture)?, None),
            },
        };
        let caption = |of: Value<'_>| {
            let text = of.get("caption").or_else(|| of.get("description"))?;
            clean(text.text_of(&["@value"])?)
        };
        let caption = caption(picture).or_else(|| caption(node.or_else(said)?));
        Some((url, caption))
    })
}

/// The address that a picture tells of itself.
fn address(picture: Value<'_>) -> Option<String> {
    let url = picture.text_of(&["url", "contentUrl"])?;
    Some(url.trim().to_owned()).filter(|url| !url.is_empty())
}

/// What a picture is called by where nothing describes it: an address, unless it is the name of a part of a page,
/// as WordPress gives to its pictures (`https://example.org/a/#primaryimage`).
fn alone(picture: Value<'_>) -> Option<String> {
    let name = picture.text_of(&["@id"])?.trim().to_owned();
    (!name.is_empty() && (!picture.is_object() || !names_a_part(&name))).then_some(name)
}

fn names_a_part(address: &str) -> bool {
    address.contains('#')
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read, value};

    fn image(json: &str) -> (String, Option<String>) {
        let html = format!(
            "<meta property=og:image content=https://e.example/card.jpg>\
             <script type=application/ld+json>{json}</script><h1>The weir</h1><p>It leaks.</p>"
        );
        value(&read(&html).image).map(|image| (image.url, image.caption)).unwrap_or_default()
    }

    #[test]
    fn a_picture_that_is_named_by_its_id_is_described_elsewhere() {
        let page = |id: &str, node: &str| {
            image(&format!(
                r#"{{"@graph":[{{"@type":"Article","headline":"The weir","image":{{"@id":"{id}"}}}},{node}]}}"#
            ))
        };
        let node = |id: &str| {
            format!(
                r#"{{"@type":"ImageObject","@id":"{id}","url":"https://e.example/weir.jpg",
                   "width":1200,"caption":"The weir in May"}}"#
            )
        };
        let whole = "https://e.example/a/#primaryimage";
        let (url, caption) = page(whole, &node(whole));
        assert_eq!(
            (&*url, caption.as_deref()),
            ("https://e.example/weir.jpg", Some("The weir in May"))
        );
        assert_eq!(page("#i", &node("#i")).0, "https://e.example/weir.jpg");
        assert_eq!(page(whole, &node("#other")).0, "https://e.example/card.jpg");
        assert_eq!(page("#i", "{}").0, "https://e.example/card.jpg");
        // An id that is the picture's address.
        assert_eq!(page("https://e.example/id.jpg", "{}").0, "https://e.example/id.jpg");
    }

    #[test]
    fn a_name_alone_may_stand_in_the_place_of_a_picture() {
        let node =
            r##"{"@type":"ImageObject","@id":"#i","contentUrl":"https://e.example/weir.jpg"}"##;
        let page =
            |said: &str| image(&format!(r#"[{{"@type":"Article","image":{said}}},{node}]"#)).0;
        assert_eq!(page(r##""#i""##), "https://e.example/weir.jpg");
        assert_eq!(page(r#""https://e.example/a.jpg#top""#), "https://e.example/a.jpg#top");
        assert_eq!(page(r##"["","#i"]"##), "https://e.example/weir.jpg");
        assert_eq!(
            page(r#"{"url":"https://e.example/own.jpg","@id":"x"}"#),
            "https://e.example/own.jpg"
        );
    }
}
