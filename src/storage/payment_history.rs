//! Everything about one attempt to pay: whose it is, what happened to it by any of the books, what was decided about it.

use uuid::Uuid;

use super::{
    StorageError, Tx,
    payment_timeline::{NoticeLine, PaymentEvent, payment_event_list, payment_notice_list},
};
use crate::domain::{
    ids::{CandidateId, PaymentOrderId, StaffId},
    money::Dong,
    payment::{decision::PaymentDecision, order::PaymentOrder, statement::MovementKind},
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
    Event(PaymentEvent),
    /// The gateway notified.
    Notice(NoticeLine),
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

impl Happening {
    /// Which comes first of what happened in the same moment: a notice or decision, then the event that it led to.
    const fn place(&self) -> u8 {
        match self {
            Self::Notice(_) | Self::Decided { .. } => 0,
            Self::Event(_) => 1,
            Self::Stated { .. } => 2,
        }
    }
}

/// All that happened to the attempt, the oldest first. What the actor may not see is not among it.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_history_fetch(
    tx: &mut Tx,
    order: &PaymentOrder,
) -> Result<Vec<(Instant, Happening)>, StorageError> {
    let events = payment_event_list(tx, order.bill_id).await?;
    let notices = payment_notice_list(tx, order.bill_id).await?;
    let stated = sqlx::query!(
        "SELECT at, kind, amount_dong, status FROM gateway_statement_line WHERE reference = $1",
        order.reference
    )
    .fetch_all(tx.conn())
    .await?;
    let decided = sqlx::query!("SELECT at, decision, reason FROM payment_decision WHERE order_id = $1", order.id.0)
        .fetch_all(tx.conn())
        .await?;
    let of_order = |event: &PaymentEvent| event.order_id == order.id;
    let events = events.into_iter().filter(of_order).map(|event| (event.at, Happening::Event(event)));
    let notices = notices.into_iter().filter(|notice| notice.reference == order.reference);
    let mut history: Vec<(Instant, Happening)> =
        events.chain(notices.map(|notice| (notice.received_at, Happening::Notice(notice)))).collect();
    let inconsistent = |table, column| StorageError::inconsistent(table, column, order.id.0);
    for row in stated {
        let kind = MovementKind::parse(&row.kind).ok_or_else(|| inconsistent("gateway_statement_line", "kind"))?;
        let amount = Dong::new(row.amount_dong);
        history.push((Instant::from_utc(row.at), Happening::Stated { kind, amount, status: row.status }));
    }
    for row in decided {
        let decision =
            PaymentDecision::parse(&row.decision).ok_or_else(|| inconsistent("payment_decision", "decision"))?;
        history.push((Instant::from_utc(row.at), Happening::Decided { decision, reason: row.reason }));
    }
    history.sort_by_key(|(at, happening)| (*at, happening.place()));
    Ok(history)
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
