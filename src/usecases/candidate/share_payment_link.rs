//! Makes a link by which somebody else pays the fee.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        ids::PaymentLinkId,
    },
    storage::payment_link::payment_link_insert,
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

use super::start_payment::{Party, StartPaymentError, StartPaymentRefusal, hold_payable_bill};

/// Makes the link; where there is one that works, it stays.
///
/// # Errors
/// A refusal, for the reasons for which the candidate could not pay either; what the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<(), StartPaymentError> {
    let (actor, now) = (Actor::Candidate(candidate.clone()), ctx.now());
    let party = Party::candidate(candidate)?;
    let mut tx = ctx.db.begin(&actor).await?;
    let payable = hold_payable_bill(ctx, &mut tx, &party, now).await?;
    if !payable.situation.window.is_open() {
        return Err(StartPaymentRefusal::NotOpen(payable.situation.window).into());
    }
    let id = PaymentLinkId(ctx.fresh_uuid());
    if payment_link_insert(&mut tx, id, payable.bill.id, now).await? {
        let act = Act::new("payment_link.make").about(candidate.candidate_id).on(id.0);
        audit::record(&mut tx, ctx, &actor, act).await?;
    }
    tx.commit().await?;
    Ok(())
}
