//! Notes of invitations and password resets whose time is over that they are. Nothing waits for it: a link too old
//! opens nothing, noted or not.

use crate::{
    domain::access::Actor,
    storage::{StorageError, staff_link::staff_links_expire},
    usecases::Ctx,
};

/// Notes all that are too old on the machine's clock; gives how many.
///
/// # Errors
/// `Driver`.
pub async fn run(ctx: &Ctx) -> Result<u64, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let expired = staff_links_expire(&mut tx, ctx.clock.machine_now()).await?;
    tx.commit().await?;
    Ok(expired)
}
