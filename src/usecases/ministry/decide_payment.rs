//! An operator decides what the rules leave open: an attempt in doubt, and a refund that does not go on.
//!
//! No second pair of eyes is asked for: none of the decisions gives money away. What pays a bill says that money is there,
//! which the next statement confirms or refutes by name; what goes back goes to the account that it came from.
//!
//! The books of payments are written by the portal itself, as with every word of the gateway; the log says who decided.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission, StaffActor},
        field_errors::FieldErrors,
        ids::PaymentOrderId,
        payment::{
            bill::IssuedBill,
            decision::{DecisionForm, PaymentDecision},
            order::{BillStanding, OrderEvent, OrderState, PaymentOrder, RefundProgress, apply},
        },
    },
    storage::{
        StorageError, Tx,
        payment_history::{payment_decision_insert, payment_owner_fetch},
        payment_order::{EventSource, OrderEventEntry, payment_order_keep_refund, payment_order_record},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        system::settle_payment_notice::{lock, pay_bill},
    },
};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecidePaymentError {
    /// The actor may not.
    #[error("the actor may not")]
    Forbidden,
    /// There is no such attempt.
    #[error("no such attempt")]
    NotFound,
    /// The form cannot be read.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// The attempt has moved on: this can no longer be decided about it.
    #[error("the attempt has moved on")]
    Moved,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Decides about the attempt, for the reason given.
///
/// # Errors
/// [`DecidePaymentError`].
pub async fn run(
    ctx: &Ctx,
    staff: &StaffActor,
    id: PaymentOrderId,
    form: &DecisionForm,
) -> Result<(), DecidePaymentError> {
    let actor = Actor::Staff(staff.clone());
    if !actor.may(Permission::DecidePayment) {
        return Err(DecidePaymentError::Forbidden);
    }
    let (decision, reason) = form.parse().map_err(DecidePaymentError::Invalid)?;
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let owner = payment_owner_fetch(&mut tx, id).await?.ok_or(DecidePaymentError::NotFound)?;
    let (bill, order) = lock(&mut tx, &owner.reference).await?.ok_or(DecidePaymentError::NotFound)?;
    if !PaymentDecision::on_offer(&order).contains(&decision) {
        return Err(DecidePaymentError::Moved);
    }
    let event_id = ctx.fresh_uuid();
    let to = match decision.event() {
        Some(event) => move_on(ctx, &mut tx, &bill, &order, (event_id, event)).await?,
        None => {
            let anew = RefundProgress { next_at: Some(ctx.now()), ..RefundProgress::default() };
            payment_order_keep_refund(&mut tx, id, &anew).await?;
            order.state
        }
    };
    payment_decision_insert(&mut tx, event_id, id, (decision, &reason), (staff.staff_id, ctx.now())).await?;
    let details = json!({ "reference": order.reference, "amount_dong": order.amount.amount(), "state": to });
    let act = Act::new(action_of(decision)).about(bill.candidate_id).on(id.0).because(reason);
    audit::record(&mut tx, ctx, &actor, act.changed(&order.state, &to).with(details)).await?;
    tx.commit().await?;
    Ok(())
}

const fn action_of(decision: PaymentDecision) -> &'static str {
    match decision {
        PaymentDecision::FoundPaid => "payment_order.find_paid",
        PaymentDecision::FoundUnpaid => "payment_order.find_unpaid",
        PaymentDecision::SendBack => "payment_order.send_back",
        PaymentDecision::AskAgain => "payment_order.ask_again",
    }
}

/// Takes the order in doubt through the decision, with all that follows from it.
async fn move_on(
    ctx: &Ctx,
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
    (id, event): (uuid::Uuid, OrderEvent<'static>),
) -> Result<OrderState, DecidePaymentError> {
    let standing = if bill.receipt.is_some() { BillStanding::Paid } else { BillStanding::Unpaid };
    let to = apply(order.state, event, standing).map_err(|_| DecidePaymentError::Moved)?;
    let entry = OrderEventEntry {
        id,
        at: ctx.now(),
        source: EventSource::Operator,
        to,
        response_code: None,
        transaction_status: None,
        gateway_transaction: None,
    };
    payment_order_record(tx, order, &entry).await?;
    if to == OrderState::Paid {
        pay_bill(ctx, tx, bill, order).await?;
    }
    Ok(to)
}
