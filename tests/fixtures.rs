//! The bundled sample pages give their expected texts, by the same road as `spoglio check`.

use std::path::Path;

use spoglio::check::check;

fn pages() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages"))
}

#[test]
fn every_sample_page_gives_what_is_expected_of_it() {
    let report = check(pages(), &spoglio::pipeline::Options::default()).unwrap();
    assert!(report.regressions() == 0 && report.unreadable() == 0, "\n{}", report.human());
}
