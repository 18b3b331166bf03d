//! What a block of a page is.

use std::fmt;

/// What a block is to its page. One labelling serves every output: which labels are printed is an
/// option of the output, not another model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Label {
    /// The article's headline.
    Title,
    /// The lead, deck or summary between headline and body.
    Standfirst,
    /// A paragraph of the article.
    Body,
    /// A heading inside the article.
    Subhead,
    /// An item of a list of the article.
    ListItem,
    /// A quotation set apart from the running text.
    Quotation,
    /// A row of a table of the article.
    Table,
    /// Preformatted text or code.
    Code,
    /// A caption of an image, video or chart.
    Caption,
    /// Who took the picture or owns it.
    Credit,
    /// Who wrote the article, and agency lines.
    Byline,
    /// When the article was published or changed.
    Date,
    /// A reader's comment below the article.
    Comment,
    /// A teaser of, or a link to, another article, and the heads of such sections.
    Related,
    /// Menus, breadcrumbs, skip links, pagination.
    Navigation,
    /// Share and follow buttons.
    Share,
    /// Newsletter, registration and subscription boxes.
    Newsletter,
    /// Consent, cookie, paywall and other notices of the site.
    Notice,
    /// Advertising and affiliate hints.
    Advert,
    /// Tags and topics of the article.
    Tags,
    /// Imprint, copyright, legal lines.
    Footer,
    /// Text for screen readers only, or hidden from everyone.
    Hidden,
    /// A line that repeats the title, a caption or a teaser printed before.
    Repeat,
    /// Furniture of no more exact kind.
    Other,
}

impl Label {
    /// Every label, in the order of declaration.
    pub const ALL: [Label; 24] = [
        Label::Title,
        Label::Standfirst,
        Label::Body,
        Label::Subhead,
        Label::ListItem,
        Label::Quotation,
        Label::Table,
        Label::Code,
        Label::Caption,
        Label::Credit,
        Label::Byline,
        Label::Date,
        Label::Comment,
        Label::Related,
        Label::Navigation,
        Label::Share,
        Label::Newsletter,
        Label::Notice,
        Label::Advert,
        Label::Tags,
        Label::Footer,
        Label::Hidden,
        Label::Repeat,
        Label::Other,
    ];

    /// Whether the label is part of the clean text's body under the default options. The title is
    /// printed apart from the body and so does not count.
    #[must_use]
    pub const fn is_body(self) -> bool {
        matches!(
            self,
            Label::Standfirst
                | Label::Body
                | Label::Subhead
                | Label::ListItem
                | Label::Quotation
                | Label::Table
                | Label::Code
        )
    }

    /// The group that a reader tells blocks apart by.
    #[must_use]
    pub const fn group(self) -> LabelGroup {
        match self {
            Label::Title | Label::Standfirst => LabelGroup::Title,
            Label::Caption | Label::Credit | Label::Byline | Label::Date => LabelGroup::Beside,
            Label::Comment => LabelGroup::Comment,
            Label::Related | Label::Navigation | Label::Share | Label::Tags => {
                LabelGroup::Elsewhere
            }
            Label::Newsletter | Label::Notice | Label::Advert => LabelGroup::Site,
            Label::Footer | Label::Hidden | Label::Repeat | Label::Other => LabelGroup::Other,
            _ => LabelGroup::Article,
        }
    }

    /// The label's name as reports and JSON print it: lower case, words joined by `-`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Label::Title => "title",
            Label::Standfirst => "standfirst",
            Label::Body => "body",
            Label::Subhead => "subhead",
            Label::ListItem => "list-item",
            Label::Quotation => "quotation",
            Label::Table => "table",
            Label::Code => "code",
            Label::Caption => "caption",
            Label::Credit => "credit",
            Label::Byline => "byline",
            Label::Date => "date",
            Label::Comment => "comment",
            Label::Related => "related",
            Label::Navigation => "navigation",
            Label::Share => "share",
            Label::Newsletter => "newsletter",
            Label::Notice => "notice",
            Label::Advert => "advert",
            Label::Tags => "tags",
            Label::Footer => "footer",
            Label::Hidden => "hidden",
            Label::Repeat => "repeat",
            Label::Other => "other",
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Labels that are shown in one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelGroup {
    /// Title and standfirst.
    Title,
    /// The article's body.
    Article,
    /// Captions, credits, byline, date.
    Beside,
    /// Readers' comments.
    Comment,
    /// What leads elsewhere: menus, related articles, share buttons, tags.
    Elsewhere,
    /// What the site wants of its readers: adverts, newsletters, notices.
    Site,
    /// Everything else.
    Other,
}

impl LabelGroup {
    /// Every group, in the order of declaration.
    pub const ALL: [LabelGroup; 7] = [
        LabelGroup::Title,
        LabelGroup::Article,
        LabelGroup::Beside,
        LabelGroup::Comment,
        LabelGroup::Elsewhere,
        LabelGroup::Site,
        LabelGroup::Other,
    ];

    /// The group's name, as style sheets use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LabelGroup::Title => "title",
            LabelGroup::Article => "article",
            LabelGroup::Beside => "beside",
            LabelGroup::Comment => "comment",
            LabelGroup::Elsewhere => "elsewhere",
            LabelGroup::Site => "site",
            LabelGroup::Other => "other",
        }
    }
}
