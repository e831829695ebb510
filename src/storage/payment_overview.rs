//! Payments as operators see them: how many, which wait for what, and in what statements and ledger differ.

use time::Date;
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::PaymentOrderId,
    money::Dong,
    payment::{order::OrderState, statement::DifferenceKind},
    stored_words::stored_words,
    time::Instant,
};

/// How many, and how much in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: i64,
    /// How much.
    pub sum: Dong,
}

/// Attempts that wait for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worklist {
    /// For the payer or the gateway.
    Open,
    /// For a decision.
    InDoubt,
    /// For a refund that is under way.
    Refunds,
    /// For somebody to look at a refund that does not go on.
    Stuck,
}

stored_words!(Worklist { Open => "open", InDoubt => "in_doubt", Refunds => "refunds", Stuck => "stuck" });

/// Payments in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentFigures {
    /// All bills.
    pub bills: Counted,
    /// The paid ones.
    pub paid: Counted,
    /// What waits, in the order of [`Worklist::ALL`].
    pub waiting: [Counted; Worklist::ALL.len()],
    /// The differences between statements and ledger that are left.
    pub differences: i64,
    /// The last day whose statement was compared.
    pub compared_until: Option<Date>,
    /// When the gateway last told something by itself, for those who may know.
    pub last_notice_at: Option<Instant>,
}

/// The figures, all of one moment.
///
/// # Errors
/// `Driver`.
pub async fn payment_figures_fetch(tx: &mut Tx) -> Result<PaymentFigures, StorageError> {
    let row = sqlx::query!(
        r#"SELECT bills.*, orders.*,
               (SELECT count(*) FROM gateway_difference WHERE settled_at IS NULL) AS "differences!",
               (SELECT max(day) FROM gateway_comparison) AS compared_until,
               (SELECT max(received_at) FROM payment_notice) AS last_notice_at
           FROM (SELECT count(*) AS "bills!", coalesce(sum(amount_dong), 0)::bigint AS "billed!",
                     count(paid_at) AS "paid!",
                     coalesce(sum(amount_dong) FILTER (WHERE paid_at IS NOT NULL), 0)::bigint AS "paid_dong!"
                 FROM bill) AS bills,
               (SELECT count(*) FILTER (WHERE state IN ('created', 'pending')) AS "open!",
                     coalesce(sum(amount_dong) FILTER (WHERE state IN ('created', 'pending')), 0)::bigint AS "open_dong!",
                     count(*) FILTER (WHERE state = 'under_review') AS "doubt!",
                     coalesce(sum(amount_dong) FILTER (WHERE state = 'under_review'), 0)::bigint AS "doubt_dong!",
                     count(*) FILTER (WHERE next_refund_at IS NOT NULL) AS "refunds!",
                     coalesce(sum(amount_dong) FILTER (WHERE next_refund_at IS NOT NULL), 0)::bigint AS "refunds_dong!",
                     count(*) FILTER (WHERE state = 'refund_requested' AND next_refund_at IS NULL) AS "stuck!",
                     coalesce(sum(amount_dong) FILTER (WHERE state = 'refund_requested' AND next_refund_at IS NULL), 0)
                         ::bigint AS "stuck_dong!"
                 FROM payment_order
                 WHERE state IN ('created', 'pending', 'under_review', 'duplicate', 'refund_requested')) AS orders"#
    )
    .fetch_one(tx.conn())
    .await?;
    let counted = |count, sum| Counted { count, sum: Dong::new(sum) };
    Ok(PaymentFigures {
        bills: counted(row.bills, row.billed),
        paid: counted(row.paid, row.paid_dong),
        waiting: [
            counted(row.open, row.open_dong),
            counted(row.doubt, row.doubt_dong),
            counted(row.refunds, row.refunds_dong),
            counted(row.stuck, row.stuck_dong),
        ],
        differences: row.differences,
        compared_until: row.compared_until,
        last_notice_at: row.last_notice_at.map(Instant::from_utc),
    })
}

/// One attempt of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItem {
    /// The attempt.
    pub id: PaymentOrderId,
    /// Its name between portal and gateway.
    pub reference: String,
    /// How much.
    pub amount: Dong,
    /// Where it stands.
    pub state: OrderState,
    /// When it was made.
    pub created_at: Instant,
    /// How the gateway says that it ended.
    pub response_code: Option<String>,
    /// Why its refund does not go on.
    pub refund_problem: Option<String>,
    /// When the gateway is asked next, about it or its refund.
    pub next_at: Option<Instant>,
}

/// So much of a list, the oldest first, after the attempt that was made then and has this id.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_worklist_fetch(
    tx: &mut Tx,
    list: Worklist,
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<WorkItem>, StorageError> {
    let rows = sqlx::query!(
        "SELECT id, reference, amount_dong, state, created_at, response_code, refund_problem,
             coalesce(next_refund_at, next_query_at) AS next_at
         FROM payment_order
         WHERE state IN ('created', 'pending', 'under_review', 'duplicate', 'refund_requested')
             AND CASE $1 WHEN 'open' THEN state IN ('created', 'pending')
                 WHEN 'in_doubt' THEN state = 'under_review'
                 WHEN 'refunds' THEN next_refund_at IS NOT NULL
                 ELSE state = 'refund_requested' AND next_refund_at IS NULL END
             AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3))
         ORDER BY created_at, id LIMIT $4",
        list.as_str(),
        after.map(|(at, _)| at.to_utc()),
        after.map(|(_, id)| id),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let items = rows.into_iter().map(|row| {
        Ok(WorkItem {
            id: PaymentOrderId(row.id),
            reference: row.reference,
            amount: Dong::new(row.amount_dong),
            state: parse_state(&row.state, row.id)?,
            created_at: Instant::from_utc(row.created_at),
            response_code: row.response_code,
            refund_problem: row.refund_problem,
            next_at: row.next_at.map(Instant::from_utc),
        })
    });
    items.collect()
}

fn parse_state(word: &str, id: Uuid) -> Result<OrderState, StorageError> {
    OrderState::parse(word).ok_or(StorageError::inconsistent("payment_order", "state", id))
}

/// A difference between statements and ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceItem {
    /// Its id.
    pub id: Uuid,
    /// The day whose comparison found it.
    pub day: Date,
    /// The attempt's reference.
    pub reference: String,
    /// The attempt, if the portal knows it.
    pub order: Option<PaymentOrderId>,
    /// In what.
    pub kind: DifferenceKind,
    /// What is left by the statements.
    pub stated: Dong,
    /// What is left by the ledger.
    pub booked: Dong,
}

/// The differences that are left, the oldest day first, after the one of this day and id.
///
/// # Errors
/// `Driver`; `Inconsistent`.
pub async fn payment_differences_fetch(
    tx: &mut Tx,
    after: Option<(Date, Uuid)>,
    limit: i64,
) -> Result<Vec<DifferenceItem>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT difference.id, day, difference.reference, kind, statement_dong, ledger_dong, payment_order.id AS "order?"
           FROM gateway_difference AS difference LEFT JOIN payment_order USING (reference)
           WHERE settled_at IS NULL AND ($1::date IS NULL OR (day, difference.id) > ($1, $2))
           ORDER BY day, difference.id LIMIT $3"#,
        after.map(|(day, _)| day),
        after.map(|(_, id)| id),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let items = rows.into_iter().map(|row| {
        let kind = DifferenceKind::parse(&row.kind);
        Ok(DifferenceItem {
            id: row.id,
            day: row.day,
            reference: row.reference,
            order: row.order.map(PaymentOrderId),
            kind: kind.ok_or(StorageError::inconsistent("gateway_difference", "kind", row.id))?,
            stated: Dong::new(row.statement_dong),
            booked: Dong::new(row.ledger_dong),
        })
    });
    items.collect()
}

/// A day's statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementItem {
    /// The day.
    pub day: Date,
    /// How many movements.
    pub lines: i32,
    /// What came in less what went back.
    pub sum: Dong,
    /// When it was compared.
    pub compared_at: Option<Instant>,
    /// How many differences its comparison found that are left.
    pub differences: i64,
}

/// The statements before `before`, the latest first.
///
/// # Errors
/// `Driver`.
pub async fn payment_statements_fetch(
    tx: &mut Tx,
    before: Option<Date>,
    limit: i64,
) -> Result<Vec<StatementItem>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT statement.day, lines, sum_dong, compared_at AS "compared_at?",
               (SELECT count(*) FROM gateway_difference
                WHERE gateway_difference.day = statement.day AND settled_at IS NULL) AS "differences!"
           FROM gateway_statement AS statement LEFT JOIN gateway_comparison USING (day)
           WHERE $1::date IS NULL OR statement.day < $1 ORDER BY statement.day DESC LIMIT $2"#,
        before,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let items = rows.into_iter().map(|row| StatementItem {
        day: row.day,
        lines: row.lines,
        sum: Dong::new(row.sum_dong),
        compared_at: row.compared_at.map(Instant::from_utc),
        differences: row.differences,
    });
    Ok(items.collect())
}
