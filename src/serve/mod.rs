//! Read-only pages over an archive, for the browser.
//!
//! Everything that comes from a page is text or freshly built, escaped markup; nothing inline runs,
//! nothing remote loads, and no address fetches what a visitor names.

mod answer;
mod dates;
mod figures;
mod guard;
mod layout;
mod library;
mod pages;
mod server;
mod terms;
mod token;
mod view;
mod words;

use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{Router, middleware};
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub(crate) use token::{Token, bearer};

use figures::Kept;
use library::Library;
use server::Server;
use view::View;

use crate::pipeline::Options;

/// What a server is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The archive's folder.
    pub archive: PathBuf,
    /// Host names, beside its own address, by which it may be called.
    pub hosts: Vec<String>,
    /// The token that readers must show; none asks for none.
    pub token: Option<String>,
    /// How the page of what was left out cleans a capture: by the same rules for sites as the run that
    /// brought it.
    pub options: Options,
    /// What time it is: the clock is handed in, so that a page can be made for any moment.
    pub clock: fn() -> DateTime<Utc>,
}

/// How long requests that are under way may take once the server was told to end.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the archive on `listener` until `stop` is done; requests that are under way then have ten
/// seconds to finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let told = Arc::new(Notify::new());
    let tell = Arc::clone(&told);
    // An answer goes out when it is written, not when the reader's system confirms the last one.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let server =
        axum::serve(listener, routes(address, settings)).with_graceful_shutdown(async move {
            stop.await;
            tell.notify_one();
        });
    tokio::select! {
        ended = server.into_future() => ended,
        () = async { told.notified().await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

fn routes(address: SocketAddr, settings: Settings) -> Router {
    let guard = guard::Guard::new(address, &settings.hosts, settings.token.as_deref());
    let server = Server {
        library: Library::new(settings.archive),
        kept: Kept::default(),
        options: Arc::new(settings.options),
        clock: settings.clock,
    };
    tokio::spawn(server.kept.clone().keep_fresh(server.library.clone(), server.clock));
    pages::routes()
        .route("/style.css", get(style))
        .route("/search.js", get(script))
        .fallback(nothing)
        .with_state(server)
        .layer(middleware::from_fn_with_state(guard, guard::check))
}

async fn nothing(view: View) -> Response {
    view.missing()
}

async fn style() -> Response {
    fixed("text/css; charset=utf-8", include_str!("static/style.css"))
}

async fn script() -> Response {
    fixed("text/javascript; charset=utf-8", include_str!("static/search.js"))
}

fn fixed(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=3600")], text).into_response()
}
