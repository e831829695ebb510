//! The units of a department in figures.

use super::{DepartmentError, department_for};
use crate::{
    domain::{
        access::Actor,
        exam::progress::{NamedProgress, Progress},
        ids::{DepartmentCode, SeasonYear},
    },
    storage::unit_progress::{department_fetch_name, unit_progress_fetch},
    usecases::Ctx,
};

/// A department and its units.
#[derive(Debug)]
pub struct DepartmentUnits {
    /// Its code.
    pub department: DepartmentCode,
    /// Its name.
    pub name: String,
    /// Its units, by code.
    pub units: Vec<NamedProgress>,
    /// All of them.
    pub total: Progress,
}

/// The units of the actor's department, or of the one `asked` for.
///
/// # Errors
/// `NotFound`, also for another one's department; `Forbidden`; what the database says.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    asked: Option<DepartmentCode>,
) -> Result<DepartmentUnits, DepartmentError> {
    let department = department_for(actor, asked)?;
    let mut tx = ctx.db.begin(actor).await?;
    let name = department_fetch_name(&mut tx, &department).await?.ok_or(DepartmentError::NotFound)?;
    let units = unit_progress_fetch(&mut tx, Some(&department), season).await?;
    tx.commit().await?;
    let units: Vec<_> = units.into_iter().map(|unit| unit.unit).collect();
    Ok(DepartmentUnits { department, name, total: Progress::of_all(&units), units })
}
