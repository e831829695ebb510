//! The gateway's statements, and in what they differ from the ledger.
//!
//! A demonstration invents payments of many candidates at once, which no gateway knows (`LP-BL-…`,
//! [`super::demo_population`]; in what the portal makes itself four letters follow `LP-`). Only in a demonstration are they left
//! out of the comparison: anywhere else a payment that no statement names is what the comparison is there to find.

use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    money::Dong,
    payment::{
        order::OrderState,
        statement::{BookedMovements, BothSides, DifferenceKind, StatedMovements, Statement},
    },
    time::Instant,
};

/// The finished days until `last`, since the first attempt to pay, whose statements are not compared yet; the first ones.
///
/// # Errors
/// `Driver`.
pub async fn statement_days_due(
    tx: &mut Tx,
    last: Date,
    leave_out_invented: bool,
    limit: i64,
) -> Result<Vec<Date>, StorageError> {
    let days = sqlx::query_scalar!(
        r#"SELECT due.day::date AS "day!"
           FROM generate_series(
               (SELECT min(created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM payment_order
                WHERE NOT ($2 AND reference LIKE 'LP-BL-%')),
               $1::date, interval '1 day') AS due (day)
           WHERE NOT EXISTS (SELECT FROM gateway_comparison AS done WHERE done.day = due.day::date)
           ORDER BY 1 LIMIT $3"#,
        last,
        leave_out_invented,
        limit
    );
    Ok(days.fetch_all(tx.conn()).await?)
}

/// Whether the statement of the day is kept.
///
/// # Errors
/// `Driver`.
pub async fn statement_is_kept(tx: &mut Tx, day: Date) -> Result<bool, StorageError> {
    let kept = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM gateway_statement WHERE day = $1) AS "kept!""#, day);
    Ok(kept.fetch_one(tx.conn()).await?)
}

/// Keeps a statement with its lines; one that is kept stays as it is.
///
/// # Errors
/// `Driver`.
pub async fn statement_keep(tx: &mut Tx, statement: &Statement, now: Instant) -> Result<(), StorageError> {
    let lines = &statement.lines;
    let result = sqlx::query!(
        "INSERT INTO gateway_statement (day, fetched_at, lines, sum_dong) VALUES ($1, $2, $3, $4)
         ON CONFLICT (day) DO NOTHING",
        statement.day,
        now.to_utc(),
        i32::try_from(lines.len()).unwrap_or(i32::MAX),
        statement.sum().amount()
    )
    .execute(tx.conn())
    .await?;
    if result.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO gateway_statement_line (day, transaction_no, reference, kind, amount_dong, status, bank_code, at)
         SELECT $1, line.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
             $8::timestamptz[]) AS line",
        statement.day,
        &lines.iter().map(|line| line.transaction_no.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.reference.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.kind.as_str().to_owned()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.amount.amount()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.status.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.bank_code.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|line| line.at.to_utc()).collect::<Vec<_>>()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The references of attempts whose money the gateway has and the ledger has not: by the statement of `day`, and by
/// earlier ones, as far as that is still a difference.
///
/// # Errors
/// `Driver`.
pub async fn statement_payments_not_in_ledger(tx: &mut Tx, day: Date) -> Result<Vec<String>, StorageError> {
    let references = sqlx::query_scalar!(
        "SELECT reference FROM payment_order
         WHERE reference IN (
                 SELECT reference FROM gateway_statement_line WHERE day = $1 AND kind = 'payment'
                 UNION SELECT reference FROM gateway_difference
                 WHERE kind = 'payment_not_in_ledger' AND settled_at IS NULL)
             AND NOT EXISTS (SELECT FROM ledger_entry WHERE order_id = payment_order.id
                 AND kind IN ('payment_received', 'excess_received'))
         ORDER BY reference",
        day
    );
    Ok(references.fetch_all(tx.conn()).await?)
}

/// Which part of the ledger has to be in the statements, besides what they name.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// From then on.
    pub from: Instant,
    /// Until just before then.
    pub before: Instant,
    /// Whether what a demonstration invented is left out.
    pub leave_out_invented: bool,
}

/// Both sides of every attempt that is concerned: named by the statement of `day`, moved in the judged part of the ledger,
/// or different before. With the attempt's reference.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn statement_both_sides(
    tx: &mut Tx,
    day: Option<Date>,
    judged: Judged,
) -> Result<Vec<(String, BothSides)>, StorageError> {
    let rows = sqlx::query!(
        r#"WITH concerned AS (
               SELECT reference FROM gateway_statement_line WHERE day = $1
               UNION SELECT reference FROM gateway_difference WHERE settled_at IS NULL
               UNION SELECT payment_order.reference FROM ledger_entry
               JOIN payment_order ON payment_order.id = ledger_entry.order_id
               WHERE ledger_entry.at >= $2 AND ledger_entry.at < $3 AND NOT ($4 AND reference LIKE 'LP-BL-%')),
           stated AS (
               SELECT reference, count(*) FILTER (WHERE kind = 'payment') AS payments,
                   sum(amount_dong) FILTER (WHERE kind = 'payment')::bigint AS paid,
                   bool_or(kind = 'payment' AND status <> '00') AS is_in_doubt,
                   count(*) FILTER (WHERE kind = 'refund') AS refunds,
                   sum(amount_dong) FILTER (WHERE kind = 'refund')::bigint AS refunded
               FROM gateway_statement_line WHERE reference IN (SELECT reference FROM concerned) GROUP BY reference)
           SELECT concerned.reference AS "reference!", coalesce(payments, 0) AS "payments!", coalesce(paid, 0) AS "paid!",
               coalesce(is_in_doubt, false) AS "is_in_doubt!", coalesce(refunds, 0) AS "refunds!",
               coalesce(refunded, 0) AS "refunded!", payment_order.id AS "id?", payment_order.amount_dong AS "amount?",
               payment_order.state AS "state?", received.at AS "received_at?", returned.at AS "refunded_at?"
           FROM concerned LEFT JOIN stated USING (reference) LEFT JOIN payment_order USING (reference)
           LEFT JOIN ledger_entry AS received ON received.order_id = payment_order.id
               AND received.kind IN ('payment_received', 'excess_received')
           LEFT JOIN ledger_entry AS returned ON returned.order_id = payment_order.id AND returned.kind = 'refund_paid'
           ORDER BY 1"#,
        day,
        judged.from.to_utc(),
        judged.before.to_utc(),
        judged.leave_out_invented
    )
    .fetch_all(tx.conn())
    .await?;
    let both = rows.into_iter().map(|row| {
        let booked = match (row.id, row.amount, row.state) {
            (Some(id), Some(amount), Some(state)) => Some(BookedMovements {
                amount: Dong::new(amount),
                state: OrderState::parse(&state).ok_or(StorageError::inconsistent("payment_order", "state", id))?,
                received_at: row.received_at.map(Instant::from_utc),
                refunded_at: row.refunded_at.map(Instant::from_utc),
            }),
            _ => None,
        };
        let stated = StatedMovements {
            payments: u32::try_from(row.payments).unwrap_or(u32::MAX),
            paid: Dong::new(row.paid),
            is_in_doubt: row.is_in_doubt,
            refunds: u32::try_from(row.refunds).unwrap_or(u32::MAX),
            refunded: Dong::new(row.refunded),
        };
        Ok((row.reference, BothSides { stated, booked }))
    });
    both.collect()
}

/// A difference to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDifference {
    /// A fresh id.
    pub id: Uuid,
    /// The attempt.
    pub reference: String,
    /// In what.
    pub kind: DifferenceKind,
    /// What is left by the statements, and by the ledger.
    pub left: (Dong, Dong),
}

/// Makes `found` all the differences that there are: those that are no longer found are settled. Gives how many were.
///
/// # Errors
/// `Driver`.
pub async fn differences_keep(
    tx: &mut Tx,
    day: Date,
    found: &[NewDifference],
    now: Instant,
) -> Result<u64, StorageError> {
    let references: Vec<String> = found.iter().map(|one| one.reference.clone()).collect();
    let kinds: Vec<String> = found.iter().map(|one| one.kind.as_str().to_owned()).collect();
    let settled = sqlx::query!(
        "UPDATE gateway_difference SET settled_at = $3 WHERE settled_at IS NULL
             AND (reference, kind) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))",
        &references,
        &kinds,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO gateway_difference (id, reference, kind, day, found_at, statement_dong, ledger_dong)
         SELECT id, reference, kind, $6, $7, stated, booked
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
             AS new (id, reference, kind, stated, booked)
         ON CONFLICT (reference, kind) DO UPDATE
         SET settled_at = NULL, statement_dong = excluded.statement_dong, ledger_dong = excluded.ledger_dong",
        &found.iter().map(|one| one.id).collect::<Vec<_>>(),
        &references,
        &kinds,
        &found.iter().map(|one| one.left.0.amount()).collect::<Vec<_>>(),
        &found.iter().map(|one| one.left.1.amount()).collect::<Vec<_>>(),
        day,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    Ok(settled.rows_affected())
}

/// Keeps that the day was compared; whether it was not before.
///
/// # Errors
/// `Driver`.
pub async fn comparison_keep(tx: &mut Tx, day: Date, differences: usize, now: Instant) -> Result<bool, StorageError> {
    let result = sqlx::query!(
        "INSERT INTO gateway_comparison (day, compared_at, differences) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING",
        day,
        now.to_utc(),
        i32::try_from(differences).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    Ok(result.rows_affected() == 1)
}

/// The last day that was compared, where differences are left.
///
/// # Errors
/// `Driver`.
pub async fn last_compared_with_differences(tx: &mut Tx) -> Result<Option<Date>, StorageError> {
    let day = sqlx::query_scalar!(
        "SELECT max(day) FROM gateway_comparison WHERE EXISTS (SELECT FROM gateway_difference WHERE settled_at IS NULL)"
    );
    Ok(day.fetch_one(tx.conn()).await?)
}
