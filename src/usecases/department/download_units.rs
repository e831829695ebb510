//! Takes the figures of a department's units away as a file, which is recorded.

use serde_json::json;

use super::{DepartmentError, view_units};
use crate::{
    domain::{access::Actor, ids::DepartmentCode, season::Season},
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use super::view_units::DepartmentUnits;

/// The units of `department`; who took them is written before.
///
/// # Errors
/// See [`view_units::run`].
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    department: DepartmentCode,
) -> Result<DepartmentUnits, DepartmentError> {
    let units = view_units::run(ctx, actor, season.year, Some(department)).await?;
    let mut tx = ctx.db.begin(actor).await?;
    let act =
        Act::new("unit_progress.download").with(json!({ "department": units.department, "rows": units.units.len() }));
    audit::record(&mut tx, ctx, actor, act).await?;
    tx.commit().await?;
    Ok(units)
}
