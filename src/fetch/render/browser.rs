//! A headless browser that can reach nothing by itself.

use std::fs;
use std::io;
#[cfg(unix)]
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

use super::devtools::DevTools;

/// The names of Chromium and its kin.
const NAMES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chrome-headless-shell",
];

/// The environment variable that names a browser.
const NAMED: &str = "SPOGLIO_BROWSER";

/// The Chromium that the user has installed: what the environment variable `SPOGLIO_BROWSER` names, or
/// the first of the usual names on the search path.
#[must_use]
pub fn find_browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(NAMED).filter(|named| !named.is_empty()) {
        return Some(named.into()).filter(|path: &PathBuf| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// The browser keeps a socket in a temporary folder of its own, which it leaves behind when it is ended: inside
/// of the profile it goes with that. Where the path is longer than this, the socket's would be longer than a
/// socket's may be (104 bytes), and the folder stays where others are.
const LONGEST_TEMP: usize = 56;

/// Runs the browser, which reads commands from descriptor 3 and writes to 4, and takes its profile away when it
/// has ended. A browser whose pipe is closed ends by itself: so nothing stays behind this process either when
/// it is killed. What tells a whole session to end is left to the browser.
const SHELL: &str = r#"profile=$1; shift; trap : HUP INT TERM
exec 3<&0 4>&1 </dev/null >/dev/null 2>&1
"$@"
exec 3<&- 4>&-
left=100; until rm -rf "$profile" || [ $left = 0 ]; do left=$((left-1)); sleep 0.1; done"#;

/// How long a browser may take to end by itself.
const GRACE: Duration = Duration::from_secs(2);
/// How often its end is looked for.
const LOOK: Duration = Duration::from_millis(10);

/// A running browser. It ends, and its profile goes, when this is dropped.
#[derive(Debug)]
pub(super) struct Browser {
    child: Child,
    profile: TempDir,
    pub(super) devtools: DevTools,
    pub(super) events: UnboundedReceiver<Value>,
    /// Its name and version.
    pub(super) product: String,
}

impl Browser {
    /// Starts a browser with an empty profile. Every request it makes is paused for us to answer
    /// (`Fetch.enable`); what is not paused, for whatever reason, meets a resolver that knows no name
    /// and a proxy that is none.
    ///
    /// # Errors
    /// In words, when it cannot be started.
    pub(super) async fn start(program: &Path, user_agent: &str) -> Result<Browser, String> {
        let failed =
            |error: io::Error| format!("{}: cannot be started: {error}", program.display());
        // A name of chance: what a run that was killed left behind stands in nobody's way.
        let profile = tempfile::Builder::new().prefix("spoglio-browser-").tempdir();
        let profile = profile.map_err(failed)?;
        let mut flags: Vec<String> = [
            "--headless",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--no-default-browser-check",
            "--no-pings",
            "--disable-gpu",
            "--disable-quic",
            "--disable-sync",
            "--disable-extensions",
            "--disable-default-apps",
            "--disable-component-update",
            "--disable-background-networking",
            "--disable-domain-reliability",
            "--disable-client-side-phishing-detection",
            "--disable-dev-shm-usage",
            "--metrics-recording-only",
            "--mute-audio",
            "--password-store=basic",
            // Frames of other sites stay in the page's own process, where their requests are paused.
            "--disable-site-isolation-trials",
            "--disable-features=IsolateOrigins,site-per-process,Translate,OptimizationHints,MediaRouter",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--proxy-server=http://127.0.0.1:9",
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]
        .map(str::to_owned)
        .to_vec();
        if is_root() {
            // Chromium refuses to run as root with its sandbox.
            flags.push("--no-sandbox".to_owned());
        }
        flags.push(format!("--user-agent={user_agent}"));
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        flags.push("about:blank".to_owned());
        let mut command = Command::new("sh");
        if profile.path().as_os_str().len() <= LONGEST_TEMP {
            command.env("TMPDIR", profile.path());
        }
        // A group of its own: Ctrl-C at the terminal is for us alone, who end well and need the browser for it;
        // and all of its processes can be ended together.
        #[cfg(unix)]
        command.process_group(0);
        let child = command
            .args(["-c", SHELL, "sh"])
            .arg(profile.path())
            .arg(program)
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.map_err(failed)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(io::ErrorKind::BrokenPipe.into()));
        };
        let (devtools, events) = DevTools::over(input, output);
        let mut browser = Browser { child, profile, devtools, events, product: String::new() };
        let version = browser.devtools.ask(None, "Browser.getVersion", json!({})).await;
        let version = version.map_err(|error| format!("{}: {error}", program.display()))?;
        browser.product = version["product"].as_str().unwrap_or("a browser").to_owned();
        let deny = json!({ "behavior": "deny" });
        browser.devtools.ask(None, "Browser.setDownloadBehavior", deny).await?;
        Ok(browser)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.devtools.hang_up();
        let asked = Instant::now();
        while self.profile.path().exists() && asked.elapsed() < GRACE {
            thread::sleep(LOOK);
        }
        // Whatever is still there: before the shell is waited for, so that the number is still its own.
        #[cfg(unix)]
        if let Some(group) = Pid::from_raw(self.child.id().cast_signed()) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Processes that were killed may still be closing files.
        let killed = Instant::now();
        while killed.elapsed() < GRACE {
            let profile = self.profile.path();
            if fs::remove_dir_all(profile).is_ok() || !profile.exists() {
                break;
            }
            thread::sleep(LOOK);
        }
    }
}

/// Whether this process runs as root.
fn is_root() -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
    }
    #[cfg(not(target_os = "linux"))]
    false
}
