//! Class lists as files: what was uploaded, how far each is, and what came of its rows.

use uuid::Uuid;

use super::{StorageError, Tx, school_record::Units};
use crate::domain::{
    ids::{RegistrationUnitId, RollImportId, SeasonYear, StaffId},
    roll::{
        fault::RollFault,
        import::{FaultGroup, FileFault, RollCounts, RollFormat, RollImportState, RowVerdict, SampleRow},
    },
    time::Instant,
};

/// A file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollImport {
    /// Its id.
    pub id: RollImportId,
    /// The name that it had at home.
    pub file_name: String,
    /// How it is built.
    pub format: RollFormat,
    /// The name of its encoding, of text.
    pub encoding: Option<String>,
    /// Bytes.
    pub size_bytes: u32,
    /// How far it is.
    pub state: RollImportState,
    /// Why it is unreadable.
    pub fault: Option<FileFault>,
    /// How far the job is, in thousandths.
    pub progress_per_mille: u16,
    /// How its rows came out.
    pub counts: RollCounts,
    /// How many rows were written.
    pub written: Option<u32>,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Instant,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// When.
    pub accepted_at: Option<Instant>,
    /// When its rows were deleted.
    pub emptied_at: Option<Instant>,
}

/// A file to be kept.
#[derive(Debug)]
pub struct NewRollImport<'a> {
    /// A fresh id.
    pub id: RollImportId,
    /// The season.
    pub season: SeasonYear,
    /// Whose list it is.
    pub unit: RegistrationUnitId,
    /// Who uploads it.
    pub staff: StaffId,
    /// When.
    pub at: Instant,
    /// Its name.
    pub file_name: &'a str,
    /// How it is built.
    pub format: RollFormat,
    /// The name of its encoding, of text.
    pub encoding: Option<&'a str>,
    /// Bytes.
    pub size_bytes: u32,
    /// Their hash.
    pub sha256: &'a [u8],
}

/// Keeps what there is to say of a file; its pieces come after it.
///
/// # Errors
/// `Driver`.
pub async fn roll_import_insert(tx: &mut Tx, new: &NewRollImport<'_>) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO roll_import (id, season, registration_unit_id, uploaded_by, uploaded_at, file_name, format, encoding,
             size_bytes, file_sha256, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')",
        new.id.0,
        new.season.0,
        new.unit.0,
        new.staff.0,
        new.at.to_utc(),
        new.file_name,
        new.format.as_str(),
        new.encoding,
        i32::try_from(new.size_bytes).unwrap_or(i32::MAX),
        new.sha256
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a piece of a file; the first is number 0.
///
/// # Errors
/// `Driver`.
pub async fn roll_import_piece_insert(
    tx: &mut Tx,
    id: RollImportId,
    number: i32,
    bytes: &[u8],
) -> Result<(), StorageError> {
    sqlx::query!("INSERT INTO roll_import_piece (import_id, number, bytes) VALUES ($1, $2, $3)", id.0, number, bytes)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A piece of a file; `None` behind the last.
///
/// # Errors
/// `Driver`.
pub async fn roll_import_piece_fetch(
    tx: &mut Tx,
    id: RollImportId,
    number: i32,
) -> Result<Option<Vec<u8>>, StorageError> {
    let piece =
        sqlx::query_scalar!("SELECT bytes FROM roll_import_piece WHERE import_id = $1 AND number = $2", id.0, number);
    Ok(piece.fetch_optional(tx.conn()).await?)
}

/// The same file of the same unit, where nothing else has changed the roll since it was accepted, or it is not accepted
/// yet; unreadable ones and those whose rows are gone do not count.
///
/// # Errors
/// `Driver`.
pub async fn roll_import_find_same(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    sha256: &[u8],
) -> Result<Option<RollImportId>, StorageError> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM roll_import AS same
         WHERE registration_unit_id = $1 AND season = $2 AND file_sha256 = $3
           AND (state IN ('waiting', 'checked', 'accepting') AND emptied_at IS NULL
                OR state = 'accepted' AND NOT EXISTS (SELECT FROM roll_import AS later
                    WHERE later.registration_unit_id = $1 AND later.season = $2 AND later.accepted_at > same.accepted_at))
         ORDER BY uploaded_at DESC LIMIT 1",
        unit.0,
        season.0,
        sha256
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(RollImportId))
}

struct Row {
    id: Uuid,
    file_name: String,
    format: String,
    encoding: Option<String>,
    size_bytes: i32,
    state: String,
    fault: Option<String>,
    progress_per_mille: i16,
    rows_read: i32,
    rows_new: i32,
    rows_changed: i32,
    rows_same: i32,
    rows_wrong: i32,
    rows_warned: i32,
    rows_written: Option<i32>,
    uploaded_by: String,
    uploaded_at: time::OffsetDateTime,
    accepted_by: Option<String>,
    accepted_at: Option<time::OffsetDateTime>,
    emptied_at: Option<time::OffsetDateTime>,
}

impl Row {
    fn into_import(self) -> Result<RollImport, StorageError> {
        let inconsistent = |column| StorageError::inconsistent("roll_import", column, self.id);
        let count = |count: i32| u32::try_from(count).unwrap_or_default();
        let fault = self.fault.as_deref().map(|word| FileFault::parse(word).ok_or_else(|| inconsistent("fault")));
        Ok(RollImport {
            id: RollImportId(self.id),
            format: RollFormat::parse(&self.format).ok_or_else(|| inconsistent("format"))?,
            state: RollImportState::parse(&self.state).ok_or_else(|| inconsistent("state"))?,
            fault: fault.transpose()?,
            progress_per_mille: u16::try_from(self.progress_per_mille).unwrap_or_default(),
            counts: RollCounts {
                rows: count(self.rows_read),
                new: count(self.rows_new),
                changed: count(self.rows_changed),
                same: count(self.rows_same),
                wrong: count(self.rows_wrong),
                warned: count(self.rows_warned),
            },
            written: self.rows_written.map(count),
            size_bytes: count(self.size_bytes),
            file_name: self.file_name,
            encoding: self.encoding,
            uploaded_by: self.uploaded_by,
            uploaded_at: Instant::from_utc(self.uploaded_at),
            accepted_by: self.accepted_by,
            accepted_at: self.accepted_at.map(Instant::from_utc),
            emptied_at: self.emptied_at.map(Instant::from_utc),
        })
    }
}

/// The latest files of a unit, the latest first; with an id that one alone.
///
/// # Errors
/// `Driver`; `Inconsistent` for words that the domain does not know.
pub async fn roll_imports_fetch(
    tx: &mut Tx,
    units: Units,
    season: SeasonYear,
    only: Option<RollImportId>,
    limit: i64,
) -> Result<Vec<RollImport>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT import.id, file_name, format, encoding, size_bytes, state, fault, progress_per_mille, rows_read, rows_new,
               rows_changed, rows_same, rows_wrong, rows_warned, rows_written,
               coalesce(uploader.full_name, '') AS "uploaded_by!", uploaded_at, accepter.full_name AS "accepted_by?",
               accepted_at, emptied_at
           FROM roll_import AS import
           LEFT JOIN staff AS uploader ON uploader.id = uploaded_by
           LEFT JOIN staff AS accepter ON accepter.id = accepted_by
           WHERE ($1::uuid IS NULL OR import.registration_unit_id = $1) AND season = $2
             AND ($3::uuid IS NULL OR import.id = $3)
           ORDER BY uploaded_at DESC, import.id DESC LIMIT $4"#,
        units.only(),
        season.0,
        only.map(|id| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::into_import).collect()
}

/// The school wants the good rows of a checked file.
///
/// # Errors
/// `Stale` when it is not checked, or its rows are gone; `Driver`.
pub async fn roll_import_accept(
    tx: &mut Tx,
    id: RollImportId,
    unit: RegistrationUnitId,
    staff: StaffId,
    at: Instant,
) -> Result<(), StorageError> {
    let accepted = sqlx::query!(
        "UPDATE roll_import SET state = 'accepting', accepted_by = $3, accepted_at = $4, progress_per_mille = 0,
             lease_until = NULL, tries = 0
         WHERE id = $1 AND registration_unit_id = $2 AND state = 'checked' AND emptied_at IS NULL",
        id.0,
        unit.0,
        staff.0,
        at.to_utc()
    )
    .execute(tx.conn())
    .await?;
    if accepted.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}

/// What stands wrong in a file, the commonest first, with the lines where each stands first.
///
/// # Errors
/// `Driver`; `Inconsistent` for a fault that the domain does not know.
pub async fn roll_import_faults(tx: &mut Tx, id: RollImportId, lines: i32) -> Result<Vec<FaultGroup>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT split_part(word, ':', 1) || ':' || split_part(word, ':', 2) AS "fault!", count(*) AS "rows!",
               (array_agg(line ORDER BY line))[1:$2] AS "lines!"
           FROM roll_import_row, string_to_table(faults, ' ') AS word
           WHERE import_id = $1 AND faults <> '' GROUP BY 1 ORDER BY 2 DESC, 1"#,
        id.0,
        lines
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let fault = RollFault::parse(&row.fault)
                .ok_or_else(|| StorageError::inconsistent("roll_import_row", "faults", id.0))?;
            let lines = row.lines.into_iter().filter_map(|line| u32::try_from(line).ok()).collect();
            Ok(FaultGroup { fault, rows: u32::try_from(row.rows).unwrap_or(u32::MAX), lines })
        })
        .collect()
}

/// The first good rows of a checked file as they were read; none once its content is deleted.
///
/// # Errors
/// `Driver`; `Inconsistent` for rows of another shape.
pub async fn roll_import_sample(tx: &mut Tx, id: RollImportId) -> Result<Vec<SampleRow>, StorageError> {
    let sample = sqlx::query_scalar!("SELECT sample FROM roll_import WHERE id = $1", id.0);
    let Some(sample) = sample.fetch_optional(tx.conn()).await?.flatten() else { return Ok(Vec::new()) };
    serde_json::from_value(sample).map_err(|_| StorageError::inconsistent("roll_import", "sample", id.0))
}

/// What came of each row, by line: the verdict and what is wrong or unusual. Lines that are missing are new without a
/// fault.
///
/// # Errors
/// `Driver`; `Inconsistent` for a word that the domain does not know.
pub async fn roll_import_verdicts(
    tx: &mut Tx,
    id: RollImportId,
) -> Result<Vec<(u32, RowVerdict, Vec<RollFault>)>, StorageError> {
    let inconsistent = |column| StorageError::inconsistent("roll_import_row", column, id.0);
    let rows =
        sqlx::query!("SELECT line, verdict, faults FROM roll_import_row WHERE import_id = $1 ORDER BY line", id.0)
            .fetch_all(tx.conn())
            .await?;
    rows.into_iter()
        .map(|row| {
            let line = u32::try_from(row.line).map_err(|_| inconsistent("line"))?;
            let verdict = RowVerdict::parse(&row.verdict).ok_or_else(|| inconsistent("verdict"))?;
            Ok((line, verdict, RollFault::parse_all(&row.faults).ok_or_else(|| inconsistent("faults"))?))
        })
        .collect()
}

/// How many candidates stand on the roll of a unit.
///
/// # Errors
/// `Driver`.
pub async fn roll_count(tx: &mut Tx, unit: RegistrationUnitId, season: SeasonYear) -> Result<i64, StorageError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM school_roll_entry WHERE registration_unit_id = $1 AND season = $2"#,
        unit.0,
        season.0
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// The ethnic groups with their codes, and the codes of all high schools.
///
/// # Errors
/// `Driver`.
pub async fn roll_codes_fetch(tx: &mut Tx) -> Result<(Vec<(String, String)>, Vec<String>), StorageError> {
    let groups = sqlx::query!("SELECT code, name FROM ethnic_group ORDER BY code").fetch_all(tx.conn()).await?;
    let schools = sqlx::query_scalar!("SELECT code FROM high_school").fetch_all(tx.conn()).await?;
    Ok((groups.into_iter().map(|row| (row.code, row.name)).collect(), schools))
}
