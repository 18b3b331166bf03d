use std::collections::BTreeSet;

use super::*;

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) % n as u64) as usize
    }
}

/// A made-up article: paragraphs of sentences over a vocabulary in which some words are far more
/// frequent than others, as in any language.
fn article(numbers: &mut Numbers, paragraphs: usize) -> Vec<String> {
    (0..paragraphs)
        .map(|_| {
            let words = 40 + numbers.below(50);
            let words: Vec<String> = (0..words).map(|_| word(numbers)).collect();
            format!("{}.", words.join(" "))
        })
        .collect()
}

fn word(numbers: &mut Numbers) -> String {
    let range = [30, 300, 3000, 30_000][numbers.below(4)];
    format!("w{}", numbers.below(range))
}

fn join(paragraphs: &[String]) -> String {
    paragraphs.join("\n\n")
}

/// Every third word in ten replaced by another.
fn edited(numbers: &mut Numbers, text: &str) -> String {
    let words = text
        .split(' ')
        .map(|old| if numbers.below(10) < 3 { word(numbers) } else { old.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

fn near(a: &str, b: &str) -> Option<NearClass> {
    near_shingles(&Shingles::new(a), &Shingles::new(b))
}

fn near_shingles(a: &Shingles, b: &Shingles) -> Option<NearClass> {
    let sketch = a.sketch();
    if !b.sketch().iter().any(|value| sketch.contains(value)) {
        return None;
    }
    let (there, back) = (a.likeness(b), b.likeness(a));
    assert_eq!(there, back, "likeness has no direction");
    near_class(&there, false).filter(|class| class.is_near())
}

#[test]
fn planted_pairs_are_found() {
    let mut numbers = Numbers(1);
    let boilerplate = join(&article(&mut numbers, 1));
    let mut missed: Vec<(&str, usize)> = Vec::new();
    let mut planted = 0;
    for n in 0..60 {
        let original = article(&mut numbers, 4 + n % 7);
        let mut lead = original.clone();
        lead[0] = join(&article(&mut numbers, 1));
        let mut cut = original.clone();
        cut.remove(2);
        cut.remove(2);
        let mut turned = original.clone();
        turned.reverse();
        let mut quotes = original.clone();
        for at in (0..quotes.len()).step_by(3) {
            quotes[at] = join(&article(&mut numbers, 1));
        }
        let edits = vec![edited(&mut numbers, &join(&original))];
        for (what, other) in
            [("lead", lead), ("cut", cut), ("order", turned), ("quotes", quotes), ("edits", edits)]
        {
            planted += 1;
            let (a, b) = (join(&original), format!("{}\n\n{boilerplate}", join(&other)));
            if near(&a, &b).is_none() {
                missed.push((what, n));
            }
        }
    }
    let recall = 1.0 - missed.len() as f64 / f64::from(planted);
    assert!(recall > 0.95, "recall {recall}, missed {missed:?}");
}

#[test]
fn other_texts_are_not() {
    let mut numbers = Numbers(2);
    let boilerplate = join(&article(&mut numbers, 1));
    let texts: Vec<Shingles> = (0..60)
        .map(|n| format!("{}\n\n{boilerplate}", join(&article(&mut numbers, 2 + n % 8))))
        .map(|text| Shingles::new(&text))
        .collect();
    let mut wrong = 0;
    for (at, a) in texts.iter().enumerate() {
        for b in &texts[at + 1..] {
            wrong += usize::from(near_shingles(a, b).is_some());
        }
    }
    let pairs = texts.len() * (texts.len() - 1) / 2;
    assert!(wrong * 1000 <= pairs, "{wrong} of {pairs}");
}

#[test]
fn classes_say_how_two_texts_are_near() {
    let mut numbers = Numbers(3);
    let text = article(&mut numbers, 8);
    let whole = join(&text);
    assert_eq!(near(&whole, &whole), Some(NearClass::SameBody));
    assert_eq!(near(&whole, &join(&text[..3])), Some(NearClass::Excerpt));
    assert_eq!(near(&whole, &join(&text[1..])), Some(NearClass::Copy));
    assert_eq!(near(&whole.to_uppercase(), &whole.replace('.', " –")), Some(NearClass::SameBody));
    let found = Shingles::new(&whole).likeness(&Shingles::new(&join(&text[1..])));
    assert_eq!(near_class(&found, true), Some(NearClass::Update));
}

#[test]
fn scripts_without_spaces_have_shingles_too() {
    let text = "昨夜、川の水位が二メートル上昇し、村への道路が通行止めになった。消防は十二人を救助したと町長が述べた。";
    let near = Shingles::new(text).likeness(&Shingles::new(&text.replace("十二", "十三")));
    assert!(near.contained > 0.7, "{near:?}");
    assert_eq!(Shingles::new("").likeness(&Shingles::new(text)).shared, 0);
}

/// The index keeps them: the way they are made must not change what they are.
#[test]
fn hashes_of_words_are_those_of_fnv() {
    let fnv = |word: &str| {
        word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    let words = ["the", "l", "été", "of", "1976", "straße", "北", "京", "rain"];
    assert_eq!(
        word_hashes("The l'ÉTÉ, of 1976: STRAßE 北京rain"),
        words.iter().map(|word| fnv(word)).collect::<Vec<_>>()
    );
}

#[test]
fn hashes_come_in_order_wherever_they_crowd() {
    let mut numbers = Numbers(8);
    for crowded in [0, 56, 63] {
        for count in [0, 1, 2, 700] {
            let pairs: Vec<(u64, u16)> = (0..count)
                .map(|at| (mix(numbers.below(500) as u64) >> crowded, 1 << (at % 10)))
                .collect();
            let mut ordered = in_order(pairs.iter().copied());
            let mut expected = pairs;
            assert!(ordered.is_sorted_by_key(|(hash, _)| *hash));
            ordered.sort_unstable();
            expected.sort_unstable();
            assert_eq!(ordered, expected);
        }
    }
}

#[test]
fn shared_shingles_are_those_that_sets_of_them_share() {
    let mut numbers = Numbers(9);
    for words in [0, 3, 5, 6, 40, 400] {
        let text: Vec<String> = (0..words).map(|_| word(&mut numbers)).collect();
        let text = text.join(" ");
        let other = edited(&mut numbers, &text);
        let (one, other) = (Shingles::new(&text), Shingles::new(&other));
        let set = |of: &Shingles| of.hashes.iter().copied().collect::<BTreeSet<_>>();
        let (mine, theirs) = (set(&one), set(&other));
        let likeness = one.likeness(&other);
        assert_eq!(likeness.shared, mine.intersection(&theirs).count());
        let tenths = |of: &Shingles| {
            let both = of
                .hashes
                .iter()
                .zip(&of.tenths)
                .filter(|(hash, _)| mine.contains(hash) && theirs.contains(hash));
            of.spread(both.fold(0, |tenths, (_, at)| tenths | at))
        };
        assert_eq!(likeness.spread, tenths(&one).min(tenths(&other)));
    }
}
