//! Writes to the leads of a department that a unit asks for an unlocking. A unit may not see their addresses, so the portal
//! does it.

use crate::{
    domain::{access::Actor, candidate::contact::EmailAddress},
    storage::{
        StorageError,
        unlock_request::{unlock_request_mark_told, unlock_requests_untold},
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue},
    },
};

/// How many requests one run takes.
const BATCH: i64 = 100;

/// Writes the mails; gives of how many requests.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let untold = unlock_requests_untold(&mut tx, BATCH).await?;
    for request in &untold {
        for email in &request.leads {
            match EmailAddress::parse(email) {
                Ok(email) => enqueue(&mut tx, ctx, &email, MailTemplate::UnlockRequested).await?,
                Err(_) => tracing::warn!("the account of a lead has no address that can be written to"),
            }
        }
        unlock_request_mark_told(&mut tx, request.id, ctx.clock.machine_now()).await?;
    }
    tx.commit().await?;
    Ok(untold.len())
}
