//! Takes the own proposal back. What is public stays.

use super::publication::{Decision, PublicationError};
use crate::{
    domain::{
        access::{Permission, StaffActor},
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::ProposalAction,
    },
    usecases::Ctx,
};

/// Takes the `proposal` back, which is named with its run, as the page showed them.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Refused`, `Storage`.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    proposal: (MatchingRunId, PublicationProposalId),
) -> Result<(), PublicationError> {
    let mut decision = Decision::begin(ctx, staff, Permission::ProposePublication).await?;
    let proposal = decision.end(proposal, ProposalAction::Withdraw).await?;
    decision.audit("publication_proposal.withdraw", &proposal).await?;
    Ok(decision.tx.commit().await?)
}
