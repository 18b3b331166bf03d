use super::*;
use crate::html::Tag;
use crate::page::Shape;

fn texts(html: &str) -> Vec<(String, Shape)> {
    let mut arena = Arena::new();
    let layout = segment(html::parse(html, &mut arena, &html::Limits::default()), None);
    layout.blocks.iter().map(|(block, text)| (text.to_owned(), block.shape)).collect()
}

#[test]
fn block_elements_and_double_breaks_end_a_block() {
    let found = texts("<body>a <b>b</b><p>c<br>d<br> <br>e</p><div>f<span>g</span></div>h");
    let found: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(found, ["a b", "c d", "e", "fg", "h"]);
}

#[test]
fn neighbours_that_are_fields_are_set_apart_and_parts_of_a_word_are_not() {
    for (html, wanted) in [
        ("<span class=a>Sport</span><span class=b>Politica</span>", "Sport Politica"),
        ("<a href=/a>Uno</a><a href=/b>Due</a>", "Uno Due"),
        ("<time>10:00</time><span class=x>(ANSA)</span>", "10:00 (ANSA)"),
        ("in <a href=/a>Aosta</a><span class=x>, Ivrea</span>", "in Aosta, Ivrea"),
        ("“<a href=/a>sì</a><span class=x>”.</span>", "“sì”."),
        ("<span style=color:red>l</span><span style='color:red'>unga</span>", "lunga"),
        ("<span data-contrast=auto>al</span><span data-contrast=auto lang=it>tri</span>", "altri"),
        ("<span data-test=name>Rossi</span><span data-test=day>oggi</span>", "Rossi oggi"),
        ("<a href=/a>Uno</a><span class=x></span> , due", "Uno , due"),
    ] {
        assert_eq!(texts(&format!("<p>{html}</p>"))[0].0, wanted, "{html}");
    }
}

#[test]
fn what_stands_there_for_programs_is_no_text() {
    for (html, wanted) in [
        ("<h2>Plot<span class=mw-editsection>[<a href=/e>edit</a>]</span></h2>", &["Plot"][..]),
        ("<h2><a href=#p>#</a> Plot</h2>", &["Plot"]),
        ("<h2>Plot <a href=#p>§</a></h2><p>C <a href=/h>#</a></p>", &["Plot", "C #"]),
        (
            "<p>x<math><semantics><mi>A</mi><annotation>{\\displaystyle A}</annotation></semantics></math>y",
            &["xAy"],
        ),
        (
            "<table><tr><td class=gutter><pre>1\n2</pre></td><td class=code><pre>let a;\nlet b;</pre></table>",
            &["let a;\nlet b;"],
        ),
        (
            "<pre><span class=ln>1</span>print</pre><p><span class=ln>1</span> mile",
            &["print", "1 mile"],
        ),
        (
            "<p>x</p><div class=ai2html><div class='g-artboard '><p>$915</p></div></div><p>y",
            &["x", "y"],
        ),
    ] {
        let found = texts(html);
        let found: Vec<&str> = found.iter().map(|(text, _)| &**text).collect();
        assert_eq!(found, wanted, "{html}");
    }
}

#[test]
fn headings_items_quotations_and_code_keep_their_shape() {
    let found = texts(
        "<h2>Two</h2><ol><li>one<ul><li>in</li></ul></li></ol><blockquote><p>q</p></blockquote>\
         <pre>a\n  b</pre>",
    );
    let item = |depth, ordered| Shape::ListItem { depth, ordered };
    let expected = [
        ("Two", Shape::Heading(2)),
        ("one", item(1, true)),
        ("in", item(2, false)),
        ("q", Shape::Quotation),
        ("a\n  b", Shape::Preformatted),
    ];
    assert_eq!(found, expected.map(|(text, shape)| (text.to_owned(), shape)));
}

#[test]
fn a_heading_loses_the_sign_of_its_link_and_no_other() {
    let found = texts("<h2>Parameters<a href=#p>¶</a></h2><p>See ¶ 4</p><p><a href=#q>¶</a></p>");
    let found: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(found, ["Parameters", "See ¶ 4", "¶"]);
}

#[test]
fn a_data_row_is_one_block_and_a_layout_row_is_not() {
    let found = texts("<table><tr><th>a<th>b<tr><td>1<td><p>2</table>");
    let row = |header| Shape::TableRow { header };
    assert_eq!(found, [("a\tb".to_owned(), row(true)), ("1\t2".to_owned(), row(false))]);
    let found = texts("<table><tr><td><div>menu</div><td><p>one<p>two</table>");
    assert_eq!(found.len(), 3);
}

#[test]
fn a_row_that_an_editor_of_documents_wrote_is_one_of_data() {
    let cell = |text: &str| format!("<td><div dir=ltr style='margin: 0'>{text}</div>");
    let found = texts(&format!(
        "<table><tr>{}{}<tr>{}{}</table>",
        cell("Quay"),
        cell("Depth") + "<div style='margin: 0'>(feet)</div>",
        cell("North"),
        cell("4")
    ));
    let found: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(found, ["Quay\tDepth (feet)", "North\t4"]);
}

#[test]
fn an_article_among_a_pages_data_stands_against_running_text_and_not_against_menus() {
    let menu: String = (0..60).map(|n| format!("<li><a href=/{n}>Section {n}</a>")).collect();
    let paragraph = "<p>The weir was opened on Monday, and nobody but the mayor came. </p>";
    let data = paragraph.repeat(16).replace('<', "\\u003C");
    let page = |own: &str| {
        let found = texts(&format!("<ul>{menu}</ul>{own}<script>x={{body:\"{data}\"}}</script>"));
        found.iter().filter(|(text, _)| text.starts_with("The weir")).count()
    };
    assert_eq!(page(""), 16);
    assert_eq!(page(&paragraph.repeat(10)), 10, "the page prints its text");
}

#[test]
fn what_readers_do_not_see_as_text_is_skipped() {
    let found = texts("<p>a<script>x</script><style>y</style><svg><text>z</text></svg></p>");
    assert_eq!(found, [("a".to_owned(), Shape::Paragraph)]);
}

#[test]
fn what_a_replay_tool_sets_above_a_page_is_skipped() {
    let banner = |id: &str| {
        let within = "<div>About this capture</div><div style=display:none><p>It was collected by many.</div>";
        texts(&format!("<body><div id={id}>{within}</div><p>The weir is open."))
    };
    assert_eq!(banner("wm-ipp-base").len(), 1);
    assert_eq!(banner("weir").len(), 3);
}

#[test]
fn a_page_that_scripts_build_is_read_from_what_it_prints_without_them() {
    let post = "<p>A post that is long enough to be the page's own text. ".repeat(20);
    let found = texts(&format!("<body><div id=app></div><noscript>{post}</noscript>"));
    assert_eq!(found.len(), 20);
}

#[test]
fn what_a_link_says_to_screen_readers_alone_is_no_text() {
    let found = texts(
        "<p>The <a href=/x>index<span>, opens new tab</span></a>, on Friday, \
         <a href=/y><span>opens new ground</span> for all</a>.</p>",
    );
    let text = "The index, on Friday, opens new ground for all.";
    assert_eq!(found, [(text.to_owned(), Shape::Paragraph)]);
}

#[test]
fn elements_without_text_are_counted_but_have_no_number() {
    let mut arena = Arena::new();
    let html =
        "<body><ul><li class=a>x<li class=a><img><li class=b>y<li class=a><p>z</ul><div></div>";
    let layout = segment(html::parse(html, &mut arena, &html::Limits::default()), None);
    let found: Vec<_> =
        layout.elements.iter().map(|e| (e.tag, e.depth, e.children, e.alike)).collect();
    let expected = [
        (Tag::HTML, 0, 1, 1),
        (Tag::BODY, 1, 2, 1),
        (Tag::UL, 2, 4, 1),
        (Tag::LI, 3, 0, 3),
        (Tag::LI, 3, 0, 1),
        (Tag::LI, 3, 1, 3),
        (Tag::P, 4, 0, 1),
    ];
    assert_eq!(found, expected);
    assert_eq!(layout.tags[Tag::LI.index()], 4);
    assert_eq!(layout.tags[Tag::IMG.index()], 1);
}

#[test]
fn an_article_out_of_the_pages_data_is_headed_by_the_pages_title() {
    let paragraph =
        "<p>The harbour wall will be rebuilt for nine million, the council of Sellby said.</p>";
    let data = paragraph.repeat(12).replace('<', "\\u003c");
    let page = |printed: &str| {
        let html =
            format!("<div id=root>{printed}</div><script>x = {{\"body\":\"{data}\"}}</script>");
        let mut arena = Arena::new();
        let page = html::parse(&html, &mut arena, &html::Limits::default());
        let layout = segment(page, Some("Wall & harbour"));
        let headed = layout.blocks.iter().filter(|(_, text)| *text == "Wall & harbour").count();
        (headed, layout.blocks.rows.len())
    };
    assert_eq!(page(""), (1, 13));
    assert_eq!(page("<h1>Wall &amp; harbour</h1>"), (1, 13), "printed by the page itself");
}

#[test]
fn a_letter_in_preformatted_text_is_paragraphs_and_its_signature_keeps_its_lines() {
    let line = "The new <a href=/w>weir at Sellby</a> was opened on Monday, eleven years after the\nfirst plans were \
                laid before the council, and nobody who lives below\nit believes that it will hold for long.\n";
    let found = texts(&format!(
        "<h1>Re: Weir</h1><pre>\n{line}\n{line}\nJoan Tackley\nWeir Lane 4</pre><p>x"
    ));
    let shapes: Vec<Shape> = found.iter().map(|(_, shape)| *shape).collect();
    let (paragraph, lines) = (Shape::Paragraph, Shape::Preformatted);
    assert_eq!(shapes, [Shape::Heading(1), paragraph, paragraph, lines, paragraph]);
    assert!(found[1].0.ends_with("nobody who lives below it believes that it will hold for long."));
    assert_eq!(found[3].0, "Joan Tackley\nWeir Lane 4");
    assert_eq!(found[4].0, "x");
}
