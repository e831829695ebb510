//! Registration units, as the lead of a department sets them up and renames them. The table is reference data: two functions
//! of the database write it, for the lead of the unit's department alone (migration 0092).

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    exam::registration_unit::NewUnit,
    ids::{DepartmentCode, RegistrationUnitId},
};

/// What a high school is to a department that sets a unit up for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolStanding {
    /// There is none of that code in the department's province.
    Unknown,
    /// It is a unit already.
    IsUnit,
    /// It may become one.
    Free,
}

/// What the high school of this code is to a department.
///
/// # Errors
/// `Driver`.
pub async fn school_standing_fetch(
    tx: &mut Tx,
    department: &DepartmentCode,
    school: &str,
) -> Result<SchoolStanding, StorageError> {
    let is_unit = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM registration_unit AS unit WHERE unit.high_school_code = school.code) AS "is_unit!"
           FROM high_school AS school JOIN department ON department.province_code = school.province_code
           WHERE school.code = $1 AND department.code = $2"#,
        school,
        department.0
    );
    Ok(match is_unit.fetch_optional(tx.conn()).await? {
        None => SchoolStanding::Unknown,
        Some(true) => SchoolStanding::IsUnit,
        Some(false) => SchoolStanding::Free,
    })
}

/// Sets a unit up; whether the actor may.
///
/// # Errors
/// `Conflict` on `registration_unit_code_uq` where the department has one of this code; `Driver`.
pub async fn registration_unit_insert(
    tx: &mut Tx,
    department: &DepartmentCode,
    id: Uuid,
    unit: &NewUnit,
) -> Result<bool, StorageError> {
    let added = sqlx::query_scalar!(
        "SELECT registration_unit_add($1, $2, $3, $4, $5)",
        department.0,
        id,
        unit.code.as_str(),
        unit.name,
        unit.school.as_deref()
    );
    Ok(added.fetch_one(tx.conn()).await?.is_some())
}

/// Renames a unit; whether the actor may.
///
/// # Errors
/// `Driver`.
pub async fn registration_unit_rename(tx: &mut Tx, unit: RegistrationUnitId, name: &str) -> Result<bool, StorageError> {
    let renamed = sqlx::query_scalar!("SELECT registration_unit_rename($1, $2)", unit.0, name);
    Ok(renamed.fetch_one(tx.conn()).await?.is_some())
}
