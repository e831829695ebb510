//! Preference lists: the draft being edited, and the versions submitted. Every function asks for the candidate whose
//! list it is.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    admission::{preference_list::PreferenceDraft, submitted_list::SubmittedList},
    ids::{CandidateId, PreferenceListVersionId, ProgrammeId},
    time::Instant,
};

/// The most versions that a history shows.
const HISTORY_LIMIT: i64 = 200;

/// The draft as it stands; empty, at version 0, where nothing was ever added.
///
/// # Errors
/// `Driver`; `Inconsistent` for a negative version.
pub async fn preference_draft_fetch(tx: &mut Tx, candidate_id: CandidateId) -> Result<PreferenceDraft, StorageError> {
    let row =
        sqlx::query!("SELECT version, programme_ids FROM preference_draft WHERE candidate_id = $1", candidate_id.0)
            .fetch_optional(tx.conn())
            .await?;
    row.map_or_else(|| Ok(PreferenceDraft::default()), |row| draft(candidate_id, row.version, row.programme_ids))
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`preference_draft_fetch`].
pub async fn preference_draft_fetch_for_update(
    tx: &mut Tx,
    candidate_id: CandidateId,
    now: Instant,
) -> Result<PreferenceDraft, StorageError> {
    sqlx::query!(
        "INSERT INTO preference_draft (candidate_id, version, programme_ids, updated_at) VALUES ($1, 0, '{}', $2)
         ON CONFLICT (candidate_id) DO NOTHING",
        candidate_id.0,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    let row = sqlx::query!(
        "SELECT version, programme_ids FROM preference_draft WHERE candidate_id = $1 FOR UPDATE",
        candidate_id.0
    )
    .fetch_one(tx.conn())
    .await?;
    draft(candidate_id, row.version, row.programme_ids)
}

fn draft(candidate_id: CandidateId, version: i32, ids: Vec<Uuid>) -> Result<PreferenceDraft, StorageError> {
    let version = u32::try_from(version)
        .map_err(|_| StorageError::inconsistent("preference_draft", "version", candidate_id.0))?;
    Ok(PreferenceDraft { version, programme_ids: ids.into_iter().map(ProgrammeId).collect() })
}

/// Saves `next` in place of the draft whose version is `read_version`.
///
/// # Errors
/// `Stale` when the draft has another version by now; `Driver`.
pub async fn preference_draft_save(
    tx: &mut Tx,
    candidate_id: CandidateId,
    read_version: u32,
    next: &PreferenceDraft,
    now: Instant,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = next.programme_ids.iter().map(|id| id.0).collect();
    let saved = sqlx::query!(
        "UPDATE preference_draft SET version = $3, programme_ids = $4, updated_at = $5
         WHERE candidate_id = $1 AND version = $2",
        candidate_id.0,
        integer(read_version),
        integer(next.version),
        &ids,
        now.to_utc()
    )
    .execute(tx.conn())
    .await?;
    if saved.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// The submitted lists of a candidate, the standing one first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a negative number.
pub async fn preference_list_fetch_all(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Vec<SubmittedList>, StorageError> {
    fetch(tx, candidate_id, HISTORY_LIMIT).await
}

/// The submitted list that stands, if there is one.
///
/// # Errors
/// As [`preference_list_fetch_all`].
pub async fn preference_list_fetch_standing(
    tx: &mut Tx,
    candidate_id: CandidateId,
) -> Result<Option<SubmittedList>, StorageError> {
    Ok(fetch(tx, candidate_id, 1).await?.pop())
}

async fn fetch(tx: &mut Tx, candidate_id: CandidateId, limit: i64) -> Result<Vec<SubmittedList>, StorageError> {
    let rows = sqlx::query!(
        "SELECT version.id, version.number, version.submitted_at, version.receipt_number,
                ARRAY(SELECT preference.programme_id FROM preference
                      WHERE preference.list_version_id = version.id ORDER BY preference.rank) AS \"programme_ids!\"
         FROM preference_list_version version
         WHERE version.candidate_id = $1
         ORDER BY version.number DESC LIMIT $2",
        candidate_id.0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let lists = rows.into_iter().map(|row| {
        let number = u32::try_from(row.number)
            .map_err(|_| StorageError::inconsistent("preference_list_version", "number", row.id))?;
        Ok(SubmittedList {
            id: PreferenceListVersionId(row.id),
            number,
            submitted_at: Instant::from_utc(row.submitted_at),
            receipt_number: row.receipt_number,
            programme_ids: row.programme_ids.into_iter().map(ProgrammeId).collect(),
        })
    });
    lists.collect()
}

/// Keeps a submitted list for good.
///
/// # Errors
/// `Conflict` where the number or the receipt number is taken; `Driver`.
pub async fn preference_list_insert(
    tx: &mut Tx,
    candidate_id: CandidateId,
    list: &SubmittedList,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
         VALUES ($1, $2, $3, $4, $5)",
        list.id.0,
        candidate_id.0,
        integer(list.number),
        list.submitted_at.to_utc(),
        list.receipt_number
    )
    .execute(tx.conn())
    .await?;
    let ids: Vec<Uuid> = list.programme_ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "INSERT INTO preference (list_version_id, rank, programme_id)
         SELECT $1, listed.rank, listed.id FROM unnest($2::uuid[]) WITH ORDINALITY AS listed (id, rank)",
        list.id.0,
        &ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A version as the database keeps it; nobody edits two thousand million times.
fn integer(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}
