//! Tells candidates that they were approved together with others, once it cannot be taken back any more.

use crate::{
    domain::{access::Actor, exam::queue::UNDO_MINUTES},
    storage::{
        StorageError,
        batch_approval::{batch_approval_candidates, batch_approvals_to_tell},
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Writes the mails that are due; gives how many batches they are of.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let now = ctx.now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let batches = batch_approvals_to_tell(&mut tx, now.plus_minutes(-UNDO_MINUTES), now).await?;
    for batch in &batches {
        for candidate in batch_approval_candidates(&mut tx, *batch).await? {
            if !enqueue_to_candidate(&mut tx, ctx, candidate, MailTemplate::RegistrationApproved).await? {
                tracing::warn!(batch = %batch, "no address to write to");
            }
        }
    }
    tx.commit().await?;
    Ok(batches.len())
}
