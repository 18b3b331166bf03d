//! Pages made to be slow or deep, of any size: for the tests, and for `benches/run`.

/// A kind of hostile page.
pub(crate) struct Hostile {
    /// What it is made of.
    pub name: &'static str,
    /// The size at which the page counts as hostile; for nested elements how many there are.
    pub full: usize,
    /// The page at a size. Its text holds `deep`.
    pub page: fn(usize) -> String,
}

macro_rules! nested {
    ($($tag:literal)*) => {
        [$(Hostile { name: $tag, full: 40_000, page: |n| $tag.repeat(n) + "deep" },)*]
    };
}

/// Elements nested 40,000 deep, or meant to be.
pub(crate) const NESTED: [Hostile; 18] = nested![
    "<div>" "<b>" "<span>" "<i class=x>" "<x-y>" "<svg>" "<math><mi>" "<ul><li>" "<dl><dd>"
    "<table>" "<table><tr><td>" "<a>" "<a href=x><div>" "<b><p>" "<p><b><i><u>" "<svg><title>"
    "<template>" "<select><option>"
];

/// A megabyte of one thing, and what attacks single rules of the standard.
pub(crate) const LONG: [Hostile; 16] = [
    Hostile { name: "<", full: 1 << 20, page: |n| "<".repeat(n) + " deep" },
    Hostile {
        name: "a quoted value",
        full: 1 << 20,
        page: |n| format!("deep<p a=\"{}", "'\"".repeat(n / 2)),
    },
    Hostile {
        name: "open quotes",
        full: 1 << 20,
        page: |n| "deep".to_owned() + &"<p title=\"".repeat(n / 10),
    },
    Hostile { name: "&amp;", full: 1 << 20, page: |n| "&amp;".repeat(n / 5) + "deep" },
    Hostile { name: "&", full: 1 << 20, page: |n| "&".repeat(n) + " deep" },
    Hostile { name: "<!--", full: 1 << 20, page: |n| "<!--".repeat(n / 4) + "-->deep" },
    Hostile { name: "a name", full: 1 << 20, page: |n| format!("<{}>deep", "x".repeat(n)) },
    Hostile {
        name: "<script><!---",
        full: 1 << 20,
        page: |n| format!("<script><!--{}</script>deep", "-".repeat(n)),
    },
    Hostile {
        name: "attributes",
        full: 1 << 20,
        page: |n| {
            let many: String = (0..n / 10).map(|i| format!(" a{i}=1")).collect();
            format!("<p{many}>deep")
        },
    },
    Hostile {
        name: "one attribute",
        full: 1 << 20,
        page: |n| format!("<p{}>deep", " a=1".repeat(n / 4)),
    },
    Hostile {
        name: "<div></b>",
        full: 1 << 20,
        page: |n| "<b>".repeat(500) + &"<div></b>".repeat(n / 9) + "deep",
    },
    Hostile {
        name: "</b> of <b><p>",
        full: 40_000,
        page: |n| "<b><p>".repeat(n / 2) + &"</b>deep".repeat(n / 2),
    },
    Hostile {
        name: "<p><b id=…>",
        full: 40_000,
        page: |n| {
            "deep".to_owned() + &(0..n).map(|i| format!("<p><b id={i}>x")).collect::<String>()
        },
    },
    Hostile {
        name: "waiting formatting",
        full: 40_000,
        page: |n| {
            let waiting: String = (0..500).map(|i| format!("<b id={i}>")).collect();
            format!("<p>{waiting}</p>{}{}deep", "<div>".repeat(490), "</div><div>x".repeat(n))
        },
    },
    Hostile {
        name: "<b i=1></b> beside 500",
        full: 40_000,
        page: |n| {
            let waiting: String = (0..400).map(|i| format!("<b id={i}>")).collect();
            format!("deep<p>{waiting}{}", "<b i=1></b>".repeat(n))
        },
    },
    Hostile {
        name: "div under <p><button>",
        full: 40_000,
        page: |n| format!("<p><button>{}{}deep", "<span>".repeat(490), "<div></div>".repeat(n)),
    },
];
