//! "Ai đã xem dữ liệu của tôi": who looked at the candidate's data or changed it, for which office and what for, and
//! what the candidate did. The office answers for its people, so it is named with the role; the person is not: asked,
//! the office looks up who it was.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        audit::{AccessFilter, EntryKey},
    },
    storage::{
        StorageError,
        access_log::{AccessPart, access_log_fetch},
    },
    usecases::Ctx,
};

pub use crate::storage::access_log::{AccessRow, AskedQuestion};

/// How many entries a page holds.
pub const PAGE_ROWS: usize = 30;

/// One page.
#[derive(Debug, Clone)]
pub struct AccessLog {
    /// The entries, the latest first.
    pub rows: Vec<AccessRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<EntryKey>,
}

/// A page of what concerns the candidate.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    candidate: &CandidateActor,
    filter: AccessFilter,
    after: Option<EntryKey>,
) -> Result<AccessLog, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let part = AccessPart { filter, after, only: None, limit: PAGE_ROWS as i64 + 1 };
    let mut rows = access_log_fetch(&mut tx, candidate.candidate_id, part).await?;
    tx.commit().await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| row.key);
    Ok(AccessLog { rows, next })
}
