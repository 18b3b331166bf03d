// The rooms between bytes and text, included at the root of what measures them: they name each other
// from there.

#[path = "../../src/decode/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod decode;
#[path = "../../src/html/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod html;
#[path = "../../src/lexicon/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod lexicon;
#[path = "../../src/meta/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod meta;
#[path = "../../src/page/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod page;
#[path = "../../src/profile/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod profile;
#[path = "../../src/strip/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod strip;
#[path = "../../src/text/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
mod text;
