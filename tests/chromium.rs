//! A browser for the tests: Debian's chromium, driven over its DevTools pipe.
//!
//! The pipe (`--remote-debugging-pipe`) carries JSON messages parted by NUL bytes over the file
//! descriptors 3 and 4, so that no port is opened and no WebSocket is spoken. The browser has an empty
//! profile, resolves no name, and reaches nothing but this machine.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};

/// How long anything may take before the test fails: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the browser is: what `SPOGLIO_CHROMIUM` names, else the first of the usual names in PATH.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SPOGLIO_CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// A browser with one open page.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    events: VecDeque<Value>,
    session: String,
    last: u64,
    profile: tempfile::TempDir,
    /// Every address that the page asked for.
    pub(crate) requests: Vec<String>,
    /// Every dialog that a script opened.
    pub(crate) dialogs: Vec<String>,
}

impl Browser {
    /// Starts the browser; `None`, with a word, where there is none.
    pub(crate) fn start() -> Option<Browser> {
        let Some(program) = find() else {
            println!("skipped: no chromium here (apt-get install chromium, or SPOGLIO_CHROMIUM=…)");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        // The shell hands its standard input and output on as the descriptors 3 and 4.
        let mut child = Command::new("sh")
            // What it leaves behind when it is killed goes with the profile.
            .env("TMPDIR", profile.path())
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--lang=en-GB",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut message = Vec::new();
            while output.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if sender.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let mut browser = Browser {
            child,
            input,
            messages,
            events: VecDeque::new(),
            session: String::new(),
            last: 0,
            profile,
            requests: Vec::new(),
            dialogs: Vec::new(),
        };
        let made = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Network", "Runtime", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.size(1280, 900);
        Some(browser)
    }

    /// Calls a DevTools method on the page and returns its result.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same, with what the browser says against it.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.send(&message);
        let until = Instant::now() + PATIENCE;
        loop {
            let message = self.receive(until, method);
            if message["id"] == id {
                return match &message["error"] {
                    Value::Null => Ok(message["result"].clone()),
                    error => Err(error.clone()),
                };
            }
        }
    }

    fn send(&mut self, message: &Value) {
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        self.input.flush().unwrap();
    }

    /// The next message; events are kept, requests and dialogs are written down.
    fn receive(&mut self, until: Instant, what: &str) -> Value {
        let left = until.saturating_duration_since(Instant::now());
        let message = self
            .messages
            .recv_timeout(left)
            .unwrap_or_else(|error| panic!("the browser does not answer to {what}: {error}"));
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                self.requests.push(parameters["request"]["url"].as_str().unwrap().to_owned());
            }
            Some("Page.javascriptDialogOpening") => {
                self.dialogs.push(parameters["message"].to_string());
                self.last += 1;
                let close = json!({
                    "id": self.last, "sessionId": self.session,
                    "method": "Page.handleJavaScriptDialog", "params": { "accept": false },
                });
                self.send(&close);
            }
            Some(_) => self.events.push_back(message.clone()),
            None => {}
        }
        message
    }

    /// Goes to an address and waits until it is loaded.
    pub(crate) fn open(&mut self, address: &str) {
        self.events.clear();
        let gone = self.call("Page.navigate", json!({ "url": address }));
        assert!(gone["errorText"].is_null(), "{address}: {}", gone["errorText"]);
        self.wait_for_event("Page.loadEventFired");
    }

    /// Waits until the page has been loaded once more.
    pub(crate) fn wait_for_event(&mut self, name: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let mut events = std::mem::take(&mut self.events).into_iter();
            if events.any(|event| event["method"] == name) {
                return;
            }
            self.receive(until, name);
        }
    }

    /// What an expression gives in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        answer["result"]["value"].clone()
    }

    /// The same as text.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// Waits until an expression is true. While one page gives way to the next there is nothing to ask,
    /// or not yet what is asked for.
    pub(crate) fn wait(&mut self, expression: &str) {
        let until = Instant::now() + PATIENCE;
        let asked =
            json!({ "expression": format!("Boolean({expression})"), "returnByValue": true });
        loop {
            let answer = self.ask("Runtime.evaluate", asked.clone());
            if answer.is_ok_and(|answer| answer["result"]["value"] == true) {
                return;
            }
            assert!(Instant::now() < until, "never true: {expression}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Loads the page again until an expression is true.
    pub(crate) fn reload_until(&mut self, expression: &str) {
        let until = Instant::now() + PATIENCE;
        while self.value(&format!("Boolean({expression})")) != true {
            assert!(Instant::now() < until, "never true: {expression}");
            thread::sleep(Duration::from_millis(20));
            let address = self.text("location.href");
            self.open(&address);
        }
    }

    /// Waits until the page at this path is there as a whole.
    pub(crate) fn arrive(&mut self, path: &str) {
        self.wait(&format!("location.pathname === {path:?} && document.readyState === 'complete'"));
    }

    /// Presses a key: `Tab`, `Enter`, `Escape`, or a letter.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            " " => (32, " "),
            other => (0, other),
        };
        let mut down = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": key, "code": key, "windowsVirtualKeyCode": code,
        });
        if !text.is_empty() {
            down["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up);
    }

    /// Types letter by letter into what has the focus.
    pub(crate) fn type_in(&mut self, text: &str) {
        for letter in text.chars() {
            self.press(&letter.to_string());
        }
    }

    /// Clicks in the middle of what a selector finds first.
    pub(crate) fn click(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block:'center'}});
               const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1,
            });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Sets the window's size.
    pub(crate) fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Sets what the page learns of its reader's wishes: `light` or `dark`, `screen` or `print`.
    pub(crate) fn media(&mut self, scheme: &str, medium: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = json!({ "media": medium, "features": features });
        self.call("Emulation.setEmulatedMedia", media);
    }

    /// Sets the languages that the browser asks for.
    pub(crate) fn speak(&mut self, languages: &str) {
        let headers = json!({ "headers": { "Accept-Language": languages } });
        self.call("Network.setExtraHTTPHeaders", headers);
    }

    /// Takes a picture of the whole page, at most `tallest` pixels of it.
    pub(crate) fn picture(&mut self, file: &Path, tallest: u64) {
        let sizes = self.call("Page.getLayoutMetrics", json!({}));
        let size = &sizes["cssContentSize"];
        let height = size["height"].as_f64().unwrap().min(tallest as f64);
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.call("Page.captureScreenshot", how);
        fs::write(file, STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The processes are ours and hold nothing worth saving.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
        // They may still be closing files.
        for _ in 0..500 {
            if fs::remove_dir_all(self.profile.path()).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}
