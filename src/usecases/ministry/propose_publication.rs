//! Proposes that candidates see a run from an instant on. Nobody sees anything before a releaser approves.

use super::publication::{Decision, PublicationError};
use crate::{
    domain::{
        access::{Permission, StaffActor},
        candidate::contact::EmailAddress,
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::{ProposalForm, PublicationProposal},
    },
    storage::{
        StorageError,
        publication::{ONE_OPEN_PROPOSAL, proposal_insert},
        staff::releaser_emails_fetch,
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue},
    },
};

/// Proposes `run`, and tells the releasers by mail that a proposal waits.
///
/// # Errors
/// `Forbidden`, `Invalid`, `NotFound`, `NotVerified`, `MarksChanged`, `ConfirmedElsewhere`, `AlreadyProposed`, `Storage`.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    run: MatchingRunId,
    form: &ProposalForm,
) -> Result<PublicationProposalId, PublicationError> {
    let mut decision = Decision::begin(ctx, staff, Permission::ProposePublication).await?;
    let visible_from = form.parse().map_err(PublicationError::Invalid)?;
    let run = decision.verified_run(run).await?;
    decision.check_marks(&run).await?;
    decision.check_confirmed(run.id).await?;
    let proposal = PublicationProposal {
        id: PublicationProposalId(ctx.fresh_uuid()),
        run: run.id,
        output_sha256: run.output_sha256,
        visible_from,
        proposed_by: staff.staff_id,
        proposed_at: decision.now,
        end: None,
    };
    match proposal_insert(&mut decision.tx, decision.season, &proposal).await {
        Ok(()) => {}
        Err(StorageError::Conflict { constraint }) if constraint == ONE_OPEN_PROPOSAL => {
            return Err(PublicationError::AlreadyProposed);
        }
        Err(error) => return Err(error.into()),
    }
    decision.audit("publication_proposal.propose", &proposal).await?;
    for email in releaser_emails_fetch(&mut decision.tx).await? {
        match EmailAddress::parse(&email) {
            Ok(email) => enqueue(&mut decision.tx, ctx, &email, MailTemplate::PublicationProposed).await?,
            Err(_) => tracing::warn!("a releaser's account has no address that can be written to"),
        }
    }
    decision.tx.commit().await?;
    Ok(proposal.id)
}
