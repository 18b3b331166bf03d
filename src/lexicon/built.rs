//! The lists of phrases as the program holds them: the build script has made them of `lists`.

use std::sync::OnceLock;

use super::phrases::Phrases;

macro_rules! built {
    ($name:ident, $file:literal) => {
        pub(super) fn $name() -> &'static Phrases {
            static LIST: OnceLock<Phrases> = OnceLock::new();
            LIST.get_or_init(|| {
                Phrases::of_parts(
                    include_str!(concat!(env!("OUT_DIR"), "/", $file, ".texts")),
                    include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".phrases")),
                )
            })
        }
    };
}

built!(cues, "cues");
built!(heads, "heads");
built!(bylines, "bylines");
built!(notes, "notes");

#[cfg(test)]
mod tests {
    use super::super::lists;
    use super::*;

    #[test]
    fn they_are_what_the_lists_give() {
        assert!(*cues() == lists::cues());
        assert!(*heads() == lists::heads());
        assert!(*bylines() == lists::bylines());
        assert!(*notes() == lists::notes());
    }
}
