//! Takes back the link by which somebody else could pay. Whoever is at the gateway already may finish: the attempt is the
//! candidate's own.

use crate::{
    domain::access::{Actor, CandidateActor},
    storage::{StorageError, bill::bill_fetch, payment_link::payment_link_revoke},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Takes the link back; where there is none, nothing happens.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<(), StorageError> {
    let actor = Actor::Candidate(candidate.clone());
    let mut tx = ctx.db.begin(&actor).await?;
    let Some(bill) = bill_fetch(&mut tx, candidate.candidate_id).await? else { return Ok(()) };
    if let Some(link) = payment_link_revoke(&mut tx, bill.id, ctx.now()).await? {
        let act = Act::new("payment_link.revoke").about(candidate.candidate_id).on(link.0);
        audit::record(&mut tx, ctx, &actor, act).await?;
    }
    tx.commit().await
}
