//! The candidate sees where they stand in the season.

use super::freeze::is_frozen;
use crate::{
    domain::access::{Actor, CandidateActor},
    storage::{StorageError, candidate_overview::candidate_overview_fetch, registry_case::registry_cases_of_candidate},
    usecases::Ctx,
};

pub use crate::storage::candidate_overview::CandidateOverview;

/// What the candidate's start page shows.
#[derive(Debug, Clone)]
pub struct OverviewView {
    /// Where the candidate stands.
    pub overview: CandidateOverview,
    /// Whether risky acts are frozen (`domain/candidate/freeze`).
    pub is_frozen: bool,
    /// How many cases about the candidate's identity are open.
    pub open_cases: usize,
}

/// Where the candidate stands.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<OverviewView, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let overview = candidate_overview_fetch(&mut tx, candidate.candidate_id).await?;
    let is_frozen = is_frozen(&mut tx, candidate.candidate_id).await?;
    let cases = registry_cases_of_candidate(&mut tx, candidate.candidate_id).await?;
    tx.commit().await?;
    let open_cases = cases.iter().filter(|case| !case.state.is_end()).count();
    Ok(OverviewView { overview, is_frozen, open_cases })
}
