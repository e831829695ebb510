//! Ends open payments whose time is over, after the gateway was asked about them once more.

use crate::{
    domain::{
        access::Actor,
        payment::order::{BillStanding, OrderEvent, PaymentOrder, apply},
    },
    storage::{
        StorageError,
        payment_order::{DueFor, EventSource, OrderEventEntry, payment_order_record},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

use super::{
    ask_about_payments::{GatewayPresence, ask},
    due_orders::DueOrders,
    settle_payment_notice::lock,
};

/// Ends the overdue orders. Gives how many are no longer open.
///
/// # Errors
/// What the database says. While the gateway is silent orders stay open: money may have moved.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut overdue = DueOrders::now(ctx, DueFor::Expiry);
    let mut closed = 0;
    while let Some(order) = overdue.next(ctx).await? {
        match close(ctx, &order).await? {
            GatewayPresence::Answered => closed += 1,
            GatewayPresence::Silent => break,
            GatewayPresence::Unbelievable => {}
        }
    }
    Ok(closed)
}

/// Asks about an overdue order; it ends as the gateway says, else as expired.
pub(in crate::usecases) async fn close(ctx: &Ctx, order: &PaymentOrder) -> Result<GatewayPresence, StorageError> {
    let presence = ask(ctx, order, EventSource::Query).await?;
    if presence != GatewayPresence::Answered {
        return Ok(presence);
    }
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if let Some((bill, order)) = lock(&mut tx, &order.reference).await?
        && order.state.is_open()
        && let Ok(to) = apply(order.state, OrderEvent::TimedOut, BillStanding::Unpaid)
    {
        let expired = OrderEventEntry {
            id: ctx.fresh_uuid(),
            at: ctx.now(),
            source: EventSource::Clock,
            to,
            response_code: None,
            transaction_status: None,
            gateway_transaction: None,
        };
        payment_order_record(&mut tx, &order, &expired).await?;
        let act = Act::new("payment_order.expire").about(bill.candidate_id).on(order.id.0);
        audit::record(&mut tx, ctx, &Actor::System, act.changed(&order.state, &to)).await?;
    }
    tx.commit().await?;
    Ok(presence)
}
