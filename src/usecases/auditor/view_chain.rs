//! How the chain stands: its head, what waits for its place, the checkpoints, and what the last verification found.

use time::Date;

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::Hash,
        time::Instant,
    },
    storage::{
        StorageError,
        audit_chain::{audit_chain_head, audit_checkpoints_before, audit_unchained_count, audit_verification_last},
    },
    usecases::{
        Ctx,
        audit::{self, Act, chain::SignedCheckpoint},
    },
};

pub use crate::storage::audit_chain::VerificationRow;

/// How many checkpoints a page holds.
pub const PAGE_ROWS: usize = 50;
/// What waits is counted no further.
pub const MAX_WAITING: i64 = 10_000;

/// How the chain stands.
#[derive(Debug, Clone)]
pub struct ChainView {
    /// Day, number and hash of the last link.
    pub head: Option<(Date, i64, Hash)>,
    /// How many entries wait for their place.
    pub waiting: i64,
    /// Since when the first waits.
    pub waiting_since: Option<Instant>,
    /// The checkpoints, the latest first.
    pub checkpoints: Vec<SignedCheckpoint>,
    /// Where the next page begins; none on the last.
    pub next: Option<Date>,
    /// What the last verification found.
    pub verification: Option<VerificationRow>,
}

/// How the chain stands, with the checkpoints before a day; `None` for whoever may not read the log.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, before: Option<Date>) -> Result<Option<ChainView>, StorageError> {
    if !actor.may(Permission::ReadAuditLog) {
        return Ok(None);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let head = audit_chain_head(&mut tx).await?.map(|link| (link.day, link.number, link.hash));
    let mut rows = audit_checkpoints_before(&mut tx, before, PAGE_ROWS as i64 + 1).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| row.checkpoint.day);
    let verification = audit_verification_last(&mut tx).await?;
    audit::record(&mut tx, ctx, actor, Act::new("audit_chain.view")).await?;
    tx.commit().await?;
    // The notes of what waits are the system's alone; a number of them tells nothing of anybody.
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (waiting, waiting_since) = audit_unchained_count(&mut tx, MAX_WAITING).await?;
    tx.commit().await?;
    let checkpoints = rows.into_iter().map(SignedCheckpoint::from).collect();
    Ok(Some(ChainView { head, waiting, waiting_since, checkpoints, next, verification }))
}
