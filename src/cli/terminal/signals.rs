//! Ctrl-C and SIGTERM: the first ends a run well, the second at once.

use std::process;
use std::thread;

use super::message::complain;
use crate::pipeline::run::{Stop, Switch};

/// What comes when the process is told to end.
pub(in crate::cli) fn stop_on_signal() -> Stop {
    let (switch, stop) = Switch::new();
    thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            if told().await.is_err() {
                return;
            }
            complain("told to end: storing what is under way; once more ends at once");
            switch.press();
            if told().await.is_ok() {
                process::exit(130);
            }
        });
    });
    stop
}

/// Done when the process is told to end; never where the system cannot tell it.
pub(in crate::cli) async fn told_to_end() {
    if told().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn told() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
