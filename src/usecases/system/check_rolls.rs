//! Checks the class lists that schools uploaded, and writes those that they accepted. A worker takes one at a time and does
//! it in one transaction: whoever dies leaves nothing behind but the claim, which lapses, and the next one begins anew.

use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    domain::{
        access::Actor,
        candidate::kind::CandidateKind,
        roll::{
            import::{FileFault, KEPT_DAYS, RollCounts, RollImportState},
            row::RollRules,
        },
    },
    storage::{
        StorageError, Tx,
        roll_import::roll_codes_fetch,
        roll_work::{
            ClaimedImport, roll_staging_judge, roll_staging_open, roll_work_checked, roll_work_claim, roll_work_empty,
            roll_work_give_up, roll_work_progress, roll_work_write,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        roll_file::{self, Batch, TableFormat},
    },
};

/// How long a worker may take over a file.
const LEASE_MINUTES: i64 = 5;
/// How often a file is tried that brings workers down.
const MAX_ATTEMPTS: i16 = 3;
/// How many batches of rows wait for the database at most.
const BATCHES_AHEAD: usize = 4;
/// The progress is told each time so much is behind, in thousandths.
const PROGRESS_STEP: u16 = 50;
const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// Does what waits, a file after the other, and deletes what has been kept long enough; gives how many files it did.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut done = 0;
    while let Some(claim) = claim(ctx).await? {
        match claim.state {
            RollImportState::Accepting => write(ctx, &claim).await?,
            _ if claim.attempt > MAX_ATTEMPTS => give_up(ctx, &claim, &FileFault::Failed).await?,
            _ => check(ctx, &claim).await?,
        }
        done += 1;
    }
    let mut tx = ctx.db.begin(&Actor::System).await?;
    roll_work_empty(&mut tx, ctx.now().plus_minutes(-KEPT_DAYS * MINUTES_OF_A_DAY), ctx.now()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn claim(ctx: &Ctx) -> Result<Option<ClaimedImport>, StorageError> {
    let now = ctx.clock.machine_now();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let claim = roll_work_claim(&mut tx, now, now.plus_minutes(LEASE_MINUTES)).await?;
    tx.commit().await?;
    Ok(claim)
}

async fn check(ctx: &Ctx, claim: &ClaimedImport) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let (groups, schools) = roll_codes_fetch(&mut tx).await?;
    let default_kind = claim.is_high_school.then_some(CandidateKind::CurrentGrade12);
    let rules = RollRules::new(i32::from(claim.season.0), default_kind, groups, schools);
    let format = TableFormat { format: claim.format, encoding: claim.encoding.clone(), size_bytes: claim.size_bytes };
    let (to_reader, bytes) = roll_file::pieces();
    let (to_database, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reader = tokio::task::spawn_blocking(move || roll_file::check(&format, bytes, &rules, &to_database));
    let feed = roll_file::feed(&ctx.db, &Actor::System, claim.id, to_reader);
    let copy = copy_in(ctx, &mut tx, claim, &mut batches);
    let (fed, copied) = tokio::join!(feed, copy);
    // Nobody takes rows any more: a reader that still has some ends.
    drop(batches);
    let read = reader.await.unwrap_or(Err(Some(FileFault::Failed)));
    fed?;
    copied?;
    if let Err(fault) = read {
        drop(tx);
        return give_up(ctx, claim, &fault.unwrap_or(FileFault::Failed)).await;
    }
    let counts = roll_staging_judge(&mut tx, claim).await?;
    roll_work_checked(&mut tx, claim, &counts, ctx.now()).await?;
    audit::record(&mut tx, ctx, &Actor::System, Act::new("roll_import.check").on(claim.id.0).with(figures(&counts)))
        .await?;
    tx.commit().await
}

fn figures(counts: &RollCounts) -> serde_json::Value {
    let RollCounts { rows, new, changed, same, wrong, warned } = counts;
    json!({ "rows": rows, "new": new, "changed": changed, "same": same, "wrong": wrong, "warned": warned })
}

/// Copies batches into the staging table until the reader has no more.
async fn copy_in(
    ctx: &Ctx,
    tx: &mut Tx,
    claim: &ClaimedImport,
    batches: &mut mpsc::Receiver<Batch>,
) -> Result<(), StorageError> {
    let mut staging = roll_staging_open(tx, claim.id).await?;
    let mut told = 0;
    while let Some(batch) = batches.recv().await {
        staging.add(&batch.rows).await?;
        if batch.per_mille >= told + PROGRESS_STEP {
            told = batch.per_mille;
            let mut progress = ctx.db.begin(&Actor::System).await?;
            roll_work_progress(&mut progress, claim, told).await?;
            progress.commit().await?;
        }
    }
    staging.finish().await
}

async fn give_up(ctx: &Ctx, claim: &ClaimedImport, fault: &FileFault) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    roll_work_give_up(&mut tx, claim, fault, ctx.now()).await?;
    let act = Act::new("roll_import.give_up").on(claim.id.0).with(json!({ "fault": fault.to_word() }));
    audit::record(&mut tx, ctx, &Actor::System, act).await?;
    tx.commit().await
}

async fn write(ctx: &Ctx, claim: &ClaimedImport) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let written = roll_work_write(&mut tx, claim, ctx.now()).await?;
    let act = Act::new("roll_import.write").on(claim.id.0).with(json!({ "rows": written }));
    audit::record(&mut tx, ctx, &Actor::System, act).await?;
    tx.commit().await
}
