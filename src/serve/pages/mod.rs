//! The pages: each a file that reads the archive and makes one value, which becomes the page or its JSON.

mod article;
mod atom;
mod changes;
mod chart;
mod diff;
mod front;
mod furniture;
mod left_out;
mod parts;
mod runs;
mod search;
mod sites;
mod versions;

use axum::Router;
use axum::routing::get;

use super::server::Server;

/// Every page under its address.
pub(super) fn routes() -> Router<Server> {
    Router::new()
        .route("/", get(front::front))
        .route("/index.json", get(front::front))
        .route("/text/{name}", get(article::article))
        .route("/capture/{name}", get(left_out::left_out))
        .route("/diff", get(diff::choose))
        .route("/diff/{old}/{new}", get(diff::diff))
        .route("/search", get(search::search))
        .route("/search.json", get(search::search))
        .route("/changes", get(changes::changes))
        .route("/changes.json", get(changes::changes))
        .route("/runs", get(runs::runs))
        .route("/runs.json", get(runs::runs))
        .route("/run/{name}", get(runs::run))
        .route("/sites", get(sites::sites))
        .route("/sites.json", get(sites::sites))
        .route("/site/{name}", get(sites::site))
        .route("/feed.atom", get(atom::texts))
        .route("/changes.atom", get(atom::changes))
}
