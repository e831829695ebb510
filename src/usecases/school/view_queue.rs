//! The unit's candidates by what needs doing.

use super::{queue_at, unit_of};
use crate::{
    domain::{access::Actor, audit::AccessPurpose, exam::queue::QueueGroup, ids::CandidateId, season::Season},
    storage::{
        StorageError,
        school_queue::{QueuePart, registration_unit_name, school_queue_count, school_queue_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::school_queue::{QueueCounts, QueueKey, QueueRow};

/// How many candidates a page holds.
pub const PAGE_ROWS: usize = 50;

/// One page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The unit's name.
    pub unit_name: String,
    /// How many candidates each group holds.
    pub counts: QueueCounts,
    /// This page's candidates.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<QueueKey>,
}

/// A page of the queue of the actor's unit; `None` for anyone who has no unit. Each candidate on it can read that it
/// was looked at.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    group: Option<QueueGroup>,
    after: Option<QueueKey>,
) -> Result<Option<QueuePage>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let unit_name = registration_unit_name(&mut tx, unit).await?;
    let at = queue_at(season, unit, ctx.now());
    let counts = school_queue_count(&mut tx, &at).await?;
    let part = QueuePart { group, after, ..QueuePart::first(PAGE_ROWS as i64 + 1) };
    let mut rows = school_queue_fetch(&mut tx, &at, part).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let shown: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
    let look = Act::new("registration_queue.view").purpose(AccessPurpose::Verification);
    audit::record_views(&mut tx, ctx, actor, look, &shown).await?;
    tx.commit().await?;
    let last = rows.last().filter(|_| has_more);
    let next = last.map(QueueRow::key);
    Ok(Some(QueuePage { unit_name, counts, rows, next }))
}
