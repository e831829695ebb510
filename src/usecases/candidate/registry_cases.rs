//! The candidate's own cases: what the record and the registry say, which side is wrong, and another comparison.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        ids::RegistryCaseId,
        registry::{
            case::{Party, Trigger},
            comparison::ComparisonStatus,
        },
        season::Season,
    },
    storage::{
        StorageError,
        registrant::registrant_fetch,
        registry_case::{
            CaseEvent, CasePerson, CasesOf, CheckEvidence, RegistryCase, case_person_fetch, registry_case_events,
            registry_case_fetch, registry_case_lock, registry_cases_of_candidate, registry_checks_latest,
        },
        registry_comparison::registry_comparison_hasten,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        registry_case::{CaseError, Move, move_case},
    },
};

/// The registry is asked again at a candidate's wish once in so many minutes.
pub const MINUTES_BETWEEN_CHECKS: i64 = 10;
/// So many checks are shown.
const SHOWN_CHECKS: i64 = 3;

/// What the registry says of a candidate, and the cases that came of it.
#[derive(Debug, Clone)]
pub struct OwnCases {
    /// The outcome of the last comparison.
    pub status: ComparisonStatus,
    /// Open ones first.
    pub cases: Vec<RegistryCase>,
    /// The latest checks.
    pub checks: Vec<CheckEvidence>,
}

/// The candidate's cases.
///
/// # Errors
/// What the database says.
pub async fn list(ctx: &Ctx, candidate: &CandidateActor) -> Result<OwnCases, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let registrant = registrant_fetch(&mut tx, candidate.candidate_id).await?;
    let cases = registry_cases_of_candidate(&mut tx, candidate.candidate_id).await?;
    let checks = registry_checks_latest(&mut tx, candidate.candidate_id, SHOWN_CHECKS).await?;
    tx.commit().await?;
    let status = registrant.map_or(ComparisonStatus::Unchecked, |registrant| registrant.comparison);
    Ok(OwnCases { status, cases, checks })
}

/// One of the candidate's cases.
#[derive(Debug, Clone)]
pub struct OwnCase {
    /// The case.
    pub case: RegistryCase,
    /// Its steps, the latest first.
    pub events: Vec<CaseEvent>,
    /// Who it is about, for the note.
    pub person: CasePerson,
}

/// The case of this id; `None` for another one's.
///
/// # Errors
/// What the database says.
pub async fn one(ctx: &Ctx, candidate: &CandidateActor, id: RegistryCaseId) -> Result<Option<OwnCase>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(candidate.clone())).await?;
    let whose = CasesOf::Candidate(candidate.candidate_id);
    let Some(case) = registry_case_fetch(&mut tx, whose, id).await? else { return Ok(None) };
    let Some(person) = case_person_fetch(&mut tx, candidate.candidate_id).await? else { return Ok(None) };
    let events = registry_case_events(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Some(OwnCase { case, events, person }))
}

/// Says which side is wrong, of a case that was shown in `version`.
///
/// # Errors
/// [`CaseError`].
pub async fn answer(
    ctx: &Ctx,
    candidate: &CandidateActor,
    season: &Season,
    id: RegistryCaseId,
    version: i32,
    trigger: Trigger,
) -> Result<(), CaseError> {
    let actor = Actor::Candidate(candidate.clone());
    let mut tx = ctx.db.begin(&actor).await?;
    let whose = CasesOf::Candidate(candidate.candidate_id);
    let case = registry_case_lock(&mut tx, whose, id).await?.ok_or(CaseError::NotFound)?;
    if case.version != version {
        return Err(CaseError::Stale);
    }
    let wanted = Move { action: "registry_case.answer", party: Party::Candidate, trigger, reason: None };
    move_case(&mut tx, ctx, &actor, season, &case, &wanted).await?;
    Ok(tx.commit().await?)
}

/// Has the registry asked again, e.g. after a visit to the police; gives whether it will be: not when it just was.
///
/// # Errors
/// What the database says.
pub async fn check_again(ctx: &Ctx, candidate: &CandidateActor) -> Result<bool, StorageError> {
    let actor = Actor::Candidate(candidate.clone());
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    let before = now.plus_minutes(-MINUTES_BETWEEN_CHECKS);
    let will_be = registry_comparison_hasten(&mut tx, candidate.candidate_id, now, before).await?;
    if will_be {
        let act = Act::new("registry_case.check_again").about(candidate.candidate_id);
        audit::record(&mut tx, ctx, &actor, act).await?;
    }
    tx.commit().await?;
    Ok(will_be)
}
