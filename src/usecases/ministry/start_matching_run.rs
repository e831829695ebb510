//! Runs the matching over all submitted lists, has the result verified, and keeps it for looking at. Nobody sees it
//! before it is published.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    domain::{
        access::{Actor, Rule, StaffActor},
        admission::result::PreferenceStatus,
        ids::{CandidateId, MatchingRunId, StaffId},
        matching::{
            engine,
            explain::{Explanations, explain},
            field::{EvaluatedCandidate, Field, canonical_result, explained},
            instance::{Instance, InstanceError, Outcome},
            layout::Layout,
            readiness::{RunRefusal, may_run},
            verifier,
        },
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        audit::{AuditEntry, audit_append},
        matching_field::{field_candidates_fetch, field_programmes_fetch},
        matching_run::{MatchingRun, run_insert, run_insert_preferences, run_insert_programmes},
        season::season_require_current,
    },
    usecases::Ctx,
};

/// Why there is no run.
#[derive(Debug, thiserror::Error)]
pub enum StartMatchingRunError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// Not at this time of the season.
    #[error("not now: {0:?}")]
    NotNow(RunRefusal),
    /// The records contradict each other.
    #[error("candidate {0}: {1}")]
    Contradiction(CandidateId, InstanceError),
    /// The computation did not come to its end.
    #[error("the computation was broken off")]
    BrokenOff,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// All that a run comes to.
struct Computed {
    input_sha256: String,
    output_sha256: String,
    field: Field,
    evaluated: Vec<EvaluatedCandidate>,
    instance: Instance,
    outcome: Outcome,
    explained: Vec<Vec<PreferenceStatus>>,
    explanations: Explanations,
    violation: Option<verifier::Violation>,
}

/// Runs the matching and keeps the run.
///
/// # Errors
/// [`StartMatchingRunError`]; nothing is kept then.
pub async fn run(ctx: &Ctx, staff: &StaffActor) -> Result<MatchingRunId, StartMatchingRunError> {
    let actor = Actor::Staff(staff.clone());
    if !Rule::MinistryOperator.admits(&actor) {
        return Err(StartMatchingRunError::Forbidden);
    }
    let started_at = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    let season = season_require_current(&mut tx).await?;
    may_run(&season.calendar, started_at).map_err(StartMatchingRunError::NotNow)?;
    let field = fetch_field(&mut tx, &season).await?;
    let computed = tokio::task::spawn_blocking(move || compute(field));
    let computed = computed.await.map_err(|_| StartMatchingRunError::BrokenOff)?;
    let computed = computed.map_err(|(candidate, error)| StartMatchingRunError::Contradiction(candidate, error))?;
    let run = head(MatchingRunId(ctx.fresh_uuid()), started_at, Some(staff.staff_id), ctx, &computed);
    run_insert(&mut tx, season.year, &run).await?;
    run_insert_programmes(&mut tx, run.id, &computed.field.programmes, &computed.instance, &computed.outcome).await?;
    let Computed { evaluated, explained, explanations, .. } = &computed;
    run_insert_preferences(&mut tx, run.id, evaluated, explained, explanations).await?;
    let entry = AuditEntry {
        id: ctx.fresh_uuid(),
        at: started_at,
        actor: &actor,
        action: "matching_run.start",
        candidate_id: None,
        object_id: Some(run.id.0),
        details: json!({
            "input_sha256": run.input_sha256,
            "output_sha256": run.output_sha256,
            "is_verified": computed.violation.is_none(),
        }),
    };
    audit_append(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(run.id)
}

async fn fetch_field(tx: &mut Tx, season: &Season) -> Result<Field, StorageError> {
    Ok(Field {
        score_rules: season.rules.score_rules(),
        preference_rules: season.rules.preference_rules(),
        programmes: field_programmes_fetch(tx, season.year).await?,
        candidates: field_candidates_fetch(tx, season.year).await?,
    })
}

fn compute(field: Field) -> Result<Computed, (CandidateId, InstanceError)> {
    let evaluated = field.evaluate();
    let instance = field.instance(&evaluated)?;
    let layout = Layout::of(&instance);
    let settled = engine::settle(instance.seats(), &layout);
    let outcome = engine::outcome(&instance, &layout, &settled);
    let verdict = verifier::verify(&instance, &outcome);
    if let Err(violation) = &verdict {
        tracing::error!(%violation, "the verifier refuses the result of the matching");
    }
    let explained = explained(&field, &evaluated, &outcome);
    Ok(Computed {
        input_sha256: sha256(&field.canonical()),
        output_sha256: sha256(&canonical_result(&field, &evaluated, &explained, &outcome)),
        field,
        evaluated,
        explanations: explain(&instance, &layout, &settled),
        instance,
        outcome,
        explained,
        violation: verdict.err(),
    })
}

fn head(
    id: MatchingRunId,
    started_at: Instant,
    started_by: Option<StaffId>,
    ctx: &Ctx,
    computed: &Computed,
) -> MatchingRun {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let preferences = computed.evaluated.iter().map(|candidate| candidate.preferences.len()).sum();
    let seated = computed.outcome.assignments.iter().flatten().count();
    MatchingRun {
        id,
        started_at,
        started_by,
        input_sha256: computed.input_sha256.clone(),
        output_sha256: computed.output_sha256.clone(),
        candidates: number(computed.evaluated.len()),
        preferences: number(preferences),
        considered: number(computed.instance.application_count()),
        admitted: number(seated),
        verified_at: computed.violation.is_none().then(|| ctx.now()),
        violation: computed.violation.map(|violation| violation.to_string()),
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
