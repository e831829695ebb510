//! What has happened to the payments of a candidate, for those who have to understand it: the candidate, and support.

use uuid::Uuid;

use super::{StorageError, Tx, payment_order::EventSource};
use crate::domain::{
    ids::{BillId, CandidateId, PaymentOrderId, SeasonYear},
    money::Dong,
    payment::{ledger::LedgerKind, order::OrderState},
    support::PaymentNumber,
    time::Instant,
};

/// One thing that happened to an attempt, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentEvent {
    /// To which attempt.
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
    pub response_code: Option<String>,
    /// `vnp_TransactionStatus`, where one was told.
    pub transaction_status: Option<String>,
}

/// A notification and what it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// The attempt that it speaks of.
    pub reference: String,
    /// When it came.
    pub received_at: Instant,
    /// `vnp_TransactionStatus`.
    pub transaction_status: String,
    /// The gateway's number of the transaction.
    pub gateway_transaction: String,
    /// What it was answered.
    pub reply_code: String,
}

/// A transfer of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// When.
    pub at: Instant,
    /// What kind.
    pub kind: LedgerKind,
    /// How much.
    pub amount: Dong,
    /// The reference of the attempt; `None` for the issue of the bill.
    pub reference: Option<String>,
}

/// What happened to the attempts to pay this bill, in order.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that are none.
pub async fn payment_event_list(tx: &mut Tx, bill: BillId) -> Result<Vec<PaymentEvent>, StorageError> {
    let rows = sqlx::query!(
        "SELECT event.id, event.order_id, event.at, event.source, event.from_state, event.to_state, event.response_code,
             event.transaction_status
         FROM payment_event AS event JOIN payment_order ON payment_order.id = event.order_id
         WHERE payment_order.bill_id = $1 ORDER BY event.at, event.id",
        bill.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = |column| StorageError::inconsistent("payment_event", column, row.id);
            Ok(PaymentEvent {
                order_id: PaymentOrderId(row.order_id),
                at: Instant::from_utc(row.at),
                source: EventSource::parse(&row.source).ok_or_else(|| inconsistent("source"))?,
                from: OrderState::parse(&row.from_state).ok_or_else(|| inconsistent("from_state"))?,
                to: OrderState::parse(&row.to_state).ok_or_else(|| inconsistent("to_state"))?,
                response_code: row.response_code,
                transaction_status: row.transaction_status,
            })
        })
        .collect()
}

/// The notifications about the attempts to pay this bill, in order.
///
/// # Errors
/// `Driver`.
pub async fn payment_notice_list(tx: &mut Tx, bill: BillId) -> Result<Vec<NoticeLine>, StorageError> {
    let rows = sqlx::query!(
        "SELECT notice.reference, received_at, transaction_status, notice.gateway_transaction, reply_code
         FROM payment_notice AS notice JOIN payment_order USING (reference)
         WHERE payment_order.bill_id = $1 ORDER BY received_at",
        bill.0
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|row| NoticeLine {
        reference: row.reference,
        received_at: Instant::from_utc(row.received_at),
        transaction_status: row.transaction_status,
        gateway_transaction: row.gateway_transaction,
        reply_code: row.reply_code,
    });
    Ok(lines.collect())
}

/// What the ledger holds about this bill, in order.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind that is none.
pub async fn ledger_list(tx: &mut Tx, bill: BillId) -> Result<Vec<LedgerLine>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT entry.id, entry.at, entry.kind, entry.amount_dong, payment_order.reference AS "reference?"
           FROM ledger_entry AS entry LEFT JOIN payment_order ON payment_order.id = entry.order_id
           WHERE entry.bill_id = $1 ORDER BY entry.at, entry.id"#,
        bill.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let inconsistent = || StorageError::inconsistent("ledger_entry", "kind", row.id);
            Ok(LedgerLine {
                at: Instant::from_utc(row.at),
                kind: LedgerKind::parse(&row.kind).ok_or_else(inconsistent)?,
                amount: Dong::new(row.amount_dong),
                reference: row.reference,
            })
        })
        .collect()
}

/// The candidate of the season whose payment has this number.
///
/// # Errors
/// `Driver`.
pub async fn candidate_find_by_payment(
    tx: &mut Tx,
    season: SeasonYear,
    number: &PaymentNumber,
) -> Result<Option<CandidateId>, StorageError> {
    let (reference, transaction, receipt) = match number {
        PaymentNumber::Reference(number) => (Some(number.as_str()), None, None),
        PaymentNumber::GatewayTransaction(number) => (None, Some(number.as_str()), None),
        PaymentNumber::Receipt(number) => (None, None, Some(number.as_str())),
    };
    let found: Option<Uuid> = sqlx::query_scalar!(
        "SELECT candidate.id FROM bill JOIN candidate ON candidate.id = bill.candidate_id
         WHERE candidate.season = $1 AND bill.id = (
             SELECT bill_id FROM payment_order WHERE reference = $2
             UNION ALL SELECT bill_id FROM payment_order WHERE gateway_transaction = $3
             UNION ALL SELECT id FROM bill WHERE receipt_number = $4
             LIMIT 1)",
        season.0,
        reference,
        transaction,
        receipt
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(CandidateId))
}
