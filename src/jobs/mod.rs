//! What runs later and regularly: the one visible list of handlers and schedules.

use crate::usecases::Ctx;

/// Runs the jobs until the process ends.
pub async fn work(ctx: Ctx) {
    let _ = ctx;
    std::future::pending().await
}
