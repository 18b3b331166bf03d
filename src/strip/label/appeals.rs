//! Calls to follow a paper in a messenger, told from news of what was said in one.

/// Where readers are asked to follow a paper, as far as the word is no other's, in lower case.
const MESSENGERS: [&str; 15] = [
    "google news",
    "telegram",
    "viber",
    "whatsapp",
    "вайбер",
    "вотсап",
    "телеграм",
    "تلگرام",
    "تيليغرام",
    "واٹس ایپ",
    "واتساب",
    "واتساپ",
    "टेलीग्राम",
    "व्हाट्सएप",
    "व्हाट्सऐप",
];

/// `language ⇥ words` in which readers are called upon, or that name the paper's own channel, in lower case; the
/// last word may go on where a star stands behind it.
const APPEALS: &str = include_str!("data/appeals.tsv");

/// How much is linked at least of a line that is a link to a channel and nothing else, and its words at most.
const LINKED: f32 = 0.8;
const LINK: f32 = 6.0;

/// Whether a short text of so many words, so much of it linked, calls upon its readers to follow a messenger's
/// channel. What officials and eyewitnesses write there is news, with a link to where they did:
/// "Об этом <a>сообщает</a> Telegram-канал".
pub(super) fn calls_to_follow(text: &str, words: f32, linked: f32) -> bool {
    let lower = text.to_lowercase();
    let named = MESSENGERS.iter().any(|name| lower.contains(name));
    named && (linked > LINKED && words <= LINK || appeals().any(|words| has(&lower, words)))
}

fn appeals() -> impl Iterator<Item = &'static str> {
    APPEALS.lines().filter_map(|line| Some(line.split_once('\t')?.1))
}

/// Whether a text has these words, as whole ones where no star lets the last go on.
fn has(text: &str, words: &str) -> bool {
    let stem = words.strip_suffix('*');
    let words = stem.unwrap_or(words);
    text.match_indices(words).any(|(at, _)| {
        let (before, rest) = (&text[..at], &text[at + words.len()..]);
        // Where words are not spaced, they begin and end anywhere.
        let begins = !before.ends_with(char::is_alphanumeric) || words >= "\u{e00}";
        begins && (stem.is_some() || !rest.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wrote_in_a_messenger_calls_upon_nobody() {
        for text in [
            "Об этом сообщает районная администрация в Telegram.",
            "«Наши дома целы», — написал он в Telegram-канале.",
            "Про це повідомив міський голова у Telegram-каналі.",
            "Това съобщи кметът в своя Telegram канал.",
            "On je na svom Telegram kanalu objavio snimak.",
            "وی در کانال تلگرام خود نوشت: مردم نگران نباشند.",
            "وأعلنت الوزارة عبر قناتها على واتساب موعد الامتحانات.",
            "A video posted on a Telegram channel showed smoke over the port.",
            "Publishers say traffic from Google News has fallen by a third this year.",
            "Il sindaco lo ha scritto in seguito sul suo canale Telegram.",
            "De burgemeester meldt het volgens de krant op zijn WhatsApp-kanaal.",
            "Vali, Telegram kanalında açıklama yaptı.",
            "उन्होंने टेलीग्राम चैनल पर इसकी जानकारी दी।",
        ] {
            assert!(!calls_to_follow(text, 9.0, 0.3), "{text}");
        }
        for text in [
            "Mari bergabung di saluran WhatsApp kami.",
            "Последвайте ни в Google News, за да научавате първи новините.",
            "Подписывайтесь на «Вести» в Telegram",
            "Підпишіться на наш Telegram-канал",
            "Follow us on Google News and never miss a story.",
            "Síguenos en nuestro canal de WhatsApp",
            "Telegram kanalımıza katılın",
            "हमारे व्हाट्सएप चैनल से जुड़ें",
            "立即加入Telegram频道",
        ] {
            assert!(calls_to_follow(text, 9.0, 0.3), "{text}");
        }
        assert!(calls_to_follow("Telegram kanal", 2.0, 1.0), "a link and nothing else");
        assert!(!calls_to_follow("Subscribe to our letter", 4.0, 0.5), "no messenger");
    }

    #[test]
    fn the_words_are_sorted_and_in_lower_case() {
        let lines: Vec<&str> = APPEALS.lines().collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "an entry a line, in order");
        for words in appeals() {
            assert!(words.len() > 3 && words.to_lowercase() == words, "{words}");
            assert!(calls_to_follow(&format!("viber {}", words.trim_end_matches('*')), 9.0, 0.0));
        }
    }
}
