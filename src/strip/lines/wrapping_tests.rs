//! How lines that were wrapped, or broken at elements, become paragraphs again.

use super::flattener_tests::{blocks, wrap, wrapped};
use super::tests::{PARAGRAPHS, THREE};

#[test]
fn no_line_is_wrapped_at_a_space_that_holds_words_together() {
    let paragraphs = [
        "La route départementale s'enfonce dans un paysage noir, où les pins ne sont plus que des traits, et au bout se dresse le clocher de l'église, intact.",
        "Jeanne Lacoste, qui tenait autrefois l'épicerie du village, soupire encore\u{a0}:\u{a0}«\u{a0}On a cru à un miracle, puis on a regardé.\u{a0}»",
        "Le colonel du bourg, qui commandait les opérations, jure ce matin là\u{a0}:\u{a0}«\u{a0}Nous avons laissé brûler le bourg pour sauver les gens.\u{a0}»",
        "Les flammes ont parcouru en quatre heures, selon la préfecture, jusqu'à\u{202f}3\u{202f}200\u{202f}hectares de forêt, et onze départements ont envoyé des renforts.",
    ];
    let shown = paragraphs.map(|text| text.replace(['\u{a0}', '\u{202f}'], " "));
    let held = paragraphs.map(|text| wrap(text, 72, "")).join("\n");
    assert_eq!(blocks(&held), shown);
    // a flattener prints plain spaces for them
    let said = "Le colonel du bourg, qui commandait la nuit passée, le raconte\nencore : On a cru à un miracle, puis on a regardé autour de nous.\n";
    let found = blocks(&format!("{}\n{said}", wrapped(72, "").repeat(2)));
    assert_eq!(found[6..], [said.trim_end().replace('\n', " ")]);
}

#[test]
fn the_longest_line_of_a_short_text_is_as_wide_as_its_lines_may_be() {
    // the line that ends with a sentence speaks for no width, and is the longest
    let page = "They wanted to take the old mill to a museum in the seventies, but funds\n\
        were never found for it. In February it leaned, and nobody went up it again.\n\
        The man who says so is a carpenter from over the lake, who has worked here\n\
        with the tools of another time and in the cold of so high a latitude.\n\n\
        Of four hundred beams he could save a little more than half, and the other\n\
        ones are of pines that were cut when trees are asleep, in the dark half of\n\
        January. The sails are made after a photograph, the only one in the village.\n";
    assert_eq!(blocks(page).len(), 2, "{:?}", blocks(page));
}

#[test]
fn links_that_no_flattener_wraps_hide_no_width() {
    let link = "[Everything that was ever written about the ferry, the bridge and the river of the valley](/valley/ferry)\n\n";
    let page = format!("{}\n{}", link.repeat(30), wrapped(72, ""));
    assert_eq!(blocks(&page)[30..], THREE);
}

#[test]
fn a_short_text_is_wrapped_where_two_lines_say_so() {
    let page = format!("Ferry stays\n\n{}\n{}", wrap(THREE[0], 66, ""), wrap(THREE[2], 66, ""));
    assert_eq!(blocks(&page)[1..], [THREE[0], THREE[2]]);
}

#[test]
fn headings_that_browsers_set_wider_than_text_are_whole() {
    let page = format!(
        "  Ferry company says its winter timetable will be cut in half unless the county\n                    pays for the two new engines that it ordered\n\nIslanders fear for the run to school and visits to hospital as talks break down\nfor a third time\n\n{}",
        wrapped(74, "   ").repeat(2)
    );
    let found = blocks(&page);
    assert_eq!(
        found[0],
        "Ferry company says its winter timetable will be cut in half unless the county pays for the two new engines that it ordered"
    );
    assert_eq!(
        found[1],
        "Islanders fear for the run to school and visits to hospital as talks break down for a third time"
    );
    assert_eq!(found.len(), 8, "{found:?}");
}

/// Paragraphs of an invented paper.
const CHINESE: [&str; 4] = [
    "停运二十年的柳河老渡口8月15日正式恢复通航。首日共有2100余名市民和游客乘船过河，单程票价两元。",
    "上午九时许，汽笛声响起，67岁的老船工解开缆绳，眼眶湿润。“大桥通车那天，我是最后一个锁门的人。”他说，“没想到钥匙还能再用一次。”",
    "据市交通局介绍，渡口修复工程历时十八个月，按照老图纸恢复了木质候船厅和石阶码头，并新增无障碍通道",
    "新投入运营的六艘电动渡船均为本地企业制造，每船可载客九十八人。渡口每天早上六点半开放，晚上十点停航。",
];

#[test]
fn a_line_of_chinese_is_a_paragraph_where_nothing_was_wrapped() {
    assert_eq!(blocks(&CHINESE.join("\n")), CHINESE);
    let indented = CHINESE.map(|text| format!("\u{3000}\u{3000}{text}"));
    assert_eq!(blocks(&indented.join("\n")), CHINESE);
}

#[test]
fn chinese_is_wrapped_by_its_cells_or_its_characters() {
    let wrapped = |width: usize, wide: usize| {
        let mut out = String::new();
        for text in CHINESE {
            let mut column = 0;
            for c in text.chars() {
                let cells = if c.is_ascii() { 1 } else { wide };
                if column + cells > width {
                    out.push('\n');
                    column = 0;
                }
                column += cells;
                out.push(c);
            }
            out.push_str("\n\n");
        }
        out
    };
    // what `w3m` prints, and what `lynx` does
    assert_eq!(blocks(&wrapped(78, 2)), CHINESE);
    assert_eq!(blocks(&wrapped(40, 1)), CHINESE);
}

#[test]
fn what_is_said_behind_a_hyphen_is_one_paragraph() {
    let said = [
        "- It is not the first time that this has happened, and we have said so for two years, said the mayor of the village.",
        "- The engine was built in another century, and its parts have to be made by hand before anybody can send them here.",
    ];
    let page = format!(
        "{}\n{}\n{}",
        wrapped(70, ""),
        said.map(|text| wrap(text, 70, "")).join("\n"),
        wrapped(70, "")
    );
    let found = blocks(&page);
    assert_eq!(found[3..5], said.map(|text| &text[2..]));
    assert_eq!(found.len(), 8);
}

#[test]
fn a_number_at_the_start_of_a_wrapped_line_is_no_item() {
    let page = "   The amendment to keep the old bridge free of charge was lost, 27 to\n   32. Its proposer told the chamber that the council would regret the\n   vote for as long as there was a river under the bridge, and left it.\n\n   Motorists will pay two pounds, and the ferry that ran beside the road\n   was shut in May. Nobody has bought its boats, which lie in the mud of\n   the river below the mill.\n\n    1. one boat of oak\n    2. two boats of pine\n";
    let found = blocks(page);
    assert!(found[0].contains("was lost, 27 to 32. Its proposer told"), "{found:?}");
    assert_eq!(found[2..], ["one boat of oak", "two boats of pine"]);
}

#[test]
fn a_blank_line_behind_every_line_is_none() {
    let text = wrapped(72, "");
    assert_eq!(blocks(&text.replace('\n', "\n\n")), THREE);
    assert_eq!(blocks(&text.replace('\n', "\r\r\n")), THREE);
    // two blank lines between paragraphs of one line each
    let apart = PARAGRAPHS.replace("\n\n", "\n\n\n\n");
    assert_eq!(blocks(&apart), THREE);
}

#[test]
fn a_hyphen_that_a_compound_has_stays() {
    let page = format!(
        "{}\nIm Wald- und im Wiesengebiet wurden die Wege gesperrt, weil die Männer-\nund Frauenläufe am Sonntag dort beginnen und enden sollen, wie es heißt.\n",
        wrapped(72, "")
    );
    assert!(blocks(&page)[3].contains("die Männer- und Frauenläufe"), "{:?}", blocks(&page));
    // a flattener breaks compounds at their own hyphens, and few of many
    let line = "The well-known captain and a long-term friend of his spoke of a two-day voyage, a half-empty boat and of a left-hand pier.";
    let ends = ["a special-occasion place", "a 36-year-old man", "a long-lost pier"];
    let ends = ends.map(|end| {
        let (first, second) = end.rsplit_once('-').unwrap();
        format!("The pier by the river remains, as she said on that Monday, {first}-\n{second}, and nobody in the village wants it to be closed or moved.\n")
    });
    let page = format!("{}\n{}", wrap(line, 72, "").repeat(3), ends.join("\n"));
    let joined = blocks(&page).join(" ");
    for compound in ["special-occasion", "36-year-old", "long-lost"] {
        assert!(joined.contains(compound), "{joined}");
    }
}

#[test]
fn a_word_broken_inside_the_text_of_a_link_is_whole() {
    let link = "The whole hall spoke of what the [CDU-\nPolitikerin](https://valley.example/a) had told [the\nminister](https://valley.example/b).";
    let found = blocks(&format!("# Hall\n\n{link}\n\n## More\n\n{PARAGRAPHS}"));
    assert_eq!(found[1], "The whole hall spoke of what the CDU-Politikerin had told the minister.");
}

#[test]
fn a_sentence_that_begins_with_a_short_piece_before_a_link_is_whole() {
    let page = "The visitors lost two nil on Wednesday evening and may have lost the title with it, three points behind.\n\
        The struggling\nBrodd United\nwon four to two against the bottom team and keeps a small chance of playing abroad.\n\
        Champion\nLenta City\nis one point behind\nBrodd\n, but has played two games less and could overtake both of them.\n\
        As\nthe Valley Paper reported\n, the coach will leave in the summer in any case, and has asked for nothing.\n\
        Home\nSport\nAll the results\n";
    assert_eq!(
        blocks(page)[1..],
        [
            "The struggling Brodd United won four to two against the bottom team and keeps a small chance of playing abroad.",
            "Champion Lenta City is one point behind Brodd, but has played two games less and could overtake both of them.",
            "As the Valley Paper reported, the coach will leave in the summer in any case, and has asked for nothing.",
            "Home",
            "Sport",
            "All the results",
        ]
    );
}

#[test]
fn lines_that_were_set_in_letters_of_different_widths_are_paragraphs() {
    let page = "Rat sperrt die alte Brücke\nKatrin Vogel\n\
        Die alte Brücke über die Lenta wird ab Montag gesperrt, weil Ingenieure\n\
        Risse in zwei Pfeilern gefunden haben. Autofahrer müssen über Brodd\nfahren.\n\
        Der Bürgermeister sagte am Dienstag, die Sanierung werde mindestens bis\n\
        zum Frühjahr dauern und vier Millionen Euro kosten. Das Geld komme\naus der Rücklage.\n\
        Die Bewohner beider Ufer fürchten lange Wege zur Schule und zur Arbeit,\n\
        viele wollen deshalb einen zusätzlichen Bus, der am Morgen und am\n\
        späten Nachmittag um den Hügel herum zum Bahnhof von Orsa fährt.\n\
        Die Gemeinde kündigte an, in der kommenden Woche eine Versammlung\n\
        im Kulturhaus abzuhalten, bei der den Planern Fragen gestellt werden\nkönnen.\n\
        Auch die Fischer, deren Boote unter der Brücke liegen, müssen sie von\n\
        dort wegbringen, ehe die Arbeiten beginnen, und wissen nicht, wohin sie\n\
        mit ihnen sollen.\n";
    let found = blocks(page);
    assert_eq!(found.len(), 7, "{found:#?}");
    assert!(found[2].ends_with("Autofahrer müssen über Brodd fahren."));
    assert!(found[4].starts_with("Die Bewohner") && found[4].ends_with("von Orsa fährt."));
}

#[test]
fn a_day_of_the_week_in_small_letters_begins_a_line_of_its_own() {
    let page = format!(
        "Il traghetto resta in porto\nmartedì 3 marzo 2031, alle 10.16\n{}",
        THREE.map(|text| format!("{text}\n")).concat()
    );
    assert_eq!(
        blocks(&page)[..2],
        ["Il traghetto resta in porto", "martedì 3 marzo 2031, alle 10.16"]
    );
}
