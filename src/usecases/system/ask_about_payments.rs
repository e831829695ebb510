//! Asks the gateway about every payment that has been silent for too long: a lost notification is a delay, never a
//! lost payment. When is what `domain/payment/schedule` says; a silent gateway is asked again at the next run.

use crate::{
    domain::{access::Actor, payment::order::PaymentOrder},
    external::payment_gateway::QueryAnswer,
    storage::{
        StorageError,
        payment_order::{DueFor, EventSource, payment_order_asked},
    },
    usecases::Ctx,
};

use super::{
    due_orders::DueOrders,
    settle_payment_notice::{GatewayReport, Settled, lock, settle},
};

/// Asks about the orders that are due, and settles what the gateway tells. Gives how many it was asked about.
///
/// # Errors
/// What the database says. A gateway that is silent is no error: the next run asks again.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut due = DueOrders::now(ctx, DueFor::Question);
    let mut asked = 0;
    while let Some(order) = due.next(ctx).await? {
        match ask(ctx, &order, EventSource::Query).await? {
            GatewayPresence::Answered => asked += 1,
            GatewayPresence::Silent => break,
            GatewayPresence::Unbelievable => {}
        }
    }
    Ok(asked)
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::usecases) enum GatewayPresence {
    /// The answer is in the books.
    Answered,
    /// The gateway does not answer at all.
    Silent,
    /// It answered what cannot be believed; the order stays as it is.
    Unbelievable,
}

/// Whether the gateway answers at all just now. What it says of the order is left to [`ask`].
pub(in crate::usecases) async fn is_gateway_up(ctx: &Ctx, order: &PaymentOrder) -> bool {
    let request_id = ctx.fresh_uuid().simple().to_string();
    let answer = ctx.external.payment_gateway.query(&order.reference, order.created_at, ctx.now(), &request_id).await;
    !answer.is_err_and(|error| error.is_silence())
}

/// Asks about one order, and settles what the gateway tells; `source` is what led to the question. No transaction is open
/// while it waits.
pub(super) async fn ask(ctx: &Ctx, order: &PaymentOrder, source: EventSource) -> Result<GatewayPresence, StorageError> {
    let request_id = ctx.fresh_uuid().simple().to_string();
    let answer = ctx.external.payment_gateway.query(&order.reference, order.created_at, ctx.now(), &request_id).await;
    let (report, presence) = match answer {
        Ok(QueryAnswer::Found(report)) if report.amount == order.amount => (Some(report), GatewayPresence::Answered),
        Ok(QueryAnswer::NotFound) => (None, GatewayPresence::Answered),
        Ok(QueryAnswer::Found(_)) => {
            tracing::error!(reference = order.reference, "the gateway answers with another amount");
            (None, GatewayPresence::Unbelievable)
        }
        Ok(QueryAnswer::Refused(code)) => {
            tracing::error!(reference = order.reference, code, "the gateway refuses the question");
            (None, GatewayPresence::Unbelievable)
        }
        Err(error) if error.is_silence() => {
            tracing::warn!(%error, reference = order.reference, "the gateway is silent");
            return Ok(GatewayPresence::Silent);
        }
        Err(error) => {
            tracing::error!(%error, reference = order.reference, "the gateway's answer is not believed");
            (None, GatewayPresence::Unbelievable)
        }
    };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some((bill, order)) = lock(&mut tx, &order.reference).await? else { return Ok(presence) };
    let settled = match &report {
        Some(report) => settle(ctx, &mut tx, &bill, &order, GatewayReport::answered(report, source)).await?,
        None => Settled::Unmoved,
    };
    if settled != Settled::Moved {
        payment_order_asked(&mut tx, &order, ctx.now()).await?;
    }
    tx.commit().await?;
    Ok(presence)
}
