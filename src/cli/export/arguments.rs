//! What may be asked for.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::options::archive::ArchiveOption;
use crate::cli::options::bounds::BoundsOption;

/// Export the archive: JSON lines, CSV or Parquet with the texts, or one WACZ file for replay tools
///
/// Texts are streamed, whatever their number. All of them, or within the bounds that `list` has too: a WACZ
/// file then holds the captures of those texts, and the pages that these refer to. An export into a file that is
/// interrupted, whatever by, is taken up where it was by the same command: JSON lines and CSV by some hundred texts,
/// Parquet by 32 MB of texts, WACZ by WARC files of 1 GB. What was written waits in FILE.part.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio export --format jsonl > corpus.jsonl
  spoglio export --output corpus.csv
  spoglio export --site example.org --lang it --since 2026-11-01 > november.jsonl
  spoglio export --output corpus-2.parquet --from 1200
  spoglio export --output archive.wacz
  spoglio export --output election.wacz --site example.org --since 2026-11-01 --until 2026-11-30")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pub(super) archive: ArchiveOption,

    /// What to write [default: what the name of --output ends in, or jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// The file to write instead of standard output (-); needed for Parquet and WACZ
    #[arg(long, short, value_name = "FILE", required_if_eq_any([("format", "wacz"), ("format", "parquet")]))]
    pub(super) output: Option<PathBuf>,

    /// Begin with this ordinal
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) from: u64,

    #[command(flatten)]
    pub(super) bounds: BoundsOption,
}

impl Arguments {
    /// Whether only some texts are wanted.
    pub(super) fn is_bounded(&self) -> bool {
        !self.bounds.bounds().is_empty()
    }

    /// Whether only some texts are wanted, by their ordinals too.
    pub(super) fn is_part(&self) -> bool {
        self.from > 0 || self.is_bounded()
    }

    /// What was asked for, in words.
    pub(super) fn told(&self) -> String {
        let from = (self.from > 0).then(|| format!("--from {}", self.from));
        let told = [from.unwrap_or_default(), self.bounds.told()];
        told.join(" ").trim().to_owned()
    }

    /// What is to be written: what was named, or what the file's name says.
    pub(super) fn format(&self) -> Format {
        self.format.or_else(|| Format::by_name(self.file()?)).unwrap_or(Format::Jsonl)
    }

    /// The file to write; none for standard output, which `-` names, too.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Whether the file's name promises that it is packed, which no export is, and nothing else says what to write.
    pub(super) fn is_packed(&self) -> bool {
        let packed = |ending: &str| PACKED.iter().any(|name| name.eq_ignore_ascii_case(ending));
        let ending = self.file().and_then(|path| path.extension()?.to_str());
        self.format.is_none() && ending.is_some_and(packed)
    }
}

/// Endings of packed files.
const PACKED: [&str; 6] = ["gz", "bz2", "xz", "zip", "zst", "7z"];

impl Format {
    /// What a file's name ends in.
    fn by_name(path: &Path) -> Option<Format> {
        Format::from_str(path.extension()?.to_str()?, true).ok()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a line: what is known of the text, and the text
    Jsonl,
    /// Comma-separated values (RFC 4180) with a heading line
    Csv,
    /// One row a text, compressed with Zstandard
    Parquet,
    /// The captures, an index and a list of pages in one file
    Wacz,
}
