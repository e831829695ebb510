//! The hash chain beside the audit log, and the checkpoints of closed days.

use serde_json::Value;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    audit::{Checkpoint, Entry, Hash},
    time::Instant,
};

/// An entry of the log as it is stored; its details are still JSON.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// All but the details.
    pub entry: Entry,
    /// The details.
    pub details: Value,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The day of the chain.
    pub day: Date,
    /// Its place in the day, from 1.
    pub number: i64,
    /// The entry.
    pub entry_id: Uuid,
    /// The hash up to here.
    pub hash: Hash,
}

/// A checkpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// With which key.
    pub public_key: [u8; 32],
    /// The signature.
    pub signature: Vec<u8>,
}

/// The columns of an entry as the queries of this file read them, so that each is named once.
struct EntryRow {
    id: Uuid,
    at: OffsetDateTime,
    recorded_at: OffsetDateTime,
    actor_kind: String,
    actor_id: Option<Uuid>,
    tenant_kind: Option<String>,
    tenant: Option<String>,
    action: String,
    candidate_id: Option<Uuid>,
    object_kind: Option<String>,
    object_id: Option<Uuid>,
    purpose: Option<String>,
    reason: Option<String>,
    request_id: Option<Uuid>,
    network: Option<String>,
    before_digest: Option<Vec<u8>>,
    after_digest: Option<Vec<u8>>,
    details: Value,
}

impl From<EntryRow> for StoredEntry {
    fn from(row: EntryRow) -> Self {
        let entry = Entry {
            id: row.id,
            at: Instant::from_utc(row.at),
            recorded_at: Instant::from_utc(row.recorded_at),
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            tenant_kind: row.tenant_kind,
            tenant: row.tenant,
            action: row.action,
            candidate_id: row.candidate_id,
            object_kind: row.object_kind,
            object_id: row.object_id,
            purpose: row.purpose,
            reason: row.reason,
            request_id: row.request_id,
            network: row.network,
            before_digest: row.before_digest,
            after_digest: row.after_digest,
            details: String::new(),
        };
        Self { entry, details: row.details }
    }
}

/// Up to `limit` entries that wait for their place, in order. A note of an entry that is not there, or has its place,
/// holds nobody up.
///
/// # Errors
/// `Driver`.
pub async fn audit_unchained_fetch(tx: &mut Tx, limit: i64) -> Result<Vec<StoredEntry>, StorageError> {
    let rows = sqlx::query_as!(
        EntryRow,
        "SELECT log.id, log.at, log.recorded_at, log.actor_kind, log.actor_id, log.tenant_kind, log.tenant, log.action,
                log.candidate_id, log.object_kind, log.object_id, log.purpose, log.reason, log.request_id, log.network,
                log.before_digest, log.after_digest, log.details
         FROM audit_unchained AS waiting JOIN audit_log AS log ON log.id = waiting.entry_id
         WHERE NOT EXISTS (SELECT FROM audit_chain AS link WHERE link.entry_id = waiting.entry_id)
         ORDER BY waiting.recorded_at, waiting.entry_id LIMIT $1",
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(StoredEntry::from).collect())
}

/// One entry of the log.
///
/// # Errors
/// `Driver`.
pub async fn audit_entry_fetch(tx: &mut Tx, id: Uuid) -> Result<Option<StoredEntry>, StorageError> {
    let rows = audit_entries_fetch(tx, &[id]).await?;
    Ok(rows.into_iter().next())
}

/// Those of `ids` that the log has, in no order.
///
/// # Errors
/// `Driver`.
pub async fn audit_entries_fetch(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<StoredEntry>, StorageError> {
    let rows = sqlx::query_as!(
        EntryRow,
        "SELECT id, at, recorded_at, actor_kind, actor_id, tenant_kind, tenant, action, candidate_id, object_kind,
                object_id, purpose, reason, request_id, network, before_digest, after_digest, details
         FROM audit_log WHERE id = ANY ($1)",
        ids
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(StoredEntry::from).collect())
}

/// The last link there is.
///
/// # Errors
/// `Driver`; `Inconsistent` for a hash of another length.
pub async fn audit_chain_head(tx: &mut Tx) -> Result<Option<Link>, StorageError> {
    let row =
        sqlx::query!("SELECT day, number, entry_id, hash FROM audit_chain ORDER BY day DESC, number DESC LIMIT 1")
            .fetch_optional(tx.conn())
            .await?;
    row.map(|row| link(row.day, row.number, row.entry_id, row.hash)).transpose()
}

/// The place of an entry in the chain.
///
/// # Errors
/// As [`audit_chain_head`].
pub async fn audit_chain_find(tx: &mut Tx, entry: Uuid) -> Result<Option<Link>, StorageError> {
    let row = sqlx::query!("SELECT day, number, entry_id, hash FROM audit_chain WHERE entry_id = $1", entry)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| link(row.day, row.number, row.entry_id, row.hash)).transpose()
}

/// Up to `limit` links after a place, in order.
///
/// # Errors
/// As [`audit_chain_head`].
pub async fn audit_chain_fetch_after(
    tx: &mut Tx,
    after: Option<(Date, i64)>,
    limit: i64,
) -> Result<Vec<Link>, StorageError> {
    let rows = sqlx::query!(
        "SELECT day, number, entry_id, hash FROM audit_chain
         WHERE (day, number) > (coalesce($1::date, '-infinity'), coalesce($2::bigint, 0))
         ORDER BY day, number LIMIT $3",
        after.map(|(day, _)| day),
        after.map(|(_, number)| number),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| link(row.day, row.number, row.entry_id, row.hash)).collect()
}

/// Adds links of one day, and forgets that their entries wait.
///
/// # Errors
/// `Conflict` with `audit_chain_pk` or `audit_chain_entry_uq` when another worker was faster; `Driver`.
pub async fn audit_chain_append(tx: &mut Tx, links: &[Link]) -> Result<(), StorageError> {
    let Some(first) = links.first() else { return Ok(()) };
    let numbers: Vec<i64> = links.iter().map(|link| link.number).collect();
    let entries: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
    let hashes: Vec<Vec<u8>> = links.iter().map(|link| link.hash.to_vec()).collect();
    sqlx::query!(
        "INSERT INTO audit_chain (day, number, entry_id, hash)
         SELECT $1, row.number, row.entry_id, row.hash
         FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS row (number, entry_id, hash)",
        first.day,
        &numbers,
        &entries,
        &hashes
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("DELETE FROM audit_unchained WHERE entry_id = ANY ($1)", &entries).execute(tx.conn()).await?;
    Ok(())
}

/// How many entries wait for their place, and since when the first; counted no further than `limit`.
///
/// # Errors
/// `Driver`.
pub async fn audit_unchained_count(tx: &mut Tx, limit: i64) -> Result<(i64, Option<Instant>), StorageError> {
    let row = sqlx::query!(
        "SELECT count(*) AS \"count!\", min(recorded_at) AS since
         FROM (SELECT recorded_at FROM audit_unchained ORDER BY recorded_at LIMIT $1) AS waiting",
        limit
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.count, row.since.map(Instant::from_utc)))
}

/// The first entry recorded before the moment that no link names.
///
/// # Errors
/// `Driver`.
pub async fn audit_log_first_unlinked(tx: &mut Tx, before: Instant) -> Result<Option<(Uuid, Instant)>, StorageError> {
    let row = sqlx::query!(
        "SELECT log.id, log.recorded_at FROM audit_log AS log
         WHERE log.recorded_at < $1 AND NOT EXISTS (SELECT FROM audit_chain AS link WHERE link.entry_id = log.id)
         ORDER BY log.recorded_at, log.id LIMIT 1",
        before.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, Instant::from_utc(row.recorded_at))))
}

/// The last checkpoint there is.
///
/// # Errors
/// `Driver`; `Inconsistent` for a hash, key or count that is none.
pub async fn audit_checkpoint_last(tx: &mut Tx) -> Result<Option<CheckpointRow>, StorageError> {
    Ok(audit_checkpoints_before(tx, None, 1).await?.pop())
}

/// Up to `limit` checkpoints of days before `before`, the latest first.
///
/// # Errors
/// As [`audit_checkpoint_last`].
pub async fn audit_checkpoints_before(
    tx: &mut Tx,
    before: Option<Date>,
    limit: i64,
) -> Result<Vec<CheckpointRow>, StorageError> {
    let rows = sqlx::query!(
        "SELECT day, entries, last_hash, previous_hash, closed_at, public_key, signature FROM audit_checkpoint
         WHERE $1::date IS NULL OR day < $1 ORDER BY day DESC LIMIT $2",
        before,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let inconsistent = |column| StorageError::inconsistent("audit_checkpoint", column, Uuid::nil());
        Ok(CheckpointRow {
            checkpoint: Checkpoint {
                day: row.day,
                entries: u64::try_from(row.entries).map_err(|_| inconsistent("entries"))?,
                last_hash: row.last_hash.try_into().map_err(|_| inconsistent("last_hash"))?,
                previous_hash: row.previous_hash.try_into().map_err(|_| inconsistent("previous_hash"))?,
                closed_at: Instant::from_utc(row.closed_at),
            },
            public_key: row.public_key.try_into().map_err(|_| inconsistent("public_key"))?,
            signature: row.signature,
        })
    });
    rows.collect()
}

/// Closes a day.
///
/// # Errors
/// `Conflict` with `audit_checkpoint_pk` or `audit_checkpoint_previous_uq` when another worker was faster; `Driver`.
pub async fn audit_checkpoint_insert(tx: &mut Tx, row: &CheckpointRow) -> Result<(), StorageError> {
    let checkpoint = &row.checkpoint;
    let entries = i64::try_from(checkpoint.entries)
        .map_err(|_| StorageError::inconsistent("audit_checkpoint", "entries", Uuid::nil()))?;
    sqlx::query!(
        "INSERT INTO audit_checkpoint (day, entries, last_hash, previous_hash, closed_at, public_key, signature)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        checkpoint.day,
        entries,
        checkpoint.last_hash.as_slice(),
        checkpoint.previous_hash.as_slice(),
        checkpoint.closed_at.to_utc(),
        row.public_key.as_slice(),
        row.signature.as_slice()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a verification found.
#[derive(Debug, Clone)]
pub struct VerificationRow {
    /// When it began, by the machine's clock.
    pub started_at: Instant,
    /// When it ended.
    pub finished_at: Instant,
    /// How many days were walked.
    pub days: i64,
    /// How many entries.
    pub entries: i64,
    /// The last hash recomputed.
    pub head: Option<Hash>,
    /// The first broken link; none when all is sound.
    pub broken_link: Option<String>,
}

/// Keeps what a verification found.
///
/// # Errors
/// `Driver`.
pub async fn audit_verification_insert(tx: &mut Tx, id: Uuid, row: &VerificationRow) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO audit_verification (id, started_at, finished_at, days, entries, head, broken_link)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        row.started_at.to_utc(),
        row.finished_at.to_utc(),
        row.days,
        row.entries,
        row.head.as_ref().map(Hash::as_slice),
        row.broken_link
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The last verification.
///
/// # Errors
/// `Driver`; `Inconsistent` for a head of another length.
pub async fn audit_verification_last(tx: &mut Tx) -> Result<Option<VerificationRow>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, started_at, finished_at, days, entries, head, broken_link FROM audit_verification
         ORDER BY finished_at DESC LIMIT 1"
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let head = row.head.map(Hash::try_from).transpose();
        Ok(VerificationRow {
            started_at: Instant::from_utc(row.started_at),
            finished_at: Instant::from_utc(row.finished_at),
            days: row.days,
            entries: row.entries,
            head: head.map_err(|_| StorageError::inconsistent("audit_verification", "head", row.id))?,
            broken_link: row.broken_link,
        })
    })
    .transpose()
}

fn link(day: Date, number: i64, entry_id: Uuid, hash: Vec<u8>) -> Result<Link, StorageError> {
    let hash = hash.try_into().map_err(|_| StorageError::inconsistent("audit_chain", "hash", entry_id))?;
    Ok(Link { day, number, entry_id, hash })
}
