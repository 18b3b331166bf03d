//! What stands together is kept together: mending single blocks by the company they are in.

use super::sections::{self, ancestors, parent_of, stands_in};
use super::strays::leave_out_strays;
use super::{
    boxes, contacts, ended, essays, hours, pictured, pointers, pulled, restored, subheads,
};
use crate::html::{Document, Tag};
use crate::page::{Block, Blocks, Label, Shape};
use crate::strip::features::Facts;
use crate::strip::hashed::set::HashedSet;

/// What is linked at most of a table that stands between paragraphs.
const LINKED: f32 = 0.3;

/// Words of the shortest heading between headline and text that is the lead.
const LEADS: f32 = 8.0;

/// How far above a block its table is looked for.
const TABLE_REACH: usize = 4;

/// Words of the shortest heading that is a sentence of the text.
const SENTENCE: f32 = 12.0;

/// Mends the labels of a page's blocks: all rows of a table that is mostly kept are kept, a heading
/// between kept blocks of its section is kept, one of an article below which nothing is kept is left out, and a
/// kept block that says what a picture's alternative text says is its caption; on a page of news a sentence that is set
/// apart beside its paragraph is left out.
pub(in crate::strip) fn mend(facts: &Facts<'_>, page: Document<'_>, blocks: &mut Blocks) {
    pictured::leave_out(facts, page, blocks);
    tables(facts, blocks);
    among_paragraphs(facts, blocks);
    contacts::leave_out(facts, blocks);
    hours::leave_out(facts, blocks);
    ended::leave_out_below(facts, blocks);
    restored::keep_summaries(facts, blocks);
    if facts.is_news() {
        pulled::leave_out(facts, blocks);
        sections::leave_out_pointers(facts, blocks);
        boxes::leave_out_letters(facts, blocks);
        boxes::leave_out_tags(facts, blocks);
        restored::keep_corrections(facts, blocks);
        boxes::leave_out_named(facts, page, blocks);
        essays::keep_captions(facts, blocks);
        restored::keep_notes(facts, blocks);
    }
    if facts.names_article() {
        sections::leave_out_teasers(facts, blocks);
        leave_out_strays(facts, blocks);
        pointers::leave_out_last(facts, blocks);
    }
    subheads::keep_likely(facts, blocks);
    bare_heads(facts, blocks);
}

/// Leaves out of an article the headings below which nothing is kept, up to the next of their level or the end
/// of the page: they head what was left out.
fn bare_heads(facts: &Facts<'_>, blocks: &mut Blocks) {
    if !facts.names_article() {
        return;
    }
    // From the end of the page: for each level whether anything, and anything kept, stands below a heading of it.
    let mut below = [None; 7];
    let mut left_out = HashedSet::default();
    let lead = lead_of(facts, blocks);
    let listed = are_listed(blocks);
    for (at, block) in blocks.rows.iter_mut().enumerate().rev() {
        let level = match block.shape {
            Shape::Heading(level) => usize::from(level).min(6),
            _ => below.len(),
        };
        if let Some(Some(false)) = below.get(level)
            && block.label == Label::Subhead
            && block.kept
            && lead != Some(at)
            && !listed[at]
        {
            block.leave_out(Label::Other, "a heading of which nothing is kept");
            if facts.measures[at].words >= SENTENCE {
                left_out.insert(facts.measures[at].hash);
            }
        }
        let (above, ended) = below.split_at_mut(level);
        above.iter_mut().for_each(|said| *said = Some(said == &Some(true) || block.kept));
        ended.fill(None);
    }
    if left_out.is_empty() {
        return;
    }
    // What such a heading said may be said again in the text, where it was taken for the copy.
    let mut restored = HashedSet::default();
    for (at, block) in blocks.rows.iter_mut().enumerate() {
        let hash = facts.measures[at].hash;
        let copy = block.label == Label::Repeat && block.shape == Shape::Paragraph;
        if copy && left_out.has(hash) && restored.insert(hash) {
            block.keep(Label::Body, "reads and stands like a paragraph of the article");
        }
    }
}

/// For each block whether it is a heading that is the item of a list, and text although nothing may be kept below it:
/// one of several of its level that count something up (`1. A piano`, `2) The inspector`), or that stand above nothing but
/// the captions and credits of pictures.
fn are_listed(blocks: &Blocks) -> Vec<bool> {
    /// Fewest headings that are a list.
    const FEWEST: usize = 3;
    let rows = &blocks.rows;
    let mut counts = [[0; 7]; 2];
    let mut kinds = vec![None; rows.len()];
    // From the end: whether anything, and anything but captions, stands below up to the next heading.
    let (mut any, mut other) = (false, false);
    for (at, block) in rows.iter().enumerate().rev() {
        let Shape::Heading(level) = block.shape else {
            any = true;
            other |= !matches!(block.label, Label::Caption | Label::Credit);
            continue;
        };
        let level = usize::from(level).min(6);
        let kind = if counts_up(blocks.text_of(block)) { 0 } else { 1 };
        if block.kept && block.label == Label::Subhead && (kind == 0 || any && !other) {
            counts[kind][level] += 1;
            kinds[at] = Some((kind, level));
        }
        (any, other) = (false, false);
    }
    let is_list = |(kind, level): (usize, usize)| counts[kind][level] >= FEWEST;
    kinds.into_iter().map(|kind| kind.is_some_and(is_list)).collect()
}

/// Whether a heading begins with a number and a mark.
fn counts_up(text: &str) -> bool {
    let text = text.trim_start_matches(['#', ' ']);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = rest.strip_prefix(['.', ')', ':']);
    (1..=3).contains(&(text.len() - rest.len()))
        && marked.is_some_and(|rest| !rest.starts_with(char::is_numeric))
}

/// The heading right below the headline that is long enough for a lead: papers set it so.
fn lead_of(facts: &Facts<'_>, blocks: &Blocks) -> Option<usize> {
    let title = blocks.rows.iter().position(|block| block.label == Label::Title)?;
    let kept = (title + 1..blocks.rows.len()).find(|at| blocks.rows[*at].kept)?;
    let heading = matches!(blocks.rows[kept].shape, Shape::Heading(2..));
    (heading && facts.measures[kept].words >= LEADS).then_some(kept)
}

fn tables(facts: &Facts<'_>, blocks: &mut Blocks) {
    let mut from = 0;
    while from < blocks.rows.len() {
        let table = table_of(facts, from, &blocks.rows[from]);
        let len = (from..blocks.rows.len())
            .take_while(|at| table.is_some() && table_of(facts, *at, &blocks.rows[*at]) == table)
            .count()
            .max(1);
        let rows = &mut blocks.rows[from..from + len];
        let kept = rows.iter().filter(|row| row.kept).count();
        if table.is_some() && kept < len && kept * 2 >= len {
            for row in rows.iter_mut().filter(|row| !row.kept) {
                row.keep(Label::Table, "a row of a table whose other rows are kept");
            }
        }
        from += len;
    }
}

/// Keeps a program or a table that stands right between two kept paragraphs of one element, and is little linked: what
/// the text speaks of.
fn among_paragraphs(facts: &Facts<'_>, blocks: &mut Blocks) {
    let set = |block: &Block| matches!(block.shape, Shape::Preformatted | Shape::TableRow { .. });
    let prose = |block: &Block| {
        block.kept && matches!(block.label, Label::Body | Label::ListItem | Label::Subhead)
    };
    let mut from = 1;
    while from < blocks.rows.len() {
        let table = table_of(facts, from, &blocks.rows[from]);
        let same =
            |at: &usize| set(&blocks.rows[*at]) && table_of(facts, *at, &blocks.rows[*at]) == table;
        let len = (from..blocks.rows.len()).take_while(same).count();
        let (above, below) = (from - 1, from + len);
        from += len.max(1);
        let between = len > 0 && prose(&blocks.rows[above]);
        if !between || below >= blocks.rows.len() || !prose(&blocks.rows[below]) {
            continue;
        }
        let inner = above + 1..below;
        let section = parent_of(facts, above);
        let one = stands_in(facts, below, section)
            && inner.clone().all(|at| stands_in(facts, at, section));
        let linked = |at: usize| facts.link_share(at) > LINKED;
        if one && !inner.clone().any(|at| blocks.rows[at].kept || linked(at)) {
            for row in &mut blocks.rows[inner] {
                let label =
                    if row.shape == Shape::Preformatted { Label::Code } else { Label::Table };
                row.keep(label, "stands between two paragraphs of the article");
            }
        }
    }
}

/// The table that a row stands in.
fn table_of(facts: &Facts<'_>, at: usize, block: &Block) -> Option<u32> {
    let Shape::TableRow { .. } = block.shape else { return None };
    ancestors(facts, facts.layout.runs[at].element)
        .take(TABLE_REACH)
        .find(|element| facts.layout.elements[*element as usize].tag == Tag::TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, Limits, parse};
    use crate::page::Metadata;
    use crate::strip::features::head::Head;
    use crate::strip::segment::segment;
    use crate::strip::{Context, label};

    /// The kept texts of a page whose blocks have the given probabilities, 0.9 where none is.
    fn kept(html: &str, given: &[(&str, f32)]) -> Vec<String> {
        let mut arena = Arena::new();
        let page = parse(html, &mut arena, &Limits::default());
        let layout = segment(page, None);
        let head = Head::read(page, None);
        let facts = Facts::gather(&layout, &head, false);
        let p: Vec<_> = layout
            .blocks
            .iter()
            .map(|(_, text)| given.iter().find(|(start, _)| text.starts_with(start)))
            .map(|found| found.map_or(0.9, |(_, p)| *p))
            .collect();
        let metadata = Metadata::default();
        let mut blocks = label::label(
            &facts,
            &p,
            &Context { metadata: &metadata, url: None, site: None, profile: None },
        );
        mend(&facts, page, &mut blocks);
        blocks.iter().filter(|(block, _)| block.kept).map(|(_, text)| text.to_owned()).collect()
    }

    #[test]
    fn the_head_of_a_kept_table_is_kept_and_a_dropped_table_stays_dropped() {
        let table = "<table><tr><th>Quay</th><th>Depth</th></tr><tr><td>North</td><td>4</td></tr>\
            <tr><td>South</td><td>6</td></tr></table>";
        assert_eq!(kept(table, &[("Quay", 0.1)]).len(), 3);
        assert!(kept(table, &[("Quay", 0.1), ("North", 0.1), ("South", 0.1)]).is_empty());
        assert_eq!(kept(table, &[("Quay", 0.1), ("North", 0.1)]), ["South\t6"]);
    }

    #[test]
    fn a_heading_between_kept_paragraphs_is_kept_if_it_is_likely_at_all() {
        let page = "<div><p>The first paragraph of all.</p><div><h2>What came next</h2></div>\
            <aside><a href=/x>Something else</a></aside><p>The second paragraph of all.</p></div>";
        let aside = ("Something else", 0.02);
        assert_eq!(kept(page, &[("What", 0.3), aside]).len(), 3);
        assert_eq!(kept(page, &[("What", 0.1), aside]).len(), 2);
        assert_eq!(kept(&page.replace("What came next", "___"), &[("___", 0.3), aside]).len(), 2);
        let apart = page
            .replace("<div><h2>", "<section><h2>")
            .replace("</h2></div>", "</h2><p>x</section>");
        assert_eq!(kept(&apart, &[("What", 0.3), ("x", 0.02), aside]).len(), 2);
    }

    #[test]
    fn the_headings_of_pictures_and_of_counted_items_are_text() {
        let item = |at: usize, below: &str| format!("<h2>{at}. The boat of the day</h2>{below}");
        let page = |below: &str| {
            let items: String = (1..4).map(|at| item(at, below)).collect();
            format!(
                "<meta property=article:published_time content=2026-11-09><h1>A title of its own</h1>\
                 <p>The first paragraph of all.</p>{items}<h2>The end</h2><p>Last.</p>"
            )
        };
        let given = [("Buy", 0.02), ("Seen", 0.02)];
        let buy = "<p><a href=/x>Buy it</a></p>";
        let picture = "<figure><img><figcaption>Seen off Brodd.</figcaption></figure>";
        assert_eq!(kept(&page(buy), &given).len(), 7);
        assert_eq!(kept(&page(buy).replace(". The boat", " boats: the boat"), &given).len(), 4);
        let unnumbered = page(picture).replace(". The boat", " boats: the boat");
        assert_eq!(kept(&unnumbered, &given).len(), 7);
    }

    #[test]
    fn a_heading_of_an_article_below_which_nothing_is_kept_goes_with_it() {
        let page = "<meta property=article:published_time content=2026-11-09><h1>A title of its own</h1><p>The first \
            paragraph of all.</p><h2>Part</h2><h3>One</h3><p>The second paragraph of all.</p>\
            <h2>In this issue</h2><ul><li>Something else</ul><h2>The end</h2><h2>Or not</h2><p>Last.</p>";
        let given = [("Something", 0.02)];
        let kept_of = |page: &str| kept(page, &given).join("|");
        assert_eq!(
            kept_of(page),
            "A title of its own|The first paragraph of all.|Part|One|The second paragraph of all.|\
             The end|Or not|Last."
        );
        let listed = page.replace("published_time", "section");
        assert!(kept_of(&listed).contains("In this issue"), "no article");
    }

    #[test]
    fn what_a_bare_heading_says_stays_where_the_text_says_it_again() {
        let lead =
            "The council of the valley has found the money for its weir, and for a lock beside it.";
        let page = format!(
            "<meta property=article:published_time content=2026-11-09><h1>A title of its own</h1>\
             <p>The first of all.<h2>{lead}</h2><p>Print<h2>The text</h2><p>{lead}<p>The second paragraph of all."
        );
        let left = kept(&page, &[("Print", 0.02)]);
        let first = "The first of all.";
        assert_eq!(
            left,
            ["A title of its own", first, "The text", lead, "The second paragraph of all."]
        );
    }

    #[test]
    fn a_heading_right_below_the_headline_may_be_the_lead() {
        let page = |lead: &str| {
            let html = format!(
                "<meta property=article:published_time content=2026-11-09><h1>A title of its own</h1>\
                 <h2>{lead}</h2><p>Print<h2>The text</h2><p>The second paragraph of all."
            );
            kept(&html, &[("Print", 0.02)]).len()
        };
        assert_eq!(page("The council of the valley has found the money for its weir"), 4);
        assert_eq!(page("News from the valley"), 3);
    }

    #[test]
    fn a_program_between_two_paragraphs_is_what_they_speak_of() {
        let page = |between: &str, behind: &str| {
            let html = format!(
                "<div><p>The first paragraph of all.</p>{between}{behind}<p>The second paragraph.</p></div>"
            );
            kept(&html, &[("let", 0.1), ("Quay", 0.1), ("North", 0.1), ("Share", 0.1)]).len()
        };
        let program = "<pre>let x = 1;\nlet y = 2;</pre>";
        let table =
            "<table><tr><th>Quay</th><th>Depth</th></tr><tr><td>North</td><td>4</td></tr></table>";
        assert_eq!(page(program, ""), 3);
        assert_eq!(page(table, ""), 4);
        assert_eq!(page(program, "<p>Share</p>"), 2, "something else stands below it");
        assert_eq!(page(&table.replace("North", "<a href=/n>North</a>"), ""), 2, "links");
    }

    #[test]
    fn the_first_of_an_articles_chapters_is_kept_with_the_others() {
        let page = "<meta property=article:published_time content=2026-11-09><h1>A title of its own</h1><div>\
            <h2>One</h2><p>The first paragraph of all.</p><h2>Two</h2><p>The second paragraph of all.</p></div>";
        assert_eq!(kept(page, &[("One", 0.3)]).len(), 5);
        assert_eq!(kept(page, &[("One", 0.3), ("Two", 0.1)]).len(), 3);
        assert_eq!(kept(page, &[("One", 0.1)]).len(), 4);
    }

    #[test]
    fn a_heading_among_many_of_its_make_is_kept_whatever_it_is_called() {
        let part = |name: &str| format!("<h2>{name}</h2><ul><li>What was done for it.</ul>");
        let page = |others: &str| {
            kept(
                &format!("<div><p>What is new.</p>{}{others}</div>", part("Categories")),
                &[("Categories", 0.3)],
            )
        };
        let two = part("Weirs") + &part("Locks");
        assert_eq!(page(&two)[1], "Categories");
        assert_eq!(page(&part("Weirs"))[1], "What was done for it.");
    }

    #[test]
    fn an_article_made_as_the_pages_own_is_another() {
        let article = |class: &str, level: u8| {
            format!(
                "<article class={class}><h{level}>The {class} {level}</h{level}><p>A paragraph of {level}.</p></article>"
            )
        };
        let news =
            "<meta property=article:published_time content=2026-11-09><title>The story 1</title>";
        let page = |second: &str| format!("{news}{}{second}", article("story", 1));
        assert_eq!(kept(&page(&article("story", 2)), &[]).len(), 2);
        assert_eq!(kept(&page(&article("part", 2)), &[]).len(), 4, "made otherwise");
        let below =
            format!("{news}<h1>The story 1</h1>{}{}", article("story", 2), article("story", 3));
        assert_eq!(kept(&below, &[]).len(), 5, "the entries of a live blog");
    }
}
