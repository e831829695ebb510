//! The gateway tells how a payment ended: by itself, or when asked. The only way for a bill to be paid.

use serde_json::json;

use crate::{
    domain::{
        access::Actor,
        payment::{
            bill::{IssuedBill, PaymentReceipt},
            order::{OrderEvent, OrderState, PaymentOrder, apply},
        },
    },
    external::payment_gateway::{IpnReply, Notification},
    storage::{
        StorageError, Tx,
        bill::{bill_lock_of_order, bill_mark_paid},
        payment_order::{
            EventSource, OrderEventEntry, PaymentNotice, payment_notice_keep, payment_notice_reply,
            payment_order_fetch, payment_order_record,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue_to_candidate},
    },
};

/// Takes a notification, exactly as it came after the `?`, and answers as the protocol asks: signature (97), order
/// (01), amount (04), settled before (02), else 00. A repeat changes nothing.
pub async fn run(ctx: &Ctx, raw_query: &str) -> IpnReply {
    let notification = match ctx.external.payment_gateway.verify_notification(raw_query) {
        Ok(notification) => notification,
        Err(error) => {
            tracing::warn!(%error, "payment notification refused");
            return error.reply();
        }
    };
    let reply = receive(ctx, &notification, raw_query).await;
    reply.unwrap_or_else(|error| {
        tracing::error!(%error, reference = notification.reference, "payment notification not settled");
        IpnReply::Unknown
    })
}

async fn receive(ctx: &Ctx, notification: &Notification, raw_query: &str) -> Result<IpnReply, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some((bill, order)) = lock(&mut tx, &notification.reference).await? else {
        tracing::warn!(reference = notification.reference, "payment notification about an unknown order");
        return Ok(IpnReply::OrderNotFound);
    };
    let mut notice = PaymentNotice {
        reference: &notification.reference,
        gateway_transaction: &notification.gateway_transaction,
        transaction_status: &notification.transaction_status,
        raw_query,
        received_at: ctx.now(),
        reply_code: "",
    };
    let earlier = payment_notice_reply(&mut tx, &notice).await?;
    let reply = if notification.amount != order.amount {
        tracing::error!(reference = notification.reference, "payment notification with another amount");
        IpnReply::InvalidAmount
    } else if earlier.is_some_and(|code| code == IpnReply::Confirmed.code()) {
        IpnReply::AlreadyConfirmed
    } else {
        let report = GatewayReport {
            response_code: Some(&notification.response_code),
            transaction_status: &notification.transaction_status,
            gateway_transaction: &notification.gateway_transaction,
            source: EventSource::Notification,
        };
        settle(ctx, &mut tx, &bill, &order, report).await?.map_or(IpnReply::AlreadyConfirmed, |_| IpnReply::Confirmed)
    };
    notice.reply_code = reply.code();
    payment_notice_keep(&mut tx, &notice).await?;
    tx.commit().await?;
    Ok(reply)
}

/// The order with this reference and its bill; both stay as they are until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, reference: &str) -> Result<Option<(IssuedBill, PaymentOrder)>, StorageError> {
    let Some(bill) = bill_lock_of_order(tx, reference).await? else { return Ok(None) };
    Ok(payment_order_fetch(tx, reference).await?.map(|order| (bill, order)))
}

/// What the gateway says of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct GatewayReport<'a> {
    /// How the attempt ended; the answer to a query does not tell.
    pub response_code: Option<&'a str>,
    /// Where the transaction stands.
    pub transaction_status: &'a str,
    /// The gateway's number; empty or `0` where there is none.
    pub gateway_transaction: &'a str,
    /// Whether it came by itself or was asked for.
    pub source: EventSource,
}

/// Brings order and bill to where the gateway says they are. `None` when the order is past that already; then
/// nothing changes.
pub(super) async fn settle(
    ctx: &Ctx,
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
    report: GatewayReport<'_>,
) -> Result<Option<OrderState>, StorageError> {
    let event = OrderEvent::Notified {
        response_code: report.response_code.unwrap_or("00"),
        transaction_status: report.transaction_status,
    };
    let Ok(to) = apply(order.state, event, bill.receipt.is_some()) else { return Ok(None) };
    let now = ctx.now();
    let entry = OrderEventEntry {
        id: ctx.fresh_uuid(),
        order_id: order.id,
        at: now,
        source: report.source,
        from: order.state,
        to,
        response_code: report.response_code,
        transaction_status: Some(report.transaction_status),
    };
    let gateway_transaction = Some(report.gateway_transaction).filter(|number| !matches!(*number, "" | "0"));
    payment_order_record(tx, &entry, gateway_transaction).await?;
    let action = match to {
        OrderState::Paid => {
            let number = ctx.rng.public_number("BL");
            bill_mark_paid(tx, bill.id, &PaymentReceipt { paid_at: now, number }).await?;
            enqueue_to_candidate(tx, ctx, bill.candidate_id, MailTemplate::PaymentReceived).await?;
            "bill.paid"
        }
        OrderState::Duplicate => "payment_order.duplicate",
        OrderState::UnderReview if order.state != to => "payment_order.under_review",
        _ => return Ok(Some(to)),
    };
    audit::record(
        tx,
        ctx,
        &Actor::System,
        Act::new(action)
            .about(bill.candidate_id)
            .on(order.id.0)
            .with(json!({ "reference": order.reference, "amount_dong": order.amount.amount() })),
    )
    .await?;
    Ok(Some(to))
}
