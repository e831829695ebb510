//! Accounts of staff.

use std::collections::HashMap;

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    access::{StaffActor, StaffRole},
    ids::{InstitutionCode, RegistrationUnitId, StaffId},
};

/// An account with what opens it.
pub struct StaffAccount {
    /// The account and its role.
    pub actor: StaffActor,
    /// Whose it is.
    pub full_name: String,
    /// The password's hash, a PHC string.
    pub password_hash: String,
    /// Whether it was closed.
    pub is_disabled: bool,
}

/// The account with this e-mail address (lower case), if there is one.
///
/// # Errors
/// `Driver`; `Inconsistent` for a role that lacks its tenant.
pub async fn staff_fetch_by_email(tx: &mut Tx, email: &str) -> Result<Option<StaffAccount>, StorageError> {
    let row = sqlx::query!(
        "SELECT id, full_name, role, registration_unit_id, institution_code, password_hash,
                disabled_at IS NOT NULL AS \"is_disabled!\"
         FROM staff WHERE email = $1",
        email
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let role = role(row.id, &row.role, row.registration_unit_id, row.institution_code)?;
        Ok(StaffAccount {
            actor: StaffActor { staff_id: StaffId(row.id), role },
            full_name: row.full_name,
            password_hash: row.password_hash,
            is_disabled: row.is_disabled,
        })
    })
    .transpose()
}

/// The addresses of the operators of the ministry except one, in the order of the addresses; closed accounts have no part.
///
/// # Errors
/// `Driver`.
pub async fn other_operator_emails_fetch(tx: &mut Tx, except: StaffId) -> Result<Vec<String>, StorageError> {
    let emails = sqlx::query_scalar!(
        "SELECT email FROM staff WHERE role = 'ministry_operator' AND disabled_at IS NULL AND id <> $1 ORDER BY email",
        except.0
    );
    Ok(emails.fetch_all(tx.conn()).await?)
}

/// The names of the operators of the ministry, of closed accounts too.
///
/// # Errors
/// `Driver`.
pub async fn operator_names_fetch(tx: &mut Tx) -> Result<HashMap<StaffId, String>, StorageError> {
    let rows = sqlx::query!("SELECT id, full_name FROM staff WHERE role = 'ministry_operator'");
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (StaffId(row.id), row.full_name)).collect())
}

fn role(id: Uuid, word: &str, unit: Option<Uuid>, institution: Option<String>) -> Result<StaffRole, StorageError> {
    match (word, unit, institution) {
        ("school_staff", Some(unit), None) => Ok(StaffRole::SchoolStaff { unit: RegistrationUnitId(unit) }),
        ("institution_staff", None, Some(code)) => {
            Ok(StaffRole::InstitutionStaff { institution: InstitutionCode(code) })
        }
        ("ministry_operator", None, None) => Ok(StaffRole::MinistryOperator),
        _ => Err(StorageError::inconsistent("staff", "role", id)),
    }
}
