//! Refuses an operator's proposal, for a reason that its proposer reads. What is public stays.

use super::publication::{Decision, PublicationError};
use crate::{
    domain::{
        access::{Permission, StaffActor},
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::{ProposalAction, ProposalRejectionForm},
    },
    usecases::Ctx,
};

/// Refuses the `proposal`, which is named with its run, as the page showed them.
///
/// # Errors
/// `Forbidden`, `Invalid`, `NotFound`, `Refused`, `Storage`.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    proposal: (MatchingRunId, PublicationProposalId),
    form: &ProposalRejectionForm,
) -> Result<(), PublicationError> {
    let mut decision = Decision::begin(ctx, staff, Permission::ApprovePublication).await?;
    let reason = form.parse().map_err(PublicationError::Invalid)?;
    let proposal = decision.end(proposal, ProposalAction::Reject(reason)).await?;
    decision.audit("publication_proposal.reject", &proposal).await?;
    Ok(decision.tx.commit().await?)
}
