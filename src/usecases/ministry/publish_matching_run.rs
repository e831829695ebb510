//! Publishes a run: from an instant on, all candidates see it. One pointer, moved in one transaction.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Rule, StaffActor},
        field_errors::FieldErrors,
        ids::MatchingRunId,
        matching::readiness::PublishForm,
    },
    storage::{
        StorageError,
        audit::{AuditEntry, audit_append},
        matching_run::{Publication, publication_set, run_count_confirmed_elsewhere, runs_fetch},
        season::season_fetch_current,
    },
    usecases::Ctx,
};

/// Why the run is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishMatchingRunError {
    /// Not an operator of the ministry.
    #[error("not an operator of the ministry")]
    Forbidden,
    /// The season has no such run.
    #[error("no such run")]
    NotFound,
    /// The form cannot be read.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// The verifier refused the run.
    #[error("the run is not verified")]
    NotVerified,
    /// Candidates have confirmed seats that the run does not give them.
    #[error("{candidates} confirmed seats would be lost")]
    ConfirmedElsewhere {
        /// How many.
        candidates: u32,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Lets candidates see `run` from the instant of the form on.
///
/// # Errors
/// [`PublishMatchingRunError`]; what was published before then stays.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    run: MatchingRunId,
    form: &PublishForm,
) -> Result<(), PublishMatchingRunError> {
    let actor = Actor::Staff(staff.clone());
    if !Rule::MinistryOperator.admits(&actor) {
        return Err(PublishMatchingRunError::Forbidden);
    }
    let visible_from = form.parse().map_err(PublishMatchingRunError::Invalid)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(&actor).await?;
    let season = season_fetch_current(&mut tx).await?.ok_or(PublishMatchingRunError::NotFound)?.year;
    let runs = runs_fetch(&mut tx, season).await?;
    let chosen = runs.iter().find(|each| each.id == run).ok_or(PublishMatchingRunError::NotFound)?;
    if chosen.verified_at.is_none() {
        return Err(PublishMatchingRunError::NotVerified);
    }
    publication_set(&mut tx, season, Publication { run, visible_from }, staff.staff_id, now).await?;
    // After the pointer is locked: a confirmation looks at it in its own transaction and waits.
    let candidates = run_count_confirmed_elsewhere(&mut tx, run).await?;
    if candidates > 0 {
        return Err(PublishMatchingRunError::ConfirmedElsewhere { candidates });
    }
    let entry = AuditEntry {
        id: ctx.fresh_uuid(),
        at: now,
        actor: &actor,
        action: "matching_run.publish",
        candidate_id: None,
        object_id: Some(run.0),
        details: json!({ "visible_from": visible_from.iso(), "output_sha256": chosen.output_sha256 }),
    };
    audit_append(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}
