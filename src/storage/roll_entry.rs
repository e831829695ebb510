//! One row of a unit's roll, to be taken off it. Every query takes the unit.

use time::Date;

use super::{StorageError, Tx};
use crate::domain::ids::{RegistrationUnitId, RollEntryId, SeasonYear};

/// A row of the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollRow {
    /// Full name.
    pub full_name: String,
    /// The day of birth.
    pub birth_date: Date,
    /// The class; empty for whoever is in none.
    pub class_name: String,
    /// Whether that person has signed in as a candidate of the unit.
    pub has_signed_in: bool,
}

/// The row of this id, if it is on the unit's roll.
///
/// # Errors
/// `Driver`.
pub async fn roll_entry_fetch(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    id: RollEntryId,
) -> Result<Option<RollRow>, StorageError> {
    let row = sqlx::query_as!(
        RollRow,
        r#"SELECT roll.full_name, roll.birth_date, roll.class_name, EXISTS (
               SELECT FROM candidate JOIN person ON person.id = candidate.person_id
               WHERE candidate.season = roll.season AND candidate.registration_unit_id = roll.registration_unit_id
                   AND person.identity_kind = roll.identity_kind
                   AND person.identity_number = roll.identity_number) AS "has_signed_in!"
           FROM school_roll_entry AS roll
           WHERE roll.registration_unit_id = $1 AND roll.season = $2 AND roll.id = $3"#,
        unit.0,
        season.0,
        id.0
    );
    Ok(row.fetch_optional(tx.conn()).await?)
}

/// Takes the row off the unit's roll, unless that person has signed in as a candidate of the unit.
///
/// # Errors
/// `Stale` when there is no such row any more, or the person has signed in; `Driver`.
pub async fn roll_entry_delete(
    tx: &mut Tx,
    unit: RegistrationUnitId,
    season: SeasonYear,
    id: RollEntryId,
) -> Result<(), StorageError> {
    let deleted = sqlx::query!(
        "DELETE FROM school_roll_entry AS roll
         WHERE roll.registration_unit_id = $1 AND roll.season = $2 AND roll.id = $3 AND NOT EXISTS (
             SELECT FROM candidate JOIN person ON person.id = candidate.person_id
             WHERE candidate.season = roll.season AND candidate.registration_unit_id = roll.registration_unit_id
                 AND person.identity_kind = roll.identity_kind AND person.identity_number = roll.identity_number)",
        unit.0,
        season.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    if deleted.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Stale) }
}
