//! Moves the clock of a demo, so that a whole season can be lived through in an afternoon.

use serde_json::json;

use crate::{
    domain::{access::Actor, time::Instant},
    storage::{StorageError, clock::demo_clock_set},
    usecases::{
        Ctx,
        audit::{self, Act},
        context::machine_now,
    },
};

/// Why the clock stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum SetDemoClockError {
    /// Only a demo has a clock that moves.
    #[error("the clock can be moved in a demo alone (PORTAL_DEMO=on)")]
    NotADemo,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// From now on the portal's clock goes on from `shows`.
///
/// # Errors
/// `NotADemo`, or what the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, shows: Instant) -> Result<(), SetDemoClockError> {
    if !ctx.config.is_demo {
        return Err(SetDemoClockError::NotADemo);
    }
    let before = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    // Other processes read it: the machine's own time, also where this one's clock stands still.
    demo_clock_set(&mut tx, shows, machine_now()).await?;
    let act = Act::new("demo_clock.set").changed(&before.iso(), &shows.iso());
    audit::record(&mut tx, ctx, actor, act.with(json!({ "shows": shows.iso() }))).await?;
    tx.commit().await?;
    ctx.refresh_demo_clock().await?;
    Ok(())
}
