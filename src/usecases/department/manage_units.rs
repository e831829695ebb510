//! The lead of a department sets up registration units and renames them. A unit's code stays: it stands in form numbers and
//! on papers.

use serde_json::json;

use crate::{
    domain::{
        access::{Actor, Permission},
        exam::registration_unit::{NewUnit, UnitForm, unit_name},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::DepartmentCode,
    },
    storage::{
        StorageError,
        registration_unit::{
            SchoolStanding, registration_unit_insert, registration_unit_rename, school_standing_fetch,
        },
        unit_progress::unit_fetch_by_code,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// A unit of the actor's department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUnit {
    /// The department.
    pub department: DepartmentCode,
    /// The unit's three digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum UnitError {
    /// There is no such unit in the actor's department, or the actor leads none.
    #[error("no such unit in the department")]
    NotFound,
    /// What is wrong with the unit as typed.
    #[error("the unit as typed is refused")]
    Invalid(FieldErrors),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The unit of this code in the department that the actor leads.
///
/// # Errors
/// `NotFound`, `Storage`.
pub async fn view(ctx: &Ctx, actor: &Actor, code: &str) -> Result<OwnUnit, UnitError> {
    let department = actor.department_for(Permission::ManageUnits).ok_or(UnitError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let (_, name) = unit_fetch_by_code(&mut tx, &department, code).await?.ok_or(UnitError::NotFound)?;
    tx.commit().await?;
    Ok(OwnUnit { department, code: code.to_owned(), name })
}

/// Sets a unit up: a school of the department's province that is no unit yet, or a receiving point.
///
/// # Errors
/// See [`UnitError`]; `Invalid` also for a code or a school that is taken.
pub async fn add(ctx: &Ctx, actor: &Actor, form: &UnitForm) -> Result<OwnUnit, UnitError> {
    let department = actor.department_for(Permission::ManageUnits).ok_or(UnitError::NotFound)?;
    let unit = form.parse().map_err(UnitError::Invalid)?;
    let mut tx = ctx.db.begin(actor).await?;
    if let Some(school) = &unit.school {
        let refused = |code| UnitError::Invalid(FieldErrors::one("school", code));
        match school_standing_fetch(&mut tx, &department, school).await? {
            SchoolStanding::Unknown => return Err(refused(FieldErrorCode::NotKnown)),
            SchoolStanding::IsUnit => return Err(refused(FieldErrorCode::Taken)),
            SchoolStanding::Free => {}
        }
    }
    let id = ctx.fresh_uuid();
    let added = match registration_unit_insert(&mut tx, &department, id, &unit).await {
        Err(StorageError::Conflict { constraint }) if constraint == "registration_unit_code_uq" => {
            return Err(UnitError::Invalid(FieldErrors::one("code", FieldErrorCode::Taken)));
        }
        added => added?,
    };
    if !added {
        return Err(UnitError::NotFound);
    }
    let NewUnit { code, name, school } = unit;
    let act = Act::new("registration_unit.add").on(id).with(json!({
        "department": department, "code": code.as_str(), "name": name, "school": school,
    }));
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(OwnUnit { department, code: code.as_str().to_owned(), name })
}

/// Gives the unit of this code another name.
///
/// # Errors
/// See [`UnitError`].
pub async fn rename(ctx: &Ctx, actor: &Actor, code: &str, name: &str) -> Result<OwnUnit, UnitError> {
    let department = actor.department_for(Permission::ManageUnits).ok_or(UnitError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let (id, before) = unit_fetch_by_code(&mut tx, &department, code).await?.ok_or(UnitError::NotFound)?;
    let refused = |code| UnitError::Invalid(FieldErrors::one("name", code));
    let name = unit_name(name).map_err(refused)?;
    if name == before {
        return Err(refused(FieldErrorCode::Unchanged));
    }
    if !registration_unit_rename(&mut tx, id, &name).await? {
        return Err(UnitError::NotFound);
    }
    let details = json!({ "department": department, "code": code, "before": before, "after": name });
    let act = Act::new("registration_unit.rename").on(id.0).changed(&before, &name).with(details);
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(OwnUnit { department, code: code.to_owned(), name })
}
