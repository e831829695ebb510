//! Verifies the audit chain once a night, so that a broken link is found without anybody asking; what was found is
//! kept for auditors, and a broken link is an error in the log.

use crate::{
    domain::access::Actor,
    storage::{
        StorageError,
        audit_chain::{VerificationRow, audit_verification_insert, audit_verification_last},
    },
    usecases::{
        Ctx,
        auditor::verify_chain::{self, Yardstick},
    },
};

/// Verifies unless that was done on this day in Vietnam; gives whether it was done.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<bool, StorageError> {
    let started_at = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let last = audit_verification_last(&mut tx).await?;
    tx.commit().await?;
    if last.is_some_and(|last| last.finished_at.day_in_vietnam() >= started_at.day_in_vietnam()) {
        return Ok(false);
    }
    let found = verify_chain::run(ctx, Yardstick::default(), |_| ()).await?;
    if let Some(broken) = &found.broken {
        tracing::error!(%broken, "the audit chain is broken");
    }
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let row = VerificationRow {
        started_at,
        finished_at: ctx.clock.machine_now(),
        days: count(found.days),
        entries: count(found.entries),
        head: found.head,
        broken_link: found.broken.map(|broken| broken.to_string()),
    };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    audit_verification_insert(&mut tx, ctx.fresh_uuid(), &row).await?;
    tx.commit().await?;
    Ok(true)
}
