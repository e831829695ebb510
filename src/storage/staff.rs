//! Accounts of staff.

use std::collections::HashMap;

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::{RoleKind, StaffActor, StaffRole, Tenant},
    ids::{DepartmentCode, InstitutionCode, RegistrationUnitId, StaffId},
};

/// An account with what opens it.
pub struct StaffAccount {
    /// The account and its role.
    pub actor: StaffActor,
    /// The address it is known by.
    pub email: String,
    /// Whose it is.
    pub full_name: String,
    /// The password's hash, a PHC string.
    pub password_hash: String,
    /// Whether it was closed.
    pub is_disabled: bool,
}

/// A row of `staff`, before the domain has looked at it.
struct StaffRow {
    id: Uuid,
    email: String,
    full_name: String,
    role: String,
    registration_unit_id: Option<Uuid>,
    department_code: Option<String>,
    institution_code: Option<String>,
    password_hash: String,
    is_disabled: bool,
}

impl StaffRow {
    fn into_account(self) -> Result<StaffAccount, StorageError> {
        let role = role(self.id, &self.role, self.registration_unit_id, self.department_code, self.institution_code)?;
        Ok(StaffAccount {
            actor: StaffActor { staff_id: StaffId(self.id), role },
            email: self.email,
            full_name: self.full_name,
            password_hash: self.password_hash,
            is_disabled: self.is_disabled,
        })
    }
}

/// The account with this e-mail address (lower case), if there is one.
///
/// # Errors
/// `Driver`; `Inconsistent` for a role that lacks its tenant.
pub async fn staff_fetch_by_email(tx: &mut Tx, email: &str) -> Result<Option<StaffAccount>, StorageError> {
    let row = sqlx::query_as!(
        StaffRow,
        "SELECT id, email, full_name, role, registration_unit_id, department_code, institution_code, password_hash,
                disabled_at IS NOT NULL AS \"is_disabled!\"
         FROM staff WHERE email = $1",
        email
    );
    row.fetch_optional(tx.conn()).await?.map(StaffRow::into_account).transpose()
}

/// The account, if there is one.
///
/// # Errors
/// `Driver`; `Inconsistent` for a role that lacks its tenant.
pub async fn staff_fetch(tx: &mut Tx, staff: StaffId) -> Result<Option<StaffAccount>, StorageError> {
    let row = sqlx::query_as!(
        StaffRow,
        "SELECT id, email, full_name, role, registration_unit_id, department_code, institution_code, password_hash,
                disabled_at IS NOT NULL AS \"is_disabled!\"
         FROM staff WHERE id = $1",
        staff.0
    );
    row.fetch_optional(tx.conn()).await?.map(StaffRow::into_account).transpose()
}

/// Stores a newer hash in the place of `before`, unless the password was changed meanwhile; gives whether it was stored.
///
/// # Errors
/// `Driver`.
pub async fn staff_password_hash_renew(
    tx: &mut Tx,
    staff: StaffId,
    before: &str,
    renewed: &str,
) -> Result<bool, StorageError> {
    let done = sqlx::query!(
        "UPDATE staff SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
        staff.0,
        before,
        renewed
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The role of an account as it is now; `None` where there is no such account or it is closed.
///
/// # Errors
/// `Driver`; `Inconsistent` for a role that lacks its tenant.
pub async fn staff_role_fetch(tx: &mut Tx, id: StaffId) -> Result<Option<StaffRole>, StorageError> {
    let row = sqlx::query!(
        "SELECT role, registration_unit_id, department_code, institution_code FROM staff
         WHERE id = $1 AND disabled_at IS NULL",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| role(id.0, &row.role, row.registration_unit_id, row.department_code, row.institution_code))
        .transpose()
}

/// The addresses of those who release what operators propose, in order; closed accounts have no part.
///
/// # Errors
/// `Driver`.
pub async fn releaser_emails_fetch(tx: &mut Tx) -> Result<Vec<String>, StorageError> {
    let emails = sqlx::query_scalar!(
        "SELECT email FROM staff WHERE role = 'ministry_releaser' AND disabled_at IS NULL ORDER BY email"
    );
    Ok(emails.fetch_all(tx.conn()).await?)
}

/// The address of an account; `None` for a closed one, and for one that the reader may not know.
///
/// # Errors
/// `Driver`.
pub async fn staff_email_fetch(tx: &mut Tx, id: StaffId) -> Result<Option<String>, StorageError> {
    let email = sqlx::query_scalar!("SELECT email FROM staff WHERE id = $1 AND disabled_at IS NULL", id.0);
    Ok(email.fetch_optional(tx.conn()).await?)
}

/// The names of the ministry's operators and releasers, of closed accounts too.
///
/// # Errors
/// `Driver`.
pub async fn ministry_names_fetch(tx: &mut Tx) -> Result<HashMap<StaffId, String>, StorageError> {
    let rows = sqlx::query!("SELECT id, full_name FROM staff WHERE role IN ('ministry_operator', 'ministry_releaser')");
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (StaffId(row.id), row.full_name)).collect())
}

/// Stores the hash of another password; gives the one before, if there is such an account.
///
/// # Errors
/// `Driver`.
pub async fn staff_password_hash_set(tx: &mut Tx, staff: StaffId, hash: &str) -> Result<Option<String>, StorageError> {
    let before = sqlx::query_scalar!("SELECT password_hash FROM staff WHERE id = $1 FOR UPDATE", staff.0)
        .fetch_optional(tx.conn())
        .await?;
    sqlx::query!("UPDATE staff SET password_hash = $2 WHERE id = $1", staff.0, hash).execute(tx.conn()).await?;
    Ok(before)
}

/// The columns of a role: its word, unit, department and institution.
#[must_use]
pub fn role_columns(role: &StaffRole) -> (&'static str, Option<Uuid>, Option<String>, Option<String>) {
    let word = role.kind().as_str();
    match role.tenant() {
        Tenant::Unit(unit) => (word, Some(unit.0), None, None),
        Tenant::Department(department) => (word, None, Some(department.0), None),
        Tenant::Institution(institution) => (word, None, None, Some(institution.0)),
        Tenant::National => (word, None, None, None),
    }
}

/// The role of an account, from its columns.
///
/// # Errors
/// `Inconsistent` for a word that is none, or a tenant that does not belong to it.
pub fn role(
    id: Uuid,
    word: &str,
    unit: Option<Uuid>,
    department: Option<String>,
    institution: Option<String>,
) -> Result<StaffRole, StorageError> {
    let tenant = match (unit, department, institution) {
        (Some(unit), None, None) => Some(Tenant::Unit(RegistrationUnitId(unit))),
        (None, Some(department), None) => Some(Tenant::Department(DepartmentCode(department))),
        (None, None, Some(institution)) => Some(Tenant::Institution(InstitutionCode(institution))),
        (None, None, None) => Some(Tenant::National),
        _ => None,
    };
    let role = RoleKind::parse(word).zip(tenant).and_then(|(kind, tenant)| StaffRole::new(kind, tenant));
    role.ok_or(StorageError::inconsistent("staff", "role", id))
}
