//! The ledger (domain/payment/ledger.rs): transfers are added, never changed.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{BillId, PaymentOrderId},
    money::Dong,
    payment::ledger::{Balances, BooksOfOrders, LedgerKind, LedgerParity},
    time::Instant,
};

/// One transfer.
#[derive(Debug, Clone, Copy)]
pub struct LedgerEntry {
    /// The id of the event that caused it, or a fresh one.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// What kind, and thereby between which accounts.
    pub kind: LedgerKind,
    /// How much.
    pub amount: Dong,
    /// The bill.
    pub bill_id: BillId,
    /// The attempt whose money it is; `None` for the issue of the bill alone.
    pub order_id: Option<PaymentOrderId>,
}

/// Adds a transfer.
///
/// # Errors
/// `Driver`; `Conflict` when there was such a transfer before, e.g. on `ledger_entry_one_credit` for a bill that was
/// credited already.
pub async fn ledger_append(tx: &mut Tx, entry: &LedgerEntry) -> Result<(), StorageError> {
    let (debit, credit) = entry.kind.accounts();
    sqlx::query!(
        "INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id, order_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        entry.id,
        entry.at.to_utc(),
        entry.kind.as_str(),
        debit.as_str(),
        credit.as_str(),
        entry.amount.amount(),
        entry.bill_id.0,
        entry.order_id.map(|order| order.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The ledger beside the books of bills and orders, all as they were at one moment.
///
/// # Errors
/// `Driver`.
pub async fn ledger_parity(tx: &mut Tx) -> Result<LedgerParity, StorageError> {
    // One statement, hence one snapshot.
    let row = sqlx::query!(
        r#"SELECT moved.issued AS "issued!", moved.received AS "received!", moved.excess AS "excess!",
               moved.refunded AS "refunded!", bills.billed AS "billed!", bills.unpaid AS "unpaid!",
               orders.credited AS "credited!", orders.owed_back AS "owed_back!"
           FROM (SELECT coalesce(sum(amount_dong) FILTER (WHERE kind = 'bill_issued'), 0)::bigint AS issued,
                     coalesce(sum(amount_dong) FILTER (WHERE kind = 'payment_received'), 0)::bigint AS received,
                     coalesce(sum(amount_dong) FILTER (WHERE kind = 'excess_received'), 0)::bigint AS excess,
                     coalesce(sum(amount_dong) FILTER (WHERE kind = 'refund_paid'), 0)::bigint AS refunded
                 FROM ledger_entry) AS moved,
               (SELECT coalesce(sum(amount_dong), 0)::bigint AS billed,
                     coalesce(sum(amount_dong) FILTER (WHERE paid_at IS NULL), 0)::bigint AS unpaid FROM bill) AS bills,
               (SELECT coalesce(sum(amount_dong) FILTER (WHERE state = 'paid'), 0)::bigint AS credited,
                     coalesce(sum(amount_dong) FILTER (WHERE state IN ('duplicate', 'refund_requested')), 0)::bigint
                         AS owed_back
                 FROM payment_order) AS orders"#
    )
    .fetch_one(tx.conn())
    .await?;
    let balances = Balances::default()
        .with(LedgerKind::BillIssued, Dong::new(row.issued))
        .with(LedgerKind::PaymentReceived, Dong::new(row.received))
        .with(LedgerKind::ExcessReceived, Dong::new(row.excess))
        .with(LedgerKind::RefundPaid, Dong::new(row.refunded));
    let books = BooksOfOrders {
        billed: Dong::new(row.billed),
        unpaid: Dong::new(row.unpaid),
        credited: Dong::new(row.credited),
        owed_back: Dong::new(row.owed_back),
    };
    Ok(LedgerParity { balances, books })
}
