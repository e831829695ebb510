//! The notifications of the gateway, each as it came and once.

use super::{StorageError, Tx};
use crate::domain::time::Instant;

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
