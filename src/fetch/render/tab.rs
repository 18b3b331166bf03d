//! One page in the browser.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};
use url::Url;

use super::browser::Browser;
use super::network::Network;
use crate::fetch::fetched::{Fetched, Rendered};

/// A page rests when it is loaded and has been given nothing for so long.
const REST: Duration = Duration::from_secs(1);
/// How many requests one page may make beside the one for itself.
const REQUESTS: usize = 60;
/// How many bytes all of them may bring.
const BYTES: usize = 40 << 20;

/// The command that gives the browser an answer.
const FULFIL: &str = "Fetch.fulfillRequest";

/// Headers of an answer that speak of its way here, or that a browser without a memory has no use for.
const DROPPED: [&str; 9] = [
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "connection",
    "set-cookie",
    "alt-svc",
    "strict-transport-security",
    "report-to",
    "nel",
];

/// Opens a page that was fetched and gives it as its scripts left it.
pub(super) async fn render(
    browser: &mut Browser,
    network: &impl Network,
    page: Fetched,
    patience: Duration,
) -> Result<Fetched, String> {
    let context = browser.devtools.ask(None, "Target.createBrowserContext", json!({})).await?;
    let context = context["browserContextId"].clone();
    let rendered = in_context(browser, network, page, patience, &context).await;
    let over = json!({ "browserContextId": context });
    browser.devtools.ask(None, "Target.disposeBrowserContext", over).await?;
    rendered
}

async fn in_context(
    browser: &mut Browser,
    network: &impl Network,
    mut page: Fetched,
    patience: Duration,
    context: &Value,
) -> Result<Fetched, String> {
    let devtools = &browser.devtools;
    let target = json!({ "url": "about:blank", "browserContextId": context });
    let target = devtools.ask(None, "Target.createTarget", target).await?["targetId"].take();
    let attach = json!({ "targetId": target, "flatten": true });
    let session = devtools.ask(None, "Target.attachToTarget", attach).await?["sessionId"].take();
    let session = session.as_str().ok_or("no session")?.to_owned();
    let in_session = Some(session.as_str());
    let every = json!({ "patterns": [{ "urlPattern": "*", "requestStage": "Request" }] });
    devtools.ask(in_session, "Fetch.enable", every).await?;
    devtools.ask(in_session, "Page.enable", json!({})).await?;
    devtools.ask(in_session, "Network.enable", json!({})).await?;
    devtools.ask(in_session, "Network.setBypassServiceWorker", json!({ "bypass": true })).await?;
    let address = page.answer.url.clone();
    let mut tab = Tab { network, ready: HashMap::new(), asked: 0, bytes: 0 };
    tab.ready.insert(address.to_string(), page.clone());
    devtools.tell(&session, "Page.navigate", json!({ "url": address.as_str() }))?;
    let end = Instant::now() + patience;
    let (mut is_loaded, mut last) = (false, Instant::now());
    loop {
        let until = if is_loaded { end.min(last + REST) } else { end };
        let wait = until.saturating_duration_since(Instant::now());
        if wait.is_zero() {
            break;
        }
        // A page that never loads is taken as far as it came.
        let Ok(event) = timeout(wait, browser.events.recv()).await else { break };
        let event = event.ok_or("the browser ended")?;
        if event["sessionId"] != session.as_str() {
            continue;
        }
        match event["method"].as_str().unwrap_or("") {
            "Fetch.requestPaused" => {
                let left = end.saturating_duration_since(Instant::now());
                let (method, params) = match timeout(left, tab.answer(&event["params"])).await {
                    Ok(answer) => answer,
                    Err(_) => refused(&event["params"]["requestId"]),
                };
                browser.devtools.tell(&session, method, params)?;
                if method == FULFIL {
                    last = Instant::now();
                }
            }
            "Page.loadEventFired" => (is_loaded, last) = (true, Instant::now()),
            "Page.javascriptDialogOpening" => {
                let no = json!({ "accept": false });
                browser.devtools.tell(&session, "Page.handleJavaScriptDialog", no)?;
            }
            "Inspector.targetCrashed" => return Err("the page crashed the browser".to_owned()),
            _ => {}
        }
    }
    let devtools = &browser.devtools;
    let document = devtools.ask(in_session, "DOM.getDocument", json!({ "depth": 0 })).await?;
    let root = json!({ "nodeId": document["root"]["nodeId"] });
    let html = devtools.ask(in_session, "DOM.getOuterHTML", root).await?;
    let html = html["outerHTML"].as_str().ok_or("no document")?;
    // Where the page's scripts went, within what they were given: the answer is then the one from there.
    if let Some(last) = document["root"]["documentURL"].as_str()
        && let Ok(mut last) = Url::parse(last)
    {
        last.set_fragment(None);
        if let Some(shown) = tab.ready.remove(last.as_str()) {
            page.answer = shown.answer;
            for line in shown.rights {
                if !page.rights.contains(&line) {
                    page.rights.push(line);
                }
            }
        }
    }
    page.body = html.as_bytes().to_vec();
    page.rendered = Some(Rendered { browser: browser.product.clone(), at: network.now() });
    Ok(page)
}

/// What one page has asked for.
struct Tab<'a, N> {
    network: &'a N,
    /// Documents that are there already, by address.
    ready: HashMap<String, Fetched>,
    asked: usize,
    bytes: usize,
}

impl<N: Network> Tab<'_, N> {
    /// The command that answers a paused request.
    async fn answer(&mut self, paused: &Value) -> (&'static str, Value) {
        let id = &paused["requestId"];
        let request = &paused["request"];
        let kind = paused["resourceType"].as_str().unwrap_or("");
        let origin = request["headers"]["Origin"].as_str();
        if request["method"] == "OPTIONS" {
            return preflight(id, request, origin);
        }
        let wanted = matches!(kind, "Document" | "Script" | "XHR" | "Fetch");
        if request["method"] != "GET" || !wanted {
            return refused(id);
        }
        let Some(url) = request["url"].as_str().and_then(|url| Url::parse(url).ok()) else {
            return refused(id);
        };
        if let Some(ready) = self.ready.get(url.as_str()) {
            return fulfilled(id, ready, origin);
        }
        if self.asked == REQUESTS || self.bytes > BYTES {
            return refused(id);
        }
        self.asked += 1;
        let Ok(answer) = self.network.part(&url).await else { return refused(id) };
        self.bytes += answer.body.len();
        if kind != "Document" {
            return fulfilled(id, &answer, origin);
        }
        let at = answer.answer.url.clone();
        self.ready.insert(at.to_string(), answer);
        if at == url {
            return match self.ready.get(at.as_str()) {
                Some(ready) => fulfilled(id, ready, origin),
                None => refused(id),
            };
        }
        let location = json!([{ "name": "location", "value": at.as_str() }]);
        let there = json!({ "requestId": id, "responseCode": 302, "responseHeaders": location });
        (FULFIL, there)
    }
}

fn refused(id: &Value) -> (&'static str, Value) {
    ("Fetch.failRequest", json!({ "requestId": id, "errorReason": "BlockedByClient" }))
}

fn fulfilled(id: &Value, page: &Fetched, origin: Option<&str>) -> (&'static str, Value) {
    let mut headers: Vec<Value> = page
        .answer
        .headers
        .iter()
        .filter(|(name, _)| !DROPPED.contains(&name.as_str()))
        .filter(|(name, _)| origin.is_none() || !name.as_str().starts_with("access-control-"))
        .filter_map(|(name, value)| {
            Some(json!({ "name": name.as_str(), "value": value.to_str().ok()? }))
        })
        .collect();
    headers.extend(cross_origin(origin));
    let body = base64::engine::general_purpose::STANDARD.encode(&page.body);
    let answer = json!({
        "requestId": id,
        "responseCode": page.answer.status,
        "responseHeaders": headers,
        "body": body,
    });
    (FULFIL, answer)
}

/// The question before a request to another origin: our client sends no more than it ever does.
fn preflight(id: &Value, request: &Value, origin: Option<&str>) -> (&'static str, Value) {
    let wanted = &request["headers"]["Access-Control-Request-Headers"];
    let mut headers = cross_origin(origin);
    headers.push(json!({ "name": "access-control-allow-methods", "value": "GET" }));
    if let Some(wanted) = wanted.as_str() {
        headers.push(json!({ "name": "access-control-allow-headers", "value": wanted }));
    }
    let answer = json!({ "requestId": id, "responseCode": 204, "responseHeaders": headers });
    (FULFIL, answer)
}

/// Lets scripts of one origin read another's answer. There is nobody's login in this browser that
/// they could use.
fn cross_origin(origin: Option<&str>) -> Vec<Value> {
    let Some(origin) = origin else { return Vec::new() };
    vec![
        json!({ "name": "access-control-allow-origin", "value": origin }),
        json!({ "name": "access-control-allow-credentials", "value": "true" }),
    ]
}
