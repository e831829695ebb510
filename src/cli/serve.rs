//! `portal serve` and `portal work`

use std::{net::SocketAddr, time::Duration};

use tokio::net::TcpListener;

use super::{CommandResult, context};
use crate::{jobs, web::router::router};

/// How long running requests may go on after the signal to stop.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// Serves the portal until a signal, with the worker beside it unless that is switched off.
pub async fn serve() -> CommandResult {
    start_log();
    let ctx = context()?;
    ctx.db.require_powerless_role().await?;
    let address = ctx.config.web.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address} ({error}); set PORTAL_ADDRESS to a free port"))?;
    let worker = ctx.config.web.runs_worker.then(|| tokio::spawn(jobs::work(ctx.clone())));
    tracing::info!(%address, "portal serves");
    let served = axum::serve(listener, router(ctx).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop_signal());
    tokio::select! {
        result = served => result?,
        () = async { stop_signal().await; tokio::time::sleep(SHUTDOWN_GRACE).await } => {}
    }
    if let Some(worker) = worker {
        worker.abort();
    }
    Ok(())
}

/// Runs the jobs until a signal.
pub async fn work() -> CommandResult {
    start_log();
    let ctx = context()?;
    ctx.db.require_powerless_role().await?;
    tokio::select! {
        () = jobs::work(ctx) => {}
        () = stop_signal() => {}
    }
    Ok(())
}

fn start_log() {
    use std::io::IsTerminal as _;

    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_terminal).with_writer(std::io::stderr).init();
}

/// Ends with SIGINT or SIGTERM.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
