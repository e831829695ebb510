//! Tells everyone concerned by mail that their payment window closes later: candidates of the group with preferences to
//! pay for. Batch by batch, each in a transaction with the mails that it writes, so that nobody is told twice and nobody
//! forgotten, whenever a process dies.

use crate::{
    domain::access::Actor,
    storage::{
        StorageError,
        payment_extension::{extension_candidates_to_tell, extension_keep_told, extension_untold},
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// How many candidates one run tells.
const BATCH: u16 = 500;

/// Writes the next mails; gives how many candidates it went through.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some(extension) = extension_untold(&mut tx).await? else { return Ok(0) };
    let candidates = extension_candidates_to_tell(&mut tx, &extension, i64::from(BATCH)).await?;
    for candidate in &candidates {
        // Whoever gave no address reads it on the fee page.
        enqueue_to_candidate(&mut tx, ctx, *candidate, MailTemplate::PaymentWindowExtended).await?;
    }
    let told_at = (candidates.len() < usize::from(BATCH)).then(|| ctx.now());
    extension_keep_told(&mut tx, extension.id, candidates.last().copied(), told_at).await?;
    tx.commit().await?;
    Ok(candidates.len())
}
