//! The seed pages: flattened pages of portals and the texts they must give, byte for byte. They are
//! read from a folder beside the project and are no part of it.

use std::path::Path;

use spoglio::pipeline::{Kind, Options, RawPage, clean};

#[test]
fn seeds_are_exact() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(listing) = std::fs::read_dir(seeds.join("raw")) else {
        println!("skipped: {} is not there", seeds.display());
        return;
    };
    let mut names: Vec<_> = listing.filter_map(|e| e.ok().map(|e| e.file_name())).collect();
    names.sort();
    assert!(!names.is_empty(), "no seeds in {}", seeds.display());
    for name in names {
        let raw = std::fs::read(seeds.join("raw").join(&name)).unwrap();
        let expected = std::fs::read_to_string(seeds.join("clean").join(&name)).unwrap();
        let cleaned = clean(&RawPage { bytes: &raw, ..RawPage::default() }, &Options::default());
        assert_eq!(cleaned.kind, Kind::Text, "{}", name.display());
        assert!(
            cleaned.text.canonical() == expected,
            "{} differs:\n{}\n--- expected ---\n{expected}",
            name.display(),
            cleaned.text.canonical(),
        );
        assert!(cleaned.verdict.outcome.is_storable(), "{}", name.display());
    }
}
