//! Ctrl-C, SIGTERM and a terminal that is closed: the first ends a run well, a second Ctrl-C or SIGTERM at once.

use std::process;
use std::thread;

use super::message::complain;
use crate::pipeline::run::{Stop, Switch};

/// What comes when the process is told to end.
pub(in crate::cli) fn stop_on_signal() -> Stop {
    let (switch, stop) = Switch::new();
    // Looked at before anything is listened to, which would undo it.
    let heard = Heard::of_this_process();
    thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            if told(heard).await.is_err() {
                return;
            }
            complain("told to end: storing what is under way; once more ends at once");
            switch.press();
            // That a terminal is closed is often told twice, or beside SIGTERM: nobody is in a hurry for it.
            if told(Heard { hangup: false, ..heard }).await.is_ok() {
                process::exit(130);
            }
        });
    });
    stop
}

/// A file that grows beyond what the process may write (`ulimit -f`) is an error of the write that is told
/// of as any other, where the signal that comes with it would end the program without a word.
pub(in crate::cli) fn tell_of_files_too_large() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let too_large = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
        // Who once listened to a signal is not ended by it any more. Where that fails, it is as it was.
        if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() {
            let _ = runtime.block_on(async { signal(too_large) });
        }
    }
}

/// Done when the process is told to end; never where the system cannot tell it.
pub(in crate::cli) async fn told_to_end() {
    if told(Heard::of_this_process()).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Which signals, beside SIGTERM, end this process: not those that it was started to ignore, as `nohup` and a
/// shell's `&` start programs so that they outlive their terminal, or its Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Heard {
    hangup: bool,
    interrupt: bool,
}

impl Heard {
    /// Known of Linux; elsewhere SIGHUP does what it did when the process was started, and Ctrl-C ends it.
    fn of_this_process() -> Heard {
        let status = std::fs::read_to_string("/proc/self/status");
        let known = status.ok().and_then(|status| Heard::read(&status));
        known.unwrap_or(Heard { hangup: false, interrupt: true })
    }

    /// Reads the set of ignored signals, SIGHUP being the first of them and SIGINT the second.
    fn read(status: &str) -> Option<Heard> {
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        let ignored = u64::from_str_radix(ignored.trim(), 16).ok()?;
        Some(Heard { hangup: ignored & 1 == 0, interrupt: ignored & 2 == 0 })
    }
}

#[cfg(unix)]
async fn told(heard: Heard) -> std::io::Result<()> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn next(signal: &mut Option<Signal>) {
        match signal {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
    let mut terminate = Some(signal(SignalKind::terminate())?);
    let mut interrupt = heard.interrupt.then(|| signal(SignalKind::interrupt())).transpose()?;
    let mut hangup = heard.hangup.then(|| signal(SignalKind::hangup())).transpose()?;
    tokio::select! {
        () = next(&mut terminate) => {}
        () = next(&mut interrupt) => {}
        () = next(&mut hangup) => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn told(_heard: Heard) -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ignored_is_seen_in_what_the_system_says_of_a_process() {
        let of = |set: &str| {
            let status =
                format!("SigBlk:\t0000000000000003\nSigIgn:\t{set}\nSigCgt:\t0000000000000003\n");
            Heard::read(&status)
        };
        let heard = |hangup, interrupt| Some(Heard { hangup, interrupt });
        assert_eq!(of("0000000000001000"), heard(true, true));
        assert_eq!(of("0000000000001001"), heard(false, true));
        assert_eq!(of("0000000000001002"), heard(true, false));
        assert_eq!(of("fedcba9876543213"), heard(false, false));
        assert_eq!(of("what"), None);
        assert_eq!(Heard::read("Name:\tspoglio\n"), None);
    }
}
