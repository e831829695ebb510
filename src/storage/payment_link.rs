//! Links by which somebody else pays a bill. That one was opened stands in the audit log alone: looking changes nothing
//! else. Whoever may not read the log sees no opening.

use uuid::Uuid;

use super::{StorageError, Tx, support::initials};
use crate::domain::{
    ids::{BillId, CandidateId, PaymentLinkId, PaymentOrderId},
    money::Dong,
    payment::link::PaymentLink,
    time::Instant,
};

struct LinkRow {
    id: Uuid,
    bill_id: Uuid,
    created_at: time::OffsetDateTime,
    revoked_at: Option<time::OffsetDateTime>,
    opened_at: Option<time::OffsetDateTime>,
    left_at: Option<time::OffsetDateTime>,
    paid_at: Option<time::OffsetDateTime>,
}

impl From<LinkRow> for PaymentLink {
    fn from(row: LinkRow) -> Self {
        let instant = |at: Option<time::OffsetDateTime>| at.map(Instant::from_utc);
        Self {
            id: PaymentLinkId(row.id),
            bill_id: BillId(row.bill_id),
            created_at: Instant::from_utc(row.created_at),
            revoked_at: instant(row.revoked_at),
            opened_at: instant(row.opened_at),
            left_at: instant(row.left_at),
            paid_at: instant(row.paid_at),
        }
    }
}

/// What a payer may know of the bill behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedBill {
    /// Whose bill it is; the payer never learns it.
    pub candidate_id: CandidateId,
    /// The initials, e.g. `N. T. B. A.`.
    pub initials: String,
    /// What is to be paid.
    pub amount: Dong,
}

/// The links of the bill, the newest first.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_list(tx: &mut Tx, bill: BillId) -> Result<Vec<PaymentLink>, StorageError> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT id, bill_id, created_at, revoked_at, left_at, paid_at,
               (SELECT min(log.at) FROM audit_log AS log
                WHERE log.action = 'payment_link.open' AND log.object_id = payment_link.id) AS "opened_at?"
           FROM payment_link WHERE bill_id = $1 ORDER BY created_at DESC, id DESC"#,
        bill.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(PaymentLink::from).collect())
}

/// The link, and what its payer may know.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_fetch(
    tx: &mut Tx,
    link: PaymentLinkId,
) -> Result<Option<(PaymentLink, LinkedBill)>, StorageError> {
    let row = sqlx::query!(
        r#"SELECT link.id, link.bill_id, link.created_at, link.revoked_at, link.left_at, link.paid_at,
               (SELECT min(log.at) FROM audit_log AS log
                WHERE log.action = 'payment_link.open' AND log.object_id = link.id) AS "opened_at?",
               bill.candidate_id, bill.amount_dong, person.full_name
           FROM payment_link AS link
           JOIN bill ON bill.id = link.bill_id
           JOIN candidate ON candidate.id = bill.candidate_id
           JOIN person ON person.id = candidate.person_id
           WHERE link.id = $1"#,
        link.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| {
        let bill = LinkedBill {
            candidate_id: CandidateId(row.candidate_id),
            initials: initials(&row.full_name),
            amount: Dong::new(row.amount_dong),
        };
        let link = LinkRow {
            id: row.id,
            bill_id: row.bill_id,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
            opened_at: row.opened_at,
            left_at: row.left_at,
            paid_at: row.paid_at,
        };
        (link.into(), bill)
    }))
}

/// Keeps a new link; whether the bill had none that works.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_insert(
    tx: &mut Tx,
    link: PaymentLinkId,
    bill: BillId,
    at: Instant,
) -> Result<bool, StorageError> {
    let result = sqlx::query!(
        "INSERT INTO payment_link (id, bill_id, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (bill_id) WHERE revoked_at IS NULL DO NOTHING",
        link.0,
        bill.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Takes back the link of the bill that works; gives it, if there was one.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_revoke(
    tx: &mut Tx,
    bill: BillId,
    at: Instant,
) -> Result<Option<PaymentLinkId>, StorageError> {
    let id = sqlx::query_scalar!(
        "UPDATE payment_link SET revoked_at = $2 WHERE bill_id = $1 AND revoked_at IS NULL RETURNING id",
        bill.0,
        at.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PaymentLinkId))
}

/// Keeps that a payer went on to the gateway with this attempt.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_leave(
    tx: &mut Tx,
    link: PaymentLinkId,
    order: PaymentOrderId,
    at: Instant,
) -> Result<(), StorageError> {
    sqlx::query!("UPDATE payment_link SET left_at = $3, order_id = $2 WHERE id = $1", link.0, order.0, at.to_utc())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps that the attempt paid the bill; whether a payer had gone on with it from a link.
///
/// # Errors
/// `Driver`.
pub async fn payment_link_pay(tx: &mut Tx, order: PaymentOrderId, at: Instant) -> Result<bool, StorageError> {
    let result = sqlx::query!(
        "UPDATE payment_link SET paid_at = $2 WHERE order_id = $1 AND paid_at IS NULL",
        order.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(result.rows_affected() > 0)
}
