//! All departments in figures.

use super::DepartmentError;
use crate::{
    domain::{
        access::{Actor, Permission, Scope},
        exam::progress::{NamedProgress, Progress},
        ids::SeasonYear,
    },
    storage::unit_progress::{departments_fetch, unit_progress_fetch},
    usecases::Ctx,
};

/// The departments and what they come to together.
#[derive(Debug)]
pub struct Departments {
    /// Each department, by code.
    pub departments: Vec<NamedProgress>,
    /// All of them.
    pub total: Progress,
}

/// The figures of every department; for those alone who see all.
///
/// # Errors
/// `Forbidden`; what the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Departments, DepartmentError> {
    if actor.scope(Permission::ViewDepartment) != Some(Scope::All) {
        return Err(DepartmentError::Forbidden);
    }
    let mut tx = ctx.db.begin(actor).await?;
    let names = departments_fetch(&mut tx).await?;
    let units = unit_progress_fetch(&mut tx, None, season).await?;
    tx.commit().await?;
    let of = |code: &_| Progress::of_all(units.iter().filter(|unit| unit.department == *code).map(|unit| &unit.unit));
    let departments: Vec<_> =
        names.into_iter().map(|(code, name)| NamedProgress { progress: of(&code), code: code.0, name }).collect();
    Ok(Departments { total: Progress::of_all(&departments), departments })
}
