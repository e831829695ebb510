//! The fee of one's own preferences: what it is, when it can be paid, how its payment stands.

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        money::Dong,
        payment::{
            bill::{Bill, BillItem, IssuedBill},
            order::{OrderState, PaymentOrder},
            status::PaymentStatus,
        },
        season::WindowState,
    },
    storage::{StorageError, bill::bill_items_fetch, payment_order::payment_order_list},
    usecases::Ctx,
};

use super::freeze_bill::freeze_when_due;

/// The fee as its candidate sees it.
#[derive(Debug)]
pub struct BillView {
    /// The payment window of the candidate's group of provinces.
    pub window: WindowState,
    /// The fee of one preference.
    pub unit_fee: Dong,
    /// What there is to pay for.
    pub content: BillContent,
}

/// What there is to pay for.
#[derive(Debug)]
pub enum BillContent {
    /// No list was submitted.
    NoList,
    /// The submitted list is empty.
    EmptyList,
    /// A list was submitted; its bill is not frozen yet.
    Preliminary {
        /// What it would be now.
        bill: Bill,
        /// For what.
        items: Vec<BillItem>,
    },
    /// The bill stands.
    Issued {
        /// The bill.
        bill: IssuedBill,
        /// For what.
        items: Vec<BillItem>,
        /// How its payment stands.
        status: PaymentStatus,
        /// All attempts, the newest first.
        orders: Vec<PaymentOrder>,
    },
}

/// The candidate's fee. A bill whose time has come is shown as it will be frozen by the first attempt to pay it: the list
/// is final by then, so it is the same; looking keeps nothing.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, candidate: &CandidateActor) -> Result<BillView, StorageError> {
    let (actor, id, now) = (Actor::Candidate(candidate.clone()), candidate.candidate_id, ctx.now());
    let mut tx = ctx.db.begin(&actor).await?;
    let situation = freeze_when_due(ctx, &mut tx, &actor, id, now).await?;
    let unit_fee = situation.season.rules.preference_fee;
    let content = match (situation.bill, situation.basis) {
        (Some(bill), _) => {
            let items = bill_items_fetch(&mut tx, id, bill.list_version_id).await?;
            let orders = payment_order_list(&mut tx, id).await?;
            let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
            let status = PaymentStatus::of(bill.receipt.is_some(), &states);
            BillContent::Issued { bill, items, status, orders }
        }
        (None, None) => BillContent::NoList,
        (None, Some((list, count))) => match Bill::freeze(count, unit_fee) {
            None => BillContent::EmptyList,
            Some(bill) => BillContent::Preliminary { bill, items: bill_items_fetch(&mut tx, id, list).await? },
        },
    };
    // Never committed, so that a bill frozen here is undone.
    Ok(BillView { window: situation.window, unit_fee, content })
}
