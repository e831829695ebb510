//! Reminds candidates by mail of what they have not finished before its window closes. Batch by batch, each in a
//! transaction with the mails that it writes, so that nobody is reminded twice and nobody forgotten, whenever a process
//! dies.

use crate::{
    domain::{
        access::Actor,
        ids::SeasonYear,
        season::{Reminder, due_reminders},
    },
    storage::{
        StorageError,
        reminder_round::{reminder_candidates, reminder_round_hold, reminder_round_keep},
        season::season_fetch_current,
    },
    usecases::{Ctx, mail::enqueue_reminder},
};

/// How many candidates one transaction reminds.
const BATCH: u16 = 500;

/// Goes through the rounds that are due; gives how many mails it wrote.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let now = ctx.now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let season = season_fetch_current(&mut tx).await?;
    tx.commit().await?;
    let Some(season) = season else { return Ok(0) };
    let mut written = 0;
    for round in due_reminders(&season, now) {
        while let Some((mails, is_over)) = batch(ctx, season.year, &round).await? {
            written += mails;
            if is_over {
                break;
            }
        }
    }
    Ok(written)
}

/// The next batch of a round: how many mails it wrote, and whether it was the last. `None` when there is nothing to do.
async fn batch(ctx: &Ctx, season: SeasonYear, round: &Reminder) -> Result<Option<(usize, bool)>, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let Some(after) = reminder_round_hold(&mut tx, season, round).await? else { return Ok(None) };
    let candidates = reminder_candidates(&mut tx, season, round, (after, ctx.now()), i64::from(BATCH)).await?;
    let mut mails = 0;
    for candidate in &candidates {
        // Whoever gave no address is reminded by the portal's pages alone.
        mails += usize::from(enqueue_reminder(&mut tx, ctx, *candidate, round.closes_at).await?);
    }
    let is_over = candidates.len() < usize::from(BATCH);
    reminder_round_keep(&mut tx, season, round, candidates.last().copied(), is_over.then(|| ctx.now())).await?;
    tx.commit().await?;
    Ok(Some((mails, is_over)))
}
