//! What proposing a publication and ending a proposal have in common: who may, what must hold of the run, and one
//! transaction for the proposal and the audit log.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        field_errors::FieldErrors,
        ids::{MatchingRunId, PublicationProposalId, SeasonYear},
        matching::publication::{ProposalAction, ProposalRefusal, ProposalStatus, PublicationProposal},
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        mark_appeal::mark_changes_count_since,
        matching_run::{MatchingRun, run_count_confirmed_elsewhere, runs_fetch},
        publication::{proposal_end, proposal_fetch_for_update},
        season::season_fetch_current,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Why nothing was proposed or decided.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// The actor may not.
    #[error("the actor may not")]
    Forbidden,
    /// The season has no such run or proposal.
    #[error("no such run or proposal")]
    NotFound,
    /// The form cannot be read.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// The verifier refused the run.
    #[error("the run is not verified")]
    NotVerified,
    /// The run's result is not the one that was proposed.
    #[error("the run's result is not the one that was proposed")]
    ResultChanged,
    /// Candidates have confirmed seats that the run does not give them.
    #[error("{candidates} confirmed seats would be lost")]
    ConfirmedElsewhere {
        /// How many.
        candidates: u32,
    },
    /// Marks were changed on appeal after the run had read them: a new run has to count with them first.
    #[error("{changes} marks were changed since the run read them")]
    MarksChanged {
        /// How many.
        changes: u32,
    },
    /// Another proposal of the season waits.
    #[error("another proposal waits")]
    AlreadyProposed,
    /// The rules do not allow it.
    #[error("the transition is refused: {0:?}")]
    Refused(ProposalRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A transaction of the ministry's staff on the current season.
pub(super) struct Decision<'a> {
    ctx: &'a Ctx,
    actor: Actor,
    pub(super) staff: &'a StaffActor,
    pub(super) season: SeasonYear,
    pub(super) now: Instant,
    pub(super) tx: Tx,
}

impl<'a> Decision<'a> {
    pub(super) async fn begin(
        ctx: &'a Ctx,
        staff: &'a StaffActor,
        permission: Permission,
    ) -> Result<Self, PublicationError> {
        let actor = Actor::Staff(staff.clone());
        if !actor.may(permission) {
            return Err(PublicationError::Forbidden);
        }
        let mut tx = ctx.db.begin(&actor).await?;
        let season = season_fetch_current(&mut tx).await?.ok_or(PublicationError::NotFound)?.year;
        Ok(Self { ctx, actor, staff, season, now: ctx.now(), tx })
    }

    /// The run, if it is the season's and verified.
    pub(super) async fn verified_run(&mut self, id: MatchingRunId) -> Result<MatchingRun, PublicationError> {
        let runs = runs_fetch(&mut self.tx, self.season).await?;
        let run = runs.into_iter().find(|run| run.id == id).ok_or(PublicationError::NotFound)?;
        if run.verified_at.is_none() {
            return Err(PublicationError::NotVerified);
        }
        Ok(run)
    }

    /// That publishing the run takes no confirmed seat away.
    pub(super) async fn check_confirmed(&mut self, run: MatchingRunId) -> Result<(), PublicationError> {
        match run_count_confirmed_elsewhere(&mut self.tx, run).await? {
            0 => Ok(()),
            candidates => Err(PublicationError::ConfirmedElsewhere { candidates }),
        }
    }

    /// That the run counts with every mark that was changed on appeal.
    pub(super) async fn check_marks(&mut self, run: &MatchingRun) -> Result<(), PublicationError> {
        match mark_changes_count_since(&mut self.tx, self.season, run.started_at).await? {
            0 => Ok(()),
            changes => Err(PublicationError::MarksChanged { changes }),
        }
    }

    /// Ends a proposal of `run`, which is held from here on: of two who decide at once, the second finds it ended.
    pub(super) async fn end(
        &mut self,
        (run, id): (MatchingRunId, PublicationProposalId),
        action: ProposalAction,
    ) -> Result<PublicationProposal, PublicationError> {
        let proposal = proposal_fetch_for_update(&mut self.tx, self.season, id).await?;
        let proposal = proposal.filter(|proposal| proposal.run == run).ok_or(PublicationError::NotFound)?;
        let ended = proposal.apply(action, self.staff.staff_id, self.now).map_err(PublicationError::Refused)?;
        if let Some(end) = &ended.end {
            proposal_end(&mut self.tx, id, end).await?;
        }
        Ok(ended)
    }

    /// Writes the act on a proposal into the audit log.
    pub(super) async fn audit(
        &mut self,
        action: &'static str,
        proposal: &PublicationProposal,
    ) -> Result<(), StorageError> {
        let details = json!({
            "run": proposal.run,
            "visible_from": proposal.visible_from.iso(),
            "output_sha256": proposal.output_sha256,
        });
        let before = proposal.end.as_ref().map(|_| ProposalStatus::Proposed);
        let reason = proposal.end.as_ref().and_then(|end| end.reason.as_deref());
        let after = (proposal.status(), proposal.run, &proposal.output_sha256, proposal.visible_from);
        let act = Act::new(action).on(proposal.id.0).changed(&before, &after).with(details);
        let act = if let Some(reason) = reason { act.because(reason) } else { act };
        audit::record(&mut self.tx, self.ctx, &self.actor, act).await
    }

    /// Writes that the run is public by the proposal.
    pub(super) async fn audit_published(
        &mut self,
        proposal: &PublicationProposal,
        before: Option<MatchingRunId>,
    ) -> Result<(), StorageError> {
        let details = json!({
            "proposal": proposal.id,
            "proposed_by": proposal.proposed_by,
            "visible_from": proposal.visible_from.iso(),
            "output_sha256": proposal.output_sha256,
            "in_place_of": before,
        });
        let act = Act::new("matching_run.publish").on(proposal.run.0).changed(&before, &proposal.run);
        audit::record(&mut self.tx, self.ctx, &self.actor, act.with(details)).await
    }
}
