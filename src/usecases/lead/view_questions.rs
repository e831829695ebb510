//! What candidates ask an office about accesses to their data: the open questions by when they are due, or those that
//! were answered.

use uuid::Uuid;

use super::scope_of;
use crate::{
    domain::{access::Actor, audit::AccessPurpose, ids::CandidateId, time::Instant},
    storage::{
        StorageError,
        access_question::{QuestionPart, access_questions_count, access_questions_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::access_question::{OfficeQuestion, QuestionedAct};

/// How many questions a page holds.
pub const PAGE_ROWS: usize = 20;

/// One page.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    /// How many are open.
    pub open: i64,
    /// How many of them are overdue.
    pub overdue: i64,
    /// This page's.
    pub rows: Vec<OfficeQuestion>,
    /// Where the next page begins; none on the last.
    pub next: Option<(Instant, Uuid)>,
}

/// A page of the questions that the actor answers; `None` for whoever answers none. That a question was shown is
/// recorded for its candidate.
///
/// # Errors
/// What the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    is_answered: bool,
    after: Option<(Instant, Uuid)>,
) -> Result<Option<QuestionPage>, StorageError> {
    let Some((_, scope)) = scope_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let (open, overdue) = access_questions_count(&mut tx, &scope, ctx.now()).await?;
    let part = QuestionPart { only: None, is_answered, after, limit: PAGE_ROWS as i64 + 1 };
    let mut rows = access_questions_fetch(&mut tx, &scope, part).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| (row.due_at, row.id));
    let mut candidates: Vec<CandidateId> = rows.iter().map(|row| row.candidate_id).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let look = Act::new("access_question.view").purpose(AccessPurpose::AccessQuestion);
    audit::record_views(&mut tx, ctx, actor, look, &candidates).await?;
    tx.commit().await?;
    Ok(Some(QuestionPage { open, overdue, rows, next }))
}

/// One question that the actor answers; `None` for anything else, whoever else's it may be.
///
/// # Errors
/// What the database says.
pub async fn one(ctx: &Ctx, actor: &Actor, id: Uuid) -> Result<Option<OfficeQuestion>, StorageError> {
    let Some((_, scope)) = scope_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let part = QuestionPart { only: Some(id), is_answered: false, after: None, limit: 1 };
    let Some(found) = access_questions_fetch(&mut tx, &scope, part).await?.pop() else { return Ok(None) };
    let look = Act::new("access_question.view").on(id).purpose(AccessPurpose::AccessQuestion);
    audit::record_views(&mut tx, ctx, actor, look, &[found.candidate_id]).await?;
    tx.commit().await?;
    Ok(Some(found))
}
