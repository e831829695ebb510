//! Proposes that candidates see a run from an instant on. Nobody sees anything before another operator approves.

use super::publication::{Act, PublicationError};
use crate::{
    domain::{
        access::StaffActor,
        candidate::contact::EmailAddress,
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::{ProposalForm, PublicationProposal},
    },
    storage::{
        StorageError,
        publication::{ONE_OPEN_PROPOSAL, proposal_insert},
        staff::other_operator_emails_fetch,
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue},
    },
};

/// Proposes `run`, and tells the other operators by mail that a proposal waits.
///
/// # Errors
/// `Forbidden`, `Invalid`, `NotFound`, `NotVerified`, `ConfirmedElsewhere`, `AlreadyProposed`, `Storage`.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    run: MatchingRunId,
    form: &ProposalForm,
) -> Result<PublicationProposalId, PublicationError> {
    let mut act = Act::begin(ctx, staff).await?;
    let visible_from = form.parse().map_err(PublicationError::Invalid)?;
    let run = act.verified_run(run).await?;
    act.check_confirmed(run.id).await?;
    let proposal = PublicationProposal {
        id: PublicationProposalId(ctx.fresh_uuid()),
        run: run.id,
        output_sha256: run.output_sha256,
        visible_from,
        proposed_by: staff.staff_id,
        proposed_at: act.now,
        end: None,
    };
    match proposal_insert(&mut act.tx, act.season, &proposal).await {
        Ok(()) => {}
        Err(StorageError::Conflict { constraint }) if constraint == ONE_OPEN_PROPOSAL => {
            return Err(PublicationError::AlreadyProposed);
        }
        Err(error) => return Err(error.into()),
    }
    act.audit("publication_proposal.propose", &proposal).await?;
    for email in other_operator_emails_fetch(&mut act.tx, staff.staff_id).await? {
        match EmailAddress::parse(&email) {
            Ok(email) => enqueue(&mut act.tx, ctx, &email, MailTemplate::PublicationProposed).await?,
            Err(_) => tracing::warn!("an operator's account has no address that can be written to"),
        }
    }
    act.tx.commit().await?;
    Ok(proposal.id)
}
