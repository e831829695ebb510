//! `portal serve` and `portal work`

use std::io::IsTerminal as _;

use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::{CommandResult, context};
use crate::{
    config::{Config, LogFormat},
    jobs,
    web::{router::router, server},
};

/// Serves the portal until a signal, with the worker beside it unless that is switched off.
pub async fn serve() -> CommandResult {
    let ctx = context()?;
    start_log(&ctx.config);
    ctx.db.require_powerless_role().await?;
    let address = ctx.config.web.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address} ({error}); set PORTAL_ADDRESS to a free port"))?;
    let worker = ctx.config.web.runs_worker.then(|| tokio::spawn(jobs::work(ctx.clone())));
    tracing::info!(%address, "portal serves");
    server::serve(listener, router(ctx), stop_signal()).await;
    if let Some(worker) = worker {
        worker.abort();
    }
    Ok(())
}

/// Runs the jobs until a signal.
pub async fn work() -> CommandResult {
    let ctx = context()?;
    start_log(&ctx.config);
    ctx.db.require_powerless_role().await?;
    tokio::select! {
        () = jobs::work(ctx) => {}
        () = stop_signal() => {}
    }
    Ok(())
}

/// Begins the log, on stderr. A panic is logged by its place alone: its words may hold somebody's data.
fn start_log(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(is_terminal).with_writer(std::io::stderr);
    let is_json = match config.web.log {
        LogFormat::Auto => !is_terminal,
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    if is_json {
        log.json().flatten_event(true).with_span_list(false).init();
    } else {
        log.init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
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
