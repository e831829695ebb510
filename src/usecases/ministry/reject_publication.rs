//! Refuses a proposal of another operator, for a reason that its proposer reads. What is public stays.

use super::publication::{Act, PublicationError};
use crate::{
    domain::{
        access::StaffActor,
        ids::PublicationProposalId,
        matching::publication::{ProposalAction, ProposalRejectionForm},
    },
    usecases::Ctx,
};

/// Refuses the proposal.
///
/// # Errors
/// `Forbidden`, `Invalid`, `NotFound`, `Refused`, `Storage`.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    id: PublicationProposalId,
    form: &ProposalRejectionForm,
) -> Result<(), PublicationError> {
    let mut act = Act::begin(ctx, staff).await?;
    let reason = form.parse().map_err(PublicationError::Invalid)?;
    let proposal = act.end(id, ProposalAction::Reject(reason)).await?;
    act.audit("publication_proposal.reject", &proposal).await?;
    Ok(act.tx.commit().await?)
}
