//! A page cut, spliced, nested and garbled gives one tree on both roads.

use proptest::prelude::*;

use super::html_oracle::compare;

/// Written for this test: a bit of everything that has tree rules of its own.
const PAGE: &str = r##"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title>
<script>if (a < b) document.write("<!-- <script>x<\/script> -->");</script>
<style>p > a { color: red }</style></head>
<body class='home page' data-x=1><!-- top --><nav><ul><li><a href="/?a=1&copy=2">Menu<li>Two</a></ul></nav>
<svg viewBox="0 0 1 1"><use xlink:href="#i" /><title>Icon</title></svg>
<article id=story><h1>Title<h2>Sub</h1><p>First <b>bold <i>both</b> italic</i> &nbsp;end
<p>Second &#8212; <a href=x>one <a href=y>two</a><br>line<img src="a>b.png" alt="x'y">
<table><caption>C</caption><tr><td>1<td>2 <b>x<tr>stray<td>3</table></b>
<form><select><option>A<option selected>B</select><div></form>late</div>
<pre>
 verse
</pre><textarea>
<p>raw</textarea><blockquote>Quote</p></blockquote><dl><dt>T<dd>D</dl>
<noscript><p>none</noscript><template><tr><td>t</template><x-card>card</x-card>
<button>One<button>Two</button><ruby>a<rt>b</ruby><iframe><p></iframe></article></body></html>
tail"##;

#[test]
fn the_page_is_understood() {
    assert_eq!(compare(PAGE), Ok(None));
}

#[test]
fn cut_at_every_byte_it_gives_one_tree() {
    for at in 0..PAGE.len() {
        if let Some(cut) = PAGE.get(..at)
            && let Err(difference) = compare(cut)
        {
            panic!("cut at {at}: {difference}");
        }
    }
}

/// One way to spoil a page; numbers are taken modulo the page's length.
#[derive(Clone, Debug)]
enum Spoil {
    Remove(usize, usize),
    Repeat(usize, usize, usize),
    Move(usize, usize, usize),
    Nest(&'static str, usize),
    Case(usize, usize),
    Insert(usize, &'static str),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let at = || 0usize..4000;
    let length = || 0usize..120;
    let tag = || {
        prop::sample::select(vec![
            "<div>",
            "<b>",
            "<a>",
            "<table>",
            "<tr>",
            "<p>",
            "<li>",
            "<svg>",
            "<math><mi>",
            "<form>",
            "<template>",
            "<select>",
            "<button>",
            "<h1>",
            "<nobr>",
            "<font>",
            "<td>",
            "<caption>",
        ])
    };
    let piece = prop::sample::select(vec![
        "\"",
        "'",
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "&",
        "=",
        "/",
        "</b>",
        "</p>",
        "</table>",
        "</a>",
        "</div>",
        "</form>",
        "</template>",
        "</body>",
        "<body x>",
        "<html y>",
        "<head>",
        "\r\n",
        "\r",
        "\0",
        "\u{feff}",
        "&#xD800;",
        "&#13;",
        "<![CDATA[",
        "]]>",
        "<plaintext>",
        "<br/>",
        "</svg>",
        "<script>",
        "</script>",
        "<title>",
        "<tr>",
        "<td>",
        "</td>",
        "é",
        "<li>",
        "<hr>",
    ]);
    prop_oneof![
        (at(), length()).prop_map(|(at, length)| Spoil::Remove(at, length)),
        (at(), length(), at()).prop_map(|(at, length, to)| Spoil::Repeat(at, length, to)),
        (at(), length(), at()).prop_map(|(at, length, to)| Spoil::Move(at, length, to)),
        (tag(), 1usize..40).prop_map(|(tag, times)| Spoil::Nest(tag, times)),
        (at(), length()).prop_map(|(at, length)| Spoil::Case(at, length)),
        (at(), piece).prop_map(|(at, piece)| Spoil::Insert(at, piece)),
    ]
}

fn apply(page: &str, spoil: &Spoil) -> String {
    let boundary = |at: usize| page.floor_char_boundary(at % (page.len() + 1));
    let range = |at: usize, length: usize| {
        let from = boundary(at);
        from..page.floor_char_boundary((from + length).min(page.len()))
    };
    let mut out = page.to_owned();
    match spoil {
        Spoil::Remove(at, length) => out.replace_range(range(*at, *length), ""),
        Spoil::Repeat(at, length, to) => out.insert_str(boundary(*to), &page[range(*at, *length)]),
        Spoil::Move(at, length, to) => {
            let range = range(*at, *length);
            let piece = out[range.clone()].to_owned();
            out.replace_range(range, "");
            let to = out.floor_char_boundary(*to % (out.len() + 1));
            out.insert_str(to, &piece);
        }
        Spoil::Nest(tag, times) => out = tag.repeat(*times) + &out,
        Spoil::Case(at, length) => {
            let range = range(*at, *length);
            let piece: String = out[range.clone()]
                .chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    }
                })
                .collect();
            out.replace_range(range, &piece);
        }
        Spoil::Insert(at, piece) => out.insert_str(boundary(*at), piece),
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_pages_give_one_tree(spoils in prop::collection::vec(spoil(), 1..12)) {
        let page = spoils.iter().fold(PAGE.to_owned(), |page, spoil| apply(&page, spoil));
        if let Err(difference) = compare(&page) {
            prop_assert!(false, "{difference}\n{page}");
        }
    }
}
