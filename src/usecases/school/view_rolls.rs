//! The roll of a unit in figures, and the files that changed it.

use super::unit_of;
use crate::{
    domain::{
        access::Actor,
        ids::{RollImportId, SeasonYear},
        roll::import::{FaultGroup, RollImportState, SampleRow},
    },
    storage::{
        StorageError,
        roll_import::{roll_count, roll_import_faults, roll_import_sample, roll_imports_fetch},
        school_queue::registration_unit_name,
        school_record::Units,
    },
    usecases::Ctx,
};

pub use crate::storage::roll_import::RollImport;

/// So many files are listed.
const LISTED: i64 = 20;
/// Of each fault so many lines are told.
pub const LINES_OF_A_FAULT: i32 = 50;

/// The roll.
#[derive(Debug, Clone)]
pub struct RollView {
    /// The unit's name.
    pub unit_name: String,
    /// How many candidates are on it.
    pub on_roll: i64,
    /// The latest files, the latest first.
    pub imports: Vec<RollImport>,
}

/// The roll of the actor's unit; `None` for anyone who has none.
///
/// # Errors
/// What the database says.
pub async fn list(ctx: &Ctx, actor: &Actor, season: SeasonYear) -> Result<Option<RollView>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let unit_name = registration_unit_name(&mut tx, unit).await?;
    let on_roll = roll_count(&mut tx, unit, season).await?;
    let imports = roll_imports_fetch(&mut tx, Units::One(unit), season, None, LISTED).await?;
    Ok(Some(RollView { unit_name, on_roll, imports }))
}

/// A file with what stands wrong in it.
#[derive(Debug, Clone)]
pub struct ImportView {
    /// The file.
    pub import: RollImport,
    /// Its faults, the commonest first.
    pub faults: Vec<FaultGroup>,
    /// Its first good rows as they were read.
    pub sample: Vec<SampleRow>,
}

/// The file of this id of the actor's unit; `None` if there is none, whoever else's it may be.
///
/// # Errors
/// What the database says.
pub async fn one(
    ctx: &Ctx,
    actor: &Actor,
    season: SeasonYear,
    id: RollImportId,
) -> Result<Option<ImportView>, StorageError> {
    let Some(unit) = unit_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let found = roll_imports_fetch(&mut tx, Units::One(unit), season, Some(id), 1).await?;
    let Some(import) = found.into_iter().next() else { return Ok(None) };
    let faults = if import.state == RollImportState::Waiting {
        Vec::new()
    } else {
        roll_import_faults(&mut tx, id, LINES_OF_A_FAULT).await?
    };
    let sample = roll_import_sample(&mut tx, id).await?;
    Ok(Some(ImportView { import, faults, sample }))
}
