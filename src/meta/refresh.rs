//! Where a page leads by itself: `meta http-equiv=refresh`, and the header of that name.

use crate::html::{Arena, Document, Limits, NodeId, Tag, parse};

/// Seconds after which a page leads elsewhere at most: what waits longer loads itself anew, as tickers do.
const SOON: f32 = 5.0;

/// The address that a page leads to by itself and soon, as it is written there.
#[must_use]
pub fn refresh(page: Document<'_>) -> Option<String> {
    page.tags().find_map(|(id, tag)| match tag {
        Tag::META => of_meta(page, id),
        // What stands in it is text here, as it is where scripts run.
        Tag::NOSCRIPT => {
            let (text, mut arena) = (page.subtree_text(id), Arena::new());
            let within = parse(&text, &mut arena, &Limits::default());
            let mut metas = within.tags().filter(|(_, tag)| *tag == Tag::META);
            metas.find_map(|(id, _)| of_meta(within, id))
        }
        _ => None,
    })
}

fn of_meta(page: Document<'_>, id: NodeId) -> Option<String> {
    let is = page.attribute(id, "http-equiv")?.trim().eq_ignore_ascii_case("refresh");
    is.then_some(())?;
    refresh_of(&page.attribute(id, "content")?).map(str::to_owned)
}

/// The address in the content of such an element or header, where it leads there soon (HTML, 4.2.5.3).
#[must_use]
pub fn refresh_of(content: &str) -> Option<&str> {
    let content = content.trim();
    let time = content.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(content.len());
    let (seconds, rest) = content.split_at(time);
    if seconds.parse::<f32>().ok()? > SOON {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == ',');
    let address = match rest.get(..3) {
        Some(name) if name.eq_ignore_ascii_case("url") => {
            let value = rest.get(3..).unwrap_or_default().trim_start();
            value.strip_prefix('=').map_or(rest, str::trim_start)
        }
        _ => rest,
    };
    let address = match address.chars().next() {
        Some(quote @ ('"' | '\'')) => address.get(1..)?.split(quote).next()?,
        _ => address,
    };
    Some(address.trim()).filter(|address| !address.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_leads_where_it_says_and_only_soon() {
        for content in
            ["0;url=/a", "0; URL='/a'", " 3 ;url = \"/a\" x", "0,/a", "0.5; /a", "5;url=/a "]
        {
            assert_eq!(refresh_of(content), Some("/a"), "{content}");
        }
        for content in ["300; url=/a", "0", "", "0;", "0; url=", "url=/a", "soon; url=/a"] {
            assert_eq!(refresh_of(content), None, "{content}");
        }
        let page = "<meta name=x content='0;/b'><noscript><META HTTP-EQUIV=Refresh CONTENT='0;url=/a'></noscript>";
        let mut arena = Arena::new();
        assert_eq!(refresh(parse(page, &mut arena, &Limits::default())).as_deref(), Some("/a"));
    }
}
