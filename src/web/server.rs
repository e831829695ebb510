//! Takes connections and serves the router on them. `axum::serve` would do but for one thing: it sets no timer, so that
//! a client may send its headers a byte an hour and keep the connection. Here headers have ten seconds, connections are
//! counted, and HTTP's own limits are set; the proxy in front speaks HTTP/1.1 to this.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt as _;

/// How long a client may take to send the head of a request, and so how long a connection may stay idle.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// What is read of a request before it is understood; beyond it 431 without a page.
const BUFFER_LIMIT_BYTES: usize = 64 * 1024;
/// Connections at a time; more wait in the queue of the operating system.
const CONNECTIONS: usize = 4096;
/// How long to wait when no connection can be taken, e.g. for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long running requests may go on after the signal to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Serves `router` until `stop`, then lets running requests end.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            () = &mut stop => break,
            taken = async { (Arc::clone(&places).acquire_owned().await, listener.accept().await) } => taken,
        };
        let (Ok(place), Ok((stream, address))) = taken else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), address, request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .max_buf_size(BUFFER_LIMIT_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is the client's affair.
            drop(watched.await);
            drop(place);
        });
    }
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(SHUTDOWN_GRACE) => {}
    }
}

async fn answer(
    router: Router,
    address: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(address));
    router.oneshot(request).await
}
