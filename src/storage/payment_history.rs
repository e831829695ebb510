//! Everything about one attempt to pay: whose it is, what happened to it by any of the books, what was decided about it.

use uuid::Uuid;

use super::{StorageError, Tx, payment_overview::parse_state};
use crate::domain::{
    ids::{CandidateId, PaymentOrderId, StaffId},
    money::Dong,
    payment::{decision::PaymentDecision, order::OrderState, statement::MovementKind},
    time::Instant,
};

/// What an attempt belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderOwner {
    /// The name between portal and gateway.
    pub reference: String,
    /// The candidate whose fee it is.
    pub candidate_id: CandidateId,
    /// The number on the receipt of the bill, if it is paid, by whichever attempt.
    pub receipt_number: Option<String>,
}

/// What the attempt with this id belongs to.
///
/// # Errors
/// `Driver`.
pub async fn payment_owner_fetch(tx: &mut Tx, order: PaymentOrderId) -> Result<Option<OrderOwner>, StorageError> {
    let row = sqlx::query!(
        "SELECT reference, candidate_id, receipt_number FROM payment_order
         JOIN bill ON bill.id = payment_order.bill_id WHERE payment_order.id = $1",
        order.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| OrderOwner {
        reference: row.reference,
        candidate_id: CandidateId(row.candidate_id),
        receipt_number: row.receipt_number,
    }))
}

/// What happened to an attempt, from any of the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// It went from one state to another, by a source's word.
    Event {
        /// Who told ([`super::payment_order::EventSource`]).
        source: String,
        /// The state after.
        to: OrderState,
        /// `vnp_TransactionStatus` or `vnp_ResponseCode`, where one was told.
        code: Option<String>,
    },
    /// The gateway notified.
    Notice {
        /// `vnp_TransactionStatus`.
        status: String,
        /// What it was answered.
        reply: String,
    },
    /// A statement names it.
    Stated {
        /// Which way the money went.
        kind: MovementKind,
        /// How much.
        amount: Dong,
        /// Two digits.
        status: String,
    },
    /// An operator decided, for a reason.
    Decided {
        /// What.
        decision: PaymentDecision,
        /// The words of whoever decided.
        reason: String,
    },
}

/// All that happened to the attempt, the oldest first. What the actor may not see is not among it.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_history_fetch(
    tx: &mut Tx,
    order: PaymentOrderId,
    reference: &str,
) -> Result<Vec<(Instant, Happening)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT at AS "at!", what AS "what!", coalesce(one, '') AS "one!", coalesce(two, '') AS "two!", three, dong
           FROM (
               SELECT at, 'event' AS what, source AS one, to_state AS two,
                   coalesce(transaction_status, response_code) AS three, NULL::bigint AS dong, 1 AS place
               FROM payment_event WHERE order_id = $1
               UNION ALL SELECT received_at, 'notice', transaction_status, reply_code, NULL, NULL, 0
               FROM payment_notice WHERE reference = $2
               UNION ALL SELECT at, 'stated', kind, status, NULL, amount_dong, 2
               FROM gateway_statement_line WHERE reference = $2
               UNION ALL SELECT at, 'decided', decision, reason, NULL, NULL, 0
               FROM payment_decision WHERE order_id = $1) AS happened
           ORDER BY at, place"#,
        order.0,
        reference
    )
    .fetch_all(tx.conn())
    .await?;
    let happened = rows.into_iter().map(|row| {
        let happening = match row.what.as_str() {
            "event" => Happening::Event { source: row.one, to: parse_state(&row.two, order.0)?, code: row.three },
            "notice" => Happening::Notice { status: row.one, reply: row.two },
            "stated" => Happening::Stated {
                kind: MovementKind::parse(&row.one).ok_or(StorageError::inconsistent(
                    "gateway_statement_line",
                    "kind",
                    order.0,
                ))?,
                amount: Dong::new(row.dong.unwrap_or_default()),
                status: row.two,
            },
            _ => Happening::Decided {
                decision: PaymentDecision::parse(&row.one).ok_or(StorageError::inconsistent(
                    "payment_decision",
                    "decision",
                    order.0,
                ))?,
                reason: row.two,
            },
        };
        Ok((Instant::from_utc(row.at), happening))
    });
    happened.collect()
}

/// Keeps what was decided about an attempt.
///
/// # Errors
/// `Driver`.
pub async fn payment_decision_insert(
    tx: &mut Tx,
    id: Uuid,
    order: PaymentOrderId,
    (decision, reason): (PaymentDecision, &str),
    (staff, at): (StaffId, Instant),
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO payment_decision (id, order_id, at, decision, reason, decided_by) VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        order.0,
        at.to_utc(),
        decision.as_str(),
        reason,
        staff.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
