//! The DevTools protocol over the browser's pipe: messages of JSON, each closed by a zero byte. There
//! is no port that another program could speak to.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long an answer of the browser is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest message that is read, bytes; a longer one ends the connection.
const LONGEST: u64 = 128 << 20;

type Answers = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>>;

/// One browser's protocol.
#[derive(Debug)]
pub(super) struct DevTools {
    send: mpsc::Sender<Vec<u8>>,
    answers: Answers,
    next: AtomicU64,
}

impl DevTools {
    /// Speaks over the two ends of a pipe; what is no answer comes out of the receiver.
    pub(super) fn over(
        mut input: impl Write + Send + 'static,
        output: impl Read + Send + 'static,
    ) -> (DevTools, UnboundedReceiver<Value>) {
        let (send, messages) = mpsc::channel::<Vec<u8>>();
        thread::spawn(move || {
            for message in messages {
                if input.write_all(&message).and_then(|()| input.flush()).is_err() {
                    return;
                }
            }
        });
        let (told, events) = unbounded_channel();
        let answers = Answers::default();
        let waiting = answers.clone();
        thread::spawn(move || {
            read(output, &waiting, &told);
            // Nobody waits for a browser that is gone.
            waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        (DevTools { send, answers, next: AtomicU64::new(1) }, events)
    }

    /// Sends a command and waits for its result.
    ///
    /// # Errors
    /// In words, when the browser refuses it, is silent, or is gone.
    pub(super) async fn ask(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, String> {
        let (answer, answered) = oneshot::channel();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
        self.write(id, session, method, params)?;
        match timeout(PATIENCE, answered).await {
            Ok(Ok(answer)) => answer.map_err(|error| format!("{method}: {error}")),
            Ok(Err(_)) => Err("the browser ended".to_owned()),
            Err(_) => Err(format!("{method}: no answer in {} s", PATIENCE.as_secs())),
        }
    }

    /// Sends a command whose result does not matter.
    pub(super) fn tell(&self, session: &str, method: &str, params: Value) -> Result<(), String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.write(id, Some(session), method, params)
    }

    /// Closes the pipe, by which the browser is told to end. What is sent from now on goes nowhere.
    pub(super) fn hang_up(&mut self) {
        self.send = mpsc::channel().0;
    }

    fn write(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<(), String> {
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.send.send(bytes).map_err(|_| "the browser ended".to_owned())
    }
}

fn read(output: impl Read, answers: &Answers, told: &UnboundedSender<Value>) {
    let mut output = BufReader::new(output);
    loop {
        let mut message = Vec::new();
        let read = output.by_ref().take(LONGEST).read_until(0, &mut message);
        if !read.is_ok_and(|count| count > 0) || message.pop() != Some(0) {
            return;
        }
        let Ok(mut message) = serde_json::from_slice::<Value>(&message) else { continue };
        let Some(id) = message["id"].as_u64() else {
            if told.send(message).is_err() {
                return;
            }
            continue;
        };
        let waiting = answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        if let Some(waiting) = waiting {
            let error = message["error"]["message"].as_str().map(str::to_owned);
            let _ = waiting.send(error.map_or_else(|| Ok(message["result"].take()), Err));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answers_find_who_asked_and_events_come_out() {
        let (output, mut browser) = std::io::pipe().unwrap();
        let (mut commands, input) = std::io::pipe().unwrap();
        let (devtools, mut events) = DevTools::over(input, output);
        thread::spawn(move || {
            let mut asked = Vec::new();
            let mut byte = [0];
            while commands.read(&mut byte).is_ok_and(|count| count > 0) && byte[0] != 0 {
                asked.push(byte[0]);
            }
            let id = serde_json::from_slice::<Value>(&asked).unwrap()["id"].clone();
            let event = json!({ "method": "Page.loadEventFired", "sessionId": "s" });
            let answer = json!({ "id": id, "result": { "nodeId": 7 } });
            write!(browser, "{event}\0not json\0{answer}\0").unwrap();
        });
        let answer = devtools.ask(Some("s"), "DOM.getDocument", json!({})).await.unwrap();
        assert_eq!(answer["nodeId"], 7);
        assert_eq!(events.recv().await.unwrap()["method"], "Page.loadEventFired");
        // The other side has ended: that is an error, not a wait.
        assert!(events.recv().await.is_none());
        assert!(devtools.ask(None, "Browser.getVersion", json!({})).await.is_err());
    }
}
