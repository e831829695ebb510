//! Fetches the gateway's statement of every day that is over, and compares it with the ledger.
//!
//! Days are caught up from the first attempt to pay on: a day that could not be fetched, or whose comparison a crash
//! interrupted, is taken up again at the next run. The steps of a day are safe to take twice:
//!
//! 1. The statement is kept as it was signed.
//! 2. Money that it names and the ledger has not leads to a question about the attempt, whose answer is settled as
//!    every answer is, without a person: a lost notification costs a day at most.
//! 3. What still differs is written down (`domain/payment/statement`). What differed before and no longer does is
//!    settled, also between two statements.

use serde_json::json;
use time::Date;

use crate::{
    domain::{
        access::Actor,
        payment::statement::{differences, judged_before},
        time::short_date,
    },
    storage::{
        StorageError, Tx,
        gateway_statement::{
            Judged, NewDifference, comparison_keep, differences_keep, last_compared_with_differences,
            statement_both_sides, statement_days_due, statement_is_kept, statement_keep,
            statement_payments_not_in_ledger,
        },
        payment_order::{EventSource, payment_order_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

use super::ask_about_payments::{GatewayPresence, ask};

/// How many days one run catches up.
const BATCH: i64 = 31;

/// Compares the days that are due. Gives how many were compared.
///
/// # Errors
/// What the database says. A gateway that is silent is no error: the next run tries again.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let Some(yesterday) = ctx.now().day_in_vietnam().previous_day() else { return Ok(0) };
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let due = statement_days_due(&mut tx, yesterday, ctx.config.is_demo, BATCH).await?;
    tx.commit().await?;
    let mut compared = 0;
    for day in due {
        match fetch(ctx, day).await? {
            GatewayPresence::Answered => {}
            GatewayPresence::Silent => break,
            GatewayPresence::Unbelievable => continue,
        }
        if ask_about_missing(ctx, day).await? == GatewayPresence::Silent {
            break;
        }
        compared += usize::from(compare(ctx, day).await?);
    }
    if compared == 0 {
        look_again(ctx).await?;
    }
    Ok(compared)
}

/// Keeps the statement of `day`, unless it is kept.
async fn fetch(ctx: &Ctx, day: Date) -> Result<GatewayPresence, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let is_kept = statement_is_kept(&mut tx, day).await?;
    tx.commit().await?;
    if is_kept {
        return Ok(GatewayPresence::Answered);
    }
    match ctx.external.payment_gateway.statement(day, ctx.now()).await {
        Ok(statement) => {
            let mut tx = ctx.db.begin(&Actor::System).await?;
            statement_keep(&mut tx, &statement, ctx.now()).await?;
            tx.commit().await?;
            Ok(GatewayPresence::Answered)
        }
        Err(error) if error.is_silence() => {
            tracing::warn!(%error, %day, "the gateway gives no statement");
            Ok(GatewayPresence::Silent)
        }
        Err(error) => {
            tracing::error!(%error, %day, "the gateway's statement is not believed");
            Ok(GatewayPresence::Unbelievable)
        }
    }
}

/// Asks about the attempts whose money is in a statement and not in the ledger.
async fn ask_about_missing(ctx: &Ctx, day: Date) -> Result<GatewayPresence, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let references = statement_payments_not_in_ledger(&mut tx, day).await?;
    let mut orders = Vec::with_capacity(references.len());
    for reference in references {
        orders.extend(payment_order_fetch(&mut tx, &reference).await?);
    }
    tx.commit().await?;
    for order in orders {
        if ask(ctx, &order, EventSource::Statement).await? == GatewayPresence::Silent {
            return Ok(GatewayPresence::Silent);
        }
    }
    Ok(GatewayPresence::Answered)
}

/// Compares a day whose statement is kept; whether nobody else has done so.
async fn compare(ctx: &Ctx, day: Date) -> Result<bool, StorageError> {
    let from = day.previous_day().map_or(judged_before(day), judged_before);
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let judged = Judged { from, before: judged_before(day), leave_out_invented: ctx.config.is_demo };
    let (found, settled) = keep_differences(ctx, &mut tx, Some(day), day, judged).await?;
    if !comparison_keep(&mut tx, day, found, ctx.now()).await? {
        return Ok(false);
    }
    let details = json!({ "day": short_date(day), "differences": found, "settled": settled });
    audit::record(&mut tx, ctx, &Actor::System, Act::new("gateway_statement.compare").with(details)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Looks whether what differed has settled itself since.
async fn look_again(ctx: &Ctx) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if let Some(day) = last_compared_with_differences(&mut tx).await? {
        let before = judged_before(day);
        let judged = Judged { from: before, before, leave_out_invented: ctx.config.is_demo };
        keep_differences(ctx, &mut tx, None, day, judged).await?;
    }
    tx.commit().await
}

/// Gives how many differences there are, and how many have settled themselves.
async fn keep_differences(
    ctx: &Ctx,
    tx: &mut Tx,
    statement_of: Option<Date>,
    day: Date,
    judged: Judged,
) -> Result<(usize, u64), StorageError> {
    let both_sides = statement_both_sides(tx, statement_of, judged).await?;
    let found: Vec<NewDifference> = both_sides
        .iter()
        .flat_map(|(reference, both)| {
            let new =
                |kind| NewDifference { id: ctx.fresh_uuid(), reference: reference.clone(), kind, left: both.left() };
            differences(both, judged.before).into_iter().map(new).collect::<Vec<_>>()
        })
        .collect();
    let settled = differences_keep(tx, day, &found, ctx.now()).await?;
    Ok((found.len(), settled))
}
