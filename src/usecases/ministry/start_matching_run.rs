//! Runs the matching over all submitted lists, has the result verified, and keeps it for looking at. Nobody sees it
//! before it is published.
//!
//! Three steps, so that no transaction is open while it computes: all records are read as they stood at one moment;
//! the engine, the verifier and the explanations run; the run is kept whole or not at all. Two runs at the same time
//! are two runs.

mod computed;

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::{CandidateId, MatchingRunId, SeasonYear},
        matching::{
            instance::InstanceError,
            readiness::{RunRefusal, may_run},
            records::Records,
        },
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError,
        matching_records::records_fetch,
        matching_result::run_insert,
        matching_run::MatchingRun,
        season::{season_fetch, season_require_current},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use computed::Computed;

/// Why there is no run.
#[derive(Debug, thiserror::Error)]
pub enum StartMatchingRunError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// There is no such season.
    #[error("there is no season {0}")]
    UnknownSeason(SeasonYear),
    /// Not at this time of the season.
    #[error("not now: {0}")]
    NotNow(RunRefusal),
    /// The records contradict each other.
    #[error("the list of candidate {0}: {1}")]
    Contradiction(CandidateId, InstanceError),
    /// The computation did not come to its end.
    #[error("the computation was broken off")]
    BrokenOff,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunProgress {
    /// So many preferences were read.
    Reading(usize),
    /// So many are matched, verified and explained.
    Computing(usize),
    /// So many were written.
    Writing(usize),
}

/// Who is told how far a run is: now and then, cheaply.
pub type Told<'a> = &'a (dyn Fn(RunProgress) + Send + Sync);

/// Runs the matching of `season`, or of the current one, and keeps the run.
///
/// # Errors
/// [`StartMatchingRunError`]; nothing is kept then.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: Option<SeasonYear>,
    told: Told<'_>,
) -> Result<MatchingRun, StartMatchingRunError> {
    let started_at = ctx.now();
    let (season, records) = read(ctx, actor, season, started_at, told).await?;
    told(RunProgress::Computing(records.preference_count()));
    let computed = tokio::task::spawn_blocking(move || Computed::of(records, started_at));
    let computed = computed.await.map_err(|_| StartMatchingRunError::BrokenOff)?;
    let computed = computed.map_err(|(candidate, error)| StartMatchingRunError::Contradiction(candidate, error))?;
    keep(ctx, actor, season.year, started_at, &computed, told).await
}

/// Reads what a run is made from, as it stands now.
///
/// # Errors
/// `Forbidden`, `UnknownSeason`, `NotNow`, `Storage`.
pub async fn read(
    ctx: &Ctx,
    actor: &Actor,
    season: Option<SeasonYear>,
    now: Instant,
    told: Told<'_>,
) -> Result<(Season, Records), StartMatchingRunError> {
    if !actor.may(Permission::RunMatching) && *actor != Actor::System {
        return Err(StartMatchingRunError::Forbidden);
    }
    let mut tx = ctx.db.begin_snapshot(actor).await?;
    let season = match season {
        Some(year) => season_fetch(&mut tx, year).await?.ok_or(StartMatchingRunError::UnknownSeason(year))?,
        None => season_require_current(&mut tx).await?,
    };
    may_run(&season.calendar, now).map_err(StartMatchingRunError::NotNow)?;
    let records = records_fetch(&mut tx, &season, |preferences| told(RunProgress::Reading(preferences))).await?;
    tx.commit().await?;
    Ok((season, records))
}

/// Keeps what was computed: whole, with its entry in the audit log, or not at all.
///
/// # Errors
/// `Storage`.
pub async fn keep(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    started_at: Instant,
    computed: &Computed,
    told: Told<'_>,
) -> Result<MatchingRun, StartMatchingRunError> {
    let run = head(MatchingRunId(ctx.fresh_uuid()), actor, started_at, ctx.now(), computed);
    if let Some(violation) = &run.violation {
        tracing::error!(run = %run.id, %violation, "the verifier refuses the result of the matching");
    }
    let mut tx = ctx.db.begin(actor).await?;
    let rows = (&computed.field, &computed.outcome, &computed.explanations);
    run_insert(&mut tx, season, &run, rows, |preferences| told(RunProgress::Writing(preferences))).await?;
    audit::record(
        &mut tx,
        ctx,
        actor,
        Act::new("matching_run.start").on(run.id.0).with(json!({
            "input_sha256": run.input_sha256,
            "output_sha256": run.output_sha256,
            "is_verified": run.verified_at.is_some(),
        })),
    )
    .await?;
    tx.commit().await?;
    Ok(run)
}

fn head(id: MatchingRunId, actor: &Actor, started_at: Instant, now: Instant, computed: &Computed) -> MatchingRun {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let field = &computed.field;
    MatchingRun {
        id,
        started_at,
        started_by: match actor {
            Actor::Staff(staff) => Some(staff.staff_id),
            Actor::Visitor | Actor::Candidate(_) | Actor::System => None,
        },
        input_sha256: computed.input_sha256.clone(),
        output_sha256: computed.output_sha256.clone(),
        candidates: number(field.candidates().len()),
        preferences: number(field.preference_count()),
        considered: number(field.instance().application_count()),
        admitted: number(computed.outcome.assignments.iter().flatten().count()),
        verified_at: computed.violation.is_none().then_some(now),
        violation: computed.violation.clone(),
        manifest: Some(computed.manifest.clone()),
    }
}
