//! What a page is, before anyone asks for its text.

use std::fmt;

/// What kind of page was met. The first group has a text worth storing; the second has none, and
/// is never stored as an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// One article.
    Article,
    /// A forum thread or a page of questions and answers.
    Forum,
    /// A live blog: entries with their times.
    LiveBlog,
    /// A product or service page.
    Product,
    /// Documentation or reference.
    Documentation,

    /// A list of teasers: a home page, a section front, search results.
    ListPage,
    /// A consent or cookie wall in place of the article.
    ConsentWall,
    /// Only the first lines of an article, the rest is for subscribers; or none of them, but a page to log in, to
    /// register or to ask for a new password at.
    PaywallStub,
    /// A bot challenge or a block page.
    Challenge,
    /// An error page, whatever its status said.
    ErrorPage,
    /// A page that holds nothing until its scripts have run.
    JavascriptShell,
    /// No text at all, or a few words without a sentence.
    Empty,
    /// What stands in the place of a page that is lost: the server says so, or leads elsewhere. No page says so by
    /// itself.
    Gone,
    /// The beginning of a page that the archive has whole: it broke off on its way. No page says so by itself.
    Truncated,
}

impl Outcome {
    /// Every outcome, in the order of declaration.
    pub const ALL: [Outcome; 14] = [
        Outcome::Article,
        Outcome::Forum,
        Outcome::LiveBlog,
        Outcome::Product,
        Outcome::Documentation,
        Outcome::ListPage,
        Outcome::ConsentWall,
        Outcome::PaywallStub,
        Outcome::Challenge,
        Outcome::ErrorPage,
        Outcome::JavascriptShell,
        Outcome::Empty,
        Outcome::Gone,
        Outcome::Truncated,
    ];

    /// Whether a page of this kind has a text that an archive should keep.
    #[must_use]
    pub const fn is_storable(self) -> bool {
        matches!(
            self,
            Outcome::Article
                | Outcome::Forum
                | Outcome::LiveBlog
                | Outcome::Product
                | Outcome::Documentation
        )
    }

    /// The name that reports and JSON print.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Article => "article",
            Outcome::Forum => "forum",
            Outcome::LiveBlog => "live-blog",
            Outcome::Product => "product",
            Outcome::Documentation => "documentation",
            Outcome::ListPage => "list-page",
            Outcome::ConsentWall => "consent-wall",
            Outcome::PaywallStub => "paywall-stub",
            Outcome::Challenge => "challenge",
            Outcome::ErrorPage => "error-page",
            Outcome::JavascriptShell => "javascript-shell",
            Outcome::Empty => "empty",
            Outcome::Gone => "gone",
            Outcome::Truncated => "truncated",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An outcome with what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What the page is.
    pub outcome: Outcome,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
    /// What was seen that led there, one sentence each.
    pub evidence: Vec<String>,
    /// Whether the page has any sign that the rest of its text is kept from readers who do not pay or log in: it
    /// says that it is not free, its markup names a wall, a line behind the text asks for it, or the text breaks off.
    /// Offers stand on whole articles, too.
    pub kept_back: bool,
}
