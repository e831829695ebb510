//! Gives each new entry of the audit log its place in the hash chain, and closes days that are over.
//!
//! The chain is built beside the log, so that writers never wait for each other: an act writes its entry and a note,
//! this job takes the notes in order and links their entries to the day that the machine's clock shows in Vietnam.
//! Before the first link of a new day the day before is closed: closing is an act of its own, whose entry is the last
//! link of the day, and in the same transaction the day's checkpoint is signed. A worker that still chains to that day
//! competes with the closing for the same number, so no link ever follows a checkpoint.
//!
//! Two workers may run: the constraints of the chain let one of them win each number, the other begins again.

use serde_json::json;
use time::Date;

use crate::{
    domain::{
        access::Actor,
        audit::{BEGINNING, Checkpoint, Hash, iso_day},
    },
    storage::{
        StorageError, Tx,
        audit_chain::{
            CheckpointRow, Link, audit_chain_append, audit_chain_head, audit_checkpoint_insert, audit_checkpoint_last,
            audit_entry_fetch, audit_unchained_fetch,
        },
    },
    usecases::{
        Ctx,
        audit::{
            self, Act,
            chain::{checkpoint_hash, entry_of, link, sign},
        },
    },
};

/// How many entries one transaction chains.
const BATCH: i64 = 1_000;
/// How many transactions one run takes; the next run goes on.
const MAX_STEPS: usize = 100;

/// Chains what waits; gives how many entries found their place.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut chained = 0;
    for _ in 0..MAX_STEPS {
        match step(ctx).await {
            Ok(0) => break,
            Ok(links) => chained += links,
            // Another worker was faster. What it chained is behind; the next step looks anew.
            Err(StorageError::Conflict { constraint }) if is_race(&constraint) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(chained)
}

fn is_race(constraint: &str) -> bool {
    const UNIQUE: [&str; 4] =
        ["audit_chain_pk", "audit_chain_entry_uq", "audit_checkpoint_pk", "audit_checkpoint_previous_uq"];
    UNIQUE.contains(&constraint)
}

/// One transaction: a day closed, or a batch of entries chained. Gives the number of links.
async fn step(ctx: &Ctx) -> Result<usize, StorageError> {
    let today = ctx.clock.machine_now().day_in_vietnam();
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let head = audit_chain_head(&mut tx).await?;
    let closed = audit_checkpoint_last(&mut tx).await?.map(|row| row.checkpoint);
    let after = closed.as_ref().map_or(BEGINNING, checkpoint_hash);
    let open = head.filter(|head| closed.is_none_or(|closed| closed.day < head.day));
    let links = match open {
        Some(head) if head.day < today => close(ctx, &mut tx, &head, after).await?,
        Some(head) => chain(&mut tx, head.day, head.number, head.hash).await?,
        // A clock that was set back reopens no day.
        None => {
            let next = closed.and_then(|closed| closed.day.next_day());
            chain(&mut tx, next.map_or(today, |next| next.max(today)), 0, after).await?
        }
    };
    tx.commit().await?;
    Ok(links)
}

/// Links what waits to `day`, after the link of this number and hash.
async fn chain(tx: &mut Tx, day: Date, mut number: i64, mut hash: Hash) -> Result<usize, StorageError> {
    let waiting = audit_unchained_fetch(tx, BATCH).await?;
    let links: Vec<Link> = waiting
        .into_iter()
        .map(|stored| {
            let entry = entry_of(stored);
            hash = link(&hash, &entry);
            number += 1;
            Link { day, number, entry_id: entry.id, hash }
        })
        .collect();
    audit_chain_append(tx, &links).await?;
    Ok(links.len())
}

/// Closes the day of `head`, whose checkpoint follows the one with the hash `previous_hash`.
async fn close(ctx: &Ctx, tx: &mut Tx, head: &Link, previous_hash: Hash) -> Result<usize, StorageError> {
    let number = head.number + 1;
    let act = Act::new("audit_chain.close").with(json!({ "day": iso_day(head.day), "entries": number }));
    let id = audit::record_entry(tx, ctx, &Actor::System, act).await?;
    let stored = audit_entry_fetch(tx, id).await?.ok_or(StorageError::inconsistent("audit_log", "id", id))?;
    let last_hash = link(&head.hash, &entry_of(stored));
    audit_chain_append(tx, &[Link { day: head.day, number, entry_id: id, hash: last_hash }]).await?;
    let entries = u64::try_from(number).map_err(|_| StorageError::inconsistent("audit_chain", "number", id))?;
    let closed_at = ctx.clock.machine_now();
    let signed = sign(ctx, Checkpoint { day: head.day, entries, last_hash, previous_hash, closed_at });
    let row =
        CheckpointRow { checkpoint: signed.checkpoint, public_key: signed.public_key, signature: signed.signature };
    audit_checkpoint_insert(tx, &row).await?;
    Ok(1)
}
