//! How saved pages are read and cleaned, by what was named: the kind, the address, the site rules of a
//! configuration, and sites' profiles.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use url::Url;

use super::address::address;
use super::profile::ProfileOption;
use crate::cli::Exit;
use crate::cli::terminal::message::complain;
use crate::config;
use crate::pipeline::{Kind, Options, RawPage};
use crate::source::mailbox::Mail;
use crate::store::warc::WarcPage;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct PageOptions {
    /// Read every page as HTML or as flattened text, whatever it looks like
    #[arg(long = "as", value_enum, value_name = "KIND")]
    kind: Option<As>,

    /// The address the page was found at
    #[arg(long, value_name = "URL", value_parser = address)]
    url: Option<String>,

    /// A configuration file whose rules for sites ([site."example.org"]) hold
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    profile: ProfileOption,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum As {
    Html,
    Text,
}

impl PageOptions {
    /// A page of which nothing else is known than its bytes.
    pub(in crate::cli) fn of_file<'a>(&'a self, bytes: &'a [u8]) -> RawPage<'a> {
        RawPage { bytes, url: self.url.as_deref(), kind: self.kind(), content_type: None }
    }

    /// A mail of a mail box, which may say itself where it can be read.
    pub(in crate::cli) fn of_mail<'a>(&'a self, mail: &'a Mail) -> RawPage<'a> {
        let url = mail.archived_at.as_ref().map(Url::as_str).or(self.url.as_deref());
        RawPage { url, ..self.of_file(&mail.bytes) }
    }

    /// A page of a WARC file, which says where it was and as what it was served.
    pub(in crate::cli) fn of_capture<'a>(&self, page: &'a WarcPage) -> RawPage<'a> {
        let (url, content_type) = (Some(&*page.url), page.content_type.as_deref());
        RawPage { bytes: &page.body, url, kind: self.kind(), content_type }
    }

    fn kind(&self) -> Option<Kind> {
        self.kind.map(|kind| match kind {
            As::Html => Kind::Html,
            As::Text => Kind::Text,
        })
    }

    /// The options of a cleaning: with the site rules of the configuration that was named, and the profiles.
    /// Without one, no rules: what is printed does not depend on the folder that a command is started in. What
    /// cannot be read is complained about.
    pub(in crate::cli) fn cleaning(&self) -> Result<Options, Exit> {
        let mut options = Options::default();
        if let Some(path) = &self.config {
            options.sites = config::load(path).map(|config| config.sites).map_err(|error| {
                complain(&error.to_string());
                Exit::BadConfiguration
            })?;
        }
        options.profiles = self.profile.profiles()?;
        Ok(options)
    }
}
