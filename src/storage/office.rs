//! The offices that accounts of staff are made for: departments, registration units, institutions.

use super::{StorageError, Tx};
use crate::domain::{
    access::Tenant,
    ids::{DepartmentCode, RegistrationUnitId},
};

/// An office to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// What the form sends: a code, or the unit's id.
    pub key: String,
    /// The code that people know.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// All departments, by code.
///
/// # Errors
/// `Driver`.
pub async fn departments_list(tx: &mut Tx) -> Result<Vec<Office>, StorageError> {
    let rows = sqlx::query_as!(Office, "SELECT code AS key, code, name FROM department ORDER BY code");
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// All institutions, by code.
///
/// # Errors
/// `Driver`.
pub async fn institutions_list(tx: &mut Tx) -> Result<Vec<Office>, StorageError> {
    let rows = sqlx::query_as!(Office, "SELECT code AS key, code, name FROM institution ORDER BY code");
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The units of a department, by code.
///
/// # Errors
/// `Driver`.
pub async fn units_list(tx: &mut Tx, department: &DepartmentCode) -> Result<Vec<Office>, StorageError> {
    let rows = sqlx::query_as!(
        Office,
        "SELECT id::text AS \"key!\", unit_code AS code, name FROM registration_unit
         WHERE department_code = $1 ORDER BY unit_code",
        department.0
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The name of an office; `None` when there is none such. The whole country has an empty name.
///
/// # Errors
/// `Driver`.
pub async fn office_fetch_name(tx: &mut Tx, office: &Tenant) -> Result<Option<String>, StorageError> {
    if *office == Tenant::National {
        return Ok(Some(String::new()));
    }
    let name = sqlx::query_scalar!(
        "SELECT name AS \"name!\" FROM registration_unit WHERE $1 = 'unit' AND id::text = $2
         UNION ALL SELECT name FROM department WHERE $1 = 'department' AND code = $2
         UNION ALL SELECT name FROM institution WHERE $1 = 'institution' AND code = $2",
        office.kind(),
        office.id()
    );
    Ok(name.fetch_optional(tx.conn()).await?)
}

/// The department of a unit; `None` when there is no such unit.
///
/// # Errors
/// `Driver`.
pub async fn unit_fetch_department(
    tx: &mut Tx,
    unit: RegistrationUnitId,
) -> Result<Option<DepartmentCode>, StorageError> {
    let code = sqlx::query_scalar!("SELECT department_code FROM registration_unit WHERE id = $1", unit.0);
    Ok(code.fetch_optional(tx.conn()).await?.map(DepartmentCode))
}
