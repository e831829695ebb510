//! Venues of the exam, and the units whose candidates sit it there.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    ids::{DepartmentCode, RegistrationUnitId, SeasonYear},
    time::Instant,
};

/// A venue and how far it is.
#[derive(Debug, Clone)]
pub struct Venue {
    /// Its id.
    pub id: Uuid,
    /// Its two digits within the council.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Its candidates who sit a paper, whose form is signed and who have no number yet.
    pub ready: i64,
    /// Its accepted candidates who sit a paper and whose form is not signed yet.
    pub not_ready: i64,
    /// Those who have a number.
    pub numbered: i64,
    /// How many units sit the exam there.
    pub units: i64,
    /// How many rooms are in use.
    pub rooms: i64,
    /// When numbers were given out last.
    pub numbered_at: Option<Instant>,
}

impl Venue {
    /// Whether a unit sits the exam there, or somebody has a number there.
    #[must_use]
    pub const fn is_used(&self) -> bool {
        self.units > 0 || self.numbered > 0
    }
}

/// The venues of a department, by code.
///
/// # Errors
/// `Driver`.
pub async fn venues_fetch(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
) -> Result<Vec<Venue>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT venue.id, venue.venue_code, venue.name, venue.address,
                  count(form.id) FILTER (WHERE form.state = 'signed') AS "ready!",
                  count(form.id) FILTER (WHERE form.state NOT IN ('signed', 'numbered')) AS "not_ready!",
                  (SELECT count(*) FROM exam_seat WHERE venue_id = venue.id) AS "numbered!",
                  (SELECT count(*) FROM exam_venue_unit WHERE venue_id = venue.id) AS "units!",
                  (SELECT count(DISTINCT room) FROM exam_seat WHERE venue_id = venue.id) AS "rooms!",
                  (SELECT max(at) FROM exam_numbering WHERE venue_id = venue.id) AS "numbered_at?"
           FROM exam_venue AS venue
           LEFT JOIN exam_venue_unit AS placed ON placed.venue_id = venue.id
           LEFT JOIN candidate ON candidate.registration_unit_id = placed.registration_unit_id
               AND candidate.season = venue.season
           LEFT JOIN exam_registration AS form ON form.candidate_id = candidate.id
               AND is_accepted_registration(form.state) AND form.id IN (SELECT department_sitters($2))
           WHERE venue.department_code = $1 AND venue.season = $2
           GROUP BY venue.id ORDER BY venue.venue_code"#,
        department.0,
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Venue {
            id: row.id,
            code: row.venue_code,
            name: row.name,
            address: row.address,
            ready: row.ready,
            not_ready: row.not_ready,
            numbered: row.numbered,
            units: row.units,
            rooms: row.rooms,
            numbered_at: row.numbered_at.map(Instant::from_utc),
        })
        .collect())
}

/// A venue to be set up.
#[derive(Debug)]
pub struct NewVenue<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// Its two digits.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Where it is.
    pub address: &'a str,
}

/// Sets a venue up.
///
/// # Errors
/// `Conflict` on `exam_venue_code_uq` when the council has one of this code; `Driver`.
pub async fn venue_insert(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
    venue: &NewVenue<'_>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_venue (id, season, department_code, venue_code, name, address) VALUES ($1, $2, $3, $4, $5, $6)",
        venue.id,
        season.0,
        department.0,
        venue.code,
        venue.name,
        venue.address
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts the name and the address of a venue right; its code stays.
///
/// # Errors
/// `Driver`.
pub async fn venue_update(tx: &mut Tx, venue: Uuid, name: &str, address: &str) -> Result<(), StorageError> {
    sqlx::query!("UPDATE exam_venue SET name = $2, address = $3 WHERE id = $1", venue, name, address)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away a venue at which no unit sits the exam; whether there was one.
///
/// # Errors
/// `Conflict` where a unit was placed there meanwhile; `Driver`.
pub async fn venue_delete(tx: &mut Tx, venue: Uuid) -> Result<bool, StorageError> {
    let deleted = sqlx::query!("DELETE FROM exam_venue WHERE id = $1", venue).execute(tx.conn()).await?;
    Ok(deleted.rows_affected() == 1)
}

/// A unit of the department and the venue of its candidates.
#[derive(Debug, Clone)]
pub struct PlacedUnit {
    /// The unit.
    pub id: RegistrationUnitId,
    /// Its three digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The venue; none before it is chosen.
    pub venue_id: Option<Uuid>,
    /// Whether some of its candidates have a number there: then it stays.
    pub has_numbers: bool,
}

/// The units of a department with their venues, by code.
///
/// # Errors
/// `Driver`.
pub async fn placed_units_fetch(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
) -> Result<Vec<PlacedUnit>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT unit.id, unit.unit_code, unit.name, placed.venue_id AS "venue_id?",
                  EXISTS (SELECT FROM exam_seat JOIN candidate ON candidate.id = exam_seat.candidate_id
                          WHERE candidate.registration_unit_id = unit.id AND candidate.season = $2) AS "has_numbers!"
           FROM registration_unit AS unit
           LEFT JOIN exam_venue_unit AS placed ON placed.registration_unit_id = unit.id AND placed.season = $2
           WHERE unit.department_code = $1 ORDER BY unit.unit_code"#,
        department.0,
        season.0
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| PlacedUnit {
            id: RegistrationUnitId(row.id),
            code: row.unit_code,
            name: row.name,
            venue_id: row.venue_id,
            has_numbers: row.has_numbers,
        })
        .collect())
}

/// A unit that stands at no venue, though candidates of it sit the exam.
#[derive(Debug, Clone)]
pub struct UnplacedUnit {
    /// Its three digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many accepted forms with a paper it has.
    pub forms: i64,
}

/// The units of a department that stand at no venue though candidates of them sit the exam, by code.
///
/// # Errors
/// `Driver`.
pub async fn unplaced_units_fetch(
    tx: &mut Tx,
    department: &DepartmentCode,
    season: SeasonYear,
) -> Result<Vec<UnplacedUnit>, StorageError> {
    let rows = sqlx::query_as!(
        UnplacedUnit,
        r#"SELECT unit.unit_code AS code, unit.name, count(form.id) AS "forms!"
           FROM registration_unit AS unit
           JOIN candidate ON candidate.registration_unit_id = unit.id AND candidate.season = $2
           JOIN exam_registration AS form ON form.candidate_id = candidate.id
               AND form.id IN (SELECT department_sitters($2))
           WHERE unit.department_code = $1 AND unit.id NOT IN (
               SELECT registration_unit_id FROM exam_venue_unit WHERE season = $2)
           GROUP BY unit.id ORDER BY unit.unit_code"#,
        department.0,
        season.0
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Lets the candidates of a unit sit the exam at a venue.
///
/// # Errors
/// `Driver`.
pub async fn unit_place(
    tx: &mut Tx,
    season: SeasonYear,
    unit: RegistrationUnitId,
    venue: Uuid,
) -> Result<(), StorageError> {
    sqlx::query!(
        "INSERT INTO exam_venue_unit (season, registration_unit_id, venue_id) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT exam_venue_unit_pk DO UPDATE SET venue_id = excluded.venue_id",
        season.0,
        unit.0,
        venue
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
