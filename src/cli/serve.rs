//! `spoglio serve`: the archive in a browser.

use std::net::SocketAddr;

use chrono::Utc;
use clap::Args;
use tokio::net::TcpListener;

use super::Exit;
use super::options::archive::ArchiveOption;
use super::options::listen;
use super::terminal::message::complain;
use super::terminal::opened::opened;
use super::terminal::signals::told_to_end;
use crate::page::hex;
use crate::pipeline::Options;
use crate::serve::{Settings, serve};
use crate::store::Access;

/// Read the archive in a browser: latest texts, search, versions, what was left out
///
/// Pages only read; nothing that was captured runs or loads. Listens on this machine alone unless
/// told otherwise; beyond it, readers need a token, which is part of the address that is printed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  spoglio serve
  spoglio serve --listen 0.0.0.0:8080 --host archive.example.org")]
pub(super) struct Arguments {
    #[command(flatten)]
    archive: ArchiveOption,

    /// Port of loopback, or address and port, to listen on; port 0 takes a free one
    #[arg(long, value_name = "[ADDRESS:]PORT", value_parser = listen::address, default_value = "127.0.0.1:8477")]
    listen: SocketAddr,

    /// A host name, beside the address, by which readers may call the server, such as that of a proxy before it;
    /// without a port, with the one listened on and with those that browsers leave out; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,

    /// The token that readers must show; the environment variable SPOGLIO_TOKEN keeps it out of the
    /// process list [default: none on loopback, a new one elsewhere]
    #[arg(long, value_name = "TEXT")]
    token: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let (folder, sites) = match (arguments.archive.folder(), arguments.archive.sites()) {
        (Ok(folder), Ok(sites)) => (folder, sites),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    if let Err(error) = opened(&folder, Access::Read) {
        complain(&error.to_string());
        return Exit::NothingDone;
    }
    let named = arguments.token.clone().or_else(|| std::env::var("SPOGLIO_TOKEN").ok());
    let token = match named {
        Some(token) if token.is_empty() || !token.bytes().all(is_token_byte) => {
            complain("the token: use letters, digits, '-' and '_' only, at least one");
            return Exit::BadConfiguration;
        }
        Some(token) => Some(token),
        None if arguments.listen.ip().is_loopback() => None,
        None => match new_token() {
            Some(token) => Some(token),
            None => {
                complain("no token could be made on this system: name one with --token");
                return Exit::NothingDone;
            }
        },
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("cannot start: {error}"));
            return Exit::NothingDone;
        }
    };
    let settings = Settings {
        archive: folder,
        hosts: arguments.hosts.clone(),
        token,
        options: Options { sites, ..Options::default() },
        clock: Utc::now,
    };
    let exit = runtime.block_on(listen(arguments, settings));
    // A reader's long search is not waited for: it changes nothing.
    runtime.shutdown_background();
    exit
}

async fn listen(arguments: &Arguments, settings: Settings) -> Exit {
    let listener = match TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            complain(&format!(
                "cannot listen on {}: {error}; another --listen address may be free",
                arguments.listen
            ));
            return Exit::NothingDone;
        }
    };
    let address = listener.local_addr().unwrap_or(arguments.listen);
    let host = arguments.hosts.first().map_or_else(
        || address.to_string(),
        |host| if host.contains(':') { host.clone() } else { format!("{host}:{}", address.port()) },
    );
    let query = settings.token.as_ref().map_or(String::new(), |token| format!("?token={token}"));
    let folder = settings.archive.display();
    complain(&format!("reading {folder} at http://{host}/{query} (Ctrl-C ends)"));
    match serve(listener, settings, told_to_end()).await {
        Ok(()) => Exit::Success,
        Err(error) => {
            complain(&format!("the server failed: {error}"));
            Exit::NothingDone
        }
    }
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// 128 random bits in hex, from the system's generator.
fn new_token() -> Option<String> {
    let mut bytes = [0; 16];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}
