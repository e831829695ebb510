//! Takes the own proposal back. What is public stays.

use super::publication::{Act, PublicationError};
use crate::{
    domain::{access::StaffActor, ids::PublicationProposalId, matching::publication::ProposalAction},
    usecases::Ctx,
};

/// Takes the proposal back.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Refused`, `Storage`.
pub async fn run(ctx: &Ctx, staff: &StaffActor, id: PublicationProposalId) -> Result<(), PublicationError> {
    let mut act = Act::begin(ctx, staff).await?;
    let proposal = act.end(id, ProposalAction::Withdraw).await?;
    act.audit("publication_proposal.withdraw", &proposal).await?;
    Ok(act.tx.commit().await?)
}
