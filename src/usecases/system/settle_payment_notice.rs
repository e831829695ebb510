//! The gateway tells how a payment ended: by itself, or when asked. The only way for a bill to be paid without a person.

use std::sync::PoisonError;

use serde_json::json;

use crate::{
    domain::{
        access::Actor,
        payment::{
            bill::{IssuedBill, PaymentReceipt},
            order::{BillStanding, OrderEvent, OrderState, PaymentOrder, apply, is_success},
            refusal::NoticeRefusal,
        },
        time::Instant,
    },
    external::payment_gateway::{IpnReply, Notification, NotificationError, TransactionReport},
    storage::{
        StorageError, Tx,
        bill::{bill_lock_of_order, bill_mark_paid, bill_province_group},
        payment_link::payment_link_pay,
        payment_notice::{PaymentNotice, payment_notice_keep, payment_notice_reply},
        payment_order::{EventSource, OrderEventEntry, payment_order_fetch, payment_order_record},
        season::season_require_current,
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
            note_refusal(ctx, refusal_of(error)).await;
            return error.reply();
        }
    };
    let reply = receive(ctx, &notification, raw_query).await;
    let reply = reply.unwrap_or_else(|error| {
        tracing::error!(%error, reference = notification.reference, "payment notification not settled");
        IpnReply::Unknown
    });
    match reply {
        IpnReply::OrderNotFound => note_refusal(ctx, NoticeRefusal::UnknownOrder).await,
        IpnReply::InvalidAmount => note_refusal(ctx, NoticeRefusal::OtherAmount).await,
        _ => {}
    }
    reply
}

const fn refusal_of(error: NotificationError) -> NoticeRefusal {
    match error {
        NotificationError::BadSignature => NoticeRefusal::BadSignature,
        NotificationError::WrongEncoding => NoticeRefusal::WrongEncoding,
        NotificationError::Doubled => NoticeRefusal::DoubledParameter,
        NotificationError::Malformed(_) => NoticeRefusal::MalformedParameter,
        NotificationError::WrongTerminal => NoticeRefusal::OtherTerminal,
        NotificationError::BrokenAmount => NoticeRefusal::BrokenAmount,
    }
}

/// Counts a refusal, and writes it into the log when it is the first of its kind in this minute. What the notification
/// held is not kept: it is nobody's word.
async fn note_refusal(ctx: &Ctx, refusal: NoticeRefusal) {
    let now = ctx.clock.machine_now();
    let due = ctx.throttles.refused_notices.lock().unwrap_or_else(PoisonError::into_inner).note(refusal, now);
    let Some(count) = due else { return };
    if let Err(error) = write_refusals(ctx, &[(refusal, count)]).await {
        tracing::error!(%error, "a refused payment notification is not in the log");
    }
}

/// Writes what was refused since the last entry of its kind, so that the end of a flood is in the log too.
///
/// # Errors
/// What the database says.
pub async fn write_refused(ctx: &Ctx) -> Result<(), StorageError> {
    let now = ctx.clock.machine_now();
    let due = ctx.throttles.refused_notices.lock().unwrap_or_else(PoisonError::into_inner).due(now);
    if due.is_empty() { Ok(()) } else { write_refusals(ctx, &due).await }
}

async fn write_refusals(ctx: &Ctx, refusals: &[(NoticeRefusal, u64)]) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    for (reason, count) in refusals {
        let act = Act::new("payment_notice.refuse").with(json!({ "reason": reason, "count": count }));
        audit::record(&mut tx, ctx, &Actor::System, act).await?;
    }
    tx.commit().await
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
        match settle(ctx, &mut tx, &bill, &order, GatewayReport::told(notification)).await? {
            Settled::Moved | Settled::Unmoved => IpnReply::Confirmed,
            Settled::Refused => IpnReply::AlreadyConfirmed,
        }
    };
    notice.reply_code = reply.code();
    payment_notice_keep(&mut tx, &notice).await?;
    tx.commit().await?;
    Ok(reply)
}

/// The order with this reference and its bill; both stay as they are until the transaction ends.
pub(in crate::usecases) async fn lock(
    tx: &mut Tx,
    reference: &str,
) -> Result<Option<(IssuedBill, PaymentOrder)>, StorageError> {
    let Some(bill) = bill_lock_of_order(tx, reference).await? else { return Ok(None) };
    Ok(payment_order_fetch(tx, reference).await?.map(|order| (bill, order)))
}

/// What the gateway says of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct GatewayReport<'a> {
    event: OrderEvent<'a>,
    /// How the attempt ended; the answer to a query does not tell.
    response_code: Option<&'a str>,
    transaction_status: &'a str,
    /// Empty or `0` where there is none.
    gateway_transaction: &'a str,
    /// When the payer paid.
    paid_at: Option<Instant>,
    source: EventSource,
}

impl<'a> GatewayReport<'a> {
    /// What it told by itself.
    pub(super) fn told(notification: &'a Notification) -> Self {
        let (response_code, transaction_status) = (&notification.response_code, &notification.transaction_status);
        Self {
            event: OrderEvent::Notified { response_code, transaction_status },
            response_code: Some(response_code),
            transaction_status,
            gateway_transaction: &notification.gateway_transaction,
            paid_at: notification.pay_date,
            source: EventSource::Notification,
        }
    }

    /// What it answered to a question that `source` led to.
    pub(super) fn answered(report: &'a TransactionReport, source: EventSource) -> Self {
        let transaction_status = &report.transaction_status;
        Self {
            event: OrderEvent::Answered { of_refund: report.is_refund, transaction_status },
            response_code: None,
            transaction_status,
            gateway_transaction: &report.gateway_transaction,
            paid_at: report.pay_date,
            source,
        }
    }
}

/// What a report came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// The order is where the gateway says, and was not before.
    Moved,
    /// It was there before.
    Unmoved,
    /// It is past that already.
    Refused,
}

/// Brings order and bill to where the gateway says they are. Unless that is news, nothing changes.
pub(super) async fn settle(
    ctx: &Ctx,
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
    report: GatewayReport<'_>,
) -> Result<Settled, StorageError> {
    let now = ctx.now();
    let standing = standing(tx, bill, order, report, now).await?;
    let Ok(to) = apply(order.state, report.event, standing) else { return Ok(Settled::Refused) };
    if to == order.state {
        return Ok(Settled::Unmoved);
    }
    let entry = OrderEventEntry {
        id: ctx.fresh_uuid(),
        at: now,
        source: report.source,
        to,
        response_code: report.response_code,
        transaction_status: Some(report.transaction_status),
        gateway_transaction: Some(report.gateway_transaction).filter(|number| !matches!(*number, "" | "0")),
    };
    payment_order_record(tx, order, &entry).await?;
    let action = match to {
        OrderState::Paid => {
            pay_bill(ctx, tx, bill, order).await?;
            "bill.paid"
        }
        OrderState::Duplicate => "payment_order.duplicate",
        OrderState::RefundRequested => "payment_order.too_late",
        OrderState::UnderReview => "payment_order.under_review",
        _ => return Ok(Settled::Moved),
    };
    let details = json!({ "reference": order.reference, "amount_dong": order.amount.amount() });
    let act = Act::new(action).about(bill.candidate_id).on(order.id.0).with(details);
    audit::record(tx, ctx, &Actor::System, act).await?;
    Ok(Settled::Moved)
}

/// Marks the bill paid, with a receipt, and tells the candidate.
pub(in crate::usecases) async fn pay_bill(
    ctx: &Ctx,
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
) -> Result<(), StorageError> {
    let (now, number) = (ctx.now(), ctx.rng.public_number("BL"));
    bill_mark_paid(tx, bill.id, &PaymentReceipt { paid_at: now, number }).await?;
    // Who passed a link on learns that it was used.
    let was_by_link = payment_link_pay(tx, order.id, now).await?;
    let told = if was_by_link { MailTemplate::PaymentReceivedByLink } else { MailTemplate::PaymentReceived };
    enqueue_to_candidate(tx, ctx, bill.candidate_id, told).await.map(drop)
}

/// What money meets that the report tells of. It came when the payer paid, by the gateway's signed word, however long the
/// news took; without that word, when the portal learns of it.
async fn standing(
    tx: &mut Tx,
    bill: &IssuedBill,
    order: &PaymentOrder,
    report: GatewayReport<'_>,
    now: Instant,
) -> Result<BillStanding, StorageError> {
    if bill.receipt.is_some() {
        return Ok(BillStanding::Paid);
    }
    let came_at = report.paid_at.map_or(now, |paid_at| paid_at.min(now));
    // Who paid within the attempt's own time is never late: then nothing has to be looked up.
    if !is_success(report.event) || !order.is_too_late(came_at, Some(order.expires_at)) {
        return Ok(BillStanding::Unpaid);
    }
    let season = season_require_current(tx).await?;
    let group = bill_province_group(tx, bill.candidate_id).await?;
    let is_too_late = order.is_too_late(came_at, season.payments_count_until(group));
    Ok(if is_too_late { BillStanding::Closed } else { BillStanding::Unpaid })
}
