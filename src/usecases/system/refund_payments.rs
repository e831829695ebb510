//! Sends back what came in excess, without a person: the second payment of a bill, and money that came too late.
//!
//! A process may die at any line, and an answer may get lost, so every step is in the books before it is taken, and
//! taking it again does no harm:
//!
//! 1. `refund_requested`, the number of the request and the moment of the next look are written and committed.
//! 2. The gateway is asked. Where the same request may have reached it before, it is first asked what it knows, and only
//!    when it knows of no refund is the very same request sent again. It takes one refund of an order, and says 94 to
//!    the next: both are progress.
//! 3. What it answered is written. It is asked again, less and less often, until it says that the money is back.
//!
//! Only the bank's signed refusal (09) lets a new request have a new number. When the gateway says that there is no
//! payment to give back (95), it contradicts what it told before: then the order waits for a person, without a next look.

use serde_json::json;

use crate::{
    domain::{
        access::Actor,
        payment::{
            bill::IssuedBill,
            order::{BillStanding, OrderEvent, OrderState, PaymentOrder, RefundProgress, apply},
            schedule::next_refund_try,
        },
    },
    external::payment_gateway::{GatewayError, QueryAnswer, RefundAnswer, RefundRequest, RefundStatus},
    storage::{
        StorageError, Tx,
        payment_order::{DueFor, EventSource, OrderEventEntry, payment_order_keep_refund, payment_order_record},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

use super::{due_orders::DueOrders, settle_payment_notice::lock};

/// Looks at the refunds that are due. Gives for how many the gateway had an answer.
///
/// # Errors
/// What the database says. A gateway that is silent is no error: the next run goes on.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut due = DueOrders::now(ctx, DueFor::Refund);
    let mut answered = 0;
    while let Some(order) = due.next(ctx).await? {
        let Some(step) = begin_step(ctx, &order.reference).await? else { continue };
        match take_step(ctx, &step).await {
            Err(NoNews::Silent) => break,
            Err(NoNews::Unbelievable) => {}
            Ok(news) => {
                keep_news(ctx, &step, news).await?;
                answered += 1;
            }
        }
    }
    Ok(answered)
}

/// What this run does about one refund.
struct Step {
    order: PaymentOrder,
    request_id: String,
    /// Whether the request cannot have reached the gateway yet.
    is_first: bool,
}

/// What the gateway says.
enum News {
    /// The money is back.
    Done,
    /// The gateway or the bank works on it.
    UnderWay,
    /// The bank does not take it.
    Rejected,
    /// There is no payment to give back.
    NothingToRefund,
    /// The gateway does not take the request or the question now; its two digits.
    NotNow(String),
}

/// Why there is no news: nobody knows what the gateway has done.
enum NoNews {
    /// It does not answer.
    Silent,
    /// Its answer is not believed.
    Unbelievable,
}

/// Writes what is about to be done. `None` when another worker does it, or it is done.
async fn begin_step(ctx: &Ctx, reference: &str) -> Result<Option<Step>, StorageError> {
    let now = ctx.now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some((bill, mut order)) = lock(&mut tx, reference).await? else { return Ok(None) };
    if !order.state.owes_refund() || order.refund.next_at.is_none_or(|next_at| next_at > now) {
        return Ok(None);
    }
    if order.state == OrderState::Duplicate {
        move_on(ctx, &mut tx, &bill, &order, OrderEvent::RefundAsked, None).await?;
        order.state = OrderState::RefundRequested;
    }
    let is_first = order.refund.request_id.is_none();
    let request_id = order.refund.request_id.take().unwrap_or_else(|| ctx.fresh_uuid().simple().to_string());
    order.refund = RefundProgress {
        request_id: Some(request_id.clone()),
        tries: order.refund.tries.saturating_add(1),
        // Also what keeps another worker from the same step.
        next_at: Some(next_refund_try(order.refund.tries, now)),
        problem: order.refund.problem,
    };
    payment_order_keep_refund(&mut tx, order.id, &order.refund).await?;
    tx.commit().await?;
    Ok(Some(Step { order, request_id, is_first }))
}

/// Speaks with the gateway. No transaction is open while it waits.
async fn take_step(ctx: &Ctx, step: &Step) -> Result<News, NoNews> {
    if step.is_first {
        return ask_for_it(ctx, step).await;
    }
    let order = &step.order;
    let question_id = ctx.fresh_uuid().simple().to_string();
    match ctx.external.payment_gateway.query(&order.reference, order.created_at, ctx.now(), &question_id).await {
        Ok(QueryAnswer::Found(report)) if report.amount != order.amount => {
            tracing::error!(reference = order.reference, "the gateway tells of a refund of another amount");
            Err(NoNews::Unbelievable)
        }
        Ok(QueryAnswer::Found(report)) => match report.refund_status() {
            Some(status) => Ok(of_status(status)),
            // It knows of the payment alone.
            None => ask_for_it(ctx, step).await,
        },
        Ok(QueryAnswer::NotFound) => Ok(News::NotNow("91".to_owned())),
        Ok(QueryAnswer::Refused(code)) => Ok(News::NotNow(code)),
        Err(error) => Err(of_error(order, &error)),
    }
}

async fn ask_for_it(ctx: &Ctx, step: &Step) -> Result<News, NoNews> {
    let order = &step.order;
    let request = RefundRequest {
        request_id: &step.request_id,
        reference: &order.reference,
        amount: order.amount,
        gateway_transaction: order.gateway_transaction.as_deref(),
        created_at: order.created_at,
        now: ctx.now(),
    };
    let answer = ctx.external.payment_gateway.refund(&request).await.map_err(|error| of_error(order, &error))?;
    Ok(match answer {
        RefundAnswer::Taken(status) => of_status(status),
        RefundAnswer::AlreadyAsked => News::UnderWay,
        RefundAnswer::NothingToRefund => News::NothingToRefund,
        RefundAnswer::Refused(code) => News::NotNow(code),
    })
}

const fn of_status(status: RefundStatus) -> News {
    match status {
        RefundStatus::Done => News::Done,
        RefundStatus::UnderWay => News::UnderWay,
        RefundStatus::Rejected => News::Rejected,
    }
}

fn of_error(order: &PaymentOrder, error: &GatewayError) -> NoNews {
    if error.is_silence() {
        tracing::warn!(%error, reference = order.reference, "the gateway is silent about a refund");
        NoNews::Silent
    } else {
        tracing::error!(%error, reference = order.reference, "the gateway's answer about a refund is not believed");
        NoNews::Unbelievable
    }
}

/// Writes what the gateway said, unless the refund has gone on meanwhile.
async fn keep_news(ctx: &Ctx, step: &Step, news: News) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some((bill, order)) = lock(&mut tx, &step.order.reference).await? else { return Ok(()) };
    if order.state != OrderState::RefundRequested || order.refund.request_id.as_ref() != Some(&step.request_id) {
        return Ok(());
    }
    let refund = match news {
        News::Done => {
            payment_order_keep_refund(&mut tx, order.id, &RefundProgress { problem: None, ..order.refund.clone() })
                .await?;
            move_on(ctx, &mut tx, &bill, &order, OrderEvent::RefundConfirmed, Some("00")).await?;
            return tx.commit().await;
        }
        News::Rejected => {
            move_on(ctx, &mut tx, &bill, &order, OrderEvent::RefundRefused, Some("09")).await?;
            RefundProgress { request_id: None, problem: Some("09".to_owned()), ..order.refund }
        }
        News::NothingToRefund => {
            let act = Act::new("payment_order.refund_stuck").about(bill.candidate_id).on(order.id.0);
            audit::record(&mut tx, ctx, &Actor::System, act.with(json!({ "reference": order.reference }))).await?;
            RefundProgress { next_at: None, problem: Some("95".to_owned()), ..order.refund }
        }
        News::NotNow(code) => RefundProgress { problem: Some(code), ..order.refund },
        News::UnderWay => RefundProgress { problem: None, ..order.refund },
    };
    payment_order_keep_refund(&mut tx, order.id, &refund).await?;
    tx.commit().await
}

/// Takes the order through `event`, with all that belongs to it.
async fn move_on(
    ctx: &Ctx,
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
    event: OrderEvent<'_>,
    transaction_status: Option<&str>,
) -> Result<(), StorageError> {
    // Where the money of a refund goes does not depend on the bill.
    let Ok(to) = apply(order.state, event, BillStanding::Paid) else { return Err(StorageError::Stale) };
    let entry = OrderEventEntry {
        id: ctx.fresh_uuid(),
        at: ctx.now(),
        source: if transaction_status.is_some() { EventSource::Query } else { EventSource::Clock },
        to,
        response_code: None,
        transaction_status,
        gateway_transaction: None,
    };
    payment_order_record(tx, order, &entry).await?;
    let action = match event {
        OrderEvent::RefundConfirmed => "payment_order.refunded",
        OrderEvent::RefundRefused => "payment_order.refund_refused",
        _ => "payment_order.refund",
    };
    let details = json!({ "reference": order.reference, "amount_dong": order.amount.amount() });
    let act = Act::new(action).about(bill.candidate_id).on(order.id.0).with(details);
    audit::record(tx, ctx, &Actor::System, act).await
}
