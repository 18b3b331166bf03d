//! `spoglio clean`: saved pages to text, Markdown or JSON lines.

pub(super) mod input;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use clap::{Args, ValueEnum};

use self::input::{Input, inputs, unpacked};
use super::Exit;
use super::options::page::PageOptions;
use super::terminal::message::complain;
use crate::pipeline::{Cleaned, Cleaner, Options, RawPage, Record, in_order, taken_over};
use crate::source::mailbox::Mail;
use crate::source::saved::{self, not_readable};
use crate::store::warc::WarcPage;
use crate::text::{self, Include};

/// Clean saved pages: HTML or flattened text in, the article's text out
///
/// Reads files, gzip files, WARC files, mail boxes and folders, in order, on all cores. Prints the best text of every page;
/// whether the page is an article at all is the `outcome` of the JSON output.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio clean page.html
  spoglio clean --format jsonl saved-pages/ > pages.jsonl
  spoglio clean --format markdown --links --url https://example.org/story page.html
  spoglio clean --format jsonl crawl.warc.gz > pages.jsonl
  curl -s https://example.org/story | spoglio clean --url https://example.org/story -")]
pub(super) struct Arguments {
    /// Pages, WARC files, mail boxes, folders of these, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Threads to clean on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Print captions of images too, where they stand
    #[arg(long)]
    captions: bool,

    /// Print readers' comments too
    #[arg(long)]
    comments: bool,

    /// Print where links within the text lead, in Markdown; absolute where --url or the page says where it was
    #[arg(long)]
    links: bool,

    /// Print the images of the article where they stand, in Markdown; --captions prints what is below them
    #[arg(long)]
    images: bool,

    #[command(flatten)]
    page: PageOptions,

    /// Write one file a page into this folder instead of printing
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The canonical clean text
    Text,
    /// The same as Markdown, with what is emphasised
    Markdown,
    /// One JSON object a line, with metadata
    Jsonl,
}

/// What became of one input: what to print, and what to complain about. A file that is damaged
/// half-way gives both.
#[derive(Default)]
struct Output {
    path: Option<PathBuf>,
    text: Option<String>,
    complaint: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let options = match arguments.page.cleaning() {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    for (asked, option, what) in
        [(arguments.links, "--links", "links"), (arguments.images, "--images", "images")]
    {
        if asked && arguments.format != Format::Markdown {
            complain(&format!("{option}: only Markdown has {what}: add --format markdown"));
            return Exit::BadConfiguration;
        }
    }
    let include = Include {
        captions: arguments.captions,
        comments: arguments.comments,
        links: arguments.links,
        images: arguments.images,
    };
    let options = Options { include, ..options };
    if let Some(folder) = &arguments.output
        && let Err(error) = fs::create_dir_all(folder)
    {
        complain(&format!(
            "cannot create {}: {error}: name another folder with --output",
            folder.display()
        ));
        return Exit::NothingDone;
    }
    let threads = arguments
        .threads
        .map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let (mut done, mut failed, mut broken) = (0u64, 0u64, None);
    let inputs = arguments.paths.iter().flat_map(|path| inputs(path, arguments.output.as_deref()));
    in_order(
        inputs,
        threads,
        Cleaner::default,
        |cleaner, input| clean_one(cleaner, input, arguments, &options),
        |output| {
            if let Some(message) = output.complaint {
                complain(&message);
                failed += 1;
            }
            if let Some(text) = output.text {
                if let Err(error) = write(&mut out, arguments, output.path.as_deref(), &text) {
                    broken = Some(error);
                    return ControlFlow::Break(());
                }
                done += 1;
            }
            ControlFlow::Continue(())
        },
    );
    if broken.is_none() {
        broken = out.flush().err();
    }
    match broken {
        // The reader has seen enough, as in `spoglio clean … | head`.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Some(error) => {
            complain(&format!("cannot write: {error}"));
            if done == 0 { Exit::NothingDone } else { Exit::SomeFailed }
        }
        None if done == 0 => {
            if failed == 0 {
                complain(
                    "no pages found: name files, or folders that hold .html, .txt or .warc files",
                );
            }
            Exit::NothingDone
        }
        None if failed > 0 => Exit::SomeFailed,
        None => Exit::Success,
    }
}

fn clean_one(
    cleaner: &mut Cleaner,
    input: Input,
    arguments: &Arguments,
    options: &Options,
) -> Output {
    // A defect becomes the page's error.
    let mut guarded = |name: &str, work: &dyn Fn(&mut Cleaner) -> Cleaning| {
        cleaner.guarded(work).unwrap_or_else(|defect| Err((None, format!("{name}: {defect}"))))
    };
    let unread = |name: &str, error: io::Error| {
        Err((None, format!("cannot read {name}: {}", not_readable(&error))))
    };
    let (path, result) = match input {
        Input::Broken(message) => (None, Err((None, message))),
        Input::Stdin(Ok(bytes)) => {
            (None, guarded("-", &|cleaner| clean_file(cleaner, "-", &bytes, arguments, options)))
        }
        Input::Stdin(Err(error)) => (None, unread("-", error)),
        Input::File(path) => {
            let name = path.display().to_string();
            let result = match saved::read_file(&path) {
                Ok(bytes) => guarded(&name, &|cleaner| {
                    clean_file(cleaner, &name, &bytes, arguments, options)
                }),
                Err(error) => unread(&name, error),
            };
            (Some(path), result)
        }
        Input::Mail(path, mail) => {
            let name = mail.name(&path);
            let result =
                guarded(&name, &|cleaner| clean_mail(cleaner, &name, &mail, arguments, options));
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            (Some(PathBuf::from(format!("{stem}-{}", mail.number))), result)
        }
        Input::Captured(page) => {
            let result =
                guarded(&page.url, &|cleaner| clean_captured(cleaner, &page, arguments, options));
            (Some(PathBuf::from(captured_name(&page.url))), result)
        }
        Input::Text(page) => {
            let text = taken_over(&page.body);
            let result = printed(&page.url, Some(&page.url), &text, arguments.format, options);
            (Some(PathBuf::from(captured_name(&page.url))), result)
        }
    };
    match result {
        Ok(text) => Output { path, text: Some(text), complaint: None },
        Err((text, complaint)) => Output { path, text, complaint: Some(complaint) },
    }
}

/// A file name for a page that had only an address: its last path segment, letters and digits only.
fn captured_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or("");
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    last.chars().take(80).map(safe).collect()
}

/// The text of a page, or a complaint with the text of as much of it as could be read.
type Cleaning = Result<String, (Option<String>, String)>;

fn clean_captured(
    cleaner: &mut Cleaner,
    page: &WarcPage,
    arguments: &Arguments,
    options: &Options,
) -> Cleaning {
    let raw = arguments.page.of_capture(page);
    rendered(cleaner, &page.url, &raw, &page.notes, arguments.format, options)
}

fn clean_mail(
    cleaner: &mut Cleaner,
    name: &str,
    mail: &Mail,
    arguments: &Arguments,
    options: &Options,
) -> Cleaning {
    let raw = arguments.page.of_mail(mail);
    let notes: Vec<String> = mail.note().into_iter().collect();
    rendered(cleaner, name, &raw, &notes, arguments.format, options)
}

fn clean_file(
    cleaner: &mut Cleaner,
    name: &str,
    bytes: &[u8],
    arguments: &Arguments,
    options: &Options,
) -> Cleaning {
    let (bytes, fault) = unpacked(name, bytes).map_err(|complaint| (None, complaint))?;
    let raw = arguments.page.of_file(&bytes);
    if bytes.is_empty() {
        let record = match arguments.format {
            Format::Jsonl => Some(rendered(cleaner, name, &raw, &[], arguments.format, options)?),
            Format::Text | Format::Markdown => None,
        };
        return Err((record, format!("{name}: empty: there is nothing to clean; save it again")));
    }
    let notes: Vec<String> = fault.iter().map(ToString::to_string).collect();
    let text = rendered(cleaner, name, &raw, &notes, arguments.format, options)?;
    match fault {
        Some(fault) => Err((Some(text), format!("{name}: {fault}; cleaned what there is"))),
        None => Ok(text),
    }
}

fn rendered(
    cleaner: &mut Cleaner,
    name: &str,
    page: &RawPage<'_>,
    notes: &[String],
    format: Format,
    options: &Options,
) -> Cleaning {
    let mut cleaned = cleaner.clean(page, options);
    cleaned.notes.extend_from_slice(notes);
    printed(name, page.url, &cleaned, format, options)
}

fn printed(
    name: &str,
    url: Option<&str>,
    cleaned: &Cleaned,
    format: Format,
    options: &Options,
) -> Cleaning {
    match format {
        Format::Text => Ok(cleaned.text.canonical()),
        Format::Markdown => Ok(text::markdown(&cleaned.blocks, options.include)),
        Format::Jsonl => json_line(name, url, cleaned).map_err(|error| (None, error)),
    }
}

fn json_line(name: &str, url: Option<&str>, cleaned: &Cleaned) -> Result<String, String> {
    serde_json::to_string(&Record::new(name, url, cleaned))
        .map(|line| line + "\n")
        .map_err(|error| format!("{name}: cannot be written as JSON: {error}"))
}

fn write(
    out: &mut impl Write,
    arguments: &Arguments,
    path: Option<&Path>,
    text: &str,
) -> io::Result<()> {
    let Some(folder) = &arguments.output else { return out.write_all(text.as_bytes()) };
    let name = path.and_then(Path::file_name).map_or("stdin".into(), |name| name.to_string_lossy());
    let stem = saved::ENDINGS.iter().fold(name.trim_end_matches(".gz"), |name, ending| {
        name.strip_suffix(ending).and_then(|name| name.strip_suffix('.')).unwrap_or(name)
    });
    let ending = match arguments.format {
        Format::Text => "txt",
        Format::Markdown => "md",
        Format::Jsonl => "json",
    };
    let mut target = folder.join(format!("{stem}.{ending}"));
    // Two folders may hold files of one name; neither text is lost.
    for number in 2u32.. {
        match fs::File::create_new(&target) {
            Ok(mut file) => return file.write_all(text.as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&target).is_ok_and(|there| there == text.as_bytes()) {
                    return Ok(());
                }
                target = folder.join(format!("{stem}-{number}.{ending}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
