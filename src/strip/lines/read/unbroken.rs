//! A page that was written on one line: its running text and what stands around it, parted again.
//!
//! What was a line of its own is lost, and no sign stands where it ended. But sentences end, and menus, headlines
//! and names have their words in capitals and hardly a function word among them: a sentence is followed back from its
//! end to where it stops to read like one.

use std::ops::Range;

use super::physical::RawLine;
use crate::lexicon;
use crate::strip::glue::{is_in_unspaced, is_unspaced};

/// Bytes of the shortest line that is taken for a page or much of one, and tenths of the text that they must be.
const PAGE: usize = 1500;
const TENTHS: usize = 8;
/// Words of the shortest sentence, and of the shortest running text.
const SENTENCE: usize = 4;
const RUNNING: usize = 20;
/// Words with which a sentence may begin that do not read like one: where the one before it ends, all are its own.
const FIRST: usize = 6;
/// The same where names follow each other, and where running text goes on.
const NAMES: usize = 20;
/// Words of a headline that is printed again.
const HEADLINE: std::ops::RangeInclusive<usize> = 4..=32;
/// How far what speaks for a sentence may fall before it is not followed further back.
const LEFT: f32 = 4.0;

/// The lines of a text that has one or a few for all of a page, running text and what is none on lines of their own;
/// none where it is another, or nothing but running text.
pub(in crate::strip::lines) fn parted<'a>(lines: &[RawLine<'a>]) -> Option<Vec<RawLine<'a>>> {
    let is_long = |line: &&RawLine<'_>| line.text.len() >= PAGE;
    let long: usize = lines.iter().filter(is_long).map(|line| line.text.len()).sum();
    let all: usize = lines.iter().map(|line| line.text.len()).sum();
    if long == 0 || long * 10 < all * TENTHS {
        return None;
    }
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        if is_long(&line) {
            part(line, &mut out);
        } else {
            out.push(*line);
        }
    }
    (out.len() > lines.len()).then_some(out)
}

/// Adds the parts of a line to `out`.
fn part<'a>(line: &RawLine<'a>, out: &mut Vec<RawLine<'a>>) {
    let words = words(line.body());
    let running = running(&words);
    if running.is_empty() || running[0] == (0..words.len()) {
        out.push(*line);
        return;
    }
    for part in cuts(&words, &running).windows(2) {
        let (Some(from), Some(to)) = (words.get(part[0]), words.get(part[1] - 1)) else { continue };
        let text = line.body().get(from.from..to.from + to.text.len()).unwrap_or("");
        let apart = size(&words[part[0]..part[1]]) >= SENTENCE;
        let loose = running.binary_search_by_key(&part[0], |run| run.start).is_err();
        if apart && out.last().is_some_and(|line| !line.is_blank()) {
            out.push(RawLine::part(line, "", false));
        }
        out.push(RawLine::part(line, text, loose));
        if apart {
            out.push(RawLine::part(line, "", false));
        }
    }
}

/// Before which words a line is cut, its beginning and its end among them: around running text and headline, and
/// where another entry of a menu may begin.
fn cuts(words: &[Word<'_>], running: &[Range<usize>]) -> Vec<usize> {
    let first = running.iter().max_by_key(|run| run.len()).map_or(0, |run| run.start);
    let headline = headline(words.get(..first).unwrap_or(&[]));
    let mut whole: Vec<&Range<usize>> = running.iter().chain(&headline).collect();
    whole.sort_unstable_by_key(|part| part.start);
    let mut cuts: Vec<usize> = whole.iter().flat_map(|part| [part.start, part.end]).collect();
    cuts.extend([0, words.len()]);
    let mut whole = whole.into_iter().peekable();
    for at in 1..words.len() {
        while whole.next_if(|part| part.end <= at).is_some() {}
        let inside = whole.peek().is_some_and(|part| part.contains(&at));
        if !inside && begins_phrase(words[at - 1].text, words[at].text) {
            cuts.push(at);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// A word with the signs on it, and where it stands in its line; a clause where a script sets no spaces between words,
/// with what stands in letters of another within it.
struct Word<'a> {
    text: &'a str,
    from: usize,
}

fn words(line: &str) -> Vec<Word<'_>> {
    let start = line.as_ptr() as usize;
    let words: Vec<Word<'_>> = line
        .split_whitespace()
        .map(|text| Word { text, from: text.as_ptr() as usize - start })
        .collect();
    let mut out = Vec::with_capacity(words.len());
    let mut words = words.as_slice();
    while let [first, ..] = words {
        let (clause, rest) = words.split_at(end_of_clause(words));
        let last = clause.last().unwrap_or(first);
        let text = line.get(first.from..last.from + last.text.len());
        let marked = clause.iter().any(|word| word.text.contains(['，', '、', '。']));
        match text.filter(|_| marked) {
            Some(text) => out.push(Word { text, from: first.from }),
            None => out.extend(clause.iter().map(|word| Word { ..*word })),
        }
        words = rest;
    }
    out
}

/// How many words from the first on are of one clause: many set a space between Chinese and what is in Latin letters or
/// digits (`新机 Galaxy S20 上市，售价`), and none in a clause otherwise.
fn end_of_clause(words: &[Word<'_>]) -> usize {
    /// Words in Latin letters that stand in a clause one behind the other.
    const FOREIGN: usize = 4;
    let mut foreign = 0;
    for (at, pair) in words.windows(2).enumerate() {
        let [before, word] = pair else { break };
        let wide = (before.text.ends_with(is_unspaced), word.text.starts_with(is_unspaced));
        foreign = if wide == (false, false) { foreign + 1 } else { 0 };
        if wide == (true, true) || foreign >= FOREIGN || before.text.ends_with(['。', '！', '？'])
        {
            return at + 1;
        }
    }
    words.len()
}

/// The runs of words that read as running text, in their order.
fn running(words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    let mut open = false;
    while from < words.len() {
        let end = (from..words.len()).find(|at| ends_sentence(words, *at));
        let to = end.map_or(words.len(), |end| end + 1);
        let start = match end {
            Some(_) => start_of_sentence(&words[from..to], from > 0, open),
            None => to - from,
        };
        if size(&words[from + start..to]) < SENTENCE {
            open = false;
        } else if let Some(run) = runs.last_mut().filter(|_| open && start == 0) {
            run.end = to;
        } else {
            runs.push(from + start..to);
            open = true;
        }
        from = to;
    }
    runs.retain(|run| size(&words[run.clone()]) >= RUNNING);
    runs
}

/// How many words these are: where a script sets no spaces between them, one for a few characters.
fn size(words: &[Word<'_>]) -> usize {
    /// Bytes of a word of such a script, about.
    const BYTES: usize = 9;
    let of =
        |word: &Word<'_>| if is_clause(word.text) { word.text.len().div_ceil(BYTES) } else { 1 };
    words.iter().map(of).sum()
}

/// Whether what stands between two spaces is in a script that sets none between words.
fn is_clause(text: &str) -> bool {
    text.contains(' ') || is_in_unspaced(text)
}

/// Whether a sentence ends behind a word.
fn ends_sentence(words: &[Word<'_>], at: usize) -> bool {
    let bare = lexicon::without_closing(words[at].text);
    if !lexicon::ends_sentence(bare) {
        return false;
    }
    if words.get(at + 1).is_some_and(|next| next.text.starts_with(char::is_lowercase)) {
        return false;
    }
    // an initial, the number of a day, a title before a name
    let core = bare.trim_end_matches('.').trim_start_matches(|c: char| !c.is_alphanumeric());
    let number = core.len() <= 2 && core.bytes().all(|byte| byte.is_ascii_digit());
    let one = core.chars().nth(1).is_none();
    !(bare.ends_with('.') && (number || one || SHORTENED.contains(&core.to_lowercase().as_str())))
}

/// Words that are cut short before a name or a number.
const SHORTENED: [&str; 32] = [
    "art", "bzw", "ca", "dott", "dr", "e.g", "etc", "gen", "gov", "i.e", "inc", "ing", "jr", "ltd",
    "mr", "mrs", "ms", "mt", "no", "nr", "on", "prof", "rep", "sen", "sig", "sr", "sra", "st",
    "ste", "u.k", "u.s", "vs",
];

/// The first word of a sentence that is followed back from its end: all of the words where they all belong to it.
/// `follows` says that another ends right before them, `open` that it is of running text.
fn start_of_sentence(words: &[Word<'_>], follows: bool, open: bool) -> usize {
    let (mut sum, mut most, mut start) = (0.0, 0.0, words.len());
    for (at, word) in words.iter().enumerate().rev() {
        sum += weight(word.text);
        if sum >= most {
            (most, start) = (sum, at);
        }
        if sum < most - LEFT {
            break;
        }
    }
    // it begins with a word in capitals, or a few
    match start {
        at if at == words.len() || is_clause(words[at].text) => at,
        0 => 0,
        at if at <= FIRST && follows => 0,
        at if at <= NAMES && open && has_small(&words[..at]) => 0,
        at => at - 1,
    }
}

/// Whether of words that do not read like running text a third is written small all the same, as between names.
fn has_small(words: &[Word<'_>]) -> bool {
    words.iter().filter(|word| weight(word.text) > 0.0).count() * 3 >= words.len()
}

/// Bytes of what is a clause and no word, in a script without spaces.
const CLAUSE: usize = 60;

/// How much a word speaks for running text.
fn weight(word: &str) -> f32 {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_clause(word) && word.len() < CLAUSE {
        // an entry of a menu, unless it is more than one
        return if word.contains(['、', '，', '。']) { 2.0 } else { -0.5 };
    }
    match word.chars().next() {
        None => -0.3,
        Some(c) if c.is_numeric() => -0.7,
        Some(c) if c.is_lowercase() => 1.0,
        Some(c) if c.is_uppercase() => -1.0,
        // a clause of a script without spaces
        Some(_) if word.len() >= CLAUSE => 4.0,
        Some(_) if lexicon::is_stop_word(word) => 1.0,
        Some(_) => 0.1,
    }
}

/// Whether another entry of a menu may begin with a word: most have their first word in capitals, and no more.
fn begins_phrase(before: &str, word: &str) -> bool {
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric());
    let small = |c: char| c.is_lowercase() || c.is_numeric();
    match (first(before), first(word)) {
        (Some(before), Some(word)) if word.is_uppercase() => small(before),
        // a script without capitals
        (Some(_), Some(word)) => !word.is_lowercase() && word.is_alphabetic(),
        _ => false,
    }
}

/// Where the words before the running text repeat those they begin with, as a page repeats its title.
fn headline(words: &[Word<'_>]) -> Vec<Range<usize>> {
    let same = |at: usize| {
        let pairs = words.iter().zip(&words[at..]).take(*HEADLINE.end() + 1);
        pairs.take_while(|(a, b)| a.text == b.text).count().min(at)
    };
    let longest = (1..words.len()).map(|at| (same(at), at)).max_by_key(|(length, _)| *length);
    match longest {
        Some((length, at)) if HEADLINE.contains(&length) => vec![0..length, at..at + length],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{THREE, kept};

    const MENU: &str = "Home News Sport Culture Log in Subscribe";
    const HEADLINE: &str = "Lenta ferry stays in port";
    const MORE: &str = "Most Read Choir Looks for Tenors Town Hall Gets a New Roof Weather Contact Imprint Privacy";

    fn article() -> String {
        let names = [
            "Orsa", "Vela", "Tami", "Brodd", "Lund", "Sora", "Mell", "Dunmere", "Harwick",
            "Talbote",
        ];
        let others = names.map(|name| THREE[2].replace("spring", name));
        format!("{} {}", THREE.join(" "), others.join(" "))
    }

    #[test]
    fn menus_around_the_running_text_of_one_line_are_parted_from_it() {
        let head = format!("{HEADLINE} - The Valley Post {MENU} {HEADLINE} Mira Tolo 3 March 2031");
        let found = kept(&format!("{head} {} {MORE} {MORE}", article()));
        assert_eq!(found, [HEADLINE.to_owned(), article()]);
    }

    #[test]
    fn one_line_that_is_all_running_text_stays_one() {
        assert_eq!(kept(&article().repeat(3)).len(), 1);
    }

    #[test]
    fn a_script_without_capitals_is_parted_too() {
        let text = "قال رئيس البلدية يوم الثلاثاء إن الجسر القديم سيغلق من الاثنين بعد أن عثر المهندسون على تشققات في اثنين من أعمدته.";
        let page =
            format!("الرئيسية أخبار رياضة ثقافة {} الأكثر قراءة اتصل بنا", [text; 12].join(" "));
        assert!(kept(&page).join(" ").contains(text));
    }

    #[test]
    fn a_script_without_spaces_is_parted_too() {
        let text = "谷町の町議会は火曜日、レンタ川を渡る古い渡し船が月曜日から運休すると発表した。川の水位が一晩で二メートル上昇し、桟橋の一部が水没したためだ。";
        let page = format!(
            "谷町新聞 ニュース スポーツ 天気 {} 谷町新聞 ランキング お問い合わせ",
            [text; 9].join(" ")
        );
        let found = kept(&page).join(" ");
        assert!(found.contains(&[text; 9].join(" ")), "{found}");
        assert!(!found.contains("お問い合わせ") && !found.contains("天気"), "{found}");
    }

    #[test]
    fn a_space_before_letters_of_another_script_parts_nothing() {
        let text = "河边镇周二宣布，连接两岸的 Lenta 号渡船将从 3 月 4 日起停航，修理要用 11 个月，花费 900 万元。渡船的船长说，他会在 Port Sellby 等它回来。";
        let others: Vec<String> =
            (1..20).map(|n| text.replace("11 个月", &format!("{n} 个月"))).collect();
        let text = others.join(" ");
        let found = kept(&format!("河边日报 新闻 NBA 体育 天气 {text} 排行榜 联系我们")).join(" ");
        assert!(found.contains(&text), "{found}");
        assert!(!found.contains("NBA") && !found.contains("排行榜"), "{found}");
    }
}
