//! Fault switches: how the service behaves when it is ill.

use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{SharedService, locked};

/// What is wrong, for every door except the switch itself. On the wire `{"kind": "slow", "delay_ms": 5000}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Every answer is 503.
    Down,
    /// Every answer comes late.
    Slow {
        /// How late, at most [`MAX_DELAY_MS`].
        delay_ms: u64,
    },
}

const MAX_DELAY_MS: u64 = 60_000;

pub(super) async fn apply(State(service): State<SharedService>, request: Request, next: Next) -> Response {
    let fault = *locked(&service.fault);
    match fault {
        Fault::None => {}
        Fault::Down => return (StatusCode::SERVICE_UNAVAILABLE, "Dịch vụ tạm ngừng (giả lập).").into_response(),
        Fault::Slow { delay_ms } => tokio::time::sleep(Duration::from_millis(delay_ms.min(MAX_DELAY_MS))).await,
    }
    next.run(request).await
}

pub(super) async fn show(State(service): State<SharedService>) -> Json<Fault> {
    Json(*locked(&service.fault))
}

pub(super) async fn set(State(service): State<SharedService>, Json(fault): Json<Fault>) -> Json<Fault> {
    *locked(&service.fault) = fault;
    Json(fault)
}
