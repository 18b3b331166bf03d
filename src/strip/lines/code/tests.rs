use super::without;

/// The lines that are left of a text.
fn left(text: &str) -> Vec<String> {
    let left = without(text).unwrap_or_else(|| text.to_owned());
    left.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

const STYLE: &str = "body{margin:0;font-family:Arial,sans-serif}.nav a,dl>dt{color:#06c}@media only screen and (max-width:600px){.nav{display:none}}";
const DATA: &str = "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"The ferry stays\"}";
const SCRIPT: &str = "(function(w,d,s){var a=d.createElement(s);a.src=\"https://ads.example/tag.js\";d.head.appendChild(a);w.slots.push({id:\"mid\",sizes:[[300,250]],lazy:true});})(window,document,\"script\");";
const FIRST: &str = "The ferry of Lenta stays in port, said the skipper.";
const LAST: &str = "Nobody knows (so they say) when the river falls; the baker waits.";

#[test]
fn scripts_style_sheets_and_data_between_paragraphs_go() {
    let text = format!("{STYLE}\n{DATA}\n{FIRST}\n\n{SCRIPT}\n\n{LAST}\n");
    assert_eq!(left(&text), [FIRST, LAST]);
    let bare = without(&text).unwrap();
    assert_eq!(bare.lines().count(), text.lines().count());
}

#[test]
fn code_glued_to_text_is_cut_off() {
    let text = format!("The ferry - The Valley Herald{STYLE}\n{DATA}HomeNews{FIRST}{SCRIPT}{LAST}");
    let news = format!("HomeNews{FIRST}");
    assert_eq!(left(&text), ["The ferry - The Valley Herald", &news, LAST]);
}

#[test]
fn a_script_of_many_lines_goes_with_what_stands_beside_it() {
    let script = "  var slots = slots || []; // all of the page's\n\n  if ( window.paper.user ) {\n      try {\n          document.querySelector('#top').remove();\n      } catch (error) {}\n  } else {\n      // it doesn't show any\n      Slots.show('top', {\n          lazy: true\n      });\n  }\n  document.body.classList.add('body--loading');\n";
    assert_eq!(left(&format!("{FIRST}\n{DATA}\n{script}{LAST}\n{script}")), [FIRST, LAST]);
}

#[test]
fn data_of_many_lines_goes() {
    let data = "{\n\"assetHost\": \"https://static.paper.example\",\n\"toggles\": {\n\"comments\\_per\\_user\": true\n},\n\"consent\": \"The ferry stays in port, so they say\"\n}\n";
    assert_eq!(left(&format!("{FIRST}\n{data}{DATA}\n{LAST}")), [FIRST, LAST]);
}

#[test]
fn the_state_of_a_page_goes() {
    let state = "(self.__next_f=self.__next_f||[]).push([0])self.__next_f.push([1,\"1:{\\\"a\\\":\\\"b\\\"}\\n\"])";
    let more =
        "\\\"gutter\\\":{\\\"slot\\\":\\\"top\\\",\\\"size\\\":[\\\"300\\\"],\\\"lazy\\\":1}\"])";
    assert_eq!(left(&format!("{FIRST}{state}\n{more}\n{LAST}")), [FIRST, LAST]);
}

#[test]
fn examples_of_an_article_stay() {
    let example = "const ferry = new FerryBoat();\nferry.waitUntil(() => {\n  document.title = ferry.portName;\n});";
    for text in [
        // no script of the page is kept
        format!("{FIRST}\n\n{example}\n\n{LAST}"),
        // its sentences speak of them
        format!(
            "{DATA}\nCall the method waitUntil before you ask for the portName.\n\n{example}\n\n{LAST}"
        ),
        format!("{FIRST}\n\n```\n{SCRIPT}\n{example}\n```\n\n{LAST}"),
    ] {
        assert_eq!(left(&text).iter().filter(|line| example.contains(line.as_str())).count(), 4);
    }
}

#[test]
fn texts_without_code_stay_as_they_are() {
    for text in [
        "",
        "{",
        "}{ );",
        "He waits (so they say); she goes {on}.",
        "See [the pier](https://valley.example/a?b={c};d=e) and ![it](a.jpg){.wide width=\"600\"}.",
        "   1. https://valley.example/ferry?a=b;c={d}&e=f\n   2. javascript:{if(window.a){b()}}\n",
        "::: {.card style=\"color:var(--a);background:var(--b);margin:var(--c);padding:var(--d);border:var(--e);font:var(--f);top:var(--g)\"}\nIt stays.\n:::",
    ] {
        assert_eq!(without(text), None, "{text}");
    }
}
