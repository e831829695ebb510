//! Attempts to pay and what happened to them. Where an event moves money, the ledger has it in the same transaction.
//!
//! Whoever changes an order holds its bill ([`super::bill::bill_lock_of_order`]), so orders need no lock of their own.

use uuid::Uuid;

use super::{
    StorageError, Tx,
    ledger::{LedgerEntry, ledger_append},
};
use crate::domain::{
    ids::{BillId, CandidateId, PaymentOrderId},
    money::Dong,
    payment::{
        ledger::LedgerKind,
        order::{OrderState, PaymentOrder, RefundProgress},
        schedule::next_query,
    },
    stored_words::stored_words,
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
    /// An operator, who decided what is in doubt.
    Operator,
    /// Time, which lets the portal act by itself.
    Clock,
    /// The gateway's statement of the day.
    Statement,
}

stored_words!(EventSource {
    Browser => "browser",
    Notification => "notification",
    Query => "query",
    Operator => "operator",
    Clock => "clock",
    Statement => "statement",
});

/// One thing that happened to an order.
#[derive(Debug)]
pub struct OrderEventEntry<'a> {
    /// A fresh id; the transfer that it causes in the ledger, if any, has the same.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Who told.
    pub source: EventSource,
    /// The state after.
    pub to: OrderState,
    /// `vnp_ResponseCode`, where one was told.
    pub response_code: Option<&'a str>,
    /// `vnp_TransactionStatus`, where one was told.
    pub transaction_status: Option<&'a str>,
    /// The gateway's number of the transaction, where one was told.
    pub gateway_transaction: Option<&'a str>,
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
    gateway_transaction: Option<String>,
    finished_at: Option<time::OffsetDateTime>,
    queries: i16,
    next_query_at: Option<time::OffsetDateTime>,
    refund_request_id: Option<String>,
    refund_tries: i16,
    next_refund_at: Option<time::OffsetDateTime>,
    refund_problem: Option<String>,
}

impl OrderRow {
    fn into_order(self) -> Result<PaymentOrder, StorageError> {
        let id = self.id;
        let inconsistent = |column| StorageError::inconsistent("payment_order", column, id);
        Ok(PaymentOrder {
            id: PaymentOrderId(id),
            bill_id: BillId(self.bill_id),
            reference: self.reference,
            amount: Dong::new(self.amount_dong),
            state: OrderState::parse(&self.state).ok_or_else(|| inconsistent("state"))?,
            created_at: Instant::from_utc(self.created_at),
            expires_at: Instant::from_utc(self.expires_at),
            response_code: self.response_code,
            gateway_transaction: self.gateway_transaction,
            finished_at: self.finished_at.map(Instant::from_utc),
            queries: u16::try_from(self.queries).map_err(|_| inconsistent("queries"))?,
            next_query_at: self.next_query_at.map(Instant::from_utc),
            refund: RefundProgress {
                request_id: self.refund_request_id,
                tries: u16::try_from(self.refund_tries).map_err(|_| inconsistent("refund_tries"))?,
                next_at: self.next_refund_at.map(Instant::from_utc),
                problem: self.refund_problem,
            },
        })
    }
}

/// Selects whole orders: `orders!("WHERE …", arguments)`.
macro_rules! orders {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            OrderRow,
            "SELECT payment_order.id, bill_id, reference, payment_order.amount_dong, state, created_at, expires_at,
                 response_code, gateway_transaction, finished_at, queries, next_query_at, refund_request_id, refund_tries,
                 next_refund_at, refund_problem
             FROM payment_order " + $rest
            $(, $argument)*
        )
    };
}

fn into_orders(rows: Vec<OrderRow>) -> Result<Vec<PaymentOrder>, StorageError> {
    rows.into_iter().map(OrderRow::into_order).collect()
}

/// All attempts of this candidate, the newest first.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_list(tx: &mut Tx, candidate: CandidateId) -> Result<Vec<PaymentOrder>, StorageError> {
    let rows = orders!(
        "JOIN bill ON bill.id = payment_order.bill_id
         WHERE bill.candidate_id = $1 ORDER BY created_at DESC, payment_order.id DESC",
        candidate.0
    );
    into_orders(rows.fetch_all(tx.conn()).await?)
}

/// The order with this reference.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_fetch(tx: &mut Tx, reference: &str) -> Result<Option<PaymentOrder>, StorageError> {
    let row = orders!("WHERE reference = $1", reference).fetch_optional(tx.conn()).await?;
    row.map(OrderRow::into_order).transpose()
}

/// What an order may be due for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueFor {
    /// The gateway should be asked about it.
    Question,
    /// It is open and its time is over.
    Expiry,
    /// Its refund should be looked at.
    Refund,
}

impl DueFor {
    const fn since(self, order: &PaymentOrder) -> Option<Instant> {
        match self {
            Self::Question => order.next_query_at,
            Self::Expiry => Some(order.expires_at),
            Self::Refund => order.refund.next_at,
        }
    }
}

/// The orders that are due at `now`, those first that have waited longest; from the one that follows `after` on.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_order_list_due(
    tx: &mut Tx,
    due_for: DueFor,
    now: Instant,
    after: Option<&PaymentOrder>,
    limit: usize,
) -> Result<Vec<PaymentOrder>, StorageError> {
    let (now, limit) = (now.to_utc(), i64::try_from(limit).unwrap_or(i64::MAX));
    let since = after.and_then(|order| due_for.since(order)).map(Instant::to_utc);
    let id = after.map(|order| order.id.0);
    let rows = match due_for {
        DueFor::Question => {
            let rows = orders!(
                "WHERE next_query_at <= $1 AND ($2::timestamptz IS NULL OR (next_query_at, id) > ($2, $3))
                 ORDER BY next_query_at, id LIMIT $4",
                now,
                since,
                id,
                limit
            );
            rows.fetch_all(tx.conn()).await?
        }
        DueFor::Expiry => {
            let rows = orders!(
                "WHERE state IN ('created', 'pending') AND expires_at <= $1
                     AND ($2::timestamptz IS NULL OR (expires_at, id) > ($2, $3))
                 ORDER BY expires_at, id LIMIT $4",
                now,
                since,
                id,
                limit
            );
            rows.fetch_all(tx.conn()).await?
        }
        DueFor::Refund => {
            let rows = orders!(
                "WHERE next_refund_at <= $1 AND ($2::timestamptz IS NULL OR (next_refund_at, id) > ($2, $3))
                 ORDER BY next_refund_at, id LIMIT $4",
                now,
                since,
                id,
                limit
            );
            rows.fetch_all(tx.conn()).await?
        }
    };
    into_orders(rows)
}

/// Keeps a new order.
///
/// # Errors
/// `Driver`; `Conflict` on `payment_order_one_open` when the bill has an open one.
pub async fn payment_order_insert(tx: &mut Tx, order: &PaymentOrder) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at, next_query_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        order.id.0,
        order.bill_id.0,
        order.reference,
        order.amount.amount(),
        order.state.as_str(),
        order.created_at.to_utc(),
        order.expires_at.to_utc(),
        order.next_query_at.map(Instant::to_utc)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn stored(count: u16) -> i16 {
    i16::try_from(count).unwrap_or(i16::MAX)
}

/// Writes what happened to `order`, the state to which it led, what follows from that for the next question and the
/// refund, and the money that it moved.
///
/// # Errors
/// `Driver`; `Stale` when the order is no longer in the state from which the event starts; `Conflict` when the ledger
/// has that money already.
pub async fn payment_order_record(
    tx: &mut Tx,
    order: &PaymentOrder,
    event: &OrderEventEntry<'_>,
) -> Result<(), StorageError> {
    let finished_at = (!event.to.is_open() && event.to != order.state).then(|| event.at.to_utc());
    let queries = order.queries.saturating_add(u16::from(event.source == EventSource::Query));
    // An operator has asked whoever knows: the gateway's doubts would only come back.
    let is_settled = event.source == EventSource::Operator;
    let next_query_at = next_query(event.to, queries, order.expires_at, event.at).filter(|_| !is_settled);
    let result = sqlx::query!(
        "UPDATE payment_order SET state = $3, response_code = coalesce($4, response_code),
             gateway_transaction = coalesce($5, gateway_transaction), finished_at = coalesce($6, finished_at),
             queries = $7, next_query_at = $8,
             next_refund_at = CASE WHEN $9::boolean THEN coalesce(next_refund_at, $10) END
         WHERE id = $1 AND state = $2",
        order.id.0,
        order.state.as_str(),
        event.to.as_str(),
        event.response_code,
        event.gateway_transaction,
        finished_at,
        stored(queries),
        next_query_at.map(Instant::to_utc),
        event.to.owes_refund(),
        event.at.to_utc()
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
        order.id.0,
        event.at.to_utc(),
        event.source.as_str(),
        order.state.as_str(),
        event.to.as_str(),
        event.response_code,
        event.transaction_status
    )
    .execute(tx.conn())
    .await?;
    let Some(kind) = LedgerKind::of_transition(order.state, event.to) else { return Ok(()) };
    let (id, at, amount) = (event.id, event.at, order.amount);
    ledger_append(tx, &LedgerEntry { id, at, kind, amount, bill_id: order.bill_id, order_id: Some(order.id) }).await
}

/// Keeps that the gateway was asked about `order` at `at` and had nothing new to tell.
///
/// # Errors
/// `Driver`; `Stale` when the order is no longer in that state.
pub async fn payment_order_asked(tx: &mut Tx, order: &PaymentOrder, at: Instant) -> Result<(), StorageError> {
    let queries = order.queries.saturating_add(1);
    let result = sqlx::query!(
        "UPDATE payment_order SET queries = $3, next_query_at = $4 WHERE id = $1 AND state = $2",
        order.id.0,
        order.state.as_str(),
        stored(queries),
        next_query(order.state, queries, order.expires_at, at).map(Instant::to_utc)
    )
    .execute(tx.conn())
    .await?;
    if result.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// Keeps how far the refund of `order` is.
///
/// # Errors
/// `Driver`; `Stale` when no refund is under way.
pub async fn payment_order_keep_refund(
    tx: &mut Tx,
    order: PaymentOrderId,
    refund: &RefundProgress,
) -> Result<(), StorageError> {
    let result = sqlx::query!(
        "UPDATE payment_order SET refund_request_id = $2, refund_tries = $3, next_refund_at = $4, refund_problem = $5
         WHERE id = $1 AND state = 'refund_requested'",
        order.0,
        refund.request_id,
        stored(refund.tries),
        refund.next_at.map(Instant::to_utc),
        refund.problem
    )
    .execute(tx.conn())
    .await?;
    if result.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}
