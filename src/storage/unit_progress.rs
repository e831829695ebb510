//! How far units and classes are with their exam registrations, counted. Figures leave this file, and nobody's record.

use super::{StorageError, Tx};
use crate::domain::{
    exam::progress::{NamedProgress, Progress},
    ids::{DepartmentCode, RegistrationUnitId, SeasonYear},
    text::natural_key,
    time::Instant,
};

/// A unit of a department with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitProgress {
    /// Its department.
    pub department: DepartmentCode,
    /// Its code, name and figures.
    pub unit: NamedProgress,
}

/// A group as the database counts it.
struct Row {
    department: String,
    code: String,
    name: String,
    on_roll: i64,
    absent: i64,
    signed_in: i64,
    submitted: i64,
    returned: i64,
    approved: i64,
    signed_off: i64,
    signed: i64,
    numbered: i64,
    ended: i64,
    waiting_since: Option<time::OffsetDateTime>,
}

impl Row {
    fn into_unit(self) -> UnitProgress {
        let count = |count: i64| u32::try_from(count).unwrap_or_default();
        let progress = Progress {
            on_roll: count(self.on_roll),
            absent: count(self.absent),
            signed_in: count(self.signed_in),
            submitted: count(self.submitted),
            returned: count(self.returned),
            approved: count(self.approved),
            signed_off: count(self.signed_off),
            signed: count(self.signed),
            numbered: count(self.numbered),
            ended: count(self.ended),
            waiting_since: self.waiting_since.map(Instant::from_utc),
        };
        let unit = NamedProgress { code: self.code, name: self.name, progress };
        UnitProgress { department: DepartmentCode(self.department), unit }
    }
}

/// The units of `department`, or of all departments, by code.
///
/// # Errors
/// `Driver`.
pub async fn unit_progress_fetch(
    tx: &mut Tx,
    department: Option<&DepartmentCode>,
    season: SeasonYear,
) -> Result<Vec<UnitProgress>, StorageError> {
    // The roll and the candidates are each counted once for all units: a roll is found by its season, not by its unit.
    let rows = sqlx::query_as!(
        Row,
        r#"WITH unit AS (
               SELECT id, department_code, unit_code, name FROM registration_unit
               WHERE $1::text IS NULL OR department_code = $1),
           on_roll AS (
               SELECT roll.registration_unit_id AS unit_id, count(*) AS entries,
                      count(*) FILTER (WHERE candidate.id IS NULL) AS absent
               FROM school_roll_entry roll
               JOIN unit ON unit.id = roll.registration_unit_id
               LEFT JOIN person ON person.identity_kind = roll.identity_kind
                    AND person.identity_number = roll.identity_number
               LEFT JOIN candidate ON candidate.person_id = person.id AND candidate.season = roll.season
                    AND candidate.registration_unit_id = roll.registration_unit_id
               WHERE roll.season = $2 GROUP BY 1),
           signed_in AS (
               SELECT candidate.registration_unit_id AS unit_id, count(*) AS candidates,
                      count(*) FILTER (WHERE form.state = 'submitted') AS submitted,
                      count(*) FILTER (WHERE form.state = 'rejected') AS returned,
                      count(*) FILTER (WHERE is_accepted_registration(form.state)) AS approved,
                      count(*) FILTER (WHERE form.state IN ('locked', 'signed', 'numbered')) AS signed_off,
                      count(*) FILTER (WHERE form.state IN ('signed', 'numbered')) AS signed,
                      count(*) FILTER (WHERE form.state = 'numbered') AS numbered,
                      count(*) FILTER (WHERE form.state IN ('ineligible', 'cancelled')) AS ended,
                      min(form.submitted_at) FILTER (WHERE form.state = 'submitted') AS waiting_since
               FROM candidate
               JOIN unit ON unit.id = candidate.registration_unit_id
               LEFT JOIN exam_registration form ON form.candidate_id = candidate.id
               WHERE candidate.season = $2 GROUP BY 1)
           SELECT unit.department_code AS "department!", unit.unit_code AS "code!", unit.name AS "name!",
                  coalesce(on_roll.entries, 0) AS "on_roll!",
                  coalesce(on_roll.absent, 0) AS "absent!", coalesce(signed_in.candidates, 0) AS "signed_in!",
                  coalesce(signed_in.submitted, 0) AS "submitted!", coalesce(signed_in.returned, 0) AS "returned!",
                  coalesce(signed_in.approved, 0) AS "approved!", coalesce(signed_in.signed_off, 0) AS "signed_off!",
                  coalesce(signed_in.signed, 0) AS "signed!", coalesce(signed_in.numbered, 0) AS "numbered!",
                  coalesce(signed_in.ended, 0) AS "ended!",
                  signed_in.waiting_since AS "waiting_since?"
           FROM unit
           LEFT JOIN on_roll ON on_roll.unit_id = unit.id
           LEFT JOIN signed_in ON signed_in.unit_id = unit.id
           ORDER BY unit.department_code, unit.unit_code"#,
        department.map(|department| department.0.as_str()),
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Row::into_unit).collect())
}

/// The classes of a unit by name, 12A2 before 12A10; those who are in none, such as free candidates, under an empty one.
///
/// # Errors
/// `Driver`.
pub async fn class_progress_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
) -> Result<Vec<NamedProgress>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH on_roll AS (
               SELECT identity_kind, identity_number, class_name FROM school_roll_entry
               WHERE season = $2 AND registration_unit_id = $1),
           signed_in AS (
               SELECT person.identity_kind, person.identity_number, form.state, form.submitted_at
               FROM candidate
               JOIN person ON person.id = candidate.person_id
               LEFT JOIN exam_registration form ON form.candidate_id = candidate.id
               WHERE candidate.registration_unit_id = $1 AND candidate.season = $2)
           SELECT '' AS "department!", '' AS "code!", coalesce(on_roll.class_name, '') AS "name!",
                  count(on_roll.identity_number) AS "on_roll!",
                  count(*) FILTER (WHERE signed_in.identity_number IS NULL) AS "absent!",
                  count(signed_in.identity_number) AS "signed_in!",
                  count(*) FILTER (WHERE signed_in.state = 'submitted') AS "submitted!",
                  count(*) FILTER (WHERE signed_in.state = 'rejected') AS "returned!",
                  count(*) FILTER (WHERE is_accepted_registration(signed_in.state)) AS "approved!",
                  count(*) FILTER (WHERE signed_in.state IN ('locked', 'signed', 'numbered')) AS "signed_off!",
                  count(*) FILTER (WHERE signed_in.state IN ('signed', 'numbered')) AS "signed!",
                  count(*) FILTER (WHERE signed_in.state = 'numbered') AS "numbered!",
                  count(*) FILTER (WHERE signed_in.state IN ('ineligible', 'cancelled')) AS "ended!",
                  min(signed_in.submitted_at) FILTER (WHERE signed_in.state = 'submitted') AS "waiting_since?"
           FROM on_roll FULL JOIN signed_in USING (identity_kind, identity_number)
           GROUP BY 3"#,
        unit.0,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut classes: Vec<NamedProgress> = rows.into_iter().map(|row| row.into_unit().unit).collect();
    classes.sort_by_cached_key(|class| natural_key(&class.name));
    Ok(classes)
}

/// All departments by code, with their names.
///
/// # Errors
/// `Driver`.
pub async fn departments_fetch(tx: &mut Tx) -> Result<Vec<(DepartmentCode, String)>, StorageError> {
    let rows = sqlx::query!("SELECT code, name FROM department ORDER BY code").fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (DepartmentCode(row.code), row.name)).collect())
}

/// The name of a department; `None` where there is none.
///
/// # Errors
/// `Driver`.
pub async fn department_fetch_name(tx: &mut Tx, department: &DepartmentCode) -> Result<Option<String>, StorageError> {
    let name = sqlx::query_scalar!("SELECT name FROM department WHERE code = $1", department.0);
    Ok(name.fetch_optional(tx.conn()).await?)
}

/// The unit of a department with this code, and its name.
///
/// # Errors
/// `Driver`.
pub async fn unit_fetch_by_code(
    tx: &mut Tx,
    department: &DepartmentCode,
    unit_code: &str,
) -> Result<Option<(RegistrationUnitId, String)>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, name FROM registration_unit WHERE department_code = $1 AND unit_code = $2",
        department.0,
        unit_code
    );
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| (RegistrationUnitId(row.id), row.name)))
}
