//! Approves a proposal of another operator: candidates see its run from its instant on. One pointer, moved in one
//! transaction; what was true when the run was proposed is looked at again.

use super::publication::{Act, PublicationError};
use crate::{
    domain::{access::StaffActor, ids::PublicationProposalId, matching::publication::ProposalAction},
    storage::publication::{publication_fetch, publication_set},
    usecases::Ctx,
};

/// Publishes the proposal's run.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Refused`, `NotVerified`, `ResultChanged`, `ConfirmedElsewhere`, `Storage`; what was
/// published before then stays, and the proposal goes on waiting.
pub async fn run(ctx: &Ctx, staff: &StaffActor, id: PublicationProposalId) -> Result<(), PublicationError> {
    let mut act = Act::begin(ctx, staff).await?;
    let proposal = act.end(id, ProposalAction::Approve).await?;
    let run = act.verified_run(proposal.run).await?;
    if run.output_sha256 != proposal.output_sha256 {
        return Err(PublicationError::ResultChanged);
    }
    let before = publication_fetch(&mut act.tx, act.season).await?.map(|publication| publication.run);
    publication_set(&mut act.tx, act.season, &proposal, staff.staff_id, act.now).await?;
    // After the pointer is locked: a confirmation looks at it in its own transaction and waits.
    act.check_confirmed(run.id).await?;
    act.audit("publication_proposal.approve", &proposal).await?;
    act.audit_published(&proposal, before).await?;
    Ok(act.tx.commit().await?)
}
