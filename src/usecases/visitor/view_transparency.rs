//! What anyone may see of the audit log: how much was recorded on each day, the checkpoints, and how far today is.
//! Hashes and counts; nothing of an entry.

use crate::{
    domain::{access::Actor, audit::iso_day, text::hex},
    storage::{
        StorageError,
        audit_chain::{audit_chain_head, audit_checkpoints_before},
    },
    usecases::{
        Ctx,
        audit::{
            chain::{SignedCheckpoint, public_key},
            published::{FORMAT, PublishedAudit, PublishedHead},
        },
    },
};

/// Some ten years of days.
const MAX_CHECKPOINTS: i64 = 4_000;

/// Everything that is published.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<PublishedAudit, StorageError> {
    let mut tx = ctx.db.begin_snapshot(&Actor::Visitor).await?;
    let head = audit_chain_head(&mut tx).await?;
    let rows = audit_checkpoints_before(&mut tx, None, MAX_CHECKPOINTS).await?;
    tx.commit().await?;
    let closed = rows.first().map(|row| row.checkpoint.day);
    let today = head.filter(|head| closed.is_none_or(|closed| closed < head.day));
    Ok(PublishedAudit {
        format: FORMAT.to_owned(),
        public_key: hex(&public_key(ctx)),
        checkpoints: rows.into_iter().map(|row| (&SignedCheckpoint::from(row)).into()).collect(),
        today: today.map(|head| PublishedHead { day: iso_day(head.day), entries: head.number, head: hex(&head.hash) }),
    })
}
