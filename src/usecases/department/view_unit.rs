//! One unit in figures, class by class.

use super::{DepartmentError, department_for};
use crate::{
    domain::{
        access::Actor,
        exam::progress::{NamedProgress, Progress},
        ids::{DepartmentCode, SeasonYear},
    },
    storage::unit_progress::{class_progress_fetch, department_fetch_name, unit_fetch_by_code},
    usecases::Ctx,
};

/// A unit and its classes.
#[derive(Debug)]
pub struct UnitClasses {
    /// The code of its department.
    pub department: DepartmentCode,
    /// The name of its department.
    pub department_name: String,
    /// Its name.
    pub name: String,
    /// Its classes by name; whoever is in none under an empty one.
    pub classes: Vec<NamedProgress>,
    /// All of them.
    pub total: Progress,
}

/// The unit of `department` with `unit_code`.
///
/// # Errors
/// `NotFound`, also for another one's department; `Forbidden`; what the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    department: DepartmentCode,
    unit_code: &str,
) -> Result<UnitClasses, DepartmentError> {
    let department = department_for(actor, Some(department))?;
    let mut tx = ctx.db.begin(actor).await?;
    let department_name = department_fetch_name(&mut tx, &department).await?.ok_or(DepartmentError::NotFound)?;
    let (unit, name) = unit_fetch_by_code(&mut tx, &department, unit_code).await?.ok_or(DepartmentError::NotFound)?;
    let classes = class_progress_fetch(&mut tx, unit, season).await?;
    tx.commit().await?;
    Ok(UnitClasses { department, department_name, name, total: Progress::of_all(&classes), classes })
}
