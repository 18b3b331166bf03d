//! Subtitles of broadcasts: SubRip and WebVTT.

use super::set::Plain;
use crate::lexicon::ends_sentence;
use crate::strip::glue::glue;

/// Bytes in which the first time stands.
const HEAD: usize = 2000;
/// A pause behind a sentence after which another paragraph begins, in milliseconds.
const PAUSE: u64 = 4000;

/// What is said, in paragraphs, each on the line on which it begins.
pub(super) fn plain(text: &str) -> Option<Plain> {
    if !text[..text.floor_char_boundary(HEAD)].contains("-->") {
        return None;
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let cues = lines.iter().filter(|line| times(line).is_some()).count();
    let shown = lines.iter().filter(|line| !line.is_empty()).count();
    if cues < 2 || cues * 8 < shown {
        return None;
    }
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let (mut inside, mut ended, mut paused) = (false, 0, false);
    let mut last = "";
    for (at, line) in lines.iter().enumerate() {
        if let Some((from, to)) = times(line) {
            paused |= from >= ended + PAUSE;
            (inside, ended) = (true, to);
            continue;
        }
        let number = line.bytes().all(|byte| byte.is_ascii_digit());
        if line.is_empty() {
            inside = false;
        }
        let counts = number && lines.get(at + 1).is_some_and(|next| times(next).is_some());
        // the line that rolls up is shown again
        if !inside || counts || *line == last {
            continue;
        }
        last = line;
        let said = without_tags(line);
        let said = said.trim();
        if said.is_empty() {
            continue;
        }
        match paragraphs.last_mut().filter(|(_, text)| !(paused && ends_sentence(text))) {
            Some((_, text)) => {
                text.push_str(glue(text, said));
                text.push_str(said);
            }
            None => paragraphs.push((at, said.to_owned())),
        }
        paused = false;
    }
    let mut out = Plain::default();
    let mut paragraphs = paragraphs.into_iter().peekable();
    for at in 0..lines.len() {
        match paragraphs.next_if(|(line, _)| *line == at) {
            Some((_, text)) => out.push(&text),
            None => out.blank(),
        }
    }
    Some(out)
}

/// When a line says that what stands below it is shown, in milliseconds.
fn times(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.split_once("-->")?;
    Some((time(from.trim())?, time(to.split_whitespace().next()?)?))
}

/// `00:01:02,500`, `01:02.500`
fn time(text: &str) -> Option<u64> {
    let (clock, parts) = text.split_once([',', '.'])?;
    let parts: u64 = parts.parse().ok().filter(|parts| *parts < 1000)?;
    let seconds = clock.split(':').try_fold(0u64, |sum, part| {
        Some(sum * 60 + part.parse::<u64>().ok().filter(|n| *n < 1000)?)
    });
    (clock.split(':').count() <= 3).then_some(seconds? * 1000 + parts)
}

/// A line without what says how it is shown: `<i>`, `<v Mira>`, `{\an8}`.
fn without_tags(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut closing = None;
    for c in line.chars() {
        match closing {
            Some(end) if c == end => closing = None,
            Some(_) => {}
            None if c == '<' => closing = Some('>'),
            None if c == '{' => closing = Some('}'),
            None => out.push(c),
        }
    }
    // what never closes was no mark
    if closing.is_some() { line.to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_on_from_cue_to_cue() {
        let srt = "1\n00:00:01,000 --> 00:00:03,000\nThe ferry\nstays <i>in port</i>\n\n2\n00:00:03,000 --> 00:00:05,000\nuntil May.\n\n3\n00:00:12,000 --> 00:00:14,000\n{\\an8}Nobody knows why.\n";
        let found = plain(srt).unwrap().text;
        let said: Vec<_> = found.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(said, ["The ferry stays in port until May.", "Nobody knows why."]);
        assert_eq!(found.lines().position(|line| line.starts_with("Nobody")), Some(11));
        let vtt = "WEBVTT\nKind: captions\n\nNOTE mine\n\n00:01.000 --> 00:03.000 align:start\n<v Mira>It stays.\n\n00:03.000 --> 00:05.000\nIt waits.\n";
        assert_eq!(plain(vtt).unwrap().text.trim(), "It stays. It waits.");
        assert!(plain("a --> b\nc --> d").is_none());
    }
}
