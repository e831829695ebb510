//! What the job does with class lists: takes one, compares its rows with the roll, and, once they are accepted, copies the
//! good ones into a staging table of the transaction and writes them from there. The portal itself acts, for no school sees
//! the rolls of others.

use std::collections::HashSet;

use sqlx::Row as _;

use super::{
    StorageError, Tx,
    copy::{CopyIn, staging_create},
};
use crate::domain::{
    ids::{RegistrationUnitId, RollImportId, SeasonYear},
    roll::{
        import::{FileFault, RollCounts, RollFormat, RollImportState, SampleRow},
        row::RollEntry,
    },
    time::Instant,
};

/// A file that this worker has taken upon itself.
#[derive(Debug, Clone)]
pub struct ClaimedImport {
    /// Which.
    pub id: RollImportId,
    /// The season.
    pub season: SeasonYear,
    /// Whose list it is.
    pub unit: RegistrationUnitId,
    /// Whether that is a high school.
    pub is_high_school: bool,
    /// What there is to do: `Waiting` to check, `Accepting` to write.
    pub state: RollImportState,
    /// How the file is built.
    pub format: RollFormat,
    /// The name of its encoding, of text.
    pub encoding: Option<String>,
    /// Bytes.
    pub size_bytes: u32,
    /// The number of this attempt, from 1.
    pub attempt: i16,
    /// Until when it is this worker's.
    pub lease_until: Instant,
}

/// Takes the file that has waited longest, if no other worker has it.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn roll_work_claim(
    tx: &mut Tx,
    now: Instant,
    lease_until: Instant,
) -> Result<Option<ClaimedImport>, StorageError> {
    let row = sqlx::query!(
        r#"UPDATE roll_import SET lease_until = $2, tries = tries + 1, progress_per_mille = 0
           FROM registration_unit AS unit
           WHERE unit.id = roll_import.registration_unit_id AND roll_import.id = (
               SELECT id FROM roll_import AS due
               WHERE state IN ('waiting', 'accepting') AND (lease_until IS NULL OR lease_until <= $1)
               ORDER BY uploaded_at LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING roll_import.id, season, registration_unit_id, state, format, encoding, size_bytes, tries,
               unit.high_school_code IS NOT NULL AS "is_high_school!""#,
        now.to_utc(),
        lease_until.to_utc()
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let inconsistent = |column| StorageError::inconsistent("roll_import", column, row.id);
    Ok(Some(ClaimedImport {
        id: RollImportId(row.id),
        season: SeasonYear(row.season),
        unit: RegistrationUnitId(row.registration_unit_id),
        is_high_school: row.is_high_school,
        state: RollImportState::parse(&row.state).ok_or_else(|| inconsistent("state"))?,
        format: RollFormat::parse(&row.format).ok_or_else(|| inconsistent("format"))?,
        encoding: row.encoding,
        size_bytes: u32::try_from(row.size_bytes).unwrap_or_default(),
        attempt: row.tries,
        lease_until,
    }))
}

/// Tells how far the work is, for whoever looks at the page.
///
/// # Errors
/// `Driver`.
pub async fn roll_work_progress(tx: &mut Tx, claim: &ClaimedImport, per_mille: u16) -> Result<(), StorageError> {
    sqlx::query!(
        "UPDATE roll_import SET progress_per_mille = $3 WHERE id = $1 AND lease_until = $2",
        claim.id.0,
        claim.lease_until.to_utc(),
        i16::try_from(per_mille.min(1000)).unwrap_or(1000)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The file is checked; `sample` are its first good rows.
///
/// # Errors
/// `Stale` when another worker has it by now; `Driver`.
pub async fn roll_work_checked(
    tx: &mut Tx,
    claim: &ClaimedImport,
    counts: &RollCounts,
    sample: &[SampleRow],
    at: Instant,
) -> Result<(), StorageError> {
    let sample = serde_json::to_value(sample).unwrap_or_default();
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let checked = sqlx::query!(
        "UPDATE roll_import SET state = 'checked', checked_at = $3, progress_per_mille = 1000, lease_until = NULL,
             rows_read = $4, rows_new = $5, rows_changed = $6, rows_same = $7, rows_wrong = $8, rows_warned = $9, sample = $10
         WHERE id = $1 AND lease_until = $2 AND state = 'waiting'",
        claim.id.0,
        claim.lease_until.to_utc(),
        at.to_utc(),
        count(counts.rows),
        count(counts.new),
        count(counts.changed),
        count(counts.same),
        count(counts.wrong),
        count(counts.warned),
        sample
    )
    .execute(tx.conn())
    .await?;
    if checked.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// The file is no class list, or brings down whoever works at it.
///
/// # Errors
/// `Stale` when another worker has it by now; `Driver`.
pub async fn roll_work_give_up(
    tx: &mut Tx,
    claim: &ClaimedImport,
    fault: &FileFault,
    at: Instant,
) -> Result<(), StorageError> {
    let given_up = sqlx::query!(
        "UPDATE roll_import SET state = 'unreadable', fault = $3, checked_at = coalesce(checked_at, $4), lease_until = NULL,
             accepted_by = NULL, accepted_at = NULL
         WHERE id = $1 AND lease_until = $2 AND state IN ('waiting', 'accepting')",
        claim.id.0,
        claim.lease_until.to_utc(),
        fault.to_word(),
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    if given_up.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// The lines of a checked file that were found wrong.
///
/// # Errors
/// `Driver`.
pub async fn roll_work_wrong_lines(tx: &mut Tx, id: RollImportId) -> Result<HashSet<u32>, StorageError> {
    let lines =
        sqlx::query_scalar!("SELECT line FROM roll_import_row WHERE import_id = $1 AND verdict = 'wrong'", id.0);
    let lines = lines.fetch_all(tx.conn()).await?;
    Ok(lines.into_iter().filter_map(|line| u32::try_from(line).ok()).collect())
}

const COLUMNS: [&str; 12] = [
    "season",
    "registration_unit_id",
    "identity_kind",
    "identity_number",
    "full_name",
    "birth_date",
    "sex",
    "ethnic_group_code",
    "class_name",
    "candidate_kind",
    "school_10",
    "school_11",
];

/// Entries on their way into the staging table.
pub struct RollStaging<'c> {
    season: SeasonYear,
    unit: RegistrationUnitId,
    copy: CopyIn<'c>,
}

/// Opens the staging table of this transaction.
///
/// # Errors
/// `Driver`.
pub async fn roll_staging_open<'c>(tx: &'c mut Tx, claim: &ClaimedImport) -> Result<RollStaging<'c>, StorageError> {
    staging_create(tx, "school_roll_entry").await?;
    Ok(RollStaging { season: claim.season, unit: claim.unit, copy: CopyIn::begin(tx, &COLUMNS).await? })
}

impl RollStaging<'_> {
    /// Adds an entry.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn add(&mut self, entry: &RollEntry) -> Result<(), StorageError> {
        let mut row = self.copy.row();
        row.i16(Some(self.season.0));
        row.uuid(self.unit.0);
        row.text(Some(entry.identity.kind().as_str()));
        row.text(Some(entry.identity.as_str()));
        row.text(Some(entry.full_name.as_str()));
        row.date(Some(entry.birth_date));
        row.text(Some(entry.sex.as_str()));
        row.text(Some(&entry.ethnic_group_code));
        row.text(Some(&entry.class_name));
        row.text(Some(entry.kind.as_str()));
        row.text(entry.school_10.as_deref());
        row.text(entry.school_11.as_deref());
        self.copy.send_if_full().await
    }

    /// Sends the rest.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn finish(self) -> Result<(), StorageError> {
        self.copy.finish().await.map(drop)
    }
}

/// Writes the staged entries of an accepted file into the roll and gives how many: what another unit took meanwhile stays
/// with it, what stands already is not written. Candidates whose entry changed are compared with the population registry again.
///
/// # Errors
/// `Stale` when another worker has it by now; `Driver`.
pub async fn roll_work_write(tx: &mut Tx, claim: &ClaimedImport, now: Instant) -> Result<u32, StorageError> {
    let row = on_staging(
        "WITH written AS (
               INSERT INTO school_roll_entry AS entry (season, registration_unit_id, identity_kind, identity_number, full_name,
                   birth_date, sex, ethnic_group_code, class_name, candidate_kind, school_10, school_11)
               SELECT season, registration_unit_id, identity_kind, identity_number, full_name, birth_date, sex,
                   ethnic_group_code, class_name, candidate_kind, school_10, school_11
               FROM incoming_rows
               ON CONFLICT ON CONSTRAINT school_roll_entry_pk DO UPDATE
               SET full_name = excluded.full_name, birth_date = excluded.birth_date, sex = excluded.sex,
                   ethnic_group_code = excluded.ethnic_group_code, class_name = excluded.class_name,
                   candidate_kind = excluded.candidate_kind, school_10 = coalesce(excluded.school_10, entry.school_10),
                   school_11 = coalesce(excluded.school_11, entry.school_11)
               WHERE entry.registration_unit_id = excluded.registration_unit_id
                   AND (entry.full_name, entry.birth_date, entry.sex, entry.ethnic_group_code, entry.class_name,
                           entry.candidate_kind, coalesce(entry.school_10, ''), coalesce(entry.school_11, ''))
                       IS DISTINCT FROM (excluded.full_name, excluded.birth_date, excluded.sex, excluded.ethnic_group_code,
                           excluded.class_name, excluded.candidate_kind, coalesce(excluded.school_10, entry.school_10, ''),
                           coalesce(excluded.school_11, entry.school_11, ''))
                   AND (entry.candidate_kind = excluded.candidate_kind OR NOT EXISTS (
                       SELECT FROM candidate JOIN person ON person.id = candidate.person_id
                       WHERE candidate.season = excluded.season AND person.identity_kind = excluded.identity_kind
                           AND person.identity_number = excluded.identity_number))
               RETURNING identity_kind, identity_number),
           reopened AS (
               UPDATE registry_comparison
               SET status = 'unchecked', differing_fields = '{}', registry_values = '{}', request_id = NULL,
                   checked_at = NULL, tries = 0, asked_at = NULL, next_check_at = $2
               FROM written
               JOIN person ON person.identity_kind = written.identity_kind
                   AND person.identity_number = written.identity_number
               JOIN candidate ON candidate.person_id = person.id AND candidate.season = $1
               WHERE registry_comparison.candidate_id = candidate.id)
           SELECT count(*) FROM written",
    )
    .bind(claim.season.0)
    .bind(now.to_utc())
    .fetch_one(tx.conn())
    .await?;
    let written: i64 = row.try_get(0)?;
    let ended = sqlx::query!(
        "UPDATE roll_import SET state = 'accepted', rows_written = $3, progress_per_mille = 1000, lease_until = NULL
         WHERE id = $1 AND lease_until = $2 AND state = 'accepting'",
        claim.id.0,
        claim.lease_until.to_utc(),
        i32::try_from(written).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() != 1 {
        return Err(StorageError::Stale);
    }
    Ok(u32::try_from(written).unwrap_or(u32::MAX))
}

/// A statement on the staging table, which no checked query can know.
#[expect(clippy::disallowed_methods, reason = "temporary tables exist at run time alone; the texts are constants")]
fn on_staging(statement: &'static str) -> sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments> {
    sqlx::query(statement)
}

/// Deletes files and rows of what was uploaded before `before` and waits for nothing; gives of how many.
///
/// # Errors
/// `Driver`.
pub async fn roll_work_empty(tx: &mut Tx, before: Instant, now: Instant) -> Result<u64, StorageError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM roll_import WHERE emptied_at IS NULL AND uploaded_at < $1 AND state NOT IN ('waiting', 'accepting')
         ORDER BY uploaded_at LIMIT 20 FOR UPDATE SKIP LOCKED",
        before.to_utc()
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!("DELETE FROM roll_import_piece WHERE import_id = ANY($1)", &ids).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM roll_import_row WHERE import_id = ANY($1)", &ids).execute(tx.conn()).await?;
    let emptied =
        sqlx::query!("UPDATE roll_import SET emptied_at = $2, sample = NULL WHERE id = ANY($1)", &ids, now.to_utc());
    Ok(emptied.execute(tx.conn()).await?.rows_affected())
}
