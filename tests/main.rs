//! One integration binary; each module is a promise made to users.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod architecture;
mod archive;
mod archive_crash;
mod archive_export;
mod archive_history;
mod archive_reclean;
mod archive_scale;
mod archive_tools;
mod archive_verify;
mod bad_input;
mod check;
mod chromium;
mod clean;
mod explain;
mod fetch;
mod fetch_guard;
mod fetch_proxy;
mod fetch_rights;
mod fetch_threats;
mod fixtures;
mod html_hostile;
mod html_mutations;
mod html_oracle;
mod packaging;
mod page_threats;
mod reading;
mod readme;
mod run;
mod run_again;
mod run_network;
mod run_scale;
mod run_sources;
mod sample;
mod seeds;
mod serve;
mod serve_browser;
mod serve_scale;
mod serve_threats;
mod server;
mod site_rules;
mod sources;
mod sources_bad_input;
mod warc;
mod watch;
