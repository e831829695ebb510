//! The candidate sees where they stand in the season.

use crate::{
    domain::access::{Actor, CandidateActor},
    storage::{StorageError, candidate_overview::candidate_overview_fetch},
    usecases::Ctx,
};

pub use crate::storage::candidate_overview::CandidateOverview;

/// Where the candidate stands.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<CandidateOverview, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let overview = candidate_overview_fetch(&mut tx, candidate.candidate_id).await?;
    tx.commit().await?;
    Ok(overview)
}
