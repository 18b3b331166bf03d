//! Texts in a notation of their own, which is no Markdown: subtitles, saved chats, press databases, the
//! sources of documents and wikis. Each is set as plain lines, one for each line that it had, so that a block
//! still knows where it stood.

mod asciidoc;
mod chats;
mod debian;
mod factiva;
mod org;
mod pandoc;
mod rst;
mod set;
mod subtitles;
mod wiki;

pub(super) use pandoc::is_pandoc;
pub(super) use set::Plain;

/// The plain lines of a text, where it is in such a notation.
pub(super) fn plain(text: &str) -> Option<Plain> {
    [
        subtitles::plain,
        chats::plain,
        factiva::plain,
        debian::plain,
        org::plain,
        asciidoc::plain,
        rst::plain,
        wiki::plain,
        pandoc::plain,
    ]
    .iter()
    .find_map(|plain| plain(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "The ferry stays.\n\nIt waits.", "# Ferry\n\nSee [the pier](a).", "= 3\n"]
        {
            assert!(plain(text).is_none(), "{text}");
        }
    }
}
