//! For how long an answer's head is waited for: from when the connection stands, which has a time-out of its own.

use std::future::{Future, pending};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// Since when the head of this task's request is waited for; nothing while it is being connected.
    static SINCE: watch::Sender<Option<Instant>>;
}

/// Waits for a request's answer. `None` where its head took longer than `patience` on a connection that stood.
pub(super) async fn head_within<T>(
    patience: Duration,
    request: impl Future<Output = T>,
) -> Option<T> {
    let (send, mut since) = watch::channel(Some(Instant::now()));
    let late = async {
        loop {
            let from = *since.borrow_and_update();
            let changed = match from {
                Some(from) => timeout_at(from + patience, since.changed()).await,
                None => Ok(since.changed().await),
            };
            match changed {
                Ok(Ok(())) => {}
                // Nobody tells any more: the request has ended.
                Ok(Err(_)) => pending().await,
                Err(_) => return,
            }
        }
    };
    tokio::select! {
        answer = SINCE.scope(send, request) => Some(answer),
        () = late => None,
    }
}

/// Around the client's connector: tells the request that is waiting when it connects.
#[derive(Clone, Copy, Debug)]
pub(super) struct TellsWhenItStands;

impl<S> Layer<S> for TellsWhenItStands {
    type Service = Telling<S>;

    fn layer(&self, connector: S) -> Telling<S> {
        Telling { connector }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Telling<S> {
    connector: S,
}

impl<S, R> Service<R> for Telling<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let connecting = self.connector.call(request);
        Box::pin(async move {
            tell(None);
            let connected = connecting.await;
            tell(Some(Instant::now()));
            connected
        })
    }
}

fn tell(since: Option<Instant>) {
    // A connection that no request waits for is told to nobody.
    let _ = SINCE.try_with(|told| told.send_replace(since));
}
