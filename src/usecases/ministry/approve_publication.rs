//! Approves an operator's proposal: candidates see its run from its instant on. One pointer, moved in one
//! transaction; what was true when the run was proposed is looked at again.

use super::publication::{Decision, PublicationError};
use crate::{
    domain::{
        access::{Permission, StaffActor},
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::ProposalAction,
    },
    storage::publication::{publication_fetch, publication_set},
    usecases::Ctx,
};

/// Publishes the run of the `proposal`, which is named with its run, as the page showed them.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Refused`, `NotVerified`, `ResultChanged`, `MarksChanged`, `ConfirmedElsewhere`, `Storage`; what was
/// published before then stays, and the proposal goes on waiting.
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    proposal: (MatchingRunId, PublicationProposalId),
) -> Result<(), PublicationError> {
    let mut decision = Decision::begin(ctx, staff, Permission::ApprovePublication).await?;
    let proposal = decision.end(proposal, ProposalAction::Approve).await?;
    let run = decision.verified_run(proposal.run).await?;
    if run.output_sha256 != proposal.output_sha256 {
        return Err(PublicationError::ResultChanged);
    }
    decision.check_marks(&run).await?;
    let before = publication_fetch(&mut decision.tx, decision.season).await?.map(|publication| publication.run);
    publication_set(&mut decision.tx, decision.season, &proposal, staff.staff_id, decision.now).await?;
    // After the pointer is locked: a confirmation looks at it in its own transaction and waits.
    decision.check_confirmed(run.id).await?;
    decision.audit("publication_proposal.approve", &proposal).await?;
    decision.audit_published(&proposal, before).await?;
    Ok(decision.tx.commit().await?)
}
