//! Where the site keeps the page: the trail from its home page, as `BreadcrumbList` gives it.

use super::json::{Json, Value};
use super::plain::clean;
use super::reference::same_address;
use crate::lexicon::key;

/// How many steps of a trail are looked at.
const MOST: usize = 20;
/// Letters and digits of the shortest beginning of a headline that stands for all of it.
const CUT: usize = 12;
/// Words of the longest name of a section that leads nowhere: the page itself has no link in its trail.
const SHORT: usize = 3;

/// What a page is known by: its addresses, and its titles as [`key`]s.
pub(super) struct Known<'a> {
    pub addresses: &'a [&'a str],
    pub titles: &'a [String],
}

/// A step of a trail.
struct Step {
    name: String,
    address: Option<String>,
    place: u32,
}

/// The section that the page stands in: the last step of the first trail that is neither the page itself nor the
/// home page of the site.
pub(super) fn section(blocks: &[Json<'_>], known: &Known<'_>) -> Option<String> {
    let is_trail = |thing: &Value<'_>| {
        let mut types = thing.get("@type").into_iter().flat_map(Value::each);
        types.any(|kind| kind.text().is_some_and(|kind| kind.ends_with("BreadcrumbList")))
    };
    let things = blocks.iter().flat_map(Json::all).filter(|thing| thing.is_object());
    things.filter(is_trail).find_map(|trail| {
        let mut steps = steps(trail);
        while steps.last().is_some_and(|last| is_page(last, known, steps.len())) {
            steps.pop();
        }
        let home = steps.len() == 1 && steps[0].address.as_deref().is_some_and(is_home);
        steps.pop().filter(|_| !home).map(|step| step.name)
    })
}

/// The steps of a trail, from the home page on.
fn steps(trail: Value<'_>) -> Vec<Step> {
    let items = trail.get("itemListElement").into_iter().flat_map(Value::each).take(MOST);
    let mut steps: Vec<Step> = items
        .enumerate()
        .filter_map(|(at, step)| {
            let item = step.get("item");
            let name = step.get("name").or_else(|| item?.get("name"))?;
            let place = step.get("position").and_then(|place| place.text()?.trim().parse().ok());
            Some(Step {
                name: clean(name.text_of(&["@value"])?)?,
                address: item.and_then(|item| Some(item.text_of(&["@id", "url"])?.into_owned())),
                place: place.unwrap_or(at as u32),
            })
        })
        .collect();
    steps.sort_by_key(|step| step.place);
    steps
}

/// Whether the last of so many steps is the page itself.
fn is_page(step: &Step, known: &Known<'_>, count: usize) -> bool {
    let name = key(&step.name);
    let is_cut = |title: &String| name.len() >= CUT && title.starts_with(&name);
    match &step.address {
        Some(address) if known.addresses.iter().any(|own| same_address(own, address)) => true,
        None if count > 1 && step.name.split_whitespace().count() > SHORT => true,
        _ => known.titles.iter().any(|title| *title == name || is_cut(title)),
    }
}

/// Whether an address is that of a site's home page.
fn is_home(address: &str) -> bool {
    let rest = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]));
    // "/en" is that of one language.
    rest.trim_matches('/').len() <= 2
}

#[cfg(test)]
mod tests {
    use crate::meta::tests::{read_at, value};

    fn section(head: &str, trail: &str) -> Option<String> {
        let html = format!(
            "<title>The weir leaks again | Post</title>{head}<script type=application/ld+json>{{\"@graph\":[\
             {{\"@type\":\"NewsArticle\",\"headline\":\"The weir leaks again\"}},\
             {{\"@type\":\"WebPage\",\"breadcrumb\":{{\"@type\":\"BreadcrumbList\",\
             \"itemListElement\":[{trail}]}}}}]}}</script><h1>The weir leaks again</h1><p>It does.</p>"
        );
        value(&read_at(&html, Some("https://e.example/news/weir")).section)
    }

    fn step(place: u32, name: &str, address: &str) -> String {
        let item = match address {
            "" => String::new(),
            address => format!(",\"item\":\"https://e.example{address}\""),
        };
        format!("{{\"@type\":\"ListItem\",\"position\":{place},\"name\":\"{name}\"{item}}}")
    }

    #[test]
    fn the_section_is_the_last_step_that_is_not_the_page() {
        let home = step(1, "Post", "/");
        let water = step(2, "Water", "/water");
        for last in [
            step(3, "The weir leaks again", ""),
            step(3, "The weir leaks…", "/x"),
            step(3, "Leaking", "/news/weir/"),
            step(3, "What the council now wants to do", ""),
        ] {
            let found = section("", &[&*home, &*water, &*last].join(","));
            assert_eq!(found.as_deref(), Some("Water"), "{last}");
            let turned = section("", &[&*last, &*water, &*home].join(","));
            assert_eq!(turned.as_deref(), Some("Water"), "{last}");
            assert_eq!(section("", &[&*home, &*last].join(",")), None, "{last}");
        }
        assert_eq!(section("", &[&*home, &*water].join(",")).as_deref(), Some("Water"));
        assert_eq!(section("", &home), None);
        assert_eq!(section("", &step(1, "Home", "/en/start")), None);
        let said = "<meta property=article:section content=Rivers>";
        assert_eq!(section(said, &water).as_deref(), Some("Rivers"));
    }

    #[test]
    fn names_may_stand_in_the_items() {
        let step = |name: &str, address: &str| {
            format!("{{\"item\":{{\"@id\":\"https://e.example{address}\",\"name\":\"{name}\"}}}}")
        };
        let trail =
            [step("Home", "/"), step("Water", "/water"), step("The weir leaks again", "/w")];
        assert_eq!(section("", &trail.join(",")).as_deref(), Some("Water"));
    }
}
