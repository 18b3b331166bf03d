//! What is wanted of an import, and what becomes of each page or text.

use std::path::Path;

use serde::Serialize;

use crate::page::Near;
use crate::pipeline::Options;
use crate::pipeline::run::Stop;

/// What is wanted of an import.
#[derive(Clone, Debug)]
pub struct Importing {
    /// How pages are cleaned.
    pub options: Options,
    /// On how many threads.
    pub threads: usize,
    /// When to end early.
    pub stop: Stop,
    /// Whether `.txt` files are clean texts, to be taken over as they are. Those of an archive of
    /// ours always are.
    pub texts: bool,
    /// What is done with texts that are nearly those the archive has.
    pub near: Near,
    /// Whether what sites repeat is learned from the pages.
    pub learn: bool,
}

/// What became of one page or text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Imported {
    /// It is new.
    Stored {
        /// The text's file name.
        name: String,
    },
    /// It is new at an address that had another text.
    NewVersion {
        /// The text's file name.
        name: String,
        /// The ordinal of the text that the address had before.
        previous: u64,
    },
    /// The text was there; the sighting was recorded.
    SeenBefore {
        /// The text's file name.
        name: String,
    },
    /// It is nearly a text that is there, and was not stored.
    Near {
        /// That text's file name.
        name: String,
        /// How the two are to each other.
        class: String,
    },
    /// This very capture was there; nothing was recorded.
    ThereAlready,
    /// It is nothing to store as an article. The capture was recorded.
    Refused {
        /// What it is.
        outcome: &'static str,
    },
    /// The server sent no page, and the archive has none at its address that could be lost. Nothing was recorded.
    PassedOver {
        /// With which status it answered.
        status: u16,
    },
    /// It could not be read or cleaned.
    Failed {
        /// Why.
        why: String,
    },
}

/// One page or text of what is imported, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The file it stands in.
    pub file: String,
    /// Its address, where it was read.
    pub url: Option<String>,
    /// Its name where it comes from.
    pub foreign_id: Option<String>,
    /// What is to be known of it beside that: when it was captured, where it does not say so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub imported: Imported,
}

/// A file, or something in it, that could not be read.
pub(super) fn not_read(path: &Path, why: String) -> Item {
    Item {
        file: path.display().to_string(),
        url: None,
        foreign_id: None,
        note: None,
        imported: Imported::Failed { why },
    }
}
