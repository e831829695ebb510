//! Checks the class lists that schools uploaded, and writes those that they accepted. A worker takes one at a time and does
//! it in one transaction: whoever dies leaves nothing behind but the claim, which lapses, and the next one begins anew.

use serde_json::json;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    domain::{
        access::Actor,
        candidate::kind::CandidateKind,
        roll::{
            import::{FileFault, KEPT_DAYS, RollCounts, RollImportState, SAMPLE_ROWS, SampleRow},
            row::RollRules,
        },
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        roll_import::roll_codes_fetch,
        roll_verdict::RollVerdicts,
        roll_work::{
            ClaimedImport, roll_staging_open, roll_work_checked, roll_work_claim, roll_work_empty, roll_work_give_up,
            roll_work_progress, roll_work_write, roll_work_wrong_lines,
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
const BATCHES_AHEAD: usize = 2;
/// The progress is told so often at most.
const TELL_SECONDS: i64 = 1;
const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// Does what waits, a file after the other, and deletes what has been kept long enough; gives how many files it did.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut done = 0;
    while let Some(claim) = claim(ctx).await? {
        match claim.state {
            _ if claim.attempt > MAX_ATTEMPTS => give_up(ctx, &claim, &FileFault::Failed).await?,
            RollImportState::Accepting => write(ctx, &claim).await?,
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

/// What the rows of a file are on their way out of the reader.
struct Reading {
    feed: JoinHandle<Result<(), StorageError>>,
    reader: JoinHandle<Result<(), Option<FileFault>>>,
    batches: mpsc::Receiver<Batch>,
}

/// Begins to read the file by the rules of its unit.
async fn read(ctx: &Ctx, tx: &mut Tx, claim: &ClaimedImport) -> Result<Reading, StorageError> {
    let (groups, schools) = roll_codes_fetch(tx).await?;
    let default_kind = claim.is_high_school.then_some(CandidateKind::CurrentGrade12);
    let rules = RollRules::new(i32::from(claim.season.0), default_kind, groups, schools);
    let format = TableFormat { format: claim.format, encoding: claim.encoding.clone(), size_bytes: claim.size_bytes };
    let (to_reader, bytes) = roll_file::pieces();
    let (to_database, batches) = mpsc::channel(BATCHES_AHEAD);
    let reader = tokio::task::spawn_blocking(move || roll_file::check(&format, bytes, &rules, &to_database));
    let (db, id) = (ctx.db.clone(), claim.id);
    let feed = tokio::spawn(async move { roll_file::feed(&db, &Actor::System, id, to_reader).await });
    Ok(Reading { feed, reader, batches })
}

impl Reading {
    /// What ended it, once nobody takes rows any more: a fault of the file, or nothing.
    async fn end(self) -> Result<Option<FileFault>, StorageError> {
        let Self { feed, reader, batches } = self;
        // A reader that still has rows ends.
        drop(batches);
        let read = reader.await.unwrap_or(Err(Some(FileFault::Failed)));
        let fault = read.err().map(|fault| fault.unwrap_or(FileFault::Failed));
        match feed.await {
            Ok(fed) => fed.map(|()| fault),
            Err(_) => Ok(Some(FileFault::Failed)),
        }
    }
}

async fn check(ctx: &Ctx, claim: &ClaimedImport) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let mut reading = read(ctx, &mut tx, claim).await?;
    let mut verdicts = RollVerdicts::default();
    let mut sample: Vec<SampleRow> = Vec::with_capacity(SAMPLE_ROWS);
    let mut told_at = ctx.clock.machine_now();
    while let Some(mut batch) = reading.batches.recv().await {
        verdicts.add(&mut tx, claim, &mut batch.rows).await?;
        let missing = SAMPLE_ROWS - sample.len();
        sample.extend(batch.rows.iter().filter_map(SampleRow::of).take(missing));
        told_at = tell(ctx, claim, told_at, batch.per_mille).await?;
    }
    if let Some(fault) = reading.end().await? {
        drop(tx);
        return give_up(ctx, claim, &fault).await;
    }
    let counts = verdicts.finish(&mut tx, claim).await?;
    roll_work_checked(&mut tx, claim, &counts, &sample, ctx.now()).await?;
    audit::record(&mut tx, ctx, &Actor::System, Act::new("roll_import.check").on(claim.id.0).with(figures(&counts)))
        .await?;
    tx.commit().await
}

/// Tells the progress, if it was last told long enough ago; gives when it was told.
async fn tell(ctx: &Ctx, claim: &ClaimedImport, told_at: Instant, per_mille: u16) -> Result<Instant, StorageError> {
    let now = ctx.clock.machine_now();
    if now < told_at.plus_seconds(TELL_SECONDS) {
        return Ok(told_at);
    }
    let mut tx = ctx.db.begin(&Actor::System).await?;
    roll_work_progress(&mut tx, claim, per_mille).await?;
    tx.commit().await?;
    Ok(now)
}

fn figures(counts: &RollCounts) -> serde_json::Value {
    let RollCounts { rows, new, changed, same, wrong, warned } = counts;
    json!({ "rows": rows, "new": new, "changed": changed, "same": same, "wrong": wrong, "warned": warned })
}

async fn give_up(ctx: &Ctx, claim: &ClaimedImport, fault: &FileFault) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    roll_work_give_up(&mut tx, claim, fault, ctx.now()).await?;
    let act = Act::new("roll_import.give_up").on(claim.id.0).with(json!({ "fault": fault.to_word() }));
    audit::record(&mut tx, ctx, &Actor::System, act).await?;
    tx.commit().await
}

/// Reads the file once more, leaves out what was found wrong, then or now, and writes the rest.
async fn write(ctx: &Ctx, claim: &ClaimedImport) -> Result<(), StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let wrong = roll_work_wrong_lines(&mut tx, claim.id).await?;
    let mut reading = read(ctx, &mut tx, claim).await?;
    let mut staging = roll_staging_open(&mut tx, claim).await?;
    let mut told_at = ctx.clock.machine_now();
    while let Some(batch) = reading.batches.recv().await {
        let good = batch.rows.iter().filter(|(line, _)| !wrong.contains(line));
        for entry in good.filter_map(|(_, read)| read.entry.as_ref()) {
            staging.add(entry).await?;
        }
        told_at = tell(ctx, claim, told_at, batch.per_mille).await?;
    }
    staging.finish().await?;
    if let Some(fault) = reading.end().await? {
        drop(tx);
        return give_up(ctx, claim, &fault).await;
    }
    let written = roll_work_write(&mut tx, claim, ctx.now()).await?;
    let act = Act::new("roll_import.write").on(claim.id.0).with(json!({ "rows": written }));
    audit::record(&mut tx, ctx, &Actor::System, act).await?;
    tx.commit().await
}
