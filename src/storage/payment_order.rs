//! Attempts to pay, what happened to them, and the notifications of the gateway.
//!
//! Whoever changes an order holds its bill ([`super::bill::bill_lock_of_order`]), so orders need no lock of their own.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{BillId, CandidateId, PaymentOrderId},
    money::Dong,
    payment::order::{OrderState, PaymentOrder},
    time::Instant,
};

/// Who told of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSource {
    /// The payer's browser was sent to the gateway.
    Browser,
    /// The gateway, by itself.
    Notification,
    /// The gateway, when asked.
    Query,
    /// Time.
    Clock,
}

impl EventSource {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Notification => "notification",
            Self::Query => "query",
            Self::Clock => "clock",
        }
    }
}

/// One thing that happened to an order. An event may leave the state as it is: the gateway was asked.
#[derive(Debug)]
pub struct OrderEventEntry<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// The order.
    pub order_id: PaymentOrderId,
    /// When.
    pub at: Instant,
    /// Who told.
    pub source: EventSource,
    /// The state before.
    pub from: OrderState,
    /// The state after.
    pub to: OrderState,
    /// `vnp_ResponseCode`, where one was told.
    pub response_code: Option<&'a str>,
    /// `vnp_TransactionStatus`, where one was told.
    pub transaction_status: Option<&'a str>,
}

/// A notification as it came.
#[derive(Debug)]
pub struct PaymentNotice<'a> {
    /// The order's reference.
    pub reference: &'a str,
    /// The gateway's number of the transaction.
    pub gateway_transaction: &'a str,
    /// `vnp_TransactionStatus`.
    pub transaction_status: &'a str,
    /// Everything, signature included.
    pub raw_query: &'a str,
    /// When.
    pub received_at: Instant,
    /// What it was answered.
    pub reply_code: &'a str,
}

struct OrderRow {
    id: Uuid,
    bill_id: Uuid,
    reference: String,
    amount_dong: i64,
    state: String,
    created_at: time::OffsetDateTime,
    expires_at: time::OffsetDateTime,
    response_code: Option<String>,
    finished_at: Option<time::OffsetDateTime>,
}

impl OrderRow {
    fn into_order(self) -> Result<PaymentOrder, StorageError> {
        Ok(PaymentOrder {
            id: PaymentOrderId(self.id),
            bill_id: BillId(self.bill_id),
            reference: self.reference,
            amount: Dong::new(self.amount_dong),
            state: OrderState::parse(&self.state).ok_or(StorageError::inconsistent(
                "payment_order",
                "state",
                self.id,
            ))?,
            created_at: Instant::from_utc(self.created_at),
            expires_at: Instant::from_utc(self.expires_at),
            response_code: self.response_code,
            finished_at: self.finished_at.map(Instant::from_utc),
        })
    }
}

fn into_orders(rows: Vec<OrderRow>) -> Result<Vec<PaymentOrder>, StorageError> {
    rows.into_iter().map(OrderRow::into_order).collect()
}

/// All attempts of this candidate, the newest first.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_list(tx: &mut Tx, candidate: CandidateId) -> Result<Vec<PaymentOrder>, StorageError> {
    let rows = sqlx::query_as!(
        OrderRow,
        "SELECT payment_order.id, bill_id, reference, payment_order.amount_dong, state, created_at, expires_at,
             response_code, finished_at
         FROM payment_order JOIN bill ON bill.id = payment_order.bill_id
         WHERE bill.candidate_id = $1 ORDER BY created_at DESC, payment_order.id DESC",
        candidate.0
    )
    .fetch_all(tx.conn())
    .await?;
    into_orders(rows)
}

/// The order with this reference.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_fetch(tx: &mut Tx, reference: &str) -> Result<Option<PaymentOrder>, StorageError> {
    let row = sqlx::query_as!(
        OrderRow,
        "SELECT id, bill_id, reference, amount_dong, state, created_at, expires_at, response_code, finished_at
         FROM payment_order WHERE reference = $1",
        reference
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(OrderRow::into_order).transpose()
}

/// The orders about which the gateway should be asked at `now`, those first that were not asked about for longest.
///
/// Open ones once a minute, from their third minute on. Those in doubt, and those that ran out of time within the
/// last day, every quarter of an hour: money may still come, and the notification of it may be lost.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_list_to_ask(
    tx: &mut Tx,
    now: Instant,
    limit: u16,
) -> Result<Vec<PaymentOrder>, StorageError> {
    let rows = sqlx::query_as!(
        OrderRow,
        "SELECT payment_order.id, bill_id, reference, amount_dong, state, created_at, expires_at,
             payment_order.response_code, finished_at
         FROM payment_order
         CROSS JOIN LATERAL (SELECT max(at) AS at FROM payment_event
             WHERE order_id = payment_order.id AND source = 'query') AS asked
         WHERE (state IN ('created', 'pending') AND created_at < $1::timestamptz - interval '2 minutes'
                 AND (asked.at IS NULL OR asked.at <= $1::timestamptz - interval '1 minute'))
             OR ((state = 'under_review' OR (state = 'expired' AND expires_at > $1::timestamptz - interval '1 day'))
                 AND (asked.at IS NULL OR asked.at <= $1::timestamptz - interval '15 minutes'))
         ORDER BY asked.at NULLS FIRST, created_at LIMIT $2",
        now.to_utc(),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    into_orders(rows)
}

/// The open orders whose time is over at `now`, the oldest first.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_list_overdue(
    tx: &mut Tx,
    now: Instant,
    limit: u16,
) -> Result<Vec<PaymentOrder>, StorageError> {
    let rows = sqlx::query_as!(
        OrderRow,
        "SELECT id, bill_id, reference, amount_dong, state, created_at, expires_at, response_code, finished_at
         FROM payment_order WHERE state IN ('created', 'pending') AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        now.to_utc(),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    into_orders(rows)
}

/// Keeps a new order.
///
/// # Errors
/// `Driver`; `Conflict` on `payment_order_one_open` when the bill has an open one.
pub async fn payment_order_insert(tx: &mut Tx, order: &PaymentOrder) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        order.id.0,
        order.bill_id.0,
        order.reference,
        order.amount.amount(),
        order.state.as_str(),
        order.created_at.to_utc(),
        order.expires_at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes what happened, and the state to which it led.
///
/// # Errors
/// `Driver`; `Stale` when the order is no longer in the state from which the event starts.
pub async fn payment_order_record(
    tx: &mut Tx,
    event: &OrderEventEntry<'_>,
    gateway_transaction: Option<&str>,
) -> Result<(), StorageError> {
    let finished_at = (!event.to.is_open() && event.to != event.from).then(|| event.at.to_utc());
    let result = sqlx::query!(
        "UPDATE payment_order SET state = $3, response_code = coalesce($4, response_code),
             gateway_transaction = coalesce($5, gateway_transaction), finished_at = coalesce($6, finished_at)
         WHERE id = $1 AND state = $2",
        event.order_id.0,
        event.from.as_str(),
        event.to.as_str(),
        event.response_code,
        gateway_transaction,
        finished_at
    )
    .execute(tx.conn())
    .await?;
    if result.rows_affected() != 1 {
        return Err(StorageError::Stale);
    }
    sqlx::query!(
        "INSERT INTO payment_event (id, order_id, at, source, from_state, to_state, response_code, transaction_status)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        event.id,
        event.order_id.0,
        event.at.to_utc(),
        event.source.as_str(),
        event.from.as_str(),
        event.to.as_str(),
        event.response_code,
        event.transaction_status
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What an earlier copy of this notification was answered.
///
/// # Errors
/// `Driver`.
pub async fn payment_notice_reply(tx: &mut Tx, notice: &PaymentNotice<'_>) -> Result<Option<String>, StorageError> {
    let reply = sqlx::query_scalar!(
        "SELECT reply_code FROM payment_notice
         WHERE reference = $1 AND gateway_transaction = $2 AND transaction_status = $3",
        notice.reference,
        notice.gateway_transaction,
        notice.transaction_status
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(reply)
}

/// Keeps a notification; one that was refused before gives way to its better copy.
///
/// # Errors
/// `Driver`.
pub async fn payment_notice_keep(tx: &mut Tx, notice: &PaymentNotice<'_>) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO payment_notice
             (reference, gateway_transaction, transaction_status, raw_query, received_at, reply_code)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (reference, gateway_transaction, transaction_status) DO UPDATE
         SET raw_query = excluded.raw_query, received_at = excluded.received_at, reply_code = excluded.reply_code
         WHERE payment_notice.reply_code NOT IN ('00', '02')",
        notice.reference,
        notice.gateway_transaction,
        notice.transaction_status,
        notice.raw_query,
        notice.received_at.to_utc(),
        notice.reply_code
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
