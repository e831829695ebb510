//! Looks up a payment by its reference, the bank's number or the receipt, with all that happened to it.
//!
//! As with every look-up the candidate reads who looked, when and why, and look-ups have a limit by the hour, counted
//! together. Who the candidate is, and what the fee was for, is not shown.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        audit::AccessPurpose,
        ids::CandidateId,
        payment::{
            bill::IssuedBill,
            link::PaymentLink,
            order::{OrderState, PaymentOrder},
            status::PaymentStatus,
        },
        season::Season,
        support::{LookUp, LookUpForm, PaymentNumber},
    },
    storage::{
        StorageError, Tx,
        bill::bill_fetch,
        payment_link::payment_link_list,
        payment_order::payment_order_list,
        payment_timeline::{candidate_find_by_payment, ledger_list, payment_event_list, payment_notice_list},
        support::candidate_standing_fetch,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

use super::look_up::{LookUpError, look_ups_within_the_hour};

pub use crate::storage::payment_timeline::{LedgerLine, NoticeLine, PaymentEvent};

/// A bill and all that happened to its payment.
#[derive(Debug)]
pub struct FoundPayment {
    /// The initials, to notice a number misheard.
    pub initials: String,
    /// The bill.
    pub bill: IssuedBill,
    /// How its payment stands.
    pub status: PaymentStatus,
    /// All attempts, the newest first.
    pub orders: Vec<PaymentOrder>,
    /// What happened to them, in order.
    pub events: Vec<PaymentEvent>,
    /// What the gateway told by itself, and what it was answered, in order.
    pub notices: Vec<NoticeLine>,
    /// What the ledger holds, in order.
    pub ledger: Vec<LedgerLine>,
    /// The links by which somebody else could pay, the newest first.
    pub links: Vec<PaymentLink>,
}

/// The payment with the number that the form holds; `None` when none of the season has it.
///
/// # Errors
/// [`LookUpError`].
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    season: &Season,
    form: &LookUpForm,
) -> Result<Option<FoundPayment>, LookUpError> {
    let actor = Actor::Staff(staff.clone());
    if !actor.may(Permission::LookUpCandidate) {
        return Err(LookUpError::Forbidden);
    }
    let asked = form.parse_payment().map_err(LookUpError::Invalid)?;
    let limit = season.rules.support_look_ups_per_hour;
    let is_too_many = look_ups_within_the_hour(ctx, staff).await? >= i64::from(limit);
    let mut tx = ctx.db.begin(&actor).await?;
    let found = if is_too_many { None } else { candidate_find_by_payment(&mut tx, season.year, &asked.number).await? };
    let action = if is_too_many { "payment.look_up_refused" } else { "payment.look_up" };
    let payment = match found {
        Some(candidate) => fetch(&mut tx, candidate).await?,
        None => None,
    };
    audit::record(&mut tx, ctx, &actor, act(action, &asked, found)).await?;
    tx.commit().await?;
    if is_too_many { Err(LookUpError::TooMany { limit }) } else { Ok(payment) }
}

async fn fetch(tx: &mut Tx, candidate: CandidateId) -> Result<Option<FoundPayment>, StorageError> {
    let Some(bill) = bill_fetch(tx, candidate).await? else { return Ok(None) };
    let initials = candidate_standing_fetch(tx, candidate).await?.initials;
    let orders = payment_order_list(tx, candidate).await?;
    let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
    Ok(Some(FoundPayment {
        initials,
        status: PaymentStatus::of(bill.receipt.is_some(), &states),
        events: payment_event_list(tx, bill.id).await?,
        notices: payment_notice_list(tx, bill.id).await?,
        ledger: ledger_list(tx, bill.id).await?,
        links: payment_link_list(tx, bill.id).await?,
        bill,
        orders,
    }))
}

/// By which kind of number and what for; never the number.
fn act(action: &'static str, asked: &LookUp<PaymentNumber>, found: Option<CandidateId>) -> Act {
    let details = json!({ "by": asked.number.kind(), "purpose": asked.purpose, "found": found.is_some() });
    Act::new(action).about(found).purpose(AccessPurpose::Support).because(asked.reason()).with(details)
}
