//! How far the units of a department are with the identities of their candidates: figures, and nobody's record.

use super::{DepartmentError, department_for};
use crate::{
    domain::{
        access::Actor,
        ids::{DepartmentCode, SeasonYear},
    },
    storage::{registry_case::identity_figures_fetch, unit_progress::department_fetch_name},
    usecases::Ctx,
};

pub use crate::storage::registry_case::IdentityFigures;

/// A department and its units.
#[derive(Debug)]
pub struct DepartmentIdentity {
    /// Its code.
    pub department: DepartmentCode,
    /// Its name.
    pub name: String,
    /// Its units, those with the most overdue cases first.
    pub units: Vec<IdentityFigures>,
    /// All of them.
    pub total: IdentityFigures,
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
) -> Result<DepartmentIdentity, DepartmentError> {
    let department = department_for(actor, asked)?;
    let mut tx = ctx.db.begin(actor).await?;
    let name = department_fetch_name(&mut tx, &department).await?.ok_or(DepartmentError::NotFound)?;
    let mut units = identity_figures_fetch(&mut tx, Some(&department), None, season, ctx.now()).await?;
    tx.commit().await?;
    units.sort_by_key(|unit| std::cmp::Reverse((unit.overdue, unit.all_open())));
    let mut total = IdentityFigures::default();
    for unit in &units {
        total.candidates += unit.candidates;
        total.verified += unit.verified;
        total.overdue += unit.overdue;
        for (sum, open) in total.open.iter_mut().zip(unit.open) {
            *sum += open;
        }
    }
    Ok(DepartmentIdentity { department, name, units, total })
}
