//! Ctrl-C, SIGTERM and a terminal that is closed: the first ends a run well, a second Ctrl-C or SIGTERM at once.

use std::process;
use std::thread;

use super::message::complain;
use crate::pipeline::run::{Stop, Switch};

/// What comes when the process is told to end.
pub(in crate::cli) fn stop_on_signal() -> Stop {
    let (switch, stop) = Switch::new();
    // Looked at before anything is listened to, which would undo it.
    let hangup = ends_with_its_terminal();
    thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            if told(hangup).await.is_err() {
                return;
            }
            complain("told to end: storing what is under way; once more ends at once");
            switch.press();
            // That a terminal is closed is often told twice, or beside SIGTERM: nobody is in a hurry for it.
            if told(false).await.is_ok() {
                process::exit(130);
            }
        });
    });
    stop
}

/// Done when the process is told to end; never where the system cannot tell it.
pub(in crate::cli) async fn told_to_end() {
    if told(ends_with_its_terminal()).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn told(hangup: bool) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hung_up = if hangup { Some(signal(SignalKind::hangup())?) } else { None };
    let hung_up = async {
        match &mut hung_up {
            Some(hung_up) => hung_up.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        told = tokio::signal::ctrl_c() => told,
        _ = terminate.recv() => Ok(()),
        _ = hung_up => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told(_hangup: bool) -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Whether SIGHUP ends this process, and it was not started to outlive its terminal, as `nohup` starts programs.
/// Known of Linux; elsewhere the signal does what it did when the process was started.
fn ends_with_its_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status");
    status.is_ok_and(|status| ignores_hangup(&status) == Some(false))
}

/// Whether SIGHUP, the first of the signals, is in the set of those that are ignored.
fn ignores_hangup(status: &str) -> Option<bool> {
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    Some(u64::from_str_radix(ignored.trim(), 16).ok()? & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nohup_is_seen_in_what_the_system_says_of_a_process() {
        let of = |set: &str| {
            let status =
                format!("SigBlk:\t0000000000000001\nSigIgn:\t{set}\nSigCgt:\t0000000000000001\n");
            ignores_hangup(&status)
        };
        assert_eq!(of("0000000000001000"), Some(false));
        assert_eq!(of("0000000000001001"), Some(true));
        assert_eq!(of("fedcba9876543211"), Some(true));
        assert_eq!(of("what"), None);
        assert_eq!(ignores_hangup("Name:\tspoglio\n"), None);
    }
}
